"""Why? Every rule and every input that the engine can produce has its words; formulas give what they say; who typed a
line, since when terms hold and who says so are told.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages import pofile

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.why import Figure, Rate
from services.actions import entry, runs
from services.actions.scenario import play, read
from services.desk.desk import Desk
from services.desk.preview import Preview
from services.engine.result import RunResult
from services.queries.trace import Trace, TraceNode
from services.queries.why import as_text, follow, said, trace_of, why_figure, why_line, why_total
from services.reference import rate_names, why_words
from services.reference.demo_client import demo_scenario
from services.reference.texts import texts
from services.reference.wage_type_rows import wage_types
from services.reference.why import RULES
from tests.actions.conftest import new  # noqa: F401  the fixture
from tests.actions.samples import Made, start_march

SCENARIOS = Path(__file__).parents[1] / "scenarios"
EN, NB = texts("en"), texts("nb")


@cache
def results() -> tuple[RunResult, ...]:
    """Every run of every scenario, and the demo client's."""
    files = [path.read_bytes() for path in sorted(SCENARIOS.glob("*/*.toml")) if ".expected" not in path.name]
    return tuple(run for content in [*files, demo_scenario()] for run in play(read(content)).runs.values())


def figures() -> Iterator[Figure[Any]]:
    """Every figure that these runs have, each once."""
    seen: dict[int, Figure[Any]] = {}

    def walk(figure: Figure[Any]) -> None:
        if id(figure) not in seen:
            seen[id(figure)] = figure
            for node in figure.inputs.values():
                if isinstance(node, Figure):
                    walk(node)

    for run in results():
        for slip in run.payslips:
            for figure in (*slip.figures.values(), *(line.amount for line in slip.lines)):
                walk(figure)
    return iter(seen.values())


# --- words -----------------------------------------------------------------------------------------------------------


def test_every_rule_and_input_has_its_words() -> None:
    types = {*wage_types("NO"), *wage_types("DK")}
    lacking = set()
    for figure in figures():
        if why_words.rule_words(figure.rule) is None:
            lacking.add(figure.rule)
        for name, node in figure.inputs.items():
            if why_words.input_words(figure.rule, name) is None and name.rstrip("+") not in types:
                lacking.add(f"{figure.rule}.{name}")
            if isinstance(node, Rate) and rate_names.name_of(node.name).text == "{name}":
                lacking.add(node.name)
    assert not lacking


def test_every_rule_that_can_be_said_in_a_sentence_has_words_too() -> None:
    assert not set(RULES) - set(why_words.WORDS)
    assert (
        not set(why_words.FORMULAS)
        - set(why_words.WORDS)
        - {f"{rule}.260" for rule in ("pay.part_of_month", "no.holiday_pay.deduction")}
    )


def test_every_named_sum_has_its_name() -> None:
    names = {name for run in results() for name in (*run.totals, *(n for slip in run.payslips for n in slip.figures))}
    assert not [name for name in names if why_words.figure_words(name) is None]


@pytest.mark.parametrize("language", ["nb", "da"])
def test_the_words_are_translated(language: str, root: Path) -> None:
    with (root / f"resources/locale/{language}/LC_MESSAGES/lonnsom.po").open("rb") as file:
        known = {message.id for message in pofile.read_po(file) if message.string}
    said = [*why_words.FIGURES.values(), *why_words.INPUTS.values(), *why_words.WORDS.values(), why_words.SUM]
    said += [*why_words.CARDS.values(), *why_words.METHODS.values(), *why_words.PERIODS.values()]
    assert not [message.text for message in said if message.text not in known]


def test_names_of_inputs_stand_inside_a_sentence() -> None:
    assert not [message.text for message in why_words.INPUTS.values() if message.text[:1].isupper()]


# --- formulas --------------------------------------------------------------------------------------------------------


def worth(worked: str) -> float | None:
    """What a formula comes to, worked out again; None for one in words."""
    left, equals, right = worked.rpartition(" = ")
    if not equals or re.search(r"[a-zA-Z]", left):
        return None
    sum_ = left.replace(",", "").replace("−", "-").replace("×", "*").replace("%", "/100")
    return abs(float(eval(sum_)) - float(right.replace(",", "").replace("−", "-")))


def test_every_formula_gives_what_it_says() -> None:
    """Within a krone where whole kroner are withheld, else within an øre a factor that was rounded before."""
    checked = 0
    for figure in figures():
        trace = trace_of(figure, "x", "y")
        if trace.worked is None:
            continue
        off = worth(EN(trace.worked))
        if off is None:
            continue
        checked += 1
        allowed = 1.0 if figure.rule.startswith("no.withholding") else 0.06
        if figure.rule == "pay.part_of_month":
            allowed = 1.0
        assert off <= allowed, (figure.rule, EN(trace.worked))
    assert checked > 500


def test_no_trace_has_holes() -> None:
    for figure in figures():
        for language in (EN, NB):
            text = as_text(trace_of(figure, "x", "y"), language)
            assert "{" not in text
            assert "None" not in text


# --- a slip of a client file -----------------------------------------------------------------------------------------


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


@pytest.fixture
def run_id(desk: Desk) -> int:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    return run_id


def nodes(trace: Trace | None) -> dict[str, TraceNode]:
    """Every node by its name."""
    assert trace is not None
    found: dict[str, TraceNode] = {}

    def walk(node: TraceNode) -> None:
        found.setdefault(said(node.label, EN), node)
        for child in node.children:
            walk(child)

    for child in trace.node.children:
        walk(child)
    return found


def test_net_pay_unfolds_down_to_the_terms(desk: Desk, run_id: int) -> None:
    trace = why_figure(desk, run_id, 1, "net_pay")
    assert trace is not None
    assert said(trace.title, NB) == "Nettolønn"
    assert NB(trace.whose) == "Ingrid Haugen Ås, mars 2026"
    salary = nodes(trace)["Monthly pay"]
    assert EN(salary.note or Message("")).startswith("Employment 1, from ")
    assert salary.where == Place("employees", 1, "terms")
    assert NB(trace.words or Message("")) == "Lønn før skatt − skattetrekk − andre trekk"


def test_a_missing_figure_or_person_has_no_trace(desk: Desk, run_id: int) -> None:
    assert why_figure(desk, run_id, 1, "exempt_left") is None
    assert why_figure(desk, run_id, 99, "net_pay") is None
    assert why_figure(desk, 99, 1, "net_pay") is None
    assert why_line(desk, run_id, 1, 99) is None
    assert why_total(desk, run_id, "nothing") is None
    assert why_total(desk, 99, "net_pay") is None


def test_a_rate_says_its_law_and_date_and_leads_to_it(desk: Desk, run_id: int) -> None:
    percent = nodes(why_figure(desk, run_id, 1, "holiday_accrual"))["Percentage"]
    assert EN(percent.note or Message("")) == "Holiday pay, five weeks by agreement, from 1 Jan 2026"
    assert EN(percent.more or Message("")).startswith("Source: ferieloven")
    assert percent.where == Place("settings", "holiday_pay.agreement", "rates")


def test_who_typed_a_line_and_when(desk: Desk, run_id: int) -> None:
    preview = Preview.of(desk, run_id)
    entry.put_line(desk, run_id, preview, 1, 0, slug="bonus", amount=Money.kr(5000))
    runs.draft(desk, run_id)
    slip = next(slip for slip in runs.result_of(desk, run_id).payslips if slip.person.number == 1)
    index = next(place for place, line in enumerate(slip.lines) if line.type == "bonus")
    trace = why_line(desk, run_id, 1, index)
    assert trace is not None
    [amount] = trace.node.children
    assert re.fullmatch(r"Typed by kari 22 Nov 2026 at 12:\d\d", EN(amount.note or Message("")))
    assert re.fullmatch(r"Skrevet inn av kari 22\.11\.2026 kl\. 12\.\d\d", NB(amount.note or Message("")))
    assert amount.where == Place("pay_run", 1, "bonus")
    goes = [said(link.title, NB) for link in trace.part_of]
    assert goes[:2] == ["Lønn før skatt", "Forskuddstrekk"]
    runs.approve(desk, run_id, prove=False)
    after = why_line(desk, run_id, 1, index)
    assert after is not None
    assert after.node.children[0].where is None, "what is approved is not mended in the run"


def test_a_fixed_line_leads_to_the_employee(desk: Desk, run_id: int) -> None:
    dues = nodes(why_figure(desk, run_id, 1, "deductions"))
    found = next(node for node in dues.values() if node.note and EN(node.note) == "A fixed line of the employee")
    assert found.where == Place("employees", 1, "lines")


def test_a_total_is_everybodys_and_leads_to_each(desk: Desk, run_id: int) -> None:
    trace = why_total(desk, run_id, "withholding")
    assert trace is not None
    amounts = [node.value for node in trace.node.children]
    assert Money.total(amount for amount in amounts if isinstance(amount, Money)) == trace.amount
    link = trace.node.children[0].link
    assert link is not None
    deeper = follow(desk, link)
    assert deeper is not None
    assert deeper.amount == trace.node.children[0].value
    for name in runs.result_of(desk, run_id).totals:
        assert why_total(desk, run_id, name) is not None


def test_every_figure_and_line_of_the_run_can_be_asked_for(desk: Desk, run_id: int) -> None:
    for slip in runs.result_of(desk, run_id).payslips:
        for name, figure in slip.figures.items():
            trace = why_figure(desk, run_id, slip.person.number, name)
            assert trace is not None
            assert trace.amount == figure.value
            for link in trace.part_of:
                assert follow(desk, link) is not None
        for place in range(len(slip.lines)):
            assert why_line(desk, run_id, slip.person.number, place) is not None


def test_a_live_slip_is_explained_like_a_stored_one(desk: Desk, run_id: int) -> None:
    slip = Preview.of(desk, run_id).row(1).slip
    assert slip is not None
    live = why_figure(desk, run_id, 1, "net_pay", slip)
    assert live is not None
    assert as_text(live, EN).splitlines()[0] == f"Net pay: {EN.value(slip['net_pay'])}"


def test_the_taxable_part_of_an_allowance_adds_up() -> None:
    """A line of an allowance is in the tax basis with its taxable part only; the parts add up to the whole."""
    run = next(run for run in results() if run.facts.employer.name == "Solvang Bakeri AS")
    for slip in run.payslips:
        table = slip.figures["withholding_base"].inputs.get("table")
        if isinstance(table, Figure) and table.rule.startswith("sum.taxable"):
            parts = [line.taxable for line in slip.lines if line.tax == "table" and line.taxable]
            assert Money.total(parts) == table.value
