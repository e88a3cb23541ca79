"""The rows of a table: what each cell says, in which order, and which of them are shown.

Texts are made once a row and kept. Sorting and filtering work on the list itself, so that 5,000 rows stay quick.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from views.shell.seat import Seat

Value = str | int | Decimal | Money | Percent | date | Month | Span | Message | None
Index = QModelIndex | QPersistentModelIndex

KINDS: Final = (
    "text",
    "strong",
    "person",
    "money",
    "kroner",
    "change",
    "number",
    "percent",
    "date",
    "month",
    "pill",
    "link",
    "action",
)
FIGURES: Final = frozenset({"money", "kroner", "change", "number", "percent"})
CLICKED: Final = frozenset({"link", "action"})

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
CELL_ROLE: Final = Qt.ItemDataRole.UserRole + 2


def _nothing(_row: Any) -> Value:
    return None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its key, its heading, how its values are shown, and what they are.

    `second` is the small line under the value. `state` names a state (`ok`, `warn`, `err`, `info`, `neutral`, `muted`,
    `due`, `ready`, `waiting`), shown as colour and icon. `width` is in pixels, or "stretch" for the one that takes the
    rest, which is never narrower than `least`. `sort` gives another key than the value to sort by. `why` hangs a
    question mark beside the figure. A number has at least `decimals`: a column has the same of them all along.
    """

    key: str
    heading: str
    kind: str = "text"
    value: Callable[[Any], Value] = _nothing
    second: Callable[[Any], str] | None = None
    state: Callable[[Any], str] | None = None
    width: int | str = 120
    sort: Callable[[Any], Any] | None = None
    why: bool = False
    strong: bool = False
    ink: str = ""
    note: str = ""
    least: int = 160
    decimals: int = 0

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says."""

    text: str
    second: str = ""
    state: str = ""
    is_word: bool = False  # a word where figures stand: quieter


_LETTERS: Final = {"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|", "đ": "d", "ł": "l", "ß": "ss", "ŧ": "t"}

"""Letters as they are sorted: what stands for æ, ø and å comes after z."""
_OTHERS: Final = {"ä": "æ", "ö": "ø", "đ": "d", "ł": "l", "ß": "ss", "ŧ": "t"}


@lru_cache(maxsize=20_000)
def order_of(words: str) -> str:
    """What a text is sorted by: æ, ø and å last, other accents as their letters, capitals as small letters."""
    sign = []
    for letter in words.casefold():
        if letter in _LETTERS:
            sign.append(_LETTERS[letter])
        elif letter.isascii():
            sign.append(letter)
        else:
            sign.append(unicodedata.normalize("NFKD", letter)[0])
    return "".join(sign)


def plain(words: str) -> str:
    """What a text is searched by: small letters without accents, but æ, ø and å as they are, and one kind of space."""
    kept = []
    for letter in words.casefold():
        if letter.isascii() or letter in "æøå":
            kept.append(letter)
        elif letter == "\N{MINUS SIGN}":
            kept.append("-")
        elif letter == "\N{NO-BREAK SPACE}":
            kept.append(" ")
        else:
            kept.append(_OTHERS.get(letter, unicodedata.normalize("NFKD", letter)[0]))
    return "".join(kept)


def ident_of(row: Any) -> Hashable:
    """By what a row is known again after the rows were read anew."""
    for name in ("id", "key", "number", "seq"):
        found = getattr(row, name, None)
        if found is not None and not callable(found):
            return (name, found)
    try:
        hash(row)
    except TypeError:
        return id(row)
    return row  # type: ignore[no-any-return]


_FLAGS: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class RowsModel(QAbstractTableModel):
    """Rows by columns, in the order and the choice that is shown."""

    def __init__(self, seat: Seat, columns: Sequence[TableColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.columns = tuple(columns)
        self._all: list[Any] = []
        self._shown: list[Any] = []
        self._cells: dict[int, tuple[Cell, ...]] = {}
        self._hay: dict[int, str] = {}
        self._words: tuple[str, ...] = ()
        self._keep: Callable[[Any], bool] | None = None
        self.sorted_by: tuple[int, bool] | None = None  # column, descending
        self.marked: set[Hashable] = set()

    # --- rows -----------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show other rows, in the order and the choice that hold."""
        self.beginResetModel()
        self._all = list(rows)
        self._cells.clear()
        self._hay.clear()
        known = {ident_of(row) for row in self._all}
        self.marked &= known
        self._arrange()
        self.endResetModel()

    @property
    def rows(self) -> list[Any]:
        """The rows that are shown, in order."""
        return list(self._shown)

    @property
    def all_rows(self) -> list[Any]:
        """Every row, as it was given."""
        return list(self._all)

    def row(self, number: int) -> Any:
        """A shown row by its number from the top."""
        return self._shown[number]

    def number_of(self, ident: Hashable) -> int:
        """Where a row is shown; -1 where it is not."""
        for number, row in enumerate(self._shown):
            if ident_of(row) == ident:
                return number
        return -1

    def set_filter(self, text: str) -> None:
        """Show only rows in which every word of the text stands."""
        self._words = tuple(plain(text).split())
        self._rearrange()

    def set_keep(self, keep: Callable[[Any], bool] | None) -> None:
        """Show only rows for which this holds."""
        self._keep = keep
        self._rearrange()

    @property
    def is_filtered(self) -> bool:
        return bool(self._words) or self._keep is not None

    def sort_rows(self, column: int, descending: bool) -> None:
        """Order the rows by a column; empty values are last either way."""
        self.sorted_by = (column, descending)
        self._rearrange()

    def _rearrange(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        rows = self._all
        if self._keep is not None:
            rows = [row for row in rows if self._keep(row)]
        if self._words:
            rows = [row for row in rows if self._holds(row)]
        if self.sorted_by is not None and self.sorted_by[0] < len(self.columns):
            column, descending = self.columns[self.sorted_by[0]], self.sorted_by[1]
            keyed = [(self._sort_key(column, row), row) for row in rows]
            full = [pair for pair in keyed if pair[0] is not None]
            empty = [row for key, row in keyed if key is None]
            full.sort(key=lambda pair: pair[0], reverse=descending)
            rows = [row for _, row in full] + empty
        self._shown = list(rows)

    def _holds(self, row: Any) -> bool:
        hay = self._hay.get(id(row))
        if hay is None:
            hay = plain(" ".join(f"{cell.text} {cell.second}" for cell in self.cells(row)))
            hay = self._hay[id(row)] = f"{hay} {hay.replace(' ', '')}"
        return all(word in hay for word in self._words)

    def _sort_key(self, column: TableColumn, row: Any) -> Any:
        value = column.sort(row) if column.sort is not None else column.value(row)
        if value is None or value == "":
            return None
        if isinstance(value, Message):
            value = self.seat.t(value)
        if isinstance(value, str):
            return (1, order_of(value))
        if isinstance(value, Money):
            return (0, value.ore)
        if isinstance(value, Percent):
            return (0, value.value)
        if isinstance(value, Span):
            return (0, value.first)
        if isinstance(value, Month):
            return (0, value.first)
        return (0, value)

    # --- cells ----------------------------------------------------------------------------------------------------

    def cells(self, row: Any) -> tuple[Cell, ...]:
        """What the cells of a row say; made once."""
        found = self._cells.get(id(row))
        if found is None:
            found = self._cells[id(row)] = tuple(self._cell(column, row) for column in self.columns)
        return found

    def _cell(self, column: TableColumn, row: Any) -> Cell:
        value = column.value(row)
        second = column.second(row) if column.second is not None else ""
        state = column.state(row) if column.state is not None else ""
        is_word = column.is_figure and isinstance(value, (str, Message)) and bool(value)
        return Cell(self.written(column, value), second or "", state or "", is_word)

    def written(self, column: TableColumn, value: Value) -> str:
        """A value as it stands in a column."""
        formats, kind = self.seat.formats, column.kind
        match value:
            case None:
                return ""
            case str():
                return value
            case Message():
                return self.seat.t(value)
            case Money():
                if kind == "kroner":
                    return formats.kroner(value)
                return formats.change(value) if kind == "change" else formats.amount(value)
            case Percent():
                return formats.percent(value, column.decimals)
            case bool():
                return self.seat.t("yes") if value else self.seat.t("no")
            case int():
                return formats.number(value, column.decimals) if kind in FIGURES else formats.count(value)
            case Decimal():
                return formats.number(value, column.decimals)
            case Month():
                return formats.month(value)
            case Span():
                return formats.dates(value)
            case date():
                return formats.day(value)
        return str(value)

    # --- the model ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self._shown[index.row()]
        if role == CELL_ROLE:
            return self.cells(row)[index.column()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(row)[index.column()].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cell = self.cells(row)[index.column()]
            heading = self.columns[index.column()].heading
            words = ", ".join(part for part in (cell.text, cell.second) if part)
            return f"{heading}: {words}" if heading and words else words or heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[index.column()].is_figure else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.columns[section].heading
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS

    def tsv(self, rows: Sequence[Any]) -> str:
        """Rows as a spreadsheet takes them, with the headings first."""
        kept = [number for number, column in enumerate(self.columns) if column.kind != "action"]
        lines = ["\t".join(_one_line(self.columns[number].heading) for number in kept)]
        for row in rows:
            cells = self.cells(row)
            lines.append("\t".join(self._pasted(number, cells[number]) for number in kept))
        return "\n".join(lines)

    def _pasted(self, number: int, cell: Cell) -> str:
        words = cell.text
        if self.columns[number].is_figure and not cell.is_word:
            words = words.replace("\N{NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-")
            if self.seat.formats.group == ",":
                words = words.replace(",", "")
        elif self.seat.formats.group == "." and not cell.is_word:
            return _one_line(words)
        return _one_line(f"{words}, {cell.second}" if cell.second else words)


def _one_line(words: str) -> str:
    return " ".join(words.split())
