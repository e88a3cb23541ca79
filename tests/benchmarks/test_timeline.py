"""Painting the timeline: a year of fifty people, a month of two hundred, a step of scrolling."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from models.values.span import Month, Span
from tests.benchmarks.measure import say, usual
from tests.gallery import stage
from views.shell import theme
from views.shell.preferences import Preferences
from views.shell.seat import Seat
from views.widgets.timeline import Timeline
from views.widgets.timeline_parts import TimelineBar, TimelineRow

KINDS = (
    ("holiday", "Ferie"),
    ("self_certified", "Egenmelding"),
    ("sick_note", "Sykmelding 100 %"),
    ("care", "Sykt barn"),
    ("parental", "Foreldrepermisjon 80 %"),
    ("unpaid", "Permisjon uten lønn"),
    ("layoff", "Permittering"),
)
EACH = 18


def crowd(people: int) -> list[TimelineRow]:
    """People who are absent 18 times a year each, by all kinds, some of it graded."""
    rows = []
    for number in range(people):
        bars = []
        for turn in range(EACH):
            first = date(2026, 1, 1) + timedelta(days=20 * turn + number % 11)
            length = (1, 2, 3, 5, 9, 14, 18)[(turn + number) % 7]
            pattern, word = KINDS[(turn * 3 + number) % len(KINDS)]
            last = first + timedelta(days=length - 1)
            marked = (Span(first, min(last, first + timedelta(days=15))),) if pattern == "sick_note" else ()
            share = 0.5 if turn % 6 == 5 else 1.0
            bars.append(TimelineBar(number * EACH + turn + 1, first, last, pattern, word, share, marked=marked))
        rows.append(TimelineRow(number, f"Ansatt Nummer {number}", tuple(bars), (Span(date(2020, 1, 1)),)))
    return rows


@pytest.fixture
def timeline(qapp: QApplication) -> Timeline:
    theme.apply(qapp, "light")
    made = Timeline(Seat(Preferences(), stage.clock))
    made.set_rows(crowd(50), {}, date(2026, 11, 22))
    made.resize(1176, 46 + 50 * 40)
    made.show()
    return made


def painted(timeline: Timeline, app: QApplication) -> float:
    def once() -> None:
        timeline.viewport().repaint()
        app.processEvents()

    once()
    return usual(once, 25)


def floor(width: int, height: int, app: QApplication) -> float:
    """The same surface with nothing on it."""
    empty = QWidget()
    empty.resize(width, height)
    empty.show()

    def once() -> None:
        empty.repaint()
        app.processEvents()

    once()
    return usual(once, 25)


def test_painting(timeline: Timeline, qapp: QApplication) -> None:
    print()
    timeline.set_rows(crowd(50), {date(2026, 5, 1): "1. mai", date(2026, 5, 17): "17. mai"}, date(2026, 11, 22))
    timeline.set_shown(2026)
    qapp.processEvents()
    assert timeline.viewport().height() > 2_000
    empty = floor(1176, 2046, qapp)
    say("painting a year of 50 people, 900 bars", painted(timeline, qapp), empty, "16 ms")

    def anew() -> None:
        timeline.revision += 1
        timeline.viewport().repaint()

    say("  the same, after a change of any row", usual(anew, 25), empty)
    timeline.set_shown(Month(2026, 11))
    say("painting a month of 50 people", painted(timeline, qapp), empty, "16 ms")
    timeline.resize(1176, 446)
    timeline.set_rows(crowd(200), {}, date(2026, 11, 22))
    timeline.set_shown(2026)
    say("painting what is seen of a year of 200 people", painted(timeline, qapp), goal="16 ms")
    bar = timeline.verticalScrollBar()
    steps = iter(range(0, 40_000, 40))

    def scroll() -> None:
        bar.setValue(next(steps))
        timeline.viewport().repaint()

    say("a step of scrolling a year of 200 people", usual(scroll, 60), goal="16 ms")
