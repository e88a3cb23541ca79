"""The last a-melding of another payroll program → the people and employments that it told of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from models.values.finding import refuse
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.engine.facts import Employment, PersonFacts
from services.engine.moving_in import (
    Compared,
    ReportDifference,
    ReportedEmployment,
    ReportedLeave,
    ReportedMonth,
    ReportedPerson,
)
from services.norway.amelding.employment import (
    FREELANCER,
    PENSION,
    is_told_unpaid,
    last_change_of_pay,
    last_change_of_percentage,
    terms_on,
)
from services.norway.amelding.leave import kind_of
from services.norway.amelding.read import Node, read

_FIXED, _HOURLY = "fastloenn", "timeloenn"
_CASH = "kontantytelse"


def read_people(content: bytes) -> ReportedMonth:
    """Everybody of a message, with the pay of the month by employment. Raises Refused for a file that is no a-melding,
    and for one that does not keep to its schema: what was not accepted is no ground to build on.
    """
    reading = read(content)
    delivery = reading.root.first("Leveranse") if reading.root is not None else None
    if delivery is None:
        raise refuse(Message("This is not an a-melding. Choose the last one that the old program made"))
    if reading.findings:
        first = reading.findings[0]
        raise refuse(
            Message(
                "Line {line}: {what}. An a-melding that was accepted keeps to the form; choose that one",
                line=first.line,
                what=first.what,
            )
        )
    people: dict[str, ReportedPerson] = {}
    zones: dict[str, str] = {}
    units = []
    content_node = delivery.first("oppgave")
    for unit in content_node.all("virksomhet") if content_node is not None else ():
        orgnr = unit.value("norskIdentifikator")
        units.append(orgnr)
        if zone := _zone(unit):
            zones[orgnr] = zone
        for node in unit.all("inntektsmottaker"):
            person = _person(node, orgnr)
            before = people.get(person.key)
            people[person.key] = person if before is None else _joined(before, person)
    return ReportedMonth(
        delivery.value("opplysningspliktig", "norskIdentifikator"),
        delivery.month("kalendermaaned"),
        delivery.value("kildesystem"),
        tuple(dict.fromkeys(units)),
        tuple(people.values()),
        zones,
    )


def _joined(before: ReportedPerson, more: ReportedPerson) -> ReportedPerson:
    """One person in two sub-units."""
    return ReportedPerson(
        before.national_id,
        before.international_id,
        before.name or more.name,
        before.born or more.born,
        before.number or more.number,
        before.employments + more.employments,
    )


def _zone(unit: Node) -> str:
    for contribution in unit.all("arbeidsgiveravgift"):
        for base in contribution.all("loennOgGodtgjoerelse"):
            return base.value("sone")
    return ""


def _person(node: Node, orgnr: str) -> ReportedPerson:
    foreign = node.first("internasjonalIdentifikator")
    who = node.first("identifiserendeInformasjon")
    return ReportedPerson(
        node.value("norskIdentifikator"),
        (foreign.value("identifikator"), foreign.value("identifikatortype"), foreign.value("land"))
        if foreign is not None
        else None,
        who.value("navn") if who is not None else "",
        who.day("foedselsdato") if who is not None else None,
        who.value("ansattnummer") if who is not None else "",
        tuple(_employment(job, node, orgnr) for job in node.all("arbeidsforhold")),
    )


def _employment(job: Node, person: Node, orgnr: str) -> ReportedEmployment:
    name = job.value("arbeidsforholdId")
    vessel = job.first("fartoey")
    percent = job.number("stillingsprosent")
    only = len(person.all("arbeidsforhold")) == 1
    fixed: list[Money] = []
    hourly: list[Money] = []
    hours = Decimal(0)
    for income in person.all("inntekt"):
        whose = income.value("arbeidsforholdId")
        amount = income.number("beloep")
        is_ours = whose == name or (only and not whose)
        if not is_ours or amount is None or income.value("fordel") != _CASH or _is_earned_elsewhere(income):
            continue
        kind = income.value("loennsinntekt", "beskrivelse")
        if kind == _FIXED:
            fixed.append(Money.rounded(amount))
        elif kind == _HOURLY:
            hourly.append(Money.rounded(amount))
            hours += income.number("loennsinntekt", "antall") or 0
    return ReportedEmployment(
        orgnr,
        name,
        job.value("typeArbeidsforhold"),
        job.day("startdato"),
        job.day("sluttdato"),
        job.value("aarsakTilSluttdato"),
        job.value("yrke"),
        job.value("arbeidstidsordning"),
        job.value("formForAnsettelse"),
        None if percent is None else Percent(percent),
        job.number("antallTimerPerUkeSomEnFullStillingTilsvarer"),
        job.day("sisteLoennsendringsdato"),
        job.day("sisteDatoForStillingsprosentendring"),
        (vessel.value("skipsregister"), vessel.value("skipstype"), vessel.value("fartsomraade"))
        if vessel is not None
        else None,
        Money.total(fixed) if fixed else None,
        hours or None,
        Money.total(hourly) if hourly else None,
        tuple(_leaves(job)),
        job.day("loennsansiennitet"),
        job.value("loennstrinn"),
    )


def _leaves(job: Node) -> Iterator[ReportedLeave]:
    """The leaves of an employment; one of 0 % says that it never was."""
    for leave in job.all("permisjon"):
        first, percent = leave.day("startdato"), leave.number("permisjonsprosent")
        kind = kind_of(leave.value("beskrivelse"))
        if first is not None and percent and kind:
            yield ReportedLeave(leave.value("permisjonId"), kind, first, leave.day("sluttdato"), Percent(percent))


def _is_earned_elsewhere(income: Node) -> bool:
    """Back pay of an earlier time says nothing about what holds now."""
    return bool(income.value("startdatoOpptjeningsperiode"))


def differences(reported: ReportedMonth, people: Sequence[PersonFacts], last: date) -> Iterator[ReportDifference]:
    """Where what this program would report on a day differs from what the other one reported last (amelding 6).

    An employment is known by person, sub-unit, id, type and first day: where one of them differs, the register has two.
    """
    ours = {(_key(person), job.establishment, job.id): (person, job) for person in people for job in person.employments}
    seen = set()
    for person in reported.people:
        for theirs in person.employments:
            key = (person.key, theirs.establishment, theirs.id)
            if theirs.end is not None:
                seen.add(key)
                continue
            if key not in ours:
                yield ReportDifference(person.key, theirs.establishment, theirs.id, "", None, None, is_identity=True)
                continue
            seen.add(key)
            mine, job = ours[key]
            yield from _fields(mine, job, theirs, last)
    for (who, unit, name), (mine, job) in ours.items():
        told = is_told_unpaid(job.type, job.start, job.end, reported_first(reported, last), last)
        if (who, unit, name) not in seen and told:
            yield ReportDifference(who, unit, name, "not_reported", None, None, mine.number, is_identity=True)


def reported_first(reported: ReportedMonth, last: date) -> date:
    """The first day of the reported month, or of the month of the day."""
    return reported.month.first if reported.month is not None else last.replace(day=1)


def _key(person: PersonFacts) -> str:
    foreign = person.international_id
    return person.national_id or (f"{foreign.value}|{foreign.type}|{foreign.country}" if foreign else "")


def _fields(person: PersonFacts, job: Employment, theirs: ReportedEmployment, last: date) -> Iterator[ReportDifference]:
    terms = terms_on(job, last)
    ordinary = job.type not in (FREELANCER, PENSION)
    compared: list[tuple[str, Compared, Compared, bool]] = [
        ("type", theirs.type, job.type, True),
        ("start", theirs.start, job.start, True),
        ("occupation", theirs.occupation, job.occupation, False),
    ]
    if ordinary:
        compared += [
            ("percent", theirs.percent, terms.percent, False),
            ("full_time_hours", theirs.full_time_hours, terms.full_time_hours, False),
            ("work_schedule", theirs.work_schedule, job.work_schedule, False),
            ("form", theirs.form, job.form, False),
            ("pay_changed", theirs.pay_changed, last_change_of_pay(job, last), False),
            ("percent_changed", theirs.percent_changed, last_change_of_percentage(job, last), False),
            ("seniority", theirs.seniority, job.seniority, False),
            ("pay_step", theirs.pay_step, terms.pay_step, False),
        ]
    for field, reported, own, identity in compared:
        if not reported and not identity:
            continue  # the other program did not tell it
        if reported != own:
            yield ReportDifference(
                _key(person), job.establishment, job.id, field, reported, own, person.number, is_identity=identity
            )
