"""What is different from the run before: the parts add up to the change, the causes are what the facts tell."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Span
from services.desk.calculate import rates_of
from services.desk.countries import country
from services.engine.causes import Cause
from services.engine.compare import Comparison, PersonChange, compare
from services.engine.facts import CompanyCar, LineInput, PersonFacts, RunFacts, RunKind, Terms
from services.engine.result import Payslip, RunResult
from services.reference.texts import texts
from services.reference.wage_type_rows import wage_types
from tests.builders import a_card, a_correction, a_head, a_job, a_line, a_run, kr, pct, person_number
from tests.builders import a_person as one_person

OCTOBER, NOVEMBER = a_head(date(2026, 10, 23)), a_head(date(2026, 11, 25))
HOURLY = Terms(pay="hourly", hourly_rate=kr(220))


def a_person(number: int = 1, *lines: LineInput, **more: object) -> PersonFacts:
    """Somebody with a number of their own."""
    return one_person(number, *lines, national_id=person_number(date(1985, 5, 17), 100 + 20 * number), **more)


def tax_words(slip: Payslip, facts: RunFacts) -> Message:
    return country("NO").slip_words(slip, facts, rates_of(facts), wage_types("NO")).withholding


def compared(now: RunResult, before: RunResult) -> Comparison:
    return compare(now, before, wage_types("NO"), "en", tax_words)


def months(before: PersonFacts, now: PersonFacts) -> PersonChange:
    """One person in October and in November."""
    [change] = compared(a_run(now, head=NOVEMBER), a_run(before, head=OCTOBER)).people
    return change


def told(causes: tuple[Cause, ...]) -> list[str]:
    return [f"{cause.kind}: {texts('en')(cause.what)} {cause.amount}" for cause in causes]


def hours(number: str, **more: object) -> LineInput:
    return a_line("hourly_pay", quantity=Decimal(number), **more)


def test_nothing_changed() -> None:
    change = months(a_person(), a_person())
    assert (change.status, change.causes, change.change) == ("unchanged", (), ZERO)


def test_a_larger_position() -> None:
    start = (date(2024, 1, 1), Terms(pct(40), monthly_salary=kr(18000)))
    before = a_person(employments=(a_job(start),))
    now = a_person(employments=(a_job(start, (date(2026, 11, 1), Terms(pct(50), monthly_salary=kr(22500)))),))
    change = months(before, now)
    assert told(change.causes)[0] == "up: Position 40% up to 50% from 1 Nov 2026 4500.00"
    assert change.causes[0].line == 0
    assert change.causes[1].kind == "tax"
    assert change.causes[1].figure == "withholding"


def test_a_rise_in_the_middle_of_last_month_still_tells() -> None:
    person = a_person(
        employments=(
            a_job(
                (date(2024, 1, 1), Terms(monthly_salary=kr(45000))),
                (date(2026, 10, 16), Terms(monthly_salary=kr(48000))),
            ),
        )
    )
    assert "Monthly salary 45,000.00 up to 48,000.00 from 16 Oct 2026" in told(months(person, person).causes)[0]


def test_fewer_hours() -> None:
    job = (a_job((date(2024, 1, 1), HOURLY)),)
    change = months(a_person(1, hours("101"), employments=job), a_person(1, hours("92.5"), employments=job))
    assert told(change.causes)[0] == "hours: Hourly pay, 101 down to 92.5 hours -1870.00"


def test_fewer_hours_at_a_better_rate() -> None:
    before = a_person(1, hours("101"), employments=(a_job((date(2024, 1, 1), HOURLY)),))
    better = replace(HOURLY, hourly_rate=kr(230))
    now = a_person(1, hours("92.5"), employments=(a_job((date(2024, 1, 1), HOURLY), (date(2026, 11, 1), better)),))
    assert told(months(before, now).causes)[:2] == [
        "hours: Hourly pay, 101 down to 92.5 hours -1870.00",
        "up: Hourly rate 220 up to 230 from 1 Nov 2026 925.00",
    ]


def test_new_lines_and_lines_that_are_gone() -> None:
    before = a_person(1, a_line("bonus", "5000"), a_line("mileage", quantity=Decimal(100)))
    now = a_person(1, a_line("overtime_50", quantity=Decimal(18)), a_line("union_dues", "460"))
    causes = told(months(before, now).causes)
    assert causes[0].startswith("hours: Overtime 50%, 18 hours ")
    assert causes[1] == "gone: Bonus, not this time -5000.00"
    assert causes[2].startswith("gone: Mileage") or "last time" in causes[2]
    assert causes[-1] == "deduction: Union dues -460.00"


def test_a_benefit_is_told_and_changes_nothing_but_tax() -> None:
    change = months(a_person(), a_person(1, a_line("car_benefit", "6000")))
    assert [cause.kind for cause in change.causes] == ["benefit", "tax"]
    assert change.causes[0].amount == ZERO


def test_a_new_tax_card() -> None:
    card = a_card("percent", percent=pct(34), issued=date(2026, 11, 3))
    [cause] = months(a_person(), a_person(tax_card=card)).causes
    assert cause.what == Message("{tax}, new tax card of {day}", tax=tax_words_of("percent"), day=date(2026, 11, 3))
    [cause] = months(a_person(), a_person(tax_card=None)).causes
    assert texts("en")(cause.what) == "Tax withheld, 50%, no tax card"


def tax_words_of(kind: str) -> Message:
    return Message("Tax withheld, {percent}", percent=pct(34))


def test_half_tax_in_december() -> None:
    month = a_head(date(2026, 12, 23), december_relief=True)
    [change] = compared(a_run(head=month), a_run(head=NOVEMBER)).people
    assert told(change.causes)[0].startswith("tax: Tax withheld, table 8000, reduced in November or December")


def test_part_of_a_month_and_the_whole_of_the_next() -> None:
    started = a_job((date(2026, 10, 12), Terms(monthly_salary=kr(45000))))
    person = a_person(employments=(started,))
    [cause, _] = months(person, person).causes
    assert texts("en")(cause.what).startswith("Fixed salary for the whole month, last time for 12–31 October 2026")
    leaver = a_person(employments=(replace(a_job(), end=date(2026, 11, 13)),))
    [cause, _] = months(a_person(), leaver).causes
    assert (cause.kind, texts("en")(cause.what)) == ("down", "Fixed salary for 1–13 November 2026")


def test_people_who_came_and_went() -> None:
    stays, leaves = a_person(1), a_person(2)
    left = a_person(2, employments=(replace(a_job(), end=date(2026, 10, 31)),))
    comes = a_person(3, employments=(a_job((date(2026, 11, 9), Terms(monthly_salary=kr(40000)))),))
    both = compared(a_run(stays, left, comes, head=NOVEMBER), a_run(stays, leaves, head=OCTOBER))
    assert [(person.number, person.status) for person in both.people] == [(1, "unchanged"), (2, "gone"), (3, "new")]
    _, gone, new = both.people
    assert gone.note == Message("Left on {day}", day=date(2026, 10, 31))
    assert gone.change == -(gone.before or ZERO)
    assert new.note == Message("New, employed from {day}", day=date(2026, 11, 9))
    assert texts("en")(new.causes[0].what) == "Fixed salary for 9–30 November 2026"
    assert both.unchanged == 1


def test_a_correction_is_compared_with_what_it_corrects() -> None:
    run = a_run(a_person(1, a_line("bonus", "5000")), a_person(2))
    again = a_person(1, a_line("fixed_salary", "45000"), a_line("bonus", "7000"))
    fixed = a_correction(run, again, a_person(2), whom=[1])
    [change] = compared(fixed, run).people
    assert change.before == run.payslips[0]["net_pay"]
    assert change.change == fixed.payslips[0]["net_pay"]
    assert told(change.causes)[0] == "up: Bonus 2000.00"
    assert [cause.kind for cause in change.causes] == ["up", "tax"]


# --- laws -----------------------------------------------------------------------------------------------------------

cash = st.integers(0, 6_000_000).map(Money)
lines = st.lists(
    st.one_of(
        st.builds(
            LineInput,
            st.sampled_from(["bonus", "fee", "expense", "car_benefit", "union_dues", "loan_repaid", "holiday_pay"]),
            amount=st.integers(0, 900_000).map(Money),
        ),
        st.builds(
            LineInput,
            st.sampled_from(["hourly_pay", "overtime_50", "mileage", "diet_hotel"]),
            quantity=st.integers(0, 20_000).map(lambda number: Decimal(number).scaleb(-2)),
        ),
    ),
    max_size=5,
).map(tuple)


@st.composite
def persons(draw: st.DrawFn, number: int) -> PersonFacts:
    terms = [(date(2024, 1, 1), Terms(monthly_salary=draw(cash)))]
    if draw(st.booleans()):
        terms.append((date(2026, 10, draw(st.integers(1, 31))), Terms(pct(60), monthly_salary=draw(cash))))
    if draw(st.booleans()):
        terms.append((date(2026, 11, draw(st.integers(1, 30))), replace(HOURLY, monthly_salary=None)))
    job = replace(a_job(*terms), end=draw(st.sampled_from([None, date(2026, 10, 20), date(2026, 11, 11)])))
    card = draw(st.sampled_from([None, a_card(), a_card("percent"), a_card("exempt_unlimited")]))
    return a_person(number, *draw(lines), employments=(job,), tax_card=card)


@st.composite
def runs(draw: st.DrawFn, month: int) -> RunResult:
    people = [draw(persons(number)) for number in range(1, 4) if draw(st.booleans())] or [draw(persons(9))]
    kind = draw(st.sampled_from([RunKind.ORDINARY, RunKind.HOLIDAY]))
    return a_run(*people, head=a_head(date(2026, month, 20), kind, december_relief=month == 11 and draw(st.booleans())))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs(11), runs(10))
def test_the_causes_add_up_to_the_change(now: RunResult, before: RunResult) -> None:
    both = compared(now, before)
    for person in both.people:
        assert Money.total(cause.amount for cause in person.causes) == person.change
        if person.status in ("changed", "unchanged"):
            assert (person.status == "unchanged") == (person.causes == () and person.change == ZERO)
        for cause in person.causes:
            assert texts("nb")(cause.what)
    assert Money.total(person.change for person in both.people) == both.totals["net_pay"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs(10), st.data())
def test_the_causes_of_a_correction_add_up_too(run: RunResult, data: st.DataObject) -> None:
    whom = [slip.person.number for slip in run.payslips]
    people = [data.draw(persons(person.number)) for person in run.facts.people]
    fixed = a_correction(run, *people, whom=whom)
    for person in compared(fixed, run).people:
        assert Money.total(cause.amount for cause in person.causes) == person.change


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs(10))
def test_a_run_is_no_different_from_itself(run: RunResult) -> None:
    both = compared(run, run)
    assert both.unchanged == len(run.payslips)
    assert not any(both.totals.values())


def test_hours_into_the_time_bank_are_told_without_an_amount() -> None:
    now = a_person(1, a_line("time_bank_earned", quantity=Decimal(6)))
    assert told(months(a_person(), now).causes) == ["hours: Hours into the time bank, 6 hours 0.00"]
    more = a_person(1, a_line("time_bank_earned", quantity=Decimal(9)))
    assert told(months(now, more).causes) == ["hours: Hours into the time bank, 6 up to 9 hours 0.00"]
    assert told(months(now, a_person()).causes) == ["gone: Hours into the time bank, 6 hours last time 0.00"]


def test_a_car_that_came_and_another_one() -> None:
    """List price 400 000 and 500 000: the benefit follows; told by the car, and with the tax on it."""
    car = CompanyCar(kr(400000), date(2025, 3, 1), date(2026, 11, 1))
    other = CompanyCar(kr(500000), date(2026, 3, 1), date(2026, 11, 15))
    came, again = a_person(cars=(car,)), a_person(cars=(replace(car, since=date(2026, 1, 1)),))
    new = months(a_person(), came).causes
    assert told(new)[0] == "benefit: Company car, from 1 Nov 2026 0.00"
    ended = replace(again, cars=(replace(car, since=date(2026, 1, 1), until=date(2026, 10, 31)),))
    assert told(months(again, ended).causes)[0] == "gone: Company car, until 31 Oct 2026 0.00"
    changed = months(again, a_person(cars=(other,))).causes
    assert told(changed)[0] == "benefit: Company car, another car from 15 Nov 2026 0.00"
    paid = a_person(cars=(replace(car, since=date(2026, 1, 1), own_payment=kr(1000)),))
    assert "own payment 0.00, now 1,000.00" in told(months(again, paid).causes)[0]


def test_more_tax_because_somebody_asked_for_it() -> None:
    wish = a_line("extra_withholding", "1000", fixed=True)
    assert told(months(a_person(), a_person(1, wish)).causes) == ["tax: Extra tax withheld -1000.00"]
    more = a_line("extra_withholding", "1500", fixed=True)
    told_more = told(months(a_person(1, wish), a_person(1, more)).causes)
    assert told_more == ["tax: Extra tax withheld, 1,000.00 up to 1,500.00 -500.00"]


def test_another_table() -> None:
    now = a_person(tax_card=a_card(table="8120", issued=date(2026, 11, 3)))
    [cause] = months(a_person(), now).causes
    assert texts("en")(cause.what) == "Tax withheld, table 8120, before table 8000, new tax card of 3 Nov 2026"


def test_what_is_owed_from_before_stands_apart() -> None:
    days = Span(date(2026, 9, 1), date(2026, 9, 30))
    owed = a_line("overtime_50", "800", earned=days, difference="line")
    now = a_person(1, a_line("overtime_50", quantity=Decimal(4)), owed)
    causes = told(months(a_person(1, a_line("overtime_50", quantity=Decimal(4))), now).causes)
    assert causes[0].startswith("hours: Overtime 50%, earned 1–30 September 2026 800.00")


def test_a_refund_is_told_of_the_employer() -> None:
    now = a_person(1, a_line("refund_k27", "12000"))
    assert told(months(a_person(), now).causes) == ["employer: Refund from NAV, 12,000.00 to the employer 0.00"]
    assert told(months(now, a_person()).causes) == ["employer: Refund from NAV, not this time 0.00"]


def test_the_rate_of_the_law_is_another_one() -> None:
    """Mileage in December 2025 and in January 2026: the state's rate is new from 1 January."""
    december, january = a_head(date(2025, 12, 19)), a_head(date(2026, 1, 20))
    person = a_person(1, a_line("mileage", quantity=Decimal(100)), tax_card=None)
    [change] = compared(a_run(person, head=january), a_run(person, head=december)).people
    words = [text for text in told(change.causes) if "Mileage" in text]
    assert words == [] or "from 1 Jan 2026" in words[0]
