"""What was wrong in the past is put right: only the difference is paid, with the month in which it was earned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.actions import runs
from services.actions.corrections import (
    LEAVE,
    TAKE,
    DatesChange,
    LineChange,
    Overpaid,
    TermsChange,
    apply,
    effect,
    mend,
    preview,
    take_back,
)
from services.actions.employees import EmployeeForm, EmploymentPart, PersonPart, TermsPart, end_employment, hire
from services.actions.entry import put_line
from services.actions.scenario import play
from services.actions.undo import last, undo
from services.actions.verify import verify
from services.desk.corrections import employments_of
from services.desk.desk import Desk
from services.desk.preview import Preview
from services.engine.facts import LineInput, RunHead, RunKind
from services.engine.recalculate import changed_employments
from services.files.scenario import Scenario, ScenarioRun
from services.queries.reporting import IMMEDIATE, REJECTION, month
from tests.actions.nine_months import OCTOBER, known, october, owed, pay
from tests.actions.samples import Made, refused, rows

RISE = TermsChange(1, "1", date(2026, 5, 1), monthly_salary=Money.kr(51_500))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def paid(desk: Desk, run_id: int, number: int) -> list[tuple[str, str, str, str]]:
    """The lines with a month of earning that a run pays somebody: type, month, amount, how it is taxed."""
    slips = {slip.person.number: slip for slip in runs.result_of(desk, run_id).payslips}
    return [
        (line.type, f"{line.earned.first:%Y-%m}", str(line.amount.value), line.tax)
        for line in slips[number].lines
        if line.earned is not None and line.type != "holiday_pay"
    ]


def approved_rows(desk: Desk) -> list[list[tuple[object, ...]]]:
    """Everything that approved runs are kept as."""
    return [
        [row for row in rows(desk, table) if row[place] <= 9]
        for table, place in (("pay_run", 0), ("payslip", 1), ("pay_line", 1), ("run_total", 0))
    ]


MAY_TO_SEPTEMBER = {
    # 51 500 − 50 000 a month
    (1, "2026-05", "back_pay"): "1500.00",
    (1, "2026-06", "back_pay"): "1500.00",
    # 25 days: 1 500 × 12 × 25 / 260 = 1 730.77 more is deducted for holiday
    (1, "2026-06", "holiday_deduction"): "-1730.77",
    (1, "2026-07", "back_pay"): "1500.00",
    # 10 hours: 50 000 × 12 / 1 950 = 307.69 → 4 615.35; 51 500 × 12 / 1 950 = 316.92 → 4 753.80
    (1, "2026-07", "overtime_50"): "138.45",
    (1, "2026-08", "back_pay"): "1500.00",
    (1, "2026-09", "back_pay"): "1500.00",
}


def test_a_rise_from_may_that_is_found_in_october(desk):
    before = approved_rows(desk)
    run_id = october(desk)
    assert owed(preview(desk, [RISE])) == MAY_TO_SEPTEMBER
    applied = apply(desk, [RISE], into=run_id)
    assert owed(applied.correction) == MAY_TO_SEPTEMBER
    pay(desk, run_id)
    assert paid(desk, run_id, 1) == [
        ("overtime_50", "2026-07", "138.45", "table"),
        ("back_pay", "2026-05", "1500.00", "table"),
        ("back_pay", "2026-06", "1500.00", "table"),
        ("back_pay", "2026-07", "1500.00", "table"),
        ("back_pay", "2026-08", "1500.00", "table"),
        ("back_pay", "2026-09", "1500.00", "table"),
        ("holiday_deduction", "2026-06", "-1730.77", "table"),
    ]
    slip = next(slip for slip in runs.result_of(desk, run_id).payslips if slip.person.number == 1)
    assert slip["gross_cash"] == Money.kr("57407.68")  # 51 500 + 7 500 + 138.45 − 1 730.77
    assert slip["pension_basis"] == Money.kr("59000.00")  # the back pay too, not overtime or holiday
    assert approved_rows(desk) == before
    assert verify(desk) == []


def test_what_was_paid_is_not_paid_again(desk):
    run_id = october(desk)
    apply(desk, [RISE], into=run_id)
    waiting = preview(desk, since={1: date(2026, 5, 1)})
    assert owed(waiting) == {}
    pay(desk, run_id)
    assert owed(preview(desk, since={1: date(2026, 5, 1)})) == {}
    assert owed(preview(desk, [RISE])) == {}


def test_a_second_rise_pays_only_what_the_first_did_not(desk):
    apply(desk, [RISE], into=(run_id := october(desk)))
    pay(desk, run_id)
    more = TermsChange(1, "1", date(2026, 7, 1), monthly_salary=Money.kr(52_000))
    assert owed(preview(desk, [more])) == {
        (1, "2026-07", "back_pay"): "500.00",
        # 52 000 × 12 / 1 950 = 320.00 → 4 800.00, of which 4 615.35 and 138.45 are paid
        (1, "2026-07", "overtime_50"): "46.20",
        (1, "2026-08", "back_pay"): "500.00",
        (1, "2026-09", "back_pay"): "500.00",
        (1, "2026-10", "back_pay"): "500.00",
    }


def test_a_rise_that_was_a_mistake_is_owed_back(desk):
    apply(desk, [RISE], into=(run_id := october(desk)))
    pay(desk, run_id)
    less = TermsChange(1, "1", date(2026, 5, 1), monthly_salary=Money.kr(50_000))
    correction = preview(desk, [less])
    # 5 × 1 500 back pay, 1 500 of October, 138.45, and 1 730.77 of the deduction comes back
    assert correction.amount == -Money.kr("7407.68")
    november = RunHead(Month(2026, 11), date(2026, 11, 20))
    with refused("7407.68 too much"):
        apply(desk, [less], into=november)
    with refused("how and when Ingrid"):
        apply(desk, [less], into=november, overpaid={1: Overpaid(TAKE)})
    assert [row[1] for row in rows(desk, "pay_run")][-1] == "2026-10"
    applied = apply(desk, [less], into=november, overpaid={1: Overpaid(TAKE, "E-mail of 2 November 2026")})
    pay(desk, applied.run_id)
    slip = next(slip for slip in runs.result_of(desk, applied.run_id).payslips if slip.person.number == 1)
    assert slip["gross_cash"] == Money.kr("42592.32")
    assert owed(preview(desk, since={1: date(2026, 5, 1)})) == {}
    assert verify(desk) == []


def test_what_was_overpaid_can_be_taken_little_by_little(desk):
    cut = TermsChange(1, "1", date(2026, 8, 1), monthly_salary=Money.kr(49_000))
    limit = Overpaid(TAKE, "Signed on 1 October", at_most=Money.kr(1_500))
    applied = apply(desk, [cut], into=october(desk), overpaid={1: limit})
    assert [(line.earned.first.month, str(line.amount)) for line in applied.lines[1]] == [
        (8, "-1000.00"),
        (9, "-500.00"),
    ]
    pay(desk, applied.run_id)
    assert owed(preview(desk, since={1: date(2026, 8, 1)})) == {(1, "2026-09", "back_pay"): "-500.00"}


def test_what_was_overpaid_can_be_left(desk):
    cut = TermsChange(1, "1", date(2026, 8, 1), monthly_salary=Money.kr(49_000))
    applied = apply(desk, [cut], into=october(desk), overpaid={1: Overpaid(LEAVE)})
    assert applied.lines == {}
    assert rows(desk, "entered_line")[-1][1] != applied.run_id


def test_hours_are_paid_by_the_new_rate(desk):
    rate = TermsChange(2, "1", date(2026, 7, 1), hourly_rate=Money.kr(210))
    correction = preview(desk, [rate])
    assert owed(correction) == {(2, f"2026-0{month}", "back_pay"): "1000.00" for month in (7, 8, 9)}
    assert [line.quantity for line in correction.people[0].lines] == [None] * 3  # amelding 8.3: no count on arrears


def test_another_percentage_in_some_months_only(desk):
    whole = TermsChange(3, "1", date(2026, 4, 1), until=date(2026, 5, 31), percent=Percent.of(100))
    correction = preview(desk, [whole])
    # 32 000 / 80 × 100 = 40 000
    assert owed(correction) == {(3, f"2026-0{month}", "back_pay"): "8000.00" for month in (4, 5)}
    apply(desk, [whole], into=october(desk))
    with desk.reading() as session:
        terms = employments_of(session, 3)[0].terms.entries
    assert [(str(day), str(each.percent.value), str(each.monthly_salary)) for day, each in terms] == [
        ("2022-09-01", "80", "32000.00"),
        ("2026-04-01", "100", "40000.00"),
        ("2026-06-01", "80", "32000.00"),
    ]


def test_a_change_in_mid_month_is_split_by_the_days(desk):
    half = TermsChange(1, "1", date(2026, 9, 14), monthly_salary=Money.kr(54_400))
    # September 2026: 22 working days, 13 of them from the 14th: 4 400 × 13 / 22
    assert owed(preview(desk, [half])) == {(1, "2026-09", "back_pay"): "2600.00"}


def test_hours_that_were_forgotten(desk):
    late = LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(100)), LineInput("hourly_pay", Decimal(112)))
    extra = LineChange(1, "2026-08", None, LineInput("bonus", amount=Money.kr(3_000)))
    correction = preview(desk, [late, extra])
    assert owed(correction) == {(1, "2026-08", "bonus"): "3000.00", (2, "2026-08", "hourly_pay"): "2400.00"}
    (line,) = correction.person(2).lines
    assert (line.quantity, line.rate) == (Decimal(12), Decimal("200.00"))
    apply(desk, [late, extra], into=(run_id := october(desk)))
    assert owed(preview(desk, [late, extra])) == {}
    pay(desk, run_id)
    assert paid(desk, run_id, 2) == [("hourly_pay", "2026-08", "2400.00", "table")]
    assert paid(desk, run_id, 1) == [("bonus", "2026-08", "3000.00", "percent")]
    more = LineChange(2, "2026-08", late.was, LineInput("hourly_pay", Decimal(115)))
    again = preview(desk, [more])
    assert owed(again) == {(2, "2026-08", "hourly_pay"): "600.00"}  # three hours, not fifteen
    assert again.person(2).lines[0].quantity == Decimal(3)


def test_hours_that_were_forgotten_and_a_rise_too(desk):
    rate = TermsChange(2, "1", date(2026, 8, 1), hourly_rate=Money.kr(210))
    late = LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(100)), LineInput("hourly_pay", Decimal(112)))
    found = [
        (str(part.month), part.type, part.cause, str(part.amount.value))
        for part in preview(desk, [rate, late]).people[0].differences
    ]
    assert found == [
        ("2026-08", "hourly_pay", "line", "2520.00"),  # 12 × 210
        ("2026-08", "back_pay", "terms", "1000.00"),  # 100 × 10
        ("2026-09", "back_pay", "terms", "1000.00"),
    ]


def test_another_way_to_tax_a_line(desk):
    """The same sum, withheld by percentage: it is taken out of the table part and put into the other."""
    line = LineInput("bonus", amount=Money.kr(2_000), tax="table")
    pay(desk, run_id := runs.start(desk, OCTOBER, {1: [line]}))
    change = LineChange(1, "2026-10", line, LineInput("bonus", amount=Money.kr(2_000)))
    (person,) = preview(desk, [change]).people
    assert person.amount == Money(0)
    assert sorted((str(each.amount), each.tax) for each in person.lines) == [("-2000.00", "table"), ("2000.00", "")]
    assert run_id == 10


def test_a_line_that_is_not_there_cannot_be_changed(desk):
    with refused("no such line"):
        preview(desk, [LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(99)), None)])
    with refused("not approved"):
        preview(desk, [LineChange(2, "2026-10", None, LineInput("bonus", amount=Money.kr(1)))])


def test_absence_that_was_wrongly_deducted_is_given_back(desk):
    two, one = LineInput("absence_deduction", Decimal(2)), LineInput("absence_deduction", Decimal(1))
    # March 2026 has 22 working days: 50 000 × 2 / 22 = 4 545.45, and × 1 / 22 = 2 272.73
    assert owed(preview(desk, [LineChange(1, "2026-03", two, one)])) == {(1, "2026-03", "absence_deduction"): "2272.72"}
    all_of_it = LineChange(1, "2026-03", two, None)
    applied = apply(desk, [all_of_it], into=(run_id := october(desk)))
    assert owed(applied.correction) == {(1, "2026-03", "absence_deduction"): "4545.45"}
    pay(desk, run_id)
    assert paid(desk, run_id, 1) == [("absence_deduction", "2026-03", "4545.45", "table")]
    assert owed(preview(desk, [all_of_it])) == {}
    assert verify(desk) == []


def test_never_more_is_given_back_than_was_taken(desk):
    two, gift = LineInput("absence_deduction", Decimal(2)), LineInput("absence_deduction", Decimal(-1))
    with refused("more would be given back"):
        preview(desk, [LineChange(1, "2026-03", two, gift)])


def test_a_rise_counts_for_the_absence_too(desk):
    rise = TermsChange(1, "1", date(2026, 3, 1), until=date(2026, 3, 31), monthly_salary=Money.kr(51_100))
    # 1 100 more, and 1 100 × 2 / 22 = 100 more for the two days: 51 100 × 2 / 22 = 4 645.45
    assert owed(preview(desk, [rise])) == {
        (1, "2026-03", "back_pay"): "1100.00",
        (1, "2026-03", "absence_deduction"): "-100.00",
    }


def test_somebody_left_earlier_than_was_known(desk):
    left = DatesChange(3, "1", end=date(2026, 8, 14), end_reason="arbeidstakerHarSagtOppSelv")
    # August 2026: 21 working days, 11 from the 17th on: 32 000 − 32 000 × 10 / 21 = 16 761.90; all of September
    assert owed(preview(desk, [left])) == {
        (3, "2026-08", "back_pay"): "-16761.90",
        (3, "2026-09", "back_pay"): "-32000.00",
    }
    apply(desk, [left], into=october(desk), overpaid={3: Overpaid(LEAVE)})
    assert str(date(2026, 8, 14)) in map(str, rows(desk, "employment")[2])


def test_somebody_began_earlier_than_was_known(desk):
    hire(
        desk,
        EmployeeForm(
            person=PersonPart(number=4, name="Nils Nesse", national_id="05889010098", language="nb"),
            employment=EmploymentPart(establishment="315000017", start=date(2026, 10, 1), occupation="5223108"),
            terms=TermsPart(from_day=date(2026, 10, 1), monthly_salary=Money.kr(44_000)),
        ),
    )
    early = DatesChange(4, "1", start=date(2026, 8, 17))
    # August: 11 of 21 working days; all of September
    assert owed(preview(desk, [early])) == {
        (4, "2026-08", "back_pay"): "23047.62",
        (4, "2026-09", "back_pay"): "44000.00",
    }


def test_a_run_that_was_taken_back_is_compared_as_it_stands(desk):
    """The correction put the hours of August right: what it paid counts, not what it took back."""
    head = RunHead(Month(2026, 8), date(2026, 8, 28), RunKind.CORRECTION, corrects="2026-08")
    again = {2: [LineInput("hourly_pay", Decimal(90))]}
    pay(desk, runs.start(desk, head, again, [2]))
    rate = TermsChange(2, "1", date(2026, 8, 1), hourly_rate=Money.kr(210))
    assert owed(preview(desk, [rate])) == {(2, "2026-08", "back_pay"): "900.00", (2, "2026-09", "back_pay"): "1000.00"}


def test_a_salary_that_a_correction_paid_again_gets_the_rise_too(desk):
    head = RunHead(Month(2026, 8), date(2026, 8, 28), RunKind.CORRECTION, corrects="2026-08")
    lines = {1: [LineInput("fixed_salary", amount=Money.kr(50_000)), LineInput("bonus", amount=Money.kr(1_000))]}
    pay(desk, runs.start(desk, head, lines, [1]))
    assert owed(preview(desk, [RISE])) == MAY_TO_SEPTEMBER


def test_the_year_boundary(desk):
    """Earned in November and December, paid in January: by the percentage of the card (norway-payroll 5.3)."""
    for number in (10, 11, 12):
        pay(desk, runs.start(desk, RunHead(Month(2026, number), date(2026, number, 18))))
    rise = TermsChange(1, "1", date(2026, 11, 1), monthly_salary=Money.kr(51_000))
    correction = preview(desk, [rise], paid_in=date(2027, 1, 20))
    assert owed(correction) == {(1, "2026-11", "back_pay"): "1000.00", (1, "2026-12", "back_pay"): "1000.00"}
    overtime = LineChange(1, "2026-12", None, LineInput("overtime_50", Decimal(2)))
    (line,) = preview(desk, [overtime], paid_in=date(2027, 1, 20)).people[0].lines
    assert line.tax == "percent"
    (line,) = preview(desk, [overtime], paid_in=date(2026, 12, 28)).people[0].lines
    assert line.tax == ""


def test_the_difference_comes_in_an_extra_run_of_its_own(desk):
    head = RunHead(Month(2026, 10), date(2026, 10, 5), RunKind.EXTRA)
    applied = apply(desk, [RISE], into=head)
    pay(desk, applied.run_id)
    assert {tax for _, _, _, tax in paid(desk, applied.run_id, 1)} == {"percent"}  # norway-payroll 5.3
    assert verify(desk) == []


def test_a_run_is_taken_back_for_one_and_paid_anew(desk):
    """Undone in one step; computed and approved, every balance stands as if only the right lines had been paid."""
    tables = ("pay_run", "entered_line", "corrected_employee")
    before = [rows(desk, table) for table in tables]
    anew = {2: [LineInput("hourly_pay", Decimal(90))]}
    run_id = take_back(desk, "2026-08", pay_date=date(2026, 8, 20), whom=[2], lines=anew)
    with refused("taken back already, by run 2026-08-2"):
        take_back(desk, "2026-08", pay_date=date(2026, 8, 20), whom=[2])
    undo(desk, last(desk))
    assert [rows(desk, table) for table in tables] == before
    run_id = take_back(desk, "2026-08", pay_date=date(2026, 8, 20), whom=[2], lines=anew)
    pay(desk, run_id)
    (slip,) = runs.result_of(desk, run_id).payslips
    assert (slip["gross_cash"], slip["net_pay"]) == (-Money.kr(2_000), -Money.kr(1_400))
    with refused("is a correction itself"):
        take_back(desk, "2026-08-2", pay_date=date(2026, 8, 20))
    with refused("not approved"):
        take_back(desk, "2026-10", pay_date=date(2026, 8, 20))
    with refused("who the correction concerns"):
        take_back(desk, "2026-07", pay_date=date(2026, 8, 20), whom=[99])


def test_it_is_taken_back_in_one_step(desk):
    tables = ("pay_run", "entered_line", "employment_terms", "employment")
    before = [rows(desk, table) for table in tables]
    apply(desk, [RISE], into=RunHead(Month(2026, 10), date(2026, 10, 5), RunKind.EXTRA))
    assert [rows(desk, table) for table in tables] != before
    undo(desk, last(desk))
    assert [rows(desk, table) for table in tables] == before


def test_back_pay_that_somebody_typed_counts(desk):
    """Two thousand for May and June, typed by hand before: the oldest month first, and never more than is owed."""
    typed = LineInput("back_pay", amount=Money.kr(2_000), earned=Span(date(2026, 5, 1), date(2026, 6, 30)))
    pay(desk, runs.start(desk, OCTOBER, {1: [typed]}))
    found = owed(preview(desk, [RISE]))
    assert (1, "2026-05", "back_pay") not in found
    assert found[1, "2026-06", "back_pay"] == "1000.00"
    assert found[1, "2026-07", "back_pay"] == "1500.00"


def test_an_approved_run_pays_no_difference(desk):
    run_id = october(desk)
    pay(desk, run_id)
    with refused("is approved"):
        apply(desk, [RISE], into=run_id)


def test_impossible_days_are_refused(desk):
    with refused("starts on"):
        preview(desk, [TermsChange(1, "1", date(2015, 7, 1), monthly_salary=Money.kr(1))])
    with refused("has no employment 7"):
        preview(desk, [TermsChange(1, "7", date(2026, 7, 1), monthly_salary=Money.kr(1))])
    with refused("no employee 99"):
        preview(desk, [TermsChange(99, "1", date(2026, 7, 1), monthly_salary=Money.kr(1))])


def test_somebody_who_has_left_gets_the_rise_of_their_months(desk):
    """In a run of its own, by the percentage; the report tells of the employment because it was paid."""
    end_employment(desk, 3, "1", date(2026, 9, 30), "arbeidstakerHarSagtOppSelv")
    rise = TermsChange(3, "1", date(2026, 7, 1), monthly_salary=Money.kr(33_000))
    applied = apply(desk, [rise], into=RunHead(Month(2026, 11), date(2026, 11, 5), RunKind.EXTRA))
    pay(desk, applied.run_id)
    assert paid(desk, applied.run_id, 3) == [
        ("back_pay", f"2026-0{month}", "1000.00", "percent") for month in (7, 8, 9)
    ]
    (slip,) = runs.result_of(desk, applied.run_id).payslips
    assert (slip["withholding"], slip["net_pay"]) == (Money.kr(1_110), Money.kr(1_890))  # 37 %


def test_a_difference_that_is_changed_by_hand_is_still_one(desk):
    """Only half of it is paid now: the rest is owed still."""
    late = LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(100)), LineInput("hourly_pay", Decimal(112)))
    applied = apply(desk, [late], into=october(desk))
    preview_ = Preview.of(desk, applied.run_id)
    (entered,) = preview_.entered(2)
    put_line(
        desk,
        applied.run_id,
        preview_,
        2,
        entered.id,
        slug="hourly_pay",
        quantity=Decimal(6),
        amount=Money.kr(1_200),
        earned=entered.line.earned,
        employment="1",
    )
    assert owed(preview(desk, [late])) == {(2, "2026-08", "hourly_pay"): "1200.00"}


def test_a_deduction_is_no_difference(desk):
    with refused("is not pay"):
        preview(desk, [LineChange(1, "2026-08", None, LineInput("union_dues", amount=Money.kr(100)))])


def test_a_line_of_a_run_that_was_taken_back_is_not_changed(desk):
    pay(desk, take_back(desk, "2026-08", pay_date=date(2026, 8, 20), whom=[2]))
    with refused("taken back already, by run 2026-08-2"):
        preview(desk, [LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(100)), None)])


RIGHT = [
    TermsChange(1, "1", date(2026, 1, 1), monthly_salary=Money.kr("50733.33")),
    TermsChange(1, "1", date(2026, 2, 9), monthly_salary=Money.kr("48012.45"), until=date(2026, 4, 19)),
    TermsChange(1, "1", date(2026, 3, 17), percent=Percent.of("62.5")),
    TermsChange(1, "1", date(2026, 6, 15), full_time_hours=Decimal("35.5"), monthly_salary=Money.kr("53111.11")),
    TermsChange(2, "1", date(2026, 1, 31), hourly_rate=Money.kr("211.35"), until=date(2026, 7, 31)),
    TermsChange(3, "1", date(2026, 5, 20), percent=Percent.of(35), until=date(2026, 9, 1)),
    TermsChange(3, "1", date(2026, 9, 30), monthly_salary=Money.kr(29_999)),
]


@pytest.mark.parametrize("change", RIGHT, ids=lambda change: f"{change.number}-{change.since}")
def test_all_in_all_it_is_as_if_it_had_been_right_from_the_start(desk, change):
    """Whatever changed: what was paid and the difference are together what the right terms pay, to the øre."""
    apply(desk, [change], into=(run_id := october(desk)), overpaid={change.number: Overpaid(TAKE, "In writing")})
    runs.draft(desk, run_id)
    paid_in_all = Money.total(
        slip["gross_cash"]
        for run in range(1, run_id + 1)
        for slip in runs.result_of(desk, run).payslips
        if slip.person.number == change.number
    )
    book = play(right_from_the_start(change))
    assert paid_in_all == Money.total(
        slip["gross_cash"] for run in book.runs.values() for slip in run.payslips if slip.person.number == change.number
    )


def right_from_the_start(change: TermsChange) -> Scenario:
    """The nine months and October, by the right terms."""
    scenario = known()
    people = tuple(
        replace(each, person=replace(each.person, employments=changed_employments(each.person, [change])))
        for each in scenario.people
    )
    return replace(scenario, people=people, runs=(*scenario.runs, ScenarioRun(OCTOBER, {}, None)))


def test_the_report_of_the_month_takes_the_earlier_months_in(desk):
    """Each line of the difference stands with its period of earning, and no control finds fault with it."""
    apply(desk, [RISE], into=(run_id := october(desk)))
    pay(desk, run_id)
    detail = month(desk, Month(2026, 10))
    assert detail.text.count("<startdatoOpptjeningsperiode>2026-0") == 7
    assert [found.what for found in detail.findings if found.level in (REJECTION, IMMEDIATE)] == []


def test_only_the_terms_are_put_right_and_the_rest_is_told(desk):
    before = [rows(desk, table) for table in ("pay_run", "entered_line")]
    mend(desk, [RISE], why="Agreed in April")
    assert [rows(desk, table) for table in ("pay_run", "entered_line")] == before
    assert owed(preview(desk, since={1: date(2026, 5, 1)})) == MAY_TO_SEPTEMBER
    undo(desk, last(desk))
    assert owed(preview(desk, since={1: date(2026, 5, 1)})) == {}
    with refused("not said yet"):
        mend(desk, [LineChange(1, "2026-08", None, LineInput("bonus", amount=Money.kr(1)))])


def test_what_is_shown_with_the_agreement_is_what_is_stored(desk):
    cut = TermsChange(1, "1", date(2026, 8, 1), monthly_salary=Money.kr(49_000))
    run_id = october(desk)
    with refused("too much"):
        effect(desk, [cut], into=run_id)
    agreed = {1: Overpaid(TAKE, "E-mail of 1 October", Money.kr(500))}
    seen = effect(desk, [cut], into=run_id, overpaid=agreed)
    # October: 50 000 without it; 49 000 − 500 with it
    assert seen.people[0].gross == -Money.kr(1_500)
    applied = apply(desk, [cut], into=run_id, overpaid=agreed)
    assert applied.amount == -Money.kr(500)
    left = effect(desk, [], {1: date(2026, 8, 1)}, into=run_id, overpaid={1: Overpaid(LEAVE)})
    assert left.payment == Money(0)
