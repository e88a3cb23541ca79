"""Payments of a run, by clicks and keys: what stops the bank file, the list one by one, tax with KID, bank answers."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.records.employee import Employee
from models.values.finding import Place
from services.actions import runs
from services.actions.exports import export_run
from services.actions.marks import mark
from services.files.payment_file import message_id, payments_in
from services.queries.run_files import file_content
from tests.views.conftest import sit
from tests.views.keys import press
from tests.views.two_months import DECEMBER, NOVEMBER, december
from views.pages.pay_run.files_list import FileRow
from views.pages.pay_run.files_step import FilesStep
from views.pages.pay_run.page import PayRunPage
from views.pages.pay_run.payments_view import PaymentsView
from views.pages.settings.bank_part import BankPart
from views.pages.settings.page import SettingsPage
from views.shell.seat import Seat
from views.widgets.text import MessageBox

KID = "314572106202611016"
TAX_ACCOUNT = "76940512057"


@pytest.fixture(scope="session")
def december_file(paid_file: Path) -> Path:
    return december(paid_file)


@pytest.fixture
def page(seat: Seat, december_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[PayRunPage]:
    """The page of pay runs: November is paid, December is a draft; it is 22 November."""
    path = tmp_path / "klient.lonnsom"
    copyfile(december_file, path)
    sit(seat, path)
    page = PayRunPage(seat)
    qtbot.addWidget(page)
    page.resize(1004, 740)
    page.show()
    seat.changed.connect(lambda _: page.refresh())
    seat.asked_place.connect(lambda place: page.show_place(place) if place.page == "pay_run" else None)
    yield page
    seat.wait()


class Files:
    """The system's dialogs, answered."""

    def __init__(self, answer: Path | None) -> None:
        self.answer = answer

    def open_file(self, title: str, pattern: str = "") -> Path | None:
        return self.answer

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        return self.answer / name if self.answer is not None else None


def payments(page: PayRunPage, run_id: int = NOVEMBER) -> PaymentsView:
    page.show_place(Place("pay_run", run_id, "payments"))
    step = page._current_step
    assert isinstance(step, FilesStep)
    assert step.payments is not None
    assert step.stack.currentWidget() is step.payments
    return step.payments


def boxes(view: PaymentsView) -> list[MessageBox]:
    found = [view._boxes.itemAt(place).widget() for place in range(view._boxes.count())]
    return [box for box in found if isinstance(box, MessageBox)]


def told(signal: Any) -> list[Any]:
    found: list[Any] = []
    signal.connect(lambda *values: found.append(values[0]))
    return found


def states(view: PaymentsView) -> list[str]:
    return [view.pay._note(row) for row in view.pay.table.rows()]


def choose(view: PaymentsView, name: str) -> Any:
    row = next(each for each in view.pay.table.rows() if each.name == name)
    assert view.pay.table.select(row, tell=True)
    return row


# --- net pay --------------------------------------------------------------------------------------------------------


def test_everybody_stands_in_the_list_and_who_is_open_first(page: PayRunPage) -> None:
    view = payments(page)
    rows = view.pay.table.rows()
    assert len(rows) == 13
    assert rows[0].name == "Maja Rønning Eikeland-Thorvaldsen"
    assert states(view)[:2] == ["Bankkontoen mangler", "I bankfilen"]
    assert not view.pay.account_button.isEnabled()  # nobody is chosen


def test_account_and_amount_are_copied_one_by_one(page: PayRunPage, qtbot: QtBot) -> None:
    view = payments(page)
    choose(view, "Bjørn Aarseth")
    qtbot.mouseClick(view.pay.account_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "12034009595"
    press(view.pay.amount_button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "60950,42"
    choose(view, "Maja Rønning Eikeland-Thorvaldsen")
    assert not view.pay.account_button.isEnabled()
    assert view.pay.amount_button.isEnabled()


def test_what_is_paid_by_hand_is_ticked_and_unticked(page: PayRunPage, qtbot: QtBot) -> None:
    view = payments(page)
    choose(view, "Maja Rønning Eikeland-Thorvaldsen")
    qtbot.mouseClick(view.pay.paid_button, Qt.MouseButton.LeftButton)
    choose(view, "Maja Rønning Eikeland-Thorvaldsen")
    assert view.pay._note(view.pay.table.current()) == "Betales utenom bankfilen"
    assert view.pay.paid_button.text() == "Ikke betalt likevel"
    qtbot.mouseClick(view.pay.paid_button, Qt.MouseButton.LeftButton)
    assert states(view)[0] == "Bankkontoen mangler"


@pytest.mark.parametrize("suffix", [".pdf", ".csv", ".xlsx"])
def test_the_list_is_saved(page: PayRunPage, tmp_path: Path, suffix: str, qtbot: QtBot) -> None:
    view = payments(page)

    class Named(Files):
        def save_file(self, title: str, name: str, pattern: str = "") -> Path:
            return tmp_path / f"liste{suffix}"

    page.seat.files = Named(tmp_path)  # type: ignore[assignment]
    with qtbot.waitSignal(page.seat.asked_toast) as told:
        view.save_list()
    assert told.args is not None
    assert told.args[0] == f"liste{suffix} er lagret"
    content = (tmp_path / f"liste{suffix}").read_bytes()
    assert content.startswith({".pdf": b"%PDF", ".csv": b"\xef\xbb\xbf", ".xlsx": b"PK"}[suffix])


def test_the_way_there_and_back(page: PayRunPage, qtbot: QtBot) -> None:
    page.show_place(Place("pay_run", NOVEMBER, "files"))
    step = page._current_step
    assert isinstance(step, FilesStep)
    qtbot.mouseClick(step.payments_button, Qt.MouseButton.LeftButton)
    assert step.payments is not None
    assert step.stack.currentWidget() is step.payments
    step.payments.closed.emit()
    assert step.stack.currentWidget() is step.area


# --- what stops the bank file ---------------------------------------------------------------------------------------


def test_a_date_that_has_passed_is_mended_by_one_click(page: PayRunPage, qtbot: QtBot) -> None:
    view = payments(page)
    [box] = boxes(view)
    assert box.title() == "Bankfilen kan ikke lagres slik den er"
    qtbot.mouseClick(box.link, Qt.MouseButton.LeftButton)
    assert boxes(view) == []
    assert view.found is not None
    assert str(view.found.day) == "2026-11-23"  # the 22nd is a Sunday


def test_saving_all_leaves_such_a_bank_file_behind(page: PayRunPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.show_place(Place("pay_run", NOVEMBER, "files"))
    step = page._current_step
    assert isinstance(step, FilesStep)
    folder = tmp_path / "ut"
    folder.mkdir()
    step._save_into(folder)
    qtbot.waitUntil(lambda: not page.seat.busy and any(folder.iterdir()))
    assert not list(folder.glob("bank-*"))
    [bank] = [row for row in step.files.rows if isinstance(row, FileRow) and row.file.kind == "bank"]
    assert bank.state[1] == "Må ses på først"
    step._opened(bank)
    assert step.stack.currentWidget() is step.payments


def test_a_changed_account_is_confirmed_by_somebody(page: PayRunPage, qtbot: QtBot) -> None:
    desk = page.seat.desk
    with desk.change("employee.save") as session:
        session.query(Employee).filter(Employee.name == "Bjørn Aarseth").one().bank_account = "15032222223"
    runs.draft(desk, DECEMBER)
    runs.approve(desk, DECEMBER, prove=False)
    export_run(desk, DECEMBER)
    view = payments(page, DECEMBER)
    [box] = boxes(view)
    assert box.title() == "Bjørn Aarseth har fått ny konto"
    assert "1203 40 09595" in box.text()
    assert "1503 22 22223" in box.text()
    qtbot.mouseClick(box.link, Qt.MouseButton.LeftButton)
    assert boxes(view) == []


# --- tax and deductions ---------------------------------------------------------------------------------------------


def test_account_and_kid_are_typed_and_a_file_is_made(page: PayRunPage, tmp_path: Path, qtbot: QtBot) -> None:
    view = payments(page)
    view.tabs.set_current("other")
    other = view.other
    assert other.table.current().kind == "withholding"
    assert other._note(other.table.current()) == "Skriv inn konto og KID"
    other.account.set_value(TAX_ACCOUNT)
    other.kid.set_value("314572106202611017")
    qtbot.mouseClick(other.save_button, Qt.MouseButton.LeftButton)
    assert other.kid.problem()
    other.kid.set_value(KID)
    qtbot.mouseClick(other.save_button, Qt.MouseButton.LeftButton)
    tax = other.table.rows()[0]
    assert (tax.account, tax.kid, other._note(tax)) == (TAX_ACCOUNT, KID, "Klar")
    assert not other.make_button.isEnabled()
    other.table.view.setFocus()
    press(other.table.view, Qt.Key.Key_Space)  # ticks the row
    assert other.make_button.isEnabled()
    qtbot.mouseClick(other.make_button, Qt.MouseButton.LeftButton)
    [kept] = other.files.rows()
    assert (kept.count, kept.amount) == (1, tax.amount)
    assert other._note(other.table.rows()[0]) == "I en betalingsfil"
    page.seat.files = Files(tmp_path)  # type: ignore[assignment]
    other.save_file(kept)
    [sent] = payments_in((tmp_path / "betalinger-2026-11-23.xml").read_bytes())
    assert (sent.account, sent.kid, sent.amount) == (TAX_ACCOUNT, KID, tax.amount)
    assert other._file_state(other.files.rows()[0]).startswith("Lagret")


def test_what_is_typed_and_not_saved_waits_for_its_row(page: PayRunPage, qtbot: QtBot) -> None:
    view = payments(page)
    view.tabs.set_current("other")
    other = view.other
    first, second = other.table.rows()[:2]
    before = other.receiver.editor.text(), other.account.editor.text()
    other.receiver.editor.setText("Kemneren")
    other.account.editor.setText("8601 11")  # half of it
    assert other.table.select(second, tell=True)
    assert other.account.editor.text() != "8601 11"
    second_before = other.account.editor.text()
    assert other.table.select(first, tell=True)
    assert (other.receiver.editor.text(), other.account.editor.text()) == ("Kemneren", "8601 11")
    assert other.note.text() == "Det du skrev, er ikke lagret ennå."
    other.table.view.setFocus()
    mark(page.seat.desk, second.subject, "paid")  # the file is another now, and the fields have no focus
    page.refresh()
    assert (other.receiver.editor.text(), other.account.editor.text()) == ("Kemneren", "8601 11")
    other.receiver.editor.setText(before[0])
    other.account.editor.setText(before[1])
    other.table.select(other.table.rows()[1], tell=True)
    assert other.account.editor.text() == second_before
    other.table.select(other.table.rows()[0], tell=True)
    assert other.note.text() != "Det du skrev, er ikke lagret ennå."


def test_what_is_not_ready_makes_no_file(page: PayRunPage, qtbot: QtBot) -> None:
    view, said = payments(page), told(page.seat.asked_toast)
    view.tabs.set_current("other")
    view.other.table.view.setFocus()
    press(view.other.table.view, Qt.Key.Key_Space)
    view.other.make()
    assert said == ["Forskuddstrekk: Skriv inn konto og KID"]
    assert view.other.files.rows() == []


# --- the bank's answers ---------------------------------------------------------------------------------------------


@pytest.fixture
def answer(page: PayRunPage, tmp_path: Path) -> Path:
    """The bank rejects the first payment and takes the others."""
    view = payments(page)
    assert view.found is not None
    content = file_content(page.seat.desk, view.found.bank.file_id or 0) or b""
    first, *others = [each.reference for each in payments_in(content)]
    lines = f"<TxInfAndSts><OrgnlEndToEndId>{first}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd>"
    lines += "</Rsn></StsRsnInf></TxInfAndSts>" + "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>" for name in others
    )
    path = tmp_path / "svar.xml"
    path.write_text(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId>'
        f"<CreDtTm>2026-11-20T10:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message_id(content)}"
        "</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>x</OrgnlPmtInfId>"
        f"{lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
        "utf-8",
    )
    return path


def test_an_answer_is_seen_before_it_counts_and_can_be_taken_back(page: PayRunPage, answer: Path, qtbot: QtBot) -> None:
    page.seat.hand_over(Place("pay_run", None, "payments"), answer)
    view = payments(page)
    qtbot.waitUntil(lambda: not page.seat.busy and view.answers.looked.isVisible())
    assert view.tabs.current() == "answers"
    assert view.answers.line.text() == "Gjelder bank-2026-11.xml · laget 20.11.2026 · 1 avvist · 11 godtatt"
    assert "Avvist av banken" not in "".join(states(view))
    press(view.answers.take_button, Qt.Key.Key_Space)
    assert view.tabs.current() == "pay"
    assert states(view)[0] == "Avvist av banken: Kontoen er avsluttet"
    assert [box.title() for box in boxes(view)] == ["Banken avviste 1 betaling"]
    went = told(page.seat.asked_place)
    qtbot.mouseClick(boxes(view)[0].link, Qt.MouseButton.LeftButton)
    assert (went[0].page, went[0].field) == ("employees", "bank_account")
    [row] = view.answers.table.rows()
    view.answers.undo(row)
    assert "Avvist av banken" not in "".join(states(view))
    assert view.answers._says(view.answers.table.rows()[0]) == "Angret"


def test_the_same_answer_again_says_when_it_was_taken_in(page: PayRunPage, answer: Path, qtbot: QtBot) -> None:
    page.seat.hand_over(Place("pay_run", None, "payments"), answer)
    view = payments(page)
    qtbot.waitUntil(lambda: not page.seat.busy and view.answers.looked.isVisible())
    press(view.answers.take_button, Qt.Key.Key_Space)
    view.answers.read(answer)
    qtbot.waitUntil(lambda: not page.seat.busy and view.answers._read is not None)
    assert view.answers.title.text() == "svar.xml er allerede lest inn"
    assert view.answers.line.text().startswith("Lest inn 22.11.2026 · ")
    assert view.answers.take_button.isHidden()
    assert view.answers.cancel_button.text() == "Lukk"


def test_another_clients_answer_is_refused_by_name(page: PayRunPage, answer: Path, qtbot: QtBot) -> None:
    text = answer.read_text("utf-8")
    start = text.index("<OrgnlMsgId>") + 12
    answer.write_text(text[:start] + "ANNEN-1" + text[text.index("</OrgnlMsgId>") :], "utf-8")
    page.seat.files = Files(answer)  # type: ignore[assignment]
    view = payments(page)
    view.tabs.set_current("answers")
    view.answers.choose()
    qtbot.waitUntil(lambda: not page.seat.busy and view.answers.looked.isVisible())
    assert view.answers.take_button.isHidden()
    assert "ANNEN-1" in view.answers.findings.findings[0].row.title
    assert view.answers.title.text().endswith(" kan ikke leses inn")
    assert view.answers.cancel_button.text() == "Lukk"
    assert view.answers.title.y() + view.answers.title.height() + 12 > view.answers.line.y()  # it stands at the top
    press(view.answers.cancel_button, Qt.Key.Key_Space)
    assert view.answers.log.isVisible()


# --- the profile ----------------------------------------------------------------------------------------------------


def test_the_profile_is_typed_checked_and_saved(run_seat: Seat, qtbot: QtBot) -> None:
    page = SettingsPage(run_seat)
    qtbot.addWidget(page)
    page.show()
    page.show_place(Place("settings", "bic", "bank"))
    part = page.part("bank")
    assert isinstance(part, BankPart)
    assert part.account.text() == "Betales fra 1503 20 01006, DNB Bank ASA"
    assert not part.has_changes()
    part.fields["bic"].set_value("DNB")
    part.fields["bic"].validate()
    assert part.fields["bic"].problem()
    part.fields["bic"].set_value("ndea nokk")
    part.fields["version"].set_value("09")
    part._on_changed()
    assert page.unsaved()["bank"]["version"] == "09"
    qtbot.mouseClick(part.row.save_button, Qt.MouseButton.LeftButton)
    assert not part.has_changes()
    assert (part._stored.version, part._stored.bic) == ("09", "NDEANOKK")
    run_seat.undo()
    page.refresh()
    assert part._stored.version == "03"
