"""A correction takes a slip back and puts the right one in its place: all ends as if it was right from the start."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from services.actions.scenario import Book, play, read
from services.engine.accounts import after
from services.engine.facts import BalanceKey, Establishment, PersonFacts, RunKind
from services.engine.result import RunResult
from tests.builders import (
    UNIT,
    a_card,
    a_correction,
    a_head,
    a_line,
    a_person,
    a_run,
    a_scenario,
    an_employer,
    kr,
    person_number,
)

JUNE = date(2026, 6, 19)


def standing(person: PersonFacts, *runs: RunResult, **changes: object) -> PersonFacts:
    """The person as they stand after the runs."""
    balances = person.balances
    for run in runs:
        for slip in run.payslips:
            if slip.person.number == person.number:
                balances = after(balances, slip.movements)
    return replace(person, balances=balances, **changes)  # type: ignore[arg-type]


def totals_of(book: Book) -> dict[str, int]:
    sums: dict[str, int] = {}
    for run in book.runs.values():
        for name, amount in run.totals.items():
            sums[name] = sums.get(name, 0) + amount.ore
    return sums


def accounts_of(book: Book) -> dict[str, int]:
    sums: dict[str, int] = {}
    for run in book.runs.values():
        for line in run.voucher.lines:
            sums[line.account] = sums.get(line.account, 0) + line.amount.ore
    return {account: ore for account, ore in sums.items() if ore}


def test_the_year_ends_as_if_it_had_been_right_from_the_start(root: Path) -> None:
    """Two scenarios: one corrected, one right. Every balance of everybody, every sum and every account agrees."""
    folder = root / "tests" / "scenarios" / "no"
    corrected, right = (
        play(read((folder / f"{name}.toml").read_bytes())) for name in ("correction-of-one", "correction-of-one-right")
    )
    for number, balances in right.people.items():
        found = {key: amount for key, amount in corrected.people[number].items() if amount}
        assert found == {key: amount for key, amount in balances.items() if amount}
    assert corrected.employer == right.employer
    assert totals_of(corrected) == totals_of(right)
    assert accounts_of(corrected) == accounts_of(right)


def test_the_others_are_not_touched() -> None:
    one, two = a_person(1), a_person(2, national_id=person_number(date(1991, 11, 17)))
    made = a_run(one, two)
    back = a_correction(made, standing(one, made), standing(two, made), whom=[2])
    assert [slip.person.number for slip in back.payslips] == [2]
    assert back.totals["gross_cash"] == kr(-45000)


def test_a_line_for_somebody_who_was_not_reversed_is_simply_paid() -> None:
    one, two = a_person(1), a_person(2, national_id=person_number(date(1991, 11, 17)))
    made = a_run(one, two)
    paid = standing(two, made, lines=(a_line("variable_addition", "1000"),))
    back = a_correction(made, standing(one, made), paid, whom=[1])
    assert [(slip.person.number, slip["gross_cash"]) for slip in back.payslips] == [(1, kr(-45000)), (2, kr(1000))]


def test_what_is_put_in_its_place_is_withheld_as_the_run_it_corrects() -> None:
    """By the table, with dues before tax: not by the percentage of a separate run."""
    person = a_person(1, a_line("union_dues", "700"))
    made = a_run(person)
    now = standing(person, made, lines=(a_line("fixed_salary", "50000"), a_line("union_dues", "700")))
    back = a_correction(made, now)
    slip = back.payslips[0]
    right = a_run(replace(person, employments=(), lines=now.lines)).payslips[0]
    assert slip["withholding"] == right["withholding"] - made.payslips[0]["withholding"]
    assert slip.union_dues_deducted == kr(0)
    assert slip["deductions"] == kr(0)
    assert [str(line.amount.value) for line in slip.lines if line.type == "union_dues"] == ["-700.00", "700.00"]


def test_a_correction_of_a_correction() -> None:
    """The second takes back what the first did; what it adds stands on the run as it first was."""
    person = a_person(1, a_line("variable_addition", "1000"), employments=())
    made = a_run(person)
    first = a_correction(made, standing(person, made, lines=(a_line("variable_addition", "2000"),)))
    second = a_correction(first, standing(person, made, first, lines=()))
    assert [str(run.totals["gross_cash"]) for run in (made, first, second)] == ["1000.00", "1000.00", "-1000.00"]
    left = standing(person, made, first, second).balances
    assert left[BalanceKey("gross_cash", "2026")] == 100000


def test_the_frikort_is_counted_anew() -> None:
    card = a_card("exempt", exempt_amount=kr(100000))
    person = a_person(1, a_line("variable_addition", "10000"), employments=(), tax_card=card)
    made = a_run(person)
    assert made.payslips[0]["exempt_left"] == kr(90000)
    back = a_correction(made, standing(person, made, lines=()))
    assert back.payslips[0]["exempt_left"] == kr(100000)
    instead = a_correction(made, standing(person, made, lines=(a_line("variable_addition", "12000"),)))
    assert instead.payslips[0]["exempt_left"] == kr(88000)


def test_who_got_too_much_owes_it() -> None:
    person = a_person(1, a_line("variable_addition", "1000"))
    made = a_run(person)
    back = a_correction(made, standing(person, made, lines=(a_line("fixed_salary"),)))
    said = [str(found.what) for found in back.findings]
    assert back.totals["net_pay"].ore < 0
    assert said == [f"Employee 1 owes {-back.totals['net_pay']}"]


def test_the_odd_ore_of_holiday_pay_is_taken_back_too() -> None:
    """Paying all clears the liability with an entry for rounding; the reversal takes that entry back."""
    balances = {BalanceKey("holiday_basis", "2025"): kr("1000.03").ore, BalanceKey("holiday_pay", "2026"): 12003}
    person = a_person(1, a_line("holiday_pay"), balances=balances)
    made = a_run(person, head=a_head(JUNE, RunKind.EXTRA))
    back = a_correction(made, standing(person, made, lines=()))
    for account in ("2940", "5092"):
        booked = [line.amount.ore for run in (made, back) for line in run.voucher.lines if line.account == account]
        assert sum(booked) == 0
        assert booked


def test_the_allowance_of_zone_1a_goes_back_and_forth() -> None:
    employer = an_employer(Establishment(UNIT, "1a"))
    person = a_person()
    before = {BalanceKey("aga_allowance_used", "2026"): kr(849900).ore}
    made = a_run(person, employer=employer, balances=before)
    then = after(before, made.movements)
    assert then[BalanceKey("aga_allowance_used", "2026")] == kr(850000).ore
    now = standing(person, made, lines=(a_line("fixed_salary"),))
    back = a_correction(made, now, employer=employer, balances=then)
    assert back.totals["aga"] == kr(0)  # the same pay again costs the same again
    assert after(then, back.movements) == then
    assert back.totals["aga_allowance_used"] == kr(850000)


def test_a_correction_names_a_run_that_was_made() -> None:
    extra = '[[run]]\nmonth = "2026-03"\npay_date = 2026-03-27\nkind = "extra"\n'
    back = '[[run]]\nmonth = "2026-04"\npay_date = 2026-04-10\nkind = "correction"\ncorrects = "2026-03"\n'
    back += "employees = [2]\n"
    book = play(read(a_scenario(after=extra + back).encode()))
    assert list(book.runs) == ["2026-03", "2026-03-2", "2026-04"]
    assert [slip.person.number for slip in book.runs["2026-04"].payslips] == [2]
    assert book.runs["2026-03-2"].payslips == ()
