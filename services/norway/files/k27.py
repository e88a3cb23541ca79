"""K27, NAV's report of refunds to an employer ("Oppgjørsrapport arbeidsgiver – refusjoner fra Nav"): bytes → rows.

Three layouts are read (files 1.2, 1.4): NAV's twelve fields, exactly; the same after a spreadsheet has had them (a
header, zeros and padding gone, the minus in front, UTF-8); and any other table, through a map of its columns. Whatever
the bytes are, the answer is a report: what was found, line by line, and refused as a whole where an import would be.

Amounts are whole øre, exactly. Equal rows are different postings and are all kept, in the order of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from typing import Final

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.files.cells import (
    DateOrder,
    DecimalSign,
    date_column,
    number_column,
    plain_header,
    read_date,
    read_number,
    says_kroner,
    text_of,
)
from services.files.column_map import ColumnMap, known_columns, remembered, signature
from services.files.refund_report import PAGE, TARGETS, Doubt, RefundReport, RefundRow, known_names, like_the_twelve
from services.files.sheet import as_text
from services.files.text_table import Encoding, Row, TextTable, open_table
from services.norway.rules.deadlines import working_day_from
from services.norway.rules.identity import check_organisation_number, check_person_number, normalise
from services.reference.codes import Code, code_lists

LARGE: Final = Money.kr(200_000)  # above this a row is looked at (files 1.4)
SOON: Final = timedelta(days=60)  # so near the last day of sick pay is told (files 1.4)
FIELDS: Final = 12
_NEW_NUMBERS: Final = date(2032, 1, 1)  # from then on identity numbers have another control (files 6.6)
_STEP: Final = 1_000  # rows between two words of progress

_TWELVE: Final = ColumnMap(
    {
        "receiver": 1,
        "establishment": 2,
        "benefit": 3,
        "national_id": 4,
        "first": 5,
        "account": 6,
        "name": 7,
        "last": 8,
        "amount": 9,
        "last_day": 11,
    }
)
_ORE_ONLY: Final = re.compile(r"(\d{1,12}) ?(-?)", re.ASCII)  # NAV's own form: digits, then a minus or a space
_ELEVEN: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")
_NO_DAY: Final = re.compile(r"[0\s.]*")
_MOST_ORE: Final = 10**12  # a hundred times what NAV's field can hold
_FILE_NAME: Final = re.compile(r"(?<!\d)\d{9}_ref-arbg_(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_IN_KRONER: Final = re.compile(r"kr$|kroner|nok$")
_MOST_STOPS, _MOST_OTHERS = 1_000, 10_000
_SHORTENED: Final = re.compile(r"\d[.,]?\d*e\+?\d+", re.IGNORECASE)


@cache
def benefits() -> dict[str, Code]:
    """NAV's benefit codes, with their names, whether they are holiday pay, and which absences they can belong to."""
    return dict(code_lists("no/nav_benefits")["benefit"])


def is_holiday_pay(benefit: str) -> bool:
    """Whether a code stands for holiday pay on a benefit."""
    code = benefits().get(benefit)
    return code is not None and code.more["holiday"] == "yes"


def line_type(benefit: str) -> str:
    """The wage type of the line that a posting becomes in a run."""
    return "refund_k27_holiday" if is_holiday_pay(benefit) else "refund_k27"


def paid_from(month: Month) -> date:
    """The first day on which NAV pays for a month: the first working day of the next."""
    return working_day_from(month.plus(1).first)


def claim_until(month: Month) -> date:
    """The last day on which a refund for days of a month can be claimed: three months back are paid from the month of
    the claim (folketrygdloven 22-13; inferred, because the books of rules here do not have it).
    """
    return month.plus(3).last


@lru_cache(maxsize=512)
def benefit_code(text: str) -> str:
    """The code of a code or a benefit's name, with `feriepenger` beside it for the holiday pay; empty for neither."""
    kept = text_of(text)
    if kept.upper() in benefits():
        return kept.upper()
    plain = plain_header(kept)
    holiday = "feriepenger" in plain
    name = plain.replace("feriepenger", "").removesuffix("av") if holiday else plain
    return next(
        (
            code.code
            for code in benefits().values()
            if (code.more["holiday"] == "yes") == holiday and plain_header(code.more["name_nb"]) == name
        ),
        "",
    )


def payment_date_of(name: str) -> date | None:
    """The day on which NAV paid, as NAV's name of the file says it; None for any other name."""
    found = _FILE_NAME.search(name)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def proposed_payment_date(rows: Iterable[RefundRow]) -> date | None:
    """The first working day of the month after the newest day in the rows (files 1.4, inferred)."""
    days = [day for row in rows for day in (row.last, row.first) if day is not None]
    return working_day_from(Month.of(max(days)).plus(1).first) if days else None


def read(
    content: bytes,
    name: str = "",
    *,
    columns: ColumnMap | None = None,
    maps: Sequence[ColumnMap] = (),
    encoding: Encoding | None = None,
    delimiter: str | None = None,
    synthetic_allowed: bool = True,
    today: date | None = None,
    progress: Progress = no_progress,
) -> RefundReport:
    """The report in a file. Never raises for what the file holds.

    `columns`, `encoding` and `delimiter` are what the user says; `maps` are those that were remembered. The map's
    choices: unit (ore, kroner), decimal (`,` or `.`), dates (day_first, month_first). `today` is the day from which the
    last days of sick pay are counted; without it the payment date. `progress` may stop the reading (Cancelled).
    """
    reading = _Reading(synthetic_allowed, progress)
    try:
        table = open_table(as_text(content, known_names), encoding=encoding, delimiter=delimiter)
        return reading.report(table, name, columns, maps, today)
    except Refused as refused:
        findings = (*reading.findings, *map(_placed, refused.findings))
        return RefundReport(count=reading.count, findings=findings, asks=frozenset(reading.asks))


def _placed(finding: Finding) -> Finding:
    """A finding of the table reader, at the line that it names."""
    line = dict(finding.what.values).get("line")
    return replace(finding, where=Place(PAGE, int(line) if isinstance(line, str) else None))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the table is read: its columns, the line of its header, and how many cells a row has at most and least."""

    columns: ColumnMap
    header: tuple[str, ...]
    header_line: int | None
    width: int
    least: int
    twelve: bool  # NAV's fields in NAV's order


@dataclass(frozen=True, slots=True)
class _Amounts:
    """How the amounts are read: the sign before the decimals, and the unit; "both" for øre, or kroner with decimals."""

    decimal: DecimalSign = ","
    unit: str = "both"


@dataclass(slots=True)
class _Reading:
    """One file being read: what was found so far, and what was checked before."""

    synthetic_allowed: bool
    progress: Progress
    count: int = 0
    expected: int = 0  # lines, for the progress
    accept_2032: bool = False
    receiver: str = ""  # of most rows
    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0
    asks: set[str] = field(default_factory=set)
    _severities: dict[Severity, int] = field(default_factory=dict)
    _people: dict[str, tuple[str, Message | None]] = field(default_factory=dict)
    _units: dict[str, tuple[str, Message | None]] = field(default_factory=dict)
    _accounts: dict[str, str] = field(default_factory=dict)
    _same: dict[str, str] = field(default_factory=dict)

    def report(
        self, table: TextTable, name: str, columns: ColumnMap | None, maps: Sequence[ColumnMap], today: date | None
    ) -> RefundReport:
        self.expected = max(table.content.count(b"\n"), table.content.count(b"\r"), 1)
        layout = self._layout(table, columns, maps)
        if layout is None:
            found, asks = tuple(self.findings), frozenset(self.asks)
            return RefundReport(count=self.count, findings=found, assumed=table.assumed, asks=asks)
        amounts, orders = self._forms(table, layout)
        rows: list[RefundRow] = []
        paid = payment_date_of(name)
        self.accept_2032 = (today or paid or date.min) >= _NEW_NUMBERS
        account = ""
        told_account = False
        kroner: list[int] = []
        for row in self._data(table, layout):
            cells = self._cells(row, layout)
            if cells is None:
                continue
            read = self._row(Row(row.line, cells), layout, amounts, orders, kroner)
            if read is None:
                continue
            if account and read.account and read.account != account and not told_account:
                what = Message("From here on the money went to another account than in the rows above")
                self._tell(Severity.WARNING, what, read.line, "account")
                told_account = True
            account = account or read.account
            rows.append(read)
        if not self.count:
            self._tell(Severity.STOP, Message("There are no rows in the file, so there is nothing to import"))
        if kroner and amounts.unit == "both":
            what = Message("The amount has decimals, so it is read as kroner; amounts without decimals are øre")
            self._tell(Severity.WARNING, what, kroner[0], "amount")
        if amounts.unit == "kroner" and rows:
            what = Message("The amounts are read as kroner")
            self._tell(Severity.WARNING, what, layout.header_line or rows[0].line, "amount")
        if table.unreadable:
            self._tell(Severity.WARNING, Message("Some characters could not be read; names may be wrong"))
        total = Money.total(row.amount for row in rows)
        if total.ore < 0:
            what = Message("The sum is negative, {sum}: NAV takes back more than it pays", sum=total)
            self._tell(Severity.WARNING, what)
        paid_on = paid or proposed_payment_date(rows)
        self._soon_over(rows, today or paid_on)
        if self.left_out:
            self._add(
                Finding(Severity.WARNING, Message("{count} more of the same kind are not shown", count=self.left_out))
            )
        assumed = list(table.assumed)
        if layout.header_line is not None:
            assumed.append(Message("The first row is a header"))
        return RefundReport(
            rows=tuple(rows),
            count=self.count,
            receiver=self.receiver,
            findings=tuple(self.findings),
            assumed=tuple(assumed),
            payment_date=paid_on,
            payment_date_known=paid is not None,
            columns=None if layout.twelve else layout.columns,
            header=layout.header,
            asks=frozenset(self.asks),
        )

    # --- the layout ------------------------------------------------------------------------------------------------

    def _layout(self, table: TextTable, columns: ColumnMap | None, maps: Sequence[ColumnMap]) -> _Layout | None:
        """How the table is laid out; None, with a finding, where that cannot be told."""
        first = list(islice(table.rows(), 20))
        if not first:
            self._tell(Severity.STOP, Message("There are no rows in the file, so there is nothing to import"))
            return None
        top = first[0]
        fits = any(like_the_twelve(row.cells) for row in first)
        has_header = not like_the_twelve(top.cells) and _is_header(top.cells)
        header = tuple(top.cells) if has_header else ()
        line = top.line if has_header else None
        if columns is None and has_header:
            columns = remembered(header, table.delimiter, maps)
        if columns is None and fits and not _names_other_order(header, table.delimiter):
            return _Layout(_TWELVE, header, line, FIELDS, FIELDS, twelve=True)
        if columns is None:
            columns = known_columns(header, TARGETS, table.delimiter)
        if missing := columns.missing(TARGETS):
            self.count = sum(1 for _ in table.rows()) - has_header
            self.asks.add("columns")
            what = (
                Message("No column is known to be this: {column}. Choose it", column=missing[0].label)
                if has_header
                else Message("The rows are not NAV's 12 fields, and there is no header that says what the columns are")
            )
            self._tell(Severity.STOP, what, top.line)
            return None
        mark = columns.signature or (signature(header, table.delimiter) if header else "")
        width = (
            max(len(header), max(columns.columns.values()) + 1) if header else max(map(len, (r.cells for r in first)))
        )
        least = 1 + max(columns.columns[target.name] for target in TARGETS if target.required)
        return _Layout(replace(columns, signature=mark), header, line, width, least, twelve=False)

    def _data(self, table: TextTable, layout: _Layout) -> Iterable[Row]:
        """The rows below the header; counted as they are read."""
        for row in table.rows():
            if row.line != layout.header_line:
                self.count += 1
                if self.count % _STEP == 0:
                    self.progress(min(self.count, self.expected), self.expected, Message("Rows are read"))
                yield row

    def _cells(self, row: Row, layout: _Layout) -> list[str] | None:
        """The cells of a row, as many as there are columns; None, with a finding, where it has too many or too few."""
        cells = row.cells
        while len(cells) > layout.width and not cells[-1].strip():
            cells = cells[:-1]  # a delimiter at the end of the line
        if layout.twelve and len(cells) != FIELDS:
            what = Message("The row has {count} fields; NAV's report has {right}", count=len(cells), right=FIELDS)
        elif len(cells) > layout.width:
            what = Message("The row has {count} cells, more than there are columns", count=len(cells))
        elif len(cells) < layout.least:
            what = Message("The row ends after {count} cells, before what it must have", count=len(cells))
        else:
            return cells
        self._tell(Severity.STOP, what, row.line)
        return None

    # --- the forms of its columns ----------------------------------------------------------------------------------

    def _forms(self, table: TextTable, layout: _Layout) -> tuple[_Amounts, dict[str, DateOrder | None]]:
        """How amounts and days are written, by their columns as a whole."""
        amounts: dict[str, None] = {}  # the different ones, in their order
        days: dict[str, dict[str, None]] = {target: {} for target in ("first", "last", "last_day")}
        receivers: Counter[str] = Counter()
        for row in table.rows():
            if row.line == layout.header_line:
                continue
            amounts[layout.columns.cell("amount", row.cells)] = None
            receivers[layout.columns.cell("receiver", row.cells)] += 1
            for target, seen in days.items():
                seen[layout.columns.cell(target, row.cells)] = None
        self.receiver = normalise(max(receivers, key=lambda cell: receivers[cell], default="")[:40])
        choices = layout.columns.choices
        orders: dict[str, DateOrder | None] = {}
        for target, seen in days.items():
            chosen = {order.value: order for order in DateOrder}.get(choices.get("dates", ""))
            orders[target] = chosen or date_column(seen)
            if orders[target] is None:
                self.asks.add("dates")
                what = Message("The days can be read in two ways: day or month first. Say which")
                self._tell(Severity.WARNING, what, layout.header_line, target)
        return self._amounts(amounts, layout), orders

    def _amounts(self, cells: Collection[str], layout: _Layout) -> _Amounts:
        choices = layout.columns.choices
        found = number_column(cells)
        decimal: DecimalSign | None = found.decimal
        match choices.get("decimal"):
            case ",":
                decimal = ","
            case ".":
                decimal = "."
        if decimal is None:
            self.asks.add("decimal")
            what = Message(
                "The amounts can be read in two ways, such as {example}. Say which character stands before the øre",
                example=_shown(found.example),
            )
            self._tell(Severity.STOP, what, layout.header_line, "amount")
            decimal = ","
        unit = choices.get("unit", "")
        if unit not in ("ore", "kroner"):
            unit = self._unit(cells, decimal, layout)
        return _Amounts(decimal, unit)

    def _unit(self, cells: Collection[str], decimal: DecimalSign, layout: _Layout) -> str:
        """Kroner or øre, by what the header and the column say (files 1.4)."""
        numbers = [(cell, number) for cell in cells if (number := read_number(cell, decimal)) is not None]
        with_decimals = [number for cell, number in numbers if _decimals(number) or says_kroner(cell)]
        if layout.twelve or _TWELVE.columns.keys() <= layout.columns.columns.keys():
            whole = len(numbers) > len(with_decimals)
            if whole and any(_decimals(number) == 1 for number in with_decimals):  # a spreadsheet drops the last zero
                self.asks.add("unit")
                what = Message("Some amounts have decimals and some have none. Say whether they are kroner or øre")
                self._tell(Severity.STOP, what, layout.header_line, "amount")
            return "both"
        column = layout.columns.columns["amount"]
        header = plain_header(layout.header[column]) if column < len(layout.header) else ""
        if header.endswith("ore"):
            return "ore"
        if with_decimals or _IN_KRONER.search(header):
            return "kroner"
        if numbers:
            self.asks.add("unit")
            what = Message("Nothing says whether the amounts are kroner or øre. Say which")
            self._tell(Severity.STOP, what, layout.header_line, "amount")
        return "kroner"

    # --- one row ---------------------------------------------------------------------------------------------------

    def _row(
        self,
        row: Row,
        layout: _Layout,
        amounts: _Amounts,
        orders: dict[str, DateOrder | None],
        kroner: list[int],
    ) -> RefundRow | None:
        """A row with what is to say about it; None where its amount cannot be read."""
        cells, line = row.cells, row.line
        columns = layout.columns
        amount = self._amount(columns.cell("amount", cells), amounts, line, kroner)
        doubts: list[Doubt] = []
        national_id, wrong = self._person(columns.cell("national_id", cells))
        if wrong is not None:
            self._tell(Severity.WARNING, wrong, line, "national_id")
            doubts.append(Doubt.NUMBER)
        benefit = self._benefit(columns.cell("benefit", cells), layout, line)
        if benefit not in benefits():
            doubts.append(Doubt.BENEFIT)
        days, right = self._days(cells, layout, orders, line)
        if not right:
            doubts.append(Doubt.DATES)
        unit, wrong = self._unit_number(columns.cell("establishment", cells))
        if wrong is not None:
            self._tell(Severity.WARNING, wrong, line, "establishment")
        here = self._shared(normalise(columns.cell("receiver", cells)[:40]))
        if here != self.receiver:
            what = (
                Message("The row is for another employer than the other rows: {number}", number=here)
                if here
                else Message("The row does not say which employer it is for")
            )
            self._tell(Severity.WARNING, what, line, "receiver")
            doubts.append(Doubt.EMPLOYER)
        if amount is None:
            return None
        if not amount:
            self._tell(Severity.WARNING, Message("The amount is 0"), line, "amount")
        elif abs(amount) > LARGE:
            what = Message("The amount is over {most}. Have a look", most=LARGE)
            self._tell(Severity.WARNING, what, line, "amount")
        return RefundRow(
            line=line,
            receiver=here,
            establishment=unit,
            benefit=benefit,
            national_id=national_id,
            name=self._shared(text_of(columns.cell("name", cells))[:200]),
            first=days[0],
            last=days[1],
            amount=amount,
            last_day=days[2],
            account=self._account(columns.cell("account", cells)),
            doubts=tuple(doubts),
        )

    def _amount(self, cell: str, how: _Amounts, line: int, kroner: list[int]) -> Money | None:
        exact = _ORE_ONLY.fullmatch(cell.rstrip() if how.unit == "both" else "")
        if exact:
            return Money(-int(exact[1]) if exact[2] else int(exact[1]))
        number = read_number(cell, how.decimal)
        ore: Decimal | None = None
        if number is not None:
            as_kroner = how.unit == "kroner" or (how.unit == "both" and (_decimals(number) > 0 or says_kroner(cell)))
            ore = number.scaleb(2) if as_kroner else number
            if as_kroner:
                kroner.append(line)
        if ore is None or ore != ore.to_integral_value() or abs(ore) >= _MOST_ORE:
            what = (
                Message("The amount cannot be read: “{text}”", text=_shown(cell))
                if cell.strip()
                else Message("There is no amount")
            )
            self._tell(Severity.STOP, what, line, "amount")
            return None
        return Money(int(ore))

    def _person(self, cell: str) -> tuple[str, Message | None]:
        """The identity number with eleven digits, and what is wrong with it; the text never holds the number."""
        if cell not in self._people:
            text = text_of(cell)[:40]
            number = normalise(text)
            if len(number) == 10 and number.isascii() and number.isdigit():
                number = f"0{number}"  # a spreadsheet took it (files 0.7)
            wrong: Message | None = None
            if not number:
                wrong = Message("There is no identity number")
            elif _SHORTENED.fullmatch(text):
                wrong = Message("A spreadsheet has shortened the identity number, and its digits are lost")
            else:
                found = check_person_number(
                    number, synthetic_allowed=self.synthetic_allowed, accept_2032=self.accept_2032
                )
                if found:
                    wrong = Message("The identity number is not right. {reason}", reason=found[0].what)
            self._people[cell] = (number, wrong)
        return self._people[cell]

    def _unit_number(self, cell: str) -> tuple[str, Message | None]:
        """The sub-unit's number, and what is wrong with it. Where the file has none, nothing is."""
        if cell not in self._units:
            number = normalise(text_of(cell)[:40])
            found = check_organisation_number(number, synthetic_allowed=self.synthetic_allowed) if number else []
            wrong = next((each.what for each in found if each.severity is Severity.STOP), None)
            what = Message("The sub-unit's number is not right. {reason}", reason=wrong) if wrong is not None else None
            self._units[cell] = (number, what)
        return self._units[cell]

    def _benefit(self, cell: str, layout: _Layout, line: int) -> str:
        """The code; where it is not known, the text as it stands."""
        if code := benefit_code(cell):
            return code
        text = text_of(cell)[:40]
        if "benefit" in layout.columns.columns:
            what = (
                Message("The benefit “{code}” is not known. Say which it is", code=_shown(text))
                if text
                else Message("There is no benefit code. Say which benefit it is")
            )
            self._tell(Severity.WARNING, what, line, "benefit")
        elif self.count == 1:
            what = Message("No column says which benefit the rows are. Say which they are")
            self._tell(Severity.WARNING, what, layout.header_line, "benefit")
        return self._shared(text)

    def _days(
        self, cells: Sequence[str], layout: _Layout, orders: dict[str, DateOrder | None], line: int
    ) -> tuple[tuple[date | None, date | None, date | None], bool]:
        """From, to and the last day of sick pay; and whether all that is said is right."""
        found: list[date | None] = []
        right = True
        for target, order in orders.items():
            cell = layout.columns.cell(target, cells)
            day: date | None = None
            if not _NO_DAY.fullmatch(cell):
                day = read_date(cell.strip()[:60], order or DateOrder.DAY_FIRST)
                right = right and order is not None
                if day is None:
                    what = Message("This is not a date: “{text}”", text=_shown(cell))
                    self._tell(Severity.WARNING, what, line, target)
                    right = False
            found.append(day)
        first, last, last_day = found
        if first and last and last < first:
            self._tell(Severity.WARNING, Message("The last day is before the first"), line, "last")
            right = False
        return (first, last, last_day), right

    def _account(self, cell: str) -> str:
        if cell not in self._accounts:
            number = normalise(text_of(cell)[:40])
            if number.isascii() and number.isdigit() and len(number) == 10:
                number = f"0{number}"
            self._accounts[cell] = number
        return self._accounts[cell]

    def _soon_over(self, rows: Sequence[RefundRow], on: date | None) -> None:
        """The people whose right to sick pay ends soon, each told once, at their newest row."""
        if on is None:
            return
        newest = {row.national_id: row for row in rows if row.last_day is not None}
        for row in newest.values():
            if row.last_day is not None and on <= row.last_day <= on + SOON:
                what = Message("The right to sick pay ends on {day}", day=row.last_day)
                self._tell(Severity.NOTE, what, row.line, "last_day")

    # --- small things ----------------------------------------------------------------------------------------------

    def _shared(self, text: str) -> str:
        """One copy of a text that many rows have."""
        return self._same.setdefault(text, text)

    def _tell(self, severity: Severity, what: Message, line: int | None = None, target: str | None = None) -> None:
        most = _MOST_STOPS if severity is Severity.STOP else _MOST_OTHERS
        told = self._severities.get(severity, 0)
        if told >= most:
            self.left_out += 1
            return
        self._severities[severity] = told + 1
        self._add(Finding(severity, what, Place(PAGE, line, target)))

    def _add(self, finding: Finding) -> None:
        self.findings.append(finding)


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _shown(cell: str) -> str:
    """A cell as a finding quotes it: short, and never with a whole identity number (files 0.7)."""
    return _ELEVEN.sub(lambda found: f"{found[0][:6]}…", text_of(cell))[:40]


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: it has words that are known, or no digit at all."""
    return known_names(cells) > 1 or not any(sign.isdigit() for cell in cells for sign in cell)


def _names_other_order(header: Sequence[str], delimiter: str) -> bool:
    """Whether a header says that NAV's fields stand in another order than NAV's."""
    columns = known_columns(header, TARGETS, delimiter).columns
    return (
        any(_TWELVE.columns[target] != column for target, column in columns.items())
        and {
            "national_id",
            "amount",
        }
        <= columns.keys()
    )
