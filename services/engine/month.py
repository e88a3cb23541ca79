"""One calendar month as the authority sees it: everybody who was employed, and every run that was paid in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.values.percent import Percent
from models.values.span import Month
from services.engine.facts import EmployerFacts, PersonFacts, Refund
from services.engine.result import RunResult


@dataclass(frozen=True, slots=True)
class ReportedAbsence:
    """A leave as an earlier report told of it. `person` is the number by which the report knows them; 0 % says that the
    leave was deleted.
    """

    person: str
    establishment: str
    employment: str
    id: str
    first: date
    last: date | None
    percent: Percent
    description: str


@dataclass(frozen=True, slots=True)
class ReportedPerson:
    """Somebody in one sub-unit as an earlier report told of them: the numbers by which it knows them, and their
    employments by id with the end that it told (None: it runs on).
    """

    numbers: tuple[str, ...]
    establishment: str
    employments: Mapping[str, date | None]


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What a monthly report is made from. `people` is everybody the client has, also those without pay; `runs` are
    those whose pay date lies in the month, in order. `reported` is what the kept reports of earlier months said of
    leave, by month; of a month that is not there no report was kept.

    `before` is whom the reports of earlier months told of, the oldest first, as far as it was asked for; None says that
    this is the first report of all. `earlier` are the runs of the same year that other reports say: those of earlier
    months, and of reports of this month that stay.

    `apart` are the names of the runs that an additional report says by itself, for each that counts: every report
    rounds what it says.
    """

    country: str
    employer: EmployerFacts
    month: Month
    people: tuple[PersonFacts, ...]
    runs: tuple[RunResult, ...]
    refunds: tuple[Refund, ...] = ()  # those that no run of the month holds
    reported: Mapping[Month, Sequence[ReportedAbsence]] = field(default_factory=dict)
    before: Sequence[ReportedPerson] | None = None
    earlier: tuple[RunResult, ...] = ()
    apart: Sequence[frozenset[str]] = ()
