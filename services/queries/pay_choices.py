"""What the employer has chosen where the law leaves it open, and the rates that had to be found by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select

from models.records.employee import CostShare
from models.records.employer import CostUnit, Employer, OwnRate
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employer_form import has_approved
from services.desk.pay_choices import ALLOWED, PayChoices, kinds_of_rates, mistakes_in, unknown_names
from services.desk.stored_form import read_choices
from services.engine.facts import OwnRate as OwnFacts
from services.reference import rate_names
from services.reference.year_files import client_rates, rate_book

__all__ = [
    "ALLOWED",
    "CHOICES",
    "COST_UNITS",
    "MEANS",
    "CostUnitRow",
    "OwnRateRow",
    "PayChoices",
    "check_choices",
    "consequences",
    "cost_units",
    "own_rates",
    "pay_choices",
    "unknown_rates",
]

CHOICES: Final[Mapping[str, tuple[Message, Mapping[str, Message]]]] = {
    "card_months": (
        Message("A tax card that does not say over how many months"),
        {"10.5": Message("10.5 months, with less tax in June and December"), "12": Message("12 months")},
    ),
    "part_month_table": (
        Message("Tax on a part of a month"),
        {"month": Message("The month's table"), "days": Message("The table for the days worked")},
    ),
    "holiday_month": (
        Message("What is free of withholding when holiday pay is paid"),
        {"holiday_pay": Message("The holiday pay"), "month_free": Message("One ordinary month's pay")},
    ),
    "over_60": (
        Message("The extra holiday pay over 60"),
        {"when_paid": Message("A cost when it is paid"), "accrued": Message("Set aside as it is earned")},
    ),
    "holiday_booking": (
        Message("Holiday pay in the accounts"),
        {"accrual": Message("Set aside every month"), "cash": Message("A cost when it is paid")},
    ),
    "pension_cap": (
        Message("The limit of pay that counts for pension"),
        {"month": Message("Each month by itself"), "year": Message("The year as a whole")},
    ),
    "pension_contribution": (
        Message("Employer's contribution on pension"),
        {"with_run": Message("With each run"), "when_paid": Message("When the pension invoice is paid")},
    ),
    "self_certification": (
        Message("Sickness without a sick note"),
        {"statutory": Message("By law: 3 days, 4 times a year"), "extended": Message("8 days, 24 a year")},
    ),
    "beyond_six_g": (
        Message("Pay during sickness above 6 G"),
        {"yes": Message("Runs on in full"), "no": Message("Up to 6 G, as NAV pays")},
    ),
    "nav_days_in_holiday_basis": (
        Message("Pay for days that NAV refunds"),
        {"yes": Message("Gives holiday pay, up to 48 days a year"), "no": Message("Gives no holiday pay")},
    ),
    "holiday_taken": (
        Message("Holiday is deducted from monthly pay"),
        {"at_once": Message("All at once, with the holiday pay"), "when_taken": Message("As the days are taken")},
    ),
    "after_end": (
        Message("The a-melding for pay after the last day"),
        {
            "none": Message("The pay alone"),
            "repeat": Message("The pay, and the ended employment once more"),
            "pension": Message("The pay, as a payment outside employment"),
        },
    ),
    "below_limit": (
        Message("Small payments of an association"),
        {
            "wait": Message("Reported when the year's limit is passed"),
            "at_once": Message("Reported as they are paid"),
        },
    ),
    "answer_language": (
        Message("Language of the feedback"),
        {"bokmaal": Message("Bokmål"), "nynorsk": Message("Nynorsk"), "engelsk": Message("English")},
    ),
}
"""Each choice in words, with the words of its answers; the first answer is the usual one."""

MEANS: Final[Mapping[str, Mapping[str, Message]]] = {
    "card_months": {
        "10.5": Message("Holiday pay is paid without withholding, and before Christmas less is withheld."),
        "12": Message("Tax is withheld every month, of holiday pay too. Only where the tax office says so."),
    },
    "part_month_table": {
        "month": Message("The table is read for what is paid that month, as most programs do."),
        "days": Message(
            "Those who start or leave in mid-month are taxed for the days worked: more, and closer to the year's."
        ),
    },
    "holiday_month": {
        "holiday_pay": Message("What the law gives of holiday pay is free; the rest of the month is taxed as usual."),
        "month_free": Message(
            "For monthly pay and a whole earning year: the month's pay is free in its place, and holiday pay is taxed."
        ),
    },
    "over_60": {
        "when_paid": Message("The 2.3% are a cost in the month in which they are paid."),
        "accrued": Message("From the year in which somebody turns 59 each run sets it aside, so that June costs less."),
    },
    "holiday_booking": {
        "accrual": Message("Each run books what was earned as a cost and a debt. Right for nearly every firm."),
        "cash": Message("Nothing is set aside, and June carries the whole year. Only where books are kept by cash."),
    },
    "pension_cap": {
        "month": Message("One G a month counts, so a large bonus may not count in full."),
        "year": Message("What was not used earlier in the year counts later. Ask the pension provider which it uses."),
    },
    "pension_contribution": {
        "with_run": Message("It is booked and reported with the pay that the pension is of."),
        "when_paid": Message("It is reported in the month in which the invoice is paid, which is entered as a line."),
    },
    "self_certification": {
        "statutory": Message("What the law gives everybody. More days are pointed out before the run is approved."),
        "extended": Message("By agreement: up to 8 days in a period of 16, and 24 in twelve months."),
    },
    "beyond_six_g": {
        "yes": Message("Nobody loses pay by being sick. NAV refunds up to 6 G, and the employer bears the rest."),
        "no": Message("For those who earn more than 6 G, what is above it is deducted for the days of sickness."),
    },
    "nav_days_in_holiday_basis": {
        "yes": Message("The employer pays holiday pay on what it paid in advance, as it does on other pay."),
        "no": Message("NAV pays the holiday pay of those days straight to the employee."),
    },
    "holiday_taken": {
        "at_once": Message("Usually in June: holiday entered as absence is counted, and takes nothing more."),
        "when_taken": Message("Each day of holiday that is entered as absence is deducted in its month."),
    },
    "after_end": {
        "none": Message("Holiday pay and the like of those who have left is reported without any employment."),
        "repeat": Message("The employment is reported with its last day in every month in which more is paid."),
        "pension": Message("Reported as pension and other payments. Nothing is registered as an employment."),
    },
    "below_limit": {
        "wait": Message("Nobody is named below the limit; when it is passed, all of the year is reported."),
        "at_once": Message(
            "Every payment is reported under the rule of tax-exempt organisations, through the whole year."
        ),
    },
    "answer_language": {
        "bokmaal": Message("The tax authority writes its findings in bokmål."),
        "nynorsk": Message("The tax authority writes its findings in nynorsk."),
        "engelsk": Message("The tax authority writes its findings in English."),
    },
}
"""What each answer does, and when one would give it."""

_HOLDS_FROM: Final = Message("Applies to runs calculated from now on. Approved runs stay as they are.")
_OF_REPORTS: Final = Message("Applies to a-meldinger made from now on. Those that are uploaded stay as they are.")
_AFTER: Final[Mapping[str, Message]] = {
    "after_end": _OF_REPORTS,
    "answer_language": _OF_REPORTS,
    "below_limit": Message("The same way applies to a whole year: change it in January."),
    "holiday_booking": Message(
        "What is set aside stays on the accounts. Make the change at a turn of the year, and tell the accountant."
    ),
    "over_60": Message("What was earned before is not set aside afterwards. Make the change at a turn of the year."),
    "pension_cap": Message("Pension of earlier months stays as it was reported to the provider."),
    "pension_contribution": Message(
        "Contribution that was due with earlier runs is not due again: leave out invoices for those months."
    ),
}


_REPORTS_ALONE: Final = frozenset({"after_end", "answer_language", "below_limit"})
"""Choices that no pay depends on."""
_FEWEST: Final = Decimal(140)
_MOST: Final = Decimal(190)


@dataclass(frozen=True, slots=True)
class OwnRateRow:
    """A rate by name. `value` is None where it is not entered; `others` is what other years had, newest first."""

    name: str
    title: Message
    group: Message
    kind: str
    unit: Message | None
    since: date
    value: str | None
    source: str
    others: tuple[tuple[int, str], ...]


def pay_choices(desk: Desk) -> PayChoices:
    """The answers; the usual ones in a file without an employer."""
    with desk.reading() as session:
        text = session.scalar(select(Employer.choices))
    return read_choices(text) if text else PayChoices()


def not_asked(desk: Desk) -> frozenset[str]:
    """The choices that do not concern the employer: only an association may choose how small payments are reported."""
    with desk.reading() as session:
        sector = session.scalar(select(Employer.sector))
    return frozenset() if sector == "association" else frozenset({"below_limit"})


def check_choices(choices: PayChoices) -> tuple[Finding, ...]:
    """What saving the answers would say, and what about them should be looked at."""
    found = list(mistakes_in(choices))
    if choices.over_60 == "accrued" and choices.holiday_booking == "cash":
        what = Message("Nothing is set aside while holiday pay is a cost when it is paid")
        found.append(Finding(Severity.WARNING, what, Place("settings", "over_60", "pay")))
    if (hours := choices.hours_divisor) is not None and not found and not _FEWEST <= hours <= _MOST:
        what = Message("Agreements have {fewest} to {most} hours a month", fewest=_FEWEST, most=_MOST)
        found.append(Finding(Severity.WARNING, what, Place("settings", "hours_divisor", "pay")))
    return tuple(found)


def consequences(desk: Desk, choices: PayChoices) -> tuple[Message, ...]:
    """What the changes bring with them, where runs are approved already."""
    before = pay_choices(desk)
    changed = [name for name in (*CHOICES, "hours_divisor") if getattr(before, name) != getattr(choices, name)]
    with desk.reading() as session:
        if not changed or not has_approved(session):
            return ()
    said = tuple(dict.fromkeys(_AFTER[name] for name in changed if name in _AFTER))
    return said if set(changed) <= _REPORTS_ALONE else (_HOLDS_FROM, *said)


def own_rates(desk: Desk) -> tuple[OwnRateRow, ...]:
    """The rates that were entered, by name and day."""
    columns: Any = OwnRate.__table__.c
    with desk.reading() as session:
        rows = session.execute(select(*columns).order_by(columns.name, columns.since)).all()
    return tuple(_row(desk, row.name, row.kind, row.since, row.value, row.source) for row in rows)


def unknown_rates(desk: Desk, day: date) -> tuple[OwnRateRow, ...]:
    """The rates that the program does not know on a day and that nobody has entered, by name."""
    country = desk.client.country
    names = sorted(unknown_names(country, day))
    if not names:
        return ()
    own = tuple(
        OwnFacts(each.name, each.kind, each.value, each.since, each.source)
        for each in own_rates(desk)
        if each.value is not None
    )
    today = client_rates(country, own).on(day)
    kinds = kinds_of_rates(country)
    return tuple(_row(desk, name, kinds[name], today.begins(name), None, "") for name in names if not today.has(name))


@dataclass(frozen=True, slots=True)
class CostUnitRow:
    """A department or a project, how many have pay divided on it from today on, and whether it is still offered."""

    kind: str
    kind_word: Message
    code: str
    name: str
    closed: bool
    people: int

    @property
    def key(self) -> str:
        """By what the row is known again: a department and a project may share a code."""
        return f"{self.kind} {self.code}"


COST_UNITS: Final[Mapping[str, Message]] = {"department": Message("Department"), "project": Message("Project")}


def cost_units(desk: Desk) -> tuple[CostUnitRow, ...]:
    """Departments, then projects, by code, also those that are closed."""
    columns: Any = CostUnit.__table__.c
    with desk.reading() as session:
        rows = session.execute(select(*columns).order_by(columns.kind, columns.code)).all()
        newest = select(CostShare.employee_id, func.max(CostShare.from_day).label("day"))
        newest = newest.where(CostShare.from_day <= desk.today).group_by(CostShare.employee_id)
        now = newest.subquery()
        shares = session.execute(
            select(CostShare.department, CostShare.project, CostShare.employee_id).join(
                now, (CostShare.employee_id == now.c.employee_id) & (CostShare.from_day == now.c.day)
            )
        ).all()
    people: dict[tuple[str, str], set[int]] = {}
    for department, project, number in shares:
        for kind, code in (("department", department), ("project", project)):
            people.setdefault((kind, code), set()).add(number)
    return tuple(
        CostUnitRow(
            row.kind, COST_UNITS[row.kind], row.code, row.name, row.closed, len(people.get((row.kind, row.code), ()))
        )
        for row in rows
        if row.kind in COST_UNITS
    )


def _row(desk: Desk, name: str, kind: str, since: date, value: str | None, source: str) -> OwnRateRow:
    others = [
        (year.year, str(steps[-1].value))
        for year in rate_book(desk.client.country).years.values()
        if (steps := year.values.get(name))
    ]
    return OwnRateRow(
        name,
        rate_names.name_of(name),
        rate_names.group_of(name),
        kind,
        rate_names.unit_of(name),
        since,
        value,
        source,
        tuple(sorted(others, reverse=True)),
    )
