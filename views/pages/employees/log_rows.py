"""What was changed of an employee, by whom and when: the newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.message import Message, Plain
from services.queries.changes import ChangeRow, FieldChange, changes
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.text import Divider, Label

_FEW, _MANY = 12, 60
_FIELDS = 4


class LogRows(QWidget):
    """Changes as short paragraphs; the whole log has a page of its own."""

    def __init__(self, seat: Seat, number: int, *, compact: bool = False) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.rows = changes(seat.desk, employee=number, limit=_FEW if compact else _MANY, language=seat.language)
        for place, row in enumerate(self.rows):
            if place:
                column.addWidget(Divider())
            column.addWidget(self._row(row))
        if not self.rows:
            column.addWidget(Label(t("Nothing was changed here yet."), "note", "ink3", wrap=True))
        else:
            more = Button(t("Open the whole log"), "link", small=True, trail="caret-right")
            more.clicked.connect(lambda: seat.go(Place("changes", number)))
            column.addSpacing(4)
            column.addWidget(more)
        column.addStretch(1)

    def _row(self, row: ChangeRow) -> QWidget:
        seat = self.seat
        t = seat.t
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(Label(t(row.what), "body_medium", "ink3" if row.undone else "ink", wrap=True))
        for field in row.fields[:_FIELDS]:
            column.addWidget(Label(self._field(field), "note", "ink2", wrap=True))
        if len(row.fields) > _FIELDS:
            column.addWidget(Label(t("{count} more", count=len(row.fields) - _FIELDS), "note", "ink3"))
        at = row.at.astimezone(seat.now().tzinfo)
        who = t("{who}, {day} at {clock}", who=row.who, day=at.date(), clock=seat.clock(row.at))
        column.addWidget(Label(t("{what}, taken back", what=who) if row.undone else who, "caption", "ink3", wrap=True))
        return holder

    def _field(self, field: FieldChange) -> str:
        t = self.seat.t
        old, new = self._said(field.old), self._said(field.new)
        words = t("{old} → {new}", old=old, new=new) if old and new else new or t("was {old}", old=old)
        return t("{what}: {value}", what=t(field.label), value=words)

    def _said(self, value: Plain | None) -> str:
        if value is None:
            return ""
        return self.seat.t(value) if isinstance(value, Message) else self.seat.texts.value(value)
