"""What was changed back in time is noticed, and the adviser shows the ways open with what each of them does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.actions import runs
from services.actions.corrections import DatesChange, LineChange, TermsChange, apply, take_back
from services.actions.employees import TermsPart, end_employment, save_line, save_terms
from services.actions.marks import mark
from services.actions.reporting import mark_uploaded, save_report
from services.actions.undo import last, undo
from services.desk.desk import Desk
from services.desk.employee_form import LinePart
from services.engine.facts import LineInput, RunHead, RunKind
from services.queries.control import control
from services.queries.correction_advice import (
    EXTRA_RUN,
    MEND,
    NEXT_RUN,
    REPLACE,
    REVERSE_ONE,
    REVERSE_RUN,
    SITUATIONS,
    Advice,
    Question,
    Way,
    advise,
)
from services.queries.corrections import noticed, paid_months
from services.queries.next_steps import next_steps
from services.queries.report_months import months_between
from tests.actions import nine_months
from tests.actions.nine_months import OCTOBER, october, pay
from tests.actions.samples import Made, rows

RISE = TermsChange(1, "1", date(2026, 5, 1), monthly_salary=Money.kr(51_500))


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return nine_months.made(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def raised_from_may(desk: Desk) -> None:
    """Somebody enters the rise as new terms, as if it were for later."""
    save_terms(desk, 1, "1", TermsPart(from_day=date(2026, 5, 1), monthly_salary=Money.kr(51_500)))


# --- noticed by itself -----------------------------------------------------------------------------------------------


def test_nothing_is_noticed_where_nothing_was_changed(desk):
    assert noticed(desk) == ()
    save_terms(desk, 1, "1", TermsPart(from_day=date(2026, 10, 1), monthly_salary=Money.kr(51_500)))
    save_line(desk, 1, LinePart(type="fixed_addition", amount=Money.kr(500)))
    assert noticed(desk) == ()


def test_a_rise_back_in_time_is_noticed(desk):
    raised_from_may(desk)
    (found,) = noticed(desk)
    assert str(found.what) == "Ingrid Haugen Ås: 2026-05 to 2026-09 were paid by the old terms: 5907.68 to pay"
    assert (found.number, found.amount, found.since) == (1, Money.kr("5907.68"), date(2026, 5, 1))
    assert {str(cause) for each in found.differences for cause in each.causes} == {
        "Monthly salary 50000.00, now 51500.00 from 2026-05-01"
    }


def test_it_is_not_noticed_any_more_once_it_is_paid(desk):
    raised_from_may(desk)
    applied = apply(desk, since={1: date(2026, 5, 1)}, into=october(desk))
    assert noticed(desk) == ()
    pay(desk, applied.run_id)
    assert noticed(desk) == ()


def test_it_is_not_noticed_any_more_once_it_is_taken_back(desk):
    raised_from_may(desk)
    assert noticed(desk)
    undo(desk, last(desk))
    assert noticed(desk) == ()


def test_an_end_back_in_time_is_noticed(desk):
    end_employment(desk, 3, "1", date(2026, 8, 14), "arbeidstakerHarSagtOppSelv")
    (found,) = noticed(desk)
    assert str(found.what) == "Maja Eikeland: 2026-08 to 2026-09 were paid by the old terms: 48761.90 too much"


def test_somebody_can_say_that_it_is_right(desk):
    raised_from_may(desk)
    (found,) = noticed(desk)
    mark(desk, found.subject, "accepted", "Paid by hand in September")
    (found,) = noticed(desk)
    assert found.accepted is not None
    assert found.accepted.note == "Paid by hand in September"


def test_months_that_cannot_be_computed_again_say_why(desk):
    save_terms(desk, 1, "1", TermsPart(from_day=date(2026, 7, 1), pay="hourly", hourly_rate=Money.kr(300)))
    raised = TermsPart(from_day=date(2026, 8, 1), percent=Percent.of(0), monthly_salary=Money.kr(1))
    save_terms(desk, 3, "1", raised)
    found = {each.number: str(each.what) for each in noticed(desk)}
    assert "2026-07" in found[1]
    assert found.keys() <= {1, 3}


def test_it_is_told_before_the_next_run_is_approved_and_on_the_first_page(desk):
    raised_from_may(desk)
    what = "Ingrid Haugen Ås: 2026-05 to 2026-09 were paid by the old terms: 5907.68 to pay"
    run_id = october(desk)
    runs.draft(desk, run_id)
    seen = control(desk, run_id, "en")
    assert seen is not None
    assert what in [str(point.title) for point in seen.points]
    assert what in [str(step.detail) for step in next_steps(desk)]
    apply(desk, since={1: date(2026, 5, 1)}, into=run_id)
    runs.draft(desk, run_id)
    seen = control(desk, run_id, "en")
    assert seen is not None
    assert what not in [str(point.title) for point in seen.points]
    assert what not in [str(step.detail) for step in next_steps(desk)]


# --- the months, where the mistake is --------------------------------------------------------------------------------


def test_a_range_of_months_as_they_were_paid(desk):
    months = paid_months(desk, 1, Month(2026, 6), Month(2026, 7), "en")
    assert [(month.run, str(month.gross), str(month.terms[0][1].monthly_salary)) for month in months] == [
        ("2026-06", "49907.69", "50000.00"),
        ("2026-07", "54615.35", "50000.00"),
    ]
    assert [(line.name, str(line.amount), line.is_entered) for line in months[1].lines] == [
        ("Fixed salary", "50000.00", False),
        ("Overtime 50%", "4615.35", True),
    ]
    assert {line.type: line.is_entered for line in months[0].lines} == {
        "fixed_salary": False,
        "holiday_pay": False,
        "holiday_deduction": False,
    }


def test_a_line_of_a_month_is_corrected_where_it_stands(desk):
    (month,) = paid_months(desk, 1, Month(2026, 7), Month(2026, 7))
    was = month.lines[1].entered
    assert was is not None
    change = LineChange(1, month.run, was, LineInput("overtime_50", Decimal(12)))
    applied = apply(desk, [change], into=october(desk))
    assert [str(line.amount) for line in applied.lines[1]] == ["923.07"]  # 12 × 307.69 × 1.5 = 5 538.42


def test_a_month_that_was_taken_back_says_so(desk):
    head = RunHead(Month(2026, 8), date(2026, 8, 28), RunKind.CORRECTION, corrects="2026-08")
    pay(desk, runs.start(desk, head, {2: [LineInput("hourly_pay", Decimal(90))]}, [2]))
    months = paid_months(desk, 2, Month(2026, 8), Month(2026, 8))
    assert [(month.run, month.is_taken_back, [str(line.amount) for line in month.lines]) for month in months] == [
        ("2026-08", True, ["20000.00"]),
        ("2026-08-2", False, ["18000.00"]),
    ]


# --- what happened? --------------------------------------------------------------------------------------------------


def ways(advice: Advice | None) -> dict[str, Way]:
    assert advice is not None
    return {way.kind: way for way in advice.ways}


def open_ways(advice: Advice | None) -> set[str]:
    return {kind for kind, way in ways(advice).items() if way.is_open}


def test_every_question_has_an_answer(desk):
    before = [rows(desk, table) for table in ("pay_run", "entered_line", "payslip", "change_log")]
    for kind in SITUATIONS:
        advice = advise(desk, Question(kind, "2026-08", (1,)))
        assert advice is not None
        assert {way.kind for way in advice.ways} == {NEXT_RUN, EXTRA_RUN, REVERSE_ONE, REVERSE_RUN, REPLACE, MEND}
        assert advice.recommended is not None
        assert advice.recommended.is_open
        assert advice.ways[0] is advice.recommended
        assert all(way.is_open or (way.blocked and way.instead) for way in advice.ways)
    assert [rows(desk, table) for table in ("pay_run", "entered_line", "payslip", "change_log")] == before
    assert advise(desk, Question("run", "2031-01")) is None


def test_a_rise_that_came_late(desk):
    advice = advise(desk, Question("terms", "2026-05", (1,), (RISE,)))
    assert advice is not None
    assert advice.recommended is not None
    assert advice.recommended.kind == NEXT_RUN
    effect = advice.recommended.effect
    assert effect is not None
    (person,) = effect.people
    # October: 50 000 without it; 51 500 + 5 907.68 with it
    assert person.gross == Money.kr("7407.68")
    assert person.net_after - (person.net_before or Money(0)) == person.net == person.gross - person.withholding
    assert effect.report_month == Month(2026, 10)
    assert sum(line.amount.ore for line in effect.journal) == 0
    assert {line.account: line.amount for line in effect.journal}["5000"] == Money.kr("7407.68")
    extra = ways(advice)[EXTRA_RUN].effect
    assert extra is not None
    assert extra.people[0].gross == Money.kr("5907.68")
    assert extra.people[0].withholding == Money.kr(2422)  # 41 % of 5 907.68, cut
    assert extra.payment == Money.kr("3485.68")


def test_what_the_adviser_shows_is_what_is_paid(desk):
    advice = advise(desk, Question("terms", "2026-05", (1,), (RISE,)))
    assert advice is not None
    way = ways(advice)[EXTRA_RUN]
    assert way.effect is not None
    applied = apply(desk, [RISE], into=way.effect.head)
    assert applied.lines == way.lines
    pay(desk, applied.run_id)
    totals = runs.result_of(desk, applied.run_id).totals
    assert {name: totals[name] for name in way.effect.totals} == dict(way.effect.totals)


def test_the_wrong_person_was_paid(desk):
    advice = advise(desk, Question("person", "2026-08", (3,)))
    assert advice is not None
    assert advice.recommended is not None
    assert advice.recommended.kind == REVERSE_ONE
    effect = advice.recommended.effect
    assert effect is not None
    (person,) = effect.people
    stored = next(slip for slip in runs.result_of(desk, 8).payslips if slip.person.number == 3)
    assert (person.gross, person.net, person.owes) == (-Money.kr(32_000), -stored["net_pay"], stored["net_pay"])
    assert (effect.report_month, effect.head.corrects) == (Month(2026, 8), "2026-08")
    assert effect.totals["aga"] == -stored["aga"]


def test_hours_that_were_wrong_can_be_paid_anew(desk):
    late = LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(100)), LineInput("hourly_pay", Decimal(112)))
    advice = advise(desk, Question("hours", "2026-08", (2,), (late,)))
    anew = ways(advice)[REVERSE_ONE]
    assert anew.effect is not None
    assert anew.effect.people[0].gross == Money.kr(2_400)
    assert anew.effect.people[0].owes == Money(0)
    # 2 400 more is back pay: it is paid now, and told in the month in which it is paid (amelding 7.1). Before, it stood
    # on the pay date of August, which is past.
    assert anew.effect.head.pay_date == date(2026, 11, 23)
    assert anew.effect.report_month == Month(2026, 11)


def test_what_is_paid_anew_is_what_the_adviser_showed(desk):
    """The percentage of August was wrong: taken back, paid anew and mended, and nothing is owed any more."""
    change = TermsChange(3, "1", date(2026, 8, 1), date(2026, 8, 31), percent=Percent.of(100))
    way = ways(advise(desk, Question("terms", "2026-08", (3,), (change,))))[REVERSE_ONE]
    assert way.effect is not None
    assert way.effect.people[0].gross == Money.kr(8_000)
    day = way.effect.head.pay_date
    pay(desk, take_back(desk, "2026-08", pay_date=day, whom=[3], lines=way.lines, changes=[change]))
    totals = runs.result_of(desk, 10).totals
    assert {name: totals[name] for name in way.effect.totals} == dict(way.effect.totals)
    assert noticed(desk) == ()


def test_the_whole_run_was_wrong(desk):
    advice = advise(desk, Question("run", "2026-08"))
    assert advice is not None
    assert advice.recommended is not None
    assert advice.recommended.kind == REVERSE_RUN
    effect = advice.recommended.effect
    assert effect is not None
    stored = runs.result_of(desk, 8).totals
    assert {name: -amount for name, amount in effect.totals.items()} == {name: stored[name] for name in effect.totals}
    assert not ways(advice)[REVERSE_ONE].is_open


def test_a_draft_is_simply_changed(desk):
    october(desk)
    advice = advise(desk, Question("too_much", "2026-10"))
    assert advice is not None
    assert open_ways(advice) == {MEND}
    assert str(advice.notes[0]).startswith("The run is not approved yet")


def test_a_run_that_was_taken_back_says_by_what(desk):
    head = RunHead(Month(2026, 8), date(2026, 8, 28), RunKind.CORRECTION, corrects="2026-08")
    pay(desk, runs.start(desk, head, {2: [LineInput("hourly_pay", Decimal(90))]}, [2]))
    way = ways(advise(desk, Question("hours", "2026-08", (2,))))[REVERSE_ONE]
    assert str(way.blocked) == "Run 2026-08 is taken back already, by run 2026-08-2"
    assert str(way.instead) == "Pay or take what is still wrong as a difference"
    assert ways(advise(desk, Question("hours", "2026-08", (1,))))[REVERSE_ONE].is_open
    again = ways(advise(desk, Question("hours", "2026-08-2", (2,))))[REVERSE_ONE]
    assert "is a correction" in str(again.blocked)


def test_what_was_overpaid_needs_an_agreement(desk):
    cut = TermsChange(1, "1", date(2026, 8, 1), monthly_salary=Money.kr(49_000))
    advice = advise(desk, Question("too_much", "2026-08", (1,), (cut,)))
    assert advice is not None
    assert any("agreed in writing" in str(note) for note in advice.notes)
    assert str(ways(advice)[EXTRA_RUN].blocked) == "Too much was paid, and an extra run has nothing to take it from"
    assert advice.recommended is not None
    assert advice.recommended.kind == NEXT_RUN


def test_somebody_who_has_left_is_paid_at_once(desk):
    end_employment(desk, 2, "1", date(2026, 9, 30), "arbeidstakerHarSagtOppSelv")
    late = LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(100)), LineInput("hourly_pay", Decimal(112)))
    advice = advise(desk, Question("hours", "2026-08", (2,), (late,)))
    assert advice is not None
    assert advice.recommended is not None
    assert advice.recommended.kind == EXTRA_RUN
    assert str(ways(advice)[NEXT_RUN].blocked) == "Jonas Fjeldstad is not paid in 2026-10 any more"


def test_a_wrong_end_is_told_with_real_dates(desk):
    left = DatesChange(3, "1", end=date(2026, 8, 14), end_reason="arbeidstakerHarSagtOppSelv")
    advice = advise(desk, Question("dates", "2026-08", (3,), (left,)))
    assert advice is not None
    assert advice.correction.amount == -Money.kr("48761.90")
    assert "The right dates go with the next report. Earlier months are not sent again for them." in map(
        str, advice.notes
    )


def test_a_month_whose_report_was_sent_is_sent_again(desk, tmp_path):
    question = Question("person", "2026-08", (3,))
    report = ways(advise(desk, question))[REVERSE_ONE].report
    assert report is not None
    assert not report.is_replacement
    mark_uploaded(desk, save_report(desk, Month(2026, 8), tmp_path / "august.xml"))
    report = ways(advise(desk, question))[REVERSE_ONE].report
    assert report is not None
    assert report.is_replacement
    assert str(report.what) == f"It is told in 2026-08, in the place of the report sent on {desk.today}"
    assert ways(advise(desk, Question("report", "2026-08")))[REPLACE].is_open
    assert not ways(advise(desk, Question("report", "2026-07")))[REPLACE].is_open


def test_the_month_is_marked_as_changed_once_it_is_corrected(desk, tmp_path):
    desk.now.at += timedelta(hours=1)  # the clock of the samples begins anew at each desk
    mark_uploaded(desk, save_report(desk, Month(2026, 8), tmp_path / "august.xml"))
    assert months_between(desk, Month(2026, 8), Month(2026, 8))[0].state == "uploaded"
    way = ways(advise(desk, Question("person", "2026-08", (3,))))[REVERSE_ONE]
    assert way.effect is not None
    pay(desk, take_back(desk, "2026-08", pay_date=way.effect.head.pay_date, whom=[3], lines=way.lines))
    assert months_between(desk, Month(2026, 8), Month(2026, 8))[0].state == "changed"


def test_a_payment_that_can_still_be_stopped(desk):
    run_id = runs.start(desk, RunHead(Month(2026, 12), date(2026, 12, 18)))
    pay(desk, run_id)
    advice = advise(desk, Question("too_much", "2026-12", (1,)))
    assert advice is not None
    assert not advice.has_left_the_bank
    assert str(ways(advice)[REVERSE_ONE].payment) == "Stop the payment in the bank before 2026-12-18"


def test_a_year_without_rates_is_not_open(desk):
    advice = advise(desk, Question("terms", "2026-05", (1,), (RISE,), date(2031, 1, 20)))
    assert str(ways(advice)[EXTRA_RUN].blocked) == "There are no rates for 2031 in the program"


def test_an_open_run_is_the_next_one(desk):
    runs.start(desk, OCTOBER, {1: [LineInput("bonus", amount=Money.kr(1_000))]})
    way = ways(advise(desk, Question("terms", "2026-05", (1,), (RISE,))))[NEXT_RUN]
    assert way.effect is not None
    assert (way.effect.head.name, way.run_id) == ("2026-10", 10)
    assert way.effect.people[0].gross == Money.kr("7407.68")
