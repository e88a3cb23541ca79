"""What the page of absence reads. Today is 22 November 2026; the three people are those of tests/actions/samples.py."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import event
from sqlalchemy.engine import Engine

from models.values.finding import Place, Refused, Severity
from models.values.money import Money
from models.values.percent import HUNDRED, Percent
from models.values.span import Month, Span
from services.actions import runs
from services.actions.absences import Resolve, enter, enter_several, remove, set_end, take_pasted, withdraw
from services.actions.clients import fill
from services.actions.exports import export_month
from services.actions.inntektsmelding import mark_sent
from services.actions.marks import mark
from services.desk.absence_plan import CORRECTIONS, known_in, plan_new
from services.desk.absences import PaidRun, around
from services.desk.countries import public_holidays
from services.desk.desk import Desk
from services.norway.rules.deadlines import public_holidays as official
from services.queries.absences import (
    ACCEPTED,
    AbsenceForm,
    absence_detail,
    absence_form,
    absence_kinds,
    absence_table,
    check_absence,
    counters_of,
    grade_of_hours,
    open_points,
    read_pasted,
    table_text,
    timeline,
)
from services.queries.changes import changes
from services.reference.formats import LANGUAGES
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, scenario, start_march

HALF = Percent.of(50)
OLD = Month(2025, 1)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("new") / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), scenario())
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def form(kind: str, first: str, until: str | None = "", who: int = 1, **more: Any) -> AbsenceForm:
    end = None if until is None else day(until or first)
    return AbsenceForm(who, kind, day(first), end, **more)


def november(desk: Desk, who: int = 1) -> list[str]:
    """Somebody's bars of November, on a line each."""
    rows = [row for row in timeline(desk, day("11-01"), day("11-30")).people if row.number == who]
    return [f"{bar.kind} {bar.lane}" for row in rows for bar in row.bars]


# --- the timeline ----------------------------------------------------------------------------------------------------


def test_everybody_who_is_employed_stands_there_by_name(desk: Desk) -> None:
    """Employee 3 began in September 2022 and employee 2 in August 2024: in 2023 there are two of them."""
    assert [row.name for row in timeline(desk, day("11-01"), day("11-30")).people] == [
        "Ingrid Haugen Ås",
        "Jonas Fjeldstad",
        "Maja Eikeland",
    ]
    assert [row.number for row in timeline(desk, date(2023, 1, 1), date(2023, 12, 31)).people] == [1, 3]
    [maja] = [row for row in timeline(desk, day("01-01"), day("12-31")).people if row.number == 3]
    assert maja.jobs == (Span(day("01-01")), Span(date(2022, 9, 1)))


def test_the_days_off_of_may(desk: Desk) -> None:
    """1 May, Ascension Day on the 14th, 17 May (a Sunday), Whit Sunday and Monday on the 24th and 25th; weekends."""
    may = timeline(desk, day("05-01"), day("05-31"))
    assert [each.day for each in may.holidays] == [1, 14, 17, 24, 25]
    assert str(may.holidays[day("05-25")]) == "Whit Monday"
    assert len(may.days_off) == 10 + 3  # ten Saturdays and Sundays, three holidays on weekdays
    assert may.today == day("11-22")


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2035])
def test_every_public_holiday_has_a_name(year: int) -> None:
    assert frozenset(public_holidays(year)) == official(year)


def test_a_bar_has_its_days_and_the_employers_days_under_it(desk: Desk) -> None:
    """Sick from 9 November without an end: 16 days, to the 24th."""
    enter(desk, form("sick_note", "11-09", None))
    [bar] = timeline(desk, day("11-01"), day("11-30")).people[0].bars
    assert (bar.first, bar.last, bar.is_open, bar.pattern) == (day("11-09"), None, True, "sick_note")
    assert bar.employer_days == (Span(day("11-09"), day("11-24")),)
    assert not bar.reported


def test_earlier_sickness_is_joined(desk: Desk) -> None:
    """2–8 November, and again from the 16th: seven days off sickness, so nine of the 16 are left, to the 24th."""
    enter_several(desk, [form("sick_note", "11-02", "11-08"), form("sick_note", "11-16", "11-30")])
    first, second = timeline(desk, day("11-01"), day("11-30")).people[0].bars
    assert first.employer_days == (Span(day("11-02"), day("11-08")),)
    assert second.employer_days == (Span(day("11-16"), day("11-24")),)


def test_bars_of_the_same_days_lie_under_each_other(desk: Desk) -> None:
    enter(desk, form("leave_parental", "11-02", "11-27"))
    enter(desk, form("holiday", "11-09", "11-13"), Resolve.KEEP)
    enter(desk, form("sick_child", "11-30"))
    assert november(desk) == ["leave_parental 0", "holiday 1", "sick_child 0"]
    assert timeline(desk, day("11-01"), day("11-30")).people[0].lanes == 2


def test_a_withdrawn_bar_is_marked_and_has_no_days(desk: Desk) -> None:
    withdraw(desk, enter(desk, form("sick_note", "11-09", "11-13")))
    [bar] = timeline(desk, day("11-01"), day("11-30")).people[0].bars
    assert (bar.withdrawn, bar.employer_days) == (day("11-22"), ())


def test_leave_in_a_report_is_marked(desk: Desk) -> None:
    enter(desk, form("leave_other", "11-02", "12-11", paid=False))
    enter(desk, form("holiday", "11-16", "11-20", who=2))
    assert not timeline(desk, day("11-01"), day("11-30")).people[0].bars[0].reported
    export_month(desk, Month(2026, 11))
    found = timeline(desk, day("11-01"), day("11-30"))
    assert [bar.reported for row in found.people for bar in row.bars] == [True, False]


def test_reading_takes_as_many_questions_for_many_as_for_few(desk: Desk) -> None:
    asked: list[str] = []

    def count(*told: Any) -> None:
        asked.append(told[2])

    def questions() -> int:
        asked.clear()
        timeline(desk, day("01-01"), day("12-31"))
        open_points(desk)
        return len(asked)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        enter(desk, form("sick_note", "11-09", None))
        few = questions()
        months = range(1, 10)
        enter_several(
            desk, [form("holiday", f"0{month}-09", f"0{month}-10", who) for month in months for who in (1, 2)]
        )
        enter(desk, form("self_certified", "11-09", None, who=2))
        many = questions()
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert many == few


# --- kinds -----------------------------------------------------------------------------------------------------------


def test_six_descriptions_of_leave_from_2023_and_four_before(desk: Desk) -> None:
    now = [each for each in absence_kinds(desk) if each.group == "leave"]
    then = [each for each in absence_kinds(desk, date(2022, 12, 31)) if each.group == "leave"]
    assert [each.description for each in then] == [
        "permisjonMedForeldrepenger",
        "permisjonVedMilitaertjeneste",
        "utdanningspermisjon",
        "velferdspermisjon",
    ]
    assert len(now) == 6
    assert [each.kind for each in absence_kinds(desk)][:5] == [
        "self_certified",
        "sick_note",
        "sick_child",
        "care",
        "holiday",
    ]
    kinds = {each.kind: each for each in absence_kinds(desk)}
    assert (kinds["sick_note"].asks_pay, kinds["holiday"].may_be_open, kinds["layoff"].is_leave) == (True, False, True)
    assert not kinds["self_certified"].has_grade


def test_hours_of_a_day_as_a_share(desk: Desk) -> None:
    """37.5 hours a week are 7.5 a day; 40 % of that is 3 hours."""
    assert grade_of_hours(desk, 1, day("11-09"), Decimal("3.75")) == HALF
    assert grade_of_hours(desk, 1, day("11-09"), Decimal("2.5")) == Percent.of("33.33")
    assert grade_of_hours(desk, 2, day("11-09"), Decimal("3")) == HUNDRED
    assert grade_of_hours(desk, 1, day("11-09"), Decimal("9")) == HUNDRED
    assert grade_of_hours(desk, 1, day("11-09"), Decimal(0)) is None
    assert grade_of_hours(desk, 99, day("11-09"), Decimal(3)) is None


# --- an entry while it is typed --------------------------------------------------------------------------------------


def test_an_empty_form_says_what_is_missing(desk: Desk) -> None:
    found = check_absence(desk, AbsenceForm())
    assert not found.can_save
    assert found.problem("employee") is not None
    found = check_absence(desk, AbsenceForm(1))
    assert [each.where.field for each in found.findings if each.where] == ["kind", "from"]
    assert found.preview is None


def test_the_effect_is_shown_before_it_is_saved(desk: Desk) -> None:
    """Sick 9–30 November: 22 calendar days, 16 working days; the employer pays to the 24th, NAV from the 25th."""
    found = check_absence(desk, form("sick_note", "11-09", "11-30"))
    assert found.can_save
    assert found.preview is not None
    assert (found.preview.calendar_days, found.preview.working_days) == (22, 16)
    assert (len(found.preview.employer_days), found.preview.nav_from) == (16, day("11-25"))
    moved = {each.counter.name: (each.before, each.counter.used) for each in found.preview.counters}
    assert moved == {"employer_period": (0, 16), "nav_days": (0, 4), "sickness": (0, 16)}
    assert found.preview.proposal is not None
    assert not found.preview.proposal.kind
    assert november(desk) == []  # nothing was stored


def test_a_holiday_shows_what_is_used(desk: Desk) -> None:
    """4–15 May with Ascension Day on the 14th, half days: nine days, four and a half."""
    found = check_absence(desk, form("holiday", "05-04", "05-15", grade=HALF))
    assert found.preview is not None
    assert found.preview.working_days == Decimal("4.5")
    [counter] = found.preview.counters
    assert (counter.counter.name, counter.counter.used) == ("holiday", Decimal("4.5"))


def test_the_ways_out_of_an_overlap_are_said(desk: Desk) -> None:
    number = enter(desk, form("holiday", "11-09", "11-20"))
    found = check_absence(desk, form("sick_note", "11-11", "11-13"))
    assert not found.can_save
    [overlap] = found.overlaps
    assert (overlap.absence_id, overlap.days) == (number, Span(day("11-11"), day("11-13")))
    assert "take the days again" in str(overlap.rule)
    assert [way.resolve for way in overlap.ways] == [Resolve.SPLIT, Resolve.KEEP, Resolve.END]
    assert str(overlap.ways[0].what) == "Holiday ends on 2026-11-10 and goes on from 2026-11-14"
    chosen = check_absence(desk, form("sick_note", "11-11", "11-13"), resolve=Resolve.SPLIT)
    assert chosen.can_save
    assert chosen.preview is not None
    used = {each.counter.name: (each.before, each.counter.used) for each in chosen.preview.counters}
    assert used["holiday"] == (10, 7)


@pytest.mark.parametrize(
    ("there", "typed", "first"),
    [
        # Sickness that goes on beyond a leave ends it; inside it changes nothing (amelding 6.2).
        (form("leave_other", "11-02", "11-20"), form("sick_note", "11-16", "11-27"), Resolve.SPLIT),
        (form("leave_other", "11-02", "11-27"), form("sick_note", "11-09", "11-13"), Resolve.KEEP),
        (form("leave_other", "11-02", "11-20"), form("holiday", "11-16", "11-20"), Resolve.SPLIT),
        # A self-certification gives no holiday back.
        (form("holiday", "11-02", "11-20"), form("self_certified", "11-09", "11-11"), Resolve.KEEP),
        (form("sick_note", "11-02", None), form("sick_note", "11-16", "11-27", grade=HALF), Resolve.SPLIT),
    ],
)
def test_what_is_proposed_for_an_overlap(desk: Desk, there: AbsenceForm, typed: AbsenceForm, first: Resolve) -> None:
    enter(desk, there)
    [overlap] = check_absence(desk, typed).overlaps
    assert overlap.ways[0].resolve is first


def test_too_long_a_self_certification_asks_for_a_sick_note(desk: Desk) -> None:
    """Thursday to Monday is five calendar days."""
    found = check_absence(desk, form("self_certified", "11-12", "11-16"))
    warning = found.problem("to")
    assert found.can_save
    assert warning is not None
    assert "sick note" in str(warning.what)
    assert warning.where == Place("absence", "new", "to")
    assert check_absence(desk, form("self_certified", "11-12", "11-14")).findings == ()
    graded = check_absence(desk, form("self_certified", "11-12", grade=HALF)).problem("grade")
    assert graded is not None


def test_a_month_that_was_paid_is_told_with_the_way_to_correct_it(desk: Desk) -> None:
    run = start_march(desk)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    found = check_absence(desk, form("unpaid", "03-30", "04-02", paid=False))
    [warning] = found.findings
    assert (warning.severity, warning.where) == (Severity.WARNING, CORRECTIONS)
    assert dict(warning.what.values) == {"month": Month(2026, 3)}
    number = enter(desk, form("unpaid", "03-30", "04-02", paid=False))
    later = form("unpaid", "03-30", "04-10", paid=False)
    assert check_absence(desk, later, number).findings == ()  # only days of April are new
    half = form("unpaid", "03-30", "04-02", paid=False, grade=HALF)
    assert check_absence(desk, half, number, since=day("04-01")).findings == ()
    assert len(check_absence(desk, half, number, since=day("03-31")).findings) == 1


def test_a_month_that_no_run_takes_up_by_itself_is_told_so(desk: Desk) -> None:
    """January 2025 is more than twelve months back in November 2026."""
    with desk.reading() as session:
        person = around(session, 1)
        known = replace(known_in(session, "NO", desk.today), runs=(PaidRun(1, "2025-01", OLD, OLD.span),))
    assert person is not None
    late = AbsenceForm(1, "unpaid", date(2025, 1, 6), date(2025, 1, 10), paid=False)
    [warning] = plan_new(person, late, known).findings
    assert "no run includes the difference" in str(warning.what)
    assert warning.where == CORRECTIONS


def test_days_on_which_nobody_works_are_warned_of(desk: Desk) -> None:
    """7 and 8 November are a weekend, 17 May a Sunday; a sick note counts them all the same."""
    assert check_absence(desk, form("holiday", "11-07", "11-08")).problem("to") is not None
    assert check_absence(desk, form("sick_child", "05-17")).problem("to") is not None
    assert check_absence(desk, form("sick_note", "11-07", "11-08")).findings == ()
    assert check_absence(desk, form("self_certified", "11-23")).problem("from") is not None


def test_days_far_away_are_warned_of(desk: Desk) -> None:
    far = AbsenceForm(1, "holiday", date(2028, 1, 3), date(2028, 1, 7))
    assert [each.severity for each in check_absence(desk, far).findings] == [Severity.WARNING]
    long_ago = AbsenceForm(1, "holiday", date(2022, 1, 3), date(2022, 1, 7))
    assert [each.severity for each in check_absence(desk, long_ago).findings] == [Severity.WARNING]


def test_a_change_is_checked_against_the_others_and_not_itself(desk: Desk) -> None:
    number = enter(desk, form("holiday", "11-02", "11-06"))
    enter(desk, form("holiday", "11-16", "11-20"))
    assert check_absence(desk, form("holiday", "11-03", "11-10"), number).can_save
    assert not check_absence(desk, form("holiday", "11-03", "11-16"), number).can_save
    assert not check_absence(desk, form("holiday", "11-03"), 4711).can_save


# --- one absence -----------------------------------------------------------------------------------------------------


def test_a_sick_note_in_full(desk: Desk) -> None:
    """As on the picture of the page: from 9 November without an end; today is the 22nd, the 14th day."""
    number = enter(desk, form("sick_note", "11-09", None))
    found = absence_detail(desk, number)
    assert str(found.line) == "Sick note from 2026-11-09, no end date"
    assert (found.name, found.can_end, found.counted) == ("Ingrid Haugen Ås", True, False)
    assert found.main is not None
    assert (found.main.name, found.main.used, found.main.limit) == ("employer_period", 14, 16)
    assert str(found.main.days[0].why) == "day 1 of 16 that the employer pays"
    assert (found.employer_until, found.nav_from, found.looked_at) == (day("11-24"), day("11-25"), day("11-22"))
    assert (found.expected, found.nav_days) == (Money.kr(0), 0)
    assert [(each.what, each.state) for each in found.passed_on] == [
        ("amelding", "none"),
        ("inntektsmelding", "due"),
        ("refund", "later"),
    ]
    assert found.passed_on[1].where == Place("inntektsmelding", number)
    mark_sent(desk, number)
    assert absence_detail(desk, number).passed_on[1].state == "done"


def test_what_nav_pays_back_by_month(desk: Desk) -> None:
    """60 200 a month is 722 400 a year, less than 6 G: / 260 = 2 778 a day. After 16 days from 9 November NAV pays 25
    to 30 November, four days, and 1 to 11 December, nine days.
    """
    found = absence_detail(desk, enter(desk, form("sick_note", "11-09", "12-11")))
    assert found.daily is not None
    assert found.daily.amount == Money.kr(2778)
    assert [(each.month, each.days, each.expected) for each in found.refunds] == [
        (Month(2026, 11), 4, Money.kr(4 * 2778)),
        (Month(2026, 12), 9, Money.kr(9 * 2778)),
    ]
    assert found.expected == Money.kr(13 * 2778)
    assert found.refunds[0].trace.amount == Money.kr(4 * 2778)
    alone = absence_detail(desk, enter(desk, form("sick_note", "11-09", "12-11", who=3, paid=False)))
    assert alone.expected == Money.kr(0)


def test_two_on_the_same_days_tell_the_rule(desk: Desk) -> None:
    leave = enter(desk, form("leave_parental", "11-02", "11-27"))
    inside = enter(desk, form("holiday", "11-09", "11-13"), Resolve.KEEP)
    for number, rule in ((leave, "count as holiday"), (inside, "count as holiday")):
        [note] = absence_detail(desk, number).findings
        assert note.severity is Severity.NOTE
        assert rule in str(note.what)


def test_leave_is_passed_on_to_the_report(desk: Desk) -> None:
    short = enter(desk, form("leave_other", "11-02", "11-06", paid=False, who=2))
    long = enter(desk, form("leave_other", "11-02", "12-11", paid=False))
    assert absence_detail(desk, short).passed_on[0].state == "none"
    found = absence_detail(desk, long)
    assert (found.passed_on[0].state, found.reported, found.is_leave) == ("due", (), True)
    assert found.proposal.description == "andreIkkeLovfestedePermisjoner"
    export_month(desk, Month(2026, 11))
    found = absence_detail(desk, long)
    assert (found.passed_on[0].state, found.reported, found.counted) == ("done", (Month(2026, 11),), True)
    remove(desk, long)
    assert str(absence_detail(desk, long).passed_on[0].text) == "The a-melding of 2026-12 deletes it"


def test_the_pay_that_it_changed(desk: Desk) -> None:
    """Unpaid 9-13 March: a line in the draft of March, with its why."""
    number = enter(desk, form("unpaid", "03-09", "03-13", paid=False))
    runs.draft(desk, start_march(desk))
    [effect] = absence_detail(desk, number).pay
    assert (effect.month, effect.approved) == (Month(2026, 3), False)
    assert effect.amount < Money.kr(0)
    assert effect.trace.amount == effect.amount


def test_what_is_gone_is_said(desk: Desk) -> None:
    for read in (absence_detail, absence_form):
        with pytest.raises(Refused, match="gone"):
            read(desk, 4711)


def test_the_counters_of_an_employee(desk: Desk) -> None:
    enter_several(desk, [form("sick_child", "02-02", "02-03"), form("sick_child", "03-02", grade=HALF)])
    found = counters_of(desk, 1)
    care = next(each for each in found.counters if each.name == "care")
    assert (care.used, care.limit, care.left) == (Decimal("2.5"), 10, Decimal("7.5"))
    assert [bar.first for bar in found.bars] == [day("03-02"), day("02-02")]
    assert next(each for each in counters_of(desk, 1, day("02-28")).counters if each.name == "care").used == 2
    assert counters_of(desk, 99).counters == ()


# --- the plain table --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_copied_comes_in_again(desk: Desk, language: str) -> None:
    forms = [
        form("holiday", "05-04", "05-08", note="-sommer\nog sol"),
        form("sick_note", "11-09", None, grade=Percent.of("33.33"), paid=False),
        form("leave_other", "06-08", "06-26", who=3, employment="2", paid=False),
        form("leave_parental", "08-03", "08-28", who=3, employment="", paid=True),
        form("self_certified", "03-02", "03-04", who=2),
    ]
    numbers = enter_several(desk, forms)
    text = table_text(absence_table(desk, day("01-01"), day("12-31")), language)
    before = [each[:-1] for each in _plain(desk)]
    for number in numbers:
        remove(desk, number)
    found = read_pasted(desk, text, language)
    assert [str(each.what) for row in found.rows for each in row.findings if each.severity is Severity.STOP] == []
    take_pasted(desk, text, language)
    assert [each[:-1] for each in _plain(desk)] == before
    assert [each[-1] for each in _plain(desk)] == ["-sommer og sol", "", "", "", ""]


def _plain(desk: Desk) -> list[tuple[Any, ...]]:
    rows = _rows(desk)
    return [
        (each.number, each.kind, each.first, each.last, each.grade, each.paid, each.employment, each.note)
        for each in rows
    ]


def _rows(desk: Desk) -> tuple[Any, ...]:
    return absence_table(desk, day("01-01"), day("12-31"))


def test_what_has_not_begun_is_counted_to_its_end(desk: Desk) -> None:
    found = absence_detail(desk, enter(desk, form("holiday", "12-14", "12-18")))
    assert found.main is not None
    assert (found.main.used, found.looked_at) == (5, day("12-18"))


def test_the_table_has_days_at_work(desk: Desk) -> None:
    """4-15 May: ten weekdays less Ascension Day; half of that."""
    enter(desk, form("holiday", "05-04", "05-15", grade=HALF))
    enter(desk, form("sick_note", "11-09", None, who=2))
    assert [row.working_days for row in _rows(desk)] == [Decimal("4.5"), None]
    assert [row.number for row in absence_table(desk, day("01-01"), day("12-31"), 2)] == [2]
    assert absence_table(desk, day("01-01"), day("04-30")) == ()


@pytest.mark.parametrize(
    ("line", "kind", "first", "last", "grade"),
    [
        ("1;ferie;4.5.2026;8.5.2026;100 %", "holiday", "05-04", "05-08", 100),
        ("1;Feriedag;04.05.26;08.05.26;½", "holiday", "05-04", "05-08", 50),
        ("Ingrid Haugen Ås;Sykt barn;2026-05-04;2026-05-04;0,5", "sick_child", "05-04", "05-04", 50),
        ("1;sick_note;4 mai 2026;;20%", "sick_note", "05-04", None, 20),
        ("1;Egenmelding;04/05/2026;06/05/2026;", "self_certified", "05-04", "05-06", 100),
        ("1;Sygemelding;2026-05-04;2026-05-06;halv dag", "sick_note", "05-04", "05-06", 50),
        ("1;Unpaid absence;2026-05-04;2026-05-06;0.25", "unpaid", "05-04", "05-06", 25),
    ],
)
def test_rows_in_many_forms(desk: Desk, line: str, kind: str, first: str, last: str | None, grade: int) -> None:
    [row] = read_pasted(desk, line + "\n").rows
    assert row.findings == ()
    assert (row.form.employee, row.form.kind, row.form.first) == (1, kind, day(first))
    assert (row.form.last, row.form.grade) == (day(last) if last else None, Percent.of(grade))


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("7;ferie;4.5.2026;8.5.2026", "employee", "no employee 7"),
        ("Ola Normann;ferie;4.5.2026;8.5.2026", "employee", "Nobody here"),
        (";ferie;4.5.2026;8.5.2026", "employee", "Choose who"),
        ("1;fri;4.5.2026;8.5.2026", "kind", "called fri"),
        ("1;;4.5.2026;8.5.2026", "kind", "Choose a kind"),
        ("1;ferie;31.2.2026;8.5.2026", "from", "not a date"),
        ("1;ferie;;8.5.2026", "from", "Enter the first day"),
        ("1;ferie;4.5.2026;3.5.2026", "to", "before the first"),
        ("1;ferie;4.5.2026;", "to", "no open end"),
        ("1;ferie;4.5.2026;8.5.2026;mye", "grade", "not a share"),
        ("1;ferie;4.5.2026;8.5.2026;150 %", "grade", "at most 100"),
    ],
)
def test_what_is_wrong_stands_beside_the_cell(desk: Desk, line: str, field: str, words: str) -> None:
    found = read_pasted(desk, f"1;egenmelding;02.02.2026;03.02.2026\n{line}\n")
    assert found.rows[0].findings == ()
    problem = found.rows[1].problem(field)
    assert problem is not None
    assert words in str(problem.what)
    assert problem.where == Place("absence", "paste:2", field)
    assert not found.can_take
    with pytest.raises(Refused):
        take_pasted(desk, f"1;egenmelding;02.02.2026;03.02.2026\n{line}\n")
    assert _rows(desk) == ()


@pytest.mark.parametrize("heading", ["Hva det er", "Hvad det er", "What it is"])
def test_the_words_of_the_form_are_headings_too(desk: Desk, heading: str) -> None:
    assert read_pasted(desk, f"Nr\t{heading}\tFra\tTil\n1\tferie\t04.05.2026\t08.05.2026\n").can_take


def test_rows_of_one_table_see_each_other(desk: Desk) -> None:
    found = read_pasted(desk, "1\tferie\t04.05.2026\t08.05.2026\n1\tferie\t08.05.2026\t12.05.2026\n")
    assert [bool(row.findings) for row in found.rows] == [False, True]
    assert read_pasted(
        desk, "1\tferie\t04.05.2026\t08.05.2026\n1\tferie\t08.05.2026\t12.05.2026\n", "nb", Resolve.AROUND
    ).can_take


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("Ansatt\tFra\tTil\n", "no rows"),
        ("Ansatt\tFra\tTil\n1\t2026-05-04\t2026-05-08\n", "the kind of absence"),
        ("1\tferie\t2026-05-04\t2026-05-08\n" * 1001, "At most 1000"),
        ("x" * 1_000_001, "too much"),
        ("1\tferie\x00\t2026-05-04", "that no text has"),
        ('Ansatt;Type;Fra\n1;"ferie;2026-05-04\n2;ferie\n', "quotation mark"),
    ],
)
def test_what_is_no_table_is_refused_whole(desk: Desk, text: str, words: str) -> None:
    found = read_pasted(desk, text)
    assert any(words in str(each.what) for each in found.findings), [str(each.what) for each in found.findings]
    assert not found.can_take


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text("12;\t\n\r\"',.-/% ½ferie sykmelding\x00\u202eøÅ", max_size=80))
def test_whatever_is_pasted_is_answered(desk: Desk, text: str) -> None:
    found = read_pasted(desk, text)
    assert found.can_take or found.findings or any(row.findings for row in found.rows)


# --- what was forgotten ----------------------------------------------------------------------------------------------


def test_an_open_sick_note_past_the_employers_days(desk: Desk) -> None:
    """Since 2 November: the sixteenth day was the 17th. One since the 9th is still in its days."""
    number = enter(desk, form("sick_note", "11-02", None))
    enter(desk, form("sick_note", "11-09", None, who=2))
    [point] = open_points(desk).points
    assert (point.kind, point.number, point.where) == ("open_sick_note", 1, Place("absence", f"absence:{number}", "to"))
    assert dict(point.what.values)["last"] == day("11-17")
    mark_sent(desk, number)
    assert open_points(desk).count == 0


def test_a_self_certification_that_ran_out(desk: Desk) -> None:
    enter(desk, form("self_certified", "11-19", None))
    enter(desk, form("self_certified", "11-20", None, who=2))
    assert [(each.kind, each.number) for each in open_points(desk).points] == [("self_certified_out", 1)]


def test_leave_that_is_not_called_so(desk: Desk) -> None:
    """Unpaid for 14 days is leave, for 13 it is not told; what was looked at is not told of again."""
    number = enter(desk, form("unpaid", "11-02", "11-15", paid=False))
    enter(desk, form("unpaid", "11-02", "11-14", who=2, paid=False))
    [point] = open_points(desk).points
    assert (point.kind, point.absence_id) == ("leave_to_decide", number)
    mark(desk, f"absence:{number}", ACCEPTED)
    assert open_points(desk).count == 0


def test_sickness_of_more_than_twelve_months(desk: Desk) -> None:
    enter(desk, AbsenceForm(1, "sick_note", date(2025, 11, 3), None))
    number = open_points(desk).points[0].absence_id
    mark_sent(desk, number)
    assert [each.kind for each in open_points(desk).points] == ["leave_to_decide"]


# --- the log ---------------------------------------------------------------------------------------------------------


def test_the_log_of_an_employee_tells_of_their_absence_without_its_kind(desk: Desk) -> None:
    """What somebody was away for is told to nobody by the log; that something was changed, is."""
    number = enter(desk, form("sick_note", "11-09", None))
    set_end(desk, number, day("11-20"))
    found = changes(desk, employee=1, limit=10)
    assert [str(each.what) for each in found][:2] == ["End of an absence set: Last day", "Absence entered"]
    assert "sick_note" not in str(found)
    assert changes(desk, employee=2, limit=10) == ()
