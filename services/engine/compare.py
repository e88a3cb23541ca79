"""What is different from the run before, person by person, and why, where the facts of the two runs tell it.

Every cause has its part of the change of net pay, and the parts add up to the change exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Span
from models.values.timeline import NothingInForce
from services.engine import benefit_causes as told
from services.engine.causes import Cause, TaxWords, Words, amounts
from services.engine.facts import Employment, PersonFacts, RunFacts, RunHead, RunKind, Terms
from services.engine.result import PayLine, Payslip, RunResult
from services.engine.tax_causes import of_tax
from services.engine.wage_types import Operation, WageType, WageTypes

_BALANCES = ("SET", "ADJUST", "GRANT")
"""What numbered types do that sets an account and is no money of the run."""

_UNITS = {
    "hours": Message("hours"),
    "km": Message("km"),
    "days": Message("days"),
    "nights": Message("nights"),
    "pieces": Message("pcs."),
}

_WITH_HOLIDAY = "dk.gross_with_holiday"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person: net pay before and now (None: not in the run), and what made the difference.

    `status` is new, gone, changed or unchanged; `note` says why somebody came or went.
    """

    number: int
    name: str
    status: str
    before: Money | None
    now: Money | None
    causes: tuple[Cause, ...] = ()
    note: Message | None = None

    @property
    def change(self) -> Money:
        """How much more net pay than before."""
        return (self.now or ZERO) - (self.before or ZERO)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs: everybody of either, by number, and how much each sum of the run grew."""

    people: tuple[PersonChange, ...]
    totals: Mapping[str, Money]

    @property
    def unchanged(self) -> int:
        """How many are paid as before."""
        return sum(person.status == "unchanged" for person in self.people)


def compare(now: RunResult, before: RunResult, types: WageTypes, language: str, tax_words: TaxWords) -> Comparison:
    """This run against the one before. A correction is compared with the run that it corrects.

    `language` chooses the names of wage types; `tax_words` say how tax was withheld on a slip, in the country's words.
    """
    words = Words(types, language, tax_words)
    slips = {slip.person.number: slip for slip in now.payslips}
    earlier = {slip.person.number: slip for slip in before.payslips}
    if now.head.kind is RunKind.CORRECTION:
        people = [_corrected(slip, earlier.get(number), now.facts, words) for number, slip in slips.items()]
        return Comparison(tuple(sorted(people, key=lambda person: person.number)), dict(now.totals))
    everybody = sorted(slips.keys() | earlier.keys())
    people = [_person(slips.get(number), earlier.get(number), now.facts, before.facts, words) for number in everybody]
    names = dict.fromkeys([*now.totals, *before.totals])
    totals = {name: now.totals.get(name, ZERO) - before.totals.get(name, ZERO) for name in names}
    return Comparison(tuple(people), totals)


@dataclass(frozen=True, slots=True)
class _Group:
    """The lines of one kind on a slip, with their places."""

    lines: tuple[tuple[int, PayLine], ...]

    @property
    def amount(self) -> Money:
        return Money.total(line.amount.value for _, line in self.lines)

    @property
    def quantity(self) -> Decimal | None:
        counted = [line.quantity for _, line in self.lines if line.quantity is not None]
        return sum(counted, Decimal(0)) if len(counted) == len(self.lines) else None

    @property
    def rate(self) -> Decimal | None:
        """The rate, where all lines have the same one."""
        rates = {line.rate for _, line in self.lines}
        return next(iter(rates)) if len(rates) == 1 else None

    @property
    def place(self) -> int:
        """Of the line that says most."""
        return max(self.lines, key=lambda each: abs(each[1].amount.value))[0]

    @property
    def first(self) -> PayLine:
        return self.lines[0][1]


_NOBODY = _Group(())
_Key = tuple[str, str, str, Span | None]


def _person(
    slip: Payslip | None, earlier: Payslip | None, facts: RunFacts, facts_before: RunFacts, words: Words
) -> PersonChange:
    if slip is None:
        assert earlier is not None
        return _gone(earlier, facts)
    person, net = slip.person, slip["net_pay"]
    causes = tuple(_causes(slip, earlier, facts, facts_before, words))
    if "atp_employee" in slip.figures:
        causes = _complete(causes, slip, earlier)
    if earlier is None:
        return PersonChange(person.number, person.name, "new", None, net, causes, _came(person, facts_before.head))
    before = earlier["net_pay"]
    status = "changed" if causes or net != before else "unchanged"
    return PersonChange(person.number, person.name, status, before, net, causes)


def _corrected(slip: Payslip, earlier: Payslip | None, facts: RunFacts, words: Words) -> PersonChange:
    """A slip of a correction: it is the difference itself."""
    before = earlier["net_pay"] if earlier is not None else ZERO
    causes = tuple(_causes(slip, None, facts, facts, words))
    if "atp_employee" in slip.figures:
        causes = _complete(causes, slip, None)
    status = "changed" if causes else "unchanged"
    return PersonChange(slip.person.number, slip.person.name, status, before, before + slip["net_pay"], causes)


def _gone(earlier: Payslip, facts: RunFacts) -> PersonChange:
    """Somebody who is paid nothing this time."""
    person = next((each for each in facts.people if each.number == earlier.person.number), earlier.person)
    ends = [each.end for each in person.employments]
    last = max((end for end in ends if end is not None), default=None)
    until = facts.head.days.last
    note = Message("Nothing is paid this time")
    if None not in ends and last is not None and (until is None or last <= until):
        note = Message("Left on {day}", day=last)
    cause = Cause("gone", note, -earlier["net_pay"], figure="net_pay", is_earlier=True)
    return PersonChange(person.number, person.name, "gone", earlier["net_pay"], None, (cause,), note)


def _came(person: PersonFacts, head_before: RunHead) -> Message:
    first = min((each.start for each in person.employments), default=None)
    if first is not None and first >= head_before.days.first:
        return Message("New, employed from {day}", day=first)
    return Message("Was not paid last time")


def _causes(
    slip: Payslip, earlier: Payslip | None, facts: RunFacts, facts_before: RunFacts, words: Words
) -> Iterator[Cause]:
    """Pay first, then tax, then what is taken after it."""
    types = words.types
    lines, lines_before = _grouped(slip, types), _grouped(earlier, types) if earlier is not None else {}
    keys = list(dict.fromkeys([*lines, *lines_before]))
    taken = [key for key in keys if types[key[0]].operation is Operation.DEDUCT]
    for key in keys:
        operation, some = types[key[0]].operation, lines.get(key) or lines_before[key]
        if operation is not Operation.DEDUCT and (operation is not Operation.EMPLOYER or _is_in_pay(some, types)):
            yield from _of_lines(lines.get(key), lines_before.get(key), slip, facts, facts_before, words, earlier)
    yield from of_tax(slip, earlier, facts, words)
    for key in taken:
        yield from _of_lines(lines.get(key), lines_before.get(key), slip, facts, facts_before, words)
    yield from _of_employer(slip.person, earlier.person if earlier is not None else None, words)


def _is_in_pay(group: _Group, types: WageTypes) -> bool:
    """Whether the line of a numbered type is part of the pay though its row only books, such as the carrier of leave at
    own expense (denmark 4.5).
    """
    return types[group.first.type].row is not None and any(line.tax != "none" for _, line in group.lines)


def _complete(causes: tuple[Cause, ...], slip: Payslip, earlier: Payslip | None) -> tuple[Cause, ...]:
    """The causes with what no line says, so that they add up to the change: ATP, and holiday pay in cash."""
    added = list(causes)
    if atp := _change("atp_employee", slip, earlier):
        added.append(Cause("deduction", Message("ATP, employee's share"), -atp, figure="atp_employee"))
    if rest := _change("net_pay", slip, earlier) - Money.total(each.amount for each in added):
        slips = [slip] if earlier is None else [slip, earlier]
        in_cash = any(each.figures["gross_cash"].rule == _WITH_HOLIDAY for each in slips)
        what = Message("Holiday pay in cash") if in_cash else Message("Other in the pay")
        added.append(Cause("holiday" if in_cash else "up" if rest.ore > 0 else "down", what, rest, figure="gross_cash"))
    return tuple(added)


def _change(name: str, slip: Payslip, earlier: Payslip | None) -> Money:
    now = slip[name] if name in slip.figures else ZERO
    return now - (earlier[name] if earlier is not None and name in earlier.figures else ZERO)


def _grouped(slip: Payslip, types: WageTypes) -> dict[_Key, _Group]:
    """Lines of the same kind: of a salary also of the same employment, of what is owed from before of the same days."""
    groups: dict[_Key, list[tuple[int, PayLine]]] = defaultdict(list)
    for place, line in enumerate(slip.lines):
        is_salary = types[line.type].formula == "salary"
        earned = None if _kind(types[line.type], "") == "holiday" else line.earned
        groups[line.type, line.text, line.employment if is_salary else "", earned].append((place, line))
    return {key: _Group(tuple(lines)) for key, lines in groups.items()}


def _of_lines(
    now: _Group | None,
    before: _Group | None,
    slip: Payslip,
    facts: RunFacts,
    facts_before: RunFacts,
    words: Words,
    earlier: Payslip | None = None,
) -> Iterator[Cause]:
    some = now or before
    assert some is not None
    wage_type, line = words.types[some.first.type], words.of(some.first)
    difference = (now.amount if now else ZERO) - (before.amount if before else ZERO)
    if not difference:
        yield from _moved(now, before, wage_type, words)
        return
    worth, formula = _worth(difference, wage_type), wage_type.formula
    if now is None:
        assert before is not None
        what = told.gone_benefit(line, formula, slip.person) or _gone_words(before, wage_type, words)
        if formula == "salary" and some.first.earned is None:
            what = _employment_ended(before, slip.person) or what
        yield Cause("gone", what, worth, before.place, is_earlier=True)
    elif before is None:
        what = told.new_benefit(line, formula, slip.person, facts.head) or _new_words(now, wage_type, words)
        if formula == "salary" and some.first.earned is None:
            what = _part(now, facts.head, words) or what
        usual = "new" if facts.head.kind is not RunKind.CORRECTION else "up" if worth.ore > 0 else "down"
        yield Cause(_kind(wage_type, usual), what, worth, now.place)
    elif formula == "salary":
        yield _of_salary(now, before, worth, slip, facts.head, facts_before.head, words)
    elif known := _known(line, now, before, wage_type, slip.person, earlier):
        yield Cause(_kind(wage_type, "up" if worth.ore > 0 else "down"), known, worth, now.place)
    else:
        yield from _of_quantities(now, before, worth, wage_type, slip, facts_before.head, words)


def _known(
    line: str, now: _Group, before: _Group, wage_type: WageType, person: PersonFacts, earlier: Payslip | None
) -> Message | None:
    """Why a line has another amount, where it is told by what is known of the person or by the law's rate."""
    if wage_type.operation is Operation.DEDUCT:
        return told.not_all(line, now.first)
    if earlier is not None and (changed := told.changed_benefit(line, wage_type.formula, person, earlier.person)):
        return changed
    is_by_count = wage_type.unit and now.quantity != before.quantity
    return None if is_by_count else told.new_rate(line, now.first, before.first)


def _moved(now: _Group | None, before: _Group | None, wage_type: WageType, words: Words) -> Iterator[Cause]:
    """Hours that were moved and not paid, such as into the time bank: told, with no part of the change."""
    count = now.quantity if now is not None else Decimal(0)
    count_before = before.quantity if before is not None else Decimal(0)
    if (now or before or _NOBODY).amount or not wage_type.unit or count == count_before or count is None:
        return
    if now is not None:
        what = _new_words(now, wage_type, words)
        if before is not None and count_before is not None:
            what = _counts(words.of(now.first), count_before, count, _UNITS[wage_type.unit])
        yield Cause(_kind(wage_type, "new"), what, ZERO, now.place)
    elif before is not None:
        yield Cause("gone", _gone_words(before, wage_type, words), ZERO, before.place, is_earlier=True)


def _of_employer(person: PersonFacts, earlier: PersonFacts | None, words: Words) -> Iterator[Cause]:
    """What concerns the employer alone and stands on no payslip: refunds, premiums that were paid."""
    now, before = _employers(person, words.types), _employers(earlier, words.types) if earlier is not None else {}
    for slug in dict.fromkeys([*now, *before]):
        amount, was = now.get(slug, ZERO), before.get(slug, ZERO)
        if amount == was:
            continue
        line = words.types[slug].name(words.language)
        if not was:
            what = Message("{line}, {amount} to the employer", line=line, amount=amount)
        elif not amount:
            what = Message("{line}, not this time", line=line)
        else:
            what = amounts(line, was, amount)
        yield Cause("employer", what, ZERO)


def _employers(person: PersonFacts, types: WageTypes) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for line in person.lines:
        is_balance = (row := types[line.type].row) is not None and row.op in _BALANCES
        if types[line.type].operation is Operation.EMPLOYER and line.amount is not None and not is_balance:
            found[line.type] = found.get(line.type, ZERO) + line.amount
    return found


def _worth(difference: Money, wage_type: WageType) -> Money:
    """What a difference does to net pay."""
    if wage_type.operation is Operation.DEDUCT:
        return -difference
    is_paid = wage_type.row is not None and wage_type.operation is not Operation.BENEFIT  # has no such basis
    return difference if "cash" in wage_type.bases or is_paid else ZERO


def _kind(wage_type: WageType, usual: str) -> str:
    if wage_type.operation is Operation.DEDUCT:
        return "deduction"
    if wage_type.operation is Operation.BENEFIT:
        return "benefit"
    if wage_type.formula.startswith("holiday"):
        return "holiday"
    return {"hours": "hours", "km": "distance"}.get(wage_type.unit, usual)


def _new_words(group: _Group, wage_type: WageType, words: Words) -> Message:
    line, quantity = words.of(group.first), group.quantity
    earned = group.first.earned
    if earned is not None and _kind(wage_type, "") == "holiday":
        return Message("{line}, earned in {year}", line=line, year=str(earned.first.year))
    if earned is not None:
        return Message("{line}, earned {days}", line=line, days=earned)
    if wage_type.unit and quantity:
        return Message("{line}, {quantity} {unit}", line=line, quantity=quantity, unit=_UNITS[wage_type.unit])
    if quantity and wage_type.row is not None and wage_type.operation is Operation.EMPLOYER:
        return Message("{line}: {quantity}", line=line, quantity=quantity)
    return Message("{line}", line=line)


def _gone_words(group: _Group, wage_type: WageType, words: Words) -> Message:
    line, quantity = words.of(group.first), group.quantity
    if wage_type.unit and quantity:
        return Message("{line}, {quantity} {unit} last time", line=line, quantity=quantity, unit=_UNITS[wage_type.unit])
    return Message("{line}, not this time", line=line)


def _employment_ended(group: _Group, person: PersonFacts) -> Message | None:
    employment = _employment(person, group.first.employment)
    return Message("Employment ended on {day}", day=employment.end) if employment and employment.end else None


# --- salary ---------------------------------------------------------------------------------------------------------


def _of_salary(
    now: _Group,
    before: _Group,
    worth: Money,
    slip: Payslip,
    head: RunHead,
    head_before: RunHead,
    words: Words,
) -> Cause:
    reasons: list[Message] = []
    if part := _part(now, head, words):
        reasons.append(part)
    elif earlier_days := _days(before, head_before):
        what = Message("{line} for the whole month, last time for {days}", line=words.of(now.first), days=earlier_days)
        reasons.append(what)
    if changed := _terms_changed(_employment(slip.person, now.first.employment), head, head_before):
        reasons.append(changed)
    direction = "up" if worth.ore > 0 else "down"
    if not reasons:
        return Cause(direction, amounts(words.of(now.first), before.amount, now.amount), worth, now.place)
    what = reasons[0] if len(reasons) == 1 else Message("{first} · {second}", first=reasons[0], second=reasons[1])
    return Cause(direction, what, worth, now.place)


def _part(group: _Group, head: RunHead, words: Words) -> Message | None:
    days = _days(group, head)
    return Message("{line} for {days}", line=words.of(group.first), days=days) if days else None


def _days(group: _Group, head: RunHead) -> Span | None:
    """The days that a salary is paid for, where they are not all of the run's."""
    spans = [line.days for _, line in group.lines if line.days is not None]
    if not spans or len(spans) < len(group.lines):
        return None
    lasts = [span.last for span in spans if span.last is not None]
    covered = Span(min(span.first for span in spans), max(lasts) if lasts else None)
    return None if covered == head.days else covered


def _terms_changed(employment: Employment | None, head: RunHead, head_before: RunHead) -> Message | None:
    """What was agreed anew between the first day of the run before and the last one of this."""
    found = _two_terms(employment, head, head_before)
    if found is None:
        return None
    day, then, now = found
    if then.percent != now.percent:
        return _position(then.percent, now.percent, day)
    if then.monthly_salary is not None and now.monthly_salary is not None:
        return _salary(then.monthly_salary, now.monthly_salary, day)
    return None


def _two_terms(employment: Employment | None, head: RunHead, head_before: RunHead) -> tuple[date, Terms, Terms] | None:
    """Since when other terms are in force than before, with both; None where they are the same."""
    if employment is None or not employment.terms:
        return None
    last = head.days.last or head.days.first
    try:
        day, now = employment.terms.entry(last)
        then = employment.terms.on(max(head_before.days.first, employment.terms.entries[0][0]))
    except NothingInForce:
        return None
    return None if then == now else (day, then, now)


def _position(then: Percent, now: Percent, day: date) -> Message:
    if now.value > then.value:
        return Message("Position {before} up to {now} from {day}", before=then, now=now, day=day)
    return Message("Position {before} down to {now} from {day}", before=then, now=now, day=day)


def _salary(then: Money, now: Money, day: date) -> Message | None:
    if now == then:
        return None
    if now > then:
        return Message("Monthly salary {before} up to {now} from {day}", before=then, now=now, day=day)
    return Message("Monthly salary {before} down to {now} from {day}", before=then, now=now, day=day)


def _employment(person: PersonFacts, employment_id: str) -> Employment | None:
    return next((each for each in person.employments if each.id == employment_id), None)


# --- quantities and amounts -----------------------------------------------------------------------------------------


def _of_quantities(
    now: _Group,
    before: _Group,
    worth: Money,
    wage_type: WageType,
    slip: Payslip,
    head_before: RunHead,
    words: Words,
) -> Iterator[Cause]:
    """More or fewer hours, and another rate: each with its own part of the difference."""
    line, count, count_before = words.of(now.first), now.quantity, before.quantity
    by_count = wage_type.unit and count is not None and count_before is not None
    if not by_count or count is None or count_before is None:
        yield Cause(
            _kind(wage_type, "up" if worth.ore > 0 else "down"),
            amounts(line, before.amount, now.amount),
            worth,
            now.place,
        )
        return
    kind, unit, rest = _kind(wage_type, "up" if worth.ore > 0 else "down"), _UNITS[wage_type.unit], worth
    if count != count_before:
        other_rate = now.rate != before.rate and now.rate is not None and before.rate is not None and count_before
        part = _worth(before.amount.part(count - count_before, count_before), wage_type) if other_rate else worth
        rest = worth - part
        yield Cause(kind, _counts(line, count_before, count, unit), part, now.place)
    if rest:
        yield Cause(
            "up" if rest.ore > 0 else "down", _rates(now, before, line, slip.person, head_before), rest, now.place
        )


def _rates(now: _Group, before: _Group, line: str, person: PersonFacts, head_before: RunHead) -> Message:
    if now.rate is None or before.rate is None or now.rate == before.rate:
        return amounts(line, before.amount, now.amount)
    employment = _employment(person, now.first.employment)
    day = None
    if employment is not None and employment.terms:
        since, terms = employment.terms.entries[-1]
        is_own_rate = terms.hourly_rate is not None and terms.hourly_rate.kroner == now.rate
        day = since if is_own_rate and since > head_before.days.first else None
    if day is not None:
        if now.rate > before.rate:
            return Message("Hourly rate {before} up to {now} from {day}", before=before.rate, now=now.rate, day=day)
        return Message("Hourly rate {before} down to {now} from {day}", before=before.rate, now=now.rate, day=day)
    if by_law := told.new_rate(line, now.first, before.first):
        return by_law
    if now.rate > before.rate:
        return Message("{line}, rate {before} up to {now}", line=line, before=before.rate, now=now.rate)
    return Message("{line}, rate {before} down to {now}", line=line, before=before.rate, now=now.rate)


def _counts(line: str, before: Decimal, now: Decimal, unit: Message) -> Message:
    if now > before:
        return Message("{line}, {before} up to {now} {unit}", line=line, before=before, now=now, unit=unit)
    return Message("{line}, {before} down to {now} {unit}", line=line, before=before, now=now, unit=unit)
