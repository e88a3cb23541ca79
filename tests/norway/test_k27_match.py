"""Who and which absence a refund belongs to; and what a client says to a report."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Severity
from models.values.money import Money
from services.files.refund_proposals import Absence, By, Employer, Imported, Person, Proposal
from services.files.refund_report import RefundRow
from services.norway.files.k27_match import against, match

KARI = Person(1, "Kari Nordmann Lillestrøm", ("30869138882",))
ASE = Person(2, "Åse Brønnøysund", ("128385 43284",))
JAN = Person(3, "Jan Kowalski", ("01810051236", "55878225510"), last_employed=date(2026, 8, 31))
LONG = Person(4, "Maximilian Alexander Bergh", ("24926909785",))
PEOPLE = (KARI, ASE, JAN, LONG)


def row(**other) -> RefundRow:
    fields = {
        "line": 1,
        "receiver": "314572106",
        "establishment": "314572335",
        "benefit": "4",
        "national_id": "12838543284",
        "name": "Åse Brønnøysund",
        "first": date(2026, 10, 1),
        "last": date(2026, 10, 31),
        "amount": Money.kr(41850),
        "account": "12345678911",
    }
    return RefundRow(**(fields | other))


def one(of: RefundRow, *absences: Absence) -> Proposal:
    (proposal,) = match([of], PEOPLE, absences)
    return proposal


def sick(key: str, first: date, last: date | None, **other) -> Absence:
    return Absence(key, **({"person": 2, "kind": "sick_note", "first": first, "last": last} | other))


def told(proposal: Proposal) -> list[str]:
    return [str(found.what) for found in proposal.findings]


AUTUMN = sick("autumn", date(2026, 9, 1), date(2026, 11, 30), employer_until=date(2026, 9, 16))


# --- people


def test_an_identity_number_is_certain():
    proposal = one(row(), AUTUMN)
    assert (proposal.person, proposal.absence) == (2, "autumn")
    assert [each.by for each in proposal.people] == [By.NUMBER]
    assert proposal.findings == ()


def test_an_earlier_number_counts():
    proposal = one(row(national_id="55878225510", first=date(2026, 8, 1), last=date(2026, 8, 20)))
    assert proposal.person == 3


@pytest.mark.parametrize("name", ["Åse Brønnøysund", "ÅSE BRØNNØYSUND", "Brønnøysund, Åse", "Åse  Brønnøysund"])
def test_a_name_is_only_a_proposal(name):
    proposal = one(row(national_id="99999999999", name=name), AUTUMN)
    assert proposal.person is None
    assert proposal.absence is None
    assert [(each.person, each.by) for each in proposal.people] == [(2, By.NAME)]
    assert [each.key for each in proposal.absences] == ["autumn"]
    assert told(proposal) == ["Nobody here has this identity number; the name fits. Say who it is"]


def test_nav_cuts_names_at_25():
    assert [each.person for each in one(row(national_id="", name="Maximilian Alexander Berg")).people] == [4]


def test_two_people_of_one_name_are_both_proposed():
    people = [Person(number, "Ola Hansen", ()) for number in (7, 8)]
    (proposal,) = match([row(national_id="", name="Ola Hansen")], people, [])
    assert [each.person for each in proposal.people] == [7, 8]


def test_nobody():
    proposal = one(row(national_id="99999999999", name="Nobody"))
    assert (proposal.people, proposal.person, proposal.absences) == ((), None, ())
    assert told(proposal) == ["Nobody here has this identity number or this name. Say who it is"]


def test_somebody_who_had_left():
    proposal = one(row(national_id="01810051236"))
    assert "The employment ended on 2026-08-31, before the period" in told(proposal)


# --- absences


def test_the_whole_is_better_than_a_part():
    part = sick("part", date(2026, 10, 20), date(2026, 11, 30))
    proposal = one(row(), part, AUTUMN)
    assert proposal.absence == "autumn"
    assert [(each.key, each.score) for each in proposal.absences] == [("autumn", 100), ("part", 50 + 40 * 12 // 31)]
    assert str(proposal.absences[1].why[0]) == "12 of 31 days are in the absence"


def test_two_that_fit_equally_are_left_to_somebody():
    proposal = one(row(), AUTUMN, sick("other", date(2026, 9, 1), None))
    assert proposal.absence is None
    assert len(proposal.absences) == 2


def test_an_open_end_is_no_end():
    assert one(row(), sick("open", date(2026, 9, 1), None)).absence == "open"


@pytest.mark.parametrize(
    ("benefit", "kind", "fits"),
    [
        ("4", "sick_note", True),
        ("4", "self_certified", True),
        ("5", "sick_note", True),
        ("6", "sick_note", True),
        ("7", "sick_note", True),
        ("1", "leave_parental", True),
        ("2", "leave_parental", True),
        ("3", "leave_parental", True),
        ("9", "care", True),
        ("Y", "care", True),
        ("Z", "sick_child", True),
        ("4", "leave_parental", False),
        ("4", "holiday", False),
        ("2", "sick_note", False),
        ("8", "sick_note", False),
        ("A", "sick_note", False),
        ("H", "sick_note", False),
        ("F", "leave_parental", False),
        ("?", "sick_note", False),
    ],
)
def test_the_kinds_of_a_benefit(benefit, kind, fits):
    absence = Absence("x", 2, kind, date(2026, 9, 1), date(2026, 12, 31))
    assert (one(row(benefit=benefit), absence).absence == "x") is fits


@pytest.mark.parametrize("benefit", ["A", "E", "H", "M", "8"])
def test_holiday_pay_and_deductions_are_not_asked_about(benefit):
    """They are never matched by date, so an absence is not missing."""
    proposal = one(row(benefit=benefit, first=date(2026, 5, 1), last=date(2026, 5, 31)))
    assert (proposal.person, proposal.absences, proposal.findings) == (2, (), ())


def test_no_absence_in_the_period_is_told_and_forces_nothing():
    proposal = one(row(), sick("spring", date(2026, 3, 1), date(2026, 4, 1)))
    assert (proposal.person, proposal.absence) == (2, None)
    assert told(proposal) == ["There is no absence of this kind in the period"]


def test_somebody_elses_absence_is_none():
    assert one(row(), sick("x", date(2026, 9, 1), None, person=1)).absences == ()


def test_nav_pays_sick_pay_after_the_employers_16_days():
    own = sick("own", date(2026, 10, 1), None, employer_until=date(2026, 10, 16))
    inside = row(first=date(2026, 10, 5), last=date(2026, 10, 16))
    (proposal,) = one(inside, own).absences
    assert proposal.score == 40
    assert "employer's own 16" in str(proposal.why[1])
    assert one(row(benefit="6", first=date(2026, 10, 5), last=date(2026, 10, 16)), own).absences[0].score == 100
    assert one(row(), own).absences[0].score == 100


@pytest.mark.parametrize(("first", "last"), [(date(2026, 10, 1), None), (None, date(2026, 10, 1))])
def test_one_day_that_is_there(first, last):
    (proposal,) = one(row(first=first, last=last), AUTUMN).absences
    assert proposal.score == 50


@pytest.mark.parametrize(("first", "last"), [(None, None), (date(2026, 10, 2), date(2026, 10, 1))])
def test_days_that_say_nothing(first, last):
    assert one(row(first=first, last=last), AUTUMN).absences == ()


def test_equal_rows_get_equal_proposals():
    first, second = match([row(), row(line=2)], PEOPLE, [AUTUMN])
    assert (first.absences, first.person) == (second.absences, second.person)
    assert (first.line, second.line) == (1, 2)


DAY = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(
    st.lists(st.tuples(st.sampled_from("123456789YZAEFHM?"), st.none() | DAY, st.none() | DAY), max_size=5),
    st.lists(st.tuples(st.sampled_from(["sick_note", "care", "sick_child", "x"]), DAY, st.none() | DAY), max_size=5),
)
def test_any_rows_and_absences(some, around):
    rows = [row(line=line, benefit=code, first=first, last=last) for line, (code, first, last) in enumerate(some, 1)]
    absences = [Absence(str(key), 2, kind, first, last) for key, (kind, first, last) in enumerate(around)]
    proposals = match(rows, PEOPLE, absences)
    assert [each.line for each in proposals] == [each.line for each in rows]
    for each in proposals:
        scores = [proposal.score for proposal in each.absences]
        assert scores == sorted(scores, reverse=True)
        assert all(1 <= score <= 100 for score in scores)
        assert each.absence is None or each.absence == each.absences[0].key


def test_many_rows_are_matched():
    people = [Person(number, f"Person {number}", (f"{number:011d}",)) for number in range(2_000)]
    absences = [Absence(str(number), number, "sick_note", date(2026, 9, 1)) for number in range(2_000)]
    rows = [row(line=line, national_id=f"{line % 2_000:011d}") for line in range(20_000)]
    assert all(each.absence for each in match(rows, people, absences))


# --- against a client

CLIENT = Employer("314572106", frozenset({"314572335", "314572661"}), "12345678911")
PAID = date(2026, 11, 2)


def said(*rows: RefundRow, imports: tuple[Imported, ...] = (), **more) -> list[tuple[Severity, object, str]]:
    return [
        (found.severity, found.where.thing, str(found.what))
        for found in against(rows, CLIENT, imports, "new", PAID, **more)
        if found.where
    ]


def test_a_report_of_this_client():
    assert said(row(), row(line=2, establishment="314572661")) == []


def test_another_employer_stops():
    ((severity, line, what),) = said(row(line=3, receiver="314572661"))
    assert (severity, line) == (Severity.STOP, 3)
    assert "314572661" in what


def test_the_same_file_stops_and_the_same_date_warns():
    before = Imported("new", date(2026, 11, 3), CLIENT.orgnr, PAID, "November 2026")
    assert said(row(), imports=(before,)) == [
        (Severity.STOP, None, "This file was imported on 2026-11-03, into November 2026")
    ]
    other = Imported("old", date(2026, 11, 3), CLIENT.orgnr, PAID)
    assert [severity for severity, _, _ in said(row(), imports=(other,))] == [Severity.WARNING]
    elsewhere = Imported("old", date(2026, 11, 3), CLIENT.orgnr, date(2026, 10, 1))
    assert said(row(), imports=(elsewhere,)) == []


def test_another_sub_unit_account_and_benefit_are_told_once():
    odd = row(establishment="974000000", account="12345678903", benefit="6")
    found = said(odd, odd, benefit_before={odd.national_id: "4"})
    assert [what.split()[0] for _, _, what in found] == ["Sub-unit", "The", "The"]
    assert {severity for severity, _, _ in found} == {Severity.WARNING}
    assert said(row(benefit="H"), benefit_before={row().national_id: "4"}) == []
