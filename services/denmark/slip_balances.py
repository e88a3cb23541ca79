"""The lists at the foot of a Danish payslip (denmark 3.13, 4.17): the year so far, holiday by its year, supplements,
what was settled, fritvalg, other balances and absence. Balances are those after the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import Money
from models.values.why import Figure
from services.denmark.rules import so_far
from services.denmark.rules.accounts import ACCOUNTS, FERIE_D, FERIE_T, FERIEPENGE, OWN, shown_vintage
from services.denmark.rules.case import HUNDREDTHS
from services.denmark.rules.counters import EARNED, TAKEN
from services.engine.accounts import Unit, after
from services.engine.facts import RunFacts
from services.engine.result import PayLine, Payslip
from services.engine.slip_words import Listed, SlipTable, Value
from services.engine.wage_types import WageType, WageTypes
from services.reference.codes import code_lists

HOURS, DAYS = Message("h"), Message("days")

_HOLIDAY: Final = ((FERIE_D, Message("Holiday days")), (FERIE_T, Message("Holiday hours")))

_SUPPLEMENTS: Final = (
    ("44300", ("TILLAEG_LOV_FY", "TILLAEG_OK_FY")),
    ("44320", ("EKSTRA_LOV_FY", "EKSTRA_OK_FY")),
    ("44902", ("TILLAEG_LOV_KY",)),
    ("44904", ("TILLAEG_OK_KY",)),
    ("44905", ("EKSTRA_OK_KY",)),
    ("44906", ("EKSTRA_LOV_KY",)),
)
"""The print numbers of saved supplements, and the accounts that each prints (denmark 4.10, 4.17)."""

_HOLIDAY_BASIS, _HOLIDAY_MONEY, _SUPPLEMENT_PAID = "44200", "44280", "4430"
_PAID_OF: Final = ("TILLAEG_LOV_FY", "TILLAEG_OK_FY", "TILLAEG_LOV_KY", "TILLAEG_OK_KY")
_PRINTED_AS: Final = {"4962": "8302", "4966": "8302", "4967": "8303", "4968": "8304", "4924": "8304", "4969": "8305"}
"""What is settled when somebody leaves, by the numbers that print it (denmark 4.17)."""

_NET_OF: Final = "dk.holiday.net"
_NET_PARTS: Final = (
    ("gross", Message("Holiday pay"), 1),
    ("am", Message("AM contribution"), -1),
    ("tax", Message("A-tax"), -1),
)
_GROSS_ALONE: Final = frozenset({"4708"})
"""Feriekort of every run: gross, and no line of what is left of it."""

_FRITVALG: Final = ("FRITVALG", "FRITVALG_LOKAL", "FRITVALG_LOKAL_NET")
_LOCAL_TAXES: Final = (("fritvalg_am", Message("AM contribution")), ("fritvalg_tax", Message("A-tax")))
_SHOWN_ELSEWHERE: Final = ("FERIE_", "FERIEPENGE", "FERIEKORT", "FORSKUD_", "TILLAEG_", "EKSTRA_", "FRITVALG")
_NOT_THE_PERSONS: Final = frozenset({"FERIEPULJE", "HENSAT"})
"""What the employer sets aside for itself."""


def is_paid(line: PayLine) -> bool:
    """Whether a line is paid in cash or lowers the pay: what is saved, settled or only counted stands elsewhere."""
    return line.tax != "none"


def unit_taken(line: PayLine, slip: Payslip) -> Message:
    """Days, but for a line that took hours."""
    by_hours = any(each.reason == line.type and each.key.account == FERIE_T for each in slip.movements)
    return HOURS if by_hours else DAYS


class _Balances:
    """A person's balances after the run."""

    def __init__(self, slip: Payslip) -> None:
        self._slip = slip
        self._after = after(slip.person.balances, slip.movements)

    def of(self, code: str, year: str = "") -> int:
        """In hundredths: of one year, or of all."""
        return sum(
            amount
            for key, amount in self._after.items()
            if key.account == code and (not year or shown_vintage(key.vintage) == year)
        )

    def money(self, *codes: str, year: str = "") -> Money:
        """Accounts in kroner together."""
        return Money(sum(self.of(code, year) for code in codes))

    def years(self, *codes: str) -> list[str]:
        """The years in which any of the accounts has something left, or that the run moved."""
        moved = {each.key for each in self._slip.movements}
        keys = {key for key, amount in self._after.items() if amount} | moved
        return sorted({shown_vintage(key.vintage) for key in keys if key.account in codes})

    def moved(self, code: str, *, up: bool, by: Mapping[str, bool] | None = None) -> int:
        """What the run put on an account, or took off it, in hundredths; `by` says of which reasons."""
        return sum(
            each.hundredths
            for each in self._slip.movements
            if each.key.account == code
            and (each.hundredths > 0) == up
            and (by is None or by.get(each.reason.removeprefix("reversed "), False))
        )


def blocks(slip: Payslip, facts: RunFacts, types: WageTypes) -> Iterator[Listed | SlipTable]:
    """Every list and table of a slip that has something to say, the most important first."""
    kept = _Balances(slip)
    yield _year(kept, str(facts.head.pay_date.year))
    yield from _holiday(kept)
    yield from _listed(Message("Holiday pay and supplements"), _holiday_money(slip, kept, types))
    if table := _advance(kept):
        yield table
    yield from _listed(Message("Holiday pay settled"), _settled(slip, types))
    yield from _fritvalg(slip, kept)
    yield from _listed(Message("Other balances"), _others(slip, kept))
    yield from _listed(Message("Absence"), _absence(slip, types))


def _listed(heading: Message, entries: Iterable[tuple[Message, Value]]) -> Iterator[Listed]:
    if found := tuple(entries):
        yield heading, found


def _year(kept: _Balances, year: str) -> Listed:
    """The year so far, as the tax authority hears of it: taxes of settled holiday money are among them."""

    def on(name: str) -> Money:
        return kept.money(f"{so_far.YEAR}{name}", year=year)

    entries: list[tuple[Message, Value]] = [
        (Message("Gross pay"), on("gross")),
        (Message("Basis of AM contribution"), on("13")),
        (Message("AM contribution"), -on("16")),
        (Message("A-income"), on("13") - on("16") + on("14")),
        (Message("A-tax"), -on("15")),
    ]
    for label, name in (
        (Message("Own pension"), "147"),
        (Message("Employer's pension"), "148"),
        (Message("ATP, both shares"), "46"),
    ):
        if on(name):
            entries.append((label, on(name)))
    return Message("So far in {year}", year=year), tuple(entries)


def _holiday(kept: _Balances) -> Iterator[SlipTable]:
    """Earned, taken and left of each holiday year in days or hours, and what was paid out or settled of it. Somebody
    who has both is told what is left of each: the counters are of the year.
    """
    found = [(account, name, kept.years(account)) for account, name in _HOLIDAY if kept.years(account)]
    for account, name, years in found:
        rows = [(year, kept.of(EARNED, year), kept.of(TAKEN, year), kept.of(account, year)) for year in years]
        rows = [row for row in rows if any(row[1:])]
        gone = any(earned - taken - left for _, earned, taken, left in rows)
        if rows and len(found) > 1:
            table = tuple((_of_year(year), (_two(left),)) for year, _, _, left in rows if left)
            yield SlipTable(name, (Message("Left"),), table)
        elif rows and gone:
            yield SlipTable(
                name,
                (Message("Earned"), Message("Taken"), Message("Settled"), Message("Left")),
                tuple(
                    (_small(year), (_two(earned), _two(taken), _two(earned - taken - left), _two(left)))
                    for year, earned, taken, left in rows
                ),
            )
        elif rows:
            yield SlipTable(
                name,
                (Message("Earned"), Message("Taken"), Message("Left")),
                tuple((_of_year(year), (_two(earned), _two(taken), _two(left))) for year, earned, taken, left in rows),
            )


def _of_year(year: str) -> Message:
    """A holiday year by both its calendar years."""
    return Message("Holiday year {year}", year=_years(year))


def _small(year: str) -> Message:
    return Message("{year}", year=_years(year))


def _years(year: str) -> str:
    return f"{year}/{(int(year) + 1) % 100:02d}"


def _two(hundredths: int) -> Message:
    """A number of days or hours, always with two decimals."""
    return Message("{amount}", amount=Money(hundredths))


def _holiday_money(slip: Payslip, kept: _Balances, types: WageTypes) -> Iterator[tuple[Message, Value]]:
    language = slip.person.language

    def printed(number: str) -> Message:
        return Message("{name}", name=types[number].name(language))

    if basis := slip["holiday_basis"]:
        yield printed(_HOLIDAY_BASIS), basis
    for year in kept.years(FERIEPENGE):
        if money := kept.money(FERIEPENGE, year=year):
            yield Message("{name}, {year}", name=types[_HOLIDAY_MONEY].name(language), year=_years(year)), money
    if card := kept.money("FERIEKORT"):
        yield _account_name("FERIEKORT", language), card
    for number, accounts in _SUPPLEMENTS:
        if saved := kept.money(*accounts):
            yield printed(number), saved
    paid = -sum(
        kept.moved(code, up=False, by={slug: _pays_out(each) for slug, each in types.items()})
        for code in _PAID_OF
        if any(each.key.account == code for each in slip.movements)
    )
    if paid:
        yield printed(_SUPPLEMENT_PAID), Money(paid)


def _pays_out(wage_type: WageType) -> bool:
    return wage_type.row is not None and wage_type.row.op.startswith("PAYOUT")


def _advance(kept: _Balances) -> SlipTable | None:
    """Holiday in advance by its year: what was granted stays visible the whole of it (denmark 4.12)."""
    rows: list[tuple[Message, tuple[Value, ...]]] = []
    for unit, name in (("d", Message("days")), ("t", Message("hours"))):
        granted, used = f"{so_far.GRANTED}{unit}", f"{so_far.AHEAD}{unit}"
        owed = f"FORSKUD_GAELD_{unit.upper()}"
        for year in kept.years(granted, used, owed)[-2:]:
            values = (_two(kept.of(granted, year)), _two(kept.of(used, year)), _two(kept.of(owed, year)))
            rows.append((Message("{year}, {unit}", year=_years(year), unit=name), values))
    for year in kept.years("FORSKUD_GAELD_KR"):
        if owed_money := kept.money("FORSKUD_GAELD_KR", year=year):
            label = Message("{year}, kroner", year=_years(year))
            rows.append((label, ("", "", Message("{amount}", amount=owed_money))))
    if not rows:
        return None
    columns = (Message("Granted"), Message("Taken"), Message("Owed"))
    return SlipTable(Message("Holiday in advance"), columns, tuple(rows))


def _settled(slip: Payslip, types: WageTypes) -> Iterator[tuple[Message, Value]]:
    """Holiday money that left the payroll, taxed alone: gross, its taxes, and what goes on; never a line of pay."""
    language = slip.person.language
    for line in slip.lines:
        if is_paid(line) or not line.amount.value:
            continue
        name = Message("{name}", name=types[_PRINTED_AS.get(line.type, line.type)].name(language))
        back = line.amount.rule == "pay.reversed"
        of = line.amount.inputs.get("of") if back else line.amount
        if isinstance(of, Figure) and of.rule == _NET_OF:
            parts = [(label, of.inputs.get(key), sign) for key, label, sign in _NET_PARTS]
            for label, part, sign in parts:
                if isinstance(part, Figure) and part.value and part.value != of.value:
                    yield label, -part.value if (sign < 0) != back else part.value
            yield name, line.amount.value
        elif _op(types[line.type]) == "SETTLE" and line.type in _GROSS_ALONE:
            yield name, line.amount.value


def _op(wage_type: WageType) -> str:
    return wage_type.row.op if wage_type.row is not None else ""


def _fritvalg(slip: Payslip, kept: _Balances) -> Iterator[Listed | SlipTable]:
    """What each account got and gave in the run, and what is left; the saving that was taxed at once is net."""
    language, rows = slip.person.language, []
    for code in _FRITVALG:
        saved, used = kept.moved(code, up=True), kept.moved(code, up=False)
        if saved or used or kept.of(code):
            rows.append((_account_name(code, language), (Money(saved), Money(used), kept.money(code))))
    if rows:
        yield SlipTable(Message("Fritvalg"), (Message("Saved up"), Message("Used"), Message("Balance")), tuple(rows))
    taxes = [(label, -slip.figures[name].value) for name, label in _LOCAL_TAXES if name in slip.figures]
    yield from _listed(Message("Taxes of the local saving"), (each for each in taxes if each[1]))


def _others(slip: Payslip, kept: _Balances) -> Iterator[tuple[Message, Value]]:
    """Days off, time off in lieu, savings for public holidays, and holiday from before or elsewhere."""
    language = slip.person.language
    for account in ACCOUNTS:
        code = account.code
        if code in OWN or code in _NOT_THE_PERSONS or code.startswith(_SHOWN_ELSEWHERE):
            continue
        if amount := kept.of(code):
            value: Value = Money(amount) if account.unit is Unit.KRONER else Decimal(amount) / HUNDREDTHS
            yield _account_name(code, language), value


def _account_name(code: str, language: str) -> Message:
    return Message("{name}", name=code_lists("dk/accounts")["account"][code].more[f"name_{language}"])


def _absence(slip: Payslip, types: WageTypes) -> Iterator[tuple[Message, Value]]:
    """Absence that the pay does not say: what the order of holiday met, and what was only registered."""
    for line in slip.lines:
        row = types[line.type].row
        if row is None or is_paid(line) or not line.quantity or row.op not in ("TAKE", "COUNT"):
            continue
        if "not_shown" not in row.control.split():
            name = types[line.type].name(slip.person.language)
            unit = unit_taken(line, slip)
            yield Message("{name}", name=name), Message("{count} {unit}", count=line.quantity, unit=unit)
