"""Balances changed by hand, and opening balances of many people at once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import Money
from services.actions import arrangements, balances, openings, runs, undo
from services.actions.arrangements import LoanPart
from services.actions.employees import OpeningPart, save_opening
from services.actions.verify import verify
from services.desk.desk import Desk
from services.queries import arrangements as ask
from services.queries import employee_balances, employee_page
from services.queries.openings import openings as read_openings
from tests.actions.samples import MARCH, refused
from tests.builders import kr, pct


def balance(desk: Desk, number: int, account: str, vintage: str = "") -> Money | Decimal:
    view = employee_page.employee(desk, number)
    return next(each.amount for each in view.balances if (each.account, each.vintage) == (account, vintage))


class TestByHand:
    def test_it_is_one_movement_more_with_its_reason(self, desk: Desk) -> None:
        balances.adjust(desk, 1, "time_bank", "", 750, "Hours from the paper list")
        balances.adjust(desk, 1, "time_bank", "", -150, "One hour and a half too many")
        view = employee_page.employee(desk, 1)
        found = next(each for each in view.balances if each.account == "time_bank")
        assert found.amount == Decimal(6)
        assert found.by_hand
        assert [str(each.what) for each in found.movements] == [
            "By hand: Hours from the paper list",
            "By hand: One hour and a half too many",
        ]

    def test_it_can_be_undone(self, desk: Desk) -> None:
        balances.adjust(desk, 1, "holiday_days", "2026", 300, "Three days brought")
        last = undo.last(desk)
        assert last is not None
        undo.undo(desk, last)
        assert "holiday_days" not in {each.account for each in employee_page.employee(desk, 1).balances}

    def test_it_is_no_opening_balance(self, desk: Desk) -> None:
        """Opening balances that are set anew leave it alone, and it does not show among them."""
        save_opening(desk, 2, OpeningPart(taxable_this_year=kr(1000)))
        balances.adjust(desk, 2, "advance", "", 50000, "Paid in cash")
        save_opening(desk, 2, OpeningPart(taxable_this_year=kr(2000)))
        assert balance(desk, 2, "advance") == kr(500)
        assert employee_page.employee(desk, 2).opening == OpeningPart(taxable_this_year=kr(2000))

    def test_a_run_counts_on_it(self, desk: Desk) -> None:
        balances.adjust(desk, 1, "advance", "", 50000, "Paid in cash")
        run_id = runs.start(desk, MARCH, {})
        slips = {slip.person.number: slip for slip in runs.draft(desk, run_id).payslips}
        assert slips[1].person.money("advance") == kr(500)

    @pytest.mark.parametrize(
        ("account", "vintage", "hundredths", "why", "reason"),
        [
            ("time_bank", "", 100, "   ", "Write why"),
            ("time_bank", "", 100, "x" * 300, "At most"),
            ("time_bank", "", 100, "a\x07b", "invisible character"),
            ("time_bank", "", 0, "Nothing", "that already"),
            ("time_bank", "2026", 100, "Why", "year"),
            ("time_bank", "", 10**9, "Why", "larger"),
            ("holiday_days", "1999", 100, "Why", "year"),
            ("advance", "", -100, "Why", "0 or more"),
            ("advance", "", 10**12, "Why", "more than"),
            ("taxable", "2026", 100, "Why", "Only pay runs"),
            ("pension_basis", "2026-03", 100, "Why", "Only pay runs"),
            ("no_such_thing", "", 100, "Why", "Choose the balance"),
        ],
    )
    def test_what_is_refused(
        self, desk: Desk, account: str, vintage: str, hundredths: int, why: str, reason: str
    ) -> None:
        with refused(reason):
            balances.adjust(desk, 1, account, vintage, hundredths, why)

    def test_every_balance_that_may_be_changed_has_a_word(self, desk: Desk) -> None:
        for each in employee_balances.adjustable(desk):
            assert "{" not in str(each.word.name)
            assert each.account not in str(each.word.name)


class TestHolidayDays:
    def test_days_of_this_year(self, desk: Desk) -> None:
        view = employee_page.employee(desk, 1)
        [this] = employee_balances.holiday_years(desk, view)
        assert (this.entitled, this.brought, this.taken, this.left) == (Decimal(25), 0, 0, Decimal(25))

    def test_what_was_left_when_the_program_took_over(self, desk: Desk) -> None:
        save_opening(desk, 1, OpeningPart(holiday_days_left=Decimal("27.5")))
        [this] = employee_balances.holiday_years(desk, employee_page.employee(desk, 1))
        assert (this.brought, this.taken, this.left) == (Decimal("2.5"), 0, Decimal("27.5"))
        assert this.trace.amount == Decimal("27.5")


class TestOpenings:
    def test_everything_that_can_be_brought_comes_back_as_it_was_entered(self, desk: Desk) -> None:
        part = OpeningPart(
            kr(300_000),
            kr(90_000),
            kr(300_000),
            kr(500_000),
            kr(60_000),
            kr(1_000),
            kr(5_000),
            kr(310_000),
            Decimal("12.5"),
            Decimal("-7.25"),
            kr(2_500),
        )
        assert openings.save_openings(desk, {2: part, 3: replace(part, time_bank=None)}) == 2
        table = {row.number: row for row in read_openings(desk).rows}
        assert table[2].part == part
        assert table[3].part == replace(part, time_bank=None)
        assert table[2].locked is None
        assert read_openings(desk).total("holiday_days_left") == Decimal(25)

    def test_all_or_none_in_one_change_that_can_be_undone(self, desk: Desk) -> None:
        before = {row.number: row.part for row in read_openings(desk).rows}
        openings.save_openings(desk, {2: OpeningPart(advance=kr(1)), 3: OpeningPart(advance=kr(2))})
        last = undo.last(desk)
        assert last is not None
        undo.undo(desk, last)
        assert {row.number: row.part for row in read_openings(desk).rows} == before
        with pytest.raises(Refused) as refusal:
            openings.save_openings(desk, {2: OpeningPart(advance=kr(1)), 3: OpeningPart(advance=Money(-2))})
        assert [(each.where.thing, each.where.field) for each in refusal.value.findings if each.where] == [
            (3, "advance")
        ]
        assert {row.number: row.part for row in read_openings(desk).rows} == before

    def test_what_is_as_it_was_is_no_change(self, desk: Desk) -> None:
        before = undo.last(desk)
        assert openings.save_openings(desk, {row.number: row.part for row in read_openings(desk).rows}) == 0
        assert undo.last(desk) == before

    def test_somebody_who_was_paid_here_stands(self, later_desk: Desk) -> None:
        rows = {row.number: row for row in read_openings(later_desk).rows}
        assert rows[1].locked is not None
        with refused("so they stand"):
            openings.save_openings(later_desk, {1: OpeningPart(advance=kr(1))})
        with refused("no employee 99"):
            openings.save_openings(later_desk, {99: OpeningPart(advance=kr(1))})

    @pytest.mark.parametrize(
        ("part", "reason"),
        [
            (OpeningPart(holiday_days_left=Decimal(300)), "days of holiday"),
            (OpeningPart(time_bank=Decimal(6000)), "hours are more"),
            (OpeningPart(time_bank=Decimal("1.005")), "two decimals"),
            (OpeningPart(aga_base_this_year=kr(99_000_000)), "more than"),
        ],
    )
    def test_what_cannot_be(self, desk: Desk, part: OpeningPart, reason: str) -> None:
        with refused(reason):
            openings.save_openings(desk, {2: part})


class TestBenefits:
    CAR = arrangements.CarPart(kr(465_000), date(2023, 2, 14), date(2025, 1, 1))

    def test_a_car_has_its_benefit_of_the_month(self, desk: Desk) -> None:
        arrangements.save_car(desk, 1, self.CAR)
        [car] = ask.arrangements(desk, 1).cars
        assert car.is_now
        assert car.worth.amount is not None
        assert car.worth.trace is not None
        live = ask.worth_of_car(desk, self.CAR)
        assert live is not None
        assert live.amount == car.worth.amount
        assert ask.worth_of_car(desk, replace(self.CAR, list_price=None)) is None

    def test_a_loan_with_its_instalment_is_a_fixed_line(self, desk: Desk) -> None:
        part = LoanPart(kr(120_000), pct("2.5"), date(2026, 1, 1), instalment=kr(2_000))
        row = arrangements.save_loan(desk, 1, part)
        found = ask.arrangements(desk, 1)
        assert (found.loans[0].left, found.instalment.amount) == (kr(120_000), kr(2_000))
        arrangements.save_loan(desk, 1, replace(part, instalment=kr(3_000)), row)
        arrangements.save_loan(desk, 1, replace(part, instalment=None), row)
        assert ask.arrangements(desk, 1).instalment.amount == kr(3_000)
        arrangements.save_loan(desk, 1, replace(part, instalment=Money(0)), row)
        assert ask.arrangements(desk, 1).instalment.amount is None
        for wrong in (Money(-1), kr(500_000)):
            with pytest.raises(Refused):
                arrangements.save_loan(desk, 1, replace(part, instalment=wrong), row)


def test_what_is_changed_by_hand_leaves_approved_runs_as_they_were(later_desk: Desk) -> None:
    """Each run is computed again from what it knew."""
    balances.adjust(later_desk, 1, "advance", "", 50000, "Paid in cash")
    balances.adjust(later_desk, 1, "holiday_days", "2026", 200, "Two days brought")
    assert verify(later_desk) == []
