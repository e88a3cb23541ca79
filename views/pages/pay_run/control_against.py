"""The menu of the runs that a control can be compared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from services.queries.control import Earlier
from views.shell.seat import Seat
from views.widgets.menu import Menu
from views.widgets.text import capital

_MOST: Final = 24


def against_menu(
    seat: Seat, parent: QWidget, runs: Sequence[Earlier], chosen: int, choose: Callable[[int], None]
) -> Menu:
    """The newest runs, the chosen one with a tick, and the way to compare with nothing."""
    menu = Menu(seat, parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for earlier in runs[:_MOST]:
        action = menu.add(named(seat, earlier), partial(choose, earlier.id))
        action.setCheckable(True)
        action.setChecked(earlier.id == chosen)
    menu.addSeparator()
    nothing = menu.add(seat.t("Nothing: only this run"), partial(choose, 0))
    nothing.setCheckable(True)
    nothing.setChecked(not chosen)
    return menu


def named(seat: Seat, earlier: Earlier) -> str:
    """A run in the menu: what it paid for, and why one would want it."""
    t = seat.t
    if earlier.kind == "extra":
        what = t("Extra run of {day}", day=earlier.pay_date)
    else:
        what = capital(t("{what}", what=earlier.days or earlier.month))
    if earlier.is_usual:
        return t("{run} (the run before)", run=what)
    return t("{run} (same month last year)", run=what) if earlier.is_year_ago else what
