"""Who an employee is, and where the pay and the slip go, as forms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from services.actions.employees import PersonPart
from services.queries.new_employee import Surroundings, born_from_number, is_abroad, read_account
from services.reference.employment_words import (
    FOREIGN_IDS,
    LANGUAGES,
)
from services.reference.formats import Unreadable
from services.reference.payment_words import bank_of
from services.reference.postal_places import complete_address
from views.pages.employees.part_form import WIDTH, Find, PartForm, words
from views.shell.seat import Seat
from views.widgets.flow_grid import FlowGrid
from views.widgets.form import (
    AccountEdit,
    Check,
    Choice,
    DateEdit,
    NationalIdEdit,
    NumberEdit,
    PasswordEdit,
    TextEdit,
)
from views.widgets.look_up import LookupEdit

_D_NUMBER = ("4", "5", "6", "7")
"""How the numbers begin of people who came from abroad and are not registered as living in Norway."""


class _PlainNumber(NumberEdit):
    """A whole number that names something, without signs between its digits."""

    def write(self, value: Decimal | int) -> str:
        return str(int(value))


class _AccountEdit(AccountEdit):
    """An account as the client's country keeps it, whatever people write between its digits."""

    def __init__(self, seat: Seat, around: Surroundings) -> None:
        super().__init__(seat)
        self._around = around

    def read(self, written: str) -> str:
        plain = read_account(self._around, written)
        if plain is None:
            return super().read(written)
        if not plain and is_abroad(written):
            return super().read(written)
        if not plain:
            raise Unreadable(self.seat.questions.helps["bank_account"])
        return plain


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
        number = NationalIdEdit(seat, length=seat.questions.id_digits)
        self.add("national_id", t("National identity number or D-number"), number)
        self.add("born", t("Birth date"), DateEdit(seat, past=True), width=-1)
        self.foreign_check = Check(seat, t("Has no Norwegian number yet, but a foreign one"))
        self.add("has_foreign_id", "", self.foreign_check, span=2)
        self.foreign = FlowGrid(3)
        self.body.addWidget(self.foreign)
        self.add("international_id", t("Foreign number"), TextEdit(seat, limit=50), into=self.foreign)
        self.add("international_type", t("Kind of number"), Choice(seat, words(seat, FOREIGN_IDS)), into=self.foreign)
        country = TextEdit(seat, limit=2)
        self.add("international_country", t("Country, two letters"), country, into=self.foreign, width=110)
        self.rest = FlowGrid(3)
        self.body.addWidget(self.rest)
        self.add("address", t("Address"), self._address(), span=2, into=self.rest, optional=True)
        self.add("number", t("Employee number"), _PlainNumber(seat, most=0, lowest=1), into=self.rest, width=-1)
        home = t("Two letters, where that is another country than Norway.")
        country = TextEdit(seat, limit=2)
        label = t("Resident for tax in")
        self.add("tax_home", label, country, span=3, into=self.rest, optional=True, width=110, help=home)
        self.good = {"national_id": t("Right check digits")}

    def _address(self) -> LookupEdit:
        """Behind a postcode the place is filled in; any other text may be typed."""

        def suggest(typed: str) -> list[tuple[Any, str, str]]:
            return [(each, each, "") for each in complete_address(self.around.country, typed)]

        return LookupEdit(self.seat, suggest, title_of=str, free=True)

    def react(self) -> None:
        """The birth date is read off the number where that tells it."""
        foreign = bool(self.foreign_check.value())
        self.foreign.setVisible(foreign)
        number = self.text("national_id").replace(" ", "")
        may_live_abroad = foreign or number[:1] in _D_NUMBER
        self.show_field("tax_home", may_live_abroad or bool(self.text("tax_home")))
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
            "address": _on_one_line(part.address),
            "tax_home": part.tax_home,
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
            tax_home=self.text("tax_home"),
            address=self._lines(base.address),
        )

    def _lines(self, before: str) -> str:
        """The address in lines, which a comma ends; one that nobody touched stays as it was, with its commas."""
        typed = self.text("address")
        if typed == _on_one_line(before):
            return before
        return "\n".join(line for each in typed.split(",") if (line := " ".join(each.split())))


def _on_one_line(address: str) -> str:
    return address.replace("\n", ", ")


class AccountForm(PartForm):
    """Where the pay goes, and how the slip gets there."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings) -> None:
        super().__init__(seat, find)
        t = seat.t
        self._sector = around.employer.sector if around.employer is not None else ""
        self._around = around
        account = _AccountEdit(seat, around)
        account_help = t("The pay is sent here, and nowhere else. 11 digits, or an IBAN.")
        self.add("bank_account", t("Bank account"), account, span=2, help=account_help, width=WIDTH["iban"])
        bic = t("Names the bank, beside an IBAN abroad.")
        self.add("bank_bic", t("BIC of the bank"), TextEdit(seat, limit=14), help=bic, width=WIDTH["money"])
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

    def react(self) -> None:
        """A BIC belongs to an account abroad only."""
        account = self.text("bank_account")
        abroad = is_abroad(account)
        self.show_field("bank_bic", abroad)
        t = self.seat.t
        if read_account(self._around, account):
            self.good = {"bank_account": t("Registration number {number}", number=account[:4])}
            return
        good = t("Right check digits") if account[:2].isalpha() else self._bank(account)
        self.good = {"bank_account": good}

    def _bank(self, account: str) -> str:
        """Which bank a Norwegian account is in. One that the register does not know is told, and is no mistake."""
        bare = account.replace(" ", "").replace(".", "")
        if bank := bank_of(bare):
            return self.seat.t("An account in {bank}", bank=bank)
        return self.seat.t("The check digit is right; the bank register does not know {number}", number=bare[:4])

    def show_part(self, part: PersonPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        keys = ("bank_account", "bank_bic", "language", "email", "payslip_password", "small_payments")
        self.fill({key: getattr(part, key) for key in keys}, typed)
        self.show_field("small_payments", self._sector in ("association", "home") or part.small_payments)

    def part(self, base: PersonPart) -> PersonPart:
        """What stands in the form; the rest is as it was."""
        return replace(
            base,
            bank_account=self.text("bank_account").replace(" ", "").replace(".", ""),
            bank_bic=self.text("bank_bic") if is_abroad(self.text("bank_account")) else "",
            language=self.text("language") or "nb",
            email=self.text("email").strip(),
            payslip_password=self.text("payslip_password"),
            small_payments=bool(self.value("small_payments")),
        )
