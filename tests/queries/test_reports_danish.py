"""The Danish reports: fields by pay period, holiday settlements and transfers, with figures reckoned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.values.money import Money
from models.values.span import Month
from models.values.table import Kind
from services.actions.save_table import save_table
from services.desk import countries
from services.desk.desk import Desk
from services.queries.deadlines import deadlines
from services.queries.payments import payments_of_run
from services.queries.reports import CATALOGUE, Choices, Report, make
from services.vault.client import Client
from tests.gallery.danish_income import danish_reports
from tests.gallery.stage import NO_COPIES, clock

OCTOBER = Choices(Month(2026, 10), Month(2026, 10))
BOTH = Choices(Month(2026, 9), Month(2026, 10))
NEW = ("income_fields", "holiday_settled", "transfers")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Four people, September and October approved; Bent's hours are those of E02, Clara left on 31 October."""
    path, key = danish_reports(tmp_path_factory.mktemp("reports"))
    client = Client.open(path, recovery_key=key, now=clock, copies=NO_COPIES)
    yield Desk(client, "Kari", clock)
    client.close()


def report(desk: Desk, name: str, choices: Choices = OCTOBER, language: str = "da") -> Report:
    return make(desk, name, choices, language)


def rows(found: Report, *names: str) -> list[tuple[Any, ...]]:
    places = [[column.name for column in found.columns].index(name) for name in names]
    return [tuple(row.values[place] for place in places) for row in found.rows]


def kr(amount: str) -> Money:
    return Money.kr(amount)


def test_every_person_and_pay_period_with_the_fields(desk: Desk) -> None:
    """Bent as in E02. Clara: 30,000 less ATP 99 = 29,901 of pay; and of two months 2 × 3,750 = 7,500 holiday money, AM
    600, 38 % of 6,900 = 2,622, net 4,278 of 4.16 days, on her last day.
    """
    found = report(desk, "income_fields")
    assert rows(found, "number", "paid", "13", "15", "16", "200", "202", "209") == [
        (1, date(2026, 10, 30), kr("36381"), kr("10090"), kr("2910"), Decimal("160.33"), None, None),
        (2, date(2026, 10, 30), kr("29038.50"), kr("8100"), kr("2323"), Decimal("148.00"), kr("1846.50"), "33088566"),
        (3, date(2026, 10, 31), kr("7500"), kr("2622"), kr("600"), Decimal("0.00"), None, "33088566"),
        (3, date(2026, 10, 30), kr("29901"), kr("8401"), kr("2392"), Decimal("160.33"), None, None),
        (4, date(2026, 10, 30), kr("34401"), kr("10237"), kr("2752"), Decimal("160.33"), None, None),
    ]
    assert rows(found, "6102 2026", "6102 2026 days")[2] == (kr("4278"), Decimal("4.16"))
    assert {str(what): value for what, value in found.facts} == {
        "A-tax (15)": kr("39450"),
        "AM contribution (16)": kr("10977"),
    }
    assert [column.kind for column in found.columns if column.name == "203"] == [Kind.NUMBER]
    assert found.sum_of("13") == kr("137221.50")


def test_a_month_in_oere_is_reported_in_kroner_by_the_first_method() -> None:
    """Denmark 3.3: 10,090.09 and 2,910.48 of two people each make 20,180.18 → 20,180 and 5,820.96 → 5,821."""
    assert countries.tax_of_month([kr("10090.09")] * 2, "1") == kr("20180")
    assert countries.tax_of_month([kr("2910.48")] * 2, "1") == kr("5821")
    assert countries.tax_of_month([kr("2910.48")], "2") == kr("2910.48")  # whole already, where it is used


def test_holiday_settlements(desk: Desk) -> None:
    """September: 152 h × 175 × 12.5 % = 3,325.00; AM 266, A-tax 38 % of 3,059 = 1,162.42 → 1,162, net 1,897."""
    found = report(desk, "holiday_settled", BOTH)
    assert rows(found, "name", "to", "year", "days", "gross", "am", "tax", "net", "due", "left") == [
        (
            *("Bent Prøve", "FerieKonto", "2026", Decimal("2.08")),
            *(kr("3325"), kr("266"), kr("1162"), kr("1897"), date(2026, 10, 15), None),
        ),
        (
            *("Bent Prøve", "FerieKonto", "2026", Decimal("2.08")),
            *(kr("3237.50"), kr("259"), kr("1132"), kr("1846.50"), date(2026, 11, 13), None),
        ),
        (
            *("Clara Prøve", "FerieKonto", "2026", Decimal("4.16")),
            *(kr("7500"), kr("600"), kr("2622"), kr("4278"), date(2026, 10, 30), date(2026, 10, 31)),
        ),
    ]
    assert [value for _, value in found.facts] == [kr("8021.50")]


def test_what_is_handed_on_is_what_the_vouchers_owe(desk: Desk) -> None:
    """ATP of four people 4 × 297 = 1,188; pension 1,520 + 3,040; the last bank day of October is Friday the 30th."""
    found = report(desk, "transfers")
    assert rows(found, "receiver", "what", "due", "amount") == [
        ("FerieKonto", "Feriepenge netto", date(2026, 10, 30), kr("4278")),
        ("Skattestyrelsen", "A-skat", date(2026, 11, 10), kr("39450")),
        ("Skattestyrelsen", "AM-bidrag", date(2026, 11, 10), kr("10977")),
        ("FerieKonto", "Feriepenge netto", date(2026, 11, 13), kr("1846.50")),
        ("ATP", "ATP, begge andele", date(2027, 2, 1), kr("1188")),
        ("Pensionsselskaber", "Pension, begge andele", None, kr("4560")),
    ]
    total, owed = (value for _, value in found.facts)
    assert total == owed == found.sum_of("amount")
    assert not any("no row" in str(note) for note in found.notes)


def test_one_person_alone(desk: Desk) -> None:
    one = Choices(Month(2026, 10), Month(2026, 10), person=2)
    assert rows(report(desk, "income_fields", one), "number") == [(2,)]
    assert rows(report(desk, "holiday_settled", one), "number") == [(2,)]


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize("language", ["da", "en"])
def test_each_goes_to_a_file(desk: Desk, name: str, language: str, tmp_path: Path) -> None:
    found = report(desk, name, BOTH, language)
    for ending in ("xlsx", "pdf"):
        target = tmp_path / f"list.{ending}"
        save_table(desk, found.paper or found.table, target, language, found.notes)
        assert target.stat().st_size > 1000


def test_norway_has_none_of_them() -> None:
    assert countries.country("NO").questions.reports >= set(NEW)
    assert set(NEW) <= CATALOGUE.keys()
    assert "income_report" in countries.country("NO").questions.pages
    assert "income_report" not in countries.country("DK").questions.pages


# --- what is due -----------------------------------------------------------------------------------------------------


def test_deadlines_have_the_taxes_of_settled_holiday_and_the_money_of_those_who_left(desk: Desk) -> None:
    """October: 39,450 + 10,977 = 50,427 to Skattestyrelsen; 1,846.50 by 13 November and 4,278 by 30 October."""
    found = {(each.kind, each.day): each.amount for each in deadlines(desk)}
    assert found["withholding", date(2026, 11, 10)] == kr("50427")
    assert found["holiday_fund", date(2026, 11, 13)] == kr("1846.50")
    assert found["holiday_fund", date(2026, 10, 30)] == kr("4278")
    assert found["atp", date(2027, 2, 1)] == kr("1188")


def test_the_payments_of_a_run_name_all_that_is_owed(desk: Desk) -> None:
    """Everything but pay is paid by hand: no file of ours has the payment lines of the demands."""
    found = payments_of_run(desk, 2)
    assert found is not None
    assert [(each.kind, each.day, each.amount) for each in found.others] == [
        ("holiday_fund", date(2026, 10, 30), kr("4278")),
        ("withholding", date(2026, 11, 10), kr("50427")),
        ("holiday_fund", date(2026, 11, 13), kr("1846.50")),
        ("atp", date(2027, 2, 1), kr("1188")),
        ("pension", date(2026, 10, 30), kr("4560")),
    ]
    assert all(each.by_hand and not each.can_be_chosen for each in found.others)
    assert {str(each.receiver) for each in found.others} == {
        "Skattestyrelsen",
        "FerieKonto and funds",
        "ATP (Samlet Betaling)",
        "Pension firms",
    }
