"""The first page: who there is, what is next, and every way in, by clicks and keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from models.values.finding import Place, Refused
from services.actions import open_file
from services.queries.client_cards import ClientCard
from services.queries.clients import copies_of
from services.vault import keys
from tests.views.clients_room import Files, a_card, at_rest, demo_in, known_file, remember, until, window_of
from tests.views.conftest import PASSWORD
from tests.views.keys import press, type_text
from tests.views.walker import unnamed
from views.main_window import MainWindow
from views.pages.clients.key_guide import KEY, TRY, KeyGuide
from views.pages.clients.open_panel import OpenPanel
from views.pages.clients.page import ClientsPage
from views.pages.clients.panels import ColorPanel, DemoPanel, FilePanel
from views.pages.clients.table import CLIENT, STEP
from views.shell.client_memory import client_memory
from views.shell.seat import Seat

Made = Callable[..., MainWindow]


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password is a tenth of a second of work, on purpose; not here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_ROUNDS", 100)
        yield


@pytest.fixture(scope="module")
def demo_file(quick_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo client, no run; with a password that is quick."""
    return demo_in(tmp_path_factory.mktemp("people"))


@pytest.fixture
def window_with(seat: Seat, qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Made]:
    """Make the window once the test has said which clients are remembered."""

    def make(*cards: ClientCard) -> MainWindow:
        if cards:
            remember(seat, *cards)
        return window_of(seat, qtbot, monkeypatch, tmp_path)

    yield make
    seat.wait()
    seat.setParent(None)


def page(window: MainWindow) -> ClientsPage:
    shown = window.page
    assert isinstance(shown, ClientsPage)
    return shown


def names(window: MainWindow) -> list[str]:
    return [row.name for row in page(window).table.clients.rows]


def open_panel(window: MainWindow) -> OpenPanel:
    panel = window.panel
    assert isinstance(panel, OpenPanel)
    return panel


def guide_of(window: MainWindow) -> KeyGuide:
    guide = page(window).guide
    assert guide is not None
    return guide


def existing(tmp_path: Path, name: str) -> Path:
    """Something that looks like a closed client file from outside."""
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * 16)
    return path


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_first_start_leads_to_a_new_client_and_to_a_demo(window_with: Made, qtbot) -> None:
    window = window_with()
    assert page(window)._stack.currentWidget() is page(window).empty
    assert page(window).header.line == "Søndag 22. november 2026"
    page(window).ways.cards[0].click()
    assert isinstance(window.panel, DemoPanel)
    qtbot.mouseClick(page(window).empty.primary, Qt.MouseButton.LeftButton)
    assert guide_of(window).is_new
    assert window.panel is None


def test_clients_stand_by_their_next_deadline(window_with: Made, tmp_path: Path, qtbot) -> None:
    window = window_with(
        a_card(existing(tmp_path, "c.lonnsom"), "Cirrus AS", 30, deadlines=()),
        a_card(existing(tmp_path, "a.lonnsom"), "Alfa AS", 30),
        a_card(existing(tmp_path, "b.lonnsom"), "Beta AS", 24),
    )
    table = page(window).table
    assert names(window) == ["Beta AS", "Alfa AS", "Cirrus AS"]
    assert table.clients.rows[0].second == "11 ansatte · åpnet i går"
    assert table.clients.rows[0].due == "Lønn utbetales om 2 dager"
    assert page(window).header.line == "Søndag 22. november 2026 · 2 klienter har frist før 7. desember"
    assert window.bar.status.said == "3 klientfiler funnet"
    table.head.sectionClicked.emit(CLIENT)
    assert names(window) == ["Alfa AS", "Beta AS", "Cirrus AS"]
    table.head.sectionClicked.emit(CLIENT)
    assert names(window) == ["Cirrus AS", "Beta AS", "Alfa AS"]
    index = table.clients.index(0, STEP)
    assert table.clients.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Ingenting venter"
    QAbstractItemModelTester(table.clients, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert not unnamed(page(window))


def test_many_clients_scroll_and_can_be_searched(window_with: Made, tmp_path: Path) -> None:
    cards = [a_card(existing(tmp_path, f"{n}.lonnsom"), f"Klient {n} AS", 10 + n) for n in range(14)]
    window = window_with(*cards)
    window.resize(1280, 800)
    shown = page(window)
    assert shown.search_field.isVisible()
    assert shown.table.verticalScrollBar().maximum() > 0
    assert shown.ways.is_short
    press(shown.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    shown.search()
    type_text(shown.search_field, "klient 13")
    assert names(window) == ["Klient 13 AS"]
    type_text(shown.search_field, "x")
    assert shown._stack.currentWidget() is shown.none_found
    press(shown.search_field, Qt.Key.Key_Escape)
    assert len(names(window)) == 14


def test_files_that_cannot_be_opened_say_why(window_with: Made, tmp_path: Path) -> None:
    damaged = existing(tmp_path, "damaged.lonnsom")
    damaged.write_bytes(bytes(5000))
    empty = tmp_path / "empty.lonnsom"
    empty.touch()
    window = window_with(
        a_card(tmp_path / "gone.lonnsom", "Borte AS", 23),
        a_card(damaged, "Skadet AS", 24),
        a_card(empty, "Tom AS", 25),
    )
    rows = {row.name: row for row in page(window).table.clients.rows}
    assert rows["Borte AS"].step == "Filen er ikke der"
    assert rows["Skadet AS"].step == "Filen er skadet"
    assert rows["Tom AS"].step == "Filen er tom"
    assert names(window)[-1] == "Borte AS"
    page(window).table.choose(tmp_path / "gone.lonnsom")
    press(page(window).table, Qt.Key.Key_Return)
    panel = open_panel(window)
    assert not panel.form.isVisible()
    assert panel.primary.text() == "Finn filen …"
    assert panel._message.kind == "err"


def test_a_file_that_was_moved_is_found_again(
    window_with: Made, seat: Seat, demo_file: Path, tmp_path: Path, qtbot
) -> None:
    path = known_file(seat, demo_file, tmp_path)
    window = window_with()
    moved = tmp_path / "annet sted.lonnsom"
    path.rename(moved)
    page(window).recalculate()
    at_rest(qtbot, seat)
    seat.files = Files(moved)
    page(window).open_row(page(window).table.current)
    qtbot.mouseClick(open_panel(window).primary, Qt.MouseButton.LeftButton)
    at_rest(qtbot, seat)
    assert [card.path for card in client_memory(seat).cards] == [moved]
    assert open_panel(window).path == moved
    assert open_panel(window).form.isVisible()


# --- opening ---------------------------------------------------------------------------------------------------------


def test_arrows_and_enter_open_a_client(window_with: Made, seat: Seat, demo_file: Path, tmp_path: Path, qtbot) -> None:
    path = known_file(seat, demo_file, tmp_path)
    remember(seat, a_card(existing(tmp_path, "a.lonnsom"), "Alfa AS", 1), *client_memory(seat).cards)
    window = window_with()
    press(page(window).table, Qt.Key.Key_Down)
    press(page(window).table, Qt.Key.Key_Return)
    panel = open_panel(window)
    assert panel.title.text() == "Solvang Bakeri AS"
    until(qtbot, lambda: QApplication.focusWidget() is panel.form.password)
    type_text(panel.form.password, "feil passord")
    press(panel.form.password, Qt.Key.Key_Return)
    at_rest(qtbot, seat)
    assert panel.form.password_field.problem().startswith("Passordet åpner ikke filen")
    panel.form.password.selectAll()
    type_text(panel.form.password, "feil igjen")
    assert not panel.form.password_field.problem()
    press(panel.form.password, Qt.Key.Key_Return)
    at_rest(qtbot, seat)
    assert panel._message.link.text() == "Hent tilbake siste kopi"
    panel.form.password.selectAll()
    type_text(panel.form.password, PASSWORD)
    press(panel.form.password, Qt.Key.Key_Return)
    until(qtbot, lambda: seat.has_client)
    assert seat.client.path == path
    assert window.panel is None
    assert seat.place.page == "overview"


def test_a_password_is_shown_and_hidden(window_with: Made, tmp_path: Path, qtbot) -> None:
    window = window_with(a_card(existing(tmp_path, "a.lonnsom")))
    page(window).open_row(page(window).table.current)
    edit = open_panel(window).form.password
    assert edit.echoMode() is edit.EchoMode.Password
    qtbot.mouseClick(edit.eye, Qt.MouseButton.LeftButton)
    assert edit.echoMode() is edit.EchoMode.Normal


def test_a_password_is_asked_for_before_it_is_tried(window_with: Made, seat: Seat, tmp_path: Path) -> None:
    window = window_with(a_card(existing(tmp_path, "a.lonnsom")))
    page(window).open_row(page(window).table.current)
    open_panel(window).open()
    assert not seat.busy
    assert open_panel(window).form.password_field.problem() == "Skriv passordet."


def test_a_file_from_anywhere(window_with: Made, seat: Seat, demo_file: Path, tmp_path: Path, qtbot) -> None:
    window = window_with()
    seat.files = Files(demo_file)
    qtbot.mouseClick(page(window).open_button, Qt.MouseButton.LeftButton)
    type_text(open_panel(window).form.password, PASSWORD)
    qtbot.mouseClick(open_panel(window).primary, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: seat.has_client)
    seat.close_client()
    [card] = client_memory(seat).cards
    assert (card.path, card.name, card.employees) == (demo_file, "Solvang Bakeri AS", 12)


def test_a_client_that_is_open_is_gone_to(window_with: Made, client_seat: Seat, qtbot) -> None:
    window = window_with()
    window.go(Place("clients"))
    until(qtbot, lambda: bool(names(window)))
    row = page(window).table.clients.rows[0]
    assert row.second.endswith("åpen nå")
    page(window).open_row(row.row)
    assert seat_place(client_seat) == "overview"


def seat_place(seat: Seat) -> str:
    return seat.place.page


def test_a_file_that_is_open_elsewhere_offers_the_last_backup(
    window_with: Made, seat: Seat, demo_file: Path, tmp_path: Path, qtbot
) -> None:
    path = known_file(seat, demo_file, tmp_path)
    with open_file.open_file(path, "annen", seat.now, passphrase=PASSWORD):
        window = window_with()
        assert page(window).table.clients.rows[0].step == "Åpen et annet sted"
        page(window).open_row(page(window).table.current)
        panel = open_panel(window)
        assert panel.primary.text() == "Prøv igjen"
        qtbot.mouseClick(panel.second, Qt.MouseButton.LeftButton)
        type_text(panel.form.password, PASSWORD)
        press(panel.form.password, Qt.Key.Key_Return)
        until(qtbot, lambda: seat.has_client)
        assert seat.desk.client.is_read_only
        assert seat.desk.client.path.parent.name == "demo backups"
    seat.close_client()
    assert [card.path for card in client_memory(seat).cards] == [path]


def test_after_locking_only_the_password_leads_back(window_with: Made, client_seat: Seat, qtbot) -> None:
    window = window_with()
    path = client_seat.client.path
    client_seat.lock()
    assert not client_seat.has_client
    panel = open_panel(window)
    assert panel.caption.text() == "Låst"
    assert panel.title.text() == "Solvang Bakeri AS"
    assert panel.second.text() == "En annen klient"
    type_text(panel.form.password, PASSWORD)
    press(panel.form.password, Qt.Key.Key_Return)
    until(qtbot, lambda: client_seat.has_client)
    assert client_seat.client.path == path


# --- the recovery key ------------------------------------------------------------------------------------------------


def test_the_recovery_key_opens_and_a_new_password_is_offered(
    window_with: Made, seat: Seat, tmp_path: Path, qtbot
) -> None:
    path = tmp_path / "ny.lonnsom"
    desk, key = open_file.new_file(path, PASSWORD, "NO", "Kari", seat.now)
    desk.close()
    window = window_with()
    page(window).ask_to_open(path)
    form = open_panel(window).form
    qtbot.mouseClick(form.other, Qt.MouseButton.LeftButton)
    wrong = ("A" if key[0] != "A" else "B") + key[1:]
    type_text(form.key, wrong.replace("-", " ").lower())
    assert form.key.toPlainText() == wrong
    press(form.key, Qt.Key.Key_Return)
    assert "gruppe 1" in form.key_field.problem()
    form.key.selectAll()
    type_text(form.key, key)
    press(form.key, Qt.Key.Key_Return)
    until(qtbot, lambda: page(window).guide is not None)
    guide = guide_of(window)
    assert not guide.is_new
    assert page(window).header.title == "Nytt passord"
    for field in (guide.password, guide.again):
        type_text(field.editor, "elleve kalde fiskekaker")
    qtbot.mouseClick(guide.footer.next_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: guide.is_made)
    assert guide.step == KEY
    assert guide._key != key
    guide.close_guide()
    until(qtbot, lambda: seat.has_client)
    seat.close_client()
    with pytest.raises(Refused):
        open_file.open_file(path, "Kari", seat.now, passphrase=PASSWORD)
    open_file.open_file(path, "Kari", seat.now, passphrase="elleve kalde fiskekaker").close()


def test_the_old_password_can_be_kept(window_with: Made, seat: Seat, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "ny.lonnsom"
    desk, key = open_file.new_file(path, PASSWORD, "NO", "Kari", seat.now)
    desk.close()
    window = window_with()
    page(window).ask_to_open(path)
    open_panel(window).form.show_key()
    type_text(open_panel(window).form.key, key)
    open_panel(window).open()
    until(qtbot, lambda: page(window).guide is not None)
    assert guide_of(window).footer.close_button.text() == "Behold passordet"
    guide_of(window).footer.close_button.click()
    until(qtbot, lambda: seat.has_client)


# --- a new client ----------------------------------------------------------------------------------------------------


def test_a_new_client_from_name_to_tried_key(window_with: Made, seat: Seat, tmp_path: Path, qtbot) -> None:
    window = window_with()
    went: list[Place] = []
    seat.asked_place.connect(went.append)
    page(window).new()
    guide = guide_of(window)
    guide.forward()
    assert guide.name.problem()
    (tmp_path / "Fjordgløtt.lonnsom").touch()
    type_text(guide.name.editor, "Fjordgløtt")
    guide.forward()
    assert "ligger allerede i mappen" in guide.name.problem()
    guide.name.editor.end(False)
    type_text(guide.name.editor, " & Sønner AS")
    assert guide.country.editor.radio("DK").isEnabled()
    press(guide.name.editor, Qt.Key.Key_Return)
    type_text(guide.password.editor, "kort")
    assert guide.password.problem() == "For kort. Et passord har minst 8 tegn."
    type_text(guide.password.editor, " og greit")
    assert guide.password.state == "warning"
    guide.password.set_value(None)
    type_text(guide.password.editor, PASSWORD)
    assert guide.password.state == "good"
    type_text(guide.again.editor, PASSWORD[:-1] + "x")
    assert guide.again.problem() == "De to er ikke like. Se på begge med øyet."
    guide.forward()
    assert not seat.busy
    guide.again.set_value(None)
    type_text(guide.again.editor, PASSWORD)
    press(guide.again.editor, Qt.Key.Key_Return)
    until(qtbot, lambda: guide.is_made)
    assert (tmp_path / "Fjordgløtt & Sønner AS.lonnsom").exists()
    assert guide.step == KEY
    assert not guide.password.editor.text()
    assert not window.page.leave()  # the key was not kept yet
    guide.keep.copy()
    assert QGuiApplication.clipboard().text() == guide._key
    QGuiApplication.clipboard().clear()
    seat.files = Files(tmp_path / "nøkkel.txt")
    guide.keep.save()
    assert guide._key.split("-")[12] in (tmp_path / "nøkkel.txt").read_text("utf-8")
    assert "ved siden av klientfilen" in guide.keep.said.label.text()
    guide.forward()
    assert guide.step == TRY
    assert not guide.footer.next_button.isEnabled()
    type_text(guide.typed, guide._key[:-1] + ("A" if guide._key[-1] != "A" else "B"))
    assert "gruppe 13" in guide.try_field.problem()
    guide.typed.selectAll()
    type_text(guide.typed, guide._key.lower())
    assert guide.answer.title() == "Nøkkelen virker"
    assert guide.footer.next_button.text() == "Sett opp firmaet"
    guide.footer.next_button.click()
    until(qtbot, lambda: seat.has_client)
    assert seat.client_name == "Fjordgløtt & Sønner AS"
    assert seat.client_color == "#A2542A"
    assert went[-1] == Place("setup")


def test_the_key_may_be_tried_later(window_with: Made, seat: Seat, tmp_path: Path, qtbot) -> None:
    window = window_with(a_card(existing(tmp_path, "a.lonnsom")))
    page(window).new()
    guide = guide_of(window)
    type_text(guide.name.editor, "Sør")
    guide.practice.set_value(True)
    guide.forward()
    for field in (guide.password, guide.again):
        type_text(field.editor, PASSWORD)
    guide.forward()
    until(qtbot, lambda: guide.is_made)
    guide.guide.go(0)
    assert guide.step == KEY  # there is no way back to the name
    guide.footer.close_button.click()
    until(qtbot, lambda: seat.has_client)
    assert seat.client_color == "#1F6F6B"  # the first has the first colour
    seat.close_client()
    card = client_memory(seat).card(tmp_path / "Sør.lonnsom")
    assert card is not None
    assert not card.key_tried


def test_the_key_stays_on_the_screen_in_another_language(window_with: Made, seat: Seat, tmp_path: Path, qtbot) -> None:
    window = window_with()
    page(window).new()
    guide = guide_of(window)
    type_text(guide.name.editor, "Sør")
    guide.forward()
    for field in (guide.password, guide.again):
        type_text(field.editor, PASSWORD)
    guide.forward()
    until(qtbot, lambda: guide.is_made)
    key = guide._key
    seat.set_language("en")
    again = guide_of(window)
    assert again is not guide
    assert (again.step, again._key) == (KEY, key)
    again.forward()
    type_text(again.typed, key)
    again.forward()
    until(qtbot, lambda: seat.has_client)


def test_nothing_is_left_of_a_guide_that_is_closed(window_with: Made, seat: Seat, tmp_path: Path) -> None:
    window = window_with()
    page(window).new()
    type_text(guide_of(window).name.editor, "Angret")
    guide_of(window).footer.close_button.click()
    assert page(window).guide is None
    assert page(window).footer is None
    assert not list(tmp_path.iterdir())
    assert seat.place == Place("clients")


def test_a_window_that_is_closed_lets_a_new_file_go(window_with: Made, seat: Seat, tmp_path: Path, qtbot) -> None:
    window = window_with()
    page(window).new()
    guide = guide_of(window)
    type_text(guide.name.editor, "Sør")
    guide.forward()
    for field in (guide.password, guide.again):
        type_text(field.editor, PASSWORD)
    guide.forward()
    until(qtbot, lambda: guide.is_made)
    assert not page(window).leave()
    assert page(window).leave()
    open_file.open_file(tmp_path / "Sør.lonnsom", "Kari", seat.now, passphrase=PASSWORD).close()
    assert [card.name for card in client_memory(seat).cards] == ["Sør"]


# --- a demo ----------------------------------------------------------------------------------------------------------


def test_a_demo_is_made_and_opened(window_with: Made, seat: Seat, tmp_path: Path, qtbot) -> None:
    window = window_with()
    page(window).ways.cards[0].click()
    panel = window.panel
    assert isinstance(panel, DemoPanel)
    assert panel.facts.value("Passord") == "demo"
    qtbot.mouseClick(panel.make_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: seat.has_client)
    assert seat.client.path == tmp_path / "Demobakeri.lonnsom"
    seat.close_client()
    at_rest(qtbot, seat)
    [row] = page(window).table.clients.rows
    assert row.row.card.is_demo
    page(window).open_row(row.row)
    assert open_panel(window).form.password.text() == "demo"


def test_a_demo_that_is_cancelled_leaves_no_file(window_with: Made, seat: Seat, tmp_path: Path, qtbot) -> None:
    window = window_with()
    page(window).demo()
    panel = window.panel
    assert isinstance(panel, DemoPanel)
    panel.make()
    panel.progress._cancel()
    at_rest(qtbot, seat)
    assert not seat.has_client
    assert panel.make_button.isEnabled()
    assert not list(tmp_path.iterdir())


# --- what can be done with a client ----------------------------------------------------------------------------------


def test_taken_off_the_list_and_put_back(window_with: Made, tmp_path: Path, qtbot) -> None:
    path = existing(tmp_path, "a.lonnsom")
    window = window_with(a_card(path, "Alfa AS"), a_card(existing(tmp_path, "b.lonnsom"), "Beta AS"))
    shown = page(window)
    entries = {action.text(): action for action in shown.menu_of(shown.table.current).actions()}
    entries["Fjern fra listen"].trigger()
    until(qtbot, lambda: names(window) == ["Beta AS"])
    assert path.exists()
    assert str(path) in shown.removed.text()
    shown.removed.clicked.emit()
    until(qtbot, lambda: names(window) == ["Alfa AS", "Beta AS"])
    assert not shown.removed.isVisible()


def test_the_menu_opens_by_mouse_and_key(window_with: Made, tmp_path: Path, qtbot) -> None:
    window = window_with(a_card(existing(tmp_path, "a.lonnsom")))
    table = page(window).table
    asked: list[QPoint] = []
    table.asked_menu.connect(lambda _row, where: asked.append(where))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.more_rect(0).center().toPoint())
    press(table, Qt.Key.Key_Menu)
    assert len(asked) == 2
    page(window).menu.close()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.open_rect(0).center().toPoint())
    assert isinstance(window.panel, OpenPanel)


def test_a_colour_is_chosen_for_an_open_and_a_closed_client(
    window_with: Made, seat: Seat, demo_file: Path, tmp_path: Path, qtbot
) -> None:
    path = known_file(seat, demo_file, tmp_path)
    window = window_with()
    page(window).recolor(page(window).rows[0])
    panel = window.panel
    assert isinstance(panel, ColorPanel)
    qtbot.mouseClick(panel.swatches.swatches[4], Qt.MouseButton.LeftButton)
    assert client_memory(seat).card(path).color == "#8A2F4B"
    page(window).ask_to_open(path)
    type_text(open_panel(window).form.password, PASSWORD)
    open_panel(window).open()
    until(qtbot, lambda: seat.has_client)
    assert seat.client_color == "#8A2F4B"
    window.go(Place("clients"))
    page(window).recolor(page(window).rows[0])
    qtbot.mouseClick(window.panel.swatches.swatches[1], Qt.MouseButton.LeftButton)
    assert seat.client_color == "#1F6F6B"


def test_about_the_file(window_with: Made, tmp_path: Path, qtbot) -> None:
    path = existing(tmp_path, "a.lonnsom")
    window = window_with(a_card(path))
    window.seat.show_panel(FilePanel(window.seat, page(window).rows[0]))
    panel = window.panel
    assert isinstance(panel, FilePanel)
    assert panel.facts.value("Størrelse") == "4 kB"
    qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == str(path)


def test_a_closed_client_is_backed_up_with_its_password(
    window_with: Made, seat: Seat, demo_file: Path, tmp_path: Path, qtbot
) -> None:
    path = known_file(seat, demo_file, tmp_path)
    window = window_with()
    seat.files = Files(tmp_path / "minnepinne")
    page(window).back_up(page(window).rows[0])
    panel = open_panel(window)
    assert panel.primary.text() == "Ta sikkerhetskopi"
    type_text(panel.form.password, PASSWORD)
    press(panel.form.password, Qt.Key.Key_Return)
    at_rest(qtbot, seat)
    assert not seat.has_client
    assert len(list((tmp_path / "minnepinne").iterdir())) == 1
    assert len(copies_of(client_memory(seat).card(path))) == 2


def test_an_open_client_is_backed_up_and_closed(window_with: Made, client_seat: Seat, tmp_path: Path, qtbot) -> None:
    window = window_with()
    window.go(Place("clients"))
    until(qtbot, lambda: bool(names(window)))
    client_seat.files = Files(tmp_path / "minnepinne")
    page(window).back_up(page(window).rows[0])
    at_rest(qtbot, client_seat)
    assert len(list((tmp_path / "minnepinne").iterdir())) == 1
    page(window).close_client(page(window).rows[0])
    assert not client_seat.has_client


# --- memory ----------------------------------------------------------------------------------------------------------


def test_what_was_changed_last_is_remembered_at_closing(window_with: Made, client_seat: Seat, qtbot) -> None:
    window_with()
    open_file.set_color(client_seat.desk, "#5A7A1E")
    client_seat.close_client()
    [card] = client_memory(client_seat).cards
    assert card.color == "#5A7A1E"
    assert card.employees == 12


def test_cards_speak_the_language_of_the_screen(window_with: Made, seat: Seat, tmp_path: Path) -> None:
    window = window_with(a_card(existing(tmp_path, "a.lonnsom")))
    seat.set_language("da")
    assert page(window).table.clients.rows[0].due == "Løn udbetales om 3 dage"
    seat.set_language("en")
    assert page(window).table.clients.rows[0].due == "Pay day in 3 days"
    assert page(window).header.line.startswith("Sunday 22 November 2026")
