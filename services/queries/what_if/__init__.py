"""What if: a year or one person's slip with something changed, beside today's; and backwards, from net to gross."""

from services.desk.what_if import (
    Change,
    ExtraLine,
    Leaves,
    MovedTo,
    NewPerson,
    NewPosition,
    OtherScheme,
    PayRise,
)
from services.engine.facts import LineInput
from services.queries.what_if.back import Backwards, backwards, ways_back
from services.queries.what_if.choices import Around, LineChoice, Somebody, around, line_for, told
from services.queries.what_if.runs import RunAhead, runs_ahead
from services.queries.what_if.slip import SlipIf, SlipLine, side_by_side, slip_if, why_line
from services.queries.what_if.year import PersonYear, RunIf, YearCost, YearIf, year_if

__all__ = [
    "Around",
    "Backwards",
    "Change",
    "ExtraLine",
    "Leaves",
    "LineChoice",
    "LineInput",
    "MovedTo",
    "NewPerson",
    "NewPosition",
    "OtherScheme",
    "PayRise",
    "PersonYear",
    "RunAhead",
    "RunIf",
    "SlipIf",
    "SlipLine",
    "Somebody",
    "YearCost",
    "YearIf",
    "around",
    "backwards",
    "line_for",
    "runs_ahead",
    "side_by_side",
    "slip_if",
    "told",
    "ways_back",
    "why_line",
    "year_if",
]
