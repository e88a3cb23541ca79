"""The inntektsmelding as people fill it in: who needs one, the answers, copied, saved, marked as sent."""

import json
from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.values.finding import Place
from models.values.money import Money
from services.queries.inntektsmelding import Counts, inntektsmelding, sent_on
from tests.views.keys import press, type_text
from tests.views.refund_room import Hall, away
from views.pages.inntektsmelding.page import InntektsmeldingPage
from views.shell.seat import Seat

REFERENCE = "6f1f2b0a-6f5c-4c8a-9d55-1b1b5a3f0c01"


@pytest.fixture
def hall(qtbot) -> Callable[..., Hall]:
    def opened(seat: Seat, thing: object = None, field: str | None = None) -> Hall:
        made = Hall(seat, InntektsmeldingPage)
        qtbot.addWidget(made)
        made.show()
        seat.go(Place("inntektsmelding", thing, field))  # type: ignore[arg-type]
        made.settle()
        return made

    return opened


def sick(seat: Seat, number: int = 1, first: date = date(2026, 11, 2), last: date | None = date(2026, 12, 20)) -> int:
    return away(seat.desk, number, "sick_note", first, last)


def row(shown: Hall, name: str):
    return next(each for each in shown.page.sheet.answers.rows() if each.key.startswith(name))


def answer_all(shown: Hall) -> None:
    shown.page.answer_button.click()
    fields = shown.panel.fields
    type_text(fields["reference"].editor, REFERENCE)
    type_text(fields["contact"].editor, "Lise Lønn")
    type_text(fields["phone"].editor, "22334455")
    shown.panel.done_button.click()
    shown.settle()


# --- who needs one ---------------------------------------------------------------------------------------------------


def test_with_no_absence_nothing_is_asked_for(run_seat: Seat, hall) -> None:
    shown = hall(run_seat)
    table = shown.page.list.table
    assert table.rows() == []
    assert table.stack.currentWidget() is not table.view
    assert shown.page.header.line == ""


def test_who_needs_one_now_and_later_and_who_has_been_sent(run_seat: Seat, hall) -> None:
    now = sick(run_seat)
    away(run_seat.desk, 2, "sick_note", date(2026, 11, 16), date(2026, 12, 31))  # NAV from 2 December
    away(run_seat.desk, 3, "self_certified", date(2026, 11, 2), date(2026, 11, 4))  # the employer's own
    away(run_seat.desk, 7, "leave_parental", date(2026, 11, 1), date(2027, 3, 1))
    shown = hall(run_seat)
    page = shown.page
    assert [(each.number, page.list.state(each)) for each in page.list.table.rows()] == [
        (1, "now"),
        (7, "now"),
        (2, "coming"),
    ]
    assert page.list.table.rows()[0].since == date(2026, 11, 18)
    assert "2" in page.header.line
    page.list.chips.chip("coming").click()
    assert [each.number for each in page.list.table.rows()] == [2]
    page.list.chips.chip("all").click()
    page.list.table.setFocus()
    page.list.table.select(lambda each: each.id == now)
    press(page.list.table.view, Qt.Key.Key_Return)
    shown.settle()
    assert shown.went[-1] == Place("inntektsmelding", str(now))
    assert "Ingrid Solvang Haugen" in page.header.title


def test_notes_that_go_on_are_one_sickness(run_seat: Seat, hall) -> None:
    sick(run_seat, 1, date(2026, 9, 1), date(2026, 9, 30))
    sick(run_seat, 1, date(2026, 10, 1), date(2026, 10, 31))
    rows = hall(run_seat).page.list.table.rows()
    assert [(each.first, each.last) for each in rows] == [(date(2026, 9, 1), date(2026, 10, 31))]


# --- the worksheet ---------------------------------------------------------------------------------------------------


def test_an_absence_that_is_gone_is_told(run_seat: Seat, hall) -> None:
    shown = hall(run_seat, "99")
    assert shown.page.sheet.stack.currentWidget() is shown.page.sheet.trouble
    assert not shown.page.sent_button.isEnabled()


def test_every_answer_in_order_and_copied(run_seat: Seat, hall) -> None:
    shown = hall(run_seat, str(sick(run_seat)))
    names = [each.key.partition(":")[0] for each in shown.page.sheet.answers.rows()]
    assert names[:4] == ["navReferanseId", "sykmeldtFnr", "agp.perioder", "agp.perioder"]
    assert names.index("inntekt.beloep") < names.index("refusjon.beloepPerMaaned") < names.index("aarsakInnsending")
    view = shown.page.sheet
    view.answers.select(lambda each: each.key.startswith("agp.perioder"))
    view.answers.link.emit(view.answers.current(), "do")
    assert QGuiApplication.clipboard().text() == "02.11.2026"
    view.answers.link.emit(row(shown, "inntekt.beloep"), "do")
    income = inntektsmelding(run_seat.desk, 1).sheet.income.value
    assert QGuiApplication.clipboard().text() == str(income).replace(".", ",")
    view.answers.link.emit(row(shown, "inntekt.beloep"), "why")
    assert len(shown.traces) == 1


def test_the_months_behind_say_what_counts(run_seat: Seat, hall) -> None:
    """Sick from 1 December: November was paid here, September and October elsewhere."""
    shown = hall(run_seat, str(sick(run_seat, 2, date(2026, 12, 1), None)))
    lines = shown.page.sheet.months.rows()
    assert [line.counts for line in lines[:2]] == [None, None]
    here = [line for line in lines if str(line.month) == "2026-11"]
    assert any(line.counts is Counts.REGULAR and line.amount for line in here)
    assert any(line.counts is Counts.NOT for line in here)
    assert all(line.why.text for line in here)


def test_sickness_in_the_employers_period_says_that_nav_pays_nothing(run_seat: Seat, hall) -> None:
    shown = hall(run_seat, str(sick(run_seat, 2, date(2026, 12, 1), date(2026, 12, 6))))
    assert not shown.page.sheet.others.isHidden()
    other = hall(run_seat, str(sick(run_seat)))
    assert other.page.sheet.others.isHidden()


def test_answers_are_tried_kept_and_undone(run_seat: Seat, hall, qtbot) -> None:
    number = sick(run_seat)
    shown = hall(run_seat, str(number))
    page = shown.page
    assert row(shown, "navReferanseId").is_asked
    page.sheet.box.clicked.emit()
    assert page.panel is shown.panel
    type_text(shown.panel.fields["income"].editor, "41000")
    qtbot.waitUntil(lambda: row(shown, "inntekt.beloep").copied == "41000,00")
    assert inntektsmelding(run_seat.desk, number).answers.income is None
    shown.panel.done_button.click()
    shown.settle()
    assert inntektsmelding(run_seat.desk, number).answers.income == Money.kr(41000)
    assert shown.toasts
    assert shown.panel is None
    assert run_seat.undo()
    shown.settle()
    assert inntektsmelding(run_seat.desk, number).answers.income is None


def test_what_was_typed_is_there_again_and_dropped_when_asked(run_seat: Seat, hall, qtbot) -> None:
    number = sick(run_seat)
    shown = hall(run_seat, str(number))
    shown.page.answer("phone")
    type_text(shown.panel.fields["phone"].editor, "2233")
    shown.seat.close_panel()  # another panel, or Esc
    shown.settle()
    shown.page.answer("phone")
    assert shown.panel.fields["phone"].value() == "2233"
    shown.panel.dropped.emit()
    shown.settle()
    shown.page.answer()
    assert shown.panel.fields["phone"].value() is None


def test_a_wrong_reference_is_told_in_its_field(run_seat: Seat, hall) -> None:
    shown = hall(run_seat, str(sick(run_seat)), "reference")
    field = shown.panel.fields["reference"]
    type_text(field.editor, "12-34")
    shown.panel.done_button.click()
    assert "6f1f2b0a" in field.problem()
    assert inntektsmelding(run_seat.desk, 1).answers.reference == ""


def test_no_refund_and_own_changes(run_seat: Seat, hall) -> None:
    number = sick(run_seat)
    shown = hall(run_seat, str(number))
    shown.page.answer("refund_changes")
    panel = shown.panel
    panel.changes.own.click()
    block = panel.changes.blocks[0]
    assert block.fields["since"].value() == date(2026, 12, 21)
    block.fields["since"].set_value(date(2026, 12, 11))
    panel.changes.more.click()
    panel.changes.blocks[1].remove.click()
    panel.done_button.click()
    shown.settle()
    [change] = inntektsmelding(run_seat.desk, number).answers.refund_changes or ()
    assert (change.since, change.amount) == (date(2026, 12, 11), Money.kr(0))
    shown.page.answer("no_refund")
    shown.panel.fields["no_refund"].editor.segment(True).click()
    assert not shown.panel.changes.isVisible()
    shown.panel.done_button.click()
    shown.settle()
    assert inntektsmelding(run_seat.desk, number).sheet.refund is None


def test_own_reasons_with_their_dates(run_seat: Seat, hall) -> None:
    number = sick(run_seat)
    shown = hall(run_seat, str(number))
    shown.page.answer("reasons")
    shown.panel.reasons.own.click()
    [block] = shown.panel.reasons.blocks
    shown.panel.done_button.click()
    assert block.fields["name"].problem()
    block.fields["name"].set_value("NyStilling")
    block._settle()
    assert block.fields["since"].isVisible()
    assert not block.fields["first"].isVisible()
    block.fields["since"].set_value(date(2026, 10, 1))
    shown.panel.done_button.click()
    shown.settle()
    [reason] = inntektsmelding(run_seat.desk, number).answers.reasons or ()
    assert (reason.name, reason.since) == ("NyStilling", date(2026, 10, 1))


def test_a_leave_is_asked_which_benefit_nav_pays(run_seat: Seat, hall) -> None:
    number = away(run_seat.desk, 7, "leave_other_statutory", date(2026, 11, 1), date(2026, 12, 1))
    shown = hall(run_seat, str(number))
    page = shown.page
    assert page.sheet.stack.currentWidget() is page.sheet.trouble
    page.sheet.benefit.editor.set_value("SVANGERSKAPSPENGER")
    page.sheet.benefit.changed.emit()
    shown.settle()
    assert page.sheet.stack.currentWidget() is page.sheet.area
    assert row(shown, "ytelse").shown == "Svangerskapspenger"
    assert row(shown, "ytelse").copied == "SVANGERSKAPSPENGER"


# --- saved, sent -----------------------------------------------------------------------------------------------------


def test_saved_as_pdf_and_read_back(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat, str(sick(run_seat)))
    shown.files.path = tmp_path / "skjema"
    shown.page.save(".pdf")
    shown.settle()
    text = pypdfium2.PdfDocument(tmp_path / "skjema.pdf")[0].get_textpage().get_text_range()
    assert "Ingrid Solvang Haugen" in text
    assert shown.toasts
    assert shown.files.asked[-1].endswith(".pdf")


def test_json_waits_for_the_answers(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat, str(sick(run_seat)))
    shown.files.path = tmp_path / "skjema.json"
    shown.page.save(".json")
    assert [found.where.field for found in shown.findings if found.where] == [
        "navReferanseId",
        "kontaktinformasjon",
        "arbeidsgiverTlf",
    ]
    assert not shown.files.path.exists()
    answer_all(shown)
    shown.page.save(".json")
    shown.settle()
    assert json.loads(shown.files.path.read_text())["navReferanseId"] == REFERENCE


def test_a_folder_that_cannot_be_written_is_told(run_seat: Seat, hall, tmp_path) -> None:
    shown = hall(run_seat, str(sick(run_seat)))
    shown.files.path = tmp_path / "nowhere" / "skjema.pdf"
    shown.page.save(".pdf")
    shown.settle()
    assert shown.findings
    shown.files.path = None
    shown.page.save(".pdf")
    assert not shown.toasts


def test_marked_as_sent_on_a_day_and_not_after_all(run_seat: Seat, hall) -> None:
    number = sick(run_seat)
    shown = hall(run_seat, str(number), "sent")
    panel = shown.panel
    panel.day.set_value(date(2026, 12, 24))
    panel.done_button.click()
    assert panel.day.problem()
    panel.day.set_value(date(2026, 11, 20))
    panel.done_button.click()
    shown.settle()
    told = inntektsmelding(run_seat.desk, number).sent
    assert told is not None
    assert (sent_on(told), told.by) == (date(2026, 11, 20), "Kari")
    assert "20.11.2026" in shown.page.header.line
    seat = shown.seat
    seat.go(Place("inntektsmelding"))
    shown.settle()
    assert [shown.page.list.state(each) for each in shown.page.list.table.rows()] == ["sent"]
    seat.go(Place("inntektsmelding", f"absence:{number}", "sent"))
    shown.settle()
    shown.panel.back_button.click()
    shown.settle()
    assert inntektsmelding(run_seat.desk, number).sent is None
