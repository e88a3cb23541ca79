"""Two years of 50 people with holiday, benefits and corrections: proven, corrected, asked about.

The floors: the same runs computed once more from facts that are in memory; reading the stored slips concerned.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.actions import runs
from services.actions.bulk_rise import Rise
from services.actions.bulk_rise import preview as rise_preview
from services.actions.clients import fill
from services.actions.corrections import TermsChange, apply, preview
from services.actions.employees import TermsPart, save_terms
from services.actions.verify import verify
from services.desk.calculate import calculate
from services.desk.desk import Desk
from services.desk.gather import reversed_slips, slips_of
from services.desk.keep import stored_result
from services.engine.facts import CompanyCar, LineInput, RunHead, RunKind, TaxCard
from services.files.scenario import FixedLine, Scenario, ScenarioPerson, ScenarioRun
from services.queries.correction_advice import Question, advise
from services.queries.corrections import noticed
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, Clock
from tests.benchmarks.crowd import crowd
from tests.benchmarks.measure import say, times, usual

PEOPLE, MONTHS = 50, 24
FIRST = Month(2024, 11)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    path = tmp_path_factory.mktemp("two") / "years.lonnsom"
    client, _ = Client.create(path, "x", "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    town = two_years()
    fill(desk, town)
    for run in town.runs:
        run_id = runs.start(desk, run.head, run.lines, run.employees or ())
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
    return desk


def two_years() -> Scenario:
    """November 2024 to October 2026, with holiday runs in June, and a correction of one person every quarter."""
    town = crowd(PEOPLE)
    made: list[ScenarioRun] = []
    for number in range(MONTHS):
        month = FIRST.plus(number)
        kind = RunKind.HOLIDAY if month.number == 6 else RunKind.ORDINARY
        head = RunHead(month, date(month.year, month.number, 20), kind, december_relief=month.number == 12)
        made.append(ScenarioRun(head, crowd(PEOPLE).runs[0].lines, None))
        if number % 3 == 2:
            again = replace(head, kind=RunKind.CORRECTION, corrects=head.name, sequence=2, december_relief=False)
            who = 4 * (1 + number % 10)
            made.append(ScenarioRun(again, {who: (LineInput("hourly_pay", quantity=Decimal(90)),)}, frozenset({who})))
    return replace(town, start=FIRST, people=tuple(map(_with_more, town.people)), runs=tuple(made))


def _with_more(each: ScenarioPerson) -> ScenarioPerson:
    """Cards of three years, a telephone, and every tenth a car or a loan."""
    number = each.person.number
    cards = tuple(
        TaxCard(year, "table", "7100" if year == 2024 else each.cards[0].table, Percent.of(36), months=Decimal("10.5"))
        for year in (2024, 2025, 2026)
    )
    phone = FixedLine(LineInput("phone_benefit", fixed=True), Span(date.min))
    cars = (CompanyCar(Money.kr(465_000), date(2023, 2, 14), date(2024, 1, 1)),) if number % 10 == 1 else ()
    return replace(each, cards=cards, fixed=(*each.fixed, phone), person=replace(each.person, cars=cars))


def test_proving_two_years(desk: Desk) -> None:
    assert verify(desk) == []
    with desk.reading() as session:
        approved = runs.approved(session)
        results = [(stored_result(session, run), reversed_slips(session, run)) for run in approved]

    def again() -> None:
        for result, earlier in results:
            calculate(result.facts, earlier)

    print()
    say(f"{PEOPLE} people, {len(results)} runs: verify", usual(lambda: verify(desk), 3), usual(again, 3), goal="10 s")


def test_correcting_twelve_months_of_one_person(desk: Desk) -> None:
    """From November of the year before to October: computed, compared, and put into a run."""
    change = TermsChange(1, "1", date(2025, 11, 1), monthly_salary=Money.kr(45_000))
    with desk.reading() as session:
        ids = [run.id for run in runs.approved(session) if run.month >= Month(2025, 11)]

        def read() -> None:
            for run_id in ids:
                slips_of(session, run_id, [1])

        floor = usual(read)
    print()
    say("12 months of one person: what is owed", usual(lambda: preview(desk, [change])), floor, goal="1 s")
    days = iter(range(1, 28))

    def applied() -> None:
        head = RunHead(Month(2026, 11), date(2026, 11, next(days)), RunKind.EXTRA)
        desk.client.undo((apply(desk, [change], into=head), desk.client.history(limit=1)[0].seq)[1], "kari")

    say("the same, put into a run and taken back", usual(applied), floor, goal="1 s")
    question = Question("terms", "2026-08", (1,), (change,))
    say("the adviser, six ways with their effect", usual(lambda: advise(desk, question)), goal="1 s")


def test_a_rise_for_all_from_half_a_year_ago(desk: Desk) -> None:
    head = RunHead(Month(2026, 11), date(2026, 11, 20), RunKind.EXTRA)
    rise = Rise(date(2026, 5, 1), percent=Percent.of(4))
    print()
    say(f"a rise for {PEOPLE}, six months back: preview", usual(lambda: rise_preview(desk, rise, head), 3))


def test_noticing_what_was_changed(desk: Desk) -> None:
    print()
    say("nothing was changed back in time", times(lambda: noticed(desk), 1)[0])
    save_terms(desk, 1, "1", TermsPart(from_day=date(2026, 5, 1), monthly_salary=Money.kr(45_000)))
    say("one rise from May is noticed", times(lambda: noticed(desk), 1)[0])
    say("the same, looked at again", usual(lambda: noticed(desk)))
