"""What is checked while one types, beside the form: what is wrong with the way to it, what is fine, what is not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Field
from views.widgets.side_panel import empty_layout
from views.widgets.text import IconLine, MessageBox


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: the fields that it is of, what to say where they are fine, and what is wrong in a few words."""

    fields: tuple[Field, ...]
    fine: str
    wrong: str
    optional: bool = False


class Checks(Card):
    """The card beside the form."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat.t("Checked as you type"), " ", padding=24)
        self.seat = seat
        self.above = QVBoxLayout()
        self.above.setSpacing(12)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.body.addLayout(self._list)
        self.body.addSpacing(6)
        self.body.addLayout(self.above)
        self.body.addStretch(1)
        self._shown: list[tuple[str, str, str]] = []

    def add_below(self, widget: QWidget) -> None:
        """Something that explains, under the checks."""
        self.above.addWidget(widget)

    def show_checks(self, checks: Sequence[Checked]) -> None:
        """Say how each check stands."""
        states = [self._state(check) for check in checks]
        counts = {kind: sum(state == kind for state, _, _ in states) for kind in ("err", "warn", "ok")}
        self.set_line(self._counted(counts))
        if states == self._shown:
            return
        self._shown = states
        empty_layout(self._list)
        t = self.seat.t
        for (state, title, words), check in zip(states, checks, strict=True):
            if state in ("err", "warn"):
                message = MessageBox(state, title, words, t("Go to the field"))
                message.clicked.connect(lambda check=check: _worst(check).focus())
                self._list.addWidget(message)
        for state, title, _ in states:
            if state == "ok":
                self._list.addWidget(IconLine("check-circle", title, "ink2", "ok"))
        for state, title, _ in states:
            if state == "waiting":
                self._list.addWidget(IconLine("circle-dashed", title, "ink3", "ink3"))

    def _state(self, check: Checked) -> tuple[str, str, str]:
        for kind, said in (("err", Field.problem), ("warn", Field.warning)):
            for field in check.fields:
                if said(field):
                    return kind, check.wrong, said(field)
        if all(field.ok() and field.value() not in (None, "") for field in check.fields):
            return "ok", check.fine, ""
        return ("skipped" if check.optional else "waiting"), check.fine, ""

    def _counted(self, counts: dict[str, int]) -> str:
        t = self.seat.t
        parts = []
        if counts["err"]:
            parts.append(t("1 error") if counts["err"] == 1 else t("{count} errors", count=counts["err"]))
        if counts["warn"]:
            parts.append(t("1 warning") if counts["warn"] == 1 else t("{count} warnings", count=counts["warn"]))
        if counts["ok"]:
            parts.append(t("{count} in order", count=counts["ok"]))
        return " · ".join(parts) or t("Nothing is filled in yet.")


def _worst(check: Checked) -> Field:
    """The field of a check to go to."""
    return next((field for field in check.fields if field.problem() or field.warning()), check.fields[0])
