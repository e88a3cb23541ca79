"""The log of reports, the postings, and the ledger: what is due, claimed, received, missing, and soon too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from models.records.absence import Absence
from models.records.employee import Employee
from models.values.money import Money
from models.values.percent import HUNDRED
from models.values.span import Month
from services.actions import refunds as act
from services.actions import runs
from services.actions.clients import fill
from services.actions.exports import export_month
from services.actions.inntektsmelding import answer, mark_sent
from services.actions.scenario import read
from services.desk.desk import Desk
from services.engine.income_report import Answers, RefundChange
from services.queries import refunds
from services.queries.changes import changes
from services.queries.deadlines import deadlines
from services.queries.report_months import months
from services.queries.trace import Trace
from services.queries.why import trace_of
from services.queries.year_end import behind, year_end
from services.vault.client import Client
from tests.actions import refund_samples as samples
from tests.actions.refund_samples import HEAD, NOVEMBER, PAID, PEOPLE, november, ore, report, row, rows, somebody
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture(scope="module")
def fish(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("fish") / "fisk.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    fill(Desk(client, "kari", Clock()), samples.client())
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(fish: Made, tmp_path: Path) -> Iterator[Desk]:
    with fish.desk(fish.copied_to(tmp_path)) as desk:
        yield desk


def take(desk: Desk, content: bytes, run: int | None = None, **more: object) -> act.Taken:
    return act.take_in(desk, content, NOVEMBER, payment_date=PAID, run_id=run, **more)  # type: ignore[arg-type]


def of(desk: Desk, employee: int, **more: object) -> refunds.LedgerRow:
    [found] = refunds.ledger(desk, employee=employee, **more).rows  # type: ignore[arg-type]
    return found


def absent(desk: Desk, employee: int, first: date, last: date | None, kind: str = "sick_note") -> int:
    with desk.change("absence.save") as session:
        row = Absence(
            employee_id=session.scalar(select(Employee.id).where(Employee.number == employee)),
            employment_id="",
            kind=kind,
            first=first,
            last=last,
            grade=HUNDRED,
            paid=True,
            leave_id="",
            withdrawn=None,
            note="",
        )
        session.add(row)
        session.flush()
        return row.id


def test_what_is_due_follows_from_the_absence(desk: Desk) -> None:
    """45 000 × 12 / 260 = 2 077 a day. 1–16 September is the employer's: 10 weekdays are left, then 22 in October."""
    found = of(desk, 1)
    assert [(each.month, each.days, each.due.value) for each in found.months] == [
        (SEPTEMBER, 10, Money.kr(20770)),
        (OCTOBER, 22, Money.kr(45694)),
    ]
    assert (found.due.value, found.received.value, found.missing.value) == (Money.kr(66464), Money(0), Money.kr(66464))
    assert found.claim.state == "none"


def test_a_claim_that_is_not_sent_becomes_too_late_after_three_months(desk: Desk) -> None:
    """Days of September can be claimed until 31 December, those of October until 31 January."""

    def states(today: date) -> list[str]:
        return [each.state for each in of(desk, 1, today=today).months]

    assert of(desk, 1).claim_by == date(2026, 12, 31)
    assert states(date(2026, 11, 22)) == ["to_claim", "to_claim"]
    assert states(date(2026, 11, 30)) == ["soon", "to_claim"]
    assert states(date(2026, 12, 31)) == ["soon", "soon"]
    assert states(date(2027, 1, 1)) == ["barred", "soon"]
    assert of(desk, 1, today=date(2027, 1, 1)).state == "barred"
    assert states(date(2027, 2, 1)) == ["barred", "barred"]


def test_a_claim_that_is_sent_waits_and_is_late(desk: Desk) -> None:
    mark_sent(desk, refunds.absences_of(desk, 1)[0].id)
    row = of(desk, 1, today=date(2026, 10, 31))
    assert (row.claim.state, row.claim.day, row.claim_by) == ("sent", desk.today, None)
    assert [each.state for each in row.months] == ["waiting", "not_due"]
    assert [each.state for each in of(desk, 1, today=date(2026, 11, 22)).months] == ["late", "waiting"]
    assert refunds.counts(desk).late == 1
    assert [each.expected_by for each in row.months] == [date(2026, 10, 1), date(2026, 11, 2)]


def test_received_against_due_month_by_month(desk: Desk) -> None:
    take(desk, rows(row(amount=ore(20770_00)), row(first="20261001", last="20261031", amount=ore(40000_00))))
    found = of(desk, 1)
    assert [(each.received.value, each.missing.value, each.state) for each in found.months] == [
        (Money.kr(20770), Money(0), "settled"),
        (Money.kr(40000), Money.kr(5694), "partly"),
    ]
    assert found.missing.value == Money.kr(5694)
    assert found.last_day == date(2027, 8, 25)
    assert len(found.reasons) == 1


def test_a_posting_over_two_months_counts_in_both_to_the_ore(desk: Desk) -> None:
    """17–30 September has 10 weekdays, 1–31 October 22: of 66 464.01 a part of 10/32 is 20 770.00."""
    take(desk, rows(row(first="20260917", last="20261031", amount=ore(66464_01))))
    found = of(desk, 1)
    assert [each.received.value for each in found.months] == [Money(20770_00), Money(45694_01)]
    assert found.received.value == Money(66464_01)
    assert found.state == "over"


def test_what_is_taken_back_is_told_apart(desk: Desk) -> None:
    take(desk, rows(row(), row(amount=ore(-18900_00)), row(amount=ore(10_00))))
    found = of(desk, 1)
    assert found.reclaimed == Money.kr(18900)
    assert found.received.value == Money.kr(10)


def test_holiday_pay_and_what_is_linked_to_nothing_stand_beside_the_sums(desk: Desk) -> None:
    take(desk, rows(row(code="H", first="20260501", last="20260531"), row(first="20260301", last="20260310")))
    found = refunds.ledger(desk)
    assert [each.line for each in found.holiday] == [1]
    assert [each.line for each in found.unlinked] == [2]
    assert found.received.value == Money(0)
    assert (found.holiday_total.value, found.unlinked_total.value) == (Money.kr(18900), Money.kr(18900))


def test_parental_leave_is_due_from_its_first_day(desk: Desk) -> None:
    """45 000 × 12 / 260 = 2 077 a day, Monday to Friday: 22, 22, 21 and 23 days from September to December."""
    found = of(desk, 3)
    assert [(each.days, each.due.value) for each in found.months] == [
        (days, Money.kr(2077 * days)) for days in (22, 22, 21, 23)
    ]
    assert found.state == "to_claim"
    assert found.claim_by == date(2026, 12, 31)
    take(desk, report())
    found = of(desk, 3)
    assert found.received.value == Money(5423333)
    assert found.missing.value == found.due.value - found.received.value
    assert [(each.month.number, each.state) for each in found.months] == [
        (9, "late"),
        (10, "over"),
        (11, "not_due"),
        (12, "not_due"),
    ]
    assert (found.claim.state, found.claim_by, found.state) == ("paid", None, "late")
    assert found.claimed.value == Money(0)
    mark_sent(desk, found.absence)
    assert of(desk, 3).claimed.value == found.due.value


def test_of_another_leave_what_came_is_shown_and_nothing_is_said_to_be_wrong(desk: Desk) -> None:
    """Leave in pregnancy: NAV pays, and what cannot be reckoned here."""
    number = absent(desk, 2, date(2026, 10, 1), date(2026, 10, 31), "leave_other_statutory")
    assert refunds.ledger(desk, employee=2).rows == ()
    take(desk, rows(row(code="3", first="20261001")), decisions={1: act.Decision(2, number)})
    found = of(desk, 2)
    assert (found.received.value, found.missing.value, found.state) == (Money.kr(18900), Money(0), "settled")
    assert [each.reason is not None for each in found.months] == [True]


def test_an_absence_without_pay_is_in_the_ledger_only_with_money(desk: Desk) -> None:
    with desk.change("absence.save") as session:
        kept = session.get_one(Absence, refunds.absences_of(desk, 1)[0].id)
        kept.paid = False
    assert refunds.ledger(desk, employee=1).rows == ()
    take(desk, rows(row()), decisions={1: act.Decision(1, refunds.absences_of(desk, 1)[0].id)})
    assert of(desk, 1).state == "over"


def test_sums_by_person_are_those_of_their_absences(desk: Desk) -> None:
    absent(desk, 1, date(2026, 3, 1), date(2026, 3, 31))
    take(desk, report())
    found = refunds.ledger(desk)
    for person in found.people:
        own = [each for each in found.rows if each.employee == person.employee]
        assert person.missing == Money.total(each.missing.value for each in own)
    assert found.missing.value == Money.total(each.missing for each in found.people)
    every = found.received.value + found.holiday_total.value + found.unlinked_total.value
    assert every == Money(14696583)


def test_every_figure_has_its_trace(desk: Desk) -> None:
    take(desk, report())
    found = refunds.ledger(desk)
    figures = [found.due, found.received, found.missing, found.holiday_total, found.unlinked_total]
    figures += [figure for each in found.rows for figure in (each.due, each.received, each.missing)]
    figures += [month.missing for each in found.rows for month in each.months]
    for figure in figures:
        trace = trace_of(figure, "x", "y")
        assert isinstance(trace, Trace)
        assert trace.words is not None


def test_the_log_says_what_became_of_each_report(desk: Desk) -> None:
    run = november(desk)
    taken = take(desk, rows(row(), row(id="17919130091", name="Ukjent".ljust(25))), run)
    [line] = refunds.imports(desk)
    assert (line.run_name, line.run_state, line.taken, line.held, line.left_out) == ("2026-11", "draft", 1, 1, 0)
    assert (line.taken_total + line.held_total, line.by, line.can_undo) == (line.total, "kari", True)
    assert refunds.counts(desk).held == 1
    runs.draft(desk, run)
    runs.approve(desk, run, prove=False)
    [line] = refunds.imports(desk)
    assert (line.run_state, line.can_undo, line.id) == ("approved", False, taken.import_id)


def test_what_can_be_chosen(desk: Desk) -> None:
    assert [each.number for each in refunds.people(desk)][:2] == [4, 6]
    assert refunds.absences_of(desk, 2) == ()
    first, second = november(desk), november(desk, month=12)
    found = refunds.targets_of_import(desk, PAID)
    assert [(each.id, each.is_in_month, each.why is None) for each in found] == [
        (first, True, True),
        (second, False, False),
    ]


def test_the_change_log_tells_it_in_words(desk: Desk) -> None:
    taken = take(desk, report())
    act.undo_import(desk, taken.import_id)
    said = changes(desk, limit=5)
    assert said
    assert all(each.what.text not in ("Changed", "") for each in said)


def test_two_hundred_people_are_asked_of_at_once(tmp_path: Path) -> None:
    people = "".join(
        somebody(number, f"Prøve {number}", "", PEOPLE[0][2]).replace('national_id = ""\n', "born = 1980-01-01\n")
        for number in range(1, 201)
    )
    spells = "".join(
        f'\n[[absence]]\nemployee = {number}\nkind = "sick_note"\nfrom = 2026-0{1 + number % 9}-01\nto = '
        f"2026-0{1 + number % 9}-28\n"
        for number in range(1, 201)
    )
    made = read((HEAD + people + spells + samples.RUNS).encode())
    client, _ = Client.create(tmp_path / "a.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        fill(desk, made)
        asked: list[str] = []

        def ask(_c: object, _k: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(Engine, "before_cursor_execute", ask)
        try:
            found = refunds.ledger(desk)
            refunds.imports(desk)
        finally:
            event.remove(Engine, "before_cursor_execute", ask)
        assert len(found.rows) == 200
        assert len(asked) < 40


def test_a_month_without_a_run_owes_less_and_agrees_with_its_report(desk: Desk) -> None:
    """18 900 × 14.1 % = 2 664.90 back, 2 665 in the report."""
    take(desk, rows(row()))
    export_month(desk, Month(2026, 11))
    [owed] = [each for each in deadlines(desk, date(2027, 3, 1)) if each.kind == "aga"]
    assert owed.amount == Money(-2664_90)
    [part] = owed.parts
    assert (part.run_id, part.total) == (0, "")
    found = year_end(desk, 2026)
    [month] = [each for each in found.months if each.month == Month(2026, 11)]
    assert month.agrees
    assert {each.name: each.runs for each in month.measures} == {"aga_base": Money(-18900_00), "aga": Money(-2664_90)}
    assert [each.run_id for each in behind(desk, 2026, Month(2026, 11), "aga").runs] == [0]
    [tile] = [each for each in months(desk, 2026) if each.month == Month(2026, 11)]
    assert (tile.state, tile.version) == ("ready", 1)


def test_what_was_claimed_stands_beside_what_is_due(desk: Desk) -> None:
    """Nothing before it is sent; then what is due, or by the amount a month of 45 000, until it stops."""
    absence = refunds.absences_of(desk, 1)[0].id
    assert of(desk, 1).claimed.value == Money(0)
    mark_sent(desk, absence)
    assert of(desk, 1).claimed.value == Money.kr(66464)
    answer(desk, absence, Answers(refund=Money.kr(22500), refund_changes=(RefundChange(date(2026, 10, 1), Money(0)),)))
    found = of(desk, 1)
    assert [each.claimed.value for each in found.months] == [Money.kr(10385), Money(0)]
    take(desk, rows(row(amount=ore(10385_00))))
    found = of(desk, 1)
    assert found.months[0].state == "partly"
    assert found.months[0].reason is not None
    assert found.months[0].reason.text.startswith("NAV paid what was claimed")
    assert refunds.ledger(desk).claimed.value == found.claimed.value == Money.kr(10385)
    assert trace_of(found.months[0].claimed, "x", "y").words is not None
    answer(desk, absence, Answers(no_refund=True))
    found = of(desk, 1)
    assert (found.claim.state, found.claim.is_sent, found.claimed.value) == ("without", False, Money(0))
    assert found.months[1].reason is not None
    assert found.months[1].reason.text == "The inntektsmelding was sent without a claim for refund"
