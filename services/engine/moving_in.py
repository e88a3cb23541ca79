"""What another payroll program reported last, as a new one can take it over: people, employments, pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month


@dataclass(frozen=True, slots=True)
class ReportedLeave:
    """One leave of an employment: its id, the kind of absence that it is here, the days, the part of the position."""

    id: str
    kind: str
    first: date
    last: date | None
    percent: Percent


@dataclass(frozen=True, slots=True)
class ReportedEmployment:
    """One employment as it was reported at the end of the month. Codes are the report's own.

    `fixed_salary` is the month's fixed pay; `hours` and `hourly_pay` what was paid by the hour. `leaves` are those of
    the month, with and without an end.
    """

    establishment: str
    id: str
    type: str
    start: date | None
    end: date | None = None
    end_reason: str = ""
    occupation: str = ""
    work_schedule: str = ""
    form: str = ""
    percent: Percent | None = None
    full_time_hours: Decimal | None = None
    pay_changed: date | None = None
    percent_changed: date | None = None
    vessel: tuple[str, str, str] | None = None  # register, type, area
    fixed_salary: Money | None = None
    hours: Decimal | None = None
    hourly_pay: Money | None = None
    leaves: tuple[ReportedLeave, ...] = ()
    seniority: date | None = None
    pay_step: str = ""

    @property
    def hourly_rate(self) -> Money | None:
        """What an hour was paid with, where the month tells it."""
        if not self.hours or self.hourly_pay is None:
            return None
        return Money.rounded(self.hourly_pay.kroner / self.hours)


@dataclass(frozen=True, slots=True)
class ReportedPerson:
    """One person with all employments of the month. The report names only people without a Norwegian number."""

    national_id: str
    international_id: tuple[str, str, str] | None = None  # number, kind, country
    name: str = ""
    born: date | None = None
    number: str = ""
    employments: tuple[ReportedEmployment, ...] = ()

    @property
    def key(self) -> str:
        """What tells the person from others in the report."""
        return self.national_id or "|".join(self.international_id or ("", "", self.name))


@dataclass(frozen=True, slots=True)
class ReportedMonth:
    """One report: whose it is, of which month, by which program, and everybody in it, in the order of the file."""

    employer: str
    month: Month | None
    program: str
    establishments: tuple[str, ...] = ()
    people: tuple[ReportedPerson, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)  # of each sub-unit whose contribution was reported


Compared: TypeAlias = "str | date | Percent | Decimal | None"


@dataclass(frozen=True, slots=True)
class ReportDifference:
    """One thing that this program would report otherwise than the other one did.

    `field` is empty for an employment that this program does not have, "not_reported" for one that the other did not
    tell of. `is_identity` marks what the register knows an employment by: there a difference makes two of one.
    """

    person: str
    establishment: str
    employment: str
    field: str
    theirs: Compared
    ours: Compared
    number: int | None = None
    is_identity: bool = False
