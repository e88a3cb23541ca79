"""A panel in which one thing of an employee is entered: fields, what is wrong at them, one primary button."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout

from models.values.finding import Finding, Refused, Severity
from views.pages.employees import half_typed
from views.pages.employees.part_form import PartForm
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel, empty_layout
from views.widgets.text import IconLine, MessageBox


class FormPanel(SidePanel):
    """A form with what is wrong at its fields, what it brings with it under it, and one primary button."""

    def __init__(
        self, seat: Seat, caption: str, title: str, line: str, verb: str, after: Callable[[], Any] | None = None
    ) -> None:
        super().__init__(seat, caption, title, line)
        self._after = after
        self._client = seat.desk.client
        self.about: tuple[object, ...] = ()  # whose, and which: what is half typed is kept for it
        self._first: half_typed.Standing | None = None
        self._is_done = False
        self._cache: list[Finding] | None = None
        self.forms: list[PartForm] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(8)
        self.body.addLayout(self._box)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self.save_button = self.add_action(Button(verb, "primary"))
        self.not_now = self.add_action(Button(seat.t("Not now")))
        self.save_button.clicked.connect(self.save)
        self.not_now.clicked.connect(self._leave)

    def add_form(self, form: PartForm) -> None:
        """One more form; the notes stand under the last one."""
        form.stale.connect(self._stale)
        form.changed.connect(self._on_changed)
        self.forms.append(form)
        self.body.removeItem(self._notes)
        self.add(form)
        self.body.addLayout(self._notes)

    def begin(self) -> None:
        """Go to the first field. What was typed here before and not stored is there again."""
        self._first = self._standing()
        before = half_typed.kept(self._client, self._key)
        if before is not None:
            self._show(before)
            self._say_kept()
        for form in self.forms:
            for field in form.fields.values():
                if field.isVisibleTo(form) and field.editor.isEnabled():
                    field.focus()
                    return

    # --- what is typed and not stored -----------------------------------------------------------------------------

    @property
    def _key(self) -> half_typed.Key:
        return type(self).__name__, *self.about

    def _standing(self) -> half_typed.Standing:
        return tuple(form.standing() for form in self.forms)

    def _show(self, standing: half_typed.Standing) -> None:
        for form, (values, typed) in zip(self.forms, standing, strict=True):
            form.fill(values, typed)
        self._on_changed()

    def _say_kept(self) -> None:
        t = self.seat.t
        box = self.add_message(
            MessageBox("info", t("Begun before"), t("What you typed is here again."), t("Start over"))
        )

        def begin_anew() -> None:
            assert self._first is not None
            self._show(self._first)
            box.hide()

        box.clicked.connect(begin_anew)

    def hideEvent(self, event: QHideEvent) -> None:
        """Somebody goes elsewhere: what was typed is kept, and offered again."""
        super().hideEvent(event)
        if self._first is None or self._is_done or event.spontaneous() or not self.seat.has_client:
            return
        now = self._standing()
        if now == self._first:
            half_typed.forget(self._client, self._key)
        else:
            half_typed.keep(self._client, self._key, now)

    def _done(self) -> None:
        """Stored, or not wanted: nothing of it is kept."""
        self._is_done = True
        half_typed.forget(self._client, self._key)

    # --- what is wrong with it ------------------------------------------------------------------------------------

    def findings(self) -> Sequence[Finding]:
        """What is wrong with what stands there now."""
        if self._cache is None:
            self._cache = list(self.ask())
        return self._cache

    def ask(self) -> Iterable[Finding]:
        """What is wrong with the part; subclasses ask the services."""
        return ()

    def notes(self) -> Iterable[Finding]:
        """What it brings with it, and stops nothing."""
        return ()

    def store(self) -> str:
        """Store it, and say what was done. Raises Refused."""
        raise NotImplementedError

    def _stale(self) -> None:
        self._cache = None

    def _on_changed(self) -> None:
        self._stale()
        empty_layout(self._box)
        self.show_notes()

    def show_notes(self) -> None:
        """Say what it brings with it."""
        empty_layout(self._notes)
        for found in self.notes():
            self._notes.addWidget(IconLine("info", self.seat.t(found.what), "ink2", "info", role="note"))

    def save(self) -> None:
        """Store it, if nothing is wrong; else say what, at the fields."""
        self._stale()
        for form in self.forms:
            form.look()
        wrong = [found for found in self.findings() if found.severity is Severity.STOP]
        unread = any(form.typed() for form in self.forms)
        if wrong or unread:
            self._tell(wrong)
            return
        self._is_done = True  # the page may take the panel away when it is told of the change
        try:
            words = self.store()
        except Refused as refusal:
            self._is_done = False
            self._tell(refusal.findings)
            return
        self._done()
        after = self._after
        seat = self.seat
        if after is not None:
            after()
        else:
            self.close_panel()
        if words:
            seat.toast(words, undo=True)

    def _tell(self, findings: Sequence[Finding]) -> None:
        """Say at the fields what is wrong, and above them what belongs to none that is filled in."""
        empty_layout(self._box)
        for found in findings:
            field = found.where.field if found.where is not None else None
            form = next((form for form in self.forms if field and form.has(field)), None)
            if form is not None and field is not None:
                name = next(key for key, asks in form.asks.items() if asks == field)
                form.fields[name].set_problem(found.what)
            else:
                self._box.addWidget(MessageBox("err", self.seat.t(found.what)))
        first = next((wrong for form in self.forms if (wrong := form.first_wrong()) is not None), None)
        if first is not None:
            first.focus()

    def _leave(self) -> None:
        self._done()
        if self._after is not None:
            self._after()
        else:
            self.close_panel()
