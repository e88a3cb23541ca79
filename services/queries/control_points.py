"""What to look at in a run before it is approved: errors, what is missing, warnings, the user's own remarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message, Plain
from models.values.money import Money
from models.values.percent import Percent
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.who_is_paid import is_hourly, is_hours
from services.engine.facts import PersonFacts, RunKind
from services.engine.remarks import Noticed, Remark, notice
from services.engine.result import RunResult
from services.engine.wage_types import WageType, WageTypes
from services.queries.corrections import noticed
from services.queries.run_entry import unit_words


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to look at, of one person or several. `kind` is error, missing, warning or remark.

    Of a remark of the user's own, `remark` is its id, `words` says what was measured of each of the people, and
    `fields` which line it is.
    """

    kind: str
    title: Message
    second: str
    verb: Message
    where: Place | None
    people: tuple[tuple[int, str], ...] = ()
    remark: int = 0
    words: tuple[Message, ...] = ()
    fields: tuple[str, ...] = ()

    def place_of(self, number: int) -> Place | None:
        """Where it is mended for one of the people."""
        if self.where is None:
            return None
        numbers = [each for each, _ in self.people]
        field = self.fields[numbers.index(number)] if self.fields and number in numbers else self.where.field
        return Place(self.where.page, number, field)

    def words_of(self, number: int) -> Message | None:
        """What was measured of one of the people; None where the title says all."""
        numbers = [each for each, _ in self.people]
        return self.words[numbers.index(number)] if self.words and number in numbers else None


@dataclass(frozen=True, slots=True)
class Seen:
    """The run, the one that it is compared with, and what things are called. `usual` is the run before, whichever was
    chosen to compare with.
    """

    result: RunResult
    run_id: int
    before: RunResult | None
    before_id: int
    types: WageTypes
    language: str
    titles: Mapping[int, str]
    usual: RunResult | None = None
    remarks: tuple[Remark, ...] = ()


_WITHOUT_NUMBER: Final = {
    "Employee {number} has no bank account, so the pay is not in the bank file": Message(
        "No bank account: the pay is not in the bank file"
    ),
    "Net pay of employee {number} would be {net}: more is taken than is paid": Message(
        "Net pay would be {net}: more is taken than is paid"
    ),
    "Employee {number} owes {amount}": Message("Owes {amount}"),
    "Employee {number} has no national identity number and cannot be reported": Message(
        "No national identity number: cannot be reported"
    ),
    "Employee {number} is employed for {days} of {total} days, and the fixed pay is paid as it was entered": Message(
        "Employed for {days} of {total} days: the fixed pay is paid as it was entered"
    ),
    "Employee {number}: the absence from {first} was entered after the run of its month, and is taken now": Message(
        "The absence from {first} was entered after the run of its month, and is taken now"
    ),
    "Employee {number}: an absence over 31 August belongs to two holiday years and is taken as two: {units} until "
    "{end}, {rest} from {begin}": Message(
        "An absence over 31 August belongs to two holiday years and is taken as two: {units} until {end}, {rest} from "
        "{begin}"
    ),
    "Employee {number} has no terms from {start}, so nothing is paid before {first}": Message(
        "No terms from {start}: nothing is paid before {first}"
    ),
}
_VERBS: Final = {
    ("employees", "tax_card"): Message("Open the tax card"),
    ("employees", "bank_account"): Message("Enter the account"),
    ("employees", "national_id"): Message("Enter the number"),
    ("employees", "terms"): Message("Open the terms"),
    ("settings", "bank_account"): Message("Enter the account"),
}
_OF_LINE: Final = "Employee {number}, {type}: {reason}"
_NO_CARD: Final = "No tax card for {year}: {percent} is withheld"
_ORDER: Final = {"error": 0, "missing": 1, "warning": 2, "remark": 3}


def points_of(seen: Seen, everybody: Sequence[PersonFacts], state: str) -> list[Point]:
    """Findings of the slips and of the facts, and what only the whole run shows; the same of several people is one."""
    result = seen.result
    names = {slip.person.number: slip.person.name for slip in result.payslips}
    facts = result.facts
    found: list[Finding] = list(result.findings)
    if state != "approved":
        checked = country(facts.country).check(facts)
        found += [finding for finding in checked if finding.severity is not Severity.STOP]
        for person in _without_hours(seen, everybody):
            names[person.number] = person.name
            what = Message("Paid by the hour, and no hours are entered")
            found.append(
                Finding(Severity.WARNING, what, Place("pay_run", person.number, country(facts.country).run_words.hours))
            )
        if not facts.employer.bank_account and any(slip["net_pay"].ore > 0 for slip in result.payslips):
            what = Message("The employer has no account to pay from: no bank file can be made")
            found.append(Finding(Severity.WARNING, what, Place("settings", None, "bank_account")))
    if facts.head.kind is not RunKind.CORRECTION:
        nothing = [slip.person.number for slip in result.payslips if not slip["net_pay"].ore and slip["gross_cash"]]
        what = Message("Nothing is left to be paid out")
        found += [Finding(Severity.WARNING, what, Place("pay_run", number, "net_pay")) for number in nothing]
    merged = [*_merged(found, names, seen), *_remarked(seen)]
    return sorted(merged, key=lambda point: _ORDER[point.kind])


def _remarked(seen: Seen) -> Iterator[Point]:
    """What the user's own remarks are true of, a point for each remark."""
    of_remark: dict[int, list[Noticed]] = {}
    for each in notice(seen.result, seen.usual, seen.remarks):
        of_remark.setdefault(each.remark.id, []).append(each)
    for some in of_remark.values():
        some.sort(key=lambda each: each.name.casefold())
        remark, people = some[0].remark, tuple((each.number, each.name) for each in some)
        words = tuple(measured_words(each.remark, each.measured, seen.types) for each in some)
        fields = tuple(_line_of(each, seen) for each in some)
        title = Message("{remark}", remark=remark.text)
        where = Place("pay_run", people[0][0], fields[0])
        second = _names([name for _, name in people])
        yield Point("remark", title, second, Message("Open the basis"), where, people, remark.id, words, fields)


def measured_words(remark: Remark, measured: Decimal, types: WageTypes) -> Message:
    """What was measured, and the limit: “27 h – your limit is 25 h”."""
    limit = remark.limit
    match remark.measure:
        case "quantity":
            units = {types[slug].unit for slug in remark.types if slug in types}
            unit = unit_words(units.pop()) if len(units) == 1 else Message("pcs.")
            return Message("{measured} {unit}, your limit is {limit} {unit}", measured=measured, limit=limit, unit=unit)
        case "figure_change":
            return Message(
                "{measured} from last time, your limit is {limit}", measured=Percent(measured), limit=Percent(limit)
            )
        case _:
            return Message("{measured}, your limit is {limit}", measured=Money.kr(measured), limit=Money.kr(limit))


def _line_of(each: Noticed, seen: Seen) -> str:
    """The wage type of the line that a remark is about; all lines of the person where it is a sum."""
    if each.line is None:
        return "entered"
    slip = next(slip for slip in seen.result.payslips if slip.person.number == each.number)
    return slip.lines[each.line].type


def back_in_time(desk: Desk) -> Iterator[Point]:
    """Approved months that do not fit the terms as they are now: what is owed is in no run yet."""
    for each in noticed(desk):
        if each.accepted is None:
            who = ((each.number, each.name),)
            verb = Message("Correct it") if each.differences else Message("Open the terms")
            yield Point("warning", each.what, "", verb, each.where, who)


def _without_hours(seen: Seen, everybody: Sequence[PersonFacts]) -> Iterator[PersonFacts]:
    head = seen.result.head
    if head.kind not in (RunKind.ORDINARY, RunKind.HOLIDAY):
        return
    paid = {
        slip.person.number
        for slip in seen.result.payslips
        if any(_is_paid_hours(seen.types[line.type]) for line in slip.lines)
    }
    for person in everybody:
        if person.number not in paid and is_hourly(person, head):
            yield person


def _is_paid_hours(wage_type: WageType) -> bool:
    return wage_type.formula == "hourly" or (wage_type.row is not None and is_hours(wage_type))


def _merged(found: Iterable[Finding], names: Mapping[int, str], seen: Seen) -> Iterator[Point]:
    same: dict[tuple[str, Message, str, str | None], list[Finding]] = {}
    hours = country(seen.result.facts.country).run_words.hours
    for each in found:
        finding = replace(each, where=_mended_at(each.where))
        what = _said(finding.what, seen)
        where = finding.where
        same.setdefault(
            (_kind(finding, hours), what, where.page if where else "", where.field if where else None), []
        ).append(finding)
    for (kind, what, page, field), findings in same.items():
        numbers = [each.where.thing for each in findings if each.where is not None]
        concerned = tuple(
            (number, names[number]) for number in dict.fromkeys(numbers) if isinstance(number, int) and number in names
        )
        where = findings[0].where
        concerned = tuple(sorted(concerned, key=lambda each: each[1].casefold()))
        if len(concerned) > 1 and where is not None:
            where = Place(where.page, concerned[0][0], where.field)
        yield Point(
            kind, what, _names([name for _, name in concerned]), _verb(what, page, field, hours), where, concerned
        )


def _mended_at(where: Place | None) -> Place | None:
    """What came out wrong is mended where it went in: among the lines of the person."""
    if where is not None and where.page == "pay_run" and where.field in ("net_pay", "withholding"):
        return Place("pay_run", where.thing, "entered")
    return where


def _kind(finding: Finding, hours: str) -> str:
    if finding.severity is Severity.STOP:
        return "error"
    where = finding.where
    is_missing = where is not None and (where.page in ("employees", "settings") or where.field == hours)
    return "missing" if is_missing else "warning"


def _said(what: Message, seen: Seen) -> Message:
    """The sentence without the employee's number, since the name stands beside it; and wage types by their names."""
    values: dict[str, Plain] = dict(what.values)
    known = _WITHOUT_NUMBER.get(what.text)
    if known is not None:
        kept = {name: value for name, value in values.items() if f"{{{name}}}" in known.text}
        return Message(known.text, **kept)
    if what.text == _OF_LINE and isinstance(number := values.get("type"), str):
        name = seen.types[number].name(seen.language) if number in seen.types else ""
        said = Message("{type}: {reason}", type=f"{number} {name}".strip(), reason=values["reason"])
        reason = values["reason"]
        return said if number or not isinstance(reason, Message) else reason
    line = values.get("line")
    if isinstance(line, str) and line in seen.types:
        values["line"] = seen.types[line].name(seen.language)
        return Message(what.text, **values)
    return what


def _names(names: list[str]) -> str:
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def _verb(what: Message, page: str, field: str | None, hours: str) -> Message:
    if what.text == _NO_CARD:
        return Message("Enter the card")
    known = _VERBS.get((page, field or ""))
    if known is not None:
        return known
    match page:
        case "pay_run":
            return Message("Enter the hours") if field == hours else Message("Open the basis")
        case "settings":
            return Message("Open the settings")
        case "employees":
            return Message("Open the employee")
    return Message("Open")
