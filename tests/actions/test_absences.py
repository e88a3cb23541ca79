"""Absence entered, changed, moved, divided and taken away, in a client file. Today is 22 November 2026.

Employee 1 has one job since 2015, employee 2 one since August 2024, employee 3 job 1 since September 2022 and job 2
since January 2026. March 2026 is approved in `later_desk`.
"""

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from models.records.absence import Absence
from models.records.pay_run import PayRun, Payslip
from models.values.finding import Finding, Place, Refused, Severity
from models.values.money import Money
from models.values.percent import HUNDRED, Percent
from models.values.span import Month, Span
from services.actions import runs
from services.actions.absences import (
    AbsenceForm,
    Removed,
    Resolve,
    change,
    decide_leave,
    enter,
    enter_several,
    move,
    remove,
    remove_several,
    restore,
    set_end,
    split,
    take_pasted,
    withdraw,
)
from services.actions.arrangements import CarPart, save_car
from services.actions.employees import delete_employee, end_employment
from services.actions.exports import export_month
from services.actions.inntektsmelding import answer, mark_sent
from services.actions.undo import last, undo
from services.desk.absences import around
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.desk.run_state import is_stale
from services.desk.stored_form import read_payslip
from services.engine.income_report import Answers
from tests.actions.samples import refused, rows, start_march
from tests.actions.test_leave_reports import leaves

HALF = Percent.of(50)
MARCH, APRIL = Month(2026, 3), Month(2026, 4)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def form(kind: str, first: str, until: str | None = "", who: int = 1, **more: Any) -> AbsenceForm:
    """An absence of 2026 from a day to a day; None is an open end, empty the first day alone."""
    end = None if until is None else day(until or first)
    return AbsenceForm(who, kind, day(first), end, **more)


def book(desk: Desk, who: int = 1) -> list[str]:
    """The person's absences, in order, on a line each."""
    with desk.reading() as session:
        found = around(session, who)
        assert found is not None
        lines = []
        for kept in found.kept:
            each = kept.absence
            until = f"{each.last:%m-%d}" if each.last else "…"
            share = "" if each.grade == HUNDRED else f" {each.grade} %"
            gone = " withdrawn" if each.withdrawn else ""
            lines.append(f"{each.kind} {each.first:%m-%d} {until}{share}{gone}")
        return lines


def ids(desk: Desk, who: int = 1) -> list[str]:
    with desk.reading() as session:
        found = around(session, who)
        assert found is not None
        return [kept.absence.id for kept in found.kept]


def says_no(desk: Desk, action: Any, *more: Any) -> list[Finding]:
    """What an action refuses, and that nothing was stored."""
    before = book(desk), last(desk)
    with pytest.raises(Refused) as refusal:
        action(desk, *more)
    assert (book(desk), last(desk)) == before
    return list(refusal.value.findings)


def field_of(found: list[Finding]) -> list[str | None]:
    return [each.where.field if each.where else None for each in found]


# --- entering --------------------------------------------------------------------------------------------------------


def test_an_absence_is_entered_with_an_id_of_its_own(desk: Desk) -> None:
    first = enter(desk, form("leave_other", "04-01", "04-30", paid=False, note="Reise"))
    enter(desk, form("holiday", "05-04", "05-08"))
    assert book(desk) == ["leave_other 04-01 04-30", "holiday 05-04 05-08"]
    with desk.reading() as session:
        row = session.get_one(Absence, first)
        assert (row.note, row.paid, len(row.leave_id)) == ("Reise", False, 36)
    assert len(set(ids(desk))) == 2


def test_an_id_is_never_used_again(desk: Desk) -> None:
    """Entered, taken away and entered again: the number of the row may come again, the id does not."""
    seen = set()
    for _ in range(3):
        number = enter(desk, form("leave_other", "04-01", "04-30"))
        seen |= set(ids(desk))
        assert remove(desk, number) is Removed.DELETED
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        (AbsenceForm(None, "holiday", day("05-04"), day("05-08")), "employee", "Choose who"),
        (AbsenceForm(99, "holiday", day("05-04"), day("05-08")), "employee", "no employee 99"),
        (form("", "05-04"), "kind", "Choose a kind"),
        (form("ferie", "05-04"), "kind", "no kind of absence called ferie"),
        (AbsenceForm(1, "holiday"), "from", "Enter the first day"),
        (form("holiday", "05-08", "05-04"), "to", "before the first"),
        (form("holiday", "05-08", None), "to", "no open end"),
        (AbsenceForm(1, "sick_note", date(1926, 5, 4)), "from", "too far away"),
        (form("holiday", "05-04", grade=Percent.of(0)), "grade", "above 0"),
        (form("holiday", "05-04", grade=Percent.of(101)), "grade", "at most 100"),
        (form("holiday", "05-04", grade=Percent.of("33.333")), "grade", "two decimals"),
        (form("holiday", "05-04", grade=None), "grade", "Enter how much"),
        (form("holiday", "05-04", employment="7"), "employment", "no such employment"),
        (form("holiday", "05-04", note="a" * 501), "note", "500"),
        (form("holiday", "05-04", note="a\u202eb"), "note", "cannot be seen"),
        (AbsenceForm(2, "holiday", date(2024, 8, 19), date(2024, 8, 20)), "from", "begins on 2024-08-20"),
        (form("leave_other", "05-04", "05-29", who=3), "employment", "2 employments"),
    ],
)
def test_what_cannot_be(desk: Desk, wrong: AbsenceForm, field: str, words: str) -> None:
    [found] = says_no(desk, enter, wrong)
    assert words in str(found.what)
    assert found.where == Place("absence", "new", field)


def test_a_day_after_the_employment_is_refused(desk: Desk) -> None:
    end_employment(desk, 1, "1", day("11-30"), "arbeidstakerHarSagtOppSelv")
    [found] = says_no(desk, enter, form("holiday", "11-27", "12-01"))
    assert "ended on 2026-11-30" in str(found.what)
    assert field_of([found]) == ["to"]


def test_one_of_several_employments(desk: Desk) -> None:
    """All of them is said by an empty name; a holiday does not ask."""
    enter(desk, form("leave_other", "05-04", "05-29", who=3, employment="2"))
    enter(desk, form("leave_other", "05-04", "05-29", who=3, employment="1"))
    enter(desk, form("holiday", "06-01", "06-05", who=3))
    assert len(book(desk, 3)) == 3
    [found] = says_no(desk, enter, form("leave_other", "05-11", "05-12", who=3, employment="2"))
    assert field_of([found]) == ["resolve"]


def test_several_at_once_all_or_none(desk: Desk) -> None:
    good = [form("holiday", "05-04", "05-08"), form("holiday", "05-04", "05-08", who=2)]
    wrong = [form("holiday", "06-08", "06-04"), form("holiday", "05-07", "05-11")]
    found = says_no(desk, enter_several, good + wrong)
    assert field_of(found) == ["to", "resolve"]
    assert len(enter_several(desk, good)) == 2
    assert book(desk, 2) == ["holiday 05-04 05-08"]


# --- the same days ---------------------------------------------------------------------------------------------------


def test_half_and_half_are_a_day(desk: Desk) -> None:
    enter(desk, form("holiday", "05-04", grade=HALF))
    enter(desk, form("sick_child", "05-04", grade=HALF))
    [found, also] = says_no(desk, enter, form("unpaid", "05-04", grade=HALF))
    assert "Together that is more than a whole day" in str(found.what)
    assert also.where == Place("absence", "new", "resolve")


def test_two_of_a_kind_are_refused_with_the_days(desk: Desk) -> None:
    enter(desk, form("sick_note", "05-04", "05-15"))
    [found] = says_no(desk, enter, form("sick_note", "05-11", "05-22", grade=HALF))
    assert dict(found.what.values)["days"].first == day("05-11")
    assert dict(found.what.values)["days"].last == day("05-15")
    assert says_no(desk, enter, form("sick_note", "05-11", "05-22", grade=HALF), Resolve.KEEP)


def test_a_changed_grade_ends_the_first_note(desk: Desk) -> None:
    """Whole from 4 May without an end; half from 11 May to 22 May: the first ends on the 10th."""
    enter(desk, form("sick_note", "05-04", None))
    enter(desk, form("sick_note", "05-11", "05-22", grade=HALF), Resolve.END)
    assert book(desk) == ["sick_note 05-04 05-10", "sick_note 05-11 05-22 50 %"]


def test_a_sick_note_in_a_holiday_gives_the_days_back(desk: Desk) -> None:
    """Holiday 4–22 May, sick 11–13 May: the holiday goes on from the 14th, and its rest has an id of its own."""
    enter(desk, form("holiday", "05-04", "05-22"))
    enter(desk, form("sick_note", "05-11", "05-13"), Resolve.SPLIT)
    assert book(desk) == ["holiday 05-04 05-10", "sick_note 05-11 05-13", "holiday 05-14 05-22"]
    assert len(set(ids(desk))) == 3


def test_both_may_stand_where_a_rule_says_what_counts(desk: Desk) -> None:
    enter(desk, form("leave_parental", "05-04", "08-28"))
    enter(desk, form("holiday", "05-11", "05-15"), Resolve.KEEP)
    assert book(desk) == ["leave_parental 05-04 08-28", "holiday 05-11 05-15"]


def test_what_was_left_standing_is_not_asked_about_again(desk: Desk) -> None:
    """A leave with a holiday inside gets another end and a note; it is asked again where more days are shared."""
    leave = enter(desk, form("leave_parental", "05-04", "08-28"))
    inside = enter(desk, form("holiday", "05-11", "05-15"), Resolve.KEEP)
    set_end(desk, leave, day("09-30"))
    change(desk, leave, form("leave_parental", "05-04", "09-30", note="x"))
    assert book(desk) == ["leave_parental 05-04 09-30", "holiday 05-11 05-15"]
    assert field_of(says_no(desk, move, inside, day("05-11"), day("05-20"))) == ["resolve"]
    move(desk, inside, day("05-11"), day("05-20"), Resolve.KEEP)


def test_sickness_ends_a_leave(desk: Desk) -> None:
    enter(desk, form("leave_other", "05-04", "05-29", paid=False))
    enter(desk, form("sick_note", "05-18", "06-05"), Resolve.END)
    assert book(desk) == ["leave_other 05-04 05-17", "sick_note 05-18 06-05"]


def test_only_the_days_that_are_left(desk: Desk) -> None:
    """Holiday 4–29 May around a leave of 11–13 May that was there."""
    enter(desk, form("leave_other", "05-11", "05-13"))
    enter(desk, form("holiday", "05-04", "05-29"), Resolve.AROUND)
    assert book(desk) == ["holiday 05-04 05-10", "leave_other 05-11 05-13", "holiday 05-14 05-29"]
    [found] = says_no(desk, enter, form("holiday", "05-12"), Resolve.AROUND)
    assert "No days are left" in str(found.what)


def test_one_in_place_of_another(desk: Desk) -> None:
    enter(desk, form("holiday", "05-11", "05-13"))
    enter(desk, form("leave_other", "05-04", "05-29"), Resolve.SPLIT)
    assert book(desk) == ["leave_other 05-04 05-29"]


def test_a_withdrawn_absence_is_in_nobodys_way(desk: Desk) -> None:
    withdraw(desk, enter(desk, form("holiday", "05-11", "05-13")))
    enter(desk, form("holiday", "05-11", "05-13"))
    assert book(desk) == ["holiday 05-11 05-13 withdrawn", "holiday 05-11 05-13"]


# --- changing --------------------------------------------------------------------------------------------------------


def test_an_end_is_set_and_an_absence_moved(desk: Desk) -> None:
    number = enter(desk, form("sick_note", "11-09", None))
    set_end(desk, number, day("11-20"))
    assert book(desk) == ["sick_note 11-09 11-20"]
    move(desk, number, day("11-10"), day("11-23"))
    assert book(desk) == ["sick_note 11-10 11-23"]
    [found] = says_no(desk, set_end, number, day("11-09"))
    assert found.where == Place("absence", f"absence:{number}", "to")


def test_a_moved_absence_may_not_land_on_another(desk: Desk) -> None:
    enter(desk, form("holiday", "05-04", "05-08"))
    number = enter(desk, form("holiday", "06-01", "06-05"))
    assert field_of(says_no(desk, move, number, day("05-08"), day("05-14"))) == ["resolve"]
    move(desk, number, day("05-08"), day("05-14"), Resolve.AROUND)
    assert book(desk) == ["holiday 05-04 05-08", "holiday 05-09 05-14"]


def test_everything_about_it_may_change(desk: Desk) -> None:
    number = enter(desk, form("self_certified", "05-04", "05-06"))
    kept = ids(desk)
    assert change(desk, number, form("sick_note", "05-04", "05-20", grade=HALF, paid=False, note="x")) == number
    assert book(desk) == ["sick_note 05-04 05-20 50 %"]
    assert ids(desk) == kept
    [found] = says_no(desk, change, number, form("sick_note", "05-04", "05-20", who=2))
    assert field_of([found]) == ["employee"]


def test_from_a_day_on_it_is_another(desk: Desk) -> None:
    """A sick note of 100 % that is graded from 1 June: the first part stays as it was."""
    number = enter(desk, form("sick_note", "05-04", "06-30"))
    part = change(desk, number, form("sick_note", "05-04", "07-10", grade=HALF), since=day("06-01"))
    assert part != number
    assert book(desk) == ["sick_note 05-04 05-31", "sick_note 06-01 07-10 50 %"]
    assert field_of(says_no(desk, change, number, form("sick_note", "05-04", "05-31"), Resolve.REFUSE, day("07-01")))


def test_an_absence_is_divided(desk: Desk) -> None:
    number = enter(desk, form("holiday", "05-04", "05-22", note="sommer"))
    second = split(desk, number, day("05-18"))
    assert second != number
    assert book(desk) == ["holiday 05-04 05-17", "holiday 05-18 05-22"]
    assert len(set(ids(desk))) == 2
    for wrong in ("05-04", "05-18"):
        assert field_of(says_no(desk, split, number, day(wrong))) == ["since"]


def test_what_is_gone_is_said(desk: Desk) -> None:
    for action in (remove, withdraw, restore):
        with refused("gone"):
            action(desk, 4711)


# --- what was paid or told stays -------------------------------------------------------------------------------------


def test_what_nothing_counted_on_is_deleted(desk: Desk) -> None:
    numbers = [enter(desk, form("holiday", "05-04", "05-08")), enter(desk, form("unpaid", "06-01", "06-05"))]
    assert remove_several(desk, numbers) == (Removed.DELETED, Removed.DELETED)
    assert book(desk) == []


def test_what_an_approved_run_counted_on_is_withdrawn(desk: Desk) -> None:
    """Unpaid on 9–13 March: the run of March deducted it. It turns out that it never happened."""
    number = enter(desk, form("unpaid", "03-09", "03-13", paid=False))
    run = start_march(desk)
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    other = enter(desk, form("unpaid", "03-16", "03-17", paid=False))
    assert remove_several(desk, [number, other]) == (Removed.WITHDRAWN, Removed.DELETED)
    assert book(desk) == ["unpaid 03-09 03-13 withdrawn"]
    assert "withdrawn" in str(says_no(desk, move, number, day("03-09"), day("03-10"))[0].what)
    with refused("withdrawn on"):
        remove(desk, number)
    restore(desk, number)
    assert book(desk) == ["unpaid 03-09 03-13"]


def test_a_withdrawn_one_does_not_come_back_on_top_of_another(desk: Desk) -> None:
    number = enter(desk, form("unpaid", "05-04", "05-08"))
    withdraw(desk, number, day("11-01"))
    enter(desk, form("unpaid", "05-06", "05-12"))
    assert field_of(says_no(desk, restore, number)) == ["resolve"]
    with refused("today or earlier"):
        withdraw(desk, number + 1, day("11-23"))


def test_an_inntektsmelding_that_was_sent_keeps_the_absence(later_desk: Desk) -> None:
    number = enter(later_desk, form("sick_note", "05-04", "06-30"))
    mark_sent(later_desk, number)
    assert remove(later_desk, number) is Removed.WITHDRAWN


def test_a_told_leave_that_was_wrong_is_deleted_in_the_next_report(later_desk: Desk) -> None:
    number = enter(later_desk, form("leave_other", "03-02", "04-30", paid=False))
    [own] = ids(later_desk)
    assert leaves(later_desk, MARCH) == [f"{own} 2026-03-02 → 100"]
    assert remove(later_desk, number) is Removed.WITHDRAWN
    # It turned out on 22 November: the reports until then said what was believed.
    assert leaves(later_desk, Month(2026, 11)) == [f"{own} 2026-03-02 → 2026-03-02 0"]


def test_a_told_leave_with_another_percentage_ends_and_another_begins(later_desk: Desk) -> None:
    """80 % to 50 % on 15 April: the old id ends on the 14th, the new one begins on the 15th (amelding 6.3)."""
    number = enter(later_desk, form("leave_other", "03-02", "05-29", grade=Percent.of(80), paid=False))
    [old] = ids(later_desk)
    assert leaves(later_desk, MARCH) == [f"{old} 2026-03-02 → 80"]
    half = form("leave_other", "03-02", "05-29", grade=HALF, paid=False)
    assert field_of(says_no(later_desk, change, number, half)) == ["since"]
    change(later_desk, number, half, since=day("04-15"))
    assert book(later_desk) == ["leave_other 03-02 04-14 80 %", "leave_other 04-15 05-29 50 %"]
    new = ids(later_desk)[1]
    assert leaves(later_desk, APRIL) == [f"{old} 2026-03-02 → 2026-04-14 80", f"{new} 2026-04-15 → 50"]


def test_a_told_leave_that_never_had_its_percentage_is_withdrawn(later_desk: Desk) -> None:
    number = enter(later_desk, form("leave_other", "03-02", "05-29", grade=Percent.of(80), paid=False))
    export_month(later_desk, MARCH)
    half = form("leave_other", "03-02", "05-29", grade=HALF, paid=False)
    assert change(later_desk, number, half, since=day("03-02")) != number
    assert sorted(book(later_desk)) == [
        "leave_other 03-02 05-29 50 %",
        "leave_other 03-02 05-29 80 % withdrawn",
    ]


def test_a_told_leave_that_was_sickness_is_withdrawn_and_entered_anew(later_desk: Desk) -> None:
    number = enter(later_desk, form("leave_other", "03-02", "05-29", paid=False))
    export_month(later_desk, MARCH)
    change(later_desk, number, form("sick_note", "03-02", "05-29"))
    assert sorted(book(later_desk)) == ["leave_other 03-02 05-29 withdrawn", "sick_note 03-02 05-29"]


def test_a_told_leave_keeps_its_id_with_other_days_and_another_description(later_desk: Desk) -> None:
    number = enter(later_desk, form("leave_other", "03-02", "05-29", paid=False))
    own = ids(later_desk)
    export_month(later_desk, MARCH)
    change(later_desk, number, form("leave_other_statutory", "03-02", "04-14", paid=False))
    assert (book(later_desk), ids(later_desk)) == (["leave_other_statutory 03-02 04-14"], own)


def test_an_absence_from_a_scenario_keeps_the_id_that_it_was_told_by(later_desk: Desk) -> None:
    """Without an id of its own it was told by the employee's number and the first day: that stays, with other days."""
    from tests.actions.test_leave_reports import enter as old_enter

    number = old_enter(later_desk, day("03-02"), day("05-29"), leave_id="")
    assert leaves(later_desk, MARCH) == ["1-20260302 2026-03-02 → 100"]
    move(later_desk, number, day("03-03"), day("05-29"))
    assert ids(later_desk) == ["1-20260302"]


def test_long_sickness_becomes_leave_from_its_day(later_desk: Desk) -> None:
    """Sick since 3 March 2025: twelve months later, from 3 March 2026, it is leave. April's report says so by itself
    under the id of the sick note; when it is decided, the id stays with the leave, and the sick note ends before it.
    """
    note = enter(later_desk, AbsenceForm(1, "sick_note", date(2025, 3, 3), None))
    [own] = ids(later_desk)
    assert leaves(later_desk, APRIL) == [f"{own} 2026-03-03 → 100"]
    made = decide_leave(later_desk, note, "leave_other")
    assert made != note
    assert book(later_desk) == ["sick_note 03-03 03-02", "leave_other 03-03 …"]
    assert ids(later_desk)[1] == own
    assert leaves(later_desk, Month(2026, 5)) == [f"{own} 2026-03-03 → 100"]
    with later_desk.reading() as session:
        assert not session.get_one(Absence, made).paid
    assert remove(later_desk, made) is Removed.WITHDRAWN


def test_short_sickness_is_no_leave_and_other_absence_is_decided_whole(desk: Desk) -> None:
    note = enter(desk, form("sick_note", "05-04", "06-30"))
    assert field_of(says_no(desk, decide_leave, note, "leave_other")) == ["kind"]
    free = enter(desk, form("unpaid", "08-03", "08-28", paid=False))
    assert decide_leave(desk, free, "leave_education_other") == free
    assert book(desk)[1] == "leave_education_other 08-03 08-28"


# --- runs ------------------------------------------------------------------------------------------------------------


def pay(desk: Desk, run: int, who: int = 1) -> int:
    """The gross pay of somebody in a run, in øre."""
    with desk.reading() as session:
        content = session.query(Payslip).filter_by(run_id=run, employee_id=who).one().content
        return read_payslip(content)["gross_cash"].ore


def test_a_draft_is_computed_again_and_an_approved_run_stays(desk: Desk) -> None:
    run = start_march(desk)
    runs.draft(desk, run)
    before = pay(desk, run)
    number = enter(desk, form("unpaid", "03-09", "03-13", paid=False))
    with desk.reading() as session:
        assert is_stale(session, session.get_one(PayRun, run))
    runs.draft(desk, run)
    assert pay(desk, run) < before
    runs.approve(desk, run, prove=False)
    approved = pay(desk, run)
    move(desk, number, day("03-09"), day("03-20"))
    assert pay(desk, run) == approved


# --- undo ------------------------------------------------------------------------------------------------------------


def test_every_action_is_taken_back(later_desk: Desk) -> None:
    """After each action the file is put back to what it was before, row by row, with the ids."""
    desk = later_desk
    note = enter(desk, form("sick_note", "11-09", None))
    leave = enter(desk, form("leave_other", "03-02", "04-29", grade=Percent.of(80), paid=False))
    free = enter(desk, form("holiday", "07-06", "07-24"))
    gone = enter(desk, form("unpaid", "08-03", "08-04"))
    withdraw(desk, gone)
    export_month(desk, MARCH)
    half = form("leave_other", "03-02", "04-29", grade=HALF, paid=False)
    for action in (
        lambda: enter(desk, form("holiday", "09-01", "09-04")),
        lambda: enter(desk, form("sick_note", "07-13", "07-15"), Resolve.SPLIT),
        lambda: enter_several(desk, [form("holiday", "09-01", "09-04"), form("holiday", "09-01", who=2)]),
        lambda: change(desk, note, form("sick_note", "11-10", "12-30", grade=HALF)),
        lambda: change(desk, leave, half, since=day("04-01")),
        lambda: change(desk, leave, half, since=day("03-02")),
        lambda: move(desk, free, day("07-13"), day("07-31")),
        lambda: set_end(desk, note, day("11-20")),
        lambda: split(desk, free, day("07-13")),
        lambda: remove(desk, free),
        lambda: remove(desk, leave),
        lambda: withdraw(desk, free),
        lambda: restore(desk, gone),
        lambda: take_pasted(desk, "1\tferie\t01.10.2026\t02.10.2026"),
    ):
        before = rows(desk, "absence")
        action()
        assert rows(desk, "absence") != before
        newest = last(desk)
        assert newest is not None
        undo(desk, newest)
        assert rows(desk, "absence") == before


def test_an_employee_who_was_never_paid_goes_with_their_absences(desk: Desk) -> None:
    """And with cars; undo brings everything back."""
    number = enter(desk, form("sick_note", "05-04", "06-30"))
    answer(desk, number, Answers(phone="22334455"))
    save_car(desk, 1, CarPart(Money.kr(400_000), date(2024, 1, 1), day("01-01")))
    before = [rows(desk, table) for table in ("absence", "company_car", "mark")]
    delete_employee(desk, 1)
    assert [rows(desk, table) for table in ("absence", "company_car", "mark")] == [[], [], []]
    newest = last(desk)
    assert newest is not None
    undo(desk, newest)
    assert [rows(desk, table) for table in ("absence", "company_car", "mark")] == before


def test_what_was_answered_goes_with_the_absence(desk: Desk) -> None:
    """The row may get its number again, and the next absence has no answers."""
    number = enter(desk, form("sick_note", "05-04", "06-30"))
    answer(desk, number, Answers(phone="22334455"))
    remove(desk, number)
    assert rows(desk, "mark") == []


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_table_is_taken_whole_or_not(desk: Desk) -> None:
    text = "Nr\tFravær\tFra\tTil\tGrad\n1\tFerie\t04.05.2026\t08.05.2026\t100 %\n2\tSykmelding\t2026-05-04\t\t50 %\n"
    assert len(take_pasted(desk, text)) == 2
    assert book(desk) == ["holiday 05-04 05-08"]
    assert book(desk, 2) == ["sick_note 05-04 … 50 %"]
    found = says_no(desk, take_pasted, "1\tferie\t07.05.2026\t09.05.2026\n1\tferie\t01.06.2026\t05.06.2026\n")
    assert found[0].where == Place("absence", "paste:1", "resolve")
    assert all(each.severity is Severity.STOP for each in found)


# --- in any order ----------------------------------------------------------------------------------------------------

_APART = (
    form("self_certified", "05-04", "05-06"),
    form("sick_note", "05-07", "05-29", grade=HALF),
    form("holiday", "05-18", "05-19", grade=HALF),
    form("sick_child", "06-01", grade=HALF),
    form("unpaid", "06-01", grade=HALF),
    form("leave_other", "06-08", "06-26", paid=False),
)


def seen(desk: Desk) -> tuple[object, ...]:
    """The calendar and the counters of employee 1, without the ids."""
    with desk.reading() as session:
        person = around(session, 1)
        assert person is not None
        pack, absences = country("NO"), person.person.absences
        calendars = pack.absence_calendar(person.person, absences, Span(day("05-01"), day("06-30")))
        days = [
            (each.day, sorted((part.kind, part.share) for part in each.parts))
            for calendar in calendars
            for each in calendar.days
        ]
        counters = pack.absence_counters(person.person, absences, day("06-30"), employer_facts(session))
        return days, [(each.name, each.used, each.days) for each in counters]


def test_every_order_of_entering_ends_the_same(desk: Desk) -> None:
    ends = []
    for order in list(permutations(_APART))[::97]:
        made = enter_several(desk, order)
        ends.append((sorted(book(desk)), seen(desk)))
        remove_several(desk, made)
    assert all(each == ends[0] for each in ends)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.permutations(_APART),
    some.lists(some.tuples(some.integers(0, 5), some.sampled_from(["move", "split", "end", "away"])), max_size=6),
)
def test_any_edits_are_taken_back_one_by_one(
    desk: Desk, order: list[AbsenceForm], edits: list[tuple[int, str]]
) -> None:
    """Whatever is done, undo brings each step back exactly, and at the end there is nothing."""
    trail = []
    for each in order:
        trail.append(rows(desk, "absence"))
        enter(desk, each)
    for place, what in edits:
        before = rows(desk, "absence")
        if place >= len(before):
            continue
        with desk.reading() as session:
            row = session.query(Absence).order_by(Absence.id).all()[place]
            number, first, end = row.id, row.first, row.last
        assert end is not None
        try:
            if what == "move":
                move(desk, number, first + timedelta(days=90), end + timedelta(days=90))
            elif what == "split":
                split(desk, number, first + timedelta(days=1))
            elif what == "end":
                set_end(desk, number, first)
            else:
                remove(desk, number)
        except Refused:
            assert rows(desk, "absence") == before
        else:
            trail.append(before)
    while trail:
        newest = last(desk)
        assert newest is not None
        if rows(desk, "absence") != trail[-1]:
            undo(desk, newest)
        assert rows(desk, "absence") == trail.pop()
