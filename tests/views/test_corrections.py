"""The page that puts a mistake right, by clicks and keys on a real client: each step and way, and nonsense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from models.values.money import Money
from models.values.span import Month
from services.actions.corrections import LEAVE, TAKE, DatesChange, LineChange, TermsChange
from services.actions.employees import TermsPart, save_terms
from services.actions.reporting import mark_uploaded, save_report
from services.actions.run_setup import discard
from services.queries.correction_advice import EXTRA_RUN, MEND, NEXT_RUN, REPLACE, REVERSE_ONE, REVERSE_RUN
from services.queries.correction_page import jobs
from services.queries.runs import all_runs
from tests.views.keys import press, type_text
from views.main_window import MainWindow
from views.pages.corrections import review_step, right_step
from views.pages.corrections.case import HAPPENED, REVIEW, RIGHT, WAYS
from views.pages.corrections.page import CorrectionsPage
from views.shell.palette import found
from views.shell.seat import Seat

HENRIK, NOVEMBER = 2, 1
START = Place("corrections")


@pytest.fixture
def page(qtbot: QtBot, run_seat: Seat, monkeypatch: pytest.MonkeyPatch) -> CorrectionsPage:
    monkeypatch.setattr(right_step, "_PAUSE", 0)
    monkeypatch.setattr(review_step, "_PAUSE", 0)
    made = CorrectionsPage(run_seat)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    run_seat.changed.connect(lambda _: made.refresh())
    made.show()
    return made


@pytest.fixture
def gone(run_seat: Seat) -> list[Place]:
    """Where the page asked to go."""
    found: list[Place] = []
    run_seat.asked_place.connect(found.append)
    return found


def settled(qtbot: QtBot, page: CorrectionsPage) -> None:
    """Until nothing is computed any more."""

    def rested() -> bool:
        return not page.seat._works and not (page._right and page._right.is_reckoning())

    qtbot.waitUntil(rested, timeout=8000)


def said(page: CorrectionsPage, kind: str, *whom: int) -> None:
    """Step 1 filled in."""
    page.happened.situations.radio(kind).click()
    for number in whom:
        page.happened.people.checks[number].click()


def written(page: CorrectionsPage, key: str, text: str) -> None:
    """A field of the change filled in by typing."""
    form = page.right.form
    assert form is not None
    editor = form.fields[key].editor
    editor.setFocus()
    editor.clear()  # type: ignore[attr-defined]
    type_text(editor, text)


def problem(page: CorrectionsPage, key: str) -> str:
    form = page.right.form
    assert form is not None
    form.fields[key].validate()
    return form.fields[key].problem()


def raised(qtbot: QtBot, page: CorrectionsPage, salary: str = "43 200", since: str = "01.11.2026") -> None:
    """A rise of Henrik's from November, as far as the ways."""
    page.show_place(START)
    said(page, "terms", HENRIK)
    page.primary()
    written(page, "from_day", since)
    written(page, "monthly_salary", salary)
    settled(qtbot, page)
    page.primary()
    settled(qtbot, page)


def chosen(qtbot: QtBot, page: CorrectionsPage, kind: str) -> None:
    next(card for card in page.ways.cards if card.way.kind == kind).button.click()
    settled(qtbot, page)


def log_of(seat: Seat) -> list[int]:
    return [entry.seq for entry in seat.desk.client.history(limit=5)]


# --- the whole way ---------------------------------------------------------------------------------------------------


def test_a_rise_that_came_late_is_paid_in_an_extra_run(qtbot: QtBot, page: CorrectionsPage, gone: list[Place]) -> None:
    before = log_of(page.seat)
    raised(qtbot, page)
    assert page.case.step == WAYS
    assert log_of(page.seat) == before  # nothing is stored before the last button
    kinds = [card.way.kind for card in page.ways.cards]
    assert kinds[0] in (NEXT_RUN, EXTRA_RUN)
    chosen(qtbot, page, EXTRA_RUN)
    assert page.case.step == REVIEW
    assert page.review.facts.value("Nettolønn").startswith("+")
    assert page.foot.next_button.isEnabled()
    page.primary()
    settled(qtbot, page)
    made = page.case.made
    assert made is not None
    [row] = [row for row in all_runs(page.seat.desk) if row.id == made.run_id]
    assert (row.kind, row.is_approved) == ("extra", False)
    assert made.amount == page.right.found.amount if page.right.found else True
    page.done.run_button.click()  # type: ignore[union-attr]
    assert gone[-1] == Place("pay_run", made.run_id)


def test_it_is_undone_in_one_step_and_what_was_typed_is_still_there(qtbot: QtBot, page: CorrectionsPage) -> None:
    raised(qtbot, page)
    chosen(qtbot, page, EXTRA_RUN)
    page.primary()
    settled(qtbot, page)
    assert len(all_runs(page.seat.desk)) == 2
    page.done.asked_undo.emit()
    settled(qtbot, page)
    assert len(all_runs(page.seat.desk)) == 1
    assert page.case.made is None
    assert page.case.step == REVIEW
    assert isinstance(page.changes()[0], TermsChange)


def test_undo_from_elsewhere_brings_the_page_back_too(qtbot: QtBot, page: CorrectionsPage) -> None:
    raised(qtbot, page)
    chosen(qtbot, page, EXTRA_RUN)
    page.primary()
    settled(qtbot, page)
    page.seat.undo()
    settled(qtbot, page)
    assert page.case.made is None


def test_the_whole_run_is_taken_back(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(Place("corrections", NOVEMBER, "run"))
    assert (page.case.run_id, page.case.kind) == (NOVEMBER, "run")
    page.primary()
    settled(qtbot, page)
    assert page.case.step == WAYS  # nothing is to be said of what is right
    chosen(qtbot, page, REVERSE_RUN)
    page.primary()
    settled(qtbot, page)
    assert page.case.made is not None
    [row] = [row for row in all_runs(page.seat.desk) if row.id == page.case.made.run_id]
    assert row.corrects == "2026-11"


def test_forgotten_hours_of_one_person(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(Place("corrections", None, f"employee:{HENRIK}"))
    assert page.header.title == "Rett lønn for Henrik Bråthen"
    assert page.case.whom == (HENRIK,)
    page.happened.situations.radio("hours").click()
    page.primary()
    form = page.right.form
    assert form is not None
    lines = form.fields["line"].editor.items  # type: ignore[attr-defined]
    assert lines[-1] == (-1, "En linje som ble glemt")
    form.fields["line"].editor.setCurrentIndex(0)  # type: ignore[attr-defined]
    form.fields["line"].editor.activated.emit(0)  # type: ignore[attr-defined]
    written(page, "line_quantity", "20")
    settled(qtbot, page)
    [change] = page.changes()
    assert isinstance(change, LineChange)
    assert change.was is not None
    assert change.now is not None
    assert page.right.found is not None
    assert page.right.found.rows[0].amount
    page.primary()
    settled(qtbot, page)
    assert {NEXT_RUN, EXTRA_RUN, REVERSE_ONE} <= {card.way.kind for card in page.ways.cards}


def test_several_things_are_said_and_one_is_taken_away_again(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(START)
    said(page, "terms", HENRIK)
    page.primary()
    written(page, "from_day", "01.11.2026")
    written(page, "until", "15.11.2026")
    written(page, "monthly_salary", "42 000")
    page.right.collect()
    assert len(page.case.changes) == 1
    assert page.right.form is not None
    assert page.right.form.is_empty()
    written(page, "from_day", "16.11.2026")
    written(page, "percent", "80")
    settled(qtbot, page)
    assert len(page.changes()) == 2
    page.right._remove(0)
    settled(qtbot, page)
    assert [type(change) for change in page.changes()] == [TermsChange]


# --- what was overpaid -----------------------------------------------------------------------------------------------


def test_what_was_overpaid_needs_an_answer_for_each(qtbot: QtBot, page: CorrectionsPage) -> None:
    raised(qtbot, page, "40 000")
    chosen(qtbot, page, NEXT_RUN)
    assert page.review.people.keys() == {HENRIK}
    assert not page.foot.next_button.isEnabled()
    form = page.review.people[HENRIK]
    form.how.editor.radio(TAKE).click()  # type: ignore[attr-defined]
    assert not page.foot.next_button.isEnabled()
    assert not page.review.validate()
    assert form.agreed.problem()
    type_text(form.agreed.editor, "E-post 20.11.")
    type_text(form.at_most.editor, "tull")
    assert not page.foot.next_button.isEnabled()
    form.at_most.editor.clear()  # type: ignore[attr-defined]
    type_text(form.at_most.editor, "99 999")
    assert "mer enn" in _said(form.at_most)
    form.at_most.editor.clear()  # type: ignore[attr-defined]
    type_text(form.at_most.editor, "500")
    settled(qtbot, page)
    page.review.reckon()
    settled(qtbot, page)
    assert page.foot.next_button.isEnabled()
    page.primary()
    settled(qtbot, page)
    assert page.case.made is not None
    assert page.case.made.amount == -Money.kr(500)


def test_what_was_overpaid_can_be_left(qtbot: QtBot, page: CorrectionsPage) -> None:
    raised(qtbot, page, "40 000")
    chosen(qtbot, page, NEXT_RUN)
    page.review.people[HENRIK].how.editor.radio(LEAVE).click()  # type: ignore[attr-defined]
    page.review.reckon()
    settled(qtbot, page)
    page.primary()
    settled(qtbot, page)
    assert page.case.made is not None
    assert page.case.made.amount == Money(0)


def _said(field: Any) -> str:
    field.validate()
    return str(field.problem())


# --- nonsense --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("from_day", "31.02.2026", ""),
        ("from_day", "01.01.1990", "begynte"),
        ("until", "01.10.2026", "Siste dag er før første"),
        ("monthly_salary", "mye", ""),
        ("monthly_salary", "-500", "over null"),
        ("monthly_salary", "0", "over null"),
        ("percent", "0", "mer enn 0"),
        ("percent", "300", "høyst 100"),
    ],
)
def test_wrong_terms_are_told_at_the_field(
    qtbot: QtBot, page: CorrectionsPage, key: str, text: str, words: str
) -> None:
    page.show_place(START)
    said(page, "terms", HENRIK)
    page.primary()
    written(page, "from_day", "01.11.2026")
    written(page, key, text)
    told = problem(page, key)
    assert told
    assert words in told
    settled(qtbot, page)
    assert not page.foot.next_button.isEnabled()
    assert page.right.reason()


def test_a_form_without_what_is_right_says_so(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(START)
    said(page, "terms", HENRIK)
    page.primary()
    assert page.right.reason() == "Skriv hva som er riktig"
    written(page, "from_day", "01.11.2026")
    assert not page.right.validate()
    assert "lønnen" in page.right.form.fields["monthly_salary"].problem()  # type: ignore[union-attr]


def test_an_end_before_the_start_and_an_end_without_a_reason(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(START)
    said(page, "dates", HENRIK)
    page.primary()
    written(page, "employment_end", "01.01.1990")
    assert "før første" in problem(page, "employment_end")
    written(page, "employment_end", "15.11.2026")
    assert not page.right.validate()  # why it ends
    assert page.right.reason()
    form = page.right.form
    assert form is not None
    form.fields["end_reason"].editor.setCurrentIndex(0)  # type: ignore[attr-defined]
    form.fields["end_reason"].editor.activated.emit(0)  # type: ignore[attr-defined]
    settled(qtbot, page)
    [change] = page.changes()
    assert isinstance(change, DatesChange)
    assert change.end == date(2026, 11, 15)
    assert page.right.found is not None
    assert page.right.found.amount.ore < 0


def test_a_pay_date_that_is_past_or_far_away(qtbot: QtBot, page: CorrectionsPage) -> None:
    raised(qtbot, page)
    chosen(qtbot, page, EXTRA_RUN)
    for text in ("01.11.2026", "01.12.2031", "imorgen kanskje"):
        page.review.pay_date.editor.clear()  # type: ignore[attr-defined]
        type_text(page.review.pay_date.editor, text)
        assert _said(page.review.pay_date), text
        assert not page.foot.next_button.isEnabled()
    page.review.pay_date.editor.clear()  # type: ignore[attr-defined]
    type_text(page.review.pay_date.editor, "30.11.2026")
    settled(qtbot, page)
    assert page.review.way is not None
    assert page.review.way.effect is not None
    assert page.review.way.effect.head.pay_date == date(2026, 11, 30)


def test_one_has_to_say_what_happened_and_to_whom(page: CorrectionsPage) -> None:
    page.show_place(START)
    assert page.happened.reason() == "Velg hva som skjedde"
    page.happened.situations.radio("too_little").click()
    assert page.happened.reason() == "Velg hvem det gjelder"
    page.primary()
    assert page.case.step == HAPPENED


# --- half typed, cancel, and other ways in ---------------------------------------------------------------------------


def test_leaving_keeps_what_was_typed_and_stores_nothing(
    qtbot: QtBot, page: CorrectionsPage, gone: list[Place]
) -> None:
    before = log_of(page.seat)
    page.show_place(START)
    said(page, "terms", HENRIK)
    page.primary()
    written(page, "from_day", "01.11.2026")
    written(page, "monthly_salary", "mye p")
    settled(qtbot, page)
    page.foot.close_button.click()
    assert gone[-1] == Place("pay_run")
    assert page.leave()
    assert log_of(page.seat) == before
    again = CorrectionsPage(page.seat)  # as after another language
    qtbot.addWidget(again)
    again.show_place(START)
    assert again.case.step == RIGHT
    form = again.right.form
    assert form is not None
    assert form.fields["from_day"].value() == date(2026, 11, 1)
    assert form.fields["monthly_salary"].editor.text() == "mye p"  # type: ignore[attr-defined]
    settled(qtbot, again)
    again.begin_anew()
    assert (again.case.kind, again.case.step) == ("", HAPPENED)
    settled(qtbot, again)


@pytest.mark.parametrize(
    ("kind", "way", "place"),
    [
        ("card", MEND, Place("employees", HENRIK, "tax_card")),
        ("account", MEND, Place("employees", HENRIK, "bank_account")),
        ("report", REPLACE, Place("reporting", "2026-11")),
        ("report", MEND, Place("reporting", "2026-11")),
    ],
)
def test_ways_that_are_gone_elsewhere(
    qtbot: QtBot, page: CorrectionsPage, gone: list[Place], kind: str, way: str, place: Place, tmp_path: Path
) -> None:
    if way == REPLACE:
        mark_uploaded(page.seat.desk, save_report(page.seat.desk, Month(2026, 11), tmp_path / "a-melding.xml"))
    page.show_place(START)
    said(page, kind, *([HENRIK] if kind != "report" else []))
    page.primary()
    settled(qtbot, page)
    cards = {card.way.kind: card for card in page.ways.cards}
    cards[way].button.click()
    assert gone[-1] == place


def test_what_was_noticed_has_its_months_ready(qtbot: QtBot, page: CorrectionsPage) -> None:
    save_terms(page.seat.desk, HENRIK, "1", TermsPart(from_day=date(2026, 11, 1), monthly_salary=Money.kr(43_200)))
    page.show_place(START)
    assert page.happened.noticed_card.isVisibleTo(page)
    page.show_place(Place("corrections", None, f"noticed:{HENRIK}"))
    settled(qtbot, page)
    assert page.case.step == RIGHT
    assert page.right.found is not None
    assert page.right.found.rows
    page.primary()
    settled(qtbot, page)
    chosen(qtbot, page, EXTRA_RUN)
    page.primary()
    settled(qtbot, page)
    assert page.case.made is not None
    page.show_place(START)
    assert not page.happened.noticed_card.isVisibleTo(page)


def test_what_was_noticed_can_be_right_as_it_is(qtbot: QtBot, page: CorrectionsPage) -> None:
    save_terms(page.seat.desk, HENRIK, "1", TermsPart(from_day=date(2026, 11, 1), monthly_salary=Money.kr(43_200)))
    page.show_place(Place("corrections", None, f"noticed:{HENRIK}"))
    settled(qtbot, page)
    page.right.accepted.emit()
    settled(qtbot, page)
    page.show_place(START)
    assert not page.happened.noticed_card.isVisibleTo(page)


def test_terms_can_be_mended_without_paying(qtbot: QtBot, page: CorrectionsPage) -> None:
    raised(qtbot, page)
    chosen(qtbot, page, MEND)
    page.primary()
    settled(qtbot, page)
    assert page.case.made is not None
    assert page.case.made.run_id is None
    assert len(all_runs(page.seat.desk)) == 1


def test_by_keys_alone(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(Place("corrections", None, f"employee:{HENRIK}"))
    radio = page.happened.situations.radio("terms")
    radio.setFocus()
    press(radio, Qt.Key.Key_Space)
    page.primary()
    form = page.right.form
    assert form is not None
    written(page, "from_day", "01.11.2026")
    written(page, "monthly_salary", "43200")
    settled(qtbot, page)
    page.primary()
    settled(qtbot, page)
    button = page.ways.cards[0].button
    press(button, Qt.Key.Key_Space)
    settled(qtbot, page)
    assert page.case.step == REVIEW
    page.step(1)
    assert page.case.step == HAPPENED
    settled(qtbot, page)


def test_without_an_approved_run_there_is_nothing_to_put_right(qtbot: QtBot, client_seat: Seat) -> None:
    page = CorrectionsPage(client_seat)
    qtbot.addWidget(page)
    page.show()
    page.show_place(START)
    assert page.happened.nothing.isVisibleTo(page)
    assert not page.foot.isVisibleTo(page)


def test_each_figure_says_why(qtbot: QtBot, page: CorrectionsPage) -> None:
    asked: list[object] = []
    page.seat.asked_why.connect(asked.append)
    raised(qtbot, page)
    page.go_step(RIGHT)
    settled(qtbot, page)
    why: Callable[[Any], None] = page.right.months._why
    why(page.right.found.rows[0])  # type: ignore[union-attr]
    assert len(asked) == 1


def test_odd_orders_leave_nothing_behind(qtbot: QtBot, page: CorrectionsPage) -> None:
    """Somebody else, another thing that happened, another run, back and forth."""
    page.show_place(START)
    said(page, "too_little", HENRIK, 3)
    page.primary()
    written(page, "from_day", "01.11.2026")
    written(page, "monthly_salary", "43 000")
    page.right.collect()
    settled(qtbot, page)
    page.go_step(HAPPENED)
    page.happened.people.checks[HENRIK].click()  # not Henrik after all
    assert page.case.whom == (3,)
    assert page.case.changes == ()
    page.primary()
    settled(qtbot, page)
    assert page.right.form is not None
    assert page.right.form.number == 3
    page.go_step(HAPPENED)
    page.happened.situations.radio("run").click()
    assert page.case.changes == ()
    page.primary()
    settled(qtbot, page)
    assert page.case.step == WAYS
    page.go_step(HAPPENED)
    page.happened.situations.radio("absence").click()
    page.primary()
    assert page.case.step in (HAPPENED, RIGHT)
    settled(qtbot, page)


def test_absence_that_was_not_deducted(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(START)
    said(page, "absence", HENRIK)
    page.primary()
    form = page.right.form
    assert form is not None
    form.fields["line"].editor.set_value(-1)  # type: ignore[attr-defined]
    form.fields["line"].editor.changed.emit()  # type: ignore[attr-defined]
    assert form.fields["line_type"].value() == "absence_deduction"
    written(page, "line_quantity", "-2")
    assert "0 eller flere" in problem(page, "line_quantity")
    written(page, "line_quantity", "2")
    settled(qtbot, page)
    assert page.right.found is not None
    assert page.right.found.amount.ore < 0


def test_a_draft_that_was_discarded_brings_the_page_back(qtbot: QtBot, page: CorrectionsPage) -> None:
    raised(qtbot, page)
    chosen(qtbot, page, EXTRA_RUN)
    page.primary()
    settled(qtbot, page)
    assert page.case.made is not None
    assert page.case.made.run_id is not None
    discard(page.seat.desk, page.case.made.run_id)
    settled(qtbot, page)
    assert page.case.made is None


def test_the_ways_in(qtbot: QtBot, run_seat: Seat, gone: list[Place]) -> None:
    """From the runs, from a run, and from a month of the report."""
    from views.pages.pay_run.page import PayRunPage
    from views.pages.reporting.page import ReportingPage

    runs = PayRunPage(run_seat)
    qtbot.addWidget(runs)
    runs.show()
    runs.show_place(Place("pay_run"))
    assert runs.list_more.isVisibleTo(runs)
    runs.list_more.menu_entries.actions()[0].trigger()  # type: ignore[attr-defined]
    assert gone[-1] == START
    runs.show_place(Place("pay_run", NOVEMBER))
    qtbot.waitUntil(lambda: not run_seat._works, timeout=8000)
    assert not runs.list_more.isVisibleTo(runs)
    report = ReportingPage(run_seat)
    qtbot.addWidget(report)
    report.show_place(Place("reporting", "2026-11"))
    qtbot.waitUntil(lambda: not run_seat._works, timeout=8000)
    report._ask_what_happened()
    assert gone[-1] == Place("corrections", "2026-11")
    page = CorrectionsPage(run_seat)
    qtbot.addWidget(page)
    page.show_place(gone[-1])
    assert page.case.run_id == NOVEMBER


@pytest.mark.parametrize("typed", ["rett en feil", "korriger", "etterbetaling", "tilbakefør"])
def test_it_is_found_by_its_words(qtbot: QtBot, run_seat: Seat, typed: str) -> None:
    window = MainWindow(run_seat)
    qtbot.addWidget(window)
    names = [entry.title for entry in found(window.palette_entries(), typed)]
    assert "Rett en feil" in names


def test_somebody_who_had_left_is_taken_back_and_ended(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_place(START)
    said(page, "left", HENRIK)
    page.primary()
    assert page.right.reason() == ""  # the days may be said, and need not
    written(page, "employment_end", "31.10.2026")
    form = page.right.form
    assert form is not None
    form.fields["end_reason"].editor.set_value("arbeidstakerHarSagtOppSelv")  # type: ignore[attr-defined]
    form.fields["end_reason"].editor.changed.emit()  # type: ignore[attr-defined]
    settled(qtbot, page)
    page.primary()
    settled(qtbot, page)
    card = page.ways.cards[0]
    assert (card.way.kind, card.way.is_recommended) == (REVERSE_ONE, True)
    panels: list[Any] = []
    page.seat.asked_panel.connect(panels.append)
    card.more.click()
    assert panels[-1] is not None
    chosen(qtbot, page, REVERSE_ONE)
    assert page.review.facts.value("Skal betales tilbake")
    page.primary()
    settled(qtbot, page)
    assert page.case.made is not None
    [row] = [row for row in all_runs(page.seat.desk) if row.id == page.case.made.run_id]
    assert (row.corrects, row.whom) == ("2026-11", (HENRIK,))
    assert jobs(page.seat.desk, HENRIK)[0].end == date(2026, 10, 31)
