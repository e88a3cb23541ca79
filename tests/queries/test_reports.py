"""Reports reckoned by hand: the same sums on slips, in vouchers and in every report. See reports_room for the story."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from models.records.pay_run import PayRun
from models.values.finding import Place, Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.stored_form import read_voucher
from services.queries.client_cards import CardDeadline, ClientCard
from services.queries.due import due_rows
from services.queries.refund_ledger import ledger
from services.queries.reports import CATALOGUE, Choices, Report, file_of, make, offers, reports_without, wage_journal
from services.queries.trace import TraceNode
from services.queries.why import follow
from services.queries.year_end import year_end
from services.reference.texts import texts
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made
from tests.builders import kr
from tests.queries import reports_room
from tests.queries.reports_room import APRIL, FEBRUARY, JANUARY, MARCH

YEAR = Choices(JANUARY, Month(2026, 12))
QUARTER = Choices(JANUARY, MARCH)
FIXED, BONUS = "fixed_salary", "bonus"
NEED_EMPLOYER = ("costs", "contribution", "reconciliation")


HERE = reports_without(countries.country("NO").questions.reports)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return reports_room.made(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def desk(room: Made) -> Iterator[Desk]:
    """One desk for all: reports change nothing."""
    with room.desk(room.path) as desk:
        yield desk


def report(desk: Desk, name: str, choices: Choices = YEAR, by: str = "", **chosen: Any) -> Report:
    picked = Choices(choices.first, choices.last, by=by, **chosen)
    return make(desk, name, picked, "nb")


def rows(found: Report, *names: str) -> list[tuple[Any, ...]]:
    places = [[column.name for column in found.columns].index(name) for name in names]
    return [tuple(row.values[place] for place in places) for row in found.rows]


def booked(desk: Desk, *accounts: str) -> Money:
    """What the vouchers of all approved runs have on accounts; credit is positive."""
    with desk.reading() as session:
        contents = session.query(PayRun.voucher).filter(PayRun.approved_at.is_not(None)).all()
    lines = [line for (content,) in contents if content for line in read_voucher(content).lines]
    return -Money.total(line.amount for line in lines if line.account in accounts)


# --- wage journal ----------------------------------------------------------------------------------------------------


def test_the_wage_journal_by_employee(desk: Desk) -> None:
    """Kari: 40 000 + 45 000 − 45 000 + 43 000 + 40 000; Jonas: three times 30 000; 30 % of it is withheld."""
    found = report(desk, "wage_journal")
    assert rows(found, "number", "name", "gross", "withholding", "deductions", "net", FIXED, BONUS) == [
        (2, "Jonas Berg", kr(90000), kr(27000), kr(0), kr(63000), kr(90000), None),
        (1, "Kari Ås", kr(123000), kr(36900), kr(0), kr(86100), kr(120000), kr(3000)),
    ]
    assert rows(found, "department") == [("20",), ("10",)]
    assert found.rows[0].where == Place("employees", 2, "history")


def test_the_journal_agrees_with_slips_and_vouchers(desk: Desk) -> None:
    """Net pay is 149 100: in the journal, on the slips, and on account 2930; tax 63 900 on account 2600."""
    ways = [report(desk, "wage_journal", by=way) for way in ("people", "runs")]
    slips = report(desk, "payslips")
    for found in (*ways, slips):
        assert found.sum_of("net") == kr(149100) == booked(desk, "2930")
        assert found.sum_of("withholding") == kr(63900) == booked(desk, "2600")
        assert found.sum_of("gross") == kr(213000)
    by_type = report(desk, "wage_journal", by="types")
    assert by_type.sum_of("paid") == kr(213000)


def test_the_journal_by_run_and_by_type(desk: Desk) -> None:
    assert rows(report(desk, "wage_journal", by="runs"), "run", "people", "gross", "net") == [
        ("Januar 2026", 2, kr(70000), kr(49000)),
        ("Februar 2026", 2, kr(75000), kr(52500)),
        ("Mars 2026", 2, kr(70000), kr(49000)),
        ("Februar 2026, kjøring 2", 1, kr(-2000), kr(-1400)),
    ]
    assert rows(report(desk, "wage_journal", by="types"), "number", "name", "people", "paid") == [
        (100, "Fastlønn", 2, kr(210000)),
        (140, "Bonus", 1, kr(3000)),
    ]


def test_a_wide_journal_has_another_form_on_paper(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for each wage type; paid less deducted is the net pay, for each person and in all."""
    assert report(desk, "wage_journal").paper is None
    monkeypatch.setattr(wage_journal, "_MOST_ON_PAPER", 4)
    paper = report(desk, "wage_journal").paper
    assert paper is not None
    assert paper.rows == (
        (2, "Jonas Berg", "Fastlønn", None, kr(90000), None, None, None),
        (None, None, "Forskuddstrekk", None, None, None, kr(27000), kr(63000)),
        (1, "Kari Ås", "Fastlønn", None, kr(120000), None, None, None),
        (None, None, "Bonus", None, kr(3000), None, None, None),
        (None, None, "Forskuddstrekk", None, None, None, kr(36900), kr(86100)),
    )


def test_choices_narrow_the_journal(desk: Desk) -> None:
    """A run belongs to the month that it pays, also the correction of February that was paid in March."""
    february = Choices(FEBRUARY, FEBRUARY)
    assert rows(report(desk, "wage_journal", february), "gross") == [(kr(30000),), (kr(43000),)]
    assert rows(report(desk, "wage_journal", person=1), "net") == [(kr(86100),)]
    assert rows(report(desk, "wage_journal", department="20"), "name") == [("Jonas Berg",)]
    assert not report(desk, "wage_journal", department="").rows
    runs = offers(desk, "nb").runs
    newest = report(desk, "wage_journal", run=runs[0].id)
    assert rows(newest, "name", "gross", BONUS) == [("Kari Ås", kr(-2000), kr(-2000))]


def leaves(node: TraceNode) -> list[TraceNode]:
    return [leaf for child in node.children for leaf in leaves(child)] if node.children else [node]


@pytest.mark.parametrize("name", [name for name in HERE if name not in ("changes", "deadlines")])
def test_every_explained_figure_is_what_its_trace_says(desk: Desk, name: str) -> None:
    """And what the trace is made of adds up to it, and leads on to figures that can be explained themselves."""
    for by in [way for way, _ in CATALOGUE[name].ways] or [""]:
        found = report(desk, name, by=by)
        for row in found.rows:
            for column, value in zip(found.columns, row.values, strict=True):
                if column.name not in found.explained or not value:
                    continue
                assert found.why is not None
                trace = found.why(row.key, column.name)
                assert trace is not None, (name, by, column.name)
                assert trace.amount == value, (name, by, column.name)
                links = [node.link for node in leaves(trace.node) if node.link is not None]
                for link in links[:1]:
                    assert follow(desk, link) is not None, (name, by, column.name)


# --- payslips --------------------------------------------------------------------------------------------------------


def test_the_payslips_with_their_papers(desk: Desk) -> None:
    found = report(desk, "payslips")
    assert len(found.rows) == len(found.slips) == 7
    assert all(slip.file for slip in found.slips)
    assert [(slip.name, slip.number) for slip in found.slips[:2]] == [("Jonas Berg", 2), ("Kari Ås", 1)]
    assert rows(report(desk, "payslips", person=2), "net") == [(kr(21000),)] * 3


# --- cost ------------------------------------------------------------------------------------------------------------


def test_cost_by_month_and_department(desk: Desk) -> None:
    """January, department 10: pay 40 000 + 40 % of 30 000; contribution 14.1 % of 40 800 + 40 % of 10.6 % of 30 600;
    holiday pay 12 % with the contribution on it; pension 2 %. February has the bonus of 3 000, which gives no pension.
    """
    found = report(desk, "costs", by="both")
    assert rows(found, "month", "unit", "pay", "contribution", "holiday", "pension", "total")[:4] == [
        (JANUARY, "10 Butikk", kr(52000), kr("7050.24"), kr("7069.44"), kr(1040), kr("67159.68")),
        (JANUARY, "20 Kontor", kr(18000), kr("1946.16"), kr("2388.96"), kr(360), kr("22695.12")),
        (FEBRUARY, "10 Butikk", kr(55000), kr("7473.24"), kr("7480.20"), kr(1040), kr("70993.44")),
        (FEBRUARY, "20 Kontor", kr(18000), kr("1946.16"), kr("2388.96"), kr(360), kr("22695.12")),
    ]
    assert rows(found, "unit", "refunds", "contribution", "total")[-1] == (
        "Uten avdeling",
        kr(-4000),
        kr(-424),  # 10.6 % of what NAV paid
        kr(-4424),
    )


def test_every_way_to_see_the_cost_has_the_same_sum(desk: Desk) -> None:
    sums = {by: report(desk, "costs", by=by).sum_of("total") for by in ("both", "months", "departments", "projects")}
    costs = ("5000", "5092", "5400", "5405", "5950")
    assert set(sums.values()) == {-booked(desk, *costs) - kr(4424)}
    assert report(desk, "costs", department="20").sum_of("total") == kr("22695.12").times(Percent.of(300))


def test_the_picture_has_the_departments_apart(desk: Desk) -> None:
    picture = report(desk, "costs", QUARTER, by="both").picture
    assert picture is not None
    say = texts("nb")
    assert [say(part) for part in picture.parts] == ["10 Butikk", "20 Kontor"]
    assert picture.pillars[0].amounts == (kr("67159.68"), kr("22695.12"))
    assert picture.says_something


def test_one_bar_is_no_picture(desk: Desk) -> None:
    found = report(desk, "wage_journal", Choices(JANUARY, JANUARY))
    assert found.picture is not None
    assert not found.picture.says_something


# --- what is owed ----------------------------------------------------------------------------------------------------


def test_holiday_pay_that_is_owed(desk: Desk) -> None:
    """12 % of 90 000 and of 123 000; 10.6 % and 14.1 % on it; the same as on accounts 2940 and 2781. By name."""
    found = report(desk, "holiday_liability")
    assert rows(found, "name", "holiday_year", "basis", "owed", "contribution") == [
        ("Jonas Berg", "2027", kr(90000), kr(10800), kr("1144.80")),
        ("Kari Ås", "2027", kr(123000), kr(14760), kr("2081.16")),
    ]
    assert found.sum_of("owed") == booked(desk, "2940")
    assert found.sum_of("contribution") == booked(desk, "2781")


def test_holiday_pay_that_was_owed_at_a_month_end(desk: Desk) -> None:
    """On 28 February: 12 % of 60 000 and of 40 000 + 45 000; the correction of March is not in it yet."""
    found = report(desk, "holiday_liability", Choices(JANUARY, FEBRUARY))
    assert rows(found, "name", "owed") == [("Jonas Berg", kr(7200)), ("Kari Ås", kr(10200))]
    assert texts("nb")(found.period) == "Per 28.02.2026"
    assert not found.explained  # the traces are those of now
    assert texts("nb")(report(desk, "holiday_liability").period) == "Per 22.11.2026"


def test_the_contribution_by_term(desk: Desk) -> None:
    """Term 1: pay 40 000 + 43 000 and pension 1 600 in zone 1; a correction of February in March is said in February's
    report. The refund of April has the rate of Jonas's zone.
    """
    found = report(desk, "contribution")
    assert rows(found, "term", "unit", "zone", "percent", "base", "contribution") == [
        ("1. termin 2026", "Butikken", "1", Percent.of("14.1"), kr(84600), kr("11928.60")),
        ("1. termin 2026", "Kontoret", "2", Percent.of("10.6"), kr(61200), kr("6487.20")),
        ("2. termin 2026", "Butikken", "1", Percent.of("14.1"), kr(40800), kr("5752.80")),
        ("2. termin 2026", "Kontoret", "2", Percent.of("10.6"), kr(30600), kr("3243.60")),
        ("2. termin 2026", "Refusjoner uten kjøring", None, None, kr(-4000), kr(-424)),
    ]
    assert found.sum_of("contribution") == booked(desk, "2770") - kr(424)
    sums = {measure.name: measure for measure in year_end(desk, 2026).total.measures}  # type: ignore[union-attr]
    assert found.sum_of("contribution") == sums["aga"].runs
    assert found.sum_of("base") == sums["aga_base"].runs


def test_a_term_is_whole(desk: Desk) -> None:
    found = report(desk, "contribution", Choices(FEBRUARY, FEBRUARY))
    assert found.sum_of("contribution") == kr("18415.80")
    assert texts("nb")(found.period) == "januar 2026 til februar 2026"


def test_withholding_by_pay_date(desk: Desk) -> None:
    """Due on the first working day after the pay (norway-payroll 5.6)."""
    found = report(desk, "withholding")
    days = [(str(paid), str(due), amount) for paid, due, amount in rows(found, "pay_date", "due", "withholding")]
    assert days == [
        ("2026-01-20", "2026-01-21", kr(21000)),
        ("2026-02-20", "2026-02-23", kr(22500)),
        ("2026-03-20", "2026-03-23", kr(21000)),
        ("2026-03-25", "2026-03-26", kr(-600)),
    ]
    assert found.sum_of("withholding") == booked(desk, "2600")


# --- absence ---------------------------------------------------------------------------------------------------------


def test_absence_statistics_by_month(desk: Desk) -> None:
    """Working days 21, 20 and 22: as many of Kari, and 80 % of them of Jonas, who is away on 20 days of March."""
    found = report(desk, "absences", QUARTER)
    assert rows(found, "month", "possible", "self_certified", "sick_note", "sick", "share") == [
        (JANUARY, Decimal("37.8"), None, None, None, Percent.of("0.0")),
        (FEBRUARY, Decimal(36), Decimal(2), None, Decimal(2), Percent.of("5.6")),
        (MARCH, Decimal("39.6"), None, Decimal(16), Decimal(16), Percent.of("40.4")),
    ]
    assert found.sums is not None
    assert found.sums[1:4] == (Decimal("113.4"), Decimal(18), Percent.of("15.9"))


def test_absence_by_department_and_person(desk: Desk) -> None:
    by_department = report(desk, "absences", QUARTER, by="departments")
    assert rows(by_department, "department", "possible", "sick") == [
        ("10 Butikk", Decimal(63), Decimal(2)),
        ("20 Kontor", Decimal("50.4"), Decimal(16)),
    ]
    by_person = report(desk, "absences", QUARTER, by="people", person=2)
    assert rows(by_person, "name", "share") == [("Jonas Berg", Percent.of("31.7"))]
    assert not report(desk, "absences", QUARTER, person=1, by="months").sum_of("possible")  # days are no amounts


def test_days_to_come_do_not_count(desk: Desk) -> None:
    """Today is 22 November."""
    found = report(desk, "absences")
    assert rows(found, "month")[-1] == (Month(2026, 11),)
    assert not report(desk, "absences", Choices(Month(2026, 12), Month(2026, 12))).rows


def test_the_refund_ledger_is_that_of_the_page(desk: Desk) -> None:
    found, page = report(desk, "refunds"), ledger(desk)
    [row] = rows(found, "name", "due", "received", "missing")
    assert row == ("Jonas Berg", page.due.value, kr(4000), page.missing.value)
    assert page.due.value - kr(4000) == page.missing.value > kr(0)
    assert found.rows[0].where == Place("refunds", f"absence:{page.rows[0].absence}", "ledger")
    assert not report(desk, "refunds", Choices(Month(2026, 5), Month(2026, 12))).rows


# --- control ---------------------------------------------------------------------------------------------------------


def test_reconciliation_is_that_of_the_year_end(desk: Desk) -> None:
    page = year_end(desk, 2026)
    for by, some in (("months", page.months), ("terms", page.terms)):
        runs = [measure.runs for month in some for measure in month.measures]
        assert [value for (value,) in rows(report(desk, "reconciliation", by=by), "runs")] == runs
    assert len(report(desk, "reconciliation", by="year").rows) == 4


def test_no_more_is_said_to_agree_than_what_was_reported(desk: Desk) -> None:
    page = year_end(desk, 2026)
    states = {state for (state,) in rows(report(desk, "reconciliation"), "state")}
    said = {note.text for note in report(desk, "reconciliation").notes}
    reported = [month.has_report for month in page.months]
    assert ("Everything agrees to the øre" in said) == (all(reported) and "Does not agree" not in states)
    assert ("What is reported agrees to the øre" in said) == (
        any(reported) and not all(reported) and "Does not agree" not in states
    )


def test_the_changes_of_a_period(desk: Desk) -> None:
    """All was done on 22 November."""
    found = report(desk, "changes", Choices(Month(2026, 11), Month(2026, 11)))
    assert "Kari Ås" in {about for (about,) in rows(found, "about")}
    assert {who for (who,) in rows(found, "who")} == {"kari"}
    assert not report(desk, "changes", QUARTER).rows


def test_deadlines_are_those_of_the_page(desk: Desk) -> None:
    found = report(desk, "deadlines")
    in_year = [row for row in due_rows((), desk) if row.day.year == 2026]
    assert [day for (day,) in rows(found, "day")] == [row.day for row in in_year]


def test_deadlines_of_a_client_that_is_not_open(desk: Desk) -> None:
    """As they were when it was last open: without amounts, and one goes to the page of deadlines."""
    due = CardDeadline("report", Message("A-melding for {month}", month=MARCH), date(2026, 4, 7))
    at = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    card = ClientCard(Path("annen.lonnsom"), "x", "=Annen AS", "310000027", "NO", "", 3, at, deadlines=(due,))
    found = make(desk, "deadlines", Choices(APRIL, APRIL), "nb", cards=(card,))
    assert rows(found, "day", "client", "what", "amount", "state") == [
        (date(2026, 4, 7), "=Annen AS", "A-melding for mars 2026", None, "Over fristen")
    ]
    assert found.rows[0].where == Place("deadlines")
    assert not found.facts


# --- all of them -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A client in which nothing is entered."""
    path = tmp_path_factory.mktemp("empty") / "tom.lonnsom"
    client, _ = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    yield Desk(client, "kari", Clock())
    client.close()


@pytest.mark.parametrize("name", [name for name in HERE if name not in NEED_EMPLOYER])
def test_an_empty_client_has_empty_reports(empty: Desk, name: str) -> None:
    found = make(empty, name, YEAR, "nb")
    assert len(found.rows) == (1 if name == "changes" else 0)  # that the file was made
    assert not found.facts
    assert found.picture is None or not found.picture.says_something


@pytest.mark.parametrize("name", NEED_EMPLOYER)
def test_some_reports_need_an_employer(empty: Desk, name: str) -> None:
    with pytest.raises(Refused, match="employer"):
        make(empty, name, YEAR, "nb")


@pytest.mark.parametrize("name", [name for name in HERE if name not in ("reconciliation", "refunds")])
def test_no_query_in_a_loop(desk: Desk, name: str) -> None:
    """As many questions for a year as for a month."""
    counted: list[str] = []

    def count(*args: Any) -> None:
        counted.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", count)
    try:
        asked = []
        for choices in (Choices(APRIL, APRIL), YEAR):  # with the refund, which asks for more
            counted.clear()
            report(desk, name, choices)
            asked.append(len(counted))
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert asked[1] <= asked[0]


def test_what_can_be_chosen(desk: Desk) -> None:
    found = offers(desk, "nb")
    assert found.years == (2026,)
    assert [run.kind for run in found.runs] == ["correction", "ordinary", "ordinary", "ordinary"]
    assert found.people == ((2, "Jonas Berg"), (1, "Kari Ås"))
    assert found.departments == (("10", "10 Butikk"), ("20", "20 Kontor"), ("", "Uten avdeling"))
    assert found.newest == MARCH


def test_the_name_of_the_file_says_what_who_and_when(desk: Desk) -> None:
    found = report(desk, "wage_journal", Choices(JANUARY, JANUARY))
    assert file_of(found, 'Bakeri: "A/B"', "nb") == "Lønnsjournal januar 2026 – Bakeri   A B"
