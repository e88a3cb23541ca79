"""What is wrong with the facts of a Danish run, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.denmark.rules.identity import born_of, danish_account, is_checked_cpr, is_cvr, is_foreign_account
from services.denmark.rules.taxes import METHODS
from services.engine.facts import EmployerFacts, PersonFacts, RunFacts


def check_run(facts: RunFacts) -> Iterator[Finding]:
    """The employer, and everybody in the run."""
    yield from _employer(facts.employer)
    for person in facts.people:
        yield from _person(person)


def _employer(employer: EmployerFacts) -> Iterator[Finding]:
    setup = employer.numbered
    for name, number in (("orgnr", employer.orgnr), ("se", setup.se if setup else "")):
        if number and not is_cvr(number) and not (employer.test_client and len(number) == 8 and number[0] in "23"):
            what = Message("“{number}” is not a CVR or SE number", number=number)
            yield Finding(Severity.STOP, what, Place("settings", None, name))
    if employer.bank_account and not danish_account(employer.bank_account):
        what = Message(
            "“{number}” is no account: it has a registration number of four digits, and up to ten digits of its own",
            number=employer.bank_account,
        )
        yield Finding(Severity.STOP, what, Place("settings", None, "bank_account"))
    if setup is not None and setup.rounding not in METHODS:
        what = Message("“{word}” is not one of {words}", word=setup.rounding, words=" · ".join(METHODS))
        yield Finding(Severity.STOP, what, Place("settings", None, "rounding"))


def _person(person: PersonFacts) -> Iterator[Finding]:
    if person.bank_account and not (danish_account(person.bank_account) or is_foreign_account(person.bank_account)):
        what = Message(
            "“{number}” is no account: it has a registration number of four digits, and up to ten digits of its own",
            number=person.bank_account,
        )
        yield Finding(Severity.STOP, what, Place("employees", person.number, "bank_account"))
    where = Place("employees", person.number, "national_id")
    if not person.national_id:
        return
    if born_of(person.national_id) is None:
        what = Message("Ten digits of a CPR number begin with a birth date: day, month and year")
        yield Finding(Severity.STOP, what, where)
    elif not is_checked_cpr(person.national_id):
        what = Message(
            "The check digit of the CPR number does not fit. Since October 2007 such numbers are given out too"
        )
        yield Finding(Severity.WARNING, what, where)
