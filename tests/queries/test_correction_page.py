"""What the page that puts mistakes right shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.money import Money
from services.actions.corrections import DatesChange, LineChange, LineInput, TermsChange, mend
from services.desk.desk import Desk
from services.queries import bulk_rise
from services.queries import correction_page as queries
from services.queries.correction_advice import EXTRA_RUN, NEXT_RUN, SITUATIONS, Question, advise
from tests.actions import nine_months
from tests.actions.nine_months import october
from tests.actions.samples import Made

RISE = TermsChange(1, "1", date(2026, 5, 1), monthly_salary=Money.kr(51_500))
AUGUST = 8


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return nine_months.made(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def test_every_situation_stands_in_one_group():
    kinds = [kind for _, group in queries.GROUPS for kind in group]
    assert sorted(kinds) == sorted(SITUATIONS)


def test_the_months_stand_beside_each_other(desk):
    seen = queries.beside(desk, [RISE], language="en")
    may = next(row for row in seen.rows if str(row.month) == "2026-05")
    assert (may.what, str(may.paid), str(may.should), str(may.amount)) == (
        "Fixed salary",
        "50000.00",
        "51500.00",
        "1500.00",
    )
    assert [str(cause) for cause in may.causes] == ["Monthly salary 50000.00, now 51500.00 from 2026-05-01"]
    assert seen.amount == Money.kr("5907.68")
    assert may.figure is not None


def test_a_line_is_named_in_its_cause(desk):
    late = LineChange(2, "2026-08", LineInput("hourly_pay", Decimal(100)), LineInput("hourly_pay", Decimal(112)))
    (row,) = queries.beside(desk, [late], language="en").rows
    assert [str(cause) for cause in row.causes] == ["Hourly pay in 2026-08 was wrong"]


def test_before_anything_is_said_the_slips_are_shown(desk):
    rows = queries.as_paid(desk, AUGUST, (2,), "en")
    assert [(row.name, row.what, str(row.paid), row.should) for row in rows] == [
        ("Jonas Fjeldstad", "Hourly pay", "20000.00", None)
    ]
    assert len(queries.as_paid(desk, AUGUST, ())) == 3
    assert queries.as_paid(desk, 99, ()) == ()


def test_only_lines_that_were_entered_can_be_other_ones(desk):
    (line,) = queries.as_entered(desk, AUGUST, 2)
    assert line.entered == LineInput("hourly_pay", Decimal(100))
    assert queries.as_entered(desk, AUGUST, 1) == ()


def test_who_was_paid_when_and_by_what_one_can_pay(desk):
    assert [row.name for row in queries.runs_to_correct(desk, 2)][:2] == ["2026-09", "2026-08"]
    assert queries.runs_to_correct(desk, 99) == ()
    assert [each.number for each in queries.paid_in(desk, AUGUST)] == [1, 2, 3]
    assert queries.drafts(desk) == ()
    run_id = october(desk)
    assert [row.id for row in queries.drafts(desk)] == [run_id]
    kinds = {kind.slug: kind for kind in queries.pay_kinds(desk, "en")}
    assert kinds["overtime_50"].asks == ("quantity", "rate", "amount") or "quantity" in kinds["overtime_50"].asks
    assert "withholding" not in kinds
    assert "back_pay" not in kinds
    (job,) = queries.jobs(desk, 3)
    assert str(job.on(date(2026, 8, 1)).percent.value) == "80"


def test_what_was_noticed_leads_to_its_first_run(desk):
    assert queries.waiting(desk) == ()
    mend(desk, [RISE])
    (found,) = queries.waiting(desk)
    assert found.where.page == "corrections"
    assert found.where.field == "noticed:1"
    row = queries.first_run(desk, found)
    assert row is not None
    assert row.name == "2026-05"
    assert queries.noticed_of(desk, 1) == found


def test_the_adviser_takes_what_was_mended_before_and_another_run(desk):
    mend(desk, [RISE])
    ways = {way.kind: way for way in _ways(desk, Question("terms", "2026-05", (1,), since=((1, date(2026, 5, 1)),)))}
    assert ways[EXTRA_RUN].effect is not None
    assert ways[EXTRA_RUN].effect.people[0].gross == Money.kr("5907.68")
    run_id = october(desk)
    question = Question("terms", "2026-05", (1,), since=((1, date(2026, 5, 1)),), into=run_id)
    assert {way.kind: way.run_id for way in _ways(desk, question)}[NEXT_RUN] == run_id


def _ways(desk, question):
    advice = advise(desk, question)
    assert advice is not None
    return advice.ways


def test_what_is_mended_is_told_apart():
    assert queries.mends([RISE])
    assert queries.mends([DatesChange(1, "1", end=date(2026, 8, 1))])
    assert not queries.mends([LineChange(1, "2026-08", None, LineInput("bonus", amount=Money.kr(1)))])


def test_among_whom_one_chooses_for_a_rise(desk):
    found = bulk_rise.candidates(desk)
    assert [(each.number, each.is_hourly) for each in found] == [(1, False), (2, True), (3, False)]
    assert [each.number for each in found if each.fits("", "hourly")] == [2]
    assert bulk_rise.units(desk) == (("315000017", "315000017"),)
    assert bulk_rise.extra_run(desk, date(2026, 10, 5)).pay_date == date(2026, 10, 5)
    assert bulk_rise.extra_run(desk).pay_date > desk.today
