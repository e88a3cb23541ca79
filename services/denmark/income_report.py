"""A month to eIndkomst: what its approved runs say of people, the file, and what is still to be said after one was sent
(denmark 3.6, 3.7, 4.9).

A pay is reported in its pay period with its pay date. Holiday money of somebody who left is a report of its own: of the
month of leaving, on the last day, with its own taxes and no paid hours. A correction run belongs to the reports of the
run that it corrects; what it changes of a report that was sent goes as a difference, or as the report anew where tax
differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month, Span
from services.denmark import eindkomst
from services.denmark.eindkomst import (
    FERIEKONTO,
    Abroad,
    Delivery,
    NothingToReport,
    Part,
    Person,
    Report,
    Reversal,
    Sender,
    constructed_number,
    correction,
    person_of,
)
from services.denmark.rules.holiday_money import KASSE, KORT
from services.denmark.settlements import fields_of, last_day, settlements
from services.engine.facts import EmployerFacts, PersonFacts, RunHead
from services.engine.income_fields import NO_NUMBER, NextFile, ReportedPart, ReportOfMonth
from services.engine.month import MonthFacts
from services.engine.result import Payslip, RunResult

PAGE: Final = "income_report"
SYSTEM: Final = "Lonnsom"
ADVANCE: Final = "monthly_advance"
_OF_LEAVING: Final = ("6102 ", "6202 ")
_RUNNING: Final = ("198", "202", "203")
_PAYER: Final = "209"
_NOT_SUMMED: Final = frozenset({"209"})


# --- what is to be reported ----------------------------------------------------------------------------------------


def report_of(month: MonthFacts) -> ReportOfMonth:
    """Everybody's part of the month's reports, in the order of the runs and people, and what is found about them."""
    findings = list(_employer(month.employer))
    parts: list[ReportedPart] = []
    for head, people in _paid(month.runs):
        for slip in people:
            parts += _parts(slip, head, month.employer)
            findings += _funds(slip, head)
    seen: set[int] = set()
    for part in parts:
        findings += _about(part, first=part.employee not in seen)
        seen.add(part.employee)
    people_of = {slip.person.number: slip.person for run in month.runs for slip in run.payslips}
    findings += [found for number in sorted(seen) for found in _number(people_of[number])]
    return ReportOfMonth(tuple(parts), tuple(findings))


def _paid(runs: Sequence[RunResult]) -> Iterator[tuple[RunHead, list[Payslip]]]:
    """Each run that corrects no other, with everybody's slip and what later runs changed of it."""
    roots = {run.head.name: run.head.name for run in runs if not run.head.corrects}
    for run in runs:
        if run.head.corrects:
            roots[run.head.name] = roots.get(run.head.corrects, run.head.name)
    for name in dict.fromkeys(roots.values()):
        head = next(run.head for run in runs if run.head.name == name)
        slips: dict[int, Payslip] = {}
        for run in runs:
            if roots[run.head.name] == name:
                for slip in run.payslips:
                    before = slips.get(slip.person.number)
                    slips[slip.person.number] = slip if before is None else _added(before, slip)
        yield head, [slips[number] for number in sorted(slips)]


def _added(before: Payslip, more: Payslip) -> Payslip:
    names = dict.fromkeys((*before.reported, *more.reported))
    sums = {name: before.reported.get(name, ZERO) + more.reported.get(name, ZERO) for name in names}
    for name in _NOT_SUMMED & names.keys():
        sums[name] = more.reported.get(name) or before.reported.get(name, ZERO)
    return replace(more, reported=sums)


def _parts(slip: Payslip, head: RunHead, employer: EmployerFacts) -> Iterator[ReportedPart]:
    """The pay, and what was settled because somebody left."""
    person, name = slip.person, _short(head.name)
    pay = {field: value for field, value in fields_of(slip.reported).items() if field not in ("6102", "6202")}
    of_leaving = {field: pay.pop(field) for field in list(pay) if field.startswith(_OF_LEAVING)}
    left = last_day(person)
    payer = pay.get(_PAYER, ZERO)
    if _PAYER in pay and not payer:
        payer = Money.kr(int(own_se(employer) or "0"))
        pay[_PAYER] = payer
    if any(of_leaving.values()) and left is not None:
        alone = [each for each in settlements(slip, head) if each.left is not None and each.to != KORT]
        taxed = {
            "13": Money.total(each.gross for each in alone),
            "15": Money.total(each.tax for each in alone),
            "16": Money.total(each.am for each in alone),
        }
        pay = {field: value - taxed.get(field, ZERO) for field, value in pay.items()}
        if not any(pay.get(field) for field in _RUNNING):
            pay.pop(_PAYER, None)
        told = {**{field: value for field, value in taxed.items() if value}, "200": ZERO, **of_leaving}
        span, key = Month.of(left).span, f"{name}L{left:%j}"
        yield ReportedPart(
            key, person.number, person.name, cpr_of(person), span, left, False, left, {**told, _PAYER: payer}
        )
    if any(value for field, value in pay.items() if field not in _NOT_SUMMED):
        ahead = _is_ahead(person, head)
        key = f"{name}{'F' if ahead else 'B'}"
        yield ReportedPart(
            key, person.number, person.name, cpr_of(person), head.days, head.pay_date, ahead, None, _without_zeros(pay)
        )


def _without_zeros(pay: Mapping[str, Money]) -> dict[str, Money]:
    kept = ("13", "15", "16", "200")
    return {field: value for field, value in pay.items() if value or field in kept}


def _short(run: str) -> str:
    """The name of a run without the stroke in its month: `202609`, `202609-2`."""
    return run.replace("-", "", 1)


def _is_ahead(person: PersonFacts, head: RunHead) -> bool:
    """Whether the pay is paid in advance (forud): by the terms on the first day that the run pays."""
    for job in person.employments:
        return job.terms.on(max(head.days.first, job.terms.entries[0][0])).pay == ADVANCE
    return False


def own_se(employer: EmployerFacts) -> str:
    """The number under which an employer reports: its SE number, or the CVR number where there is no other."""
    setup = employer.numbered
    return (setup.se if setup is not None else "") or employer.orgnr


def cpr_of(person: PersonFacts) -> str:
    """The CPR number; for somebody without one the constructed number; empty where there is no birth date either."""
    if person.national_id:
        return person.national_id
    return constructed_number(person.born, str(person.number % 10_000)) if person.born is not None else ""


# --- what is found ---------------------------------------------------------------------------------------------------


def _employer(employer: EmployerFacts) -> Iterator[Finding]:
    if not employer.orgnr:
        yield Finding(Severity.STOP, Message("The CVR number is missing"), Place("settings", None, "orgnr"))


def _number(person: PersonFacts) -> Iterator[Finding]:
    if person.national_id:
        return
    where = Place("employees", person.number, "national_id")
    if person.born is None:
        what = Message("{name} has neither a CPR number nor a birth date, and cannot be reported", name=person.name)
        yield Finding(Severity.STOP, what, where, NO_NUMBER)
        return
    what = Message(
        "{name} has no CPR number and is reported with a constructed one, {number}: enter the number if there is one",
        name=person.name,
        number=cpr_of(person),
    )
    yield Finding(Severity.WARNING, what, where)


def _funds(slip: Payslip, head: RunHead) -> Iterator[Finding]:
    if any(each.to == KASSE for each in settlements(slip, head)):
        what = Message(
            "{name}: the holiday money goes to a holiday fund, whose SE number is not known here. Field 209 has your "
            "own number",
            name=slip.person.name,
        )
        yield Finding(Severity.WARNING, what, Place("employees", slip.person.number))


def _about(part: ReportedPart, *, first: bool) -> Iterator[Finding]:
    where = Place("employees", part.employee)
    holiday = any(name in ("198", "202") or name.startswith(_OF_LEAVING) for name in part.fields)
    payer = part.fields.get(_PAYER, ZERO)
    if holiday and not payer:
        what = Message("{name}: holiday money needs the SE number of who pays it (field 209)", name=part.name)
        yield Finding(Severity.STOP, what, Place("settings", None, "se"))
    gross = part.fields.get("198") or any(name.startswith("6202 ") for name in part.fields)
    if gross and payer == Money.kr(int(FERIEKONTO)):
        what = Message("{name}: holiday money to FerieKonto is reported after tax, not before", name=part.name)
        yield Finding(Severity.STOP, what, where)
    if first and (below := [name for name, value in part.fields.items() if value.ore < 0]):
        what = Message("{name}: field {field} is below zero", name=part.name, field=", ".join(below))
        yield Finding(Severity.WARNING, what, where)


# --- the file --------------------------------------------------------------------------------------------------------


def first_file(month: MonthFacts, made: date | datetime, version: str, message_id: str = "") -> tuple[bytes, str]:
    """The file of a month that nothing was sent of, and its id: everybody's reports, or that there is nothing. Raises
    Refused for what must be mended first.
    """
    found = _mended(month)
    parts: tuple[Part, ...] = tuple(_reports(found.parts, month, 1)) or (_nothing(month.month, 1),)
    return _write(month, parts, made, version, message_id or _id(month.month, 1))


def next_file(
    month: MonthFacts, sent: Sequence[bytes], year: Sequence[bytes], made: datetime, version: str
) -> NextFile | None:
    """The file that is to be sent next, after those that were sent of the month, the oldest first; None where they say
    everything. `year` are those of the year's other months: no difference may make a sum of the year negative. Raises
    Refused for what must be mended first.
    """
    if not sent:
        content, _ = first_file(month, made, version)
        return NextFile("first" if report_of(month).parts else "zero", content)
    found = _mended(month)
    changes = _Changes(len(sent) + 1, Told.of(sent), Told.of([*year, *sent]).sums())
    for report in _reports(found.parts, month, changes.number):
        changes.look_at(report)
    changes.look_for_those_who_are_gone()
    if not changes.parts:
        return None
    content, _ = _write(month, tuple(changes.parts), made, version, _id(month.month, changes.number))
    return NextFile("correction", content, tuple(changes.holds))


def _mended(month: MonthFacts) -> ReportOfMonth:
    found = report_of(month)
    stop = next((each for each in found.findings if each.severity is Severity.STOP), None)
    if stop is not None:
        raise refuse(stop.what, stop.where, stop.code)
    return found


class _Changes:
    """What is to be said besides what the authority was told."""

    def __init__(self, number: int, told: Told, sums: Mapping[tuple[str, str], Mapping[int, Decimal]]) -> None:
        self.number, self.parts, self.holds = number, list[Part](), list[Message]()
        self._told, self._sums = told, sums
        self._seen: set[tuple[str, str, str]] = set()
        self._ids: dict[str, int] = {}

    def look_at(self, report: Report) -> None:
        """A report as it is to be: who is new in it, and who is another than was said."""
        key = report.id.partition(".")[0]
        anew: list[Person] = []
        differences: dict[str, list[Person]] = {}
        for person in report.people:
            self._seen.add((key, *_who(person)))
            before, was = self._told.person(key, person)
            if before is None or was is None:
                anew.append(person)
                self.holds.append(Message("Employee {number}: reported for the first time", number=person.employee))
            elif _plain(before) != _plain(person):
                header = replace(report, id=was, people=())
                year = self._sums.get(_who(person), {})
                for part in correction(_plain(before), _plain(person), header, report.id, year):
                    if isinstance(part, Reversal):
                        self.parts.append(replace(part, id=self._id(key)))
                    elif isinstance(part, Report) and part.corrects:
                        changed = (replace(each, abroad=person.abroad) for each in part.people)
                        differences.setdefault(part.corrects, []).extend(changed)
                    else:
                        anew.append(person)
                anything = person not in anew
                words = Message("Employee {number}: the difference", number=person.employee)
                again = Message("Employee {number}: taken back and reported anew", number=person.employee)
                self.holds.append(words if anything else again)
        if anew:
            self.parts.append(replace(report, id=self._id(key), people=tuple(anew)))
        for was, people in differences.items():
            self.parts.append(replace(report, id=self._id(key), people=tuple(people), corrects=was))

    def look_for_those_who_are_gone(self) -> None:
        """Who was reported and is in no report any more is taken back."""
        for key, person, was in self._told.everybody():
            if (key, *_who(person)) not in self._seen:
                self.parts.append(Reversal(self._id(key), was, person.cpr))
                self.holds.append(Message("Employee {number}: taken back", number=person.employee))

    def _id(self, key: str) -> str:
        count = self._ids[key] = self._ids.get(key, 0) + 1
        return f"{key}.{self.number}" if count == 1 else f"{key}.{self.number}-{count}"


def read_back(contents: Iterable[bytes], people: Mapping[str, str]) -> tuple[ReportedPart, ...]:
    """What files said in all, the oldest first: everybody's part as the authority has it. `people` are names by
    employee number. Raises Refused for a file of another form.
    """
    told = Told.of(contents)
    found = []
    for key, person, _ in told.everybody():
        header = told.headers[key]
        fields = {str(name): _hundredths(value) for name, value in person.fields.items()}
        fields |= {str(name): Money.kr(int(code)) for name, code in person.codes.items()}
        for each in person.holidays:
            record = f"{'6102' if each.is_net else '6202'} {each.year}"
            fields |= {record: _hundredths(each.amount), f"{record} days": _hundredths(each.days)}
        number = int(person.employee) if person.employee.isdecimal() else 0
        left = header.disposed if "L" in key else None
        found.append(
            ReportedPart(
                key,
                number,
                people.get(person.employee, ""),
                person.cpr,
                header.period,
                header.disposed,
                header.in_advance,
                left,
                fields,
            )
        )
    return tuple(found)


def report_id(head: bytes) -> str:
    """The id of a file by its beginning; empty for another one."""
    line = head[:_HEAD].decode("latin-1")
    return line[_ID].strip() if line[7:11] == "1000" else ""


_HEAD, _ID = 142, slice(89, 105)


@dataclass
class Told:
    """What the authority was told by files: everybody's fields by report and person, and the report that said so."""

    people: dict[tuple[str, str, str], tuple[Person, str]] = field(default_factory=dict)
    headers: dict[str, Report] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: Iterable[bytes]) -> Told:
        """Files in the order in which they were sent. Raises Refused."""
        told = cls()
        for content in contents:
            for part in eindkomst.read(content).parts:
                told._take(part)
        return told

    def _take(self, part: Part) -> None:
        if isinstance(part, Reversal):
            key = part.refers_to.partition(".")[0]
            for each in [each for each in self.people if each[0] == key and part.cpr in ("", each[1])]:
                del self.people[each]
        elif isinstance(part, Report):
            key = part.id.partition(".")[0]
            self.headers.setdefault(key, replace(part, people=()))
            for person in part.people:
                where = (key, *_who(person))
                if part.corrects and where in self.people:
                    before, was = self.people[where]
                    self.people[where] = (_plus(before, person), was)
                else:
                    self.people[where] = (person, part.id)

    def person(self, key: str, person: Person) -> tuple[Person | None, str | None]:
        """What was said of somebody in a report, and the id of the report that said it."""
        return self.people.get((key, *_who(person)), (None, None))

    def everybody(self) -> list[tuple[str, Person, str]]:
        """Everybody by report: the report's key, what was said, and the id that says it."""
        return [(key, person, was) for (key, _, _), (person, was) in self.people.items()]

    def sums(self) -> dict[tuple[str, str], dict[int, Decimal]]:
        """The sum of each field by person."""
        found: dict[tuple[str, str], dict[int, Decimal]] = {}
        for person, _ in self.people.values():
            sums = found.setdefault(_who(person), {})
            for name, value in person.fields.items():
                sums[name] = sums.get(name, Decimal(0)) + value
        return found


def _who(person: Person) -> tuple[str, str]:
    return person.cpr, person.employee


def _plus(before: Person, change: Person) -> Person:
    names = dict.fromkeys((*before.fields, *change.fields))
    nothing = Decimal(0)
    sums = {name: before.fields.get(name, nothing) + change.fields.get(name, nothing) for name in names}
    return replace(before, fields=sums)


def _plain(person: Person) -> Person:
    """The same without fields of nothing, and without what does not change what is reported."""
    return replace(person, fields={name: value for name, value in person.fields.items() if value}, abroad=None)


def _hundredths(value: Decimal) -> Money:
    return Money(int(value.scaleb(2)))


def _reports(parts: Iterable[ReportedPart], month: MonthFacts, number: int) -> Iterator[Report]:
    """The parts as reports of pay periods; `number` is that of the file within the month."""
    people = {slip.person.number: slip.person for run in month.runs for slip in run.payslips}
    by_key: dict[str, list[ReportedPart]] = {}
    for part in parts:
        by_key.setdefault(part.key, []).append(part)
    for key, some in by_key.items():
        first = some[0]
        name = key if number == 1 else f"{key}.{number}"
        told = tuple(_person(part, people[part.employee]) for part in some)
        yield Report(name, first.period, first.paid, told, first.in_advance)


def _person(part: ReportedPart, person: PersonFacts) -> Person:
    values = {name: value.kroner for name, value in part.fields.items()}
    made = person_of(values, part.cpr, str(part.employee), part.left)
    return made if person.national_id else replace(made, abroad=_abroad(person))


def _abroad(person: PersonFacts) -> Abroad | None:
    """Who somebody without a CPR number is (record 8001); the gender is not kept here."""
    if person.born is None:
        return None
    street, town = (person.address[0] if person.address else ""), (person.address[-1] if person.address[1:] else "")
    postcode, _, place = town.partition(" ")
    code = person.international_id.country if person.international_id is not None else "DK"
    return Abroad(person.born, "3", code, person.name, street, postcode[:9], place)


def _nothing(month: Month, number: int) -> NothingToReport:
    return NothingToReport(f"{_short(str(month))}N{number}", Span(month.first, month.last))


def _id(month: Month, number: int) -> str:
    return f"{_short(str(month))}-{number}"


def _write(
    month: MonthFacts, parts: tuple[Part, ...], made: date | datetime, version: str, message_id: str
) -> tuple[bytes, str]:
    at = made.replace(tzinfo=None) if isinstance(made, datetime) else datetime.combine(made, time(12))
    se = own_se(month.employer)
    sender = Sender(se, month.employer.orgnr, message_id, at, SYSTEM, version)
    return eindkomst.write(Delivery(sender, se, parts)), message_id
