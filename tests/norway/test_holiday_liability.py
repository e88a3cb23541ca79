"""What is owed of holiday pay by person and year is what stands on the accounts 2940 and 2781, to the øre."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.money import Money
from services.engine.accounts import after
from services.engine.facts import BalanceKey, EmployerFacts, Establishment, LineInput, PayChoices, PersonFacts, RunKind
from services.engine.result import RunResult
from services.norway.rules import holiday_pay
from services.reference.year_files import rate_book
from tests.builders import UNIT, a_card, a_correction, a_head, a_job, a_line, a_person, a_run, an_employer, kr, pct

DAYS = [date(2025, 3, 20), date(2025, 6, 20), date(2025, 11, 20), date(2026, 2, 20), date(2026, 6, 19)]
PAYS = [RunKind.ORDINARY, RunKind.HOLIDAY, RunKind.EXTRA]


@st.composite
def pasts(draw: st.DrawFn) -> tuple[EmployerFacts, PersonFacts, Sequence[tuple[date, RunKind, tuple[LineInput, ...]]]]:
    employer = replace(
        an_employer(Establishment(UNIT, draw(st.sampled_from(["1", "2", "5"])))),
        holiday_plan=draw(st.sampled_from(["agreement", "statutory"])),
        choices=PayChoices(over_60=draw(st.sampled_from(["accrued", "when_paid"]))),
    )
    person = a_person(
        born=date(draw(st.sampled_from([1955, 1966, 1984])), 5, 1),
        employments=(a_job(end=draw(st.sampled_from([None, date(2026, 6, 30)]))),),
        tax_card=a_card("percent", percent=pct(30)),
    )
    amounts = st.integers(0, 90_000_000).map(Money)
    runs = []
    for day in DAYS:
        kind = draw(st.sampled_from(PAYS))
        lines = [LineInput("bonus", amount=draw(amounts))]
        if draw(st.booleans()):
            lines += [LineInput("holiday_pay"), LineInput("holiday_pay_60")]
        runs.append((day, kind, tuple(lines)))
    return employer, person, runs


def booked(result: RunResult, account: str) -> int:
    """What the voucher credits the account with, in øre."""
    return -sum(line.amount.ore for line in result.voucher.lines if line.account == account)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pasts())
def test_the_rows_are_what_is_booked(
    past: tuple[EmployerFacts, PersonFacts, Sequence[tuple[date, RunKind, tuple[LineInput, ...]]]],
) -> None:
    employer, person, runs = past
    owed = contribution = 0
    for day, kind, lines in runs:
        result = a_run(replace(person, lines=lines), head=a_head(day, kind), employer=employer)
        owed += booked(result, "2940")
        contribution += booked(result, "2781")
        for slip in result.payslips:
            person = replace(person, balances=after(person.balances, slip.movements))
        rows = list(holiday_pay.liability(person))
        assert sum(row.total.ore for row in rows) == owed
        assert sum(row.contribution.ore for row in rows) == contribution


def test_a_correction_takes_back_what_was_set_aside_and_paid() -> None:
    employer = an_employer(choices=PayChoices(over_60="accrued"))
    past = a_run(a_person(1, a_line("bonus", "500000"), born=date(1960, 1, 1)), head=a_head(date(2025, 3, 20)))
    balances = after({}, past.payslips[0].movements)
    leaver = a_person(
        1,
        a_line("holiday_pay"),
        a_line("holiday_pay_60"),
        born=date(1960, 1, 1),
        balances=balances,
        employments=(a_job(end=date(2026, 3, 31)),),
    )
    made = a_run(leaver, employer=employer)
    then = replace(leaver, lines=(), balances=after(balances, made.payslips[0].movements))
    back = a_correction(made, then, employer=employer)
    for account in ("2940", "2781", "5092", "5405"):
        assert booked(made, account) == -booked(back, account)
    assert booked(made, "2940")


def test_rows_of_a_person() -> None:
    """A year's basis, paid in part: 12 % of 500 000 and of 100 000."""
    first = a_run(a_person(1, a_line("bonus", "500000")), head=a_head(date(2025, 3, 20), RunKind.EXTRA))
    balances = after({}, first.payslips[0].movements)
    second = a_run(
        a_person(1, a_line("bonus", "100000"), a_line("holiday_pay", "20000"), balances=balances),
        head=a_head(date(2026, 3, 20), RunKind.EXTRA),
    )
    person = a_person(balances=after(balances, second.payslips[0].movements))
    rows = {row.holiday_year: row for row in holiday_pay.liability(person)}
    assert (rows[2026].basis, rows[2026].paid, rows[2026].owed) == (kr(500000), kr(20000), kr(40000))
    assert rows[2026].contribution == kr(5640)  # 14.1 % of 40 000
    assert (rows[2027].basis, rows[2027].owed) == (kr(100000), kr(12000))


def test_who_had_a_full_earning_year() -> None:
    assert holiday_pay.full_earning_year(a_person(), 2025)
    assert not holiday_pay.full_earning_year(a_person(employments=(a_job(start=date(2025, 1, 2)),)), 2025)
    assert not holiday_pay.full_earning_year(a_person(employments=(a_job(end=date(2025, 12, 30)),)), 2025)


def test_the_free_limit() -> None:
    """500 000 × 10.2 % × 1.21 = 61 710."""
    rates = rate_book("NO").on(date(2026, 6, 19))
    person = a_person(balances={BalanceKey("holiday_basis", "2025"): kr(500000).ore})
    left = holiday_pay.free_left(person, 2026, rates)
    assert left is not None
    assert left.value == kr(61710)
    assert holiday_pay.free_left(a_person(), 2026, rates) is None
