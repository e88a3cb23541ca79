"""The set-up guide: from an empty client file to an employer that pay can be run for, in five short steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place, Refused, Severity
from services.actions.employer import save_employer
from services.actions.settings import keep_draft
from services.queries import settings
from views.pages.setup.review import Review
from views.pages.setup.steps import (
    FIRM,
    KEYS,
    PAY,
    PENSION,
    REVIEW,
    UNITS,
    FirmStep,
    PayStep,
    PensionStep,
    Step,
    UnitsStep,
)
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.employer_fields import EmployerFields
from views.widgets.form import Field
from views.widgets.guide import Guide, GuideFooter

__all__ = ["FIRM", "PAY", "PENSION", "REVIEW", "UNITS", "SetupPage"]


class SetupPage(Page):
    """One step after the other, each made when one comes to it; what was typed is kept whenever one goes away."""

    kinds: ClassVar[frozenset[str]] = frozenset({"employer", "establishment"})

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.header.set(
            t("Set up the firm"), t("You can close at any time. Everything can be changed later under Settings.")
        )
        self.fields = EmployerFields(seat, "setup", self)
        self.steps: dict[int, Step] = {}
        self.review: Review | None = None
        self._view = settings.employer(seat.desk)
        self._is_saving = False
        self._reached = FIRM
        has = seat.questions.has
        last = t("Pension and account") if has("pension_percent") else t("Account")
        self._names = (t("Firm"), t("Sub-units"), t("Pay and holiday"), last, t("Review"))
        self._order = tuple(number for number in range(REVIEW + 1) if number != UNITS or has("establishments"))
        self.footer_row = GuideFooter(seat)
        names = [self._names[number] for number in self._order]
        self.guide = Guide(seat, t("Set up the firm"), names, self.footer_row)
        self._rooms = {number: self._room() for number in self._order}
        self.column.addWidget(self.guide, 1)
        self.set_footer(self.footer_row)
        self._begin()
        self.fields.changed.connect(self._show_state)
        self.fields.checked.connect(self._show_state)
        self.guide.step_changed.connect(self._on_step)
        self.footer_row.closed.connect(self._close)
        self.footer_row.back.connect(lambda: self.guide.go(self.guide.current - 1))
        self.footer_row.forward.connect(self._forward)
        self._show_state()

    # --- building -------------------------------------------------------------------------------------------------

    def _room(self) -> QVBoxLayout:
        """Where a step will stand."""
        holder = self.guide.add(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        return column

    def _need(self, number: int) -> None:
        """Make a step, where nobody came to it yet."""
        if number == REVIEW:
            self._need_review()
        elif number not in self.steps:
            seat, fields = self.seat, self.fields
            makers: dict[int, Callable[[], Step]] = {
                FIRM: lambda: FirmStep(seat, fields, is_practice=self._view.test_client),
                UNITS: lambda: UnitsStep(seat, fields),
                PAY: lambda: PayStep(seat, fields),
                PENSION: lambda: PensionStep(seat, fields),
            }
            self.steps[number] = step = makers[number]()
            self._rooms[number].addWidget(step.area)
            step.area.show()  # at once, to be typed in

    def _need_review(self) -> None:
        if self.review is None:
            self.review = Review(self.seat, self.fields, self._names)
            self.review.asked_step.connect(self.go_to)
            self.review.asked_place.connect(self.show_place)
            self.review.asked_after.connect(self._save)
            self._rooms[REVIEW].addWidget(self.review)
            self.review.show()

    def _begin(self) -> None:
        """What stands in the file, or what was typed the last time."""
        view = self._view
        self.fields.show_form(view.form, view.used)
        self._kept = kept = settings.draft(self.seat.desk)
        self._need(FIRM)
        self._blank = view.form
        if kept is not None:
            self.fields.show_typed(kept)
            self._reached = self._step(kept.get("reached"))
            self._need(self._step(kept.get("step")))
            self.go_to(self._step(kept.get("step")))
            self.header.set(
                self.header.title,
                self.seat.t("You go on where you stopped. Everything can be changed later under Settings."),
            )
        for number in self._order:
            if number < self._reached:
                self._say_all(number)

    # --- going ----------------------------------------------------------------------------------------------------

    @property
    def current(self) -> int:
        """The step that is shown."""
        return self._order[self.guide.current]

    def go_to(self, number: int) -> None:
        """Show a step."""
        self.guide.go(self._order.index(number))

    def show_place(self, place: Place) -> None:
        if self._view.is_entered and settings.draft(self.seat.desk) is None:
            self.seat.go(Place("settings", place.thing, place.field or "employer"))
            return
        if place.field is not None:
            for number, keys in enumerate(KEYS):
                if place.field in keys and number in self._order:
                    self._reached = max(self._reached, number)
                    self.go_to(number)
                    field = self.fields.field(place.field, place.thing)
                    if field is not None:
                        field.focus()
                    return
        self._focus_first()

    def refresh(self) -> None:
        if not self._is_saving:
            self._view = settings.employer(self.seat.desk)
            self._show_state()

    def leave(self) -> bool:
        self.keep()
        return True

    def primary(self) -> None:
        self._forward()

    def step(self, number: int) -> None:
        place = number - 1
        if place == self.guide.current or (place < len(self._order) and self._order[place] in self._done()):
            self.guide.go(place)

    def keep(self) -> None:
        """Keep what was typed as a draft, if it is anything new."""
        if self._is_saving or not self.seat.has_client:
            return
        if self._kept is None and self.fields.form().tidy() == self._blank.tidy():
            return
        kept: dict[str, Any] = {**self.fields.typed(), "step": self.current, "reached": self._reached}
        if kept == self._kept:
            return
        keep_draft(self.seat.desk, kept)
        self._kept = kept
        self.seat.status(self.seat.t("Draft saved {time}", time=self.seat.status_time))

    def _close(self) -> None:
        self.keep()
        self.seat.go(Place("overview"))

    def _forward(self) -> None:
        number = self.current
        if number == REVIEW:
            self._save()
            return
        self._say_all(number)
        if problem := next((field for field in self._fields_of(number) if field.problem()), None):
            problem.focus()
            self._show_state()
            return
        after = self._order[self.guide.current + 1]
        self._reached = max(self._reached, after)
        self.go_to(after)

    def _on_step(self, place: int) -> None:
        number = self._order[place]
        self._reached = max(self._reached, number)
        self._need(number)
        if self.review is not None and number == REVIEW:
            self.review.show_form()
        self.keep()
        self._show_state()
        self._focus_first()

    def _focus_first(self) -> None:
        step = self.steps.get(self.current)
        first: QWidget = step.first().editor if step is not None else self.footer_row.next_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is wrong --------------------------------------------------------------------------------------------

    def _fields_of(self, number: int) -> list[Field]:
        return self.fields.fields_of(set(KEYS[number]))

    def _say_all(self, number: int) -> None:
        self.fields.show_all(set(KEYS[number]))

    def _done(self) -> set[int]:
        """The steps that were reached and have no stop."""
        return {
            number for number in self._order if number <= self._reached and not self.fields.stops(set(KEYS[number]))
        }

    def _show_state(self) -> None:
        number = self.current
        if number in self.steps:
            self.steps[number].show_state()
        self.guide.set_done({self._order.index(each) for each in self._done()})
        self._show_footer(number)

    def _show_footer(self, number: int) -> None:
        t = self.seat.t
        if number == REVIEW:
            stops = [found for found in self.fields.findings() if found.severity is Severity.STOP]
            reason = t("Something is missing. Go back to the step without a tick.")
            self.footer_row.set(next=t("Save the firm"), ready=not stops, reason=reason)
            return
        wrong = sum(bool(field.problem()) for field in self._fields_of(number))
        reason = (
            t("1 error must be corrected first")
            if wrong == 1
            else t("{count} errors must be corrected first", count=wrong)
        )
        after = self._names[self._order[self.guide.current + 1]]
        self.footer_row.set(next=after, back=number > 0, ready=not wrong, reason=reason)

    # --- saving ---------------------------------------------------------------------------------------------------

    def _save(self, then: Place | None = None) -> None:
        t = self.seat.t
        self._is_saving = True
        try:
            save_employer(self.seat.desk, self.fields.form(), page="setup", language=self.seat.language)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        finally:
            self._is_saving = False
        self._view = settings.employer(self.seat.desk)
        self._kept, self._blank = None, self.fields.form()
        self.seat.go(then or Place("overview"))
        self.seat.toast(t("{firm} is set up", firm=self._view.form.name), undo=True)

    def _step(self, kept: Any) -> int:
        """A step as a draft tells it; the first where it tells none."""
        return kept if kept in self._order else FIRM
