"""What a country says of a pay run: which kinds there are, which sums stand over the control, what people usually
enter, and what the program itself makes of a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.values.message import Message
from models.values.questions import Choosable


@dataclass(frozen=True, slots=True)
class RunWords:
    """The words of a run.

    `kinds` are those of RunKind that there are, in order. `sums` stand over the control: names of a run's sums, with +
    between those that are one, and what they are called. `columns` are the wage types of a new grid by kind of run;
    `hours` is entered for those who are paid by the hour, `salary` follows from the terms. `dues` are the names of the
    days that are due, in the words of a period step; `report` names the monthly report. `aside` are sums that are owed
    later. `travel` says whether there are travel claims.
    """

    kinds: tuple[Choosable, ...]
    sums: tuple[tuple[str, Message], ...]
    columns: Mapping[str, tuple[str, ...]]
    hours: str
    salary: str
    dues: tuple[tuple[str, str, Message], ...]
    aside: tuple[tuple[str, Message], ...]
    travel: bool = True
    headings: tuple[tuple[str, Message], ...] = ()

    def has_kind(self, kind: str) -> bool:
        """Whether there are runs of the kind."""
        return any(each.code == kind for each in self.kinds)
