"""A small employer whose month is computed by the Norwegian pack, and good messages to break."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.engine.facts import (
    EmployerFacts,
    Employment,
    Establishment,
    LineInput,
    PersonFacts,
    RunFacts,
    RunHead,
    RunKind,
    TaxCard,
    Terms,
)
from services.engine.month import MonthFacts
from services.engine.result import RunResult
from services.norway.amelding.build import Envelope, build, build_content
from services.norway.amelding.message import Leveranse
from services.norway.amelding.stamp import noon
from services.norway.amelding.write import write
from services.norway.pack import Norway
from services.reference.wage_type_rows import account_plan, wage_types
from services.reference.year_files import rate_book

MAIN, OSLO, FROEYA = "313000001", "213000004", "213000012"
ONE_ZONE = (Establishment(OSLO, "1"),)
TWO_ZONES = (Establishment(OSLO, "1"), Establishment(FROEYA, "2"))
MARCH = Month(2026, 3)
BORN = date(1984, 3, 2)


def national_ids(born: date) -> Iterator[str]:
    """Made-up test numbers (month + 80) with right check digits, of people born on a day of the last century."""
    for serial in range(499, 0, -1):
        digits = f"{born:%d}{born.month + 80}{born:%y}{serial:03d}"
        for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)):
            check = -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
            if check == 10:
                break
            digits += str(check)
        else:
            yield digits


def national_id(number: int) -> str:
    """The number-th of those born on the day of the samples."""
    return next(islice(national_ids(BORN), number - 1, None))


def terms(salary: str = "45000", since: date = date(2024, 1, 1), **changes: Any) -> tuple[date, Terms]:
    return since, Terms(**{"monthly_salary": Money.kr(salary), **changes})


def employment(*steps: tuple[date, Terms], **changes: Any) -> Employment:
    fields = {"id": "1", "establishment": OSLO, "start": date(2024, 1, 1), "occupation": "5223108"} | changes
    return Employment(terms=Timeline(steps or (terms(),)), **fields)


def person(number: int = 1, *employments: Employment, lines: Iterable[LineInput] = (), **changes: Any) -> PersonFacts:
    fields: dict[str, Any] = {
        "name": f"Kari {number}",
        "born": BORN,
        "bank_account": "12345678903",
        "tax_card": TaxCard(2026, "table", "8000", Percent.of("42")),
    }
    if "national_id" not in changes:
        fields["national_id"] = national_id(number)
    return PersonFacts(number, employments=employments or (employment(),), lines=tuple(lines), **(fields | changes))


def employer(*establishments: Establishment, **changes: Any) -> EmployerFacts:
    fields = {"pension_provider": "810000007"} | changes
    return EmployerFacts("Fjord Bakeri AS", MAIN, establishments or ONE_ZONE, **fields)


def line(slug: str, quantity: str = "", amount: str = "", **changes: Any) -> LineInput:
    return LineInput(
        slug,
        Decimal(quantity) if quantity else None,
        amount=Money.kr(amount) if amount else None,
        **changes,
    )


def run(
    *people: PersonFacts,
    month: Month = MARCH,
    day: int = 20,
    kind: RunKind = RunKind.ORDINARY,
    by: EmployerFacts | None = None,
    **head: Any,
) -> RunResult:
    """One run as the pack computes it."""
    facts = RunFacts("NO", RunHead(month, date(month.year, month.number, day), kind, **head), by or employer(), people)
    book = rate_book("NO")
    plan = {purpose: account.number for purpose, account in account_plan("NO").items()}
    return Norway(book).calculate(facts, book.on(facts.head.pay_date), wage_types("NO"), plan, {})


def message(*runs: RunResult, people: Iterable[PersonFacts] = (), month: Month = MARCH, **build_with: Any) -> Leveranse:
    """The month's message of some runs; `people` adds those without pay."""
    by = build_with.pop("by", None) or (runs[0].facts.employer if runs else employer())
    everybody = {each.number: each for each in people} or {
        each.number: each for done in runs for each in done.facts.people
    }
    facts = MonthFacts("NO", by, month, tuple(everybody.values()), runs)
    content = build_content(facts, wage_types("NO"), **build_with)
    made = noon(max((done.head.pay_date for done in runs), default=month.last))
    return build(content, facts, Envelope("0123456789abcdef0123456789abcdef", made, "Lønnsom 0.1", "", "bokmaal"))


@cache
def good() -> bytes:
    """A message that nothing can be said against, with most of what a small employer reports."""
    by = employer(*TWO_ZONES)
    lines = (
        line("overtime_50", "10"),
        line("mileage", "120"),
        line("union_dues", percent=Percent.of("1.2")),
        line("attachment", amount="1500", claim="tax"),
    )
    hourly = employment(
        terms(monthly_salary=None, pay="hourly", hourly_rate=Money.kr(210)), establishment=FROEYA, id="A-2"
    )
    leaver = employment(end=date(2026, 3, 15), end_reason="arbeidstakerHarSagtOppSelv")
    people = (
        person(1, lines=lines),
        person(2, hourly, lines=(line("hourly_pay", "80"),)),
        person(3, leaver, lines=(line("holiday_pay", amount="20000"),)),
    )
    return write(message(run(*people, by=by)))


def changed(data: bytes, *changes: tuple[str, str], count: int = 1) -> bytes:
    """The message with texts replaced; each must be there."""
    text = data.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, count)
    return text.encode()


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))
