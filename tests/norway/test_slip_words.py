"""What a Norwegian payslip says in words: the method of a part of a month, and the slip of the holiday pay (S57)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.desk.calculate import rates_of
from services.desk.countries import country
from services.engine.facts import BalanceKey, PayChoices, RunKind, Terms
from services.engine.result import RunResult
from services.engine.slip_words import SlipWords
from services.reference.texts import texts
from services.reference.wage_type_rows import wage_types
from tests.builders import a_card, a_head, a_job, a_line, a_person, a_run, an_employer, kr

JUNE = date(2026, 6, 19)
LAST_YEAR = {BalanceKey("holiday_basis", "2025"): kr(552000).ore, BalanceKey("holiday_pay", "2026"): kr(66240).ore}
SAY = texts("en")


def words(result: RunResult) -> SlipWords:
    facts = result.facts
    return country("NO").slip_words(result.payslips[0], facts, rates_of(facts), wage_types("NO"))


def notes(result: RunResult) -> list[str]:
    return [SAY(note) for note in words(result).notes if note is not None]


def explained(result: RunResult) -> list[str]:
    return [SAY(sentence) for sentence in words(result).explained]


@pytest.mark.parametrize(
    ("method", "note"),
    [
        ("working_days", "12 of 22 working days"),
        ("calendar_days", "16 of 30 calendar days"),
        ("260", "12 working days, of 260 in a year"),
        ("21.67", "12 working days, of 21.67 in a month"),
        ("22", "12 working days, of 22 in a month"),
        ("26", "14 days from Monday to Saturday, of 26 in a month"),
        ("30", "16 calendar days, of 30 in a month"),
    ],
)
def test_a_part_of_a_month_names_its_method(method: str, note: str) -> None:
    starter = a_person(employments=(a_job(start=date(2026, 6, 15)),))
    [said] = notes(a_run(starter, head=a_head(JUNE), employer=an_employer(part_month=method)))
    assert said.endswith(f"100% position. {note}")


@pytest.mark.parametrize(
    ("method", "first", "second"),
    [
        ("working_days", "10 of 22 working days", "12 of 22 working days"),
        ("260", "10 of 22 working days", "12 of 22 working days"),
        ("30", "14 of 30 calendar days", "16 of 30 calendar days"),
        ("26", "12 of 26 days from Monday to Saturday", "14 of 26 days from Monday to Saturday"),
    ],
)
def test_both_parts_of_a_change_are_said(method: str, first: str, second: str) -> None:
    terms = (
        (date(2024, 1, 1), Terms(monthly_salary=kr(40000))),
        (date(2026, 6, 15), Terms(monthly_salary=kr(45000))),
    )
    said = notes(
        a_run(a_person(employments=(a_job(*terms),)), head=a_head(JUNE), employer=an_employer(part_month=method))
    )
    assert [note.split(". ", 1)[-1].removeprefix("Jun 2026, ") for note in said] == [first, second]


def test_a_whole_month_says_no_method() -> None:
    [said] = notes(a_run(head=a_head(JUNE)))
    assert said.endswith("100% position")


def test_an_ordinary_slip_needs_no_explanation() -> None:
    assert explained(a_run()) == []


def test_june_is_explained() -> None:
    """NO-07: 12 % of 552 000, 25 days of 48 000 × 12 / 260."""
    job = a_job((date(2024, 1, 1), Terms(monthly_salary=kr(48000))))
    june = a_run(a_person(employments=(job,), balances=LAST_YEAR), head=a_head(JUNE, RunKind.HOLIDAY))
    assert explained(june) == [
        "You earned this holiday pay in 2025. It stands in place of your pay while you are on holiday.",
        "It is 12% of 552,000.00, the pay of 2025 that holiday pay is counted of.",
        "Your pay is lower by 55,384.62 for 25 days of holiday: a day is a year's pay divided by 260.",
        "No tax is withheld of 66,240.00: the tax of the year is taken in the other months. "
        "That is why the tax is lower now.",
    ]
    holiday = dict(next(entries for heading, entries in words(june).blocks if SAY(heading) == "Holiday pay"))
    said = {SAY(label): value for label, value in holiday.items()}
    assert (said["Days deducted in 2026"], said["Days left in 2026"]) == ("25", "0")


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (None, "Without a tax card half"),
        (a_card("exempt_unlimited"), "Your tax card decides"),
        (a_card(months=Decimal(12)), "Your tax card is for twelve months"),
    ],
)
def test_the_tax_of_holiday_pay_by_card(card: object, said: str) -> None:
    result = a_run(
        a_person(1, a_line("holiday_pay"), tax_card=card, balances=LAST_YEAR), head=a_head(JUNE, RunKind.EXTRA)
    )
    assert explained(result)[-1].startswith(said)


def test_a_free_month_is_explained() -> None:
    employer = an_employer(choices=PayChoices(holiday_month="month_free"))
    result = a_run(a_person(balances=LAST_YEAR), head=a_head(JUNE, RunKind.HOLIDAY), employer=employer)
    assert explained(result)[-1] == "Tax is withheld of the holiday pay, and not of a month's pay, 45,000.00."


def test_a_leaver_over_60_is_explained() -> None:
    leaver = a_person(
        1,
        a_line("holiday_pay"),
        a_line("holiday_pay_60"),
        born=date(1960, 1, 1),
        balances=LAST_YEAR | {BalanceKey("holiday_basis", "2026"): kr(100000).ore},
        employments=(a_job(end=date(2026, 6, 30)),),
    )
    said = " ".join(explained(a_run(leaver, head=a_head(JUNE))))
    assert "the extra week of those who turn 60" in said
    assert "The holiday pay that you earned in 2026 is paid too, because you leave." in said


def test_what_is_above_the_free_limit_is_said() -> None:
    said = notes(
        a_run(a_person(1, a_line("holiday_pay", "80000"), balances=LAST_YEAR), head=a_head(JUNE, RunKind.EXTRA))
    )
    assert "Above what is free of withholding: taxed by the percentage" in said


@pytest.mark.parametrize("language", ["nb", "da"])
def test_it_is_said_in_the_employees_language(language: str) -> None:
    result = a_run(a_person(balances=LAST_YEAR), head=a_head(JUNE, RunKind.HOLIDAY))
    english = [SAY(sentence) for sentence in words(result).explained]
    own = [texts(language)(sentence) for sentence in words(result).explained]
    assert len(own) == len(english)
    assert not set(own) & set(english)


def test_what_is_not_set_aside_is_no_cost() -> None:
    def cost(choices: PayChoices) -> list[str]:
        result = a_run(a_person(born=date(1960, 1, 1)), employer=an_employer(choices=choices))
        found = words(result).cost
        assert found is not None
        return [SAY(label) for label, _ in found[1]]

    assert cost(PayChoices(holiday_booking="cash")) == ["Employer's contribution", "Occupational pension"]
    assert "Extra holiday pay over 60 set aside" in cost(PayChoices(over_60="accrued"))
    assert "Extra holiday pay over 60 set aside" not in cost(PayChoices())


def test_a_correction_explains_nothing() -> None:
    result = a_run(a_person(balances=LAST_YEAR), head=a_head(JUNE, RunKind.HOLIDAY))
    head = replace(result.head, kind=RunKind.CORRECTION)
    assert (
        country("NO")
        .slip_words(result.payslips[0], replace(result.facts, head=head), rates_of(result.facts), wage_types("NO"))
        .explained
        == ()
    )
