"""What is true of every run, whatever is in it: sums, signs, vouchers, reversals, the same bytes for the same facts."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.finding import Severity
from models.values.money import Money
from models.values.span import Month
from models.values.timeline import Timeline
from services.actions.scenario import Book, play, read
from services.actions.scenario_answer import answer
from services.desk.stored_form import read_payslip, write_payslip
from services.engine.accounts import after
from services.engine.facts import (
    BalanceKey,
    CompanyCar,
    EmployerFacts,
    Employment,
    Establishment,
    LineInput,
    PayChoices,
    PersonFacts,
    RunHead,
    RunKind,
    TaxCard,
    Terms,
)
from services.engine.result import RunResult
from tests.builders import (
    OTHER_UNIT,
    UNIT,
    a_card,
    a_correction,
    a_head,
    a_run,
    a_scenario,
    an_employer,
    pct,
    person_number,
)

OF_THE_RUN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

cash = st.integers(0, 12_000_000).map(Money)
small = st.integers(0, 3_000_000).map(Money)
hundredths = st.integers(0, 20_000).map(lambda number: Decimal(number).scaleb(-2))

cards = st.one_of(
    st.sampled_from(["8000", "8120", "9010", "7300", "0101"]).map(lambda table: a_card(table=table)),
    st.integers(0, 60).map(lambda percent: a_card("percent", percent=pct(percent))),
    st.integers(0, 60).map(lambda percent: a_card("percent", percent=pct(percent), months=Decimal(12))),
    small.map(lambda amount: a_card("exempt", exempt_amount=amount)),
    st.sampled_from(["none", "exempt_unlimited", "not_liable"]).map(a_card),
)
pay_lines = st.builds(
    LineInput,
    st.sampled_from(["bonus", "fixed_addition", "fee", "severance", "sick_pay", "expense", "car_benefit", "back_pay"]),
    amount=small,
)
hour_lines = st.builds(
    LineInput, st.sampled_from(["hourly_pay", "overtime_50", "overtime_100"]), quantity=hundredths, rate=hundredths
)
trips = st.builds(
    LineInput,
    st.sampled_from(["mileage", "mileage_passenger", "mileage_boat", "diet_hotel", "diet_day", "night_allowance"]),
    quantity=hundredths,
)
hours_of_the_bank = st.builds(
    LineInput, st.sampled_from(["time_bank_earned", "time_off", "time_bank_paid"]), quantity=hundredths
)
gifts = st.builds(LineInput, st.sampled_from(["gift_general", "gift_wedding"]), amount=small)
cars = st.builds(
    CompanyCar,
    cash,
    st.sampled_from([date(2020, 5, 17), date(2025, 5, 17)]),
    st.sampled_from([date(2024, 1, 1), date(2026, 11, 9)]),
    vehicle=st.sampled_from(["car", "van"]),
    own_payment=st.sampled_from([Money(0), Money(100_000)]),
)
holiday_lines = st.sampled_from(
    [LineInput("holiday_pay"), LineInput("holiday_pay_60"), LineInput("holiday_deduction", quantity=Decimal(5))]
)
deductions = st.builds(
    LineInput,
    st.sampled_from(["union_dues", "pension_own", "maintenance", "attachment", "loan_repaid", "other_deduction"]),
    amount=small,
)
lines = st.lists(
    st.one_of(pay_lines, hour_lines, trips, holiday_lines, deductions, hours_of_the_bank, gifts), max_size=6
).map(tuple)


choices = st.builds(
    PayChoices,
    card_months=st.sampled_from(["10.5", "12"]),
    part_month_table=st.sampled_from(["month", "days"]),
    holiday_month=st.sampled_from(["holiday_pay", "month_free"]),
    over_60=st.sampled_from(["when_paid", "accrued"]),
    holiday_booking=st.sampled_from(["accrual", "cash"]),
    pension_cap=st.sampled_from(["month", "year"]),
    pension_contribution=st.sampled_from(["with_run", "when_paid"]),
)


@st.composite
def jobs(draw: st.DrawFn, number: str) -> Employment:
    salary, rise = draw(cash), draw(cash)
    terms = [(date(2024, 1, 1), Terms(monthly_salary=salary))]
    if draw(st.booleans()):
        terms.append((date(2026, 11, draw(st.integers(2, 28))), Terms(monthly_salary=rise)))
    return Employment(
        number,
        draw(st.sampled_from([UNIT, OTHER_UNIT])),
        draw(st.sampled_from([date(2024, 1, 1), date(2026, 11, 9)])),
        Timeline(tuple(terms)),
        end=draw(st.sampled_from([None, date(2026, 11, 20)])),
        zone=draw(st.sampled_from(["", "", "5"])),
    )


@st.composite
def persons(draw: st.DrawFn, number: int) -> PersonFacts:
    opening = {
        BalanceKey("holiday_basis", "2025"): draw(cash).ore,
        BalanceKey("holiday_basis", "2026"): draw(cash).ore,
        BalanceKey("exempt_used", "2026"): draw(small).ore,
    }
    card: TaxCard | None = draw(st.one_of(st.none(), cards))
    return PersonFacts(
        number,
        f"Prøve {number}",
        person_number(date(draw(st.sampled_from([1960, 1985])), 5, 17), 100 + 20 * number),
        bank_account="12045101388",
        tax_card=card,
        employments=tuple(draw(jobs(str(place))) for place in range(draw(st.integers(1, 2)))),
        lines=draw(lines),
        balances=opening,
        cars=tuple(draw(st.lists(cars, max_size=2))),
    )


@st.composite
def facts(draw: st.DrawFn) -> tuple[RunHead, EmployerFacts, tuple[PersonFacts, ...], Mapping[BalanceKey, int]]:
    zones = st.sampled_from(["1", "1a", "2", "4a", "5"])
    employer = replace(
        an_employer(Establishment(UNIT, draw(zones)), Establishment(OTHER_UNIT, draw(zones))),
        holiday_plan=draw(st.sampled_from(["agreement", "statutory"])),
        part_month=draw(st.sampled_from(["working_days", "calendar_days", "260", "21.67", "22", "26", "30"])),
        pension_percent=pct(draw(st.sampled_from(["0", "2", "5.5"]))),
        choices=draw(choices),
    )
    head = RunHead(
        Month(2026, 11),
        date(2026, 11, 20),
        draw(st.sampled_from([RunKind.ORDINARY, RunKind.ORDINARY, RunKind.HOLIDAY, RunKind.EXTRA])),
        december_relief=draw(st.booleans()),
    )
    people = tuple(draw(persons(number)) for number in range(1, draw(st.integers(2, 4))))
    used = draw(st.sampled_from([0, 84_900_000, 84_999_999, 85_000_000]))
    return head, employer, people, {BalanceKey("aga_allowance_used", "2026"): used} if used else {}


Facts = tuple[RunHead, EmployerFacts, tuple[PersonFacts, ...], Mapping[BalanceKey, int]]


def computed(some: Facts) -> RunResult:
    head, employer, people, balances = some
    return a_run(*people, head=head, employer=employer, balances=balances)


@OF_THE_RUN
@given(facts())
def test_sums_and_signs_of_every_slip(some: Facts) -> None:
    result = computed(some)
    for slip in result.payslips:
        net, tax, taken, cash = slip["net_pay"], slip["withholding"], slip["deductions"], slip["gross_cash"]
        assert net + tax + taken == cash
        stopped = any(found.severity is Severity.STOP for found in slip.findings)
        assert net.ore >= 0 or stopped
        assert 0 <= tax.ore <= slip["withholding_base"].ore
        assert tax.ore % 100 == 0
        assert 0 <= taken.ore <= max(0, cash.ore)
        assert slip.union_dues_deducted.ore >= 0
        assert Money.total(part.base for part in slip.contributions) == slip["aga_base"]
        bases = slip.tax.table_base + slip.tax.percent_base
        assert bases == slip["withholding_base"] or slip.tax.card in ("exempt_unlimited", "not_liable")


@OF_THE_RUN
@given(facts())
def test_the_run_is_the_sum_of_its_slips(some: Facts) -> None:
    result = computed(some)
    for name, total in result.totals.items():
        if name not in ("aga_base_low", "aga_base_high", "aga_allowance_used"):
            assert total == Money.total(slip[name] for slip in result.payslips if name in slip.figures)
    assert sum(line.amount.ore for line in result.voucher.lines) == 0
    used = result.totals.get("aga_allowance_used")
    assert used is None or used.ore <= 85_000_000
    for slip in result.payslips:
        basis = [line.amount.value for line in slip.lines if line.type not in NOT_HOLIDAY_BASIS]
        assert slip["holiday_basis"] == Money.total(basis)


NOT_HOLIDAY_BASIS = {
    "fee", "severance", "expense", "car_benefit", "mileage", "diet_hotel", "diet_day", "night_allowance", "holiday_pay",
    "holiday_pay_60", "union_dues", "pension_own", "maintenance", "attachment", "loan_repaid", "other_deduction",
    "mileage_passenger", "mileage_boat", "gift_general", "gift_wedding", "van_benefit",
}  # fmt: skip


@OF_THE_RUN
@given(facts())
def test_taking_a_run_back_restores_every_balance_and_account(some: Facts) -> None:
    _, employer, people, before = some
    made = computed(some)
    slips = {slip.person.number: slip for slip in made.payslips}
    then = tuple(
        replace(
            person,
            lines=(),
            balances=after(person.balances, slips[person.number].movements if person.number in slips else ()),
        )
        for person in people
    )
    back = a_correction(made, *then, employer=employer, balances=after(before, made.movements))
    for person in then:
        movements = [m for slip in back.payslips if slip.person.number == person.number for m in slip.movements]
        was = next(each.balances for each in people if each.number == person.number)
        left = after(person.balances, movements)
        assert {key: amount for key, amount in left.items() if amount} == {k: a for k, a in was.items() if a}
    left = after(after(before, made.movements), back.movements)
    assert {key: amount for key, amount in left.items() if amount} == dict(before)
    names = set(made.totals) - {"aga_allowance_used"}
    assert all(made.totals[name] == -back.totals[name] for name in names)
    assert accounts(made) == {account: -amount for account, amount in accounts(back).items()}


def accounts(result: RunResult) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in result.voucher.lines:
        sums[line.account] = sums.get(line.account, 0) + line.amount.ore
    return {account: ore for account, ore in sums.items() if ore}


@OF_THE_RUN
@given(facts())
def test_the_same_facts_give_the_same_result(some: Facts) -> None:
    first, second = computed(some), computed(some)
    assert first == second
    assert all(read_payslip(write_payslip(slip)) == slip for slip in first.payslips)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["bonus", "fee", "overtime_50", "mileage", "union_dues"]), max_size=5))
def test_the_same_file_gives_the_same_bytes(slugs: list[str]) -> None:
    entered = "".join(f'[[run.line]]\nemployee = 1\ntype = "{slug}"\nquantity = "3"\nrate = "12.5"\n' for slug in slugs)
    content = a_scenario(after=entered).encode()
    first, second = (json.dumps(answer(played(content), {}, trace=True)) for _ in range(2))
    assert first == second


def played(content: bytes) -> Book:
    return play(read(content))


def test_a_correction_pays_the_difference() -> None:
    """45 000 taken back, 40 000 instead: the sums are those of 40 000 less those of 45 000."""
    person = PersonFacts(1, "Prøve", tax_card=a_card(), lines=(LineInput("fixed_addition", amount=Money(4_500_000)),))
    made = a_run(person, head=a_head())
    right = replace(person, lines=(LineInput("fixed_addition", amount=Money(4_000_000)),))
    alone = a_run(right, head=a_head())
    standing = replace(right, balances=after({}, made.payslips[0].movements))
    corrected = a_correction(made, standing)
    for name, total in corrected.totals.items():
        assert total == alone.totals[name] - made.totals[name], name
