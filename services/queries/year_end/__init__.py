"""The year's end: each month reconciled, what lies behind a sum, everybody's year, and a list that ticks itself."""

from services.queries.year_end.behind import Behind, behind
from services.queries.year_end.checks import Check
from services.queries.year_end.page import YearEnd, year_end, years
from services.queries.year_end.statements import PersonOfYear, StatementRow, statement_lines, statement_paper
from services.queries.year_end.sums import Measure, MonthOfYear

__all__ = [
    "Behind",
    "Check",
    "Measure",
    "MonthOfYear",
    "PersonOfYear",
    "StatementRow",
    "YearEnd",
    "behind",
    "statement_lines",
    "statement_paper",
    "year_end",
    "years",
]
