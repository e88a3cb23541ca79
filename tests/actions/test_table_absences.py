"""Absences from tables: read as those that are pasted, entered, and taken back while nothing counts on them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.values.finding import Refused
from models.values.percent import HUNDRED, Percent
from services.actions import absences, runs, table_import
from services.actions.inspect import inspect_file
from services.actions.table_import import (
    AS_FOUND,
    HELD,
    NEW,
    SAME,
    Choices,
    Decision,
    TablePreview,
    TableRow,
)
from services.desk.absence_form import AbsenceForm, title_of
from services.desk.desk import Desk
from services.desk.table_absences import AbsencesPlan
from services.queries import table_import as asked
from services.reference.texts import texts
from tests.actions.samples import Made, rows, start_march
from tests.files.test_sheet import workbook

HEADER = "Ansattnr;Navn;Fraværstype;Fra;Til;Prosent;Dager;Timer;Betalt;Arbeidsforhold;Merknad"
SEMICOLONS = """\ufeffAnsattnr;Fødselsnummer;Navn;Fraværskode;Fra dato;Til dato;Sykmeldingsgrad;Merknad
1;12847913736;Ingrid Haugen Ås;Egenmelding;02.11.2026;03.11.2026;;
2;;Fjeldstad, Jonas;SM;05.10.2026;16.10.2026;50 %;Rygg
3;;;Ferie;06.07.2026;24.07.2026;;
"""
COMMAS = """Employee no,Name,Leave type,Start date,End date,Percent,Comment
1,Ingrid Haugen Ås,Self-certified sickness,2026-11-02,2026-11-03,100%,
,Jonas Fjeldstad,Sick note,2026-10-05,2026-10-16,50,Rygg
3,,Holiday,2026-07-06,2026-07-24,100,
"""
TABS = """Medarbejdernr\tFraværstype\tStartdato\tSlutdato\tGrad\tBemærkning
1\tegenmeldt sykdom\t2.11.26\t3.11.26\t\t
2\tsygemelding\t5.10.26\t16.10.26\thalv\tRygg
3\tvacation\t6.7.26\t24.7.26\thel\t
"""


def as_xlsx() -> bytes:
    return workbook(
        ("Personnummer", "Fraværsart", "F.o.m.", "T.o.m.", "Fraværsgrad", "Kommentar"),
        (12847913736, "EM", date(2026, 11, 2), date(2026, 11, 3), None, None),
        (19910174846, "Legemeldt sykdom", date(2026, 10, 5), date(2026, 10, 16), "50 %", "Rygg"),
        (24929930092, "Avviklet ferie", date(2026, 7, 6), date(2026, 7, 24), None, None),
        title="Fravær",
    )


LAYOUTS = {
    "semicolons": SEMICOLONS.encode(),
    "latin-1": SEMICOLONS.lstrip("\ufeff").encode("cp1252"),
    "commas": COMMAS.encode(),
    "tabs": TABS.encode(),
    "xlsx": as_xlsx(),
}
MEANT = {
    (1, "self_certified", date(2026, 11, 2), date(2026, 11, 3), HUNDRED),
    (2, "sick_note", date(2026, 10, 5), date(2026, 10, 16), Percent.of("50")),
    (3, "holiday", date(2026, 7, 6), date(2026, 7, 24), HUNDRED),
}


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


def seen(
    desk: Desk, content: bytes, choices: Choices = AS_FOUND, decisions: dict[int, Decision] | None = None
) -> TablePreview:
    return table_import.preview(desk, "absences", content, "fravaer.csv", choices, decisions or {})


def take(desk: Desk, content: bytes, choices: Choices = AS_FOUND) -> int:
    return table_import.take_in(desk, "absences", content, "fravaer.csv", choices).import_id


def one(desk: Desk, line: str, choices: Choices = AS_FOUND) -> TableRow:
    [found] = seen(desk, table(line), choices).rows
    return found


def told(found: TableRow, target: str) -> str:
    here = found.finding(target)
    assert here is not None, [str(each.what) for each in found.findings]
    return str(here.what)


def refusal(job: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        job()
    return str(caught.value.findings[0].what)


def stored(desk: Desk) -> set[tuple[Any, ...]]:
    """Every absence: whose, kind, first, last, share."""
    with desk.reading() as session:
        from services.desk.absences import everybody_around

        return {
            (number, each.absence.kind, each.absence.first, each.absence.last, each.absence.grade)
            for number, around in everybody_around(session).items()
            for each in around.kept
        }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_of_another_program_becomes_absences(desk: Desk, layout: str) -> None:
    content = LAYOUTS[layout]
    assert table_import.guess(content)[0].kind == "absences"
    preview = seen(desk, content)
    assert [each.state for each in preview.rows] == [NEW, NEW, NEW], [str(each.what) for each in preview.rows]
    assert str(preview.tells[0]) == "Absences: 3 · employees: 3 · calendar days: 33"
    assert not stored(desk)
    import_id = take(desk, content)
    assert stored(desk) == MEANT
    ids = {cell for each in rows(desk, "absence") for cell in each if isinstance(cell, str) and len(cell) == 36}
    assert len(ids) == 3
    [logged] = asked.imports(desk)
    assert (logged.kind, logged.rows, logged.can_undo) == ("absences", 3, True)
    assert table_import.undo_import(desk, import_id) == 3
    assert not stored(desk)
    assert not asked.imports(desk)[0].can_undo
    take(desk, content)
    assert stored(desk) == MEANT


def test_the_same_list_again_brings_nothing(desk: Desk) -> None:
    take(desk, LAYOUTS["semicolons"])
    preview = seen(desk, LAYOUTS["commas"])
    assert [each.state for each in preview.rows] == [SAME, SAME, SAME]
    assert not preview.can_take


@pytest.mark.parametrize(
    ("line", "target", "what"),
    [
        ("9;;Ferie;02.11.2026;03.11.2026;;;;;;", "number", "There is no employee 9"),
        (";Ole Olsen;Ferie;02.11.2026;03.11.2026;;;;;;", "name", "Nobody here is called Ole Olsen"),
        (";;Ferie;02.11.2026;03.11.2026;;;;;;", "number", "does not say who"),
        ("1;;;02.11.2026;03.11.2026;;;;;;", "kind", "Choose a kind of absence"),
        ("1;;Tull;02.11.2026;03.11.2026;;;;;;", "kind", "no kind of absence called Tull"),
        ("1;;Ferie;;03.11.2026;;;;;;", "from", "Enter the first day"),
        ("1;;Ferie;i går;03.11.2026;;;;;;", "from", "is no date"),
        ("1;;Ferie;03.11.2026;02.11.2026;;;;;;", "to", "The last day is before the first"),
        ("1;;Ferie;02.11.2026;;;;;;;", "to", "has no open end"),
        ("1;;Sykmelding;02.11.2026;13.11.2026;120;;;;;", "grade", "above 0 and at most 100"),
        ("1;;Sykmelding;02.11.2026;13.11.2026;mye;;;;;", "grade", "is not a share of the working time"),
        ("1;;Permittering;02.11.2026;13.11.2026;;;;kanskje;;", "paid", "is neither yes nor no"),
        ("1;;Ferie;02.11.2014;03.11.2014;;;;;;", "from", "The employment begins on"),
        ("3;;Permisjon uten lønn;02.11.2026;03.11.2026;;;;;;", "employment", "Choose which of the 2 employments"),
        ("1;;Ferie;02.11.1926;03.11.1926;;;;;;", "from", "Check the year"),
    ],
)
def test_what_is_odd_is_held_back_with_the_reason(desk: Desk, line: str, target: str, what: str) -> None:
    preview = seen(desk, table(line))
    [found] = preview.rows
    assert found.state == HELD
    assert what in told(found, target)
    assert not preview.can_take


def test_what_is_on_the_same_days_is_held_back_or_gets_what_is_left(desk: Desk) -> None:
    absences.enter(desk, AbsenceForm(1, "holiday", date(2026, 10, 12), date(2026, 10, 16)))
    line = "1;;Sykmelding;14.10.2026;23.10.2026;;;;;;"
    held = one(desk, line)
    assert held.state == HELD
    assert "is on the same days" in told(held, "from")
    around = Choices(options={"same_days": "around"})
    assert one(desk, line, around).state == NEW
    import_id = take(desk, table(line), around)
    assert (1, "sick_note", date(2026, 10, 17), date(2026, 10, 23), HUNDRED) in stored(desk)
    table_import.undo_import(desk, import_id)
    assert stored(desk) == {(1, "holiday", date(2026, 10, 12), date(2026, 10, 16), HUNDRED)}
    take(desk, table(line), Choices(options={"same_days": "keep"}))
    assert len(stored(desk)) == 2


def test_rows_are_judged_on_what_the_rows_before_leave(desk: Desk) -> None:
    line = "1;;Ferie;02.11.2026;06.11.2026;;;;;;"
    preview = seen(desk, table(line, line, line.replace("06.11", "09.11")))
    assert [each.state for each in preview.rows] == [NEW, HELD, HELD]
    assert str(preview.rows[1].what) == "Stands on line 2 already"
    left = seen(desk, table(line, line), decisions={2: Decision(leave_out=True)})
    assert [each.state for each in left.rows] == ["left_out", NEW]


def test_words_of_another_program_are_asked_once_and_remembered(desk: Desk) -> None:
    content = table("1;;Kode 17;02.11.2026;03.11.2026;;;;;;", "1;;Fri;05.11.2026;05.11.2026;;;;;;")
    preview = seen(desk, content)
    assert [str(each.what) for each in preview.questions] == [
        "Which kind of absence is “Kode 17”?",
        "Which kind of absence is “Fri”?",
    ]
    said = Choices(answers={"kind=kode17": "care", "kind=fri": "-"})
    assert [each.state for each in seen(desk, content, said).rows] == [NEW, SAME]
    take(desk, content, said)
    assert stored(desk) == {(1, "care", date(2026, 11, 2), date(2026, 11, 3), HUNDRED)}
    again = one(desk, "2;;Kode 17;02.11.2026;03.11.2026;;;;;;")
    assert (again.state, again.subject) == (NEW, "Jonas Fjeldstad")


def test_days_and_hours_make_parts_of_a_day(desk: Desk) -> None:
    """Ingrid works 7.5 hours a day; Jonas, at 40 %, three."""
    lines = (
        "1;;Ferie;02.11.2026;02.11.2026;;0,5;;;;",
        "1;;Sykt barn;03.11.2026;03.11.2026;;;3,75;;;",
        "2;;Sykt barn;03.11.2026;03.11.2026;;;1:30;;;",
        "1;;Ferie;09.11.2026;13.11.2026;;4;;;;",
    )
    preview = seen(desk, table(*lines))
    assert isinstance(preview.plan, AbsencesPlan)
    half = Percent(Decimal(50))
    assert [each.write.absence.grade for each in preview.plan.entries] == [half, half, half, HUNDRED]
    assert told(preview.rows[3], "days") == "By the dates there are 5 working days in it, not 4"


def test_without_a_last_day_each_row_is_one_day(desk: Desk) -> None:
    content = table("1;Ferie;02.11.2026;1", "1;Ferie;03.11.2026;3", header="Ansattnr;Fraværstype;Dato;Dager")
    preview = seen(desk, content)
    assert [each.state for each in preview.rows] == [NEW, HELD]
    assert told(preview.rows[1], "days") == "3 days, and no last day: the last day is needed"


def test_an_open_end_stays_open(desk: Desk) -> None:
    take(desk, table("2;;SM;02.11.2026;;;;;;;"))
    assert stored(desk) == {(2, "sick_note", date(2026, 11, 2), None, HUNDRED)}


def test_what_was_changed_since_stays_when_the_import_is_undone(desk: Desk) -> None:
    import_id = take(desk, LAYOUTS["semicolons"])
    [ours] = [each[0] for each in rows(desk, "absence") if each[3] == "self_certified"]
    absences.set_end(desk, ours, date(2026, 11, 4))
    assert table_import.undo_import(desk, import_id) == 2
    assert stored(desk) == {(1, "self_certified", date(2026, 11, 2), date(2026, 11, 4), HUNDRED)}


def test_pay_that_counts_on_it_keeps_it(desk: Desk) -> None:
    import_id = take(desk, table("1;;Ferie;02.03.2026;06.03.2026;;;;;;"))
    run = start_march(desk)
    runs.draft(desk, run)
    assert asked.imports(desk)[0].can_undo
    runs.approve(desk, run, prove=False)
    assert "counts on an absence" in str(asked.imports(desk)[0].why_not)
    assert "withdraw" in refusal(lambda: table_import.undo_import(desk, import_id))
    assert len(stored(desk)) == 1


@pytest.mark.parametrize("language", ["nb", "da", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_is_known_by_its_headings(language: str, form: str) -> None:
    made = table_import.template("absences", language, form)
    assert table_import.guess(made.content)[0].kind == "absences"


def test_inspect_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(LAYOUTS["commas"])
    assert inspect_file(path, "en")["data"]["table"] == "absences"


# --- round trip ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def still(new: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The bakery. Nothing is ever stored in it here."""
    with new.desk(new.copied_to(tmp_path_factory.mktemp("absences"))) as desk:
        yield desk


@st.composite
def forms(draw: st.DrawFn) -> list[AbsenceForm]:
    """Absences one after another, so that none is on the days of another."""
    day, found = date(2026, 2, 13), []
    for place in range(draw(st.integers(1, 6))):
        first = day + timedelta(draw(st.integers(1 if place else 0, 9)))
        day = first + timedelta(draw(st.integers(0, 2)))
        kind = draw(st.sampled_from(("self_certified", "sick_note", "sick_child", "care", "holiday", "other_paid")))
        hundredths = 10_000 if kind == "self_certified" else draw(st.integers(2_000, 10_000))
        note = draw(st.sampled_from(("", "Rygg", "=1+1", "a;b")))
        number = draw(st.sampled_from((1, 2, 3)))
        found.append(AbsenceForm(number, kind, first, day, Percent(Decimal(hundredths) / 100), note=note))
    return found


def filled(made: list[AbsenceForm], language: str) -> bytes:
    """Our template, filled in by hand."""
    template = table_import.template("absences", language, "csv")
    header = next(csv.reader(io.StringIO(template.content.decode("utf-8-sig")), delimiter=";"))
    [kind] = [each for each in asked.kinds() if each.name == "absences"]
    say = texts(language)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(header)
    for form in made:
        assert form.first is not None
        assert form.last is not None
        cells = {
            "number": str(form.employee),
            "kind": say(title_of(form.kind)),
            "from": f"{form.first:%d.%m.%Y}",
            "to": f"{form.last:%d.%m.%Y}",
            "grade": say.formats.percent(form.grade or HUNDRED),
            "note": f"'{form.note}" if form.note.startswith("=") else form.note,
        }
        writer.writerow([cells.get(each.name, "") for each in kind.targets])
    return out.getvalue().encode()


CHEAP = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@CHEAP
@given(forms(), st.sampled_from(("nb", "da", "en")))
def test_absences_in_our_template_read_back_as_the_same(still: Desk, made: list[AbsenceForm], language: str) -> None:
    preview = seen(still, filled(made, language), Choices(answers={"from.dates": "day_first", "to.dates": "day_first"}))
    assert [each.state for each in preview.rows] == [NEW] * len(made), [str(each.what) for each in preview.rows]
    assert isinstance(preview.plan, AbsencesPlan)
    back = [
        (row.employee, each.write.absence.kind, each.write.absence.first, each.write.absence.last, each.write.note)
        for row, each in zip(preview.rows, preview.plan.entries, strict=True)
    ]
    assert back == [(form.employee, form.kind, form.first, form.last, form.note) for form in made]
    assert [each.write.absence.grade for each in preview.plan.entries] == [form.grade for form in made]


@CHEAP
@given(st.lists(st.lists(st.text(max_size=12), min_size=7, max_size=7), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_there_is_a_preview(still: Desk, lines: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER.split(";")[:7])
    writer.writerows(lines)
    preview = seen(still, out.getvalue().encode("utf-8", "replace"))
    assert preview.plan or preview.refused or preview.is_open
