"""Months and fortnights in one client: everybody is paid by their own period, and earns holiday once (4.2)."""

from decimal import Decimal

from tests.denmark.played import Played, played, run, scenario

FORTNIGHT = 'period = "14D"\nfrom = 2026-10-05\nto = 2026-10-18'
OTHER = """
[[employee]]
number = 2
name = "Bent Prøve"
born = 1990-06-10
[[employee.employment]]
id = "1"
start = 2024-01-01
position_category = "1001"
group = "F1"
pay = "fortnightly"
[[employee.line]]
type = "1000"
amount = "15000"
"""


def hourly(*runs: str) -> Played:
    return played(scenario(*runs, pay="hourly", category="4600", more=OTHER))


def people(made: Played, place: int) -> list[int]:
    return [each["number"] for each in made.answer["runs"][place]["employees"]]


def test_an_hourly_paid_person_is_not_in_a_run_of_fourteen_days_without_hours() -> None:
    made = hourly(run("2026-10", keys=FORTNIGHT), run("2026-10", '1100:units = "148",rate = "175"'))
    assert people(made, 0) == [2]
    assert people(made, 1) == [1]
    assert Decimal(made.slip(1)["holiday_days_earned"]) == Decimal("2.08")


def test_days_that_were_earned_by_fourteen_days_are_not_earned_by_the_month_again() -> None:
    hours = '1100:units = "74",rate = "175"'
    made = hourly(run("2026-10", hours, keys=FORTNIGHT), run("2026-10", hours))
    assert [made.slip(place)["holiday_days_earned"] for place in (0, 1)] == ["0.96", "0.00"]


def test_where_everybody_is_paid_by_the_fortnight_a_run_is_theirs() -> None:
    made = played(scenario(run("2026-10"), pay="fortnightly", lines={"1000": 'amount = "15000"'}))
    assert people(made, 0) == [1]
