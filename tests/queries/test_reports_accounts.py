"""The holiday ledger and what people have to their credit, of a Danish client, against figures worked out by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models.values.money import Money
from models.values.span import Month
from services.actions.clients import new_client
from services.actions.save_table import save_table
from services.actions.scenario import read
from services.desk.desk import Desk
from services.queries.questions import questions
from services.queries.reports import Choices, Report, make, reports_without
from services.reference.texts import texts
from tests.actions.samples import PASSWORD, play_in

YEAR = Choices(Month(2026, 1), Month(2026, 12))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Desk]:
    """The order of holiday (E05): 1.50 days of 2025, 2.08 of 2026, 1.00 in advance; six days away in October 2026."""
    scenario = read((root / "tests/scenarios/dk/order-of-holiday.toml").read_bytes())
    path = tmp_path_factory.mktemp("accounts") / "dk.lonnsom"
    desk, _ = new_client(path, PASSWORD, scenario, "anna", lambda: datetime(2026, 12, 1, tzinfo=UTC))
    play_in(desk, scenario)
    yield desk
    desk.close()


def cells(report: Report, *names: str) -> list[tuple[object, ...]]:
    places = [[column.name for column in report.columns].index(name) for name in names]
    return [tuple(row.values[place] for place in places) for row in report.rows]


def test_the_ledger_adds_up(desk: Desk) -> None:
    """Of 2026: earned 2.08 and brought 2.08; taken 2.08 and one day in advance, which October's earning paid back. What
    was earned and brought, less what was taken, is left: 4.16 − 3.08 = 1.08.
    """
    report = make(desk, "holiday_accounts", YEAR, "da")
    figures = cells(report, "year", "unit", "earned", "brought", "taken", "paid", "left")
    assert figures == [
        ("2025", "dage", Decimal("0"), Decimal("1.50"), Decimal("1.50"), Decimal("0"), Decimal("0")),
        ("2026", "dage", Decimal("2.08"), Decimal("2.08"), Decimal("3.08"), Decimal("0"), Decimal("1.08")),
    ]
    for _, _, earned, brought, taken, paid, left in figures:
        assert earned + brought - taken - paid == left  # type: ignore[operator]


def test_the_ledger_leads_to_the_balances_behind_it(desk: Desk) -> None:
    report = make(desk, "holiday_accounts", YEAR, "da")
    where = report.rows[0].where
    assert where is not None
    assert (where.page, where.thing, where.field) == ("employees", 1, "balances")


def test_before_the_first_run_there_is_nothing(desk: Desk) -> None:
    assert not make(desk, "holiday_accounts", Choices(Month(2025, 1), Month(2025, 12)), "nb").rows


def test_credit_is_what_came_less_what_went(desk: Desk) -> None:
    report = make(desk, "credit", YEAR, "da")
    rows = cells(report, "account", "year", "unit", "brought", "came", "went", "left")
    assert ("Feriedage", "2026", "dage", Decimal("0"), Decimal("3.16"), Decimal("2.08"), Decimal("1.08")) in rows
    for _, _, _, brought, came, went, left in rows:
        assert brought + came - went == left  # type: ignore[operator]
    assert not [row for row in rows if str(row[0]).islower() and "_" in str(row[0])]  # no counters of the program


def test_the_sums_above_are_those_of_the_column(desk: Desk) -> None:
    report = make(desk, "holiday_accounts", YEAR, "en")
    assert {label.text: value for label, value in report.facts}["Holiday pay left"] == report.sum_of("money")
    assert report.sum_of("money") > Money(0)


def test_a_country_has_its_own_reports(desk: Desk) -> None:
    offered = reports_without(questions(desk).reports)
    assert {"holiday_accounts", "credit"} <= offered.keys()
    assert not {"contribution", "refunds"} & offered.keys()


@pytest.mark.parametrize("name", ["holiday_accounts", "credit"])
@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_they_come_on_paper_and_as_a_spreadsheet(desk: Desk, tmp_path: Path, name: str, ending: str) -> None:
    report = make(desk, name, YEAR, "da")
    saved = save_table(desk, report.table, tmp_path / f"{name}.{ending}", "da", [report.period, *report.notes])
    if ending == "pdf":
        words = " ".join(page.extract_text() for page in PdfReader(saved).pages)
        assert texts("da")(report.title) in " ".join(words.split())
        assert "Anna Prøve" in words
    else:
        sheet = load_workbook(saved).worksheets[0]
        assert sheet.max_row >= len(report.rows) + 1
        assert [cell.value for cell in sheet[1]] == [texts("da")(column.heading) for column in report.columns]
