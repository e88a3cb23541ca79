"""Hva om …: changes and what they come to, somebody's slip beside today's, and backwards; nothing is ever stored."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.values.finding import Place
from models.values.money import ZERO
from models.values.percent import Percent
from models.values.span import Month
from services.actions import runs
from services.engine.facts import RunHead
from services.queries.what_if import (
    ExtraLine,
    Leaves,
    MovedTo,
    NewPerson,
    NewPosition,
    OtherScheme,
    PayRise,
)
from tests.builders import kr
from tests.views.clients_room import at_rest
from tests.views.keys import press, type_text
from tests.views.walker import unnamed
from views.main_window import MainWindow
from views.pages.what_if.change_form import KINDS, ChangeForm, kind_words
from views.pages.what_if.page import WhatIfPage
from views.pages.what_if.year_view import YearView
from views.shell.seat import Seat

INGRID, JONAS = 1, 4


def window_of(seat: Seat, qtbot) -> MainWindow:
    """The window, shown, at rest."""
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.show()
    at_rest(qtbot, seat)
    return window


@pytest.fixture
def window(run_seat: Seat, qtbot) -> Iterator[MainWindow]:
    """November 2026 is paid; December is planned."""
    yield window_of(run_seat, qtbot)
    run_seat.wait()
    run_seat.setParent(None)


def page(window: MainWindow, qtbot) -> WhatIfPage:
    window.go(Place("what_if"))
    shown = window.page
    assert isinstance(shown, WhatIfPage)
    answered(shown.year_view, qtbot)
    return shown


def answered(view: YearView, qtbot) -> None:
    qtbot.waitUntil(lambda: not view.is_waiting, timeout=10000)


def opened(view: YearView, kind: str) -> ChangeForm:
    view.begin(kind)
    assert view.form is not None
    return view.form


def test_a_rise_for_everybody_is_tried_while_it_is_typed(window: MainWindow, qtbot) -> None:
    before = window.seat.desk.client.path.read_bytes()
    view = page(window, qtbot).year_view
    assert view.found.difference.total == ZERO
    form = opened(view, "rise")
    type_text(form.editors["percent"], "3,5")
    qtbot.waitUntil(lambda: view.found.difference.total > ZERO, timeout=10000)
    assert view.changes == []
    tried = view.found.difference.total
    form.add_button.click()
    answered(view, qtbot)
    [change] = view.changes
    assert change == PayRise(date(2026, 12, 1), percent=Percent.of("3.5"))
    assert view.found.difference.total == tried
    assert "koste" in window.page.header.line
    assert "mer" in window.page.header.line
    assert window.seat.desk.client.path.read_bytes() == before
    assert not unnamed(window.page)


def test_a_change_is_opened_kept_and_taken_away(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    form = opened(view, "rise")
    form.editors["how"].set_value("amount")
    form._changed()
    type_text(form.editors["amount"], "1000")
    form.editors["who"].set_value("some")
    form._changed()
    form.editors["people"].set_value([INGRID])
    form.add()
    answered(view, qtbot)
    assert view.found.difference.pay == kr(1000)
    press(view.rows, Qt.Key.Key_Return)
    assert view.form is not None
    assert view.form.editors["amount"].value() == kr(1000)
    view.form.editors["amount"].set_value(kr(2000))
    view.form.add()
    answered(view, qtbot)
    assert view.changes == [PayRise(date(2026, 12, 1), frozenset({INGRID}), amount=kr(2000))]
    assert view.found.difference.pay == kr(2000)
    press(view.rows, Qt.Key.Key_Delete)
    answered(view, qtbot)
    assert view.changes == []
    assert view.found.difference.total == ZERO


def test_not_now_leaves_the_year_as_it_was(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    form = opened(view, "rise")
    type_text(form.editors["percent"], "10")
    qtbot.waitUntil(lambda: view.found.difference.total > ZERO, timeout=10000)
    form.leave_button.click()
    answered(view, qtbot)
    assert view.form is None
    assert view.found.difference.total == ZERO


def fill(form: ChangeForm, **values: object) -> None:
    for key, value in values.items():
        form.editors[key].set_value(value)


def test_every_kind_of_change(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    unit, _, zone = view.about.establishments[0]
    first = date(2026, 12, 1)
    wanted = {
        "position": ({"person": INGRID, "position": Percent.of(50)}, NewPosition(first, INGRID, Percent.of(50))),
        "new": (
            {"name": "Åse Ny", "pay": kr(45000)},
            NewPerson(first, kr(45000), establishment=unit, name="Åse Ny"),
        ),
        "leaves": ({"person": 2}, Leaves(2, date(2026, 11, 30))),
        "zone": ({"unit": unit, "zone": "5" if zone != "5" else "1"}, MovedTo(unit, "5" if zone != "5" else "1")),
        "scheme": ({"pension": Percent.of(5)}, OtherScheme(pension_percent=Percent.of(5))),
    }
    for kind, (values, change) in wanted.items():
        form = opened(view, kind)
        fill(form, **values)
        form.add()
        assert view.changes[-1] == change, kind
    form = opened(view, "line")
    fill(form, person=INGRID, line="bonus", amount=kr(9000))
    form.add()
    [*_, line] = view.changes
    assert isinstance(line, ExtraLine)
    assert (line.month, line.number, line.line.amount) == (Month(2026, 12), INGRID, kr(9000))
    answered(view, qtbot)
    assert len(view.rows.rows) == 6
    assert view.found.then != view.found.now
    assert "Åse Ny" in [person.name for person in view.found.people]
    view.clear_button.click()
    answered(view, qtbot)
    assert view.found.difference.total == ZERO


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("rise", {}, "percent"),
    ("rise", {"percent": Percent.of(0)}, "percent"),
    ("rise", {"percent": Percent.of(3), "since": date(2027, 2, 1)}, "since"),
    ("rise", {"percent": Percent.of(3), "who": "some"}, "people"),
    ("position", {"position": Percent.of(50)}, "person"),
    ("new", {"pay": kr(-1)}, "pay"),
    ("leaves", {"person": 1, "last": date(2027, 1, 31)}, "last"),
    ("zone", {}, "zone"),
    ("zone", {"zone": "1"}, "zone"),
    ("scheme", {}, "plan"),
    ("line", {"person": 1, "line": "bonus", "amount": kr(1), "month": Month(2027, 1)}, "month"),
    ("line", {"person": 1}, "line"),
    ("line", {"person": 1, "line": "overtime_50"}, "quantity"),
]


def test_what_is_wrong_is_said_at_its_field(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    for kind, values, wrong in WRONG:
        form = opened(view, kind)
        fill(form, **values)
        form._settle()
        form.add()
        assert view.changes == [], (kind, wrong)
        assert view.form is form
        assert form.fields[wrong].message(), (kind, wrong)


def test_unreadable_is_never_tried(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    form = opened(view, "rise")
    type_text(form.editors["percent"], "tre")
    assert form.change() is None
    form.add()
    assert view.changes == []


def test_somebodys_slip_beside_todays(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    form = opened(view, "line")
    fill(form, person=INGRID, line="bonus", amount=kr(10000))
    form.add()
    answered(view, qtbot)
    [ingrid] = [row for row in view.people.rows() if row.number == INGRID]
    view.people.opened.emit(ingrid)
    assert view.parts.value() == "slip"
    lines = {window.seat.t(line.what): line for line in view.slip.rows()}
    assert lines["Bonus"].now is None
    assert lines["Bonus"].then == kr(10000)
    asked: list[object] = []
    window.seat.asked_why.connect(asked.append)
    view.slip.why.emit(lines["Bonus"], "then")
    assert len(asked) == 1


def test_the_slip_of_somebody_who_is_only_here(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    form = opened(view, "new")
    fill(form, name="Åse Ny", pay=kr(45000))
    form.add()
    answered(view, qtbot)
    [new] = [row for row in view.people.rows() if row.name == "Åse Ny"]
    view.people.opened.emit(new)
    assert next(line.then for line in view.slip.rows()) == kr(45000)
    assert view.slip.rows()[0].now is None
    view.clear()
    answered(view, qtbot)
    assert view.slip.rows() == []


def test_changes_are_there_again_until_the_client_is_closed(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    form = opened(view, "scheme")
    fill(form, pension=Percent.of(7))
    form.add()
    answered(view, qtbot)
    window.seat.set_language("da")
    view = page(window, qtbot).year_view
    assert view.changes == [OtherScheme(pension_percent=Percent.of(7))]
    assert len(view.rows.rows) == 1
    assert window.page.header.title == "Hvad hvis …"


def test_a_year_without_rates_says_so_and_where(window: MainWindow, qtbot) -> None:
    shown = page(window, qtbot)
    shown.year_view.set_year(2031)
    answered(shown.year_view, qtbot)
    assert shown.year_view.problem.isVisible()
    assert shown.year_view.costs.rows() == []
    shown.year_view.set_year(2026)
    answered(shown.year_view, qtbot)
    assert not shown.year_view.problem.isVisible()


def test_backwards_to_the_ore(window: MainWindow, qtbot) -> None:
    shown = page(window, qtbot)
    shown.tabs.bar.tab("back").click()
    back = shown.back_view
    assert back.runs
    back._who.set_value(INGRID)
    back._changed()
    type_text(back.wanted.editor, "42000")
    qtbot.waitUntil(lambda: back.answer is not None, timeout=10000)
    assert back.answer.slip["net_pay"] == kr(42000)
    assert back.answer.exact
    back.copy_button.click()
    assert (
        QGuiApplication.clipboard()
        .text()
        .replace("\N{NO-BREAK SPACE}", "")
        .startswith(str(back.answer.value).split(".")[0])
    )
    assert any(line.kind == "sum" for line in back.slip.rows())
    assert not unnamed(shown)
    back.way.radio("amount").click()
    assert back.line.isVisible()
    qtbot.waitUntil(lambda: not back.is_waiting, timeout=10000)


def test_backwards_to_what_nothing_gives(window: MainWindow, qtbot) -> None:
    shown = page(window, qtbot)
    shown.tabs.bar.tab("back").click()
    back = shown.back_view
    back.way.set_value("percent")
    back._changed()
    type_text(back.wanted.editor, "900000")
    qtbot.waitUntil(lambda: back.problem.isVisible(), timeout=10000)
    assert "900 000" in back.problem.accessibleName().replace("\N{NO-BREAK SPACE}", " ")
    back.wanted.editor.set_value(kr(-5))
    back._changed()
    assert back.answer is None
    assert not back.is_waiting


def test_a_draft_can_be_asked_about(window: MainWindow, qtbot) -> None:
    run_id = runs.start(window.seat.desk, RunHead(Month(2026, 12), date(2026, 12, 18)), {})
    runs.draft(window.seat.desk, run_id)
    shown = page(window, qtbot)
    shown.tabs.bar.tab("back").click()
    assert [run.run for run in shown.back_view.runs] == [run_id]


def test_without_employer_and_without_people(new_seat: Seat, qtbot) -> None:
    window = window_of(new_seat, qtbot)
    window.go(Place("what_if"))
    assert isinstance(window.page, WhatIfPage)
    assert not window.page.is_ready
    new_seat.setParent(None)


def test_nobody_is_employed(empty_seat: Seat, qtbot) -> None:
    window = window_of(empty_seat, qtbot)
    window.go(Place("what_if"))
    assert not window.page.is_ready
    empty_seat.setParent(None)


def test_the_menu_has_every_kind(window: MainWindow, qtbot) -> None:
    view = page(window, qtbot).year_view
    view.add_button.click()
    assert [action.text() for action in view.menu.actions()] == list(kind_words(window.seat).values())
    assert len(view.menu.actions()) == len(KINDS)
    view.menu.actions()[1].trigger()
    assert view.form is not None
    assert view.form.kind == "position"
    press(view.form, Qt.Key.Key_Escape)
    assert view.form is None
