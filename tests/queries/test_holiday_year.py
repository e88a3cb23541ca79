"""A holiday year as the page shows it: everybody's figures, the accounts to the øre, and why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.values.finding import Place
from models.values.money import Money
from services.actions.clients import new_client
from services.actions.pay_choices import save_choices
from services.actions.scenario import read
from services.desk.desk import Desk
from services.desk.pay_choices import PayChoices
from services.queries import holiday_year as queries
from services.queries.trace import as_text
from services.reference.texts import texts
from tests.actions.samples import PASSWORD, Clock, play_in
from tests.builders import a_scenario, kr, pct
from tests.queries.test_holiday import JUNE, OPENING


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two people; the first has 500 000 of last year and takes ten days, the second earned in March and June only."""
    brought = OPENING + '[employee.opening]\nholiday_basis_last_year = "500000.00"\n'
    scenario = read(a_scenario((OPENING, brought), after=JUNE).encode())
    made, _ = new_client(tmp_path / "ferie.lonnsom", PASSWORD, scenario, "kari", Clock())
    with made as desk:
        play_in(desk, scenario)
        yield desk


def test_each_persons_figures_and_the_accounts_agree(desk: Desk) -> None:
    """2026: 12 % of 500 000 is earned and paid. 2027: 12 % of what the runs paid, nothing paid yet."""
    of = queries.holiday_year(desk, 2026)
    first = next(each for each in of.people if each.number == 1)
    assert (first.basis, first.percent) == (kr(500000), pct(12))
    assert (first.earned, first.paid, first.owed) == (kr(60000), kr(60000), kr(0))
    assert (first.entitled, first.taken, first.left) == (25, 10, 15)
    following = queries.holiday_year(desk, 2027)
    second = next(each for each in following.people if each.number == 2)
    assert (second.basis, second.earned, second.owed) == (kr(56000), kr(6720), kr(6720))
    assert second.entitled is None
    assert not following.has_days
    for year in (of, following):
        assert [account.difference for account in year.accounts] == [kr(0), kr(0)]
    assert following.accounts[0].listed == following.total("owed") == kr("8307.69") + kr(6720)
    assert {2026, 2027} <= set(of.years)


def test_pay_and_days_that_do_not_agree_lead_to_the_next_run(desk: Desk) -> None:
    of = queries.holiday_year(desk, 2026)
    [finding] = of.findings
    assert finding.where == Place("pay_run", "new")
    assert "10 days are deducted" in texts("en")(finding.what)


def test_every_figure_has_its_why(desk: Desk) -> None:
    of = queries.holiday_year(desk, 2027)
    first = next(each for each in of.people if each.number == 1)
    for name in ("basis", "earned", "paid", "owed", "contribution"):
        trace = queries.why(desk, 1, 2027, name)
        assert trace is not None
        assert trace.amount == getattr(first, name), name
        assert Money.total(node.value for node in trace.node.children if isinstance(node.value, Money)) == trace.amount
    days = queries.holiday_year(desk, 2026).people[0]
    for name in ("entitled", "brought", "taken", "left", "percent"):
        trace = queries.why(desk, 1, 2026, name)
        assert trace is not None, name
        assert trace.amount == getattr(days, name), name
    assert "June 2026" in as_text(queries.why(desk, 1, 2027, "earned"), texts("en"))  # type: ignore[arg-type]
    assert queries.why(desk, 99, 2026, "owed") is None
    account = of.accounts[0]
    assert queries.why_account(account).amount == account.listed


def test_where_nothing_is_set_aside_there_is_nothing_to_compare(desk: Desk) -> None:
    save_choices(desk, PayChoices(holiday_booking="cash"))
    of = queries.holiday_year(desk, 2027)
    assert not of.is_accrued
    assert of.accounts == ()


def test_the_lists_for_paper(desk: Desk) -> None:
    of = queries.holiday_year(desk, 2026)
    assert len(queries.money_table(of).rows) == len(of.people)
    assert [row[2:] for row in queries.days_table(of).rows] == [(25, 0, 10, 15), (25, 0, 0, 25)]


def test_the_year_that_one_asks_about(desk: Desk) -> None:
    assert queries.default_year(desk) == 2027
