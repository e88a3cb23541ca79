"""Table withholding (tabelltrekk): the tax administration's own routine, in doubles.

This is the one place where money is a binary float, because the official routine is *defined* in IEEE doubles: exact
decimals differ from it by one krone in some cells (norway-payroll 4.4, measured). The order of operations below is the
routine's own: multiply, then divide by 100; steps from the lowest; half a krone goes up. Bases and results are whole
kroner, and from 2025 the formula holds at any amount; the 2024 tables have a flat percentage above their top.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from math import floor

from services.engine.rates import RatesOn, RateYear

_MOST_BANDS = 5_000  # that one table remembers: all of a monthly pay up to 500,000


class UnknownTable(LookupError):
    """The year has no such table or period. The text names it."""


class Table:
    """One table and period of one year: `table(45000)` is the withholding of a base, both in whole kroner."""

    __slots__ = ("_band", "_bands", "_first_over_top", "_step", "code", "period")

    def __init__(self, code: str, period: str, step: int, top: int | None, band: Callable[[int], int]) -> None:
        self.code = code
        self.period = period
        self._step = step
        self._first_over_top = None if top is None else top // step
        self._band = band
        self._bands: dict[int, int] = {}  # a band has one answer

    def __call__(self, base: int) -> int:
        """Withholding of the base; nothing for a base of 0 or less, and never more than the base itself."""
        if base <= 0:
            return 0
        number = base // self._step
        amount = self._bands.get(number)
        if amount is None:
            amount = self._band(number * self._step + self._step // 2)
            if len(self._bands) < _MOST_BANDS:
                self._bands[number] = amount
        if amount > base and (self._first_over_top is None or number < self._first_over_top):
            return base
        return amount


def table(rates: RatesOn, code: str, period: str) -> Table:
    """The table of the pay date's year. Raises UnknownTable, and MissingRate for a year without constants."""
    return tables_of(rates.year)(code, period)


def tables_of(year: RateYear) -> Callable[[str, str], Table]:
    """The tables of a year by code ("8000", "0101", "7100P") and period ("MND", "14D", "UKE", "4D" … "1D"), made when
    asked for.
    """
    known = year.derived.get("tax_table")
    if known is None:
        known = year.derived["tax_table"] = _TableYear(year)
    assert isinstance(known, _TableYear)
    return known.table


class _TableYear:
    """The constants of one year, and the tables made from them so far."""

    def __init__(self, year: RateYear) -> None:
        self._year = year
        self._rows = dict(self._table_rows())
        self._periods = {row["code"]: row for row in self._row_list("periods")}
        self._made: dict[tuple[str, str], Table] = {}

    def table(self, code: str, period: str) -> Table:
        made = self._made.get((code, period))
        if made is None:
            if code not in self._rows:
                raise UnknownTable(f"{self._year.year} has no table {code}")
            if period not in self._periods:
                raise UnknownTable(f"there is no period {period}")
            made = self._made[code, period] = self._make(code, self._rows[code], self._periods[period])
        return made

    def _row_list(self, name: str) -> tuple[Mapping[str, str], ...]:
        rows: tuple[Mapping[str, str], ...] = self._year.values[f"tax_table.{name}"][0].value
        return rows

    def _table_rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        for row in self._row_list("tables"):
            first, step = int(row["first"]), int(row.get("step", "1"))
            for place, number in enumerate(range(first, int(row.get("last", row["first"])) + 1, step)):
                deduction = int(row.get("deduction", "0")) + place * int(row.get("deduction_step", "0"))
                yield f"{number:04d}{row.get('suffix', '')}", {**row, "deduction": str(deduction)}

    def _number(self, name: str) -> float:
        return float(self._year.values[f"tax_table.{name}"][0].value)

    def _numbers(self, name: str) -> list[float]:
        return [float(number) for number in self._year.values[f"tax_table.{name}"][0].value]

    def _make(self, code: str, row: Mapping[str, str], period: Mapping[str, str]) -> Table:
        kind = row["kind"]
        ordinary = kind == "ordinary"
        factor = _expression(period["ordinary_factor" if ordinary else "special_factor"])
        if kind == "pension":
            divisor = _expression(period["pension_divisor"])
        elif ordinary or row["months"] == "10.5":
            divisor = _expression(period["ordinary_divisor" if ordinary else "special_divisor"])
        else:
            divisor = factor
        step = int(period["step"])
        tax = self._year_tax(row)
        cut = kind == "seafarer"

        def band(value: int) -> int:
            withheld = tax(floor(value * factor + 0.5)) / divisor
            return floor(withheld) if cut else floor(withheld + 0.5)

        if "over_top" not in row:
            return Table(code, period["code"], step, None, band)

        top, percent = int(period["top"]), float(row["over_top"])
        at_top = band(top)

        def band_with_top(value: int) -> int:
            return band(value) if value <= top else at_top + floor((value - top) * percent / 100 + 0.5)

        return Table(code, period["code"], step, top, band_with_top)

    def _year_tax(self, row: Mapping[str, str]) -> Callable[[int], int]:
        """Tax of a year's income in whole kroner, by the steps of norway-payroll 4.4."""
        kind = row["kind"]
        minimum = kind if kind in ("pension", "seafarer") else "ordinary"
        minimum_rate, minimum_max = (
            self._number(f"minimum_deduction_{minimum}_rate"),
            int(self._number(f"minimum_deduction_{minimum}_max")),
        )
        standard = kind in ("standard", "zone", "seafarer")
        standard_rate, standard_max = (
            self._number("standard_deduction_rate"),
            int(self._number("standard_deduction_max")),
        )
        seafarer = kind == "seafarer"
        seafarer_rate, seafarer_max = (
            self._number("seafarer_deduction_rate"),
            int(self._number("seafarer_deduction_max")),
        )
        fixed = int(row["deduction"]) + int(self._number("allowance_zone" if kind == "zone" else "allowance"))
        municipal, common = self._number("municipal"), self._number("common_zone" if kind == "zone" else "common")

        thresholds, percents = self._numbers("step_tax_thresholds"), self._numbers("step_tax_percents")
        widths = zip(thresholds, thresholds[1:], percents, strict=False)
        below = list(accumulate(((upper - lower) * percent / 100 for lower, upper, percent in widths), initial=0.0))

        insured = row["insurance"] != "none"
        insurance = self._number(f"insurance_{row['insurance']}") if insured else 0.0
        floor_income, levelling = self._number("insurance_floor"), self._number("insurance_levelling")
        full_from = floor(floor_income * levelling / (levelling - insurance) + 0.5)

        def tax(income: int) -> int:
            deduction = floor(income * minimum_rate / 100 + 0.5)
            general = income - min(deduction, minimum_max, income) - fixed
            if standard:
                general -= min(floor(income * standard_rate / 100 + 0.5), standard_max)
                if seafarer:
                    general -= min(floor(income * seafarer_rate / 100 + 0.5), seafarer_max)
            total = 0
            if general > 0:
                total = floor(general * municipal / 100 + 0.5) + floor(general * common / 100 + 0.5)
            place = bisect_right(thresholds, income) - 1
            if place >= 0:
                total += floor(below[place] + (income - thresholds[place]) * percents[place] / 100 + 0.5)
            if insured and income >= floor_income:
                if income > full_from:
                    total += floor(income * insurance / 100 + 0.5)
                else:
                    total += floor((income - floor_income) * levelling / 100 + 0.5)
            return total

        return tax


def _expression(text: str) -> float:
    """The double value of `60*46/52`, left to right, as the routine computes its divisors."""
    product, *divisors = text.split("/")
    first, *factors = product.split("*")
    value = float(first)
    for factor in factors:
        value *= float(factor)
    for divisor in divisors:
        value /= float(divisor)
    return value
