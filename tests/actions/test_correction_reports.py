"""In a client file: a correction of what was paid too much goes with the report of the month of the mistake (amelding
7.1), and all that adds up months follows it: the month's report, the payments, the year's end.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.records.pay_run import PayRun
from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.actions.clients import fill
from services.actions.corrections import take_back
from services.actions.exports import export_month, export_month_journal
from services.actions.marks import mark
from services.actions.reporting import mark_uploaded, save_report
from services.actions.run_setup import discard
from services.actions.scenario import read
from services.actions.verify import verify
from services.desk.desk import Desk
from services.desk.reporting import runs_paid
from services.engine.facts import LineInput
from services.queries.correction_advice import REVERSE_ONE, Question, advise
from services.queries.deadlines import deadlines
from services.queries.report_months import months_between
from services.queries.run_files import run_files
from services.queries.year_end import year_end
from services.vault.client import Client
from tests.actions import nine_months
from tests.actions.nine_months import october, pay
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, play_in

AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)
LATE = date(2026, 10, 12)


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return nine_months.made(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def taken_back(desk: Desk, pay_date: date = LATE, report: str = "") -> int:
    """The August pay of number 3, 32 000, should never have been paid."""
    run_id = take_back(desk, "2026-08", pay_date=pay_date, whom=[3], report=report)
    pay(desk, run_id)
    return run_id


def told_in(desk: Desk, run_id: int) -> Month | None:
    with desk.reading() as session:
        return session.get_one(PayRun, run_id).reported_in


def paid_in(desk: Desk, month: Month) -> list[int]:
    with desk.reading() as session:
        return [run.id for run in runs_paid(session, month, month)]


def test_it_belongs_to_the_month_of_the_mistake(desk: Desk) -> None:
    run_id = taken_back(desk)
    assert told_in(desk, run_id) == AUGUST
    assert runs.result_of(desk, run_id).head.report_month == AUGUST
    assert (paid_in(desk, AUGUST), paid_in(desk, OCTOBER)) == ([8, run_id], [])
    found = run_files(desk, run_id)
    assert found is not None
    assert found.report_month == AUGUST
    assert verify(desk) == []


def test_who_pays_back_and_who_gets_more_need_a_correction_each(desk: Desk) -> None:
    """In August number 3 should have got nothing, and number 1 1 000 more than 50 000. The one is told in August, the
    other in October, when it is paid: no report can hold both.
    """
    more = {1: (LineInput("fixed_salary", amount=Money.kr(50_000)), LineInput("bonus", amount=Money.kr(1_000)))}
    both = take_back(desk, "2026-08", pay_date=LATE, whom=[1, 3], lines=more)
    with pytest.raises(Refused, match=r"2026-08 for employee 3, and that of 2026-10 for employee 1"):
        runs.draft(desk, both)
    discard(desk, both)
    back = taken_back(desk)
    pay(desk, up := take_back(desk, "2026-08", pay_date=LATE, whom=[1], lines=more))
    assert (told_in(desk, back), told_in(desk, up)) == (AUGUST, None)
    assert (paid_in(desk, AUGUST), paid_in(desk, OCTOBER)) == ([8, back], [up])
    assert verify(desk) == []


def test_before_it_is_calculated_nothing_is_known_of_it(desk: Desk) -> None:
    run_id = take_back(desk, "2026-08", pay_date=LATE, whom=[3])
    assert told_in(desk, run_id) is None
    runs.draft(desk, run_id)
    assert told_in(desk, run_id) == AUGUST


def test_the_report_that_was_sent_is_out_of_date(desk: Desk, tmp_path: Path) -> None:
    mark_uploaded(desk, save_report(desk, AUGUST, tmp_path / "august.xml"))
    taken_back(desk)
    (tile,) = months_between(desk, AUGUST, AUGUST)
    assert tile.state == "changed"
    (october,) = months_between(desk, OCTOBER, OCTOBER)
    assert october.state == "missing"


def test_the_withholding_lowers_the_next_payment(desk: Desk) -> None:
    """What was withheld in August is paid long ago: October pays so much less."""
    given_back = next(s for s in runs.result_of(desk, 8).payslips if s.person.number == 3)["withholding"]
    taken_back(desk)
    run_id = october(desk)
    pay(desk, run_id)
    withheld = runs.result_of(desk, run_id).totals["withholding"]
    due = {each.day: each for each in deadlines(desk, date(2026, 12, 31)) if each.kind == "withholding"}
    assert due[date(2026, 10, 21)].amount == withheld - given_back
    assert date(2026, 10, 13) not in due
    assert all(each.amount is None or each.amount.ore >= 0 for each in due.values())


def test_the_contribution_goes_with_the_term_of_the_mistake(desk: Desk) -> None:
    """July and August are due on 15 September, September and October on 16 November (15 is a Sunday)."""

    def aga() -> dict[date, Money | None]:
        found = deadlines(desk, date(2026, 12, 31))
        return {each.day: each.amount for each in found if each.subject.startswith("due:aga:")}

    before = aga()
    slip = next(s for s in runs.result_of(desk, 8).payslips if s.person.number == 3)
    taken_back(desk)
    after = aga()
    day = date(2026, 9, 15)
    assert (before[day] or Money(0)) - (after[day] or Money(0)) == slip["aga"]
    assert before[date(2026, 11, 16)] == after[date(2026, 11, 16)]


def test_the_year_agrees_month_by_month(desk: Desk) -> None:
    taken_back(desk)
    export_month(desk, AUGUST)
    months = {each.month: each for each in year_end(desk, 2026).months}
    assert OCTOBER not in months
    assert months[AUGUST].agrees
    taxable = {each.name: each for each in months[AUGUST].measures}["taxable"]
    assert taxable.runs == taxable.report


def test_the_books_owe_what_two_reports_of_the_month_say_together(desk: Desk, tmp_path: Path) -> None:
    """Each report is in whole kroner: the month's own voucher takes the rounding of both."""
    mark_uploaded(desk, save_report(desk, AUGUST, tmp_path / "august.xml"))
    taken_back(desk)
    mark_uploaded(desk, save_report(desk, AUGUST, tmp_path / "more.xml", kind="additional"))
    contribution = {each.month: each for each in year_end(desk, 2026).months}[AUGUST].measures
    aga = {each.name: each for each in contribution}["aga"]
    assert aga.report is not None
    assert aga.report == aga.journal
    made = export_month_journal(desk, AUGUST)
    assert made is not None


def test_there_is_no_choice_as_long_as_the_year_is_open(desk: Desk) -> None:
    with pytest.raises(Refused, match="list"):
        taken_back(desk, report="whenever")
    advice = advise(desk, Question("left", "2026-08", (3,), pay_date=LATE, report="december"))
    assert advice is not None
    way = next(each for each in advice.ways if each.kind == REVERSE_ONE)
    assert way.effect is not None
    assert (way.effect.choices, way.effect.report_month) == ((), AUGUST)
    assert told_in(desk, taken_back(desk, report="december")) == AUGUST


def test_the_adviser_says_what_the_authority_asks(desk: Desk, tmp_path: Path) -> None:
    mark_uploaded(desk, save_report(desk, AUGUST, tmp_path / "august.xml"))
    advice = advise(desk, Question("left", "2026-08", (3,)))
    assert advice is not None
    notes = [str(note) for note in advice.notes]
    assert "It is told in 2026-08, the month of the mistake." in notes
    assert "The employee pays back the net amount." in notes
    assert "The withholding is corrected with the pay, once the net amount is paid back." in notes
    assert any(note.startswith("Send a new a-melding of 2026-08, in the place of the one from ") for note in notes)
    way = advice.recommended
    assert way is not None
    assert way.report is not None
    assert str(way.report.what).startswith("It is told in 2026-08, in the place of the report sent on ")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("too_little", "It is told in the month in which it is paid."),
        ("report", "It is told in 2026-08, the month of the mistake."),
        ("card", "Less is withheld from the next pay of the same year, never below zero."),
        ("dates", "It goes with the next a-melding, with the real dates."),
    ],
)
def test_each_situation_has_its_cell(desk: Desk, kind: str, sentence: str) -> None:
    advice = advise(desk, Question(kind, "2026-08", (3,)))
    assert advice is not None
    assert sentence in [str(note) for note in advice.notes]


def test_a_wrong_account_is_told_nowhere(desk: Desk) -> None:
    mark(desk, "due:withholding:2026-08-21", "paid")
    advice = advise(desk, Question("account", "2026-08", (3,)))
    assert advice is not None
    assert not any("told in" in str(note) for note in advice.notes)


# --- after 31 January ------------------------------------------------------------------------------------------------


@pytest.fixture
def last_year(tmp_path: Path) -> Iterator[Desk]:
    """August and December 2025 are approved, and it is November 2026."""
    text = nine_months.EMPLOYER.replace("year = 2026", "year = 2025").replace("year = 2027", "year = 2026")
    text += "".join(nine_months.month_run(month) for month in (8, 12))
    scenario = read(text.replace("2026-", "2025-").encode())
    client, _ = Client.create(tmp_path / "fjor.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        fill(desk, scenario)
        play_in(desk, scenario)
        yield desk


@pytest.mark.parametrize(
    ("report", "month"),
    [("mistake", Month(2025, 8)), ("december", Month(2025, 12)), ("paid", None), ("", None)],
)
def test_somebody_chooses_once_the_year_is_closed(last_year: Desk, report: str, month: Month | None) -> None:
    run_id = take_back(last_year, "2025-08", pay_date=date(2026, 11, 23), whom=[3], report=report)
    pay(last_year, run_id)
    assert told_in(last_year, run_id) == month
    assert run_id in paid_in(last_year, month or Month(2026, 11))
    assert verify(last_year) == []


def test_the_adviser_asks_which_month(last_year: Desk) -> None:
    advice = advise(last_year, Question("left", "2025-08", (3,), report="december"))
    assert advice is not None
    way = next(each for each in advice.ways if each.kind == REVERSE_ONE)
    assert way.effect is not None
    assert way.effect.choices == ("mistake", "december", "paid")
    assert way.effect.report_month == Month(2025, 12)
    notes = [str(note) for note in advice.notes]
    assert "It is told in 2025-08, the month of the mistake, or once in 2025-12." in notes
    assert "The employee pays back the gross amount: the withholding of that year stands." in notes


def test_december_tells_the_withholding_on_its_own_pay_date(last_year: Desk) -> None:
    """A pay date lies inside the month of the message: August's does not lie in December."""
    run_id = take_back(last_year, "2025-08", pay_date=date(2026, 11, 23), whom=[3], report="december")
    pay(last_year, run_id)
    content = export_month(last_year, Month(2025, 12)).content
    assert b"<loennsutbetalingsdato>2025-12-20" in content or b"sumForskuddstrekk>" in content
    assert b"2025-08-20" not in content
    assert b"2026-11-23</loennsutbetalingsdato>" not in content
    assert {each.month: each.agrees for each in year_end(last_year, 2025).months}[Month(2025, 12)]
