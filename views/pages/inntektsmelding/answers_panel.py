"""What only people can say to an inntektsmelding: NAV's reference, whom NAV may ask, what differs from the proposal.

What is typed is tried at once on the worksheet beside it, and kept when somebody says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Span
from services.queries import inntektsmelding as ask
from services.queries.inntektsmelding import SICK_PAY, Answers, Inntektsmelding, Reason
from services.reference.formats import Unreadable
from views.pages.inntektsmelding.blocks import BenefitBlock, ChangeBlock, ReasonBlock
from views.pages.inntektsmelding.own_list import OwnList
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Check, Choice, Field, MoneyEdit, Segments, TextEdit
from views.widgets.side_panel import SidePanel

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class AnswersPanel(SidePanel):
    """The form beside the worksheet."""

    changed = Signal()
    kept = Signal()
    dropped = Signal()
    gone = Signal()

    def __init__(self, seat: Seat, found: Inntektsmelding, begun: Answers | None = None) -> None:
        t = seat.t
        super().__init__(seat, t("Inntektsmelding"), t("Your answers"), found.sheet.person.name)
        self.found = found
        self.before = found.answers
        self.fields: dict[str, Field] = {}
        self._is_filling = True
        self._build()
        self._fill(begun or self.before)
        self._is_filling = False
        self.done_button = self.add_action(Button(t("Keep the answers"), "primary"))
        self.done_button.clicked.connect(self._done)
        later = self.add_action(Button(t("Not now")))
        later.clicked.connect(lambda *_: self.dropped.emit())

    def _add(self, key: str, label: str, editor: QWidget, **said: Any) -> Field:
        made = Field(self.seat, label, editor, topic=f"inntektsmelding.{key}", **said)
        self.fields[key] = self.add(made)
        made.changed.connect(self._on_changed)
        return made

    def _build(self) -> None:
        t, seat = self.seat.t, self.seat
        sheet = self.found.sheet
        self._add("reference", t("NAV's reference"), TextEdit(seat, limit=36), check=self._reference, width=-1)
        items = [(code, t(words)) for code, words in ask.choices().nav_benefits.get(sheet.absence.kind, ())]
        if len(items) > 1:
            self._add("benefit", t("Benefit from NAV"), Choice(seat, items), width=-1)
        is_known = not any(each.name.startswith("kontakt") for each in sheet.asked) or bool(self.before.contact)
        contact = self.found.contact if is_known else ""
        self._add(
            "contact",
            t("Contact"),
            TextEdit(seat, limit=64, placeholder=contact),
            width=-1,
            optional=bool(contact),
        )
        self._add("phone", t("Phone"), TextEdit(seat, limit=16))
        self.add_section(t("Income"), rule=True)
        self._add("income", t("Another monthly income"), MoneyEdit(seat), optional=True, check=self._amount)
        self.reasons = self._list(
            OwnList(
                seat,
                t("I state the reasons myself"),
                t("One more reason"),
                ReasonBlock,
                "inntektsmelding.reasons",
            )
        )
        if sheet.benefit == SICK_PAY:
            self.add_section(t("Employer's period"), rule=True)
            asked = t("NAV does not ask for the employer's period")
            self._add("period_not_asked", asked, Check(seat, asked))
            words = [(code, t(what)) for code, what in ask.choices().reduced]
            self._add(
                "reduced_reason",
                t("Why it was not paid in full"),
                Choice(seat, [("", t("It was paid in full")), *words]),
                width=-1,
                optional=True,
            )
            self._add("reduced_amount", t("Paid in the employer's period"), MoneyEdit(seat), check=self._amount)
            self.fields["reduced_reason"].changed.connect(self._fit)
        self.add_section(t("Refund"), rule=True)
        self._add("no_refund", t("Claim a refund"), Segments(seat, [(False, t("Yes")), (True, t("No"))]))
        self._add("refund", t("Another refund a month"), MoneyEdit(seat), optional=True, check=self._amount)
        self.fields["no_refund"].changed.connect(self._fit)
        self.changes = self._list(
            OwnList(
                seat,
                t("I state changes and the end of the refund myself"),
                t("One more change"),
                ChangeBlock,
                "inntektsmelding.refund_changes",
            )
        )
        self.add_section(t("Benefits in kind"), rule=True)
        self.benefits = self._list(
            OwnList(
                seat,
                t("I state the benefits that fall away myself"),
                t("One more benefit"),
                BenefitBlock,
                "inntektsmelding.benefits",
            )
        )

    def _list(self, made: OwnList) -> OwnList:
        self.add(made)
        made.changed.connect(self._on_changed)
        return made

    # --- values ---------------------------------------------------------------------------------------------------

    def _fill(self, said: Answers) -> None:
        sheet = self.found.sheet
        for key in ("reference", "contact", "phone", "income", "period_not_asked", "reduced_reason", "refund"):
            if key in self.fields:
                self.fields[key].set_value(getattr(said, key) or None)
        if "reduced_amount" in self.fields:
            self.fields["reduced_amount"].set_value(said.reduced_amount)
            self.fields["reduced_reason"].set_value(said.reduced_reason)
        if "benefit" in self.fields:
            self.fields["benefit"].set_value(said.benefit or sheet.benefit)
        self.fields["no_refund"].set_value(not sheet.absence.paid if said.no_refund is None else said.no_refund)
        self.reasons.set(_apart(said.reasons), _apart(sheet.reasons) or ())
        self.changes.set(said.refund_changes, sheet.changes)
        self.benefits.set(said.benefits, sheet.benefits)
        self.show_found(self.found)
        self._fit()

    def show_found(self, found: Inntektsmelding) -> None:
        """The worksheet was made anew: the proposals stand under the fields."""
        t, f = self.seat.t, self.seat.formats
        if found.answers.income is None:
            words = t("The program proposes {amount}", amount=f.amount(found.sheet.income.value))
            self.fields["income"].set_help(words)
        if found.answers.refund is None and found.sheet.refund is not None:
            words = t("The program proposes {amount}", amount=f.amount(found.sheet.refund.value))
            self.fields["refund"].set_help(words)

    def answers(self) -> Answers | None:
        """What stands there now; None while something cannot be read."""
        said: dict[str, Any] = {}
        for key, field in self.fields.items():
            try:
                said[key] = field.editor.value()  # type: ignore[attr-defined]
            except Unreadable:
                return None
        unpaid = not self.found.sheet.absence.paid
        no_refund: bool | None = said["no_refund"]
        if self.before.no_refund is None and no_refund == unpaid:
            no_refund = None
        reason = said.get("reduced_reason") or ""
        benefit = said.get("benefit") or self.before.benefit
        if benefit == self.found.sheet.benefit and not self.before.benefit:
            benefit = ""
        return replace(
            self.before,
            reference=said["reference"] or "",
            contact=said["contact"] or "",
            phone=said["phone"] or "",
            benefit=benefit,
            is_change=False,
            period_not_asked=bool(said.get("period_not_asked")),
            income=said["income"],
            reasons=_together(self.reasons.read()),
            reduced_reason=reason,
            reduced_amount=said.get("reduced_amount") if reason else None,
            no_refund=no_refund,
            refund=None if no_refund else said["refund"],
            refund_changes=None if no_refund else self.changes.read(),
            benefits=self.benefits.read(),
        )

    def _fit(self) -> None:
        if "reduced_reason" in self.fields:
            self.fields["reduced_amount"].setVisible(bool(self.fields["reduced_reason"].value()))
        claims = not self.fields["no_refund"].value()
        self.fields["refund"].setVisible(claims)
        self.changes.setVisible(claims)

    def _on_changed(self) -> None:
        if not self._is_filling:
            self.changed.emit()

    # --- checks ---------------------------------------------------------------------------------------------------

    def _reference(self, text: str) -> Message | None:
        if text and not _UUID.fullmatch(text):
            return Message("NAV's reference has the form 6f1f2b0a-6f5c-4c8a-9d55-1b1b5a3f0c01")
        return None

    def _amount(self, amount: Money) -> Message | None:
        if amount < ZERO:
            return Message("An amount here is not below nought.")
        return None

    def _done(self) -> None:
        shown = [field for field in self.fields.values() if field.isVisibleTo(self)]
        wrong = [field for field in shown if not field.validate()]
        lists = [made.validate() for made in (self.reasons, self.changes, self.benefits)]
        if wrong:
            wrong[0].focus()
        elif all(lists):
            self.kept.emit()

    def focus_field(self, name: str) -> None:
        """Go to the field that answers something."""
        lists = {"reasons": self.reasons, "refund_changes": self.changes, "benefits": self.benefits}
        if name in lists:
            lists[name].field.focus()
            return
        key = {"reduced": "reduced_reason"}.get(name, name)
        field = self.fields.get(key) or next(iter(self.fields.values()))
        if not field.isVisibleTo(self):
            field = self.fields["no_refund"]
        field.focus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.window().isMinimized():
            self.gone.emit()


def _apart(reasons: Sequence[Reason] | None) -> list[Reason] | None:
    """One for each time."""
    if reasons is None:
        return None
    return [replace(reason, spans=(span,)) for reason in reasons for span in reason.spans] + [
        reason for reason in reasons if not reason.spans
    ]


def _together(reasons: Sequence[Reason] | None) -> tuple[Reason, ...] | None:
    """Each reason once, with all its times."""
    if reasons is None:
        return None
    spans: dict[str, list[Span]] = {}
    first: dict[str, Reason] = {}
    for reason in reasons:
        first.setdefault(reason.name, reason)
        spans.setdefault(reason.name, []).extend(reason.spans)
    return tuple(replace(reason, spans=tuple(spans[name])) for name, reason in first.items())
