"""What stands in the lists of the answers: a reason, a change of the refund, a benefit that falls away."""

from __future__ import annotations

from typing import Any

from models.values.span import Span
from services.queries import inntektsmelding as ask
from services.queries.inntektsmelding import EndedBenefit, Reason, RefundChange
from views.pages.inntektsmelding.own_list import Block
from views.shell.seat import Seat
from views.widgets.form import Choice, DateEdit, MoneyEdit

_SINCE = "gjelderFra"
_AGREED = "Tariffendring"


class ReasonBlock(Block):
    """Why the income is not the mean of the months, with the day or the days that belong to it."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        known = ask.choices()
        self._needs = known.needs
        items = [(name, t(words)) for name, words in (*known.reasons, *known.parental_reasons)]
        self.add("name", t("Reason"), Choice(seat, items, placeholder=t("Choose")), required=True, width=-1)
        self.add("since", t("Since"), DateEdit(seat), required=True)
        self.add("known", t("Known on"), DateEdit(seat), required=True)
        self.add("first", t("From and including"), DateEdit(seat), required=True)
        self.add("last", t("Up to and including"), DateEdit(seat), required=True)
        self.fields["name"].changed.connect(self._settle)
        self.end()
        self._settle()

    def _settle(self) -> None:
        name = self.fields["name"].value()
        needs = self._needs.get(name or "", "")
        self.fields["since"].setVisible(needs == _SINCE)
        self.fields["known"].setVisible(name == _AGREED)
        for key in ("first", "last"):
            self.fields[key].setVisible(bool(needs) and needs != _SINCE)

    def set(self, value: Any) -> None:
        assert isinstance(value, Reason)
        self.fields["name"].set_value(value.name)
        self.fields["since"].set_value(value.since)
        self.fields["known"].set_value(value.known)
        if value.spans:
            self.fields["first"].set_value(value.spans[0].first)
            self.fields["last"].set_value(value.spans[0].last)
        self._settle()

    def read(self) -> Reason | None:
        said = {key: field.value() for key, field in self.fields.items()}
        name = said["name"]
        if not name:
            return None
        needs = self._needs.get(name, "")
        if needs == _SINCE:
            return Reason(name, (), said["since"], said["known"] if name == _AGREED else None)
        first, last = said["first"], said["last"]
        if needs and first is not None and (last is None or last >= first):
            return Reason(name, (Span(first, last),))
        return Reason(name)


class ChangeBlock(Block):
    """From a day on another refund a month."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.add("since", t("From and including"), DateEdit(seat), required=True)
        self.add("amount", t("Refund a month from then"), MoneyEdit(seat), required=True, help=t("0 is a stop."))
        self.end()

    def set(self, value: Any) -> None:
        assert isinstance(value, RefundChange)
        self.fields["since"].set_value(value.since)
        self.fields["amount"].set_value(value.amount)

    def read(self) -> RefundChange | None:
        since, amount = self.fields["since"].value(), self.fields["amount"].value()
        return RefundChange(since, amount) if since is not None and amount is not None else None


class BenefitBlock(Block):
    """A benefit in kind that the absence takes away."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        items = [(code, t(words)) for code, words in ask.choices().benefits]
        self.add("code", t("Benefit"), Choice(seat, items, placeholder=t("Choose")), required=True, width=-1)
        self.add("value", t("Value a month"), MoneyEdit(seat), required=True)
        self.add("last", t("Its last day"), DateEdit(seat), required=True)
        self.end()

    def set(self, value: Any) -> None:
        assert isinstance(value, EndedBenefit)
        self.fields["code"].set_value(value.code)
        self.fields["value"].set_value(value.value)
        self.fields["last"].set_value(value.last)

    def read(self) -> EndedBenefit | None:
        said = {key: field.value() for key, field in self.fields.items()}
        if not said["code"] or said["value"] is None or said["last"] is None:
            return None
        return EndedBenefit(said["code"], said["value"], said["last"])
