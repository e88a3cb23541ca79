"""What the input grid of a run shows, and where what is typed goes: the preview, and the client file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from models.values.finding import Finding, Refused
from models.values.money import Money
from models.values.why import Figure
from services.actions import entry
from services.actions.entry import Cell, Column, Preview, PreviewRow
from services.queries.run_entry import heading, unit_words
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.input_grid import GridCell, GridColumn, GridRow, InputGrid

SALARY = "_salary"
FIXED = "_fixed"
BEFORE = "_before"
GROSS = "_gross"
CHANGE = "_change"


class BasisSource:
    """People down, wage types across. Every cell that is left is stored, and its person computed again."""

    def __init__(self, seat: Seat, told: Callable[[], None], troubled: Callable[[str], None]) -> None:
        self.seat = seat
        self._told, self._troubled = told, troubled
        self.grid: InputGrid | None = None
        self.preview: Preview | None = None
        self.run_id = 0
        self.numbers: tuple[int, ...] = ()
        self.columns: tuple[GridColumn, ...] = ()
        self.entries: dict[str, Column] = {}
        self.errors: dict[tuple[int, str], tuple[str, str]] = {}
        self.is_storing = False
        self._trying: PreviewRow | None = None
        self._values: dict[int, list[Decimal | None]] = {}
        self._decimals: list[int] = []
        self._totals: list[Decimal | None] = []

    # --- opening --------------------------------------------------------------------------------------------------

    def open(self, run_id: int, preview: Preview, columns: Sequence[Column]) -> None:
        """Another run, or the same one read anew. What could not be read stays where it was typed."""
        if run_id != self.run_id:
            self.errors.clear()
        self.run_id, self.preview = run_id, preview
        self._trying = None
        self.numbers = preview.numbers
        self.set_columns(columns)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns of the same run."""
        self.entries = {column.slug: column for column in columns}
        self.columns = tuple(self._made(columns))
        self._values.clear()
        self._sum_up()

    def _made(self, columns: Sequence[Column]) -> list[GridColumn]:
        t, preview = self.seat.t, self.preview
        assert preview is not None
        rows = [preview.row(number) for number in self.numbers]
        made = []
        if any(row.salary is not None for row in rows):
            tip = t("Follows from the employment")
            made.append(GridColumn(SALARY, t("Fixed salary"), t("kr"), computed=True, tip=tip))
        if any(row.before is not None for row in rows):
            tip = t("Gross pay of the run that is corrected")
            made.append(GridColumn(BEFORE, t("Before"), t("kr"), computed=True, tip=tip))
        if any(row.fixed is not None for row in rows):
            tip = t("Fixed lines of the employee, and what follows from rules")
            made.append(GridColumn(FIXED, t("Fixed lines"), t("kr"), computed=True, tip=tip))
        for column in columns:
            name = heading(column, self.seat.language)
            words = name if isinstance(name, str) else t(name)
            full = column.name(self.seat.language)
            made.append(GridColumn(column.slug, words, t(unit_words(column.unit)), tip=full if full != words else ""))
        tip = t("All that is paid out before tax and deductions")
        made.append(GridColumn(GROSS, t("Gross"), t("kr"), computed=True, strong=True, tip=tip))
        if any(row.before is not None for row in rows):
            made.append(GridColumn(CHANGE, t("Change"), t("kr"), computed=True, strong=True))
        return made

    # --- what is shown --------------------------------------------------------------------------------------------

    def row_of(self, number: int) -> PreviewRow:
        """Somebody's row; while something is typed, as it would be then."""
        if self._trying is not None and self._trying.number == number:
            return self._trying
        assert self.preview is not None
        return self.preview.row(number)

    def row(self, row: int) -> GridRow:
        shown, t = self.row_of(self.numbers[row]), self.seat.t
        if shown.problems:
            return GridRow(shown.name, "warning-circle", "err", t(shown.problems[0].what))
        tips = []
        if shown.lacks_hours:
            tips.append(t("The hours are missing"))
        if shown.lacks_card:
            tips.append(t("There is no tax card for the year"))
        if shown.slip is not None and any(_is_of_bank(found) for found in shown.slip.findings):
            tips.append(t("The time bank goes below zero"))
        if tips and self.preview is not None and not self.preview.is_approved:
            return GridRow(shown.name, "warning", "warn", "\n".join(tips))
        return GridRow(shown.name)

    def cell(self, row: int, column: int) -> GridCell:
        number, place = self.numbers[row], self.columns[column]
        shown = self.row_of(number)
        if place.computed:
            value = self._computed(shown, place.key)
            if value is None:
                return GridCell(tip=place.tip)
            words = self._words(value, column)
            return GridCell(words, self._plain(words), "" if place.strong else "quiet", place.tip)
        if (number, place.key) in self.errors:
            typed, reason = self.errors[number, place.key]
            return GridCell(typed, typed, "error", reason)
        return self._entered(shown, place, column)

    def _entered(self, shown: PreviewRow, place: GridColumn, column: int) -> GridCell:
        entered = self.entries[place.key]
        found, t = entry.cell_of(entered, shown.entered), self.seat.t
        words = self._words(found.value, column) if found.value is not None else ""
        problem = next(
            (each for each in shown.problems if each.where is not None and each.where.field == place.key), None
        )
        if problem is not None:
            return GridCell(words, self._plain(words), "error", t(problem.what))
        if not found.is_plain:
            one = t("A line with more to it. Open the lines to change it")
            tip = one if found.count == 1 else t("{count} lines. Open the lines to change them", count=found.count)
            return GridCell(words or self._worth(shown, place.key), self._plain(words), "locked", tip)
        if found.count:
            is_manual = self._rules(shown.number).get(place.key, found.value) != found.value
            tip = t("Typed in place of what the rule says") if is_manual else ""
            return GridCell(words, self._plain(words), "manual" if is_manual else "", tip)
        if (proposed := shown.proposed.get(place.key)) is not None:
            words = self._words(proposed, column)
            return GridCell(words, self._plain(words), "quiet", t("Follows from a rule. Type to change it"))
        if shown.lacks_hours and entered.slug == "hourly_pay" and not self._is_approved:
            return GridCell(t("fill in"), "", "missing", t("The hours are missing"))
        return GridCell()

    def _worth(self, shown: PreviewRow, slug: str) -> str:
        """What lines come to that say neither the quantity nor the amount of their column."""
        assert self.preview is not None
        amounts = [entry.amount_of(shown, self.preview, line) for line in shown.of_type(slug)]
        known = [amount for amount in amounts if amount is not None]
        return self.seat.formats.amount(Money.total(known)) if known else "…"

    @property
    def _is_approved(self) -> bool:
        return self.preview is not None and self.preview.is_approved

    def _rules(self, number: int) -> dict[str, Decimal]:
        assert self.preview is not None
        if self._is_approved or self.preview.head.kind.value != "holiday":
            return {}
        return dict(self.preview.by_rule(number))

    def total(self, column: int) -> str:
        value = self._totals[column] if column < len(self._totals) else None
        return "" if value is None else self._words(value, column)

    def can_type(self, row: int, column: int) -> bool:
        place = self.columns[column]
        if place.computed or self._is_approved or self.preview is None:
            return False
        return entry.cell_of(self.entries[place.key], self.preview.entered(self.numbers[row])).is_plain

    def _computed(self, shown: PreviewRow, key: str) -> Decimal | None:
        amount: Money | None
        match key:
            case "_salary":
                amount = shown.salary
            case "_fixed":
                amount = shown.fixed
            case "_before":
                amount = shown.before
            case "_change":
                amount = shown.gross - (shown.before or Money(0))
            case _:
                amount = shown.gross
        return amount.kroner if amount is not None else None

    def _words(self, value: Decimal, column: int) -> str:
        least = self._decimals[column] if column < len(self._decimals) else 0
        return self.seat.formats.number(value, least)

    def _plain(self, words: str) -> str:
        """A number as a spreadsheet reads it: nothing between thousands, and a plain minus."""
        formats = self.seat.formats
        group = formats.group if formats.group != formats.point else ""
        return words.replace(group, "").replace("\N{MINUS SIGN}", "-")

    # --- sums -----------------------------------------------------------------------------------------------------

    def _values_of(self, number: int) -> list[Decimal | None]:
        shown = self.row_of(number)
        values: list[Decimal | None] = []
        for place in self.columns:
            if place.computed:
                values.append(self._computed(shown, place.key))
            else:
                value = entry.cell_of(self.entries[place.key], shown.entered).value
                values.append(shown.proposed.get(place.key) if value is None else value)
        return values

    def _sum_up(self, changed: Sequence[int] | None = None) -> bool:
        """Sums and decimals of every column; the answer is whether a column is written otherwise now."""
        for number in self.numbers if changed is None else changed:
            self._values[number] = self._values_of(number)
        rows = [self._values[number] for number in self.numbers]
        before = self._decimals
        self._decimals = [self._least(place, [row[index] for row in rows]) for index, place in enumerate(self.columns)]
        self._totals = []
        for index in range(len(self.columns)):
            known = [value for row in rows if (value := row[index]) is not None]
            self._totals.append(sum(known, Decimal(0)) if known else None)
        return before != self._decimals

    def _least(self, place: GridColumn, values: list[Decimal | None]) -> int:
        """How many decimals a column shows: the same in all its rows."""
        if place.strong:
            return 2
        usual = 1 if not place.computed and self.entries[place.key].unit == "hours" else 0
        most = 0
        for value in values:
            if value is not None and value != value.to_integral_value():
                exponent = value.normalize().as_tuple().exponent
                most = max(most, -exponent if isinstance(exponent, int) else 0)
        is_money = place.computed or not self.entries[place.key].is_quantity
        return max(usual, 2 if is_money and most else most)

    def shown_again(self, changed: Sequence[int]) -> None:
        """Some people's rows have other values."""
        if self.grid is None:
            return
        if self._sum_up(changed) or len(changed) > 20:
            self.grid.update_all()
            return
        for number in changed:
            if number in self.numbers:
                self.grid.update_row(self.numbers.index(number))

    # --- typing ---------------------------------------------------------------------------------------------------

    def typing(self, row: int, column: int, text: str | None) -> None:
        """Compute the person while a value is typed; what cannot be read yet changes nothing."""
        number, place = self.numbers[row], self.columns[column]
        assert self.preview is not None
        self._trying = None
        if text is not None:
            try:
                value = entry.read_cell(self.entries[place.key], text, self.seat.formats)
            except Unreadable:
                value = None
            if value is not None or not text.strip():
                self._trying = entry.tried(self.preview, Cell(number, self.entries[place.key], value))
        self.shown_again([number])

    def put(self, cells: Sequence[tuple[int, int, str]], how: str) -> bool:
        """Read the texts, store them in one change, and show what they give. All or none."""
        self._trying = None
        wanted = self._read(cells, how)
        if wanted is None:
            return False
        touched = list(dict.fromkeys(cell.number for cell in wanted))
        for cell in wanted:
            self.errors.pop((cell.number, cell.column.slug), None)
        self.is_storing = True
        try:
            assert self.preview is not None
            changed = entry.enter(self.seat.desk, self.run_id, self.preview, wanted)
        except Refused as refusal:
            self._troubled(self.seat.t(refusal.findings[0].what))
            self.shown_again(touched)
            return False
        finally:
            self.is_storing = False
        self.shown_again(touched)
        if changed:
            self.say_saved()
        self._say(wanted, how, changed)
        self._told()
        return True

    def say_saved(self) -> None:
        """What the file is doing, in the client bar."""
        self.seat.status(self.seat.t("Draft saved {time}", time=self.seat.status_time))

    def _read(self, cells: Sequence[tuple[int, int, str]], how: str) -> list[Cell] | None:
        """The cells with their values; None where one of them cannot be taken, and that is said."""
        t, wanted = self.seat.t, []
        for row, column, text in cells:
            number, place = self.numbers[row], self.columns[column]
            entered = self.entries[place.key]
            name = self.row_of(number).name
            if how != "typed" and not self.can_type(row, column):
                reason = t("{name} has more than one line of {column}", name=name, column=place.heading)
                self._troubled(f"{reason}. {self._nothing(how)}")
                return None
            try:
                wanted.append(Cell(number, entered, entry.read_cell(entered, text, self.seat.formats)))
            except Unreadable as unreadable:
                reason = t(unreadable.what)
                if how == "typed":
                    self.errors[number, place.key] = (text, reason)
                    self._troubled(f"{name}, {place.heading}: {reason}")
                    self.shown_again([number])
                    self._told()
                else:
                    self._troubled(f"{name}, {place.heading}: {reason} {self._nothing(how)}")
                return None
        return wanted

    def _nothing(self, how: str) -> str:
        t = self.seat.t
        match how:
            case "pasted":
                return t("Nothing was pasted")
            case "filled":
                return t("Nothing was filled in")
            case _:
                return t("Nothing was cleared")

    def _say(self, wanted: list[Cell], how: str, changed: int) -> None:
        t = self.seat.t
        if how == "typed" or not changed or len(wanted) < 2:
            return
        slugs = {cell.column.slug for cell in wanted}
        [name, *_] = [place.heading for place in self.columns if place.key in slugs]
        match how:
            case "pasted" if len(slugs) == 1:
                said = t("Pasted {count} values into {column}", count=len(wanted), column=name)
            case "pasted":
                said = t("Pasted {count} values into {columns} columns", count=len(wanted), columns=str(len(slugs)))
            case "filled":
                said = t("Filled in {count} values in {column}", count=len(wanted), column=name)
            case _:
                said = t("Cleared {count} values", count=changed)
        self.seat.toast(said, undo=True)

    # --- what the step asks ---------------------------------------------------------------------------------------

    def lacking_hours(self) -> int:
        """How many people have no hours yet."""
        assert self.preview is not None
        return sum(self.preview.row(number).lacks_hours for number in self.numbers)

    def with_problems(self) -> list[PreviewRow]:
        """Whose pay cannot be computed."""
        assert self.preview is not None
        return [row for number in self.numbers if (row := self.preview.row(number)).problems]

    def place_of(self, number: int, slug: str | None) -> tuple[int, int]:
        """Row and column of a finding; -1 where it is not in the grid."""
        row = self.numbers.index(number) if number in self.numbers else -1
        keys = [place.key for place in self.columns]
        return row, keys.index(slug) if slug in keys else -1

    def why(self, row: int, column: int) -> tuple[Figure[Money], str, str] | None:
        """The figure behind a cell, what it is called, and whose it is."""
        shown, place = self.row_of(self.numbers[row]), self.columns[column]
        if shown.slip is None:
            return None
        if place.key in (GROSS, CHANGE, BEFORE, FIXED):
            return shown.slip.figures["gross_cash"], self.seat.t("Gross pay"), shown.name
        slug = "fixed_salary" if place.key == SALARY else place.key
        lines = [line for line in shown.slip.lines if line.type == slug]
        return (lines[0].amount, place.tip or place.heading, shown.name) if lines else None


def _is_of_bank(found: Finding) -> bool:
    """Whether a finding says that more is taken from the time bank than it holds."""
    return found.where is not None and found.where.field == "time_off"
