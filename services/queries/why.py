"""Why? The trace behind a figure in plain words: what it was made from, by which rule, who typed it or says so, since
when, and where it goes.

The figures are those that computed the pay: nothing is computed here. What is not known (who typed an amount, in a
file that was filled from outside) is left out rather than guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.movement import Movement
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.timeline import NothingInForce
from models.values.why import Figure, Node, Rate
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.gather import head_of, slips_of
from services.desk.stored_form import read_line
from services.desk.who_is_paid import is_of_terms
from services.engine.facts import Employment, RunHead
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import WageType, WageTypes
from services.queries.trace import Link, Named, Title, Trace, TraceNode, as_text, said, written
from services.queries.worked import LEAVES, RATES, SIGNED, added, formula_of, in_words, plain, rated, value_of
from services.reference import rate_names, why_words
from services.reference.wage_type_rows import wage_types

_DEEPEST: Final = 12
__all__ = [
    "Link",
    "Named",
    "Title",
    "Trace",
    "TraceNode",
    "as_text",
    "follow",
    "said",
    "trace_of",
    "why_figure",
    "why_line",
    "why_total",
    "written",
]


@dataclass(frozen=True, slots=True)
class _Typed:
    """Who typed a line, and when."""

    by: str
    day: date
    clock: Message


@dataclass(frozen=True, slots=True)
class _About:
    """What is known around a figure: the slip that it stands on, the run, and who typed its lines."""

    slip: Payslip
    head: RunHead
    types: WageTypes
    run_id: int = 0
    is_draft: bool = False
    typed: Mapping[int, _Typed] = field(default_factory=dict)  # by place of the line on the slip
    fixed: frozenset[int] = frozenset()  # places of the lines that are fixed on the employee
    lines: Mapping[int, int] = field(default_factory=dict)  # the place of a line by the identity of its figure

    @property
    def number(self) -> int:
        return self.slip.person.number

    def line_of(self, figure: Figure[Any]) -> int | None:
        return self.lines.get(id(figure))


# --- asking ----------------------------------------------------------------------------------------------------------


def why_figure(
    desk: Desk, run_id: int, employee_number: int, figure_name: str, slip: Payslip | None = None
) -> Trace | None:
    """Why a named sum of somebody's slip is what it is; of a live slip, where one is given. None where there is none.

    A missing sum of a slip is explained as nothing by nobody, so there is no trace.
    """
    about = _about(desk, run_id, employee_number, slip)
    figure = about.slip.figures.get(figure_name) if about is not None else None
    if about is None or figure is None:
        return None
    title = why_words.figure_words(figure_name) or Message("{name}", name=figure_name)
    return _trace(figure, title, _whose(about), about, _contained_in(figure_name, figure, about))


def why_line(desk: Desk, run_id: int, employee_number: int, index: int, slip: Payslip | None = None) -> Trace | None:
    """Why a line of somebody's slip is what it is. `index` is its place on the slip."""
    about = _about(desk, run_id, employee_number, slip)
    if about is None or not 0 <= index < len(about.slip.lines):
        return None
    line = about.slip.lines[index]
    title = _named(about.types[line.type])
    return _trace(line.amount, title, _whose(about), about, _line_goes_to(line, about), index)


def why_total(desk: Desk, run_id: int, name: str) -> Trace | None:
    """Why a sum of the run is what it is: whose slips it is the sum of. None for a sum that the run does not have."""
    if "+" in name:
        return _why_totals(desk, run_id, name)
    with desk.reading() as session:
        run = session.get(runs.PayRun, run_id)
        total = session.get(runs.RunTotal, (run_id, name)) if run is not None else None
        if run is None or total is None:
            return None
        head, amount = head_of(run), total.amount
        slips = slips_of(session, run_id)
        before = _allowance_before(session, run) if name == "aga_allowance_used" else ZERO
    title = why_words.figure_words(name) or Message("{name}", name=name)
    parts = [
        TraceNode(slip.person.name, part, link=_link_of_total(name, slip, part, run_id))
        for slip in slips
        if (part := _part_of_total(name, slip)) is not None
    ]
    parts.sort(key=lambda node: str(node.label).casefold())
    if name == "aga_allowance_used":
        used = amount - before
        parts = [
            TraceNode(Message("Used earlier this year"), before, Message("Earlier runs and the opening balance")),
            TraceNode(Message("Used in this run"), used, why_words.rule_words("no.aga.zone_1a_used")),
        ]
    node = TraceNode(title, amount, children=tuple(parts), rule=f"sum.{name}")
    words = Message("The sum of everybody's payslip in the run")
    if name == "aga_allowance_used":
        words = Message("Used before the run + used in the run")
    return Trace(
        title,
        amount,
        _run_words(head),
        node,
        words,
        added([part.value for part in parts if isinstance(part.value, Money)], amount),
    )


def _why_totals(desk: Desk, run_id: int, name: str) -> Trace | None:
    """Why several sums of the run that are told as one are what they are."""
    with desk.reading() as session:
        run = session.get(runs.PayRun, run_id)
        if run is None:
            return None
        head = head_of(run)
        found = [(each, session.get(runs.RunTotal, (run_id, each))) for each in name.split("+")]
    amounts = [(each, total.amount) for each, total in found if total is not None]
    parts = []
    for each, part in amounts:
        label = why_words.figure_words(each) or Message("{name}", name=each)
        parts.append(TraceNode(label, part, link=Link(label, part, run_id, 0, each)))
    amount = Money.total(part for _, part in amounts)
    pack = country(desk.client.country)
    title = dict(pack.run_words.sums).get(name) or Message("{name}", name=name)
    node = TraceNode(title, amount, children=tuple(parts), rule="sum.totals")
    worked = added([part for _, part in amounts], amount)
    return Trace(title, amount, _run_words(head), node, Message("The sum of everybody's payslip in the run"), worked)


def trace_of(figure: Figure[Any], title: Title, whose: Message | str) -> Trace:
    """Any figure explained, without knowing where it stands: rules, values and the law, but not who typed what."""
    return _trace(figure, title, whose if isinstance(whose, Message) else Message("{who}", who=whose), None, ())


def follow(desk: Desk, link: Link) -> Trace | None:
    """The trace that a link leads to."""
    if not link.number:
        return why_total(desk, link.run_id, link.figure)
    if link.line >= 0:
        return why_line(desk, link.run_id, link.number, link.line)
    return why_figure(desk, link.run_id, link.number, link.figure)


# --- building --------------------------------------------------------------------------------------------------------


def _trace(
    figure: Figure[Any],
    title: Title,
    whose: Message,
    about: _About | None,
    part_of: Iterable[Link],
    line: int | None = None,
) -> Trace:
    node = _node(title, figure, about, line if line is not None else _line_at(figure, about), 0)
    if not node.children and node.note is not None:  # what a leaf says of itself is all there is to see
        inputs = list(figure.inputs)
        label = _label(figure.rule, inputs[0], about) if inputs else title
        node = replace(node, children=(replace(node, label=label),))
    words, worked = formula_of(figure)
    return Trace(title, plain(figure.value), whose, node, words, worked, tuple(part_of))


def _line_at(figure: Figure[Any], about: _About | None) -> int | None:
    return about.line_of(figure) if about is not None else None


def _node(label: Title, figure: Figure[Any], about: _About | None, line: int | None, depth: int) -> TraceNode:
    """A figure as a node: a leaf where it says no more than that something was entered or stands in the terms."""
    rule = figure.rule
    value = rated(figure.value) if rule in RATES else plain(figure.value)
    if rule in LEAVES:
        note, more, where = _leaf_source(figure, about, line)
        return TraceNode(label, value, note, more, where=where, rule=rule)
    children = tuple(
        _input(figure, name, node, about, line, depth)
        for name, node in figure.inputs.items()
        if not _says_nothing(figure, node)
    )
    words, worked = formula_of(figure, with_result=False)
    return TraceNode(label, value, worked or words, children=children if depth < _DEEPEST else (), rule=rule)


def _input(figure: Figure[Any], name: str, node: Node, about: _About | None, line: int | None, depth: int) -> TraceNode:
    label = _label(figure.rule, name, about)
    if isinstance(node, Figure):
        at = _line_at(node, about)
        if figure.rule.startswith("sum.taxable_") and about is not None and at is not None:
            return _taxable_part(label, node, about, at, depth)
        return _node(label, node, about, at if at is not None else line, depth + 1)
    if isinstance(node, Rate):
        return _rate_node(label, node, about, line)
    if about is not None and figure.rule in ("no.aga", "no.aga.refund") and name in ("pay", "pension"):
        return _in_contribution(label, name, node, about)
    note, more, where = _source(figure.rule, name, about, line)
    return TraceNode(label, in_words(name, node), note, more, where=where)


def _says_nothing(figure: Figure[Any], node: Node) -> bool:
    """Whether an input is left out: there is none, or nothing is added."""
    return node is None or (figure.rule in SIGNED and value_of(node) == ZERO and len(figure.inputs) > 1)


def _taxable_part(label: Title, amount: Figure[Any], about: _About, line: int, depth: int) -> TraceNode:
    """A line in a sum of taxable pay: the whole of it, or of an allowance what is above the free rate."""
    node = _node(label, amount, about, line, depth + 1)
    taxable = about.slip.lines[line].taxable
    if taxable == amount.value:
        return node
    note = Message("The taxable part of {amount}", amount=plain(amount.value))
    return TraceNode(label, taxable, note, children=(replace(node, label=Message("paid")),), rule=node.rule)


def _in_contribution(label: Title, name: str, value: Any, about: _About) -> TraceNode:
    """Pay and pension in the basis of the contribution, which are plain amounts there: the lines and the sum behind
    them, where the slip has one basis only.
    """
    if name == "pension":
        otp = about.slip.figures.get("otp")
        is_all = otp is not None and otp.value == value
        return TraceNode(label, value, link=next(_links(["otp"], about), None) if is_all else None)
    lines = [
        (place, line)
        for place, line in enumerate(about.slip.lines)
        if line.taxable and "aga" in about.types[line.type].bases
    ]
    if Money.total(line.taxable for _, line in lines) != value:
        return TraceNode(label, value, Message("The part of this sub-unit"))
    parts = tuple(
        TraceNode(
            title := _named(about.types[line.type]),
            line.taxable,
            link=Link(title, line.taxable, about.run_id, about.number, line=place) if about.run_id else None,
        )
        for place, line in lines
    )
    return TraceNode(label, value, Message("Taxable pay"), children=parts)


def _label(rule: str, name: str, about: _About | None) -> Title:
    words = why_words.input_words(rule, name)
    if words is not None:
        return words
    types = about.types if about is not None else wage_types("NO")
    wage_type = types.get(name.rstrip("+"))
    return _named(wage_type) if wage_type is not None else Message("{name}", name=name)


def _rate_node(label: Title, rate: Rate[Any], about: _About | None, line: int | None) -> TraceNode:
    """A value of the law: what it is called there, since when, who says so, and how sure that is. One that a client
    set up leads to where that was done.
    """
    if rate.name == "row.input":
        entered, more, where = _entered(about, line)
        return TraceNode(label, plain(rate.value), entered, more, where=where)
    if rate.name == "terms.hourly":
        terms, more, where = _terms(about, line)
        return TraceNode(label, rated(rate.value), terms, more, where=where)
    if (own := rate_names.place_of(rate.name, rate.since, about.number if about is not None else 0)) is not None:
        note = Message("{name}, from {day}", name=rate_names.name_of(rate.name), day=rate.since)
        return TraceNode(label, plain(rate.value), note, where=own)
    source, status = rate_names.source_of(rate.source), rate_names.STATUS.get(rate.status)
    note = Message("{name}, from {day}", name=rate_names.name_of(rate.name), day=rate.since)
    more = Message("Source: {source}", source=source)
    if status is not None and rate.status != "official":
        more = Message("Source: {source} ({status})", source=source, status=status)
    where = None if rate.name.startswith("row.") else Place("settings", rate.name, "rates")
    return TraceNode(label, plain(rate.value), note, more, where=where)


# --- where a value comes from ----------------------------------------------------------------------------------------

_TERMS: Final = frozenset({"salary", "monthly", "full_time", "hours"})
_BALANCES: Final = frozenset({"before", "used", "paid", "taxable"})

_Source: TypeAlias = "tuple[Message | None, Message | None, Place | None]"
_NOWHERE: Final[_Source] = (None, None, None)


def _leaf_source(figure: Figure[Any], about: _About | None, line: int | None) -> _Source:
    if figure.rule in ("pay.salary", "pay.hourly_terms"):
        return _terms(about, line)
    if figure.rule == "pay.nothing":
        return why_words.rule_words(figure.rule), None, None
    return _entered(about, line)


def _source(rule: str, name: str, about: _About | None, line: int | None) -> _Source:
    """Where an input that is a plain value comes from."""
    if name in ("quantity", "units") or (name == "days" and rule != "pay.share_of_month") or name == "entered":
        return _entered(about, line)
    if name in _TERMS:
        return _terms(about, line)
    if rule.startswith("no.withholding") and name in ("table", "percent", "amount", "card", "period"):
        return _card(about)
    if rule.startswith(("dk.a_tax", "dk.allowance")) and name in ("percent", "card", "left"):
        return _card(about)
    if rule.startswith(("dk.am", "dk.a_tax")) and name == "method":
        return Message("The employer's choice"), None, Place("settings", "rounding", "employer")
    if rule == "pay.percent_of" and name == "percent":
        return _entered(about, line)
    if rule.startswith("no.pension") and name == "percent":
        return Message("The employer's pension plan"), None, Place("settings", "pension_percent", "pay")
    if name == "method":
        key = "holiday_deduction" if rule.startswith("no.holiday") else "part_month"
        return Message("The employer's choice"), None, Place("settings", key, "pay")
    if name == "zone":
        return Message("The zone of the sub-unit"), None, Place("settings", None, "establishments")
    if name == "factor":
        return _of_type(about, line)
    if rule.startswith("no.car") and name in ("list_price", "own_payment"):
        return Message("The company car"), None, _employee(about, f"car.{name}")
    if rule.startswith("no.car") and name == "registered":
        return Message("The company car"), None, _employee(about, "car.first_registered")
    if rule.startswith("no.loan") and name == "own":
        return Message("The loan's rate of interest"), None, _employee(about, "loan.rate")
    if rule.startswith("no.loan") and name == "balance":
        return Message("The loan, less what the pay repaid of it"), None, _employee(about, "loan.balance")
    if rule == "no.benefit.above_limit" and name == "worth":
        return _entered(about, line)
    if name in ("union_dues", "own_pension"):
        return Message("Deducted before tax"), None, None
    if name == "born":
        return None, None, _employee(about, "born")
    if name in _BALANCES or (name == "basis" and rule.startswith("no.holiday_pay.o")):
        return Message("Earlier runs and the opening balance"), None, _employee(about, "balances")
    return _NOWHERE


def _employee(about: _About | None, field_name: str) -> Place | None:
    return Place("employees", about.number, field_name) if about is not None else None


def _entered(about: _About | None, line: int | None) -> _Source:
    if about is None or line is None:
        return _NOWHERE
    slug = about.slip.lines[line].type if line < len(about.slip.lines) else ""
    if line in about.fixed:
        return Message("A fixed line of the employee"), None, _employee(about, "lines")
    where = Place("pay_run", about.number, slug) if about.is_draft else None
    if line < len(about.slip.lines) and is_of_terms(about.types[slug]) and line not in about.typed:
        return _terms(about, line)
    typed = about.typed.get(line)
    row = about.types[slug].row if slug else None
    is_counted = row is not None and (row.kind == "absence" or (row.op == "POST" and about.slip.person.absences))
    if typed is None and is_counted:
        return Message("An absence that is entered"), None, Place("absence", str(about.head.month), "timeline")
    if typed is None:
        return Message("Entered on the run"), None, where
    return Message("Typed by {who} {day} at {clock}", who=typed.by, day=typed.day, clock=typed.clock), None, where


def _terms(about: _About | None, line: int | None) -> _Source:
    """The employment that the pay follows from, and from when its terms hold."""
    if about is None:
        return _NOWHERE
    found = _employment(about, line)
    if found is None:
        return _NOWHERE
    place, employment = found
    day = _day_of(about, line)
    if employment.end is not None:
        day = min(day, employment.end)
    try:
        since, _ = employment.terms.entry(day)
    except NothingInForce:
        since, _ = employment.terms.entries[0]
    what = Message("Employment {number}, from {day}", number=str(place), day=since)
    return what, None, _employee(about, "terms")


def _employment(about: _About, line: int | None) -> tuple[int, Employment] | None:
    jobs = about.slip.person.employments
    wanted = about.slip.lines[line].employment if line is not None and line < len(about.slip.lines) else ""
    for place, job in enumerate(jobs, 1):
        if job.terms and (job.id == wanted or (not wanted and len(jobs) == 1)):
            return place, job
    return None


def _day_of(about: _About, line: int | None) -> date:
    days = about.slip.lines[line].days if line is not None and line < len(about.slip.lines) else None
    span = days or about.head.days
    return span.last or about.head.pay_date


def _card(about: _About | None) -> _Source:
    if about is None:
        return _NOWHERE
    card = about.slip.person.tax_card
    if card is None:
        return Message("There is no tax card"), None, _employee(about, "tax_card")
    if card.issued is None:
        return Message("Tax card for {year}", year=str(card.year)), None, _employee(about, "tax_card")
    what = Message("Tax card for {year}, issued {day}", year=str(card.year), day=card.issued)
    return what, None, _employee(about, "tax_card")


def _of_type(about: _About | None, line: int | None) -> _Source:
    if about is None or line is None or line >= len(about.slip.lines):
        return _NOWHERE
    wage_type = about.types[about.slip.lines[line].type]
    what = Message("Wage type {number}", number=str(wage_type.number))
    return what, None, Place("settings", wage_type.slug, "wage_types")


# --- around ----------------------------------------------------------------------------------------------------------


def _about(desk: Desk, run_id: int, number: int, slip: Payslip | None) -> _About | None:
    """The slip and what is known around it; None where there is none."""
    with desk.reading() as session:
        run = session.get(runs.PayRun, run_id)
        employee = session.scalar(select(people.Employee).where(people.Employee.number == number))
        if run is None or employee is None:
            return None
        if slip is None:
            slip = next(iter(slips_of(session, run_id, [employee.id])), None)
            if slip is None:
                return None
        head, is_draft = head_of(run), run.approved_at is None
        entered: dict[str, list[int]] = {}
        for row, text in session.execute(
            select(runs.EnteredLine.id, runs.EnteredLine.line)
            .where(runs.EnteredLine.run_id == run_id, runs.EnteredLine.employee_id == employee.id)
            .order_by(runs.EnteredLine.id)
        ):
            entered.setdefault(read_line(text).type, []).append(row)
    rows, fixed = _rows_of_lines(slip, entered)
    typed = {place: found for place, row in rows.items() if (found := _typed(desk, row)) is not None}
    places = {id(line.amount): place for place, line in enumerate(slip.lines)}
    return _About(slip, head, wage_types(desk.client.country), run_id, is_draft, typed, frozenset(fixed), places)


def _rows_of_lines(slip: Payslip, entered: Mapping[str, list[int]]) -> tuple[dict[int, int], set[int]]:
    """Which entered row each line of the slip comes from, and which lines are fixed ones.

    Lines of a wage type stand on the slip in the order in which they were entered, the fixed ones first. Where there
    are more on the slip than were entered, a rule made some, and none is told apart.
    """
    rows: dict[int, int] = {}
    fixed: set[int] = set()
    by_type: dict[str, list[int]] = {}
    for place, line in enumerate(slip.lines):
        if line.amount.rule != "pay.reversed":
            by_type.setdefault(line.type, []).append(place)
    for slug, places in by_type.items():
        asked = [line for line in slip.person.lines if line.type == slug]
        stored = list(entered.get(slug, ()))
        if len(asked) != len(places):
            continue
        for place, wanted in zip(places, asked, strict=True):
            if wanted.fixed:
                fixed.add(place)
            elif stored:
                rows[place] = stored.pop(0)
    return rows, fixed


def _typed(desk: Desk, row: int) -> _Typed | None:
    """The last change that wrote the row of an entered line, where the log tells it by row."""
    found = desk.client.history(kind="entered_line", row=row, limit=1)
    if not found:
        return None
    entry = found[0]
    at = entry.at.astimezone(desk.now().tzinfo)
    return _Typed(entry.by, at.date(), clock_words(at))


def clock_words(at: datetime) -> Message:
    """A time of day as it stands in a sentence."""
    return Message("{hour}:{minute}", hour=f"{at:%H}", minute=f"{at:%M}")


def _named(wage_type: WageType) -> Named:
    return Named(tuple(wage_type.names.items()))


def _whose(about: _About) -> Message:
    return Message("{name}, {run}", name=about.slip.person.name, run=_run_words(about.head))


def _run_words(head: RunHead) -> Message:
    if head.sequence == 1:
        return Message("{month}", month=head.month)
    return Message("{month}, run {number}", month=head.month, number=str(head.sequence))


_SUMS_OF_FLAGS: Final = {"AM": "am_base", "A": "a_income", "fp": "holiday_basis"}
"""The sums that a numbered type is part of, by its flags."""


def _line_goes_to(line: PayLine, about: _About) -> Iterator[Link]:
    """The sums that a line is part of, as its wage type says."""
    bases = about.types[line.type].bases
    names: list[str] = []
    if (row := about.types[line.type].row) is not None and about.types[line.type].operation.value == "pay":
        names += ["gross_cash", *(_SUMS_OF_FLAGS[flag] for flag in ("AM", "A", "fp") if flag in row.flags)]
    if "cash" in bases:
        names.append("gross_cash")
    if line.tax in ("table", "percent"):
        names.append("withholding")
    if "holiday" in bases:
        names.append("holiday_accrual")
    if "pension" in bases:
        names.append("otp")
    if "aga" in bases and line.taxable:
        names.append("aga")
    if about.types[line.type].operation.value == "deduct":
        names += ["deductions", "net_pay"]
    yield from _links(names, about)


def _contained_in(name: str, figure: Figure[Any], about: _About) -> Iterator[Link]:
    """The other named sums that are made from this one."""
    names = [other for other, each in about.slip.figures.items() if other != name and _holds(each, figure)]
    if name in ("otp", "gross_cash") and "aga" in about.slip.figures and "aga" not in names:
        names.append("aga")
    yield from _links(names, about)


def _holds(whole: Figure[Any], part: Figure[Any]) -> bool:
    """Whether a figure was made from another; what is nothing is not looked for."""
    if not part.inputs:
        return False
    return any(node is part or _holds(node, part) for node in whole.inputs.values() if isinstance(node, Figure))


def _links(names: Iterable[str], about: _About) -> Iterator[Link]:
    for name in names:
        figure, title = about.slip.figures.get(name), why_words.figure_words(name)
        if figure is not None and title is not None:
            yield Link(title, figure.value, about.run_id, about.number, name)


# --- sums of a run ---------------------------------------------------------------------------------------------------


def _part_of_total(name: str, slip: Payslip) -> Money | None:
    """What somebody's slip adds to a sum of the run."""
    if name in ("aga_base_low", "aga_base_high"):
        parts = [part.base for part in slip.contributions if part.reduced is (name == "aga_base_low")]
        return Money.total(parts) if parts else None
    figure = slip.figures.get(name)
    return figure.value if figure is not None else None


def _link_of_total(name: str, slip: Payslip, part: Money, run_id: int) -> Link | None:
    figure = "aga_base" if name in ("aga_base_low", "aga_base_high") else name
    if figure not in slip.figures:
        return None
    return Link(slip.person.name, part, run_id, slip.person.number, figure)


def _allowance_before(session: Session, run: runs.PayRun) -> Money:
    """What was used of the employer's own allowance before the run; what the run used is among its movements."""
    own = session.scalars(select(Movement.hundredths).where(Movement.run_id == run.id, Movement.employee_id.is_(None)))
    total: runs.RunTotal = session.get_one(runs.RunTotal, (run.id, "aga_allowance_used"))
    return total.amount - Money(sum(own))
