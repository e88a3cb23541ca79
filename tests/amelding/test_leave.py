"""Leave and layoff in the messages of the months: what a clerk would tell, by hand from amelding 6.2 and 6.3.

Every message here is written, compared as XML, found right by our controls, and valid by the official schema.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from models.values.percent import Percent
from models.values.span import Month, Span
from services.engine.facts import Absence, Employment, PersonFacts
from services.engine.month import MonthFacts, ReportedAbsence
from services.norway.amelding.build import build_content
from services.norway.amelding.controls import check
from services.norway.amelding.leave import days_together, description, leaves_known, reportable
from services.norway.amelding.leave_read import read_leaves
from services.norway.amelding.message import Leveranse
from services.norway.amelding.write import write
from services.reference.wage_type_rows import wage_types
from tests.amelding.samples import FROEYA, OSLO, TWO_ZONES, employer, employment, message, person, terms

PARENTAL, BY_LAW, AGREED = "permisjonMedForeldrepenger", "andreLovfestedePermisjoner", "andreIkkeLovfestedePermisjoner"
LAYOFF = "permittering"


def away(kind: str, first: str, last: str | None = None, grade: str = "100", **more: object) -> Absence:
    days = date.fromisoformat(first), date.fromisoformat(last) if last else None
    return Absence(kind, *days, Percent.of(grade), **more)  # type: ignore[arg-type]


def who(*absences: Absence, jobs: tuple[Employment, ...] = ()) -> PersonFacts:
    return person(1, *jobs, absences=tuple(sorted(absences, key=lambda each: each.first)))


@pytest.fixture(scope="module")
def schema(request: pytest.FixtureRequest) -> etree.XMLSchema | None:
    """The official schema where it lies beside the tree; without it the description of the message judges alone."""
    file = request.config.rootpath.parent / "shared" / "reference" / "amelding" / "amelding_v2_3.xsd"
    return etree.XMLSchema(etree.parse(file)) if file.is_file() else None


Told = Callable[..., list[str]]


def lines(delivery: Leveranse) -> list[str]:
    """The leaves of a message as they stand in its XML: id, first day, last day, percentage, description, in order."""
    data = write(delivery)
    assert [str(each.what) for each in check(data)] == []
    return xml_lines(data)


def xml_lines(data: bytes) -> list[str]:
    root = etree.fromstring(data)
    found = []
    for leave in root.iter("{*}permisjon"):
        texts = {etree.QName(each).localname: each.text for each in leave}
        order = ["startdato", "sluttdato", "permisjonsprosent", "permisjonId", "beskrivelse"]
        assert list(texts) == [name for name in order if name in texts]
        last = texts.get("sluttdato", "")
        values = (texts[name] for name in ("permisjonId", "startdato"))
        found.append(
            " ".join([*values, "→", last, texts["permisjonsprosent"], texts["beskrivelse"]]).replace("  ", " ")
        )
    return found


@pytest.fixture
def told(schema: etree.XMLSchema | None) -> Told:
    def of_month(someone: PersonFacts, month: str) -> list[str]:
        delivery = message(people=[someone], month=Month.parse(month))
        if schema is not None:
            schema.assertValid(etree.fromstring(write(delivery)))
        return lines(delivery)

    return of_month


# --- when a leave is told --------------------------------------------------------------------------------------------


def test_thirteen_days_are_not_told_and_fourteen_are(told: Told) -> None:
    """2–14 March are 13 calendar days, 2–15 March are 14, both ends counted."""
    assert told(who(away("leave_other", "2026-03-02", "2026-03-14")), "2026-03") == []
    assert told(who(away("leave_other", "2026-03-02", "2026-03-15")), "2026-03") == [
        f"1-20260302 2026-03-02 → 2026-03-15 100 {AGREED}"
    ]


def test_a_leave_stands_in_every_month_until_that_of_its_end(told: Told) -> None:
    someone = who(away("leave_parental", "2026-02-10", "2026-04-08", id="f-77"))
    assert told(someone, "2026-01") == []
    assert told(someone, "2026-02") == [f"f-77 2026-02-10 → 100 {PARENTAL}"]
    assert told(someone, "2026-03") == [f"f-77 2026-02-10 → 100 {PARENTAL}"]
    assert told(someone, "2026-04") == [f"f-77 2026-02-10 → 2026-04-08 100 {PARENTAL}"]
    assert told(someone, "2026-05") == []


def test_the_xml_of_a_leave_element_by_element() -> None:
    data = write(message(people=[who(away("leave_military", "2026-03-02", "2026-03-31", id="m1"))])).decode()
    found = re.search(r" *<permisjon>.*?</permisjon>\n", data, re.DOTALL)
    assert found is not None
    assert re.sub(r"\n *", "", found[0]).strip() == (
        "<permisjon><startdato>2026-03-02</startdato><sluttdato>2026-03-31</sluttdato>"
        "<permisjonsprosent>100</permisjonsprosent><permisjonId>m1</permisjonId>"
        "<beskrivelse>permisjonVedMilitaertjeneste</beskrivelse></permisjon>"
    )
    assert data.index("<permisjon>") < data.index("<sisteDatoForStillingsprosentendring>")


def test_two_short_leaves_become_reportable_by_the_second_and_come_with_their_real_dates(told: Told) -> None:
    """8 days in January, 7 in March: 15 within twelve months. The first is told in March, once, with its real dates."""
    someone = who(away("leave_other", "2026-01-12", "2026-01-19"), away("unpaid", "2026-03-09", "2026-03-15"))
    assert told(someone, "2026-01") == told(someone, "2026-02") == []
    assert told(someone, "2026-03") == [
        f"1-20260112 2026-01-12 → 2026-01-19 100 {AGREED}",
        f"1-20260309 2026-03-09 → 2026-03-15 100 {AGREED}",
    ]
    assert told(someone, "2026-04") == []


def test_two_short_leaves_more_than_twelve_months_apart_are_not_told(told: Told) -> None:
    """8 days ending on 19 January 2025, 7 days from 20 January 2026: no twelve months hold both whole."""
    someone = who(away("leave_other", "2025-01-12", "2025-01-19"), away("leave_other", "2026-01-20", "2026-01-26"))
    assert told(someone, "2026-01") == []
    late = who(away("leave_other", "2025-01-12", "2025-01-19"), away("leave_other", "2026-01-03", "2026-01-09"))
    assert told(late, "2026-01") == [  # 12 January 2025 – 11 January 2026 hold 8 + 7 days
        f"1-20250112 2025-01-12 → 2025-01-19 100 {AGREED}",
        f"1-20260103 2026-01-03 → 2026-01-09 100 {AGREED}",
    ]


def test_days_count_once_where_leaves_overlap() -> None:
    known = leaves_known(
        who(
            away("leave_parental", "2026-03-02", "2026-03-08", "20"),
            away("leave_education_other", "2026-03-05", "2026-03-14", "50"),
        ),
        employment(),
        date(2026, 3, 31),
    )
    assert days_together(known, Span(date(2026, 1, 1), date(2026, 12, 31))) == 13  # 2–14 March
    assert reportable(known) == frozenset()


def test_part_leave_counts_from_first_to_last_day(told: Told) -> None:
    """Every Friday off for ten weeks is 20 %, and reportable: 6 March to 8 May."""
    someone = who(away("leave_other", "2026-03-06", "2026-05-08", "20"))
    assert told(someone, "2026-03") == [f"1-20260306 2026-03-06 → 20 {AGREED}"]


def test_a_leave_without_a_known_end_is_told_from_its_first_month(told: Told) -> None:
    """It may be told however short it is, and nobody knows that it will be short."""
    assert told(who(away("leave_military", "2026-03-25")), "2026-03") == [
        "1-20260325 2026-03-25 → 100 permisjonVedMilitaertjeneste"
    ]


def test_a_layoff_of_one_day_is_told(told: Told) -> None:
    assert told(who(away("layoff", "2026-03-10", "2026-03-10", "60")), "2026-03") == [
        f"1-20260310 2026-03-10 → 2026-03-10 60 {LAYOFF}"
    ]


@pytest.mark.parametrize("kind", ["sick_child", "care", "holiday", "other_paid"])
def test_other_absences_are_never_told(told: Told, kind: str) -> None:
    assert told(who(away(kind, "2026-03-02", "2026-03-31")), "2026-03") == []


def test_only_ordinary_and_maritime_employments_have_leave() -> None:
    freelancer = employment(type="frilanserOppdragstakerHonorarPersonerMm")
    assert leaves_known(who(away("leave_other", "2026-03-02", "2026-03-31")), freelancer, date(2026, 3, 31)) == ()


# --- percentage ------------------------------------------------------------------------------------------------------


def test_half_of_an_80_percent_position_is_50_and_the_position_stays(told: Told) -> None:
    job = employment(terms("36000", percent=Percent.of(80)))
    delivery = message(people=[who(away("leave_other", "2026-03-02", "2026-03-31", "50"), jobs=(job,))])
    [work] = delivery.oppgave.virksomhet[0].inntektsmottaker[0].arbeidsforhold
    assert [str(work.stillingsprosent), str(work.permisjon[0].permisjonsprosent)] == ["80", "50"]
    assert work.siste_dato_for_stillingsprosentendring == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("grade", "written"), [("33.3333", "33.33"), ("66.665", "66.67"), ("12.50", "12.5"), ("100.00", "100"), ("5", "5")]
)
def test_a_percentage_has_two_decimals_at_most(told: Told, grade: str, written: str) -> None:
    [line] = told(who(away("leave_other", "2026-03-02", "2026-03-31", grade)), "2026-03")
    assert line.split()[-2] == written


def test_a_change_of_percentage_closes_the_old_leave_and_opens_a_new_one(told: Told) -> None:
    """Anne of the official guide: 80 % from 1 February, 50 % from 15 March until 31 July. Both are in March."""
    someone = who(
        away("leave_other", "2026-02-01", "2026-03-14", "80"), away("leave_other", "2026-03-15", "2026-07-31", "50")
    )
    assert told(someone, "2026-02") == [f"1-20260201 2026-02-01 → 80 {AGREED}"]
    assert told(someone, "2026-03") == [
        f"1-20260201 2026-02-01 → 2026-03-14 80 {AGREED}",
        f"1-20260315 2026-03-15 → 50 {AGREED}",
    ]
    assert told(someone, "2026-04") == [f"1-20260315 2026-03-15 → 50 {AGREED}"]
    assert told(someone, "2026-07") == [f"1-20260315 2026-03-15 → 2026-07-31 50 {AGREED}"]


def test_a_change_of_percentage_never_takes_the_old_id_along(told: Told) -> None:
    """The user gave both rows the same id: the second gets one of its own."""
    someone = who(
        away("leave_other", "2026-02-01", "2026-03-14", "80", id="p2"),
        away("leave_other", "2026-03-15", "2026-07-31", "50", id="p2"),
    )
    assert [line.split()[0] for line in told(someone, "2026-03")] == ["p2", "1-20260315"]


def test_the_worked_shape_of_a_change_in_mid_month(told: Told) -> None:
    """amelding 8.1: a post of 70 %, half of it off until the 9th, a quarter from the 10th."""
    job = employment(terms("31500", percent=Percent.of(70)))
    someone = who(
        away("leave_other_statutory", "2026-02-01", "2026-03-09", "50", id="p1"),
        away("leave_other_statutory", "2026-03-10", None, "25", id="p2"),
        jobs=(job,),
    )
    assert told(someone, "2026-03") == [f"p1 2026-02-01 → 2026-03-09 50 {BY_LAW}", f"p2 2026-03-10 → 25 {BY_LAW}"]
    assert told(someone, "2026-04") == [f"p2 2026-03-10 → 25 {BY_LAW}"]


def test_two_leaves_at_once_have_ids_of_their_own(told: Told) -> None:
    """Half the time for education and a fifth with parental benefit (the official guide)."""
    someone = who(
        away("leave_education_other", "2026-03-02", "2026-06-30", "50"),
        away("leave_parental", "2026-03-02", "2026-06-30", "20"),
    )
    assert told(someone, "2026-03") == [
        "1-20260302 2026-03-02 → 50 utdanningspermisjonIkkeLovfestet",
        f"1-20260302.2 2026-03-02 → 20 {PARENTAL}",
    ]


def test_more_than_all_of_a_position_is_found() -> None:
    someone = who(
        away("leave_education_other", "2026-03-02", "2026-06-30", "60"),
        away("leave_parental", "2026-04-01", "2026-06-30", "50"),
    )
    data = write(message(people=[someone], month=Month(2026, 4)))
    assert {each.control for each in check(data)} == {"leaves_together"}


# --- what breaks a leave, and what does not --------------------------------------------------------------------------


def test_paid_leave_that_becomes_unpaid_keeps_its_id(told: Told) -> None:
    someone = who(
        away("leave_other", "2026-03-02", "2026-03-31", id="v1"),
        away("leave_other", "2026-04-01", "2026-05-31", paid=False, id="v2"),
    )
    assert told(someone, "2026-03") == [f"v1 2026-03-02 → 2026-03-31 100 {AGREED}"]
    assert told(someone, "2026-04") == [f"v1 2026-03-02 → 100 {AGREED}"]
    assert told(someone, "2026-05") == [f"v1 2026-03-02 → 2026-05-31 100 {AGREED}"]


def test_a_leave_that_goes_over_a_weekend_is_one(told: Told) -> None:
    """Friday 13 March and Monday 16 March: nobody was at work between."""
    someone = who(away("unpaid", "2026-03-02", "2026-03-13"), away("unpaid", "2026-03-16", "2026-03-20"))
    assert told(someone, "2026-03") == [f"1-20260302 2026-03-02 → 2026-03-20 100 {AGREED}"]


def test_a_single_day_at_work_does_not_break_a_leave_and_two_do(told: Told) -> None:
    one = who(away("leave_other", "2026-03-02", "2026-03-17"), away("leave_other", "2026-03-19", "2026-03-31"))
    assert told(one, "2026-03") == [f"1-20260302 2026-03-02 → 2026-03-31 100 {AGREED}"]
    two = who(away("leave_other", "2026-03-02", "2026-03-17"), away("leave_other", "2026-03-20", "2026-03-31"))
    assert told(two, "2026-03") == [
        f"1-20260302 2026-03-02 → 2026-03-17 100 {AGREED}",
        f"1-20260320 2026-03-20 → 2026-03-31 100 {AGREED}",
    ]


@pytest.mark.parametrize("kind", ["sick_note", "holiday"])
def test_sickness_or_holiday_straight_after_a_leave_ends_it(told: Told, kind: str) -> None:
    """Leave until Friday 20 March, then five days away as somebody at work, then leave again: two leaves."""
    someone = who(
        away("leave_parental", "2026-03-02", "2026-03-20"),
        away(kind, "2026-03-23", "2026-03-23"),
        away("leave_parental", "2026-03-24", "2026-04-30"),
    )
    assert told(someone, "2026-03") == [
        f"1-20260302 2026-03-02 → 2026-03-20 100 {PARENTAL}",
        f"1-20260324 2026-03-24 → 100 {PARENTAL}",
    ]


@pytest.mark.parametrize("kind", ["sick_note", "holiday"])
def test_sickness_or_holiday_inside_a_leave_changes_nothing(told: Told, kind: str) -> None:
    someone = who(away("leave_parental", "2026-03-02", "2026-04-30"), away(kind, "2026-03-16", "2026-03-22"))
    assert told(someone, "2026-03") == [f"1-20260302 2026-03-02 → 100 {PARENTAL}"]


def test_another_description_straight_after_is_another_leave(told: Told) -> None:
    someone = who(
        away("leave_parental", "2025-09-01", "2026-03-15"), away("leave_other_statutory", "2026-03-16", "2026-08-31")
    )
    assert told(someone, "2026-03") == [
        f"1-20250901 2025-09-01 → 2026-03-15 100 {PARENTAL}",
        f"1-20260316 2026-03-16 → 100 {BY_LAW}",
    ]


def test_a_layoff_goes_on_after_six_weeks_back_at_work_and_not_after_more(told: Told) -> None:
    """1 April – 12 May are 42 days back at work, six weeks; one more makes a new layoff."""
    six = who(away("layoff", "2026-03-02", "2026-03-31"), away("layoff", "2026-05-13", "2026-05-31"))
    assert told(six, "2026-03") == [f"1-20260302 2026-03-02 → 2026-03-31 100 {LAYOFF}"]
    assert told(six, "2026-04") == []
    assert told(six, "2026-05") == [f"1-20260302 2026-03-02 → 2026-05-31 100 {LAYOFF}"]
    more = who(away("layoff", "2026-03-02", "2026-03-31"), away("layoff", "2026-05-14", "2026-05-31"))
    assert told(more, "2026-05") == [f"1-20260514 2026-05-14 → 2026-05-31 100 {LAYOFF}"]


def test_a_layoff_after_a_holiday_is_a_new_one(told: Told) -> None:
    """The layoff ended because the holiday followed straight on it (the official guide)."""
    someone = who(
        away("layoff", "2026-06-01", "2026-06-30"),
        away("holiday", "2026-07-01", "2026-07-14"),
        away("layoff", "2026-07-15", "2026-07-31"),
    )
    assert told(someone, "2026-07") == [f"1-20260715 2026-07-15 → 2026-07-31 100 {LAYOFF}"]


def test_a_layoff_that_is_whole_half_and_whole_again_has_three_ids(told: Told) -> None:
    """Nobody was back at work between: the change of percentage opens a new id each time."""
    someone = who(
        away("layoff", "2026-03-02", "2026-03-08"),
        away("layoff", "2026-03-09", "2026-03-15", "50"),
        away("layoff", "2026-03-16", "2026-03-22"),
    )
    assert [line.split()[0] for line in told(someone, "2026-03")] == ["1-20260302", "1-20260309", "1-20260316"]


# --- sickness that became leave --------------------------------------------------------------------------------------


def test_sickness_is_leave_after_twelve_months(told: Told) -> None:
    """Sick since 10 March 2025, by one note after another: leave from 10 March 2026, at the grade of the note."""
    someone = who(
        away("self_certified", "2025-03-10", "2025-03-12"),
        away("sick_note", "2025-03-13", "2025-09-30"),
        away("sick_note", "2025-10-01", "2026-03-31"),
        away("sick_note", "2026-04-01", "2026-05-31", "60"),
    )
    assert told(someone, "2026-02") == []
    assert told(someone, "2026-03") == [f"1-20251001 2026-03-10 → 2026-03-31 100 {AGREED}"]
    assert told(someone, "2026-04") == [f"1-20260401 2026-04-01 → 60 {AGREED}"]


def test_sickness_with_work_between_begins_anew(told: Told) -> None:
    someone = who(away("sick_note", "2025-03-10", "2025-12-31"), away("sick_note", "2026-01-12", "2026-06-30"))
    assert told(someone, "2026-04") == []


def test_leave_entered_by_hand_stands_before_what_sickness_became(told: Told) -> None:
    """The user told the leave from the day on which sick pay ended; it is not told twice."""
    someone = who(
        away("sick_note", "2025-03-10", "2026-06-30"), away("leave_other", "2026-03-03", "2026-06-30", id="aap-1")
    )
    assert told(someone, "2026-03") == [f"aap-1 2026-03-03 → 100 {AGREED}"]


# --- a leave that never was ------------------------------------------------------------------------------------------


def test_a_wrong_leave_is_deleted_in_the_next_message_and_once(told: Told) -> None:
    """It turned out on 1 April that it never happened: March told it, April deletes it, May says nothing."""
    someone = who(away("leave_parental", "2026-03-02", "2026-03-31", id="p9", withdrawn=date(2026, 4, 1)))
    assert told(someone, "2026-03") == [f"p9 2026-03-02 → 2026-03-31 100 {PARENTAL}"]
    assert told(someone, "2026-04") == [f"p9 2026-03-02 → 2026-03-02 0 {PARENTAL}"]
    assert told(someone, "2026-05") == []


def test_a_wrong_leave_that_was_never_told_is_not_deleted(told: Told) -> None:
    same_month = who(away("leave_parental", "2026-03-02", "2026-03-31", withdrawn=date(2026, 3, 20)))
    short = who(away("leave_other", "2026-03-02", "2026-03-09", withdrawn=date(2026, 4, 1)))
    for month in ("2026-03", "2026-04"):
        assert told(same_month, month) == []
    assert told(short, "2026-04") == []


def test_the_right_leave_in_its_place_gets_another_id(told: Told) -> None:
    someone = who(
        away("leave_parental", "2026-03-02", "2026-05-31", id="p1", withdrawn=date(2026, 4, 10)),
        away("leave_parental", "2026-03-09", "2026-05-31", "50", id="p1"),
    )
    found = told(someone, "2026-04")
    assert found == [
        f"p1 2026-03-02 → 2026-03-02 0 {PARENTAL}",
        f"1-20260309 2026-03-09 → 50 {PARENTAL}",
    ]


# --- the employment --------------------------------------------------------------------------------------------------


def test_a_leave_ends_with_the_employment(told: Told) -> None:
    job = employment(end=date(2026, 3, 20), end_reason="arbeidstakerHarSagtOppSelv")
    someone = who(away("leave_other", "2026-02-02", "2026-06-30"), jobs=(job,))
    assert told(someone, "2026-03") == [f"1-20260202 2026-02-02 → 2026-03-20 100 {AGREED}"]


def test_a_leave_that_begins_before_the_employment_begins_with_it(told: Told) -> None:
    """Employed from 1 March, and on parental leave until 31 May: the leave's first day is 1 March."""
    job = employment(terms(since=date(2026, 3, 1)), start=date(2026, 3, 1))
    assert told(who(away("leave_parental", "2026-01-10", "2026-05-31"), jobs=(job,)), "2026-03") == [
        f"1-20260110 2026-03-01 → 100 {PARENTAL}"
    ]


def test_of_two_employments_each_has_its_own_id_or_one_alone_has_leave(told: Told) -> None:
    jobs = (employment(), employment(id="2", occupation="5223108"))
    both = who(away("leave_parental", "2026-03-02", "2026-04-30", id="f1"), jobs=jobs)
    assert told(both, "2026-03") == [f"f1 2026-03-02 → 100 {PARENTAL}", f"f1-2 2026-03-02 → 100 {PARENTAL}"]
    one = who(away("leave_other", "2026-03-02", "2026-04-30", employment="2"), jobs=jobs)
    delivery = message(people=[one])
    [work, second] = delivery.oppgave.virksomhet[0].inntektsmottaker[0].arbeidsforhold
    assert (len(work.permisjon), len(second.permisjon)) == (0, 1)


def test_a_move_to_another_establishment_ends_the_leave_there_and_begins_one_here() -> None:
    moved = "endringIOrganisasjonsstrukturEllerByttetJobbInternt"
    jobs = (
        employment(end=date(2026, 3, 15), end_reason=moved),
        employment(terms(since=date(2026, 3, 16)), start=date(2026, 3, 16), establishment=FROEYA),
    )
    someone = who(away("leave_parental", "2026-02-02", "2026-06-30", id="f"), jobs=jobs)
    found = lines(message(people=[someone], by=employer(*TWO_ZONES)))
    assert found == [f"f 2026-02-02 → 2026-03-15 100 {PARENTAL}", f"f-2 2026-03-16 → 100 {PARENTAL}"]


# --- codes by date ---------------------------------------------------------------------------------------------------


def test_a_leave_over_the_turn_of_2023_keeps_its_id_and_gets_the_new_code(told: Told) -> None:
    """Each leave that was welfare leave is told by one of the two new codes, each education by one of its two."""
    someone = who(
        away("leave_other", "2022-11-01", "2023-02-28", "40", id="v"),
        away("leave_education_statutory", "2022-11-01", "2023-02-28", "30", id="u"),
        jobs=(employment(terms(since=date(2020, 1, 1)), start=date(2020, 1, 1)),),
    )
    assert told(someone, "2022-12") == [
        "v 2022-11-01 → 40 velferdspermisjon",
        "u 2022-11-01 → 30 utdanningspermisjon",
    ]
    assert told(someone, "2023-01") == [
        f"v 2022-11-01 → 40 {AGREED}",
        "u 2022-11-01 → 30 utdanningspermisjonLovfestet",
    ]


@pytest.mark.parametrize(
    ("kind", "in_2017", "in_2022", "in_2023"),
    [
        ("leave_parental", "permisjon", PARENTAL, PARENTAL),
        ("leave_military", "permisjon", "permisjonVedMilitaertjeneste", "permisjonVedMilitaertjeneste"),
        ("leave_education_statutory", "permisjon", "utdanningspermisjon", "utdanningspermisjonLovfestet"),
        ("leave_education_other", "permisjon", "utdanningspermisjon", "utdanningspermisjonIkkeLovfestet"),
        ("leave_other_statutory", "permisjon", "velferdspermisjon", BY_LAW),
        ("leave_other", "permisjon", "velferdspermisjon", AGREED),
        ("unpaid", "permisjon", "velferdspermisjon", AGREED),
        ("layoff", LAYOFF, LAYOFF, LAYOFF),
    ],
)
def test_the_code_of_each_kind_in_each_time(kind: str, in_2017: str, in_2022: str, in_2023: str) -> None:
    months = (Month(2017, 12), Month(2022, 12), Month(2023, 1))
    assert [description(kind, month) for month in months] == [in_2017, in_2022, in_2023]


# --- against what was kept -------------------------------------------------------------------------------------------


def kept(name: str, first: str, last: str | None = None, percent: str = "100", code: str = AGREED) -> ReportedAbsence:
    someone = who()
    days = date.fromisoformat(first), date.fromisoformat(last) if last else None
    return ReportedAbsence(someone.national_id, OSLO, "1", name, *days, Percent.of(percent), code)


def after(someone: PersonFacts, month: str, *said: tuple[str, list[ReportedAbsence]]) -> list[str]:
    """What a month says after kept messages of earlier months."""
    facts = MonthFacts(
        "NO", employer(), Month.parse(month), (someone,), (), reported={Month.parse(name): each for name, each in said}
    )
    content = build_content(facts, wage_types("NO"))
    [job] = content.virksomhet[0].inntektsmottaker[0].arbeidsforhold
    return [
        f"{each.permisjon_id} {each.startdato} → {each.sluttdato or ''} {each.permisjonsprosent}".replace("  ", " ")
        for each in job.permisjon
    ]


def test_a_leave_that_was_forgotten_comes_with_its_real_dates() -> None:
    """It was entered in May; the messages of February to April were sent without it. Told once."""
    someone = who(away("leave_other", "2026-02-02", "2026-03-20", id="late"))
    silent = ("2026-02", []), ("2026-03", []), ("2026-04", [])
    assert after(someone, "2026-05", *silent) == ["late 2026-02-02 → 2026-03-20 100"]
    assert after(someone, "2026-06", *silent, ("2026-05", [kept("late", "2026-02-02", "2026-03-20")])) == []


def test_an_end_that_was_moved_back_is_told_anew() -> None:
    """March told no end; in April it turns out that it ended on 20 March."""
    someone = who(away("leave_other", "2026-02-02", "2026-03-20", id="v"))
    assert after(someone, "2026-04", ("2026-03", [kept("v", "2026-02-02")])) == ["v 2026-02-02 → 2026-03-20 100"]


def test_a_leave_that_was_told_is_told_on_though_it_was_shortened() -> None:
    """It was planned for a month, and told; it lasted ten days: its end must be told."""
    someone = who(away("leave_other", "2026-03-25", "2026-04-03", id="v"))
    assert after(someone, "2026-04", ("2026-03", [kept("v", "2026-03-25")])) == ["v 2026-03-25 → 2026-04-03 100"]


def test_a_leave_that_was_told_and_is_not_in_the_book_any_more_is_deleted() -> None:
    told_in_march = ("2026-03", [kept("v", "2026-03-02")])
    assert after(who(), "2026-04", told_in_march) == ["v 2026-03-02 → 2026-03-02 0"]
    deleted = ("2026-04", [kept("v", "2026-03-02", "2026-03-02", "0")])
    assert after(who(), "2026-05", told_in_march, deleted) == []


def test_what_a_message_says_of_leave_is_read_back() -> None:
    someone = who(away("leave_other", "2026-03-02", "2026-03-31", "66.67", id="v"))
    assert read_leaves(write(message(people=[someone]))) == [kept("v", "2026-03-02", "2026-03-31", "66.67")]


# --- what always holds -----------------------------------------------------------------------------------------------

KINDS = st.sampled_from(["leave_other", "leave_parental", "unpaid", "layoff", "sick_note", "holiday", "sick_child"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 9, 30))


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    first = draw(DAYS)
    last = draw(st.none() | st.dates(first, date(2026, 12, 31)))
    withdrawn = draw(st.none() | st.none() | DAYS)
    grade = Percent.of(draw(st.sampled_from(["20", "50", "100"])))
    return Absence(
        draw(KINDS), first, last, grade, draw(st.booleans()), "", draw(st.sampled_from(["", "a"])), withdrawn
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(absences(), max_size=5))
def test_over_a_year_of_messages(rows: list[Absence]) -> None:
    """An id always has one first day; it is deleted once; while it runs it is in every month; a message made from what
    the kept ones said is the one made without them.
    """
    someone = who(*rows)
    first: dict[str, str] = {}
    deleted: set[str] = set()
    running: set[str] = set()
    said: list[tuple[str, list[ReportedAbsence]]] = []
    for number in range(1, 13):
        month = Month(2026, number)
        data = write(message(people=[someone], month=month))
        found = read_leaves(data)
        names = [each.id for each in found]
        assert len(set(names)) == len(names)
        assert running <= set(names)
        running = set()
        for each in found:
            assert first.setdefault(each.id, str(each.first)) == str(each.first)
            assert 0 <= each.percent.value <= 100
            assert (each.percent.value > 0) or each.first == each.last
            if each.last is None:
                running.add(each.id)
            if each.percent.value:
                deleted.discard(each.id)  # the same leave after all: what lay between was withdrawn too
            else:
                assert each.id not in deleted
                deleted.add(each.id)
        again = after(someone, str(month), *said)
        assert again == [
            f"{each.id} {each.first} → {each.last or ''} {each.percent}".replace("  ", " ") for each in found
        ]
        said.append((str(month), found))


@settings(deadline=None, max_examples=40)
@given(st.lists(absences(), max_size=5), st.randoms())
def test_the_order_in_which_absences_were_entered_does_not_matter_for_the_days(
    rows: list[Absence], chance: object
) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    def days(some: list[Absence]) -> list[tuple[date, date | None, str]]:
        return sorted(
            ((each.first, each.last, str(each.percent)) for each in leaves_known(who(*some), employment(), date.max)),
            key=str,
        )

    assert days(rows) == days(shuffled)
