"""The painted timeline by mouse and keys on plain values: drawing, moving, stretching, the cursor, what is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest

from models.values.span import Month, Span
from tests.views.keys import press, type_text
from views.shell import theme
from views.shell.seat import Seat
from views.widgets import timeline_paint
from views.widgets.timeline import Timeline
from views.widgets.timeline_core import HEAD, ROW
from views.widgets.timeline_look import BarShape, Legend, bar_pixmap, look_of
from views.widgets.timeline_parts import Scale, TimelineBar, TimelineRow, stacked, working_days

NOVEMBER = Month(2026, 11)
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def nov(day: int) -> date:
    return date(2026, 11, day)


ROWS = (
    TimelineRow(1, "Agnieszka Wiśniewska", (TimelineBar(11, nov(12), nov(13), "sick_child", "Sykt barn"),)),
    TimelineRow(2, "Jonas Lie", (), (Span(date(2020, 1, 1), nov(20)),)),
    TimelineRow(
        3,
        "Ingrid Ødegård-Kristoffersen av Vestre Gausdal og Omegn",
        (
            TimelineBar(
                31, nov(9), None, "sick_note", "Sykmelding 100 %", marked=(Span(nov(9), nov(24)),), spoken="Syk"
            ),
        ),
    ),
    TimelineRow(4, "Mona Ås", (TimelineBar(41, date(2026, 10, 5), nov(3), "unpaid", "Permisjon uten lønn"),)),
)
FREE = {nov(18): "Prøvedag"}


@pytest.fixture
def line(seat: Seat, qtbot: Any) -> Timeline:
    made = Timeline(seat)
    qtbot.addWidget(made)
    made.set_rows(ROWS, FREE, nov(22))
    made.set_shown(NOVEMBER)
    made.resize(1004, made.wanted_height)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def spot(line: Timeline, row: int, day: date) -> QPoint:
    return line.cell_rect(row, day).center()


def drag(line: Timeline, began: QPoint, ended: QPoint, *, drop: bool = True) -> None:
    view = line.viewport()
    QTest.mousePress(view, LEFT, pos=began)
    middle = QPoint((began.x() + ended.x()) // 2, began.y())
    for at in (middle, ended):
        QTest.mouseMove(view, at)
    if drop:
        QTest.mouseRelease(view, LEFT, pos=ended)


def told(signal: Any) -> list[tuple[Any, ...]]:
    heard: list[tuple[Any, ...]] = []
    signal.connect(lambda *what: heard.append(what))
    return heard


# --- the mouse --------------------------------------------------------------------------------------------------------


def test_drawing_over_days_asks_for_them(line: Timeline) -> None:
    drawn = told(line.drawn)
    drag(line, spot(line, 1, nov(2)), spot(line, 1, nov(5)))
    assert drawn == [(2, Span(nov(2), nov(5)))]
    drag(line, spot(line, 1, nov(13)), spot(line, 1, nov(10)))
    assert drawn[1] == (2, Span(nov(10), nov(13))), "backwards too"
    assert line.picked == Span(nov(10), nov(13))


def test_a_click_chooses_and_enters_nothing(line: Timeline) -> None:
    drawn, dropped, chosen = told(line.drawn), told(line.dropped), told(line.chosen)
    QTest.mouseClick(line.viewport(), LEFT, pos=spot(line, 0, nov(12)))
    QTest.mouseClick(line.viewport(), LEFT, pos=spot(line, 1, nov(2)))
    assert not drawn
    assert not dropped
    assert chosen == [(1, 11), (2, 0)]


def test_a_bar_is_moved_by_whole_days(line: Timeline) -> None:
    dropped = told(line.dropped)
    drag(line, spot(line, 0, nov(12)) + QPoint(10, 0), spot(line, 0, nov(16)) + QPoint(3, 0))
    assert dropped == [(11, Span(nov(16), nov(17)))]


def test_each_end_of_a_bar_is_stretched(line: Timeline) -> None:
    dropped = told(line.dropped)
    rect = line.bar_rect(0, ROWS[0].bars[0])
    drag(line, QPoint(rect.right() - 1, rect.center().y()), spot(line, 0, nov(17)))
    drag(line, QPoint(rect.left() + 1, rect.center().y()), spot(line, 0, nov(10)))
    assert dropped == [(11, Span(nov(12), nov(17))), (11, Span(nov(10), nov(13)))]


def test_dragging_the_end_of_an_open_bar_gives_it_a_last_day(line: Timeline) -> None:
    dropped = told(line.dropped)
    rect = line.bar_rect(2, ROWS[2].bars[0])
    drag(line, QPoint(rect.right() - 2, rect.center().y()), spot(line, 2, nov(27)))
    assert dropped == [(31, Span(nov(9), nov(27)))]


def test_an_end_cannot_be_drawn_past_the_other(line: Timeline) -> None:
    dropped = told(line.dropped)
    rect = line.bar_rect(0, ROWS[0].bars[0])
    drag(line, QPoint(rect.right() - 1, rect.center().y()), spot(line, 0, nov(3)))
    assert dropped == [(11, Span(nov(12), nov(12)))]


def test_escape_lets_go(line: Timeline) -> None:
    dropped, drawn = told(line.dropped), told(line.drawn)
    at = spot(line, 0, nov(12)) + QPoint(10, 0)
    drag(line, at, spot(line, 0, nov(20)), drop=False)
    assert line.drag is not None
    assert line.drag.span == Span(nov(20), nov(21))
    press(line, Qt.Key.Key_Escape)
    QTest.mouseRelease(line.viewport(), LEFT, pos=spot(line, 0, nov(20)))
    assert line.drag is None
    assert not dropped
    assert not drawn


def test_a_tremble_is_no_drag(line: Timeline) -> None:
    dropped = told(line.dropped)
    at = spot(line, 0, nov(12)) + QPoint(11, 0)
    drag(line, at, at + QPoint(2, 0))
    assert not dropped


def test_the_ghost_says_the_dates(line: Timeline, qtbot: Any) -> None:
    from views.widgets.timeline_paint import ghost_words

    asked: list[Span] = []
    line.why_not_asked = lambda row, bar, span: asked.append(span) or "Nei"
    drag(line, spot(line, 0, nov(12)) + QPoint(10, 0), spot(line, 0, nov(16)), drop=False)
    line.grab()
    assert asked[-1] == Span(nov(16), nov(17))
    assert line.drag is not None
    assert line.why_not(line.drag) == "Nei"
    press(line, Qt.Key.Key_Escape)
    words = ghost_words(line, Span(nov(13), nov(18)))
    assert words.startswith("13.11.\N{EN DASH}18.11.2026")
    assert "6" in words
    assert "3" in words


def test_a_name_is_clicked(line: Timeline) -> None:
    named = told(line.named)
    QTest.mouseClick(line.viewport(), LEFT, pos=QPoint(30, line.top_of(3) + 12))
    assert named == [(4,)]
    assert line.row_at == 3


# --- keys -------------------------------------------------------------------------------------------------------------


def test_arrows_move_the_cursor_and_choose_what_stands_there(line: Timeline) -> None:
    chosen = told(line.chosen)
    line.go_to(0, nov(11))
    press(line, Qt.Key.Key_Right)
    assert (line.day, line.bar_key) == (nov(12), 11)
    press(line, Qt.Key.Key_Down)
    assert (line.row_at, line.bar_key) == (1, 0)
    press(line, Qt.Key.Key_Home)
    assert line.day == nov(1)
    press(line, Qt.Key.Key_End)
    assert line.day == nov(30)
    press(line, Qt.Key.Key_End, CONTROL)
    assert line.row_at == 3
    press(line, Qt.Key.Key_Left, CONTROL)
    assert line.day == nov(23)
    assert chosen[1] == (1, 11)


def test_shift_and_arrows_choose_days_and_enter_asks_for_them(line: Timeline) -> None:
    drawn = told(line.drawn)
    line.go_to(1, nov(4))
    for _ in range(2):
        press(line, Qt.Key.Key_Right, SHIFT)
    assert line.picked == Span(nov(4), nov(6))
    press(line, Qt.Key.Key_Return)
    assert drawn == [(2, Span(nov(4), nov(6)))]
    press(line, Qt.Key.Key_Escape)
    assert line.picked == Span(nov(6), nov(6))


def test_enter_opens_the_bar_under_the_cursor_and_delete_takes_it(line: Timeline) -> None:
    opened, removed = told(line.opened), told(line.removed)
    line.go_to(2, nov(10))
    press(line, Qt.Key.Key_Return)
    press(line, Qt.Key.Key_Delete)
    assert (opened, removed) == ([(31,)], [(31,)])
    line.go_to(1, nov(10))
    press(line, Qt.Key.Key_Delete)
    assert len(removed) == 1, "nothing stands there"


def test_a_letter_begins_with_a_kind(line: Timeline) -> None:
    asked = told(line.kind_asked)
    line.go_to(1, nov(4))
    type_text(line, "fs")
    day = Span(nov(4), nov(4))
    assert asked == [(2, day, "F"), (2, day, "S")]


def test_over_the_edge_the_page_is_asked_to_turn(line: Timeline) -> None:
    turned = told(line.turned)
    line.go_to(0, nov(30))
    press(line, Qt.Key.Key_Right)
    press(line, Qt.Key.Key_PageUp)
    assert turned == [(1, date(2026, 12, 1)), (-1, None)]


def test_copy_and_paste_are_told(line: Timeline) -> None:
    copied, pasted = told(line.copy_asked), told(line.paste_asked)
    QTest.keyClick(line, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(line, Qt.Key.Key_V, CONTROL)
    assert (len(copied), len(pasted)) == (1, 1)


# --- words ------------------------------------------------------------------------------------------------------------


def test_the_cell_of_the_cursor_is_said(line: Timeline) -> None:
    def description() -> str:
        found = QAccessible.queryAccessibleInterface(line)
        return found.text(QAccessible.Text.Description)

    line.go_to(2, nov(10))
    assert description().endswith("tirsdag 10.11.2026, Syk")
    line.go_to(1, nov(18))
    assert "Prøvedag" in description()
    assert description().startswith("Jonas Lie")
    line.go_to(1, nov(21))
    assert line.cell_words() == f"Jonas Lie, lørdag 21.11.2026, {line.seat.t('not employed')}"


def test_tips_name_holidays_bars_and_long_names(line: Timeline) -> None:
    assert line.tip_at(spot(line, 1, nov(18))) == "onsdag 18.11.2026: Prøvedag"
    assert line.tip_at(spot(line, 2, nov(12))) == "Syk"
    assert line.tip_at(QPoint(30, line.top_of(2) + 12)).endswith("Omegn")
    assert line.tip_at(QPoint(30, line.top_of(1) + 12)) == "", "a short name says itself"


# --- what is seen -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["light", "dark"])
def test_weekends_and_holidays_are_shaded_and_today_is_marked(line: Timeline, look: str, qapp: Any) -> None:
    theme.apply(qapp, look)
    now, picture = theme.current(), line.viewport().grab().toImage()

    def colour(day: date, row: int = 1) -> QColor:
        cell = line.cell_rect(row, day)
        return picture.pixelColor(cell.left() + 3, cell.top() + 4)

    assert colour(nov(7)) == now.weekend == colour(nov(18))
    assert colour(nov(10)) == now.surface
    assert colour(nov(25)) == now.sunken, "after the employment"
    today = line.cell_rect(0, nov(22))
    assert picture.pixelColor(today.center().x() - 9, 30) == now.accent
    theme.apply(qapp, "light")


def test_every_kind_has_a_pattern_of_its_own() -> None:
    looks = ("holiday", "self_certified", "sick_note", "care", "parental", "unpaid", "other")
    pictures = [bar_pixmap(BarShape(look, 60), 1.0).toImage() for look in looks]
    grey = [picture.convertToFormat(picture.Format.Format_Grayscale8) for picture in pictures]
    assert all(a != b for number, a in enumerate(grey) for b in grey[number + 1 :]), "told apart without colour"
    assert look_of("layoff") == look_of("military") == "other"


def test_half_days_stand_on_each_other_and_whole_ones_beside() -> None:
    half = TimelineBar(1, nov(3), nov(4), "holiday", share=0.5)
    other = TimelineBar(2, nov(3), nov(3), "sick_note", share=0.5)
    assert stacked(TimelineRow(1, "", (half, other))) == {1: (0.0, 0.5), 2: (0.5, 0.5)}
    whole = TimelineBar(3, nov(3), nov(6), "parental", lane=1)
    places = stacked(TimelineRow(1, "", (TimelineBar(1, nov(3), nov(4), "holiday"), whole), lanes=2))
    assert places[1] == (0.5, 0.5)
    assert places[3] == (0.0, 0.5)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.6, 0.8, 1.0])
def test_every_long_bar_has_its_word_however_low_it_is(
    line: Timeline, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(timeline_paint, "text", lambda painter, room, words, *more: written.append(words))
    line.set_rows(
        [TimelineRow(1, "Kari", (TimelineBar(1, nov(2), nov(20), "sick_note", "Her", share=share),))], {}, nov(22)
    )
    line.grab()
    assert "Her" in written


@pytest.mark.parametrize("width", range(860, 1000, 7))
def test_a_long_month_needs_no_scroll_bar_for_a_few_pixels(line: Timeline, width: int) -> None:
    line.set_shown(Month(2026, 12))
    line.resize(width, 200)
    assert line.horizontalScrollBar().maximum() == 0
    assert line.whole_rows_in(1000) == line.wanted_height == HEAD + ROW * len(ROWS) + 1


def test_rows_are_scrolled_whole_and_fit_whole(line: Timeline) -> None:
    line.resize(1004, 300)
    assert line.whole_rows_in(300) == line.wanted_height
    line.set_rows([TimelineRow(key, f"Ansatt {key}", ()) for key in range(40)], {}, nov(22))
    assert (line.whole_rows_in(300) - HEAD - 1) % ROW == 0
    line.verticalScrollBar().setValue(133)
    assert (line.top_of(3), line.row_under(HEAD)) == (HEAD, 3)


def test_a_year_fits_and_a_bar_of_a_day_is_seen(line: Timeline) -> None:
    line.set_shown(2026)
    assert line.scale.days == 365
    assert not line.horizontalScrollBar().maximum()
    assert line.bar_rect(0, ROWS[0].bars[0]).width() >= 3
    drawn = told(line.drawn)
    drag(line, spot(line, 1, date(2026, 3, 2)), spot(line, 1, date(2026, 4, 10)))
    [(row, span)] = drawn
    assert row == 2
    assert abs((span.first - date(2026, 3, 2)).days) <= 1
    assert abs((span.last - date(2026, 4, 10)).days) <= 1
    assert line.grab().width() == 1004


def test_the_names_stay_while_the_days_scroll(line: Timeline) -> None:
    line.resize(620, 240)
    assert line.horizontalScrollBar().maximum() > 0
    line.go_to(0, nov(1))
    before = line.viewport().grab(line.viewport().rect().adjusted(0, 0, line.name_width - line.width(), 0)).toImage()
    line.go_to(0, nov(30))
    assert line.horizontalScrollBar().value() > 0
    after = line.viewport().grab(line.viewport().rect().adjusted(0, 0, line.name_width - line.width(), 0)).toImage()
    assert before == after
    assert line.cell_rect(0, nov(30)).right() <= line.viewport().width()


@pytest.mark.parametrize("count", [0, 1, 12, 200])
def test_any_number_of_people(line: Timeline, count: int) -> None:
    line.set_rows([TimelineRow(number, f"Ansatt {number}") for number in range(count)], {}, nov(22))
    line.grab()
    press(line, Qt.Key.Key_End, CONTROL)
    if count:
        assert line.row_at == count - 1
        assert line.cell_rect(line.row_at, line.day).bottom() <= line.viewport().height() + 1


def test_days_and_positions_agree() -> None:
    for scale in (Scale.of_month(NOVEMBER, 797), Scale.of_year(2026, 797), Scale.of_year(2028, 1_034)):
        day = scale.first
        while day <= scale.last:
            assert scale.day_at((scale.left(day) + scale.right(day)) / 2) == day
            day = date.fromordinal(day.toordinal() + 1)
    assert working_days(Span(nov(13), nov(18)), FREE) == 3


def test_the_legend_breaks_into_two_lines_where_there_is_little_room(qtbot: Any) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.set("Tegn", [("holiday", "Ferie"), ("self_certified", "Egenmelding"), ("sick_note", "Sykmelding")])
    assert legend.heightForWidth(600) < legend.heightForWidth(200)
    assert "Egenmelding" in legend.accessibleDescription()
