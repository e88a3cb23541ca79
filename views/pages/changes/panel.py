"""One change in full: each field with what it was and what it became, and the way back where there is one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.message import Message, Plain
from services.queries.changes import ChangeRow, FieldChange
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel
from views.widgets.text import Divider, Icon, Label, MessageBox
from views.widgets.when import local_day


def written(seat: Seat, value: Plain | None) -> str:
    """A value of the log as it is shown; nothing for nothing."""
    return "" if value is None else seat.texts.value(value)


class ChangePanel(SidePanel):
    """What a change was. `undo` takes it back."""

    def __init__(self, seat: Seat, row: ChangeRow, undo: Callable[[ChangeRow], None]) -> None:
        t = seat.t
        who = t("{who}, {day} at {clock}", who=row.who, day=local_day(seat, row.at), clock=seat.clock(row.at))
        super().__init__(seat, t("Change {number}", number=str(row.seq)), t(row.what), who)
        self.row = row
        if row.undone:
            self.add_message(MessageBox("info", t("This change is taken back")))
        self._links(row)
        if row.why:
            self.add_section(t("Why it was done"))
            self.add(Label(row.why, "body", wrap=True))
        for note in row.notes:
            self.add(Label(t(note), "body", "ink2", wrap=True))
        record: Message | None = None
        for place, each in enumerate(row.fields):
            if each.record is not None and each.record != record:
                record = each.record
                self.add_section(t(record), rule=place > 0)
            self.add(self._field(each))
        if not row.fields and not row.notes:
            self.add(Label(t("The log keeps no fields of this change."), "note", "ink2", wrap=True))
        if row.can_undo:
            self.undo_button = self.add_action(Button(t("Take back")))
            self.undo_button.clicked.connect(lambda *_: undo(row))
        elif not row.undone:
            self.add(Divider())
            self.add(Label(self._why_not(), "caption", "ink2", wrap=True))

    def _links(self, row: ChangeRow) -> None:
        for number, name in row.people[:8]:
            link = Button(name, "link", "user", small=True)
            link.clicked.connect(lambda *_, number=number: self.seat.go(Place("employees", number)))
            line = QHBoxLayout()
            line.addWidget(link)
            line.addStretch(1)
            self.body.addLayout(line)
        if len(row.people) > 8:
            self.add(Label(self.seat.t("and {count} more", count=len(row.people) - 8), "note", "ink2"))
        if row.about is not None and not row.people:
            self.add(Label(self.seat.t(row.about), "body", "ink2"))

    def _field(self, each: FieldChange) -> QWidget:
        """The field's name, and under it what was and what is."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(Label(self.seat.t(each.label), "caption", "ink2"))
        old, new = written(self.seat, each.old), written(self.seat, each.new)
        row = QHBoxLayout()
        row.setSpacing(8)
        if old:
            row.addWidget(Label(old, "body", "ink2", wrap=True), 1 if not new else 0)
        if old and new:
            row.addWidget(Icon("arrow-right", "ink3", 14, 20))
        if new:
            row.addWidget(Label(new, "body_medium", wrap=True), 1)
        elif old:
            row.addWidget(Label(self.seat.t("removed"), "caption", "ink3"))
        column.addLayout(row)
        arrow = self.seat.t("{old} became {new}", old=old, new=new) if old and new else new or old
        holder.setAccessibleName(f"{self.seat.t(each.label)}: {arrow}")
        return holder

    def _why_not(self) -> str:
        t = self.seat.t
        if self.row.undoes is not None:
            return t("This change took another one back.")
        return t("This change cannot be taken back in one step. What is approved is corrected by a new run.")
