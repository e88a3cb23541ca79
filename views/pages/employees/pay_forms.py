"""What else a pay run takes from an employee, as forms: the tax card, a fixed line, what was paid elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from models.values.message import Message
from models.values.percent import Percent
from services.actions.employees import CardPart, LinePart, OpeningPart
from services.queries.line_kinds import LineKind
from services.queries.openings import FIELDS as OPENING_FIELDS
from services.queries.trace import said
from services.reference.employment_words import (
    CLAIMS,
)
from views.pages.employees.part_form import WIDTH, Find, PartForm, about, choosable, words
from views.shell.seat import Seat
from views.widgets.form import (
    Choice,
    DateEdit,
    LookupEdit,
    MoneyEdit,
    NumberEdit,
    PercentEdit,
    TextEdit,
)

LATER: Final = "later"
_ASKED: Final = (
    "amount",
    "percent",
    "company_percent",
    "pension_basis",
    "quantity",
    "rate",
    "claim",
    "at_most",
)


class CardForm(PartForm):
    """A tax card as the authority's answer shows it; the guide also has "comes later"."""

    def __init__(self, seat: Seat, find: Find, year: int, *, later: bool) -> None:
        super().__init__(seat, find)
        t = seat.t
        kinds = choosable(seat, "tax_card")
        if later:
            kinds.insert(0, (LATER, t("Comes later")))
        years = [(each, str(each)) for each in (year + 1, year, year - 1)]
        self.add("kind", t("Tax card"), Choice(seat, kinds), asks="tax_card", width=-1)
        self.add("year", t("Year"), Choice(seat, years), asks="card_year", width=WIDTH["percent"])
        self.add("table", t("Table number"), TextEdit(seat, limit=6), width=WIDTH["money"])
        self.add("percent", t("Percentage"), PercentEdit(seat), asks="card_percent", width=WIDTH["percent"])
        self.add("exempt_amount", t("Amount of the exemption card"), MoneyEdit(seat), width=WIDTH["money"])
        free = MoneyEdit(seat)
        self.add("allowance_month", t("Allowance a month"), free, width=WIDTH["money"])
        months = [(None, t("Does not say")), (Decimal("10.5"), t("10.5 months")), (Decimal(12), t("12 months"))]
        self.add(
            "months",
            t("Months of withholding"),
            Choice(seat, months),
            width=WIDTH["account"],
            help=t("With 10.5 months holiday pay is free of tax, and December is halved."),
        )
        self.add("issued", t("Issued"), DateEdit(seat), optional=True, width=WIDTH["date"])

    def react(self) -> None:
        """Only what belongs to the kind of card."""
        kind = self.text("kind")
        self.show_field("year", kind != LATER)
        brought = self.seat.questions.brings("tax_card", kind)
        for key in ("table", "percent", "exempt_amount", "allowance_month", "months"):
            self.show_field(key, self.asks[key] in brought)
        self.show_field("issued", kind not in (LATER, ""))
        later = Message("50% is withheld until there is a card. Add it when it comes.")
        later = self.seat.questions.helps.get("card_later", later)
        self.fields["kind"].set_help(about(self.seat, "tax_card", kind) or self.seat.t(later))
        beside = self.seat.t("Beside the table, for bonus and the like.")
        self.fields["percent"].set_help(beside if kind == "table" else "")

    def show_part(self, part: CardPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        self.fill({key: getattr(part, key) for key in self.fields}, typed)

    def part(self, base: CardPart) -> CardPart:
        """What stands in the form."""
        return replace(
            base,
            kind=self.text("kind"),
            year=self.value("year"),
            table=self.text("table").replace(" ", ""),
            percent=self.value("percent"),
            exempt_amount=self.value("exempt_amount"),
            allowance_month=self.value("allowance_month"),
            months=self.value("months"),
            issued=self.value("issued"),
        )


class LineForm(PartForm):
    """A line of every ordinary run."""

    def __init__(self, seat: Seat, find: Find, kinds: Sequence[LineKind]) -> None:
        super().__init__(seat, find)
        t = seat.t
        self._kinds = {kind.slug: kind for kind in kinds}
        lookup = LookupEdit(
            seat,
            self._suggest,
            title_of=self._name,
            placeholder=t("Search by number or name")
            if any(kind.numbered for kind in kinds)
            else t("Search: dues, telephone, addition …"),
        )
        self.add("type", t("Wage type"), lookup, span=2, asks="line_type")
        self.add("amount", t("Amount"), MoneyEdit(seat), asks="line_amount", width=WIDTH["money"])
        self.add("percent", t("Percentage"), PercentEdit(seat), asks="line_percent", width=WIDTH["percent"])
        self.add("quantity", t("How many"), NumberEdit(seat), asks="line_quantity", width=WIDTH["money"])
        company = PercentEdit(seat)
        self.add("company_percent", t("The firm's share"), company, asks="line_company_percent", width=WIDTH["percent"])
        bases = next((kind.bases for kind in kinds if kind.bases), ())
        items = [(code, said(name, seat.texts)) for code, name in bases]
        basis = Choice(seat, items, placeholder=t("The usual one of the wage type"))
        self.add("pension_basis", t("Percentages of"), basis, asks="line_pension_basis", span=2, width=-1)
        rate = t("Without it the rate of the law or the agreement is used.")
        self.add("rate", t("Rate"), NumberEdit(seat, unit=t("kr")), asks="line_rate", width=WIDTH["money"], help=rate)
        self.add("claim", t("Whose claim"), Choice(seat, words(seat, CLAIMS)), asks="line_claim", span=2, width=-1)
        most = t("The deduction ends when so much is taken.")
        money = MoneyEdit(seat)
        self.add("at_most", t("Total"), money, asks="line_at_most", optional=True, width=WIDTH["money"], help=most)
        text = t("Stands on the payslip instead of the name of the wage type.")
        self.add("text", t("Text"), TextEdit(seat), asks="line_text", span=2, optional=True, help=text)
        self.add("from_day", t("From"), DateEdit(seat), asks="line_from", optional=True, width=WIDTH["date"])
        self.add("to_day", t("Last day"), DateEdit(seat), asks="line_to", optional=True, width=WIDTH["date"])

    def _suggest(self, written: str) -> list[tuple[Any, str, str]]:
        texts = self.seat.texts
        found = [
            (kind.slug, said(kind.name, texts), "" if kind.numbered else str(kind.number))
            for kind in self._kinds.values()
        ]
        wanted = written.casefold().split()
        return [row for row in found if all(word in f"{row[1]} {row[2]}".casefold() for word in wanted)]

    def _name(self, slug: str) -> str:
        kind = self._kinds.get(slug)
        return said(kind.name, self.seat.texts) if kind is not None else slug

    def react(self) -> None:
        """Only the figures that the wage type asks for, and what it means."""
        kind = self._kinds.get(self.text("type"))
        asks = kind.asks if kind is not None else ("amount",)
        for key in _ASKED:
            self.show_field(key, key in asks)
        own = self.seat.t("The employee's own share.")
        self.fields["percent"].set_help(own if "company_percent" in asks else "")
        about = " ".join(f"{self.seat.t(part)}." for part in kind.about) if kind is not None else ""
        self.fields["type"].set_help(about)
        is_free = kind is not None and not kind.required
        self.fields["amount"].set_help(self.seat.t("Without an amount the rate of the law is used.") if is_free else "")

    def show_part(self, part: LinePart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        values = {key: getattr(part, key) for key in self.fields}
        values["claim"] = part.claim or None
        values["pension_basis"] = part.pension_basis or None
        values["company_percent"] = Percent(part.company_percent) if part.company_percent is not None else None
        self.fill(values, typed)

    def part(self, base: LinePart) -> LinePart:
        """What stands in the form, without what the wage type does not ask for."""
        kind = self._kinds.get(self.text("type"))
        asks = kind.asks if kind is not None else ()
        company = self.value("company_percent") if "company_percent" in asks else None
        return replace(
            base,
            type=self.text("type"),
            company_percent=company.value if company is not None else None,
            pension_basis=self.text("pension_basis") if "pension_basis" in asks else "",
            amount=self.value("amount") if "amount" in asks else None,
            percent=self.value("percent") if "percent" in asks else None,
            quantity=self.value("quantity") if "quantity" in asks else None,
            rate=self.value("rate") if "rate" in asks else None,
            claim=self.text("claim") if "claim" in asks else "",
            at_most=self.value("at_most") if "at_most" in asks else None,
            text=self.text("text").strip(),
            from_day=self.value("from_day"),
            to_day=self.value("to_day"),
        )


class OpeningForm(PartForm):
    """What somebody brings from another payroll program this year."""

    def __init__(self, seat: Seat, find: Find, start: Any) -> None:
        super().__init__(seat, find)
        for field in OPENING_FIELDS:
            year = str(start.year - 1 if field.of_last_year else start.year)
            label = seat.t(Message(field.label.text, year=year))
            self.add(field.key, label, _opening_editor(seat, field.unit), width=WIDTH["money"])

    def show_part(self, part: OpeningPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        self.fill({key: getattr(part, key) for key in self.fields}, typed)

    def part(self) -> OpeningPart:
        """What stands in the form."""
        return OpeningPart(**{key: self.value(key) for key in self.fields})


def _opening_editor(seat: Seat, unit: str) -> QWidget:
    """For kroner, for days or for hours."""
    if unit == "kroner":
        return MoneyEdit(seat)
    return NumberEdit(seat, unit=seat.t("days") if unit == "days" else seat.t("h"), most=2)
