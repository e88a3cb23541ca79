"""Entries of new employees that are not finished: each with what it lacks, and the way to the first of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.message import Message
from services.actions.employee_drafts import discard_draft
from services.queries import employees, new_employee
from services.queries.new_employee import Checked
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.scroll import ScrollArea
from views.widgets.side_panel import empty_layout
from views.widgets.text import Divider, Icon, Label


class DraftList(QWidget):
    """Entries that are not finished: each with what it lacks, and the way to the first of it."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        card = Card(padding=0)
        self.body = card.body
        self.body.setSpacing(0)
        self.body.setContentsMargins(20, 6, 20, 6)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 24)
        column.addWidget(card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner, soft=True))
        self.go_buttons: list[Button] = []

    def show_drafts(self, around: Any) -> None:
        """Read them anew."""
        t = self.seat.t
        empty_layout(self.body)
        self.go_buttons = []
        found = employees.drafts(self.seat.desk)
        for place, draft in enumerate(found):
            if place:
                self.body.addWidget(Divider())
            lacks = new_employee.lacking(around, draft)
            self.body.addWidget(self._row(draft.id, draft.name or t("Nobody named yet"), draft.changed_at, lacks))
        if not found:
            self.body.addWidget(
                EmptyState(
                    "note-pencil", t("No drafts"), t("A new employee that you close before the end is kept here.")
                )
            )

    def _row(self, draft_id: int, name: str, at: Any, lacks: Sequence[Checked]) -> QWidget:
        t, seat = self.seat.t, self.seat
        holder = QWidget()
        holder.setMinimumHeight(theme.ROW_TALL)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(14)
        icon = Icon(
            "warning-circle" if any(each.state == "error" for each in lacks) else "circle-dashed", "ink3", 18, 20
        )
        row.addWidget(icon)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(Label(name, "button"))
        what = " · ".join(t(_in_short(each)) for each in lacks[:3])
        if len(lacks) > 3:
            what += " · " + t("{count} more", count=len(lacks) - 3)
        names.addWidget(Label(what or t("Everything is filled in"), "note", "ink2", wrap=True))
        changed = at.astimezone(seat.now().tzinfo)
        names.addWidget(
            Label(t("Last changed {day} at {clock}", day=changed.date(), clock=seat.clock(at)), "caption", "ink3")
        )
        row.addLayout(names, 1)
        first = lacks[0].field if lacks else None
        go = Button(t("Go on"), "plain", trail="arrow-right")
        go.setAccessibleName(t("Go on with {name}", name=name))
        go.clicked.connect(lambda: seat.go(Place("employees", f"draft:{draft_id}", first)))
        self.go_buttons.append(go)
        gone = IconButton("trash", t("Discard the draft of {name}", name=name))
        gone.clicked.connect(lambda: self._discard(draft_id))
        row.addWidget(go)
        row.addWidget(gone)
        return holder

    def _discard(self, draft_id: int) -> None:
        if self.seat.attempt(lambda: discard_draft(self.seat.desk, draft_id)):
            self.seat.toast(self.seat.t("Draft discarded"), undo=True)


def _in_short(row: Checked) -> Message:
    """What is wrong by the name of the field; what is missing as a sentence."""
    return row.title if row.state == "error" or row.detail is None else row.detail
