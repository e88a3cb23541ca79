"""Danish clients in a file: what the scenarios say, stored and approved run by run, gives the same figures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.records.absence import Absence
from models.values.finding import Place, Refused, Severity
from models.values.money import Money
from models.values.span import Month
from services.actions import run_setup, runs
from services.actions.absences import AbsenceForm, enter, move
from services.actions.clients import fill
from services.actions.scenario import play, read
from services.actions.table_import import preview
from services.actions.verify import verify
from services.desk.countries import country
from services.desk.desk import Desk
from services.engine.facts import RunHead, RunKind
from services.engine.result import RunResult
from services.files.scenario import Scenario
from services.queries.runs import all_runs
from services.reference.rate_names import place_of
from services.reference.wage_type_rows import wage_types
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, Clock

SCENARIOS = sorted(
    each
    for each in (Path(__file__).parent.parent / "scenarios" / "dk").glob("*.toml")
    if not each.name.endswith(".expected.toml")
)


_WORDS = ("kind", "pay", "period", "codes", "provisions", "rounding", "code")


def _said(content: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every field that a scenario fills in; with it what a wage type does, and the words that are a choice."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _said(value, f"{at}.{name}")
    elif isinstance(content, list):
        for each in content:
            yield from _said(each, at)
    elif at.endswith(".type"):
        known = wage_types("DK").get(content)
        row = known.row if known is not None else None
        yield at, f"{row.kind} {row.op}" if row is not None else ""
    else:
        yield at, str(content) if at.rsplit(".", 1)[-1] in _WORDS else ""


def _paid_anew(content: Mapping[str, Any]) -> bool:
    """Whether a month is paid in full twice, which a client file refuses: there the correction pays it anew."""
    full = [run["month"] for run in content["run"] if run.get("kind", "ordinary") == "ordinary" and "from" not in run]
    return len(full) > len(set(full))


def _covering(paths: Sequence[Path]) -> list[Path]:
    """As few runs as say together everything that all the scenarios say: each brings most for the runs that it has."""
    read_in = {path: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}
    said = {path: frozenset(_said(content)) for path, content in read_in.items() if not _paid_anew(content)}
    left, chosen = set().union(*said.values()), []
    while left:
        best = max(said, key=lambda path: (len(said[path] & left) / (1 + len(read_in[path]["run"])), path.stem))
        chosen.append(best)
        left -= said[best]
    return sorted(chosen)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A Danish client file without anything in it, and its recovery key: copied for each scenario."""
    path = tmp_path_factory.mktemp("danish") / "tom.lonnsom"
    client, key = Client.create(path, "x", "DK", "kari", now=Clock(), copies=NO_COPIES)
    client.close()
    return path.read_bytes(), key


@pytest.fixture
def desk(empty: tuple[bytes, str], tmp_path: Path) -> Iterator[Desk]:
    """Somebody at an empty Danish client."""
    content, key = empty
    path = tmp_path / "dansk.lonnsom"
    path.write_bytes(content)
    client = Client.open(path, recovery_key=key, now=Clock(), copies=NO_COPIES)
    yield Desk(client, "kari", Clock())
    client.close()


def figures(result: RunResult) -> list[tuple[int, dict[str, Money], list[tuple[str, Money]]]]:
    """Everybody's sums and lines."""
    return [
        (
            slip.person.number,
            {name: each.value for name, each in slip.figures.items()},
            [(line.type, line.amount.value) for line in slip.lines],
        )
        for slip in result.payslips
    ]


def paid(desk: Desk, scenario: Scenario) -> list[RunResult]:
    """Every run of the scenario, begun, computed and approved in the file."""
    found = []
    for run in scenario.runs:
        run_id = runs.start(desk, run.head, run.lines, run.employees or ())
        found.append(runs.draft(desk, run_id))
        runs.approve(desk, run_id, prove=False)
    return found


@pytest.mark.parametrize("path", _covering(SCENARIOS), ids=lambda path: path.stem)
def test_a_scenario_is_the_same_in_a_file(path: Path, desk: Desk) -> None:
    """Voucher and all: what a file computes from its rows is what the scenario computes from its facts."""
    scenario = read(path.read_bytes())
    book = play(scenario)
    fill(desk, scenario)
    for run, stored in zip(scenario.runs, paid(desk, scenario), strict=True):
        alone = book.runs[run.head.name]
        assert figures(stored) == figures(alone), run.head.name
        assert stored.voucher == alone.voucher, run.head.name


FRITVALG = next(path for path in SCENARIOS if path.stem == "fritvalg-family-days")


@pytest.mark.parametrize("name", ["fritvalg-family-days", "pay-bededag-may-and-august"])
def test_the_file_proves_itself(name: str, desk: Desk) -> None:
    """What is stored is what is computed again from what is stored: slips, rows, voucher; over a year too."""
    scenario = read(next(path for path in SCENARIOS if path.stem == name).read_bytes())
    fill(desk, scenario)
    paid(desk, scenario)
    assert verify(desk) == []


def test_an_absence_that_is_withdrawn_is_not_taken(desk: Desk) -> None:
    """An absence of the month is withdrawn before the run: its wage type stands on no slip."""
    scenario = read(FRITVALG.read_bytes())
    fill(desk, scenario)
    with desk.change("absence.withdraw") as session:
        for each in session.scalars(select(Absence)):
            each.withdrawn = desk.today
    for result in paid(desk, scenario):
        assert not [line.type for slip in result.payslips for line in slip.lines if line.type.startswith("415")]


def test_an_absence_is_counted_again_on_other_days(desk: Desk) -> None:
    """Monday to Friday, 5 days; moved to Thursday to Monday, which are 3 working days: 5 × 3 / 5 = 3."""
    scenario = read(FRITVALG.read_bytes())
    fill(desk, scenario)
    number = scenario.people[0].person.number
    made = enter(desk, AbsenceForm(number, "40", date(2027, 3, 1), date(2027, 3, 5), units=Decimal(5)))
    move(desk, made, date(2027, 3, 11), date(2027, 3, 15))
    with desk.reading() as session:
        assert session.get_one(Absence, made).units == 3


@pytest.mark.parametrize(
    ("kind", "units", "type_", "field"),
    [
        ("40", None, "", "units"),
        ("40", Decimal(0), "", "units"),
        ("40", Decimal("1.005"), "", "units"),
        ("40", Decimal(6), "", "units"),
        ("77", Decimal(1), "", "type"),
        ("18", Decimal(1), "", "kind"),
        ("holiday", Decimal(1), "", "kind"),
    ],
)
def test_what_cannot_be_entered(kind: str, units: Decimal | None, type_: str, field: str, desk: Desk) -> None:
    """No units, none left, too fine, more than the days, no wage type, a code that is off, another country's kind."""
    scenario = read(FRITVALG.read_bytes())
    fill(desk, scenario)
    number = scenario.people[0].person.number
    form = AbsenceForm(number, kind, date(2027, 3, 1), date(2027, 3, 5), units=units, type=type_)
    with pytest.raises(Refused) as refusal:
        enter(desk, form)
    assert field in [each.where.field for each in refusal.value.findings if each.where is not None]


def test_what_a_run_pays_out_by_the_calendar() -> None:
    """May and August: both supplements of the holiday year; April, or May in advance: the calendar year (4.10)."""
    pack = country("DK")
    said = {
        month: [str(each) for each in pack.pays_out(RunHead(Month(2026, month), date(2026, month, 28)), forms)]
        for month, forms in ((4, ["monthly_arrears"]), (5, ["monthly_advance"]), (8, ["hourly"]), (10, ["hourly"]))
    }
    assert [len(said[month]) for month in (4, 5, 8, 10)] == [1, 3, 2, 0]
    assert said[8][0] == "Holiday supplement of 2026-06-01 to 2026-08-31 is paid out"


# --- codes of the run order (denmark 4.10) ---------------------------------------------------------------------------


def test_local_fritvalg_is_paid_where_the_run_is_told_to(desk: Desk) -> None:
    """4588 empties the local account with code L only; chosen on the run, it stays right when the head is changed."""
    scenario = read(next(path for path in SCENARIOS if path.stem == "fritvalg-local-gross").read_bytes())
    fill(desk, scenario)
    month, day = Month(2026, 9), date(2026, 9, 30)
    run_id = run_setup.begin(desk, month=month, pay_date=day)
    assert "4588" not in types_of(runs.draft(desk, run_id))
    run_setup.revise(desk, run_id, month=month, pay_date=day, codes=("L",))
    assert "4588" in types_of(runs.draft(desk, run_id))
    run_setup.revise(desk, run_id, month=month, pay_date=date(2026, 9, 29))  # the code stays
    assert all_runs(desk)[0].codes == ("L",)
    run_setup.revise(desk, run_id, month=month, pay_date=day, kind="extra")  # an extra run has no run order
    assert all_runs(desk)[0].codes == ()


def types_of(result: RunResult) -> set[str]:
    return {line.type for slip in result.payslips for line in slip.lines}


def test_the_extra_supplement_may_wait_from_may_to_august() -> None:
    """Code E can be taken from the run of May, not from that of August, which must pay it."""
    pack = country("DK")
    may = RunHead(Month(2026, 5), date(2026, 5, 29))
    assert [each.code for each in pack.run_choices(may)] == ["L", "-E"]
    assert [each.code for each in pack.run_choices(RunHead(Month(2026, 8), date(2026, 8, 31)))] == ["L"]
    without = [*pack.pays_out(replace(may, codes=("-E",)), ())]
    assert len([*pack.pays_out(may, ())]) == len(without) + 1
    assert pack.run_choices(replace(may, kind=RunKind.EXTRA)) == ()


def test_what_may_is_not_told_to_pay_august_pays() -> None:
    """4607 saves the extra supplement; E pays it as 4608 (denmark 4.10). Without E in May, August pays the whole."""
    scenario = read(next(path for path in SCENARIOS if path.stem == "ferie-extra-supplement").read_bytes())
    summer = [
        replace(scenario.runs[-1], head=RunHead(Month(2026, month), date(2026, month, 28)), lines={})
        for month in (6, 7, 8)
    ]
    as_usual = replace(scenario, runs=(*scenario.runs, *summer))
    told = [
        replace(run, head=replace(run.head, codes=("-E",) if run.head.month.number == 5 else ()))
        for run in as_usual.runs
    ]
    paid, later = extra_paid(as_usual), extra_paid(replace(as_usual, runs=tuple(told)))
    assert paid[5] > 0
    assert 5 not in later
    assert later[8] == paid[5] + paid[8]


def extra_paid(scenario: Scenario) -> dict[int, int]:
    """What the run of each month of 2026 pays of the extra supplement, in øre."""
    found: dict[int, int] = {}
    for result in play(scenario).runs.values():
        for slip in result.payslips:
            for line in slip.lines:
                if line.type in ("4608", "4611"):
                    month = result.facts.head.month.number
                    found[month] = found.get(month, 0) + line.amount.value.ore
    return found


# --- where a figure comes from, and what is not taken in -------------------------------------------------------------


def test_a_rate_of_ones_own_leads_to_where_it_was_set() -> None:
    """A personal rate to the person's rates, a step of a result table to that step in the settings."""
    since = date(2026, 1, 1)
    assert place_of("personal.9905", since, 7) == Place("employees", 7, "personal_rates")
    assert place_of("table.4401 F1", since) == Place("settings", "at:4401:F1:2026-01-01", "result_tables")
    assert place_of("am.percent", since, 7) is None


def test_tables_are_refused_by_name(desk: Desk) -> None:
    """Their columns are those of another country; what does the same here is named."""
    [found] = preview(desk, "absences", b"number;kind;from\n1;40;02.03.2026\n", "fravaer.csv").findings
    assert found.severity is Severity.STOP
    assert "decentral registrering" in found.what.text
