"""The lines of the list of findings: what is wrong in the authority's order, what is in order, what is to be paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from models.values.money import Money
from services.queries.reporting import GUIDELINE, LEVELS, ControlRow, FindingRow, MonthDetail, PaymentRow
from views.pages.reporting import words
from views.shell.seat import Seat
from views.widgets.when import day_or_year

_Index = QModelIndex | QPersistentModelIndex
MOST: Final = 60
"""How many findings of a level are shown before more are asked for."""
ENTRY: Final = Qt.ItemDataRole.UserRole + 1
"""Asks a row for its Entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list. `kind`: group, finding, row, more, fold, fine, control, note, head, payment.

    A `row` has an icon in its colour, a code behind its title, and a figure or links at the right; `data`: its matter.
    """

    kind: str
    title: str = ""
    second: str = ""
    ink: str = "ink2"
    link: str = ""
    other: str = ""
    figure: str = ""
    is_ruled: bool = False
    finding: FindingRow | None = None
    icon: str = ""
    code: str = ""
    data: Any = None

    @property
    def is_live(self) -> bool:
        """Whether one can stand on it."""
        return self.kind in ("finding", "row", "more", "fold", "fine", "payment") or (
            self.kind == "head" and bool(self.link)
        )


class Folds(NamedTuple):
    """What is unfolded."""

    levels: frozenset[str] = frozenset()
    accepted: bool = False
    fine: bool = False


class Entries:
    """The lines of one month."""

    def __init__(self, seat: Seat, detail: MonthDetail, folds: Folds) -> None:
        self.seat, self._detail, self._folds = seat, detail, folds

    def all(self) -> Iterator[Entry]:
        """From the top."""
        t, detail = self.seat.t, self._detail
        rows = [row for row in detail.findings if row.accepted is None]
        done = [row for row in detail.findings if row.accepted is not None]
        is_first = True
        for level in LEVELS:
            of_level = [row for row in rows if row.level == level]
            if not of_level:
                continue
            name, line, ink, _ = words.LEVELS[level]
            yield Entry("group", t(name), t(line), ink, is_ruled=not is_first)
            is_first = False
            is_whole = level in self._folds.levels
            for row in of_level if is_whole else of_level[:MOST]:
                yield self._finding(row)
            if len(of_level) > MOST and not is_whole:
                yield Entry("more", t("Show {count} more", count=len(of_level) - MOST), figure=level)
        if done:
            link = t("Hide") if self._folds.accepted else t("Show them")
            said = t("1 reviewed and right") if len(done) == 1 else t("{count} reviewed and right", count=len(done))
            yield Entry("fold", said, link=link, is_ruled=not is_first)
            is_first = False
            if self._folds.accepted:
                for row in done:
                    yield self._finding(row)
        yield from self._fine(detail, is_first)
        yield from self._payments(detail.payments)

    def _finding(self, row: FindingRow) -> Entry:
        return entry_of(self.seat, row)

    def _fine(self, detail: MonthDetail, is_first: bool) -> Iterator[Entry]:
        t = self.seat.t
        if not detail.text or not detail.fine:
            return
        count = len(detail.fine)
        said = t("All {count} checks are fine", count=count) if is_first else None
        said = said or t("{count} other checks are fine", count=count)
        yield Entry(
            "fine", said, link=t("Hide") if self._folds.fine else t("Show all"), is_ruled=not is_first, ink="ok"
        )
        if self._folds.fine:
            yield Entry("note", t("This was looked for, and not found:"))
            for control in detail.fine:
                yield self._control(control)

    def _control(self, control: ControlRow) -> Entry:
        return Entry("control", self.seat.t(control.title), figure=control.code)

    def _payments(self, payments: Sequence[PaymentRow]) -> Iterator[Entry]:
        if not payments:
            return
        t = self.seat.t
        yield Entry("head", t("To pay"), link=t("Overview"), is_ruled=True)
        for row in payments:
            due = t("paid") if row.is_paid else t("due {day}", day=day_or_year(self.seat, row.due))
            yield Entry("payment", t(row.what), due, figure=self._kroner(row.amount))

    def _kroner(self, amount: Money) -> str:
        return self.seat.formats.kroner(amount)


def entry_of(seat: Seat, row: FindingRow) -> Entry:
    """The line of a finding: ours, or one of the authority's in its own words."""
    t = seat.t
    parts = [row.who, row.said or t(row.what)]
    if row.accepted is not None:
        parts.append(t("Right, says {who}: {why}", who=row.accepted.by, why=row.accepted.note))
    other = ""
    if row.accepted is not None:
        other = t("Look again")
    elif row.level == GUIDELINE and row.subject.startswith("report:"):
        other = t("It is right")
    link = t(row.verb) if row.verb is not None and row.place is not None else ""
    ink = words.LEVELS[row.level][2] if row.accepted is None else "ok"
    return Entry("finding", t(row.title), " · ".join(part for part in parts if part), ink, link, other, finding=row)


class FindingsModel(QAbstractListModel):
    """The lines of one month."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.entries: list[Entry] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            code = entry.finding.code if entry.finding is not None else entry.code
            return ". ".join(part for part in (entry.title, code, entry.second, entry.figure) if part)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return ", ".join(part for part in (entry.link, entry.other) if part)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self.entries[index.row()].is_live:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def show(self, entries: Sequence[Entry]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()
