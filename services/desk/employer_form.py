"""The employer as a form: what is typed in the set-up guide and in the settings, what is wrong with it, and what a
change brings with it. Read by the question that checks while one types, and by the action that saves.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import employer as firm
from models.records import pay_run as runs
from models.records.movement import Movement
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.percent import Percent
from models.values.span import Month
from services.desk import countries
from services.desk.gather import country_of
from services.desk.refund_lines import OF_REFUND
from services.desk.settings import flag_setting
from services.desk.stored_form import read_numbered
from services.engine.facts import EmployerFacts, Establishment, RunFacts, RunHead
from services.engine.numbered import NumberedSetup
from services.engine.rates import MissingRate
from services.reference.municipalities import municipalities
from services.reference.year_files import rate_book

TWO: Final = Percent.of(2)
ORDINARY: Final = "generelleNaeringer"
DRAFT: Final = "setup_draft"
"""The setting that holds what was typed in the set-up guide, until it is saved."""
UNSAVED: Final = "settings_draft"
"""The setting that holds what was typed in the settings, until it is saved."""
TEST_CLIENT: Final = "test_client"
"""The setting that makes a client whose employer is not entered yet one to practise with: it takes made-up numbers."""
SECTORS: Final = ("", "association", "home", "public", "excepted", "difficulty")

# A number that everybody's check lets through, where only another one is asked about.
_ANY_UNIT: Final = Establishment("", "1")


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A sub-unit as typed. `was` is the number under which it lies in the file; empty for a new one."""

    orgnr: str = ""
    zone: str = ""
    name: str = ""
    municipality: str = ""
    calculation_code: str = ORDINARY
    was: str = ""


@dataclass(frozen=True, slots=True)
class EmployerForm:
    """The employer as typed; None is what is not filled in, or cannot be read."""

    name: str = ""
    orgnr: str = ""
    address: str = ""
    contact: str = ""
    bank_account: str = ""
    pension_percent: Percent | None = TWO
    pension_provider: str = ""
    holiday_plan: str = "agreement"
    holiday_deduction: str = "260"
    part_month: str = "working_days"
    finance_tax: bool = False
    sector: str = ""
    start_month: Month | None = None
    pay_day: int | None = 25
    units: tuple[UnitForm, ...] = (UnitForm(),)
    se: str = ""
    rounding: str = "2"
    provisions: str = "none"

    def tidy(self) -> EmployerForm:
        """The same with numbers as plain digits and texts without spaces around them."""
        return replace(
            self,
            name=_line(self.name),
            orgnr=plain_number(self.orgnr),
            address="\n".join(line for each in self.address.splitlines() if (line := _line(each))),
            contact=_line(self.contact),
            bank_account=plain_number(self.bank_account),
            pension_provider=plain_number(self.pension_provider),
            se=plain_number(self.se),
            units=tuple(replace(unit, orgnr=plain_number(unit.orgnr), name=_line(unit.name)) for unit in self.units),
        )


def plain_number(text: str) -> str:
    """A number without what people write between its digits; also out of “NO 123 456 785 MVA” and “DK 12 34 56 78”."""
    kept = "".join(sign for sign in text if unicodedata.category(sign) not in ("Zs", "Cc", "Cf", "Pd") and sign != ".")
    inside = kept.upper().removeprefix("NO").removeprefix("DK").removesuffix("MVA")
    return inside if inside.isdigit() else kept


def form_of(session: Session) -> EmployerForm | None:
    """The employer of the file as a form; None where none is entered yet."""
    row = session.get(firm.Employer, 1)
    if row is None:
        return None
    units = session.scalars(select(firm.Establishment).order_by(firm.Establishment.id))
    setup = read_numbered(row.numbered)
    return EmployerForm(
        row.name,
        row.orgnr,
        row.address,
        row.contact,
        row.bank_account,
        row.pension_percent,
        row.pension_provider,
        row.holiday_plan,
        row.holiday_deduction,
        row.part_month,
        row.finance_tax,
        row.sector,
        row.start_month,
        row.pay_day,
        tuple(
            UnitForm(unit.orgnr, unit.zone, unit.name, unit.municipality, unit.calculation_code, unit.orgnr)
            for unit in units
        ),
        row.se,
        setup.rounding,
        setup.provisions,
    )


def tidy_of(country: str, form: EmployerForm) -> EmployerForm:
    """The form with plain numbers, the account read as the country writes it. What cannot be read stays as typed."""
    read = countries.country(country).questions.read_account
    if read is None or not form.bank_account.strip():
        return form.tidy()
    return replace(form.tidy(), bank_account=read(form.bank_account) or " ".join(form.bank_account.split()))


def is_test_client(session: Session) -> bool:
    """Whether the client takes made-up numbers."""
    row = session.get(firm.Employer, 1)
    if row is not None:
        return row.test_client
    return flag_setting(session, TEST_CLIENT)


def findings_of(country: str, form: EmployerForm, page: str, *, test_client: bool, today: date) -> list[Finding]:
    """Everything that is wrong with the form by itself. Places name the field; of a sub-unit also which, from 0."""
    form, questions = tidy_of(country, form), countries.country(country).questions
    return questions.of(
        (
            *_who(country, form, page, test_client, today),
            *(_units(country, form, page, test_client, today) if questions.has("establishments") else ()),
            *_pay(country, form, page, test_client, today),
            *_numbered(country, form, page, test_client, today),
        )
    )


def _who(country: str, form: EmployerForm, page: str, test_client: bool, today: date) -> Iterator[Finding]:
    if not form.name:
        yield _stop(Message("The firm's name is missing. It stands on every payslip"), page, "name")
    if not form.orgnr:
        yield _stop(countries.country(country).questions.helps["orgnr_missing"], page, "orgnr")
    else:
        facts = EmployerFacts(form.name, form.orgnr, (_ANY_UNIT,), test_client=test_client)
        yield from _asked(country, facts, today, lambda place: place.field == "orgnr", Place(page, None, "orgnr"))
    if form.sector not in SECTORS:
        yield _stop(
            Message("“{word}” is not one of {words}", word=form.sector, words=" · ".join(SECTORS[1:])), page, "sector"
        )


def _units(country: str, form: EmployerForm, page: str, test_client: bool, today: date) -> Iterator[Finding]:
    if not form.units:
        yield _stop(Message("The employer has no sub-unit (virksomhet)"), page, "establishments")
    places = municipalities(country)
    times = Counter(unit.orgnr for unit in form.units)
    for place, unit in enumerate(form.units):
        if not unit.orgnr:
            yield _stop(Message("The number of the sub-unit is missing"), page, "establishments", place)
        elif unit.orgnr == form.orgnr:
            what = Message(
                "This is the number of the main unit. Employees are registered on the sub-unit (virksomhet), which has "
                "a number of its own in Brønnøysundregistrene"
            )
            yield _stop(what, page, "establishments", place)
        elif times[unit.orgnr] > 1:
            yield _stop(Message("This sub-unit is there twice"), page, "establishments", place)
        else:
            facts = EmployerFacts(form.name, form.orgnr, (Establishment(unit.orgnr, "1"),), test_client=test_client)
            yield from _asked(
                country,
                facts,
                today,
                lambda found, number=unit.orgnr: found.thing == number,  # type: ignore[misc]
                Place(page, place, "establishments"),
            )
        where = places.get(unit.municipality)
        if places and not unit.municipality:
            what = Message("Choose the municipality: it decides the employer's contribution")
            yield _stop(what, page, "municipality", place)
        elif places and where is None:
            what = Message("There is no municipality {number}", number=unit.municipality)
            yield _stop(what, page, "municipality", place)
        else:
            facts = EmployerFacts("", form.orgnr, (Establishment("", "1", municipality=unit.municipality),))
            at = Place(page, place, "municipality")
            yield from _asked(country, facts, today, lambda found: found.field == "municipality", at)
        if not unit.zone:
            yield _stop(Message("Choose the zone for the employer's contribution"), page, "zone", place)
        else:
            facts = EmployerFacts(form.name, form.orgnr, (Establishment("", unit.zone),), test_client=test_client)
            yield from _asked(country, facts, today, lambda found: found.field == "zone", Place(page, place, "zone"))
            if where is not None and unit.zone not in where.zones:
                what = Message(
                    "{municipality} is in zone {zones}, but zone {zone} is entered",
                    municipality=where.name,
                    zones=" · ".join(where.zones),
                    zone=unit.zone,
                )
                yield Finding(Severity.WARNING, what, Place(page, place, "zone"))


def _pay(country: str, form: EmployerForm, page: str, test_client: bool, today: date) -> Iterator[Finding]:
    choices = EmployerFacts(
        form.name,
        form.orgnr,
        (_ANY_UNIT,),
        bank_account=form.bank_account,
        pension_percent=TWO if form.pension_percent is None else form.pension_percent,
        holiday_plan=form.holiday_plan,
        holiday_deduction=form.holiday_deduction,
        part_month=form.part_month,
        test_client=test_client,
    )
    asked = ("bank_account", "pension_percent", "holiday_plan", "holiday_deduction", "part_month")
    yield from _asked(country, choices, today, lambda place: place.thing is None and place.field in asked, Place(page))
    if not form.bank_account:
        what = Message("Without the firm's bank account no bank file can be made")
        yield Finding(Severity.WARNING, what, Place(page, None, "bank_account"))
    if form.pension_percent is None:
        yield _stop(Message("The pension percentage is missing"), page, "pension_percent")
    else:
        yield from _least_pension(country, form.pension_percent, page, today)
    if form.pension_provider:
        facts = EmployerFacts(form.name, form.pension_provider, (_ANY_UNIT,), test_client=test_client)
        where = Place(page, None, "pension_provider")
        yield from _asked(country, facts, today, lambda place: place.field == "orgnr", where)
    if form.pay_day is None or not 1 <= form.pay_day <= 31:
        yield _stop(Message("The pay day is a day of the month, 1 to 31; 31 is the last"), page, "pay_day")
    years = rate_book(country).years
    if form.start_month is None:
        yield _stop(Message("Choose the first month that is paid from here"), page, "start_month")
    elif form.start_month.year not in years:
        what = Message("There are no rates for {year} in the program", year=str(form.start_month.year))
        yield _stop(what, page, "start_month")


def _numbered(country: str, form: EmployerForm, page: str, test_client: bool, today: date) -> Iterator[Finding]:
    """The second number of the employer, and how taxes are rounded and holiday is provided for."""
    setup = NumberedSetup(form.rounding, form.se)
    facts = EmployerFacts(form.name, form.orgnr, (_ANY_UNIT,), test_client=test_client, numbered=setup)
    yield from _asked(country, facts, today, lambda place: place.field == "se", Place(page, None, "se"))
    for field in ("rounding", "provisions"):
        codes, word = countries.country(country).questions.codes(field), getattr(form, field)
        if word not in codes:
            what = Message("“{word}” is not one of {words}", word=word, words=" · ".join(codes))
            yield _stop(what, page, field)


def _least_pension(country: str, percent: Percent, page: str, today: date) -> Iterator[Finding]:
    try:
        least = rate_book(country).on(today).percent("pension.minimum").value
    except MissingRate:
        return
    if percent < least:
        what = Message("The law asks for at least {percent} for nearly every firm", percent=least)
        yield Finding(Severity.WARNING, what, Place(page, None, "pension_percent"))


def conflicts_of(session: Session, form: EmployerForm, page: str) -> list[Finding]:
    """Where the form does not go with what the file holds already: people, runs, opening balances."""
    questions = countries.country(country_of(session)).questions
    units = _units_in_use(session, form.tidy(), page) if questions.has("establishments") else ()
    return [*units, *_start_in_use(session, form, page)]


def used_units(session: Session) -> dict[str, int]:
    """How many people have an employment at each sub-unit, by its number."""
    counted = select(people.Employment.establishment, func.count(people.Employment.employee_id.distinct()))
    return dict(session.execute(counted.group_by(people.Employment.establishment)).all())


def has_approved(session: Session) -> bool:
    """Whether a run is approved, and may have been reported."""
    return session.scalar(select(runs.PayRun.id).where(runs.PayRun.approved_at.is_not(None)).limit(1)) is not None


def allowance_opening(session: Session) -> Sequence[Movement]:
    """What was brought along of the employer's own balances: used of the allowance before the first month here."""
    wanted = select(Movement).where(Movement.run_id.is_(None), Movement.employee_id.is_(None))
    return session.scalars(wanted.where(Movement.reason == "opening")).all()


def _units_in_use(session: Session, form: EmployerForm, page: str) -> Iterator[Finding]:
    used, approved = used_units(session), has_approved(session)
    kept = {unit.was: place for place, unit in enumerate(form.units) if unit.was}
    for orgnr, count in used.items():
        if orgnr not in kept:
            what = Message(
                "{count} employees work at sub-unit {orgnr}. Move them to another one first, then it can be removed",
                count=count,
                orgnr=orgnr,
            )
            yield _stop(what, page, "establishments", orgnr)
        elif approved and form.units[kept[orgnr]].orgnr != orgnr:
            what = Message(
                "Pay is approved under {orgnr}, so the number stands. Add a new sub-unit, and end and start the "
                "employments in it",
                orgnr=orgnr,
            )
            yield _stop(what, page, "establishments", kept[orgnr])


def _start_in_use(session: Session, form: EmployerForm, page: str) -> Iterator[Finding]:
    stored = session.get(firm.Employer, 1)
    if stored is None or form.start_month is None or form.start_month == stored.start_month:
        return
    first = session.scalar(select(func.min(runs.PayRun.month)).where(runs.PayRun.approved_at.is_not(None)))
    if first is not None and form.start_month > first:
        what = Message("{month} is approved here already, so the first month cannot be later", month=first)
        yield _stop(what, page, "start_month")
    opened = Movement.run_id.is_(None), Movement.reason != OF_REFUND
    brought = session.scalar(select(Movement.id).where(*opened).limit(1)) is not None
    if brought and form.start_month.year != stored.start_month.year:
        what = Message(
            "Opening balances are entered for {year}. Remove them before the first month moves to another year",
            year=str(stored.start_month.year),
        )
        yield _stop(what, page, "start_month")


def consequences_of(session: Session, form: EmployerForm, page: str) -> list[Finding]:
    """What a change of the form would bring with it, once pay is approved: where reporting makes it awkward."""
    stored = form_of(session)
    if stored is None or not has_approved(session):
        return []
    questions = countries.country(country_of(session)).questions
    return questions.of(_consequences(stored, form.tidy(), page))


def _consequences(stored: EmployerForm, form: EmployerForm, page: str) -> Iterator[Finding]:
    if form.orgnr != stored.orgnr:
        what = Message(
            "Months that are reported stand under {orgnr}. From now on the new number is used: end the employments "
            "under the old one with a last report",
            orgnr=stored.orgnr,
        )
        yield _note(what, page, "orgnr")
    zones = {unit.orgnr: unit.zone for unit in stored.units}
    for place, unit in enumerate(form.units):
        before = zones.get(unit.was)
        if before and unit.zone and before != unit.zone:
            what = Message(
                "The new zone applies to runs calculated from now on. Approved runs keep zone {zone}", zone=before
            )
            yield _note(what, page, "zone", place)
    if form.holiday_plan != stored.holiday_plan:
        what = Message(
            "The new percentage also applies to holiday pay that is earned and not paid yet. Make the change at the "
            "turn of the year"
        )
        yield _note(what, page, "holiday_plan")
    if form.pension_percent != stored.pension_percent:
        what = Message("The new percentage applies from the next run. Tell the pension provider too")
        yield _note(what, page, "pension_percent")
    if form.rounding != stored.rounding:
        yield _note(Message("Taxes are rounded so from the next run"), page, "rounding")
    if form.provisions != stored.provisions:
        what = Message(
            "It applies from the next run. What is provided for by now is not moved: agree with your accountant when "
            "to change"
        )
        yield _note(what, page, "provisions")
    if form.finance_tax != stored.finance_tax:
        what = Message("Finance tax is calculated from the next run. Earlier months are corrected by new runs")
        yield _note(what, page, "finance_tax")


def _asked(
    country: str, facts: EmployerFacts, today: date, wanted: Callable[[Place], bool], where: Place
) -> Iterator[Finding]:
    """What the country says of these facts, of what was asked about only, told at the place of the form."""
    head = RunHead(Month.of(today), date.min)
    for found in countries.country(country).check(RunFacts(country, head, facts, ())):
        if found.where is not None and wanted(found.where):
            place = where if where.field else Place(where.page, None, found.where.field)
            yield replace(found, where=place)


def _line(text: str) -> str:
    return " ".join(text.split())


def _stop(what: Message, page: str, field: str, thing: int | str | None = None) -> Finding:
    return Finding(Severity.STOP, what, Place(page, thing, field))


def _note(what: Message, page: str, field: str, thing: int | str | None = None) -> Finding:
    return Finding(Severity.NOTE, what, Place(page, thing, field))
