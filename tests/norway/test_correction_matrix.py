"""Every cell of the matrices of amelding 7.1–7.3, by its name: the month, net or gross, withholding, contribution, what
is sent. `old` is the month of the mistake with a message in its place or beside it, `next` the next message.
"""

from datetime import date

import pytest

from models.values.money import Money
from models.values.span import Month
from services.engine.facts import RunHead, RunKind
from services.engine.report_correction import AFTER_DUE, BEFORE_DUE, JANUARY, LATER, TIMES
from services.norway.corrections import cell, choices, contribution_months, kinds, reported_in, rule, time_of

MARCH, DECEMBER = Month(2026, 3), Month(2026, 12)
OPEN, CLOSED = (BEFORE_DUE, AFTER_DUE, JANUARY), (LATER,)
THIS_YEAR, NEXT_YEAR = (BEFORE_DUE, AFTER_DUE), (JANUARY, LATER)
OLD, NEXT, TOGETHER = ("replacement", "additional"), ("next_message",), ("together",)

# kind, times: months, repaid, withholding, sent
CELLS = {
    # 7.1
    "paid too much, open": ("paid_too_much", OPEN, ("mistake",), "net", "corrected", OLD),
    "paid too much, closed": ("paid_too_much", CLOSED, ("mistake", "december"), "gross", "stands", OLD),
    "graded pension, open": ("pension_too_much", OPEN, ("mistake",), "net", "corrected", OLD),
    "graded pension, closed": ("pension_too_much", CLOSED, ("mistake",), "gross", "stands", OLD),
    "typing mistake": ("typing_mistake", TIMES, ("mistake",), "", "stands", OLD),
    "circumstances changed, open": ("circumstances", OPEN, ("noticed",), "", "stands", NEXT),
    "circumstances changed, closed": ("circumstances", CLOSED, ("december", "mistake"), "", "stands", OLD),
    "back pay": ("back_pay", TIMES, ("paid",), "", "of_the_payment", NEXT),
    "wrong description": ("wrong_description", TIMES, ("mistake",), "", "stands", OLD),
    "facts": ("facts", TIMES, ("next_message",), "", "", NEXT),
    "instalments, open": ("instalments", OPEN, ("instalment",), "net", "corrected", TOGETHER),
    "instalments, closed": ("instalments", CLOSED, ("instalment",), "gross", "stands", TOGETHER),
    # 7.2
    "withheld too much, this year": ("withholding.too_much", THIS_YEAR, ("paid",), "", "less_next", NEXT),
    "withheld too much, next year": ("withholding.too_much", NEXT_YEAR, (), "", "stands", ()),
    "withheld too much, has left": ("withholding.too_much_left", OPEN, ("mistake",), "", "paid_back", OLD),
    "withheld too much, has left, closed": ("withholding.too_much_left", CLOSED, (), "", "stands", ()),
    "overpaid, rightly withheld": ("withholding.overpaid", OPEN, ("mistake",), "net", "corrected", OLD),
    "overpaid, rightly withheld, closed": (
        "withholding.overpaid",
        CLOSED,
        ("mistake", "december"),
        "gross",
        "stands",
        OLD,
    ),
    "withheld too little": ("withholding.too_little", THIS_YEAR, ("paid",), "", "more_next", NEXT),
    "withheld too little, next year": ("withholding.too_little", NEXT_YEAR, (), "", "stands", ()),
    "advance": ("withholding.advance", TIMES, ("paid",), "", "of_the_payment", NEXT),
    "net advance": ("withholding.net_advance", THIS_YEAR, ("following",), "", "of_the_payment", NEXT),
    "net advance, next year": ("withholding.net_advance", NEXT_YEAR, (), "", "stands", ()),
}


@pytest.mark.parametrize(
    ("name", "time"), [(name, time) for name, (_, times, *_) in CELLS.items() for time in times], ids=str
)
def test_a_cell(name: str, time: str) -> None:
    kind, _, months, repaid, withholding, send = CELLS[name]
    found = cell(kind, time, MARCH)
    assert (found.months, found.repaid, found.withholding, found.send) == (months, repaid, withholding, send)


def test_every_cell_is_named_once() -> None:
    named = [(kind, time) for kind, times, *_ in CELLS.values() for time in times]
    assert sorted(named) == sorted((kind, time) for kind in kinds() for time in TIMES)


# 7.3; the new year begins when the last term's contribution is due
CONTRIBUTION = {
    "typing_mistake": (("mistake",), ("mistake",)),
    "several_zones": (("mistake",), ("mistake",)),
    "circumstances": (("noticed", "mistake"), ("noticed", "mistake", "december")),
    "repaid_pay": (("noticed", "mistake"), ("noticed", "mistake", "december")),
    "back_pay": (("paid",), ("paid",)),
    "benefit": (("noticed",), ("noticed", "december")),
}


@pytest.mark.parametrize(("kind", "time"), [(kind, time) for kind in CONTRIBUTION for time in TIMES])
def test_where_the_contribution_goes(kind: str, time: str) -> None:
    this_year, next_year = CONTRIBUTION[kind]
    assert contribution_months(kind, time, MARCH) == (this_year if time in THIS_YEAR else next_year)


def test_the_pay_brings_its_contribution() -> None:
    assert rule("back_pay", MARCH, date(2026, 9, 1)).contribution == ("paid",)
    assert rule("paid_too_much", MARCH, date(2027, 3, 1)).contribution == ("noticed", "mistake", "december")
    assert rule("typing_mistake", MARCH, date(2027, 3, 1)).contribution == ("mistake",)
    assert rule("facts", MARCH, date(2026, 9, 1)).contribution == ()


@pytest.mark.parametrize(
    ("mistake", "on", "time"),
    [
        (MARCH, date(2026, 5, 15), BEFORE_DUE),  # March and April: due 15 May
        (MARCH, date(2026, 5, 16), AFTER_DUE),
        (MARCH, date(2027, 1, 15), AFTER_DUE),  # the last term of 2026 is due
        (MARCH, date(2027, 1, 16), JANUARY),
        (MARCH, date(2027, 1, 31), JANUARY),
        (MARCH, date(2027, 2, 1), LATER),
        (DECEMBER, date(2027, 1, 15), BEFORE_DUE),
        (DECEMBER, date(2027, 1, 16), JANUARY),
        (DECEMBER, date(2027, 2, 1), LATER),
        (Month(2019, 6), date(2026, 2, 1), LATER),
    ],
)
def test_when_it_is(mistake: Month, on: date, time: str) -> None:
    assert time_of(mistake, on) == time


PAID_IN_MARCH = RunHead(MARCH, date(2026, 3, 20))


def corrected(on: date) -> RunHead:
    return RunHead(MARCH, on, RunKind.CORRECTION, corrects="2026-03", sequence=2)


@pytest.mark.parametrize(
    ("cash", "on", "choice", "month"),
    [
        (-1, date(2026, 4, 10), "", MARCH),
        (-1, date(2027, 1, 31), "", MARCH),
        (-1, date(2026, 4, 10), "december", MARCH),  # no choice before the year is closed
        (-1, date(2027, 2, 1), "", None),
        (-1, date(2027, 2, 1), "mistake", MARCH),
        (-1, date(2027, 2, 1), "december", DECEMBER),
        (-1, date(2027, 2, 1), "paid", None),
        (0, date(2026, 4, 10), "", MARCH),
        (0, date(2027, 2, 1), "", MARCH),  # a typing mistake has no other month
        (1, date(2026, 4, 10), "", None),
        (1, date(2026, 4, 10), "mistake", None),
        (1, date(2027, 2, 1), "", None),
    ],
)
def test_the_month_of_a_correction(cash: int, on: date, choice: str, month: Month | None) -> None:
    assert reported_in(corrected(on), PAID_IN_MARCH, Money.kr(cash), choice) == month


def test_another_run_belongs_to_its_pay_date() -> None:
    assert reported_in(RunHead(MARCH, date(2026, 4, 10), RunKind.EXTRA), PAID_IN_MARCH, Money.kr(-1)) is None


def test_there_is_a_choice_only_once_the_year_is_closed() -> None:
    assert choices(PAID_IN_MARCH, Money.kr(-1), date(2026, 12, 1)) == ()
    assert choices(PAID_IN_MARCH, Money.kr(-1), date(2027, 2, 1)) == ("mistake", "december", "paid")
    assert choices(PAID_IN_MARCH, Money.kr(1), date(2027, 2, 1)) == ()
