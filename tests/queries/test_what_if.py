"""What if: the year with something changed beside the same year unchanged, and backwards from net pay."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.finding import Refused
from models.values.message import Message
from models.values.money import ZERO, Money, Rounding
from models.values.progress import Cancelled
from models.values.span import Month, Span
from services.actions import arrangements, pay_choices, runs
from services.actions.clients import fill
from services.actions.scenario import read
from services.desk.arrangements import CarPart, LoanPart, SharePart
from services.desk.desk import Desk
from services.desk.sandbox import Sandbox, sandbox_of
from services.desk.year_end import year_of
from services.engine.facts import LineInput, RunHead, RunKind
from services.queries.what_if import (
    ExtraLine,
    Leaves,
    MovedTo,
    NewPerson,
    NewPosition,
    OtherScheme,
    PayRise,
    around,
    backwards,
    runs_ahead,
    side_by_side,
    slip_if,
    told,
    ways_back,
    why_line,
    year_if,
)
from services.reference.texts import texts
from services.vault.client import Client
from tests.actions import nine_months
from tests.actions.conftest import new  # noqa: F401  the fixture
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made
from tests.builders import kr, pct

JANUARY = RunHead(Month(2026, 1), date(2026, 1, 20))
INGRID, JONAS, MAJA = 1, 2, 3


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    """Three people, no run; pay begins in January 2026."""
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


def drafted(desk: Desk) -> int:
    run_id = runs.start(desk, JANUARY, {})
    runs.draft(desk, run_id)
    return run_id


def test_an_unchanged_year_costs_the_same(desk: Desk) -> None:
    year = year_if(desk, 2026, [])
    assert year.difference.total == ZERO
    assert year.now == year.then
    assert [month for month, _, _ in year.months] == [Month(2026, number) for number in range(1, 13)]
    assert year.planned_from == Month(2026, 1)


def test_the_sandbox_computes_what_the_run_itself_does(desk: Desk) -> None:
    """January, approved in the file, and January in the sandbox: the same slips, to the øre and to the trace."""
    run_id = drafted(desk)
    runs.approve(desk, run_id, prove=False)
    box = sandbox_of(desk, 2026)
    assert not box.runs[0].is_planned
    played, kept = box.play()[0], runs.result_of(desk, run_id)
    assert played.voucher == kept.voucher
    assert [slip.figures for slip in played.payslips] == [slip.figures for slip in kept.payslips]


def test_june_pays_holiday_pay_and_december_withholds_half(desk: Desk) -> None:
    """Ingrid brings 480 000 from 2025: 12 % is 57 600 in June, from what was set aside, so it is no cost again."""
    played = {result.head.month.number: result for result in sandbox_of(desk, 2026).play()}
    june = next(slip for slip in played[6].payslips if slip.person.number == INGRID)
    assert [str(line.amount.value) for line in june.lines if line.type == "holiday_pay"] == ["57600.00"]
    full, half = (next(slip for slip in played[month].payslips if slip.person.number == INGRID) for month in (11, 12))
    assert half["withholding"] == full["withholding"].part(1, 2).whole_kroner(Rounding.CUT)


def test_another_pension_plan_costs_its_share_of_the_pay(desk: Desk) -> None:
    """From 2 % to 5 % of pay, and the contribution on what is more."""
    desk_year = year_if(desk, 2026, [OtherScheme(pension_percent=pct(5))])
    january = next(months for months in desk_year.months if months[0] == Month(2026, 1))
    more = january[2] - january[1]
    # Planned hours: Jonas 40 % of 162.5 → 65 at 212.50 = 13 812.50, Maja beside her position 16.5 at 225 = 3 712.50.
    # Ingrid's 58 500 → 1 755.00; Maja's 32 512.50 → 1 625.63 less 650.25 = 975.38; Jonas 690.63 less 276.25 = 414.38.
    assert more.pension == kr("3144.76")
    # 14.1 % of 1 755.00 and 864.00, and 10.6 % in zone 1a of 111.38 and 414.38
    assert more.contribution == kr("425.01")
    assert more.pay == ZERO


def test_a_rise_from_may_for_one_costs_from_may(desk: Desk) -> None:
    """Maja: (28 800 + 16.5 hours of 225) × 10 % = 3 251.25 a month; 12 % holiday pay on it is 390.15."""
    year = year_if(desk, 2026, [PayRise(date(2026, 5, 1), frozenset({MAJA}), percent=pct(10))])
    by_month = {month: then - now for month, now, then in year.months}
    assert by_month[Month(2026, 4)].total == ZERO
    assert by_month[Month(2026, 5)].pay == kr("3251.25")
    assert by_month[Month(2026, 5)].holiday_pay == kr("390.15")
    changed = {person.number: person for person in year.people}
    assert changed[INGRID].gross_now == changed[INGRID].gross_then


def test_a_position_of_half_the_time_pays_half(desk: Desk) -> None:
    """Maja works 80 % for 28 800; 40 % is 14 400. Her hours beside it stay as they are."""
    year = year_if(desk, 2026, [NewPosition(date(2026, 2, 1), MAJA, pct(40))])
    by_month = {month: then - now for month, now, then in year.months}
    assert by_month[Month(2026, 2)].pay == kr("-14400.00")


def test_somebody_new_and_somebody_who_leaves(desk: Desk) -> None:
    year = year_if(desk, 2026, [NewPerson(date(2026, 8, 1), kr(40000), name="En til"), Leaves(MAJA, date(2026, 7, 31))])
    by_month = {month: then - now for month, now, then in year.months}
    assert by_month[Month(2026, 8)].pay == kr("7487.50")  # 40 000 less Maja's 28 800 and 16.5 hours of 225
    assert [person.name for person in year.people if person.gross_now is None] == ["En til"]


def test_another_zone_changes_the_contribution_alone(desk: Desk) -> None:
    """Zone 5 pays none: what is left of the contribution is that of the other sub-unit, in zone 1a with 10.6 %:
    of 17 525 in pay, of 350.50 in pension, and of 2 103 holiday pay."""
    year = year_if(desk, 2026, [MovedTo("315000017", "5")])
    january = next(months for months in year.months if months[0] == Month(2026, 1))
    assert abs(january[2].contribution - kr("2117.73")) <= Money(2)  # rounded person by person
    assert january[2].pay == january[1].pay


def test_hours_that_people_had_are_planned_again(desk: Desk) -> None:
    """80 hours in January: 80 hours in February; in 20 % in place of 40 % half of them; nothing after the last day."""
    run_id = runs.start(desk, JANUARY, {JONAS: [LineInput("hourly_pay", quantity=Decimal(80))]})
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    changes = [NewPosition(date(2026, 5, 1), JONAS, pct(20)), Leaves(JONAS, date(2026, 8, 15))]
    year = year_if(desk, 2026, changes)
    gross = {
        run.head.month.number: [slips[JONAS]["gross_cash"] if JONAS in slips else None for slips in (run.now, run.then)]
        for run in year.runs
        if run.head.month.number != 6
    }
    assert gross[2] == [kr(17000), kr(17000)]
    assert gross[5] == [kr(17000), kr(8500)]
    assert gross[8][1] == kr("4143.75")  # 40 × 15/31 = 19.35 → 19.5 hours
    assert gross[9] == [kr(17000), None]
    assert year.by_the_hour == 2


def test_the_year_as_it_is_is_played_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until something is changed in the file."""
    played: list[int] = []
    play = Sandbox.play
    monkeypatch.setattr(Sandbox, "play", lambda box, *more: played.append(1) or play(box, *more))
    rise = [PayRise(date(2026, 5, 1), percent=pct(3))]
    year_if(desk, 2026, rise)
    year_if(desk, 2026, rise)
    assert len(played) == 3
    drafted(desk)
    year_if(desk, 2026, rise)
    assert len(played) == 5


def test_a_question_can_be_stopped(desk: Desk) -> None:
    def stop(done: int, total: int, what: Message) -> None:
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        year_if(desk, 2026, [], stop)


def test_people_paid_every_fortnight(tmp_path: Path) -> None:
    """Their periods go on from the last one that was paid, also from the year before, and are paid as many days after
    their end; the first that is paid in June has the holiday pay, and before Christmas one is free of withholding.
    """
    with made(tmp_path, FORTNIGHTS) as desk:
        paid(desk, RunHead(Month(2025, 12), date(2025, 12, 19), period="14D", span=DECEMBER))
        box = sandbox_of(desk, 2026)
        heads = [run.head for run in box.runs]
        assert {head.period for head in heads} == {"14D"}
        assert (heads[0].days.first, heads[0].pay_date) == (date(2025, 12, 22), date(2026, 1, 2))
        assert len(heads) == 26
        assert [head.pay_date for head in heads if head.kind is RunKind.HOLIDAY] == [date(2026, 6, 5)]
        assert [head.pay_date for head in heads if head.december_relief] == [date(2026, 12, 18)]
        played = box.play()
        assert all(len(result.payslips) == 1 for result in played)
        assert [played[place].payslips[0]["withholding"] == ZERO for place in (-2, -1)] == [False, True]


def test_cars_loans_and_own_rates_count_as_in_the_runs(desk: Desk) -> None:
    """Two months with a car, a loan with an instalment and lodging by a rate of one's own, approved in the file: the
    sandbox has the same slips and journals, and a car that ends in April is in no slip of May.
    """
    car = CarPart(kr(465000), date(2023, 2, 14), date(2025, 1, 1), date(2026, 4, 30))
    arrangements.save_car(desk, INGRID, car)
    loan = LoanPart(kr(120000), pct("2.5"), date(2026, 1, 1), instalment=kr(2000))
    arrangements.save_loan(desk, INGRID, loan)
    pay_choices.save_own_rate(desk, "benefit.lodging", "number", "44", date(2026, 1, 1), "Skatteetaten")
    ids = []
    for month in (1, 2):
        head = RunHead(Month(2026, month), date(2026, month, 20))
        ids.append(runs.start(desk, head, {JONAS: [LineInput("hourly_pay", quantity=Decimal(40 + month))]}))
        runs.draft(desk, ids[-1])
        runs.approve(desk, ids[-1], prove=False)
    played = sandbox_of(desk, 2026).play()
    for run_id, result in zip(ids, played, strict=False):
        kept = runs.result_of(desk, run_id)
        assert result.voucher == kept.voucher
        assert [slip.figures for slip in result.payslips] == [slip.figures for slip in kept.payslips]
        assert result.movements == kept.movements
    cars = {
        result.head.month.number: [line.type for slip in result.payslips for line in slip.lines if "car" in line.type]
        for result in played
    }
    assert len(cars[1]) == len(cars[4]) == 1
    assert cars[5] == []


def test_a_rate_that_nobody_knows_yet_is_the_last_known_in_a_plan(desk: Desk) -> None:
    """The norm rate of loans is set every other month; that of November is not there. A plan goes on with the last, and
    says so; a run that is begun in the file is refused as ever.
    """
    arrangements.save_loan(desk, INGRID, LoanPart(kr(120000), pct("2.5"), date(2026, 1, 1)))
    year = year_if(desk, 2026, [])
    say = texts("en")
    assert len(year.runs) == 12
    assert len(year.assumed) == 1
    assert "interest" in say(year.assumed[0])
    head = RunHead(Month(2026, 11), date(2026, 11, 20))
    run_id = runs.start(desk, head, {})
    with pytest.raises(Refused, match="norm"):
        runs.draft(desk, run_id)
    assert year_if(desk, 2026, []).now.total > ZERO


def test_nine_approved_months_are_played_as_they_were_paid(tmp_path: Path) -> None:
    """Monthly and hourly pay, absence, overtime and June: the same journals and slips; then three planned months."""
    nine = nine_months.made(tmp_path)
    with nine.desk(nine.path) as desk:
        box = sandbox_of(desk, 2026)
        with desk.reading() as session:
            kept = [run.result for run in year_of(session, "NO", 2026).runs]
        played = box.play()
        assert len(kept) == 9
        assert [result.voucher for result in played[:9]] == [result.voucher for result in kept]
        assert [[slip.figures for slip in result.payslips] for result in played[:9]] == [
            [slip.figures for slip in result.payslips] for result in kept
        ]
        assert [run.head.month.number for run in box.runs if run.is_planned] == [10, 11, 12]
        hourly = [slip["gross_cash"] for result in played[9:] for slip in result.payslips if slip.person.number == 2]
        assert hourly == [kr(20000)] * 3  # 100 hours, as in the last three months


def test_the_year_that_comes_begins_with_what_is_left_of_this_one(tmp_path: Path) -> None:
    """In November 2025 nothing is paid yet: two months of 24 000 are planned, and June 2026 pays 12 % of 48 000."""
    monthly = FORTNIGHTS.replace('period = "14D"', "").replace('"2025-12"', '"2025-11"')
    with made(tmp_path, monthly) as desk:
        sitting = Desk(desk.client, "kari", lambda: datetime(2025, 11, 10, tzinfo=UTC))
        played = {result.head.month.number: result for result in sandbox_of(sitting, 2026).play()}
        [june] = played[6].payslips
        assert [line.amount.value for line in june.lines if line.type == "holiday_pay"] == [kr("5760.00")]
        assert len(played) == 12


def test_pay_on_two_departments_is_booked_as_in_the_run(desk: Desk) -> None:
    """The sandbox knows where the pay is booked, from which day."""
    arrangements.save_shares(desk, INGRID, date(2026, 1, 1), [SharePart(pct(50), "10"), SharePart(pct(50), "20")])
    run_id = drafted(desk)
    runs.approve(desk, run_id, prove=False)
    assert sandbox_of(desk, 2026).play()[0].voucher == runs.result_of(desk, run_id).voucher


def test_runs_that_one_can_ask_about(desk: Desk) -> None:
    """A draft, and then the next planned one; once January is begun that is February."""
    [first] = runs_ahead(desk)
    assert isinstance(first.run, RunHead)
    assert first.head.month == Month(2026, 1)
    run_id = drafted(desk)
    begun, planned = runs_ahead(desk)
    assert begun.run == run_id
    assert planned.head.month == Month(2026, 2)
    assert ways_back(desk, planned.run, INGRID) == ("gross", "percent", "amount")
    assert ways_back(desk, planned.run, JONAS) == ("hours", "amount")
    found = backwards(desk, planned.run, JONAS, "hours", kr("4250.00"))
    assert (found.value, found.exact) == (Decimal("20.00"), True)


def test_a_deduction_backwards(desk: Desk) -> None:
    """Which deduction leaves 40 000? As much as net pay is more than that."""
    run_id = drafted(desk)
    now = slip_if(desk, run_id, INGRID, []).now
    assert now is not None
    found = backwards(desk, run_id, INGRID, "amount", kr(40000), "other_deduction")
    assert Money.kr(found.value) == now["net_pay"] - kr(40000)
    assert found.exact


def test_whoever_has_left_has_no_slip(desk: Desk) -> None:
    run_id = drafted(desk)
    assert slip_if(desk, run_id, INGRID, [Leaves(INGRID, date(2025, 12, 31))]).then is None
    assert slip_if(desk, run_id, INGRID, [Leaves(JONAS, date(2025, 12, 31))]).then is not None


def test_a_line_of_another_month_is_not_on_the_slip(desk: Desk) -> None:
    run_id = drafted(desk)
    both = slip_if(desk, run_id, INGRID, [ExtraLine(Month(2026, 2), INGRID, LineInput("bonus", amount=kr(10000)))])
    assert both.now is not None
    assert both.then is not None
    assert both.now["net_pay"] == both.then["net_pay"]


def test_two_slips_line_by_line(desk: Desk) -> None:
    run_id = drafted(desk)
    both = slip_if(desk, run_id, INGRID, [ExtraLine(Month(2026, 1), INGRID, LineInput("bonus", amount=kr(10000)))])
    say = texts("en")
    lines = {say(line.what): line for line in side_by_side(desk, both, "en")}
    assert (lines["Bonus"].now, lines["Bonus"].then) == (None, kr(10000))
    assert lines["Gross"].difference == kr(10000)
    assert lines["Net pay"].difference == kr("5780.00")
    assert lines["Withheld tax"].difference == kr(-4100)
    trace = why_line(lines["Bonus"], "Ingrid", then=True)
    assert trace is not None
    assert why_line(lines["Bonus"], "Ingrid", then=False) is None


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_changes_in_words(desk: Desk, language: str) -> None:
    about, say = around(desk), texts(language)
    first = date(2026, 5, 1)
    for change in (
        PayRise(first, percent=pct(3)),
        PayRise(first, frozenset({INGRID}), new=kr(60000)),
        PayRise(first, frozenset({INGRID, JONAS}), amount=kr(1000)),
        NewPosition(first, MAJA, pct(60)),
        NewPerson(first, kr(45000), name="En til"),
        Leaves(MAJA, first),
        MovedTo("315000017", "5"),
        OtherScheme("statutory", pension_percent=pct(5), finance_tax=True),
        ExtraLine(Month(2026, 5), INGRID, LineInput("bonus", amount=kr(10000))),
    ):
        what, second = told(change, about, language)
        assert say(what)
        assert say(second)


FORTNIGHTS = """
scenario = 1
title = "Fjorten dager"
country = "NO"
start_month = "2025-12"

[employer]
name = "Fjordgløtt Bakeri AS"
orgnr = "310000019"
bank_account = "15032001006"

[[establishment]]
orgnr = "315000017"
zone = "1"

[[employee]]
number = 1
name = "Ingrid Haugen Ås"
national_id = "12847913736"
bank_account = "12034001373"
[[employee.tax_card]]
year = 2026
kind = "table"
table = "8000"
percent = "41"
[[employee.tax_card]]
year = 2025
kind = "percent"
percent = "30"
[[employee.employment]]
start = 2015-08-01
occupation = "1221108"
[[employee.employment.terms]]
from = 2015-08-01
monthly_salary = "24000.00"
period = "14D"
"""
DECEMBER = Span(date(2025, 12, 8), date(2025, 12, 21))


def made(folder: Path, written: str) -> Desk:
    """A new client with the people of a scenario."""
    client, _ = Client.create(folder / "ny.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, read(written.encode()))
    return desk


def paid(desk: Desk, head: RunHead) -> int:
    run_id = runs.start(desk, head, {})
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    return run_id


def test_nothing_is_stored(desk: Desk) -> None:
    run_id = drafted(desk)
    before = desk.client.path.read_bytes()
    year_if(desk, 2026, [PayRise(date(2026, 1, 1), percent=pct(5))])
    slip_if(desk, run_id, INGRID, [PayRise(date(2026, 1, 1), percent=pct(5))])
    backwards(desk, run_id, INGRID, "gross", kr(40000))
    assert desk.client.path.read_bytes() == before


def test_a_year_without_rates_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="2031"):
        year_if(desk, 2031, [])


def test_one_slip_now_and_then(desk: Desk) -> None:
    """58 500 and a bonus of 10 000, which is withheld by the card's 41 %: 4 100 more; dues are 1.2 % of it too."""
    run_id = drafted(desk)
    both = slip_if(desk, run_id, INGRID, [ExtraLine(Month(2026, 1), INGRID, LineInput("bonus", amount=kr(10000)))])
    assert both.now is not None
    assert both.then is not None
    assert both.then["gross_cash"] - both.now["gross_cash"] == kr(10000)
    assert both.then["withholding"] - both.now["withholding"] == kr(4100)
    assert both.then["net_pay"] - both.now["net_pay"] == kr("5780.00")  # 10 000 − 4 100 − 120


@pytest.mark.parametrize("unit", ["gross", "amount"])
def test_a_net_pay_is_reached_to_the_ore(desk: Desk, unit: str) -> None:
    run_id = drafted(desk)
    found = backwards(desk, run_id, INGRID, unit, kr("45000.00"))
    assert found.exact
    assert found.slip["net_pay"] == kr("45000.00")


def test_hours_for_a_net_pay_of_somebody_paid_by_the_hour(desk: Desk) -> None:
    """212.50 an hour on an exemption card with 20 000 left: 4 250 net is 20 hours."""
    run_id = drafted(desk)
    found = backwards(desk, run_id, JONAS, "hours", kr("4250.00"))
    assert (found.value, found.exact) == (Decimal("20.00"), True)


def test_a_percentage_for_a_net_pay(desk: Desk) -> None:
    """Hundredths of a percent cannot hit every øre: the net pay is at least what was asked for, and says so."""
    run_id = drafted(desk)
    found = backwards(desk, run_id, MAJA, "percent", kr(15000))
    assert found.slip["net_pay"] >= kr(15000)
    assert found.slip["net_pay"] - kr(15000) < kr(40)
    assert found.exact == (found.slip["net_pay"] == kr(15000))


def test_a_net_pay_that_nothing_gives_is_refused_with_the_limits(desk: Desk) -> None:
    run_id = drafted(desk)
    with pytest.raises(Refused, match="between"):
        backwards(desk, run_id, INGRID, "percent", Money.kr(900_000))
