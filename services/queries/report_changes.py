"""What a month's report says otherwise than that of the month before: sums, who is new, who is gone, what was changed.

Both are compared as they are read in words, so that nothing that a report can say is forgotten here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from sqlalchemy import select

from models.records.employee import Employee
from models.records.employer import Establishment
from models.values.message import Message, Plain
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.reporting import content_of, kept_reports
from services.engine.report import ReportNode, ReportPayment, Words
from services.queries.reporting import MonthDetail, PaymentRow


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One thing that is said otherwise: what it was and what it is; None where it was not, or is not, said. `part` is
    what it belongs to, where that is not the person: an employment, a leave.
    """

    what: Words
    before: Plain | None
    now: Plain | None
    part: Words = ""


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """Somebody of whom the report says something else. `kind` is `new`, `gone` or `changed`; `unit` names the sub-unit,
    `path` leads to the person in this month's report, empty for one who is gone.
    """

    kind: str
    who: Words
    unit: Words
    before: Money
    now: Money
    values: tuple[ChangedValue, ...]
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ReportChanges:
    """What is otherwise than in `before`; `is_known` is False where no report of that month lies here."""

    before: Month
    is_known: bool
    sums: tuple[ChangedValue, ...] = ()
    people: tuple[ChangedPerson, ...] = ()
    unchanged: int = 0


def changes(desk: Desk, detail: MonthDetail) -> ReportChanges:
    """This month's report beside the newest kept one of the month before. Not on the window's thread."""
    before = detail.month.plus(-1)
    pack = countries.country(desk.client.country)
    with desk.reading() as session:
        kept = kept_reports(session, pack.report_kind, before, before)
        content = content_of(session, kept[-1]) if kept else b""
        known = session.execute(select(Employee.national_id, Employee.international_id, Employee.name)).all()
        units = session.execute(select(Establishment.orgnr, Establishment.name)).all()
    if not content:
        return ReportChanges(before, is_known=False)
    names = {own: name for *numbers, name in known for own in numbers if own}
    names |= {number: name for number, name in units if name}
    names |= {node.person: node.title for node in _people(detail.tree) if isinstance(node.title, str)}
    read = pack.read_report(content, names)
    people = list(_compared(_by_person(read.parts), _by_person(detail.tree)))
    changed = tuple(each for each in people if each.values or each.kind != "changed")
    return ReportChanges(
        before, True, tuple(_sums(read.payments, detail.payments)), changed, len(people) - len(changed)
    )


_Key: TypeAlias = "tuple[str, str]"
_People: TypeAlias = "Mapping[_Key, tuple[ReportNode, ReportNode]]"


def _people(nodes: Iterable[ReportNode]) -> Iterator[ReportNode]:
    for node in nodes:
        if node.person:
            yield node
        else:
            yield from _people(node.children)


def _by_person(nodes: Iterable[ReportNode]) -> _People:
    """Everybody with the sub-unit that they stand in, by the sub-unit's number and their own."""
    found = {}
    for delivery in nodes:
        for unit in delivery.children:
            number = next((str(each.value) for each in unit.children if each.name == "norskIdentifikator"), "")
            for person in unit.children:
                if person.person:
                    found[number, person.person] = unit, person
    return found


def _compared(was: _People, now: _People) -> Iterator[ChangedPerson]:
    for key, (unit, person) in now.items():
        paid = _money(person)
        if key not in was:
            yield ChangedPerson("new", person.title, unit.title, ZERO, paid, (), person.path, person.line)
            continue
        before = was[key][1]
        values = tuple(_values(_said(before), _said(person)))
        yield ChangedPerson(
            "changed", person.title, unit.title, _money(before), paid, values, person.path, person.line
        )  # fmt: skip
    for key, (unit, person) in was.items():
        if key not in now:
            yield ChangedPerson("gone", person.title, unit.title, _money(person), ZERO, ())


def _money(node: ReportNode) -> Money:
    return node.value if isinstance(node.value, Money) else ZERO


_Said: TypeAlias = "Mapping[tuple[str, str], tuple[Words, Plain | None, Words]]"


def _said(person: ReportNode) -> _Said:
    """What is said of a person, by a name that both months share: amounts of a kind added up, employments and leave by
    their ids.
    """
    found: dict[tuple[str, str], tuple[Words, Plain | None, Words]] = {}
    for part in person.children:
        key = (part.name, str(part.title))
        if isinstance(part.value, Money | Decimal):
            known = found[key][1] if key in found else None
            added = part.value if known is None else _together(known, part.value)
            found[key] = part.title, added, ""
        elif part.children:
            found.update(_inside(part, part.name, ""))
        elif not part.secret:
            found[key] = part.title, part.value, ""
    return found


def _together(one: Plain, other: Money | Decimal) -> Plain:
    if isinstance(one, Money) and isinstance(other, Money):
        return one + other
    return one + other if isinstance(one, Decimal) and isinstance(other, Decimal) else other


def _inside(
    part: ReportNode, way: str, called: Words
) -> Iterator[tuple[tuple[str, str], tuple[Words, Plain | None, Words]]]:
    """What an employment or a leave says; its id tells it from another, and is no news in itself."""
    name = next((str(each.value) for each in part.children if each.name.endswith("Id")), "")
    for each in part.children:
        if each.children:
            yield from _inside(each, f"{way} {name} {each.name}", each.title)
        elif not each.name.endswith("Id"):
            yield (f"{way} {name} {each.name}", str(each.title)), (each.title, each.value, called)


def _values(was: _Said, now: _Said) -> Iterator[ChangedValue]:
    for key, (what, value, part) in now.items():
        before = was[key][1] if key in was else None
        if before != value:
            yield ChangedValue(what, before, value, part)
    for key, (what, value, part) in was.items():
        if key not in now:
            yield ChangedValue(what, value, None, part)


_KINDS: Final[Mapping[str, Message]] = {
    "withholding": Message("Withheld tax"),
    "attachments": Message("Attachments"),
    "aga": Message("Employer's contribution"),
    "finance_tax": Message("Finance tax"),
}


def _sums(was: Iterable[ReportPayment], now: Iterable[PaymentRow]) -> Iterator[ChangedValue]:
    """What is to be paid, added up by kind: withholding of all pay dates together."""
    before, after = ([(each.kind, each.amount) for each in some] for some in (was, now))
    for kind, what in _KINDS.items():
        old, new = (Money.total(amount for each, amount in some if each == kind) for some in (before, after))
        if old or new:
            yield ChangedValue(what, old, new)
