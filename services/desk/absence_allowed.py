"""Which absence codes are allowed (tilladte fraværskoder): a position category may list them; where it lists none, all
of them are (denmark 1.2, 4.6). Where wage types are not numbered, every kind is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employee, Employment, EmploymentTerms
from models.records.numbered import PositionCategory
from services.desk import countries


@dataclass(frozen=True, slots=True)
class Terms:
    """From a day on an employment is in a category."""

    job: str
    since: date
    category: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """The codes of the categories that list some, and the terms of everybody who was ever in one of those."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    terms: Mapping[int, tuple[Terms, ...]] = field(default_factory=dict)

    def refuses(self, number: int, code: str, day: date, job: str = "") -> str:
        """The category that does not allow an employee a code on a day; empty where the code is allowed. One of several
        employments is enough to allow it.
        """
        refused = ""
        for category in self._categories(number, day, job):
            if code in self.codes.get(category, (code,)):
                return ""
            refused = refused or category
        return refused

    def codes_of(self, number: int, day: date, job: str = "") -> frozenset[str] | None:
        """The codes that an employee may have on a day; None for all of them."""
        found: set[str] = set()
        categories = self._categories(number, day, job)
        for category in categories:
            if category not in self.codes:
                return None
            found |= self.codes[category]
        return frozenset(found) if categories else None

    def _categories(self, number: int, day: date, job: str) -> list[str]:
        """The categories of the employments on a day; before the first terms those count."""
        by_job: dict[str, list[Terms]] = defaultdict(list)
        for each in self.terms.get(number, ()):
            if not job or each.job == job:
                by_job[each.job].append(each)
        return [([one for one in each if one.since <= day] or each[:1])[-1].category for each in by_job.values()]


ALL: Final = Allowed()


def allowed_codes(session: Session, country: str, numbers: Iterable[int] | None = None) -> Allowed:
    """What the categories in the file allow everybody, or some. Two statements; one where no category lists any."""
    if not countries.country(country).numbered:
        return ALL
    listed = select(PositionCategory.number, PositionCategory.absence_codes).where(PositionCategory.absence_codes != "")
    codes = {number: frozenset(each.split()) for number, each in session.execute(listed)}
    if not codes:
        return ALL
    columns: Any = EmploymentTerms.__table__.c
    wanted = (
        select(Employee.number, Employment.employment_id, columns.from_day, columns.category)
        .join(Employment, Employment.employee_id == Employee.id)
        .join(EmploymentTerms, columns.employment_id == Employment.id)
        .order_by(Employment.id, columns.from_day)
    )
    if numbers is not None:
        wanted = wanted.where(Employee.number.in_(sorted(set(numbers))))
    terms: dict[int, list[Terms]] = defaultdict(list)
    for number, job, since, category in session.execute(wanted):
        terms[number].append(Terms(job, since, category or ""))
    return Allowed(codes, {number: tuple(each) for number, each in terms.items()})
