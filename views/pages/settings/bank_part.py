"""The bank profile: how payment files are written for this client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from models.values.message import Message
from services.actions.payment_files import save_bank_choices
from services.queries import payments
from services.queries.payments import BankChoices
from views.pages.settings.part import ChoicesForm
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Check, Field, Radios, TextEdit
from views.widgets.text import Label

_TEXTS = ("division", "customer", "bic", "text")


class BankPart(ChoicesForm[BankChoices]):
    """The form. It holds for files that are made from now on; those that were made stay as they are."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        card = Card(
            t("Bank"),
            t("How payment files are written from now on. What the bank has agreed with you stands in its letter."),
            padding=24,
        )
        card.body.setSpacing(16)
        self.account = Label("", "note", "ink2", wrap=True)
        versions = [
            ("03", t("pain.001.001.03 (usual)"), _usual(seat)),
            ("09", t("pain.001.001.09"), t("Only where the bank asks for it.")),
        ]
        days = [
            ("before", t("The last bank day before (usual)"), t("Nobody is paid late.")),
            ("after", t("The first bank day after"), ""),
        ]
        self.fields = {
            "version": Field(seat, t("Form of the file"), Radios(seat, versions), topic="settings.bank_version"),
            "division": self._text(
                "division",
                t("Agreement or division"),
                t("The bank's own id of the agreement, where it gave one."),
            ),
            "customer": self._text(
                "customer",
                t("Customer number"),
                t("Only where the bank wants another than the organisation number."),
            ),
            "bic": self._text("bic", t("BIC of your bank"), t("Empty: found by the account number."), 14, 180),
            "day": Field(seat, t("Where the pay date is no bank day"), Radios(seat, days), topic="settings.bank_day"),
            "text": self._text(
                "text", t("Text to the employee"), t("The month comes after it. Empty: “Lønn november 2026”."), 60
            ),
            "batch": Field(
                seat, "", Check(seat, t("Pay is one debit, so that the account statement shows nobody's pay"))
            ),
            "iban": Field(seat, "", Check(seat, t("Write Norwegian accounts as IBAN"))),
        }
        self.fields["batch"].editor.setProperty("help_topic", "settings.bank_batch")
        self.fields["iban"].editor.setProperty("help_topic", "settings.bank_iban")
        card.add(self.account)
        for field in self.fields.values():
            card.add(field)
            field.changed.connect(self._on_changed)
            field.checked.connect(self._on_changed)
        self.column.addWidget(card)
        self.column.addWidget(self.row)
        self.column.addStretch(1)
        self._show(self._stored)
        self._show_account()

    def _text(self, name: str, label: str, help: str, limit: int = 35, width: int = 280) -> Field:
        return Field(
            self.seat,
            label,
            TextEdit(self.seat, limit=limit),
            optional=True,
            width=width,
            topic=f"settings.bank_{name}",
            check=self._check_of(name),
            help=help,
        )

    def _check_of(self, name: str) -> Callable[[Any], Message | None]:
        """A check for a text: what is wrong with it in the profile."""

        def check(value: Any) -> Message | None:
            text = str(value or "")
            written: Any = text.replace(" ", "").upper() if name == "bic" else text.strip()
            tried = replace(BankChoices(), **{name: written})
            return next((found.what for found in payments.bank_mistakes(tried)), None)

        return check

    def choices(self) -> BankChoices:
        value = {name: field.value() for name, field in self.fields.items()}
        return BankChoices(
            value["version"] or "03",
            value["division"] or "",
            value["customer"] or "",
            (value["bic"] or "").replace(" ", "").upper(),
            bool(value["batch"]),
            bool(value["iban"]),
            value["day"] or "before",
            value["text"] or "",
        )

    def show_typed(self, kept: Any) -> None:
        if isinstance(kept, dict):
            known = {
                field.name: kept[field.name]
                for field in fields(BankChoices)
                if isinstance(kept.get(field.name), type(field.default))
            }
            self._show(BankChoices(**known))

    def refresh(self) -> None:
        self._show_account()
        super().refresh()

    def _read(self) -> BankChoices:
        return payments.choices_of_bank(self.seat.desk)

    def _keep(self, choices: BankChoices) -> None:
        save_bank_choices(self.seat.desk, choices)

    def _show_account(self) -> None:
        t, account = self.seat.t, payments.bank_account(self.seat.desk)
        bank = payments.bank_name(account)
        if not account:
            words = t("The account that is paid from is entered under Employer.")
        elif bank:
            words = t("Paid from {account}, {bank}", account=payments.account_words(account), bank=bank)
        else:
            words = t(
                "Paid from {account}. The bank register does not know {number}: enter the BIC if the bank asks for it.",
                account=payments.account_words(account),
                number=account[:4],
            )
        self.account.setText(words)

    def _show(self, choices: BankChoices) -> None:
        for name, field in self.fields.items():
            value = getattr(choices, name)
            field.set_value((value or None) if name in _TEXTS else value)
        self.row.set(self.choices() != self._stored)

    def _on_changed(self) -> None:
        wrong = any(not field.ok() for field in self.fields.values())
        self.row.set(self.has_changes(), self.seat.t("1 error must be corrected first") if wrong else "")
        self.changed.emit()


def _usual(seat: Seat) -> str:
    """Who takes the usual format."""
    own = seat.questions.helps.get("usual_bank_format")
    return seat.t(own) if own is not None else seat.t("All Norwegian banks take it.")
