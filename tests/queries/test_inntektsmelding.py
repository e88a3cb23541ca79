"""The inntektsmelding of an absence in a client file: from approved runs, with what was answered and told of it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from models.records.absence import Absence
from models.records.employee import Employee
from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import HUNDRED
from services.actions.clients import fill
from services.actions.inntektsmelding import answer, mark_not_sent, mark_sent, save_inntektsmelding
from services.actions.scenario import read
from services.desk.desk import Desk
from services.engine.income_report import Answers, EndedBenefit, Reason
from services.queries.inntektsmelding import (
    inntektsmelding,
    inntektsmelding_json,
    inntektsmelding_pdf,
    other_units,
    rows_of,
    waiting,
)
from services.reference.texts import texts
from services.vault.client import Client
from tests.actions import refund_samples
from tests.actions.nine_months import made
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made

ANSWERED = Answers(reference="6f1f2b0a-6f5c-4c8a-9d55-1b1b5a3f0c01", contact="Lise Lønn", phone="22334455")


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A bakery with nine approved months, January to September 2026."""
    return made(tmp_path_factory.mktemp("nine"))


@pytest.fixture
def desk(nine: Made, tmp_path: Path) -> Iterator[Desk]:
    with nine.desk(nine.copied_to(tmp_path)) as desk:
        yield desk


def enter(desk: Desk, number: int, kind: str, first: date, last: date | None, **more: object) -> int:
    fields = {"employment_id": "", "grade": HUNDRED, "paid": True, "leave_id": "", "withdrawn": None, "note": ""} | more
    with desk.change("absence.enter") as session:
        employee = session.query(Employee).filter_by(number=number).one()
        row = Absence(employee_id=employee.id, kind=kind, first=first, last=last, **fields)
        session.add(row)
        session.flush()
        return row.id


def test_the_three_months_come_from_the_approved_runs(desk: Desk) -> None:
    """Sick from 1 September: June, July and August were paid here."""
    found = inntektsmelding(desk, enter(desk, 1, "sick_note", date(2026, 9, 1), date(2026, 10, 31)))
    months = found.sheet.months
    assert [str(month.month) for month in months] == ["2026-06", "2026-07", "2026-08"]
    regular = [month.regular for month in months if month.regular is not None]
    assert len(regular) == 3
    assert found.sheet.income.value == Money.total(regular).part(1, 3)
    assert not found.is_complete


def test_a_month_without_a_run_is_not_known(desk: Desk) -> None:
    """Sick from 2 December: no run of October and November."""
    found = inntektsmelding(desk, enter(desk, 1, "sick_note", date(2026, 12, 2), None))
    assert [month.reported is None for month in found.sheet.months] == [False, True, True]
    assert found.sheet.mean is None


def test_what_was_answered_is_kept_and_makes_it_complete(desk: Desk) -> None:
    number = enter(desk, 1, "sick_note", date(2026, 9, 1), date(2026, 10, 31))
    with pytest.raises(Refused):
        inntektsmelding_json(desk, number)
    answer(desk, number, ANSWERED)
    found = inntektsmelding(desk, number)
    assert (found.answers, found.is_complete) == (ANSWERED, True)
    form = json.loads(inntektsmelding_json(desk, number))
    assert form["agp"]["perioder"] == [{"fom": "2026-09-01", "tom": "2026-09-16"}]
    assert form["avsender"]["systemNavn"] == "Lønnsom"
    tried = inntektsmelding(desk, number, Answers(income=Money.kr(1)))
    assert tried.sheet.income.value == Money.kr(1)
    assert inntektsmelding(desk, number).answers == ANSWERED


def test_one_that_was_told_as_sent_is_changed_by_the_next(desk: Desk) -> None:
    number = enter(desk, 1, "sick_note", date(2026, 9, 1), date(2026, 10, 31))
    answer(desk, number, ANSWERED)
    mark_sent(desk, number)
    found = inntektsmelding(desk, number)
    assert found.sent is not None
    assert found.sent.by == desk.user
    assert json.loads(inntektsmelding_json(desk, number))["aarsakInnsending"] == "Endring"
    mark_not_sent(desk, number)
    assert json.loads(inntektsmelding_json(desk, number))["aarsakInnsending"] == "Ny"


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_the_paper_holds_every_answer(desk: Desk, language: str) -> None:
    number = enter(desk, 1, "sick_note", date(2026, 9, 1), date(2026, 10, 31))
    content = inntektsmelding_pdf(desk, number, language)
    assert content == inntektsmelding_pdf(desk, number, language)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    found = inntektsmelding(desk, number)
    assert found.sheet.person.national_id in text
    assert "Ingrid Haugen Ås" in text


def test_it_is_saved_and_kept_as_paper_and_as_json(desk: Desk, tmp_path: Path) -> None:
    number = enter(desk, 1, "sick_note", date(2026, 9, 1), date(2026, 10, 31))
    paper = save_inntektsmelding(desk, number, tmp_path / "im.pdf")
    assert paper.read_bytes().startswith(b"%PDF")
    with pytest.raises(Refused):
        save_inntektsmelding(desk, number, tmp_path / "im.json")
    assert not (tmp_path / "im.json").exists()
    answer(desk, number, ANSWERED)
    assert save_inntektsmelding(desk, number, tmp_path / "im.json").read_bytes() == inntektsmelding_json(desk, number)


def test_an_absence_that_nav_asks_nothing_about_is_refused(desk: Desk) -> None:
    holiday = enter(desk, 1, "holiday", date(2026, 7, 6), date(2026, 7, 24))
    for what in (inntektsmelding, inntektsmelding_json):
        with pytest.raises(Refused):
            what(desk, holiday)
    with pytest.raises(Refused):
        answer(desk, holiday, ANSWERED)
    with pytest.raises(Refused, match="no absence"):
        mark_sent(desk, 9_999)


def test_care_and_nursing_have_a_paper_and_no_file(desk: Desk) -> None:
    """No API takes them: everything is answered and printed, and typed on nav.no."""
    care = enter(desk, 1, "sick_child", date(2026, 9, 1), date(2026, 9, 15))
    nursing = enter(desk, 1, "leave_other_statutory", date(2026, 9, 21), date(2026, 10, 31))
    with pytest.raises(Refused, match="which benefit"):
        inntektsmelding(desk, nursing)
    answer(desk, care, ANSWERED)
    answer(desk, nursing, replace(ANSWERED, benefit="PLEIEPENGER"))
    for number in (care, nursing):
        assert inntektsmelding(desk, number).is_complete
        assert inntektsmelding_pdf(desk, number, "nb").startswith(b"%PDF")
        with pytest.raises(Refused, match="type the answers"):
            inntektsmelding_json(desk, number)


SECOND = """
[[employee.employment]]
id = "2"
start = 2021-01-01
occupation = "5223108"
establishment = "314572661"
[[employee.employment.terms]]
from = 2021-01-01
monthly_salary = "12000.00"
"""


@pytest.fixture
def twice(tmp_path: Path) -> Iterator[Desk]:
    """Somebody who works in two sub-units, for 45 000 and 12 000 a month."""
    person = refund_samples.somebody(1, *refund_samples.PEOPLE[0])
    scenario = read((refund_samples.HEAD + person + SECOND + refund_samples.RUNS).encode())
    client, _ = Client.create(tmp_path / "to.lonnsom", PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    with Desk(client, "kari", Clock()) as desk:
        fill(desk, scenario)
        yield desk


def test_who_is_away_from_two_sub_units_is_told_that_each_is_asked(twice: Desk) -> None:
    number = enter(twice, 1, "sick_note", date(2026, 11, 2), date(2026, 12, 20))
    sheet = inntektsmelding(twice, number).sheet
    assert (sheet.orgnr, other_units(sheet), sheet.income.value) == ("314572335", ("314572661",), Money.kr(45000))
    assert len(waiting(twice)) == 1


def test_one_absence_for_each_employment_is_one_inntektsmelding_each(twice: Desk) -> None:
    first, *_ = [
        enter(twice, 1, "sick_note", date(2026, 11, 2), date(2026, 12, 20), employment_id=job) for job in ("1", "2")
    ]
    found = waiting(twice)
    assert [each.id for each in found] == [first + 1, first]
    sheets = [inntektsmelding(twice, each.id).sheet for each in found]
    assert [(each.orgnr, each.income.value, other_units(each)) for each in sheets] == [
        ("314572661", Money.kr(12000), ()),
        ("314572335", Money.kr(45000), ()),
    ]


def test_reasons_and_benefits_stand_in_words(desk: Desk) -> None:
    number = enter(desk, 1, "sick_note", date(2026, 9, 1), date(2026, 10, 31))
    reasons = (Reason("VarigLoennsendring", since=date(2026, 8, 1)),)
    benefits = (EndedBenefit("ELEKTRONISKKOMMUNIKASJON", Money.kr(366), date(2026, 9, 30)),)
    answers = Answers(income=Money.kr(60000), reasons=reasons, benefits=benefits)
    rows = rows_of(inntektsmelding(desk, number, answers).sheet, texts("nb"))
    shown = {row.key.partition(":")[0]: (row.shown, row.copied) for row in rows}
    assert shown["inntekt.endringAarsaker"] == ("Varig lønnsendring", "VarigLoennsendring")
    titles = [texts("nb")(row.title) for row in rows]
    assert "Naturalytelse som faller bort: Elektronisk kommunikasjon" in titles
