"""What is wrong with the facts of a Danish run, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.denmark.rules.identity import born_of, is_checked_cpr, is_cvr
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
    if setup is not None and setup.rounding not in METHODS:
        what = Message("“{word}” is not one of {words}", word=setup.rounding, words=" · ".join(METHODS))
        yield Finding(Severity.STOP, what, Place("settings", None, "rounding"))


def _person(person: PersonFacts) -> Iterator[Finding]:
    number, where = str(person.number), Place("employees", person.number, "national_id")
    if not person.national_id:
        return
    if born_of(person.national_id) is None:
        what = Message("Employee {number}: the CPR number has no birth date", number=number)
        yield Finding(Severity.STOP, what, where)
    elif not is_checked_cpr(person.national_id):
        what = Message(
            "Employee {number}: the check digit of the CPR number does not fit. Since October 2007 such numbers are "
            "given out too",
            number=number,
        )
        yield Finding(Severity.WARNING, what, where)
