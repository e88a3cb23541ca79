"""Moving in from another program: its last a-melding read, people taken over, and the check that both tell the same."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from models.records.absence import Absence
from models.records.employee import Employee, Employment, EmploymentTerms
from models.records.employer import Establishment
from models.values.finding import Refused, Severity
from models.values.span import Month
from services.actions import moving_in as action
from services.actions import runs, undo
from services.actions.employees import TermsPart, save_terms
from services.actions.scenario import play
from services.desk.countries import country
from services.desk.desk import Desk
from services.queries.moving_in import moving_in, switch_over
from services.reference.wage_type_rows import wage_types
from tests.actions.conftest import new  # noqa: F401  the fixture
from tests.actions.samples import MARCH_RUN, Made, scenario
from tests.builders import kr, pct

INGRID, JONAS, MAJA = "12847913736", "19910174846", "24929930092"
NAMES = {INGRID: "Ingrid Haugen Ås", JONAS: "Jonas Fjeldstad", MAJA: "Maja Eikeland"}


@pytest.fixture(scope="module")
def last_report() -> bytes:
    """March as the old program reported it."""
    book = play(scenario(MARCH_RUN))
    return (
        country("NO").report(book.month(Month(2026, 3)), wage_types("NO"), "Gammelt system", date(2026, 4, 1)).content
    )


@pytest.fixture
def empty(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    """The same employer with one sub-unit and nobody in it."""
    with new.desk(new.copied_to(tmp_path)) as desk:
        with desk.change("test.empty") as session:
            for record in (EmploymentTerms, Employment):
                for row in session.scalars(select(record)):
                    session.delete(row)
                session.flush()
            for kind in ("fixed_line", "tax_card", "movement"):
                session.connection().exec_driver_sql(f"DELETE FROM {kind}")
            for row in session.scalars(select(Employee)):
                session.delete(row)
            for row in session.scalars(select(Establishment).where(Establishment.orgnr == "315001013")):
                session.delete(row)
        yield desk


@pytest.fixture
def full(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    """The client itself, with everybody."""
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


def test_what_the_report_would_bring(empty: Desk, last_report: bytes) -> None:
    found = moving_in(empty, last_report)
    assert (found.employer, found.month, found.program) == ("310000019", Month(2026, 3), "Gammelt system")
    assert [(each.key, each.number, each.name) for each in found.people] == [
        (INGRID, 1, ""),
        (MAJA, 2, ""),
        (JONAS, 3, ""),
    ]
    assert found.people[0].born == date(1979, 4, 12)
    assert found.new_units == ("315001013",)
    assert found.refused is None


def test_people_come_with_the_ids_dates_and_codes_that_were_reported(empty: Desk, last_report: bytes) -> None:
    """Ingrid's pay rose on 16 March; Maja works in two sub-units, with id 1 and id 2."""
    assert action.take_over(empty, last_report, NAMES) == 3
    with empty.reading() as session:
        jobs = session.execute(
            select(Employee.name, Employment.employment_id, Employment.establishment, Employment.start)
            .join(Employment, Employment.employee_id == Employee.id)
            .order_by(Employee.number, Employment.employment_id)
        ).all()
        terms = session.scalars(
            select(EmploymentTerms).join(Employment).join(Employee).where(Employee.number == 1)
        ).one()
        assert [tuple(job) for job in jobs] == [
            ("Ingrid Haugen Ås", "1", "315000017", date(2015, 8, 1)),
            ("Maja Eikeland", "1", "315000017", date(2022, 9, 1)),
            ("Maja Eikeland", "2", "315001013", date(2026, 1, 1)),
            ("Jonas Fjeldstad", "1", "315001013", date(2024, 8, 20)),
        ]
        assert (terms.from_day, terms.pay_since) == (date(2015, 8, 1), date(2026, 3, 16))
        assert session.scalar(select(Establishment.zone).where(Establishment.orgnr == "315001013")) == "1a"


def test_what_came_over_reports_the_same_as_before(empty: Desk, last_report: bytes) -> None:
    """The switch-over check finds nothing, the date of the last change of pay included."""
    action.take_over(empty, last_report, NAMES)
    assert switch_over(empty, last_report) == ()


def test_seniority_and_pay_step_come_along(empty: Desk, last_report: bytes) -> None:
    """The check finds nothing then, and names them where they are another here."""
    after = b"<loennsansiennitet>2010-01-01</loennsansiennitet><loennstrinn>52</loennstrinn>"
    end = b"</sisteLoennsendringsdato>"
    told = last_report.replace(end, end + after, 1)
    assert told != last_report
    action.take_over(empty, told, NAMES)
    with empty.reading() as session:
        job = session.scalars(select(Employment).order_by(Employment.id)).first()
        terms = session.scalars(select(EmploymentTerms).order_by(EmploymentTerms.id)).first()
        assert job is not None
        assert terms is not None
        assert (job.seniority, terms.pay_step) == (date(2010, 1, 1), "52")
    assert switch_over(empty, told) == ()
    rows = switch_over(empty, told.replace(b">52<", b">53<"))
    assert [(row.what.text, row.theirs, row.ours) for row in rows] == [("Pay step", "53", "52")]


def test_one_id_in_two_sub_units_keeps_the_person_out(empty: Desk, last_report: bytes) -> None:
    """An id is unique within its sub-unit only (amelding 6.1); the client file has each once for a person."""
    told = last_report.replace(b"<arbeidsforholdId>2<", b"<arbeidsforholdId>1<")
    assert told != last_report
    who = {each.key: each for each in moving_in(empty, told).people}
    assert [str(each.what) for each in who[MAJA].findings if each.severity is Severity.STOP] == [
        "The number 1 stands on two employments, and here each needs its own. Enter this person by hand"
    ]
    assert not who[MAJA].can_come
    with pytest.raises(Refused, match="stands on two employments"):
        action.take_over(empty, told, NAMES)
    assert action.take_over(empty, told, {INGRID: NAMES[INGRID], JONAS: NAMES[JONAS]}) == 2


def test_it_is_one_change_that_can_be_undone(empty: Desk, last_report: bytes) -> None:
    action.take_over(empty, last_report, NAMES)
    last = undo.last(empty)
    assert last is not None
    undo.undo(empty, last)
    with empty.reading() as session:
        assert session.scalars(select(Employee)).all() == []
        assert session.scalars(select(Establishment.orgnr)).all() == ["315000017"]


def test_leave_comes_along_with_its_id_and_is_reported_on(empty: Desk) -> None:
    """Half a leave without an end, and a layoff since February; the message after goes on with both (amelding 6.3)."""
    away = """
[[absence]]
employee = 1
id = "gml-1"
kind = "leave_education_statutory"
from = 2026-03-09
grade = 50

[[absence]]
employee = 2
id = "gml-2"
kind = "layoff"
from = 2026-02-02
to = 2026-03-29
"""
    book = play(scenario(MARCH_RUN + away))
    wage = wage_types("NO")
    report = country("NO").report(book.month(Month(2026, 3)), wage, "Gammelt system", date(2026, 4, 1)).content
    found = moving_in(empty, report)
    assert [len(each.findings) for each in found.people if any("its id" in str(one.what) for one in each.findings)]
    action.take_over(empty, report, NAMES)
    with empty.reading() as session:
        rows = session.scalars(select(Absence).order_by(Absence.first)).all()
        assert [(row.leave_id, row.kind, row.first, row.last, row.paid) for row in rows] == [
            ("gml-2", "layoff", date(2026, 2, 2), date(2026, 3, 29), True),
            ("gml-1", "leave_education_statutory", date(2026, 3, 9), None, True),
        ]
        assert [row.grade for row in rows] == [pct(100), pct(50)]
        assert {row.employment_id for row in rows} == {""}


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ({INGRID: "  "}, "no names"),
        ({INGRID: "Ingrid\x07Ås"}, "not a name"),
        ({INGRID: "I" * 200}, "not a name"),
        ({}, "Nobody"),
        ({"12345": "Ukjent"}, "Nobody"),
    ],
)
def test_a_wrong_name_takes_nobody_over(empty: Desk, last_report: bytes, names: dict[str, str], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        action.take_over(empty, last_report, names | {JONAS: "Jonas Fjeldstad"} if names and INGRID in names else names)
    with empty.reading() as session:
        assert session.scalars(select(Employee)).all() == []


def test_who_works_here_already_stays_as_they_are(full: Desk, last_report: bytes) -> None:
    found = moving_in(full, last_report)
    assert [each.here for each in found.people] == [1, 3, 2]
    with pytest.raises(Refused, match="already"):
        action.take_over(full, last_report, {INGRID: "Ingrid Haugen Ås"})


def test_a_report_of_another_employer_is_refused(full: Desk, last_report: bytes) -> None:
    other = last_report.replace(b"310000019", b"312001004")
    found = moving_in(full, other)
    assert found.refused is not None
    with pytest.raises(Refused, match="312001004"):
        action.take_over(full, other, {INGRID: "Ingrid Haugen Ås"})


@pytest.mark.parametrize(
    "content", [b"", b"a;b;c\n1;2;3\n", b"<x/>", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"]
)
def test_another_file_is_refused(full: Desk, content: bytes) -> None:
    with pytest.raises(Refused):
        moving_in(full, content)


def test_a_report_that_breaks_its_form_is_refused_with_the_line(full: Desk, last_report: bytes) -> None:
    broken = last_report.replace(b"<startdato>2015-08-01</startdato>", b"<startdato>i fjor</startdato>")
    with pytest.raises(Refused, match="Line"):
        moving_in(full, broken)


def test_the_switch_over_check_names_each_field(full: Desk, last_report: bytes) -> None:
    """The old program had another percentage and another first day for Ingrid, and did not know Maja's second job."""
    text = last_report.decode()
    at = text.index("<startdato>2015-08-01</startdato>")
    text = text[:at] + text[at:].replace("<startdato>2015-08-01</startdato>", "<startdato>2015-09-01</startdato>", 1)
    text = text.replace("<stillingsprosent>80</stillingsprosent>", "<stillingsprosent>75</stillingsprosent>")
    rows = switch_over(full, text.encode())
    assert [(row.number, row.what.text, row.is_identity) for row in rows] == [
        (1, "First day", True),
        (3, "Percentage of a full post", False),
    ]
    assert (rows[0].theirs, rows[0].ours) == (date(2015, 9, 1), date(2015, 8, 1))
    assert (rows[1].theirs, rows[1].ours) == (pct(75), pct(80))


def test_an_employment_that_only_one_side_knows(full: Desk, last_report: bytes) -> None:
    text = last_report.decode().replace(
        "<arbeidsforholdId>2</arbeidsforholdId>", "<arbeidsforholdId>77</arbeidsforholdId>"
    )
    rows = switch_over(full, text.encode())
    assert [(row.employment, row.number, row.is_identity) for row in rows] == [("77", 3, True), ("2", 3, True)]


def test_terms_changed_afterwards_keep_the_date_that_was_taken_over(empty: Desk, last_report: bytes) -> None:
    """Another rise on 1 May: until then the pay was changed last on 16 March, afterwards on 1 May."""
    action.take_over(empty, last_report, NAMES)
    save_terms(empty, 1, "1", TermsPart(date(2026, 5, 1), monthly_salary=kr(62000)))
    assert switch_over(empty, last_report) == ()
    run_id = runs.start(empty, scenario(MARCH_RUN).runs[0].head, {})
    assert runs.draft(empty, run_id).payslips
