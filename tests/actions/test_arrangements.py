"""Cars, loans, the division of pay, the law's choices and rates that had to be found: entered, changed, refused."""

from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import ZERO
from services.actions import arrangements as act
from services.actions import pay_choices as choices
from services.actions import runs, undo
from services.actions.arrangements import CarPart, LoanPart, SharePart
from services.desk.desk import Desk
from services.desk.gather import run_facts
from services.engine.facts import PayChoices
from services.queries import arrangements as ask
from services.queries import pay_choices as ask_choices
from tests.actions.samples import MARCH, refused
from tests.builders import kr, pct

CAR = CarPart(kr(465000), date(2023, 2, 14), date(2025, 1, 1))
LOAN = LoanPart(kr(120000), pct("2.5"), date(2026, 1, 1))


def facts_of(desk: Desk, number: int):  # type: ignore[no-untyped-def]
    run_id = runs.start(desk, MARCH, {})
    with desk.reading() as session:
        facts, _ = run_facts(session, run_id)
    return next(person for person in facts.people if person.number == number), facts


def test_a_car_and_a_loan_are_part_of_the_run(desk: Desk) -> None:
    act.save_car(desk, 1, CAR)
    act.save_loan(desk, 1, LOAN)
    person, _ = facts_of(desk, 1)
    assert [(car.list_price, car.vehicle, car.own_payment) for car in person.cars] == [(kr(465000), "car", ZERO)]
    assert [(loan.balance, loan.rate) for loan in person.loans] == [(kr(120000), pct("2.5"))]


def test_they_are_changed_and_taken_away_and_brought_back(desk: Desk) -> None:
    row = act.save_car(desk, 1, CAR)
    act.save_car(desk, 1, CarPart(kr(500000), date(2023, 2, 14), date(2025, 1, 1), date(2026, 6, 30)), row)
    found = ask.arrangements(desk, 1).cars
    assert [(each.part.list_price, each.part.until, each.is_now) for each in found] == [
        (kr(500000), date(2026, 6, 30), desk.today <= date(2026, 6, 30))
    ]
    act.remove_car(desk, 1, row)
    assert ask.arrangements(desk, 1).cars == ()
    last = undo.last(desk)
    assert last is not None
    undo.undo(desk, last)
    assert len(ask.arrangements(desk, 1).cars) == 1


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (CarPart(None, CAR.first_registered, CAR.since), "above 0"),
        (CarPart(kr(-1), CAR.first_registered, CAR.since), "above 0"),
        (CarPart(kr(99_000_000), CAR.first_registered, CAR.since), "more than"),
        (CarPart(kr(1000), None, CAR.since), "registered"),
        (CarPart(kr(1000), date(2099, 1, 1), CAR.since), "registered"),
        (CarPart(kr(1000), CAR.first_registered, None), "first day"),
        (CarPart(kr(1000), CAR.first_registered, date(2026, 2, 1), date(2026, 1, 1)), "before the start"),
        (CarPart(kr(1000), CAR.first_registered, CAR.since, vehicle="boat"), "car or a van"),
        (CarPart(kr(1000), CAR.first_registered, CAR.since, own_payment=kr(-5)), "0 or more"),
    ],
)
def test_a_wrong_car_is_refused(desk: Desk, part: CarPart, reason: str) -> None:
    with refused(reason):
        act.save_car(desk, 1, part)
    assert ask.arrangements(desk, 1).cars == ()


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (LoanPart(None, pct(2), LOAN.since), "above 0"),
        (LoanPart(kr(1), None, LOAN.since), "rate of interest"),
        (LoanPart(kr(1), pct(-1), LOAN.since), "between"),
        (LoanPart(kr(1), pct(2), None), "first day"),
    ],
)
def test_a_wrong_loan_is_refused(desk: Desk, part: LoanPart, reason: str) -> None:
    with refused(reason):
        act.save_loan(desk, 1, part)


def test_a_thing_of_somebody_else_is_not_touched(desk: Desk) -> None:
    row = act.save_loan(desk, 1, LOAN)
    with refused("gone"):
        act.save_loan(desk, 2, LoanPart(kr(1), pct(1), LOAN.since), row)
    with refused("gone"):
        act.remove_loan(desk, 2, row)


def test_pay_is_divided_from_a_day_on(desk: Desk) -> None:
    act.save_shares(desk, 1, date(2026, 1, 1), [SharePart(pct(60), "10"), SharePart(pct(40), "20", "P1")])
    act.save_shares(desk, 1, date(2026, 3, 1), [SharePart(pct(100), "20")])
    person, _ = facts_of(desk, 1)
    assert [(share.percent, share.department) for share in person.shares] == [(pct(100), "20")]
    assert [each.from_day for each in ask.arrangements(desk, 1).divisions] == [date(2026, 3, 1), date(2026, 1, 1)]
    act.remove_shares(desk, 1, date(2026, 3, 1))
    assert len(ask.arrangements(desk, 1).divisions[0].shares) == 2


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ([SharePart(pct(60), "10"), SharePart(pct(30), "20")], "add up"),
        ([SharePart(pct(100))], "department"),
        ([SharePart(None, "10")], "more than 0"),
        ([SharePart(pct(150), "10"), SharePart(pct(-50), "20")], "more than 0"),
    ],
)
def test_a_wrong_division_is_refused(desk: Desk, shares: list[SharePart], reason: str) -> None:
    with refused(reason):
        act.save_shares(desk, 1, date(2026, 1, 1), shares)
    assert ask.arrangements(desk, 1).divisions == ()


def test_the_choices_are_kept_and_reach_the_run(desk: Desk) -> None:
    chosen = PayChoices(over_60="accrued", hours_divisor=Decimal("162.5"))
    choices.save_choices(desk, chosen)
    assert ask_choices.pay_choices(desk) == chosen
    _, facts = facts_of(desk, 1)
    assert facts.employer.choices == chosen
    with refused("not one of"):
        choices.save_choices(desk, PayChoices(over_60="perhaps"))
    with refused("between 1 and"):
        choices.save_choices(desk, PayChoices(hours_divisor=Decimal(0)))


def test_every_choice_has_its_words(desk: Desk) -> None:
    """And the first answer of each is the usual one."""
    usual = PayChoices()
    for name, (_, answers) in ask_choices.CHOICES.items():
        assert tuple(answers) == ask_choices.ALLOWED[name]
        assert getattr(usual, name) == next(iter(answers))


def test_a_rate_that_is_not_known_is_entered_with_its_source(desk: Desk) -> None:
    """Lodging 2026 is not in the program (norway-payroll 10.3)."""
    unknown = {row.name: row for row in ask_choices.unknown_rates(desk, date(2026, 11, 22))}
    lodging = unknown["benefit.lodging"]
    assert dict(lodging.others)[2025].startswith("43")
    choices.save_own_rate(desk, "benefit.lodging", lodging.kind, "44", date(2026, 1, 1), "Skatteetaten, 12.1.2026")
    assert "benefit.lodging" not in {row.name for row in ask_choices.unknown_rates(desk, date(2026, 11, 22))}
    _, facts = facts_of(desk, 1)
    assert [(rate.name, rate.value, rate.source) for rate in facts.own_rates] == [
        ("benefit.lodging", "44", "Skatteetaten, 12.1.2026")
    ]
    choices.remove_own_rate(desk, "benefit.lodging", date(2026, 1, 1))
    with refused("gone"):
        choices.remove_own_rate(desk, "benefit.lodging", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("name", "value", "source", "reason"),
    [
        ("benefit.lodging", "44", "  ", "where the rate"),
        ("benefit.lodging", "førtifire", "Skatteetaten", "not a rate"),
        ("mileage.state", "9.99", "Skatteetaten", "knows this rate"),
        ("no.such.rate", "1", "Skatteetaten", "knows this rate"),
    ],
)
def test_a_wrong_rate_is_refused(desk: Desk, name: str, value: str, source: str, reason: str) -> None:
    with refused(reason):
        choices.save_own_rate(desk, name, "amount", value, date(2026, 1, 1), source)
    assert ask_choices.own_rates(desk) == ()


def test_departments_and_projects(desk: Desk) -> None:
    choices.save_cost_unit(desk, "department", "10", "Butikk")
    choices.save_cost_unit(desk, "project", "P-1", "Åpning")
    choices.save_cost_unit(desk, "department", "10", "Butikk og kafé")
    assert [(each.kind, each.code, each.name) for each in ask.cost_units(desk)] == [
        ("department", "10", "Butikk og kafé"),
        ("project", "P-1", "Åpning"),
    ]
    choices.close_cost_unit(desk, "department", "10")
    assert [each.code for each in ask.cost_units(desk)] == ["P-1"]
    assert [each.code for each in ask.cost_units(desk, closed=True)] == ["10", "P-1"]
    for kind, code, name in (("team", "1", "X"), ("department", "a b", "X"), ("department", "1", " ")):
        with pytest.raises(Refused):
            choices.save_cost_unit(desk, kind, code, name)
