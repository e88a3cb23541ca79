"""The parts of an employee as forms: person, account and slip, employment, terms, tax card, fixed line, opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.actions.employees import CardPart, EmploymentPart, LinePart, OpeningPart, PersonPart, TermsPart
from services.queries.employee_page import LineKind
from services.queries.new_employee import Surroundings, born_from_number
from services.queries.trace import said
from services.reference.employment_words import (
    CARDS,
    CLAIMS,
    FOREIGN_IDS,
    FORMS,
    LANGUAGES,
    PAYS,
    PERIODS,
    SCHEDULES,
    TYPES,
)
from services.reference.occupations import find_occupations, occupation_name
from views.pages.employees.part_form import Find, FlowGrid, PartForm, words
from views.shell.seat import Seat
from views.widgets.form import (
    AccountEdit,
    Check,
    Choice,
    DateEdit,
    LookupEdit,
    MoneyEdit,
    NationalIdEdit,
    NumberEdit,
    PasswordEdit,
    PercentEdit,
    Segments,
    TextEdit,
)

LATER: Final = "later"
FREELANCER: Final = "frilanserOppdragstakerHonorarPersonerMm"
PENSION: Final = "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
WIDTH: Final = {"date": 150, "money": 150, "percent": 110, "account": 190}


class _PlainNumber(NumberEdit):
    """A whole number that names something, without signs between its digits."""

    def write(self, value: Decimal | int) -> str:
        return str(int(value))


class PersonForm(PartForm):
    """Who it is. The guide asks for first name and surname, the page for the name as it stands."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings, *, split: bool) -> None:
        super().__init__(seat, find)
        t = seat.t
        self.around, self._split = around, split
        if split:
            self.add("first_name", t("First name"), TextEdit(seat), asks="first_name", required=True)
            self.add("last_name", t("Surname"), TextEdit(seat), asks="name", required=True)
        else:
            self.add("name", t("Name"), TextEdit(seat), span=2, required=True)
        self.add("national_id", t("National identity number or D-number"), NationalIdEdit(seat))
        self.add("born", t("Birth date"), DateEdit(seat, past=True), width=-1)
        self.foreign_check = Check(seat, t("Has no Norwegian number yet, but a foreign one"))
        self.add("has_foreign_id", "", self.foreign_check, span=2)
        self.foreign = FlowGrid(3)
        self.body.addWidget(self.foreign)
        self.add("international_id", t("Foreign number"), TextEdit(seat, limit=50), into=self.foreign)
        self.add("international_type", t("Kind of number"), Choice(seat, words(seat, FOREIGN_IDS)), into=self.foreign)
        country = TextEdit(seat, limit=2)
        self.add("international_country", t("Country, two letters"), country, into=self.foreign, width=110)
        self.rest = FlowGrid(2)
        self.body.addWidget(self.rest)
        self.add("address", t("Address"), TextEdit(seat), into=self.rest, optional=True)
        self.add("number", t("Employee number"), _PlainNumber(seat, most=0, lowest=1), into=self.rest, width=150)
        self.good = {"national_id": t("Right check digits")}

    def react(self) -> None:
        """The birth date is read off the number where that tells it."""
        foreign = bool(self.foreign_check.value())
        self.foreign.setVisible(foreign)
        number = self.text("national_id").replace(" ", "")
        born, _ = born_from_number(self.around, number)
        field = self.fields["born"]
        was_filling, self._is_filling = self._is_filling, True
        if born is not None:
            if field.value() != born:
                field.set_value(born)
            field.set_disabled(self.seat.t("Read from the number."))
        elif not field.editor.isEnabled():
            field.set_value(None)
            field.set_enabled("")
        self._is_filling = was_filling

    def show_part(self, part: PersonPart, first_name: str = "", typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        values: dict[str, Any] = {
            "national_id": part.national_id,
            "born": part.born,
            "has_foreign_id": bool(part.international_id),
            "international_id": part.international_id,
            "international_type": part.international_type or "passnummer",
            "international_country": part.international_country,
            "number": Decimal(part.number) if part.number is not None else None,
            "address": part.address.replace("\n", ", "),
        }
        if self._split:
            rest = part.name[len(first_name) :].strip() if part.name.startswith(first_name) else part.name
            values |= {"first_name": first_name, "last_name": rest}
        else:
            values["name"] = part.name
        self.fields["born"].editor.setEnabled(True)
        self.fill(values, typed)

    def first_name(self) -> str:
        return self.text("first_name").strip()

    def part(self, base: PersonPart) -> PersonPart:
        """What stands in the form; the rest is as it was."""
        name = f"{self.text('first_name')} {self.text('last_name')}" if self._split else self.text("name")
        number = self.value("number")
        born = self.value("born")
        if base.born is None and not self.fields["born"].editor.isEnabled():
            born = None  # it follows from the number
        foreign = bool(self.foreign_check.value())
        return replace(
            base,
            number=int(number) if number is not None else None,
            name=" ".join(name.split()),
            national_id=self.text("national_id").replace(" ", ""),
            born=born,
            international_id=self.text("international_id") if foreign else "",
            international_type=self.text("international_type") if foreign else "",
            international_country=self.text("international_country").upper() if foreign else "",
            address="\n".join(line for each in self.text("address").split(",") if (line := " ".join(each.split()))),
        )


class AccountForm(PartForm):
    """Where the pay goes, and how the slip gets there."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings) -> None:
        super().__init__(seat, find)
        t = seat.t
        self._sector = around.employer.sector if around.employer is not None else ""
        account = AccountEdit(seat)
        self.add("bank_account", t("Bank account"), account, help=t("The pay is sent here, and nowhere else."))
        self.add("language", t("Language of the payslip"), Choice(seat, words(seat, LANGUAGES)), width=-1)
        self.add("email", t("E-mail"), TextEdit(seat), optional=True, help=t("Nothing is sent from here by itself."))
        self.add(
            "payslip_password",
            t("Password of the payslip"),
            PasswordEdit(seat),
            optional=True,
            help=t("Agreed with the employee. It locks the PDF."),
        )
        small = Check(seat, t("Only small payments: nothing is withheld or reported up to the limit of the law"))
        self.add("small_payments", "", small, span=2)
        self.show_field("small_payments", self._sector in ("association", "home"))
        self.good = {"bank_account": t("A Norwegian account number")}

    def show_part(self, part: PersonPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        keys = ("bank_account", "language", "email", "payslip_password", "small_payments")
        self.fill({key: getattr(part, key) for key in keys}, typed)
        self.show_field("small_payments", self._sector in ("association", "home") or part.small_payments)

    def part(self, base: PersonPart) -> PersonPart:
        """What stands in the form; the rest is as it was."""
        return replace(
            base,
            bank_account=self.text("bank_account").replace(" ", "").replace(".", ""),
            language=self.text("language") or "nb",
            email=self.text("email").strip(),
            payslip_password=self.text("payslip_password"),
            small_payments=bool(self.value("small_payments")),
        )


class EmploymentForm(PartForm):
    """Where, as what and since when somebody works."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings, country: str, *, wide: bool = False) -> None:
        super().__init__(seat, find)
        t = seat.t
        self._country = country
        units = [(unit.orgnr, unit.name or unit.orgnr) for unit in around.units]
        self.add("start", t("First day at work"), DateEdit(seat), width=WIDTH["date"])
        self.add("establishment", t("Works at"), Choice(seat, units, placeholder=t("Choose a sub-unit")), width=-1)
        occupation = LookupEdit(
            seat,
            self._suggest,
            title_of=self._occupation,
            free=True,
            placeholder=t("Search by title or code"),
        )
        self.add("occupation", t("Occupation code"), occupation, span=2)
        title = t("Stands on the payslip and in lists, where you have a word of your own.")
        self.add("title", t("Job title"), TextEdit(seat), optional=True, help=title, span=2)
        self.kinds = FlowGrid(3 if wide else 1)
        self.body.addWidget(self.kinds)
        self.add("type", t("Kind of employment"), Choice(seat, words(seat, TYPES)), width=-1, into=self.kinds)
        self.add("form", t("Form of employment"), Choice(seat, words(seat, FORMS)), width=-1, into=self.kinds)
        schedule = Choice(seat, words(seat, SCHEDULES))
        self.add("work_schedule", t("Working hours"), schedule, width=-1, into=self.kinds)
        main = Check(seat, t("Is the person's main employer"))
        self.rest = FlowGrid(1)
        self.body.addWidget(self.rest)
        self.add("main_employer", "", main, into=self.rest)

    def _suggest(self, written: str) -> list[tuple[Any, str, str]]:
        return [(each.code, each.name, each.code) for each in find_occupations(self._country, written)]

    def _occupation(self, code: str) -> str:
        return f"{code} {occupation_name(self._country, code)}".strip()

    def react(self) -> None:
        """A freelancer has no form and no hours; each kind says when it is the right one."""
        kind = self.text("type")
        employed = kind not in (FREELANCER, PENSION)
        for key in ("form", "work_schedule"):
            self.show_field(key, employed)
        if kind in TYPES:
            self.fields["type"].set_help(self.seat.t(TYPES[kind].about))
        form = self.text("form")
        if form in FORMS:
            self.fields["form"].set_help(self.seat.t(FORMS[form].about))
        schedule = self.text("work_schedule")
        if schedule in SCHEDULES:
            self.fields["work_schedule"].set_help(self.seat.t(SCHEDULES[schedule].about))

    def show_part(self, part: EmploymentPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        values = {key: getattr(part, key) for key in self.fields}
        values["form"] = part.form or "fast"
        values["work_schedule"] = part.work_schedule or "ikkeSkift"
        self.fill(values, typed)

    def part(self, base: EmploymentPart) -> EmploymentPart:
        """What stands in the form; the rest is as it was."""
        return replace(
            base,
            establishment=self.text("establishment"),
            start=self.value("start"),
            occupation=self.text("occupation"),
            title=self.text("title"),
            type=self.text("type"),
            form=self.text("form"),
            work_schedule=self.text("work_schedule"),
            main_employer=bool(self.value("main_employer")),
        )


class TermsForm(PartForm):
    """Position and pay; with `dated` also from which day they hold."""

    def __init__(self, seat: Seat, find: Find, *, dated: bool) -> None:
        super().__init__(seat, find)
        t = seat.t
        if dated:
            self.add("from_day", t("Holds from"), DateEdit(seat), width=WIDTH["date"])
            self.grid.add_row()
        self.add("pay", t("Form of pay"), Segments(seat, words(seat, PAYS)), span=2)
        self.add("percent", t("Position"), PercentEdit(seat), width=WIDTH["percent"])
        hours = NumberEdit(seat, unit=t("h a week"))
        self.add("full_time_hours", t("Hours of a full position"), hours, width=WIDTH["money"])
        self.add("monthly_salary", t("Monthly salary"), MoneyEdit(seat), width=WIDTH["money"])
        self.add("hourly_rate", t("Hourly pay"), MoneyEdit(seat), width=WIDTH["money"])
        self.add("period", t("Is paid"), Choice(seat, words(seat, PERIODS)), width=WIDTH["account"])
        divisor = NumberEdit(seat, unit=t("h a month"))
        self.add(
            "hours_divisor",
            t("Hours a month by agreement"),
            divisor,
            span=2,
            optional=True,
            width=WIDTH["money"],
            help=t("For the hourly pay of overtime. Without it the year's hours are used."),
        )

    def react(self) -> None:
        """Only what belongs to the form of pay."""
        pay = self.text("pay")
        self.show_field("monthly_salary", pay == "monthly")
        self.show_field("hours_divisor", pay == "monthly")
        self.show_field("hourly_rate", pay == "hourly")
        for key in ("percent", "full_time_hours"):
            self.show_field(key, pay != "fee")
        if pay in PAYS:
            self.fields["pay"].set_help(self.seat.t(PAYS[pay].about))
        percent, full = self.value("percent"), self.value("monthly_salary")
        note = ""
        if pay == "monthly" and percent is not None and full is not None and 0 < percent.value < 100 and full.ore > 0:
            note = self.seat.t(
                "For {percent}. A full position would be {amount}.", percent=percent, amount=_whole(full, percent)
            )
        elif pay == "monthly":
            note = self.seat.t("For the percentage that is worked.")
        self.fields["monthly_salary"].set_help(note)

    def show_part(self, part: TermsPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        self.fill({key: getattr(part, key) for key in self.fields}, typed)

    def part(self, base: TermsPart) -> TermsPart:
        """What stands in the form; the rest is as it was."""
        return replace(
            base,
            from_day=self.value("from_day") if "from_day" in self.fields else base.from_day,
            pay=self.text("pay"),
            percent=self.value("percent"),
            full_time_hours=self.value("full_time_hours"),
            monthly_salary=self.value("monthly_salary"),
            hourly_rate=self.value("hourly_rate"),
            period=self.text("period") or "MND",
            hours_divisor=self.value("hours_divisor"),
        )


def _whole(salary: Any, percent: Any) -> Any:
    """What a full position would be paid."""
    return salary.part(100, percent.value)


class CardForm(PartForm):
    """A tax card as the authority's answer shows it; the guide also has "comes later"."""

    def __init__(self, seat: Seat, find: Find, year: int, *, later: bool) -> None:
        super().__init__(seat, find)
        t = seat.t
        kinds = words(seat, CARDS)
        if later:
            kinds.insert(0, (LATER, t("Comes later")))
        years = [(each, str(each)) for each in (year + 1, year, year - 1)]
        self.add("kind", t("Tax card"), Choice(seat, kinds), asks="tax_card", width=-1)
        self.add("year", t("Year"), Choice(seat, years), asks="card_year", width=WIDTH["percent"])
        self.add("table", t("Table number"), TextEdit(seat, limit=6), width=WIDTH["money"])
        self.add("percent", t("Percentage"), PercentEdit(seat), asks="card_percent", width=WIDTH["percent"])
        self.add("exempt_amount", t("Amount of the exemption card"), MoneyEdit(seat), width=WIDTH["money"])
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
        self.show_field("table", kind == "table")
        self.show_field("percent", kind in ("table", "percent"))
        self.show_field("exempt_amount", kind == "exempt")
        self.show_field("months", kind in ("table", "percent"))
        self.show_field("issued", kind not in (LATER, ""))
        if kind in CARDS:
            self.fields["kind"].set_help(self.seat.t(CARDS[kind].about))
        else:
            self.fields["kind"].set_help(self.seat.t("50 % is withheld until there is a card. Add it when it comes."))
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
            seat, self._suggest, title_of=self._name, placeholder=t("Search: dues, telephone, addition …")
        )
        self.add("type", t("Wage type"), lookup, span=2, asks="line_type")
        self.add("amount", t("Amount"), MoneyEdit(seat), asks="line_amount", width=WIDTH["money"])
        self.add("percent", t("Percentage"), PercentEdit(seat), asks="line_percent", width=WIDTH["percent"])
        self.add("quantity", t("How many"), NumberEdit(seat), asks="line_quantity", width=WIDTH["money"])
        rate = t("Without it the rate of the law or the agreement is used.")
        self.add("rate", t("Rate"), NumberEdit(seat, unit=t("kr")), asks="line_rate", width=WIDTH["money"], help=rate)
        self.add("claim", t("Whose claim"), Choice(seat, words(seat, CLAIMS)), asks="line_claim", span=2, width=-1)
        text = t("Stands on the payslip instead of the name of the wage type.")
        self.add("text", t("Text"), TextEdit(seat), asks="line_text", span=2, optional=True, help=text)
        self.add("from_day", t("From"), DateEdit(seat), asks="line_from", optional=True, width=WIDTH["date"])
        self.add("to_day", t("Up to and including"), DateEdit(seat), asks="line_to", optional=True, width=WIDTH["date"])

    def _suggest(self, written: str) -> list[tuple[Any, str, str]]:
        texts = self.seat.texts
        found = [(kind.slug, said(kind.name, texts), str(kind.number)) for kind in self._kinds.values()]
        wanted = written.casefold().split()
        return [row for row in found if all(word in f"{row[1]} {row[2]}".casefold() for word in wanted)]

    def _name(self, slug: str) -> str:
        kind = self._kinds.get(slug)
        return said(kind.name, self.seat.texts) if kind is not None else slug

    def react(self) -> None:
        """Only the figures that the wage type asks for, and what it means."""
        kind = self._kinds.get(self.text("type"))
        asks = kind.asks if kind is not None else ("amount",)
        for key in ("amount", "percent", "quantity", "rate", "claim"):
            self.show_field(key, key in asks)
        about = " ".join(f"{self.seat.t(part)}." for part in kind.about) if kind is not None else ""
        self.fields["type"].set_help(about)
        is_free = kind is not None and not kind.required
        self.fields["amount"].set_help(self.seat.t("Without an amount the rate of the law is used.") if is_free else "")

    def show_part(self, part: LinePart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        values = {key: getattr(part, key) for key in self.fields}
        values["claim"] = part.claim or None
        self.fill(values, typed)

    def part(self, base: LinePart) -> LinePart:
        """What stands in the form, without what the wage type does not ask for."""
        kind = self._kinds.get(self.text("type"))
        asks = kind.asks if kind is not None else ()
        return replace(
            base,
            type=self.text("type"),
            amount=self.value("amount") if "amount" in asks else None,
            percent=self.value("percent") if "percent" in asks else None,
            quantity=self.value("quantity") if "quantity" in asks else None,
            rate=self.value("rate") if "rate" in asks else None,
            claim=self.text("claim") if "claim" in asks else "",
            text=self.text("text").strip(),
            from_day=self.value("from_day"),
            to_day=self.value("to_day"),
        )


class OpeningForm(PartForm):
    """What somebody brings from another payroll program this year."""

    def __init__(self, seat: Seat, find: Find, start: Any) -> None:
        super().__init__(seat, find)
        t = seat.t
        year, before = str(start.year), str(start.year - 1)
        labels = {
            "taxable_this_year": t("Taxable pay so far in {year}", year=year),
            "withheld_this_year": t("Tax withheld so far in {year}", year=year),
            "holiday_basis_this_year": t("Holiday pay basis so far in {year}", year=year),
            "holiday_basis_last_year": t("Holiday pay basis of {year}", year=before),
            "holiday_paid_this_year": t("Holiday pay paid in {year}", year=year),
            "holiday_paid_60_this_year": t("Of it extra over 60"),
            "exempt_used": t("Used of the exemption card"),
        }
        for key, label in labels.items():
            self.add(key, label, MoneyEdit(seat), optional=True, width=WIDTH["money"])

    def show_part(self, part: OpeningPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        self.fill({key: getattr(part, key) for key in self.fields}, typed)

    def part(self) -> OpeningPart:
        """What stands in the form."""
        return OpeningPart(**{key: self.value(key) for key in self.fields})


class EndForm(PartForm):
    """The last day, and why."""

    def __init__(self, seat: Seat, find: Find, reasons: dict[str, Any]) -> None:
        super().__init__(seat, find, columns=1)
        t = seat.t
        self._reasons = reasons
        self.add("employment_end", t("Last day at work"), DateEdit(seat), width=WIDTH["date"], required=True)
        choice = Choice(seat, words(seat, reasons), placeholder=t("Choose the reason"))
        self.add("end_reason", t("Why it ends"), choice, width=-1)

    def react(self) -> None:
        """The reason says when it is the right one."""
        reason = self.text("end_reason")
        self.fields["end_reason"].set_help(self.seat.t(self._reasons[reason].about) if reason in self._reasons else "")

    def show_part(self, end: date | None, reason: str) -> None:
        """Fill the form."""
        self.fill({"employment_end": end, "end_reason": reason or None})
