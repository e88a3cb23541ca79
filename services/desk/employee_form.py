"""An employee as a form: what is typed in the guide and on the employee's page, part by part, and the guide's form as
it lies in a draft. What is None is not filled in, or could not be read.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from models.values.money import Money
from models.values.percent import HUNDRED, Percent
from services.engine.numbered import NumberedLine

ORDINARY: Final = "ordinaertArbeidsforhold"
MARITIME: Final = "maritimtArbeidsforhold"
FREELANCER: Final = "frilanserOppdragstakerHonorarPersonerMm"
PENSION: Final = "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
LATER: Final = "later"
"""What the guide calls a tax card that is not here yet. No card is stored for it."""


@dataclass(frozen=True, slots=True)
class PersonPart:
    """Who somebody is, and how they get their pay and their slip. Address lines are separated by line ends."""

    number: int | None = None
    name: str = ""
    national_id: str = ""
    born: date | None = None
    international_id: str = ""
    international_type: str = ""
    international_country: str = ""
    address: str = ""
    language: str = "nb"
    bank_account: str = ""
    small_payments: bool = False
    email: str = ""
    payslip_password: str = ""
    bank_bic: str = ""  # of the bank, for an account abroad
    tax_home: str = ""  # country of two letters where the person is resident for tax; empty for Norway

    def tidy(self) -> PersonPart:
        """The same with plain numbers, texts without spaces around them, and a BIC only beside an IBAN abroad."""
        account = plain_number(self.bank_account).upper()
        return replace(
            self,
            name=one_line(self.name),
            national_id=plain_number(self.national_id),
            international_id=one_line(self.international_id),
            international_country=one_line(self.international_country).upper(),
            address="\n".join(line for each in self.address.splitlines() if (line := one_line(each))),
            bank_account=account,
            bank_bic=plain_number(self.bank_bic).upper() if is_abroad(account) else "",
            email=self.email.strip(),
            tax_home=country_of(self.tax_home),
        )


@dataclass(frozen=True, slots=True)
class EmploymentPart:
    """One employment. Codes are those of the monthly report."""

    establishment: str = ""
    type: str = ORDINARY
    form: str = "fast"
    start: date | None = None
    occupation: str = ""
    title: str = ""
    work_schedule: str = "ikkeSkift"
    main_employer: bool = True
    zone: str = ""
    vessel_register: str = ""
    vessel_type: str = ""
    vessel_area: str = ""
    seniority: date | None = None  # since when service counts for the pay
    earned_in: str = ""  # country of two letters where the work is done; empty for Norway

    def tidy(self) -> EmploymentPart:
        """The same with texts without spaces around them; a freelancer has no form and no schedule, and only somebody
        at sea a vessel.
        """
        is_plain, is_at_sea = self.type in (FREELANCER, PENSION), self.type == MARITIME
        return replace(
            self,
            title=one_line(self.title),
            occupation=plain_number(self.occupation),
            form="" if is_plain else self.form,
            work_schedule="" if is_plain else self.work_schedule,
            vessel_register=self.vessel_register if is_at_sea else "",
            vessel_type=self.vessel_type if is_at_sea else "",
            vessel_area=self.vessel_area if is_at_sea else "",
            seniority=None if is_plain else self.seniority,
            earned_in=country_of(self.earned_in),
        )


@dataclass(frozen=True, slots=True)
class TermsPart:
    """What holds from a day on. `monthly_salary` is for the percentage that is worked."""

    from_day: date | None = None
    percent: Percent | None = HUNDRED
    full_time_hours: Decimal | None = Decimal("37.5")
    pay: str = "monthly"
    monthly_salary: Money | None = None
    hourly_rate: Money | None = None
    hours_divisor: Decimal | None = None
    period: str = "MND"
    pay_step: str = ""
    category: str = ""  # of numbered wage types: the position category (stillingskategori)
    pay_group: str = ""  # løngruppe
    norm_hours: Decimal | None = None  # a month
    agreement_hours: Decimal | None = None  # a month, of a full position

    def tidy(self) -> TermsPart:
        """The same without what does not belong to the form of pay."""
        return replace(
            self,
            pay_step=one_line(self.pay_step),
            category=one_line(self.category),
            pay_group=one_line(self.pay_group),
            monthly_salary=self.monthly_salary if self.pay not in ("hourly", "fee") else None,
            hours_divisor=self.hours_divisor if self.pay == "monthly" else None,
            hourly_rate=self.hourly_rate if self.pay in ("hourly", "fortnightly") else None,
        )


@dataclass(frozen=True, slots=True)
class CardPart:
    """A tax card as it is typed off the authority's answer."""

    year: int | None = None
    kind: str = "table"
    table: str = ""
    percent: Percent | None = None
    exempt_amount: Money | None = None
    months: Decimal | None = None
    issued: date | None = None
    allowance_month: Money | None = None  # of a main card: what is free of tax in a month

    def tidy(self) -> CardPart:
        """The same without what does not belong to the kind."""
        has_months = self.kind in ("table", "percent")
        has_percent = self.kind not in ("exempt_unlimited", "none", "not_liable", LATER)
        return replace(
            self,
            table=plain_number(self.table).upper() if self.kind == "table" else "",
            percent=self.percent if has_percent else None,
            months=self.months if has_months else None,
            allowance_month=self.allowance_month if self.kind == "main" else None,
            exempt_amount=self.exempt_amount if self.kind == "exempt" else None,
        )


@dataclass(frozen=True, slots=True)
class LinePart:
    """A line of every ordinary run between two days, both counted; no day means no limit."""

    type: str = ""
    amount: Money | None = None
    quantity: Decimal | None = None
    rate: Decimal | None = None
    percent: Percent | None = None
    claim: str = ""
    text: str = ""
    from_day: date | None = None
    to_day: date | None = None
    at_most: Money | None = None  # of a deduction: the sum that is to be taken in all
    company_percent: Decimal | None = None  # of a pension: the firm's share
    company_amount: Decimal | None = None  # kroner
    pension_basis: str = ""


def numbered_line(part: LinePart) -> NumberedLine | None:
    """What a line of a numbered type says besides; None where it says nothing."""
    more = NumberedLine(
        company_amount=part.company_amount, company_percent=part.company_percent, pension_basis=part.pension_basis
    )
    return more if more != NumberedLine() else None


@dataclass(frozen=True, slots=True)
class OpeningPart:
    """What somebody brings from another payroll program this year, before the first month here: kroner, days, hours."""

    taxable_this_year: Money | None = None
    withheld_this_year: Money | None = None
    holiday_basis_this_year: Money | None = None
    holiday_basis_last_year: Money | None = None
    holiday_paid_this_year: Money | None = None
    holiday_paid_60_this_year: Money | None = None
    exempt_used: Money | None = None
    aga_base_this_year: Money | None = None
    holiday_days_left: Decimal | None = None
    time_bank: Decimal | None = None
    advance: Money | None = None

    def given(self) -> dict[str, Money | Decimal]:
        """What is given, by name."""
        named = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in named.items() if value}

    def amounts(self) -> dict[str, Money]:
        """What is given, by name, as the country takes it: days and hours in the same hundredths as kroner."""
        return {name: _in_hundredths(value) for name, value in self.given().items()}

    def __bool__(self) -> bool:
        return bool(self.given())


@dataclass(frozen=True, slots=True)
class EmployeeForm:
    """The whole guide. `first_name` says where the name divides; `typed` keeps what could not be read, by field."""

    template: str = ""
    step: int = 0
    first_name: str = ""
    has_foreign_id: bool = False
    person: PersonPart = field(default_factory=PersonPart)
    employment: EmploymentPart = field(default_factory=EmploymentPart)
    terms: TermsPart = field(default_factory=TermsPart)
    card: CardPart = field(default_factory=lambda: CardPart(kind=LATER))
    lines: tuple[LinePart, ...] = ()
    opening: OpeningPart = field(default_factory=OpeningPart)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def last_name(self) -> str:
        name = self.person.name
        return name[len(self.first_name) :].strip() if name.startswith(self.first_name) else name

    def named(self, first: str, last: str) -> EmployeeForm:
        """The same with another name."""
        first = one_line(first)
        return replace(self, first_name=first, person=replace(self.person, name=one_line(f"{first} {last}")))

    def tidy(self) -> EmployeeForm:
        """The same with every part tidy, and the first terms from the first day."""
        person = self.person.tidy()
        if not self.has_foreign_id:
            person = replace(person, international_id="", international_type="", international_country="")
        return replace(
            self,
            person=person,
            employment=self.employment.tidy(),
            terms=replace(self.terms.tidy(), from_day=self.employment.start),
            card=self.card.tidy(),
        )


def write_form(form: EmployeeForm) -> str:
    """The form as it lies in a draft."""
    return msgspec.json.encode(form).decode()


def read_form(text: str) -> EmployeeForm:
    """The form back. One of an older version that cannot be read is empty rather than lost work for everybody."""
    try:
        return msgspec.json.decode(text, type=EmployeeForm)
    except msgspec.MsgspecError:
        return EmployeeForm()


def plain_number(text: str) -> str:
    """A number without what people write between its digits."""
    return "".join(sign for sign in text if sign != "." and unicodedata.category(sign) not in _BETWEEN)


def is_abroad(account: str) -> bool:
    """Whether an account is an IBAN of another country than Norway."""
    bare = plain_number(account).upper()
    return len(bare) > 1 and bare[:2].isascii() and bare[:2].isalpha() and not bare.startswith("NO")


def _in_hundredths(value: Money | Decimal) -> Money:
    return value if isinstance(value, Money) else Money(int((value * 100).to_integral_value()))


def country_of(written: str) -> str:
    """A country as two letters; Norway is none."""
    country = one_line(written).upper()
    return "" if country == "NO" else country


def one_line(text: str) -> str:
    """Words with one space between them."""
    return " ".join(text.split())


def has_control_signs(text: str) -> bool:
    """Whether there is something in the text that cannot be seen and does not belong."""
    return any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") for sign in text)


_BETWEEN: Final = frozenset({"Zs", "Cc", "Cf", "Pd"})
