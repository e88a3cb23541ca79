"""The month whose message tells of a correction (amelding 7.1): an overpayment and a mistake of the report in the month
of the mistake, back pay in the month in which it is paid; what was withheld on the pay date that it corrects.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from models.values.money import Money
from models.values.span import Month
from services.actions.run_files import month_rounding, report_of_month
from services.actions.scenario import Book, play, read

FOLDER = Path(__file__).parents[1] / "scenarios" / "no"
MARCH, APRIL = Month(2026, 3), Month(2026, 4)


def played(name: str, *changes: tuple[str, str], after: str = "") -> Book:
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return play(read((text + after).encode()))


def said(content: bytes) -> dict[str, Any]:
    """What a message says of money: income by person, withheld by pay date, the contribution."""
    tree = etree.fromstring(content)

    def found(name: str) -> list[Any]:
        return list(tree.iter(f"{{*}}{name}"))

    income: dict[str, Decimal] = {}
    for person in found("inntektsmottaker"):
        amounts = [Decimal(each.findtext("{*}beloep")) for each in person.iter("{*}inntekt")]
        if amounts:
            income[person.findtext("{*}norskIdentifikator")] = sum(amounts, Decimal())
    dates = {
        each.findtext("{*}loennsutbetalingsdato"): each.findtext("{*}beloep")
        for each in found("sumForskuddstrekkPerLoennsutbetalingsdato")
    }
    return {
        "income": income,
        "withheld": dates,
        "contribution": [each.text for each in found("sumArbeidsgiveravgift")],
        "replaces": [each.text for each in found("erstatterMeldingsId")],
    }


def told(book: Book, month: Month) -> dict[str, Any]:
    return said(report_of_month(book.month(month))[0].content)


MAREN, THEA = "02838430182", "28820162260"

# correction-of-one: in March Thea got 20 000 where 12 000 was right. Withheld 5 000 of it, and 4 000 given back.


def test_what_was_paid_too_much_belongs_to_the_month_of_the_mistake() -> None:
    """March: 45 000, and 20 000 − 8 000. Withheld on 20 March 11 973 + 5 000 − 4 000 = 12 973. Contribution
    (57 000 + 2 %) × 14.1 % = 8 197.74. April knows nothing of it: 45 000 and 1 000.
    """
    book = played("correction-of-one")
    march, april = told(book, MARCH), told(book, APRIL)
    assert march["income"] == {MAREN: 45_000, THEA: 12_000}
    assert march["withheld"] == {"2026-03-20": "12973"}
    assert march["contribution"] == ["8198"]
    assert april["income"] == {MAREN: 45_000, THEA: 1_000}
    assert april["withheld"].keys() == {"2026-04-20"}
    assert [run.head.reported_in for run in book.runs.values()] == [None, MARCH, None]


@pytest.mark.parametrize("month", [MARCH, APRIL])
def test_the_messages_are_as_if_it_had_been_right_from_the_start(month: Month) -> None:
    assert told(played("correction-of-one"), month) == told(played("correction-of-one-right"), month)


def test_the_month_of_the_mistake_owes_its_own_krone() -> None:
    """The month's own voucher takes the rounding of March with the correction: 8 198 less 8 197.74."""
    book = played("correction-of-one")
    rounding = month_rounding(book.month(MARCH))
    assert rounding is not None
    assert b"0.26" in rounding.content or b"0,26" in rounding.content


def test_back_pay_belongs_to_the_month_in_which_it_is_paid() -> None:
    """110 hours where 100 were paid: 2 000 more, of the frikort's excess 50 %, in April."""
    book = played("correction-of-one", ('quantity = "60"', 'quantity = "110"'))
    march, april = told(book, MARCH), told(book, APRIL)
    assert march["income"] == {MAREN: 45_000, THEA: 20_000}
    assert march["withheld"] == {"2026-03-20": "16973"}
    assert april["income"] == {MAREN: 45_000, THEA: 3_000}
    assert april["withheld"]["2026-04-10"] == "1000"


BOTH_SIGNS = (
    ("employees = [2]\n", "employees = [1, 2]\n"),
    (
        'quantity = "60"\n',
        'quantity = "60"\n'
        '[[run.line]]\nemployee = 1\ntype = "fixed_salary"\namount = "45000.00"\n'
        '[[run.line]]\nemployee = 1\ntype = "bonus"\namount = "2000.00"\n'
        '[[run.line]]\nemployee = 1\ntype = "union_dues"\namount = "630.00"\n',
    ),
)
"""In the same correction Thea pays 8 000 back, and Maren gets a bonus of 2 000 that March should have had."""


def test_one_pays_back_and_another_gets_more() -> None:
    """Each is told as in a correction of their own: Thea's in March, Maren's 2 000 on 10 April, when she gets them."""
    book, of_thea = played("correction-of-one", *BOTH_SIGNS), played("correction-of-one")
    assert told(book, MARCH) == told(of_thea, MARCH)
    april = told(book, APRIL)
    assert april["income"] == {MAREN: 47_000, THEA: 1_000}
    assert april["withheld"].keys() == {"2026-04-10", "2026-04-20"}
    assert Decimal(april["withheld"]["2026-04-10"]) > 0
    # (48 000 + 2 % pension of 46 000: none of the bonus) × 14.1 % = 6 897.72
    assert april["contribution"] == ["6898"]


def test_whoever_is_paid_the_same_again_has_no_say_in_the_month() -> None:
    """Maren's pay is taken back and paid again: only Thea's 8 000 are told, in March."""
    same = BOTH_SIGNS[1][1].replace('[[run.line]]\nemployee = 1\ntype = "bonus"\namount = "2000.00"\n', "")
    book = played("correction-of-one", BOTH_SIGNS[0], (BOTH_SIGNS[1][0], same))
    assert told(book, MARCH)["income"] == {MAREN: 45_000, THEA: 12_000}
    assert told(book, APRIL) == told(played("correction-of-one"), APRIL)


def test_a_mistake_of_the_report_belongs_to_its_own_month() -> None:
    """The same hours under another type: nothing is paid, and March says it as it was."""
    book = played("correction-of-one", ('quantity = "60"', 'quantity = "100"'))
    assert list(book.runs.values())[1].head.reported_in == MARCH
    assert told(book, APRIL)["withheld"].keys() == {"2026-04-20"}
    assert told(book, MARCH)["withheld"] == {"2026-03-20": "16973"}


def test_a_correction_in_the_same_month_is_told_on_the_pay_date_that_it_corrects() -> None:
    book = played("correction-of-one", ("pay_date = 2026-04-10", "pay_date = 2026-03-27"))
    assert told(book, MARCH)["withheld"] == {"2026-03-20": "12973"}


def test_back_pay_in_the_same_month_has_a_pay_date_of_its_own() -> None:
    changes = ("pay_date = 2026-04-10", "pay_date = 2026-03-27"), ('quantity = "60"', 'quantity = "110"')
    assert told(played("correction-of-one", *changes), MARCH)["withheld"] == {
        "2026-03-20": "16973",
        "2026-03-27": "1000",
    }


def test_a_month_in_which_only_a_correction_is_paid_has_nothing_to_tell_of_it() -> None:
    """Without April's own run: its message tells of the employments alone."""
    text = (FOLDER / "correction-of-one.toml").read_text("utf-8")
    book = play(read(text[: text.rindex("[[run]]")].encode()))
    assert book.months == [MARCH, APRIL]
    april = told(book, APRIL)
    assert (april["income"], april["withheld"], april["contribution"]) == ({}, {}, [])


DECEMBER = Month(2025, 12)


@pytest.mark.parametrize(
    ("paid", "month"),
    [(date(2026, 1, 15), DECEMBER), (date(2026, 1, 30), DECEMBER), (date(2026, 2, 2), None)],
    ids=["before the contribution is due", "until 31 January", "later"],
)
def test_the_year_is_open_until_31_january(paid: date, month: Month | None) -> None:
    """After it the gross is repaid, in a month that somebody chooses; where nobody does, it is that of the pay date."""
    text = (FOLDER / "correction-of-one.toml").read_text("utf-8")
    text = text[: text.rindex("[[run]]")].replace("2026-03-20", "2025-12-19").replace("2026-03", "2025-12")
    text = text.replace('month = "2026-04"', f'month = "{paid:%Y-%m}"').replace("2026-04-10", f"{paid}")
    for kind in ("table", "exempt"):
        of_2026 = f'[[employee.tax_card]]\nyear = 2026\nkind = "{kind}"'
        block = text[text.index(of_2026) : text.index("[[employee.employment]]", text.index(of_2026))]
        text = text.replace(block, block.replace("year = 2026", "year = 2025") + block)
    book = play(read(text.encode()))
    assert list(book.runs.values())[1].head.reported_in == month


def test_a_correction_that_is_taken_back_leaves_its_own_month_as_it_was() -> None:
    """110 hours, 2 000 more, paid in April; taken back in May it was no back pay: April has Maren and 1 000 of Thea."""
    more = """
[[run]]
month = "2026-05"
pay_date = 2026-05-08
kind = "correction"
corrects = "2026-04"
"""
    book = played("correction-of-one", ('quantity = "60"', 'quantity = "110"'), after=more)
    assert [run.head.reported_in for run in book.runs.values()] == [None, None, None, APRIL]
    april = told(book, APRIL)
    assert april["income"] == {MAREN: 45_000, THEA: 1_000}
    assert april["withheld"].keys() == {"2026-04-20"}  # 1 000 − 1 000 on 10 April


A_MESSAGE: Callable[..., str] = '[[message]]\nid = "{}"\nmonth = "2026-03"\nmade = {}\nkind = "{}"\n'.format


def test_the_chain_of_the_old_month_goes_on() -> None:
    """M1 said 20 000. M2, an additional one, says −8 000 and −4 000 on 20 March. M2 in its place says all of March."""
    text = (FOLDER / "correction-of-one.toml").read_text("utf-8")
    cut = text.index('[[run]]\nmonth = "2026-04"')
    first, rest = text[:cut] + A_MESSAGE("M1", "2026-03-20", "first"), text[cut:]
    added = play(read((first + rest + A_MESSAGE("M2", "2026-04-10", "additional")).encode()))
    assert [said(each.content)["income"][THEA] for each in added.messages] == [20_000, -8_000]
    assert said(added.messages[1].content)["withheld"] == {"2026-03-20": "-4000"}
    replaced = play(read((first + rest + A_MESSAGE("M2", "2026-04-10", "replacement")).encode()))
    last = said(replaced.messages[1].content)
    assert (last["replaces"], last["income"]) == (["M1"], {MAREN: 45_000, THEA: 12_000})
    assert last["withheld"] == {"2026-03-20": "12973"}


@pytest.mark.parametrize(
    ("kind", "booked"),
    [
        # M1 says 65 000 × 1.02 × 14.1 % = 9 348.30, so 9 348; M2 −8 000 × 1.02 × 14.1 % = −1 150.56, so −1 151.
        # Together 8 197, and 8 197.74 is booked.
        ("additional", {("2770", "0,74", ""), ("5400", "", "0,74")}),
        # M2 says all of it: 57 000 × 1.02 × 14.1 % = 8 197.74, so 8 198.
        ("replacement", {("2770", "", "0,26"), ("5400", "0,26", "")}),
    ],
)
def test_every_message_of_the_month_owes_its_own_krone(kind: str, booked: set[tuple[str, str, str]]) -> None:
    text = (FOLDER / "correction-of-one.toml").read_text("utf-8")
    cut = text.index('[[run]]\nmonth = "2026-04"')
    text = text[:cut] + A_MESSAGE("M1", "2026-03-20", "first") + text[cut:] + A_MESSAGE("M2", "2026-04-10", kind)
    book = play(read(text.encode()))
    assert [said(each.content)["contribution"] for each in book.messages] == {
        "additional": [["9348"], ["-1151"]],
        "replacement": [["9348"], ["8198"]],
    }[kind]
    rounding = month_rounding(book.month(MARCH))
    assert rounding is not None
    rows = [line.split(";") for line in rounding.content.decode("utf-8-sig").splitlines()[1:]]
    assert {(row[3], row[6], row[7]) for row in rows} == booked


def test_what_was_refunded_waits_for_a_run_of_its_own_month() -> None:
    """A refund of April does not go to March with the correction: it lowers the basis of April's ordinary run."""
    refund = '\n[[refund]]\nmonth = "2026-04"\nemployee = 2\namount = "500.00"\n'
    book = played("correction-of-one", after=refund)
    without = played("correction-of-one")
    assert told(book, MARCH)["contribution"] == told(without, MARCH)["contribution"]
    bases = [list(each.runs.values())[2].totals["aga_base"] for each in (book, without)]
    assert bases[0] == bases[1] - Money.kr(500)
