"""eIndkomst: what an employer reports of its people, as plain values, as a file, and read back (denmark 3.6, 3.7).

NOT verified against the authority: most positions come from an open implementation (resources/formats). Every file is
marked as a test until they are, and `NOT_VERIFIED` is what is said beside one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from models.values.finding import Refused, refuse
from models.values.message import Message
from models.values.span import Span
from services.denmark.eindkomst_form import Record, Value, decode, encode
from services.denmark.rules.identity import is_cvr
from services.denmark.rules.settle import FERIEKONTO as PAYER
from services.reference.codes import code_lists

NOT_VERIFIED: Final = Message(
    "The layout of this file is not verified against the authority. It is marked as a test: check it before it is used"
)
FERIEKONTO: Final = str(PAYER)
ORDINARY: Final = "00"
"""The kind of income of ordinary pay (indkomsttype)."""

_NOT_IN_A_CORRECTION: Final = frozenset({15, 16})  # A-tax and AM contribution; ticks neither (denmark 3.7)
_PAYER_OF_HOLIDAY: Final = 209
_GROSS, _NET, _DAYS = 198, 202, 203
_AMOUNT, _CODE, _COUNT = "6001", "6002", "6005"
_RECORDS: Final = {"amount": (_AMOUNT, "amount"), "code": (_CODE, "code"), "count": (_COUNT, "count")}
_HOLIDAY: Final = {True: "6102", False: "6202"}  # after tax, before tax
_NAME, _TOWN = 40, 35


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the file. `se` and `cvr` have eight digits, `id` at most 16 signs and is used once."""

    se: str
    cvr: str
    id: str
    made: datetime
    system: str = "Lonnsom"
    system_version: str = ""
    is_bureau: bool = False


@dataclass(frozen=True, slots=True)
class LeavingHoliday:
    """Holiday money of somebody who left: after tax to FerieKonto or a fund (6102), before tax kept here (6202)."""

    is_net: bool
    year: str  # ferieår: 2025; 9999 the frozen year
    amount: Decimal
    days: Decimal
    left: date


@dataclass(frozen=True, slots=True)
class PayDetail:
    """What pay was for: an IL type with units and an amount."""

    type: int
    units: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Abroad:
    """Somebody without a CPR number: their constructed number needs this (8001). `gender`: 1 male, 2 female, 3
    not known.
    """

    born: date
    gender: str
    country: str
    name: str
    street: str
    postcode: str
    town: str


@dataclass(frozen=True, slots=True)
class Person:
    """What is reported of one person in one period: fields by number, an amount or a count in `fields`, a code in
    `codes`. `company` is the CVR or SE number of one that has no CPR number.
    """

    cpr: str
    employee: str
    fields: Mapping[int, Decimal]
    codes: Mapping[int, str]
    holidays: tuple[LeavingHoliday, ...] = ()
    details: tuple[PayDetail, ...] = ()
    abroad: Abroad | None = None
    company: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report of one pay period, both days counted. `disposed` is the day on which people have the money;
    `in_advance`: pay is paid forud, else bagud. `corrects` names the report that this one adds to, with differences.
    """

    id: str
    period: Span
    disposed: date
    people: tuple[Person, ...]
    in_advance: bool = False
    income_type: str = ORDINARY
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class NothingToReport:
    """A zero report: nobody was paid in the period."""

    id: str
    period: Span
    in_advance: bool = False


@dataclass(frozen=True, slots=True)
class Reversal:
    """A report taken back, whole or for one person, so that it can be reported anew."""

    id: str
    refers_to: str
    cpr: str = ""


@dataclass(frozen=True, slots=True)
class Employment:
    """An employment that began or ended, and a request for a card: 1 main, 2 secondary, empty none.

    `facts` are kinds of information for statistics (IP types): type, code and the day from which it holds.
    """

    cpr: str
    employee: str
    hired: date
    left: date | None = None
    card: str = ""
    card_from: date | None = None
    asks_again: bool = False
    facts: tuple[tuple[int, str, date], ...] = ()


Part = Employment | NothingToReport | Reversal | Report


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file: who sends it, the SE number of the employer, and what is said, in its order."""

    sender: Sender
    se: str
    parts: tuple[Part, ...]


def person_of(
    reported: Mapping[str, Decimal], cpr: str, employee: str, left: date | None = None, **more: object
) -> Person:
    """A person by what a run reports (`Payslip.reported`): fields by number, `6102 2025` and `6102 2025 days`.

    `left` is the last day of somebody who leaves. Raises Refused where holiday money of leaving has no such day.
    """
    fields: dict[int, Decimal] = {}
    codes: dict[int, str] = {}
    holidays = []
    for name, value in reported.items():
        record, _, rest = name.partition(" ")
        if not record.isdecimal():
            continue  # of a settlement, not of a field
        if record in _HOLIDAY.values():
            if rest.endswith(" days"):
                continue
            if left is None:
                raise refuse(Message("Holiday money of somebody who leaves needs the last day"))
            days = reported.get(f"{name} days", Decimal(0))
            holidays.append(LeavingHoliday(record == _HOLIDAY[True], rest, value, days, left))
        elif _kinds().get(int(record)) == "code":
            codes[int(record)] = f"{value:.0f}"
        else:
            fields[int(record)] = value
    return replace(Person(cpr, employee, fields, codes, tuple(holidays)), **more)  # type: ignore[arg-type]


def write(delivery: Delivery) -> bytes:
    """The file. Raises Refused for numbers that are none, and for what the authority would reject (denmark 3.6)."""
    for number in (delivery.sender.se, delivery.sender.cvr, delivery.se):
        if not is_cvr(number):
            raise refuse(Message("{number} is no CVR or SE number", number=number or "–"))
    return encode(_records(delivery))


def read(content: bytes) -> Delivery:
    """A file that was written here. Raises Refused for another one."""
    try:
        return _delivery(list(decode(content)))
    except (IndexError, KeyError, ValueError, AssertionError) as wrong:
        raise refuse(Message("The records of the file do not stand in their order")) from wrong


def correction(
    before: Person, now: Person, was: Report, report_id: str, year: Mapping[int, Decimal] | None = None
) -> tuple[Part, ...]:
    """What corrects one person of a report that was sent (denmark 3.7). Nothing where nothing differs.

    A correction carries differences, and no tax: where A-tax, AM contribution or a code is another, the person's report
    is taken back and reported anew. `year` is what was reported of the person in the year, by field: a difference may
    not make a sum negative, and raises Refused where it would.
    """
    if before == now:
        return ()
    names = [*dict.fromkeys((*before.fields, *now.fields))]
    changed = {name: now.fields.get(name, _NONE) - before.fields.get(name, _NONE) for name in names}
    changed = {name: value for name, value in changed.items() if value}
    only_fields = replace(before, fields={}) == replace(now, fields={})
    if not only_fields or changed.keys() & _NOT_IN_A_CORRECTION:
        return (Reversal(report_id, was.id, now.cpr), replace(was, id=report_id, people=(now,), corrects=""))
    for name, value in changed.items():
        if year is not None and year.get(name, _NONE) + value < 0:
            raise _refuse(now.employee, Message("the year's sum of the field {field} would be negative", field=name))
    person = replace(now, fields=changed, codes={}, holidays=(), details=())
    return (replace(was, id=report_id, people=(person,), corrects=was.id),)


def constructed_number(born: date, last_four: str) -> str:
    """The number of somebody without a CPR number: the day of birth with 6 added to its first digit (denmark 3.7)."""
    return f"{born.day // 10 + 6}{born.day % 10}{born.month:02d}{born.year % 100:02d}{last_four:0>4}"


_NONE: Final = Decimal(0)


@cache
def _kinds() -> Mapping[int, str]:
    """What each field holds: amount, code or count."""
    return {int(code): each.more["value"] for code, each in code_lists("dk/eincome")["field"].items()}


# --- out -----------------------------------------------------------------------------------------------------------


def _records(delivery: Delivery) -> Iterator[Record]:
    sender = delivery.sender
    yield Record(
        "1000",
        {
            "day": sender.made.date(),
            "time": sender.made.time().replace(microsecond=0),
            "se": sender.se,
            "cvr": sender.cvr,
            "sender_type": "02" if sender.is_bureau else "01",
            "system": sender.system,
            "system_version": sender.system_version,
            "id": sender.id,
            "format": "2.0",
            "test": "T",
            "service": "E",
        },
    )
    yield Record("2001", {"se": delivery.se, "currency": "DKK"})
    for part in delivery.parts:
        match part:
            case Employment():
                yield from _employment(part)
            case NothingToReport():
                span = {"first": part.period.first, "last": part.period.last}
                yield Record("3101", {"when": _when(part.in_advance), "id": part.id, **_days(span), "nothing": "N"})
            case Reversal():
                values = {"id": part.id, "refers_to": part.refers_to, "reverses": "J", "cpr": part.cpr}
                yield Record("4101", values)
            case Report():
                yield from _report(part)


def _days(days: Mapping[str, date | None]) -> dict[str, Value]:
    return {name: day for name, day in days.items() if day is not None}


def _when(in_advance: bool) -> str:
    return "F" if in_advance else "B"


def _employment(part: Employment) -> Iterator[Record]:
    values: dict[str, Value] = {
        "cpr": part.cpr,
        "employee": part.employee,
        "card": part.card,
        "again": "R" if part.asks_again else "",
        **_days({"hired": part.hired, "left": part.left, "card_from": part.card_from}),
    }
    yield Record("2101", values)
    for kind, code, since in part.facts:
        yield Record("2111", {"type": str(kind), "code": code, "from": since})


def _report(report: Report) -> Iterator[Record]:
    values: dict[str, Value] = {
        "corrects": "R" if report.corrects else "",
        "id": report.id,
        "refers_to": report.corrects,
        "disposed": report.disposed,
        "when": _when(report.in_advance),
        "income_type": report.income_type,
        **_days({"first": report.period.first, "last": report.period.last}),
    }
    yield Record("5000", values)
    for person in report.people:
        _judge(person, is_correction=bool(report.corrects))
        yield from _person(person)


def _judge(person: Person, *, is_correction: bool) -> None:
    """Raises Refused for what the authority would reject."""
    told = person.fields.keys() | person.codes.keys()
    about = person.employee or person.cpr[:6]
    if unknown := sorted(told - {name for name, kind in _kinds().items() if kind in _RECORDS}):
        raise _refuse(about, Message("the field {field} is not known here", field=unknown[0]))
    if is_correction and (tax := sorted(person.fields.keys() & _NOT_IN_A_CORRECTION)):
        raise _refuse(about, Message("a correction cannot have the field {field}", field=tax[0]))
    holiday = _GROSS in told or _NET in told or bool(person.holidays)
    payer = person.codes.get(_PAYER_OF_HOLIDAY, "")
    if holiday and not payer and not is_correction:
        raise _refuse(about, Message("holiday money needs the SE number of who pays it (field 209)"))
    if payer == FERIEKONTO and (_GROSS in told or any(not each.is_net for each in person.holidays)):
        raise _refuse(about, Message("holiday money to FerieKonto is reported after tax, not before"))
    if not person.cpr and not person.company:
        raise _refuse(about, Message("a CPR number is needed, or one that is constructed for somebody from abroad"))


def _refuse(about: str, what: Message) -> Refused:
    return refuse(Message("eIndkomst, {who}: {what}", who=about, what=what))


def _person(person: Person) -> Iterator[Record]:
    yield Record("6000", {"cpr": person.cpr, "company": person.company, "employee": person.employee})
    if person.abroad is not None:
        yield _abroad(person.abroad)
    values: dict[int, Value] = {**person.fields, **person.codes}
    for number in sorted(values):
        kind, name = _RECORDS[_kinds()[number]]
        yield Record(kind, {"field": str(number), name: values[number]})
    for each in person.holidays:
        told: dict[str, Value] = {"amount": each.amount, "days": each.days, "year": each.year, "left": each.left}
        yield Record(_HOLIDAY[each.is_net], told)
    for detail in person.details:
        yield Record("6111", {"type": str(detail.type), "units": detail.units, "amount": detail.amount})


def _abroad(of: Abroad) -> Record:
    values: dict[str, Value] = {
        "born": of.born,
        "gender": of.gender,
        "country": of.country,
        "name": of.name[:_NAME],
        "street": of.street[:_NAME],
        "postcode": of.postcode,
        "town": of.town[:_TOWN],
    }
    return Record("8001", values)


# --- in ------------------------------------------------------------------------------------------------------------


def _delivery(records: Sequence[Record]) -> Delivery:
    head, payer, *rest = records
    if (head.kind, payer.kind) != ("1000", "2001"):
        raise ValueError(head.kind)
    made = datetime.combine(_day(head, "day"), head.values["time"])  # type: ignore[arg-type]
    sender = Sender(
        head.text("se"),
        head.text("cvr"),
        head.text("id"),
        made,
        head.text("system"),
        head.text("system_version"),
        head.text("sender_type") == "02",
    )
    return Delivery(sender, payer.text("se"), tuple(_parts(rest)))


def _parts(records: Sequence[Record]) -> Iterator[Part]:
    for kind, group in _groups(records, ("2101", "3101", "4101", "5000")):
        first = group[0]
        if kind == "2101":
            facts = tuple((int(each.text("type")), each.text("code"), _day(each, "from")) for each in group[1:])
            card, asks = first.text("card"), first.text("again") == "R"
            hired, left, since = _day(first, "hired"), first.day("left"), first.day("card_from")
            yield Employment(first.text("cpr"), first.text("employee"), hired, left, card, since, asks, facts)
        elif kind == "3101":
            yield NothingToReport(first.text("id"), _span(first), first.text("when") == "F")
        elif kind == "4101":
            yield Reversal(first.text("id"), first.text("refers_to"), first.text("cpr"))
        else:
            people = tuple(_read_person(each) for _, each in _groups(group[1:], ("6000",)))
            advance, income = first.text("when") == "F", first.text("income_type")
            disposed, corrects = _day(first, "disposed"), first.text("refers_to")
            yield Report(first.text("id"), _span(first), disposed, people, advance, income, corrects)


def _groups(records: Iterable[Record], heads: tuple[str, ...]) -> Iterator[tuple[str, list[Record]]]:
    """The records in groups, each beginning with one of the heads. Raises ValueError for one before the first."""
    group: list[Record] = []
    for each in records:
        if each.kind in heads and group:
            yield group[0].kind, group
            group = []
        elif each.kind not in heads and not group:
            raise ValueError(each.kind)
        group.append(each)
    if group:
        yield group[0].kind, group


def _read_person(records: Sequence[Record]) -> Person:
    head, *rest = records
    fields: dict[int, Decimal] = {}
    codes: dict[int, str] = {}
    holidays, details, abroad = [], [], None
    for each in rest:
        if each.kind in (_AMOUNT, _COUNT):
            fields[int(each.text("field"))] = each.number(_RECORDS["amount" if each.kind == _AMOUNT else "count"][1])
        elif each.kind == _CODE:
            codes[int(each.text("field"))] = each.text("code")
        elif each.kind in _HOLIDAY.values():
            is_net, amount, days = each.kind == _HOLIDAY[True], each.number("amount"), each.number("days")
            holidays.append(LeavingHoliday(is_net, each.text("year"), amount, days, _day(each, "left")))
        elif each.kind == "6111":
            details.append(PayDetail(int(each.text("type")), each.number("units"), each.number("amount")))
        elif each.kind == "8001":
            words = (each.text(name) for name in ("gender", "country", "name", "street", "postcode", "town"))
            abroad = Abroad(_day(each, "born"), *words)
        else:
            raise ValueError(each.kind)
    company = head.text("company")
    number, employee = head.text("cpr"), head.text("employee")
    return Person(number, employee, fields, codes, tuple(holidays), tuple(details), abroad, company)


def _span(record: Record) -> Span:
    return Span(_day(record, "first"), _day(record, "last"))


def _day(record: Record, name: str) -> date:
    found = record.day(name)
    if found is None:
        raise ValueError(name)
    return found
