"""Moving in as people do it: the file, the names, who comes, and the check afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.span import Month
from services.actions.employees import EmploymentPart, save_employment
from services.actions.scenario import play, read
from services.desk.countries import country
from services.queries import employees
from services.queries.employee_page import employee
from services.reference.demo_client import demo_scenario
from services.reference.wage_type_rows import wage_types
from tests.views.keys import press, type_text
from views.pages.moving_in.page import MovingInPage
from views.shell.seat import Seat
from views.widgets.text import MessageBox


@pytest.fixture(scope="module")
def old_report() -> bytes:
    """November as the old program reported it."""
    scenario = read(demo_scenario())
    book = play(replace(scenario, runs=scenario.runs[:1]))
    month = Month.of(scenario.runs[0].head.pay_date)
    return country("NO").report(book.month(month), wage_types("NO"), "Gammelt system", date(2026, 12, 1)).content


class Files:
    """The file dialog, answered."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def open_file(self, title: str, pattern: str = "") -> Path | None:
        return self.path


class Hall(QWidget):
    """As much of a window as the page needs."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.resize(1068, 752)
        self.page = MovingInPage(seat)
        QVBoxLayout(self).addWidget(self.page)
        self.went: list[Place] = []
        self.toasts: list[str] = []
        self.findings: list[object] = []
        seat.asked_place.connect(self.went.append)
        seat.asked_toast.connect(lambda text, _undo: self.toasts.append(text))
        seat.asked_findings.connect(self.findings.extend)
        seat.changed.connect(lambda kinds: self.page.refresh() if kinds & self.page.kinds else None)

    def settle(self) -> None:
        self.seat.wait()


@pytest.fixture
def hall(qtbot) -> Iterator[Callable[..., Hall]]:
    def opened(seat: Seat, path: Path | None = None) -> Hall:
        made = Hall(seat)
        qtbot.addWidget(made)
        made.show()
        seat.files = Files(path)  # type: ignore[assignment]
        made.page.show_place(Place("moving_in"))
        return made

    return opened


@pytest.fixture
def file(old_report: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "a-melding.xml"
    path.write_bytes(old_report)
    return path


def chosen(hall: Hall, qtbot) -> Hall:
    hall.page.choose_button.click()
    qtbot.waitUntil(lambda: not hall.seat.busy)
    return hall


def boxes(hall: Hall) -> list[str]:
    return [box.title() if callable(box.title) else str(box.title) for box in hall.page.findChildren(MessageBox)]


class TestPeople:
    def test_nothing_is_there_at_first_and_no_file_changes_nothing(self, empty_seat: Seat, hall) -> None:
        page = hall(empty_seat).page
        assert page.stack.currentWidget() is page.start
        page.choose_button.click()
        assert page.stack.currentWidget() is page.start
        assert page.take_button.isHidden()

    def test_everybody_is_shown_and_names_are_asked_for(self, empty_seat: Seat, hall, file: Path, qtbot) -> None:
        shown = chosen(hall(empty_seat, file), qtbot)
        page = shown.page
        assert page.stack.currentWidget() is page.people
        assert len(page.source.rows) >= 10
        assert page.source.row(0).name.endswith("•••••")
        assert not page.take_button.isEnabled()
        assert "mangler" in page.line.label.text()

    def test_names_typed_pasted_and_somebody_stays_out(self, empty_seat: Seat, hall, file: Path, qtbot) -> None:
        shown = chosen(hall(empty_seat, file), qtbot)
        page, grid = shown.page, shown.page.grid
        free = [place for place, row in enumerate(page.source.rows) if row.can_come]
        grid.go_to(free[0], 1)
        type_text(grid.table, "Å")
        type_text(grid._editor, "se Ås")
        press(grid._editor, Qt.Key.Key_Return)
        assert page.source.names[page.source.rows[free[0]].key] == "Åse Ås"
        names = "\n".join(f"Person Nummer{place}" for place in range(1, len(page.source.rows)))
        QGuiApplication.clipboard().setText(names)
        grid.go_to(1, 1)
        grid.ranges.paste()
        assert not page.source.nameless
        out = page.source.rows[free[1]]
        grid.go_to(free[1], 0)
        press(grid.table, Qt.Key.Key_Space)
        assert out not in page.source.coming
        count = len(page.source.coming)
        page.take_button.click()
        qtbot.waitUntil(lambda: not empty_seat.busy and page.stack.currentWidget() is page.check)
        assert len(employees.employees(empty_seat.desk)) == count
        assert shown.toasts[-1] == f"{count} ansatte ble med"
        assert [row.data.number for row in page.list_rows()] == [None]  # who stayed out
        empty_seat.undo()
        qtbot.waitUntil(lambda: not empty_seat.busy)
        assert employees.employees(empty_seat.desk) == ()

    def test_names_are_found_by_their_numbers(self, empty_seat: Seat, hall, file: Path, qtbot) -> None:
        page = chosen(hall(empty_seat, file), qtbot).page
        first, second = [row for row in page.source.rows if row.can_come and len(row.key) == 11][:2]
        QGuiApplication.clipboard().setText(f"{second.key}\tNordmann\n7\tOla Hansen\t{first.key}\n")
        page.grid.table.setFocus()
        press(page.grid.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert (page.source.names[first.key], page.source.names[second.key]) == ("7 Ola Hansen", "Nordmann") or (
            page.source.names[first.key] == "Ola Hansen"
        )

    @pytest.mark.parametrize("name", ["x" * 200, "a\x07b"])
    def test_what_is_no_name(self, empty_seat: Seat, hall, file: Path, qtbot, name: str) -> None:
        page = chosen(hall(empty_seat, file), qtbot).page
        place = next(place for place, row in enumerate(page.source.rows) if row.can_come)
        assert not page.source.put([(place, 1, name)], "typed")
        assert page.source.rows[place].key not in page.source.names

    def test_who_is_here_stays_as_they_are(self, client_seat: Seat, hall, file: Path, qtbot) -> None:
        page = chosen(hall(client_seat, file), qtbot).page
        assert page.source.coming == []
        assert page.take_button.isHidden()
        page.grid.toggle(0)
        assert "Er ansatt" in page.line.label.text()
        before = employees.employees(client_seat.desk)
        page.take_over()
        assert employees.employees(client_seat.desk) == before


class TestWrongFiles:
    def test_nothing_is_stored(self, empty_seat: Seat, hall, tmp_path: Path, qtbot) -> None:
        path = tmp_path / "fil.xml"
        shown = hall(empty_seat, path)
        for content in (
            b"",
            b"navn;lonn\n1;2\n",
            b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        ):
            path.write_bytes(content)
            chosen(shown, qtbot)
            assert shown.page.stack.currentWidget() is shown.page.start
            assert boxes(shown)[-1]
        assert employees.employees(empty_seat.desk) == ()

    def test_a_file_that_is_gone(self, empty_seat: Seat, hall, tmp_path: Path, qtbot) -> None:
        shown = chosen(hall(empty_seat, tmp_path / "borte.xml"), qtbot)
        assert "borte.xml" in boxes(shown)[0]

    def test_another_employer(self, empty_seat: Seat, hall, file: Path, qtbot) -> None:
        file.write_bytes(file.read_bytes().replace(empty_seat.client_orgnr.encode(), b"312001004"))
        shown = chosen(hall(empty_seat, file), qtbot)
        assert "312001004" in boxes(shown)[0]
        assert shown.page.take_button.isHidden()

    def test_before_the_employer_is_entered(self, new_seat: Seat, hall, file: Path, qtbot) -> None:
        shown = chosen(hall(new_seat, file), qtbot)
        assert "arbeidsgiveren" in boxes(shown)[0]


class TestCheck:
    def test_the_same(self, client_seat: Seat, hall, file: Path, qtbot) -> None:
        page = hall(client_seat, file).page
        page.check_first.click()
        qtbot.waitUntil(lambda: not client_seat.busy and page.stack.currentWidget() is page.check)
        assert page.list_rows() == [] or all(row.data is not None for row in page.list_rows())

    def test_a_difference_leads_to_where_it_is_mended(self, client_seat: Seat, hall, file: Path, qtbot) -> None:
        shown = hall(client_seat, file)
        page = shown.page
        page.check_first.click()
        qtbot.waitUntil(lambda: not client_seat.busy and page.stack.currentWidget() is page.check)
        before = len(page.list_rows())
        part: EmploymentPart = employee(client_seat.desk, 2).employments[0].part
        save_employment(client_seat.desk, 2, "1", replace(part, start=date(2020, 2, 2)))
        qtbot.waitUntil(lambda: not client_seat.busy and len(page.list_rows()) > before)
        row = next(row for row in page.list_rows() if row.data.number == 2)
        assert row.place == Place("employees", 2, "start")
        page.recalculate()
        qtbot.waitUntil(lambda: not client_seat.busy)
        assert page.header.title == "Kontroll ved bytte"
