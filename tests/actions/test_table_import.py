"""Hours and pay lines from tables: looked at, into an open run, and back; what is odd is held back with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.values.finding import Refused, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Cancelled
from models.values.span import Month
from services.actions import entry, run_setup, runs, table_import
from services.actions.inspect import inspect_file
from services.actions.table_import import (
    AS_FOUND,
    CHANGED,
    HELD,
    LEFT_OUT,
    NEW,
    OPEN,
    SAME,
    Choices,
    Decision,
    TablePreview,
    TableRow,
)
from services.actions.undo import last, undo
from services.desk.desk import Desk
from services.engine.facts import LineInput
from services.queries import import_log
from services.queries import table_import as asked
from services.reference.texts import texts
from tests.actions.samples import rows
from tests.files.test_sheet import workbook

HEADER = "Ansattnr;Dato;Lønnsart;Antall;Sats;Beløp;Avdeling;Kommentar"
GOOD = f"""{HEADER}
1;05.03.2026;Overtid 50 %;7,5;;;;
1;06.03.2026;Overtid 50 %;7:30;;;;
2;2026-03-06;110;8;;;;
3;mars 2026;Bonus;;;1 250,50;;For salget
""".encode()


@pytest.fixture
def run_id(desk: Desk) -> int:
    """March, begun, with nothing entered."""
    return run_setup.begin(desk, month=Month(2026, 3), pay_date=date(2026, 3, 20))


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


def seen(
    desk: Desk, content: bytes, choices: Choices = AS_FOUND, decisions: dict[int, Decision] | None = None
) -> TablePreview:
    return table_import.preview(desk, "hours", content, "timer.csv", choices, decisions or {})


def one(desk: Desk, line: str, choices: Choices = AS_FOUND) -> TableRow:
    """The one row of a table."""
    [row] = seen(desk, table(line), choices).rows
    return row


def take(desk: Desk, content: bytes, choices: Choices = AS_FOUND) -> int:
    return table_import.take_in(desk, "hours", content, "timer.csv", choices).import_id


def lines(desk: Desk, run_id: int) -> dict[int, list[LineInput]]:
    """What is entered on the run, by employee."""
    preview = entry.opened(desk, run_id)
    return {number: [each.line for each in entered] for number in (1, 2, 3) if (entered := preview.entered(number))}


def refusal(job: Callable[[], object]) -> str:
    """What an action says when it says no."""
    with pytest.raises(Refused) as caught:
        job()
    return str(caught.value.findings[0].what)


def said(row: TableRow, target: str) -> str:
    found = row.finding(target)
    assert found is not None
    return str(found.what)


def test_each_row_says_what_it_would_do(desk: Desk, run_id: int) -> None:
    preview = seen(desk, GOOD)
    assert [(row.line, row.state, row.subject, str(row.what)) for row in preview.rows] == [
        (2, NEW, "Ingrid Haugen Ås", "7.5 hours into the run"),
        (3, NEW, "Ingrid Haugen Ås", "7.5 hours into the run"),
        (4, NEW, preview.rows[2].subject, "8 hours into the run"),
        (5, NEW, preview.rows[3].subject, "1250.50 into the run"),
    ]
    assert preview.can_take
    told = [str(each) for each in preview.tells]
    assert told[0] == "Hours and minutes are read as hours: 7:30 is 7.5"
    assert "Hours in all: 23" in told
    assert not rows(desk, "entered_line")
    assert run_id


def test_it_goes_into_the_run_as_entered_lines_and_comes_back(desk: Desk, run_id: int) -> None:
    import_id = take(desk, GOOD)
    assert lines(desk, run_id) == {
        1: [LineInput("overtime_50", quantity=Decimal(15))],
        2: [LineInput("hourly_pay", quantity=Decimal(8))],
        3: [LineInput("bonus", amount=Money.kr("1250.50"), text="For salget")],
    }
    [row] = asked.imports(desk)
    assert (row.kind, row.rows, row.run_name, row.can_undo) == ("hours", 4, "2026-03", True)
    assert table_import.file_of(desk, import_id) == ("timer.csv", GOOD)
    assert table_import.undo_import(desk, import_id) == 3
    assert lines(desk, run_id) == {}
    assert not asked.imports(desk)[0].can_undo
    assert "undone" in refusal(lambda: table_import.undo_import(desk, import_id))
    take(desk, GOOD)
    assert len(lines(desk, run_id)) == 3


def test_what_is_seen_is_what_the_draft_computes(desk: Desk, run_id: int) -> None:
    take(desk, table("1;05.03.2026;Overtid 50 %;7,5;;;;"))
    result = runs.draft(desk, run_id)
    [slip] = [each for each in result.payslips if each.person.number == 1]
    [line] = [each for each in slip.lines if each.type == "overtime_50"]
    assert line.amount.value == Money.kr("4167.68")  # 370.46 an hour and half of it more


def test_what_no_pay_can_be_calculated_from_is_refused_with_the_name(desk: Desk, run_id: int) -> None:
    """Hours into the time bank pay nothing, so they have no rate."""
    content = table("1;05.03.2026;Timer til timebank;2;200;;;")
    assert seen(desk, content).can_take
    assert "Ingrid Haugen Ås: " in refusal(lambda: take(desk, content))
    assert not lines(desk, run_id)
    assert not rows(desk, "imported_file")


def test_one_line_for_each_row_where_it_is_wanted(desk: Desk, run_id: int) -> None:
    take(desk, GOOD, Choices(options={"lines": "each"}))
    assert [line.quantity for line in lines(desk, run_id)[1]] == [Decimal("7.5"), Decimal("7.5")]


def test_it_adds_to_what_stands_there_or_takes_its_place(desk: Desk, run_id: int) -> None:
    take(desk, table("2;06.03.2026;110;8;;;;", "2;06.03.2026;Bonus;;;100;;"))
    more = table("2;09.03.2026;110;7;;;;")
    assert seen(desk, more).rows[0].state == NEW
    in_its_place = Choices(options={"mode": "replace"})
    preview = seen(desk, more, in_its_place)
    assert [(row.state, str(row.what)) for row in preview.rows] == [(CHANGED, "Replaces what stands in the run")]
    import_id = take(desk, more, in_its_place)
    assert [(line.type, line.quantity) for line in lines(desk, run_id)[2]] == [
        ("bonus", None),
        ("hourly_pay", Decimal(7)),
    ]
    again = seen(desk, table("2;10.03.2026;110;7;;;;"), in_its_place)
    assert [row.state for row in again.rows] == [SAME]
    assert not again.can_take
    table_import.undo_import(desk, import_id)
    assert sorted((line.type, line.quantity) for line in lines(desk, run_id)[2] if line.quantity) == [
        ("hourly_pay", Decimal(8))
    ]
    first = min(each.id for each in asked.imports(desk))
    assert table_import.undo_import(desk, first) == 2  # what came back is still what the first table brought
    assert not lines(desk, run_id)


def test_a_line_that_somebody_changed_since_stays_when_the_table_goes(desk: Desk, run_id: int) -> None:
    import_id = take(desk, GOOD)
    preview = entry.opened(desk, run_id)
    [line] = preview.entered(2)
    entry.put_line(desk, run_id, preview, 2, line.id, slug="hourly_pay", quantity=Decimal(9))
    assert table_import.undo_import(desk, import_id) == 2
    assert lines(desk, run_id) == {2: [LineInput("hourly_pay", quantity=Decimal(9))]}


def test_the_change_itself_can_be_taken_back_like_any_other(desk: Desk, run_id: int) -> None:
    take(desk, GOOD)
    seq = last(desk)
    assert seq is not None
    undo(desk, seq)
    assert lines(desk, run_id) == {}
    assert not asked.imports(desk)
    assert seen(desk, GOOD).can_take


def test_an_approved_run_keeps_what_came_in(desk: Desk, run_id: int) -> None:
    import_id = take(desk, GOOD)
    runs.draft(desk, run_id)
    runs.approve(desk, run_id)
    assert "approved" in str(asked.imports(desk)[0].why_not)
    assert "approved" in refusal(lambda: table_import.undo_import(desk, import_id))
    assert not seen(desk, table("1;05.03.2026;110;1;;;;")).can_take


def test_a_run_that_is_deleted_takes_its_tables_with_it(desk: Desk, run_id: int) -> None:
    take(desk, GOOD)
    run_setup.discard(desk, run_id)
    assert asked.imports(desk)[0].undone_at is not None
    run_setup.begin(desk, month=Month(2026, 3), pay_date=date(2026, 3, 20))
    assert seen(desk, GOOD).can_take


# --- rows that are held back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "target", "says"),
    [
        ("9;05.03.2026;110;7;;;;", "number", "There is no employee 9"),
        ("A7;05.03.2026;110;7;;;;", "number", "“A7” is no whole number"),
        (";05.03.2026;110;7;;;;", "number", "does not say who"),
        ("1;05.04.2026;110;7;;;;", "date", "The run pays for"),
        ("1;februar 2026;110;7;;;;", "date", "The run pays for"),
        ("1;i går;110;7;;;;", "date", "is no date"),
        ("1;;110;7;;;;", "date", "The row has no date"),
        ("1;05.03.2026;Fakkeltog;7;;;;", "type", "There is no wage type Fakkeltog"),
        ("1;05.03.2026;;7;;;;", "type", "names no wage type"),
        ("1;05.03.2026;Refusjon fra NAV;7;;;;", "type", "There is no wage type"),
        ("1;05.03.2026;110;;;;;", "quantity", "neither quantity nor amount"),
        ("1;05.03.2026;Bonus;7;;;;", "quantity", "needs an amount"),
        ("1;05.03.2026;110;sju;;;;", "quantity", "“sju” is no number"),
        ("1;05.03.2026;110;=7+1;;;;", "quantity", "formula"),
        ("1;05.03.2026;110;25;;;;", "quantity", "Together 25 hours"),
        ("1;05.03.2026;110;7;;@SUM(A1);;", "amount", "formula"),
    ],
)
def test_a_row_that_cannot_be_used_waits_and_says_why_beside_its_cell(
    desk: Desk, run_id: int, line: str, target: str, says: str
) -> None:
    row = one(desk, line)
    assert row.state == HELD
    assert says in said(row, target)
    assert row.what is not None
    assert run_id


def test_more_hours_than_a_day_has_hold_back_all_of_that_day(desk: Desk, run_id: int) -> None:
    preview = seen(
        desk,
        table(
            "1;05.03.2026;110;14;;;;",
            "1;05.03.2026;Overtid 50 %;11;;;;",
            "1;06.03.2026;110;24;;;;",
            "2;mars 2026;110;745;;;;",
        ),
    )
    assert [row.state for row in preview.rows] == [HELD, HELD, NEW, HELD]
    assert said(preview.rows[0], "quantity") == "Together 25 hours on 2026-03-05: a day has 24"
    assert run_id


def test_the_rest_is_taken_in_without_the_rows_that_wait(desk: Desk, run_id: int) -> None:
    content = table("1;05.03.2026;110;7;;;;", "9;05.03.2026;110;7;;;;", "2;05.03.2026;110;6;;;;")
    taken = table_import.take_in(desk, "hours", content, "x.csv", decisions={4: Decision(leave_out=True)})
    assert (taken.taken, taken.held, taken.left_out) == (1, 1, 1)
    assert [*lines(desk, run_id)] == [1]
    assert [row.state for row in seen(desk, content + b"\n", decisions={4: Decision(leave_out=True)}).rows][
        2
    ] == LEFT_OUT


def test_a_row_can_be_matched_and_mended_by_hand(desk: Desk, run_id: int) -> None:
    content = table("9;05.03.2026;110;sju;;;;")
    by_hand = {2: Decision(employee=2, cells={"quantity": "7"})}
    [row] = seen(desk, content, decisions=by_hand).rows
    assert (row.state, row.employee) == (NEW, 2)
    table_import.take_in(desk, "hours", content, "x.csv", decisions=by_hand)
    assert lines(desk, run_id)[2][0].quantity == Decimal(7)
    nobody = {2: Decision(employee=99)}
    assert seen(desk, content + b"\n", decisions=nobody).rows[0].state == HELD
    missing = {7: Decision(leave_out=True)}
    assert "line 7" in refusal(lambda: table_import.take_in(desk, "hours", GOOD, "x.csv", decisions=missing))


def test_people_are_known_by_identity_number_and_by_name(desk: Desk, run_id: int) -> None:
    header = "Fødselsnr;Navn;Lønnsart;Timer"
    content = table(
        "128479 13736;Ingrid Haugen Ås;110;7", ";Haugen Ås, Ingrid;110;7", "12847913736;Per;110;7", header=header
    )
    preview = seen(desk, content)
    assert [row.employee for row in preview.rows] == [1, 1, 1]
    found = preview.rows[2].finding("name")
    assert found is not None
    assert found.severity is Severity.WARNING
    assert "taken for 2026-03" in str(preview.tells[-1])
    unknown = table("12847913737;;110;7", ";Nils;110;7", header=header)
    assert [said(row, "national_id") for row in seen(desk, unknown).rows[:1]] == [
        "Nobody here has this identity number"
    ]
    assert "12847913737" not in "".join(str(each.what) for row in seen(desk, unknown).rows for each in row.findings)
    assert run_id


def test_a_number_and_an_identity_number_of_two_people_are_nobody(desk: Desk, run_id: int) -> None:
    [row] = seen(desk, table("2;12847913736;110;7", header="Ansattnr;Fnr;Lønnsart;Timer")).rows
    assert row.state == HELD
    assert "not that of employee 2" in said(row, "national_id")
    assert run_id


def test_what_is_odd_but_usable_is_told_beside_the_cell(desk: Desk, run_id: int) -> None:
    assert "ordinary hour" in said(one(desk, "1;05.03.2026;Overtid 50 %;7;200;;;"), "rate")
    assert "the amount of the row holds" in said(one(desk, "1;05.03.2026;110;7;200;1500;;"), "amount")
    assert "rounded to 7.33" in said(one(desk, "1;05.03.2026;110;7,3333;;;;"), "quantity")
    deduction = one(desk, "1;05.03.2026;Annet trekk;;;-500;;")
    assert deduction.state == NEW
    assert run_id


# --- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (HEADER.encode(), "no rows"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"PK\x03\x04 xl/ nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Office file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b'scenario = 1\ntitle = "x"\n', "scenario"),
        (b"a;b\n1;\0\n", "does not know"),
        (b'a;b\n"1;2\n3;4"x;5\n"', "quotation mark"),
        (b"<html><body>", "web page"),
        (b'{"a": 1}', "JSON"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_plain_words(desk: Desk, run_id: int, content: bytes, says: str) -> None:
    preview = seen(desk, content)
    assert preview.refused
    assert says in str(preview.findings[0].what)
    with pytest.raises(Refused):
        take(desk, content)
    assert not rows(desk, "imported_file")
    assert run_id


def test_the_same_file_again_is_told_with_its_day(desk: Desk, run_id: int) -> None:
    take(desk, GOOD)
    again = seen(desk, GOOD)
    assert again.imported_on == desk.today
    assert again.refused
    assert "was imported on" in refusal(lambda: take(desk, GOOD))
    assert len(lines(desk, run_id)) == 3


def test_a_zero_where_nothing_was_said_is_no_rate(desk: Desk, run_id: int) -> None:
    """Exports write 0 in every column that they have: two hours of overtime are not worth nothing for that."""
    [row, plain] = seen(desk, table("2;05.03.2026;Overtid 50 %;2;0;0;;", "2;05.03.2026;Overtid 50 %;2;;;;")).rows
    assert row.state == plain.state == "new"
    assert row.what == plain.what
    assert "0 is read as not given" in said(row, "rate")
    assert "0 is read as not given" in said(row, "amount")


def test_what_a_program_calls_its_kinds_of_time_is_the_wage_type(desk: Desk, run_id: int) -> None:
    content = table("2,2026-03-05,Overtid 50 %,7.5", header="EmployeeNo,Date,TimeTypeCode,Hours")
    [row] = seen(desk, content).rows
    assert "type" in row.cells
    assert "overtid" in row.cells["type"].lower()


def test_a_day_with_a_time_of_day_is_the_day(desk: Desk, run_id: int) -> None:
    [row] = seen(desk, table("2;05.03.2026 08:00;110;7,5;;;;")).rows
    assert row.finding("date") is None


def test_without_an_open_run_it_says_what_to_do_first(desk: Desk) -> None:
    preview = seen(desk, GOOD)
    assert preview.refused
    assert preview.findings[0].where is not None
    assert preview.findings[0].where.page == "pay_run"
    assert [row.state for row in preview.rows] == [OPEN] * 4


def test_of_two_open_runs_somebody_chooses(desk: Desk, run_id: int) -> None:
    extra = run_setup.begin(desk, month=Month(2026, 3), pay_date=date(2026, 3, 25), kind="extra")
    preview = seen(desk, GOOD)
    assert preview.is_open
    [option] = [each for each in preview.options if not each.chosen]
    assert [each.value for each in option.values] == [str(run_id), str(extra)]
    assert "Choose: Pay run" in refusal(lambda: take(desk, GOOD))
    take(desk, GOOD, Choices(options={"run": str(extra)}))
    assert len(lines(desk, extra)) == 3
    assert not lines(desk, run_id)


def test_a_missing_column_is_asked_for_and_the_choice_is_remembered(desk: Desk, run_id: int) -> None:
    header, line = "Hvem jobbet;Naar;Slag;Mengden", "{};05.03.2026;110;7"
    content = table(line.format(1), header=header)
    preview = seen(desk, content)
    assert preview.is_open
    assert {each.target.name for each in preview.targets if each.missing} >= {"number", "type", "quantity"}
    assert [each.target for each in preview.columns] == ["", "", "", ""]
    assert "Say which column" in refusal(lambda: take(desk, content))
    chosen = Choices(columns={"number": 0, "date": 1, "type": 2, "quantity": 3})
    take(desk, content, chosen)
    later = seen(desk, table(line.format(2), header=header))
    assert later.is_remembered
    assert later.can_take
    [kept] = asked.columns_kept(desk)
    handed_on = table_import.export_columns(desk, "hours", kept.signature)
    table_import.forget_columns(desk, "hours", kept.signature)
    assert not asked.columns_kept(desk)
    assert table_import.import_columns(desk, handed_on) == ("hours", kept.signature)
    assert seen(desk, table(line.format(3), header=header)).is_remembered
    assert run_id


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"kind": "hours"}', b'{"kind": "x", "form": 1, "columns": {}, "signature": "s"}', b"[" * 9999],
)
def test_a_choice_of_columns_that_is_none_is_refused(desk: Desk, content: bytes) -> None:
    assert "not a choice of columns" in refusal(lambda: table_import.import_columns(desk, content))


def test_a_choice_of_columns_for_a_target_that_is_not_there_is_refused(desk: Desk) -> None:
    wrong = {"kind": "hours", "form": 1, "signature": "s", "columns": {"salary": 0}, "choices": {}}
    assert "not a choice" in refusal(lambda: table_import.import_columns(desk, json.dumps(wrong).encode()))


def test_a_column_that_can_be_read_in_two_ways_is_asked_about_once(desk: Desk, run_id: int) -> None:
    content = table("1;1/3/2026;Bonus;;;1.250;;", "2;2/3/2026;Bonus;;;2.500;;")
    preview = seen(desk, content)
    assert [each.name for each in preview.questions] == ["date.dates", "amount.decimal"]
    assert [row.state for row in preview.rows] == [OPEN, OPEN]
    assert "two ways" in refusal(lambda: take(desk, content, Choices(answers={"date.dates": "day_first"})))
    take(desk, content, Choices(answers={"date.dates": "day_first", "amount.decimal": ","}))
    assert lines(desk, run_id)[1][0].amount == Money.kr(1250)


def test_what_another_program_calls_a_wage_type_is_asked_about_and_remembered(desk: Desk, run_id: int) -> None:
    content = table("1;05.03.2026;1010;7;;;;", "2;05.03.2026;1010;6;;;;", "3;05.03.2026;110 Timelønn;6;;;;")
    preview = seen(desk, content)
    [question] = preview.questions
    assert (question.name, str(question.what)) == ("type=1010", "Which wage type is “1010”?")
    assert preview.can_take
    assert preview.counts == {HELD: 2, NEW: 1}
    take(desk, content, Choices(answers={"type=1010": "hourly_pay"}))
    assert [line.quantity for line in lines(desk, run_id)[2]] == [Decimal(6)]
    assert seen(desk, table("2;06.03.2026;1010;5;;;;")).taken == 1


def test_a_timesheet_with_a_column_for_each_wage_type(desk: Desk, run_id: int) -> None:
    header = "Ansattnr;Navn;Timelønn;Overtid 50 %;Kjøregodtgjørelse;Bonus;Godkjent"
    content = table("1;Ingrid Haugen Ås;;7:30;0;1 000,00;x", "2;;81,25;;120;;", "3;;;;;;x", header=header)
    preview = seen(desk, content)
    assert [each.target for each in preview.columns] == [
        *("number", "name", "pay:hourly_pay", "pay:overtime_50", "pay:mileage", "pay:bonus", "")
    ]
    assert [(row.state, str(row.what)) for row in preview.rows] == [
        (NEW, "Lines into the run: 2"),
        (NEW, "Lines into the run: 2"),
        (SAME, "Nothing is entered on the row"),
    ]
    take(desk, content)
    assert lines(desk, run_id) == {
        1: [LineInput("overtime_50", quantity=Decimal("7.5")), LineInput("bonus", amount=Money.kr(1000))],
        2: [LineInput("hourly_pay", quantity=Decimal("81.25")), LineInput("mileage", quantity=Decimal(120))],
    }
    [row] = seen(desk, table("2;;25;;;;", header=header.replace("Navn", "Dato")), Choices()).rows
    assert row.state == HELD  # no date: Dato has none
    long = seen(desk, table("2;05.03.2026;25;;;;", header=header.replace("Navn", "Dato"))).rows[0]
    assert "Together 25 hours" in said(long, "pay:hourly_pay")


def test_plain_hours_without_a_wage_type_are_hours_of_work(desk: Desk, run_id: int) -> None:
    take(desk, table("2;05.03.2026;7,5;250", header="Ansattnr;Dato;Timer;Sats"))
    assert lines(desk, run_id)[2] == [LineInput("hourly_pay", Decimal("7.5"), Decimal(250))]


def test_vismas_line_of_sixteen_fields(desk: Desk, run_id: int) -> None:
    lines_of_visma = ["0;0;1;110;0;7.50;0;0;;;10;;;;;", "0;0;2;120;0;2.00;200.00;600.00;;;;P1;;;;"]
    preview = seen(desk, "\r\n".join(lines_of_visma).encode())
    assert preview.preset == "visma_lonn"
    assert preview.can_take
    take(desk, "\r\n".join(lines_of_visma).encode())
    assert lines(desk, run_id) == {
        1: [LineInput("hourly_pay", quantity=Decimal("7.5"), department="10")],
        2: [LineInput("overtime_50", Decimal(2), Decimal(200), Money.kr(600), project="P1")],
    }


def test_a_dimension_of_vismas_line_can_be_another_than_the_proposed_one(desk: Desk, run_id: int) -> None:
    content = b"0;0;1;110;0;7.50;0;0;;;10;;77;;;\n0;0;2;110;0;7.50;0;0;;;10;;78;;;\n"
    columns = {"number": 2, "type": 3, "quantity": 5, "rate": 6, "amount": 7, "project": 12}
    take(desk, content, Choices(columns=columns))
    assert lines(desk, run_id)[1] == [LineInput("hourly_pay", quantity=Decimal("7.5"), project="77")]
    later = b"0;0;3;110;0;5.00;0;0;;;10;;79;;;\n0;0;3;110;0;2.00;0;0;;;10;;79;;;\n"
    assert seen(desk, later).is_remembered
    take(desk, later)
    assert lines(desk, run_id)[3] == [LineInput("hourly_pay", quantity=Decimal(7), project="79")]


def test_pasted_text_takes_the_same_road(desk: Desk, run_id: int) -> None:
    content = table_import.pasted("Nr\tTimer\tLønnsart\n1\t7:30\tTimelønn\n2\t6\tTimelønn\n")
    taken = table_import.take_in(desk, "hours", content)
    assert taken.taken == 2
    assert lines(desk, run_id)[1][0].quantity == Decimal("7.5")


def test_a_workbook_is_read_like_text(desk: Desk, run_id: int) -> None:
    content = workbook(
        ["Timer i mars"],
        ["Ansattnr", "Dato", "Lønnsart", "Antall", "Kommentar"],
        [1, date(2026, 3, 5), "Overtid 50 %", 7.1, "=1+1"],
        [2, "06.03.2026", 110, "7:30", "'@x"],
    )
    preview = table_import.preview(desk, "hours", content, "timer.xlsx")
    assert (preview.form, preview.header_line, preview.taken) == ("xlsx", 2, 2)
    table_import.take_in(desk, "hours", content, "timer.xlsx")
    assert lines(desk, run_id) == {
        1: [LineInput("overtime_50", quantity=Decimal("7.1"))],
        2: [LineInput("hourly_pay", quantity=Decimal("7.5"), text="@x")],
    }


@pytest.mark.parametrize("language", ["nb", "da", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_our_own_template_is_known_when_it_comes_back(desk: Desk, run_id: int, language: str, form: str) -> None:
    made = table_import.template("hours", language, form)
    preview = table_import.preview(desk, "hours", made.content, made.name)
    assert [each.target for each in preview.columns] == [each.name for each in asked.kinds()[0].targets]
    assert "no rows" in str(preview.findings[0].what)
    if form == "csv":
        filled = made.content + "1;;;05.03.2026;Timelønn;7,5;;;;;\r\n".encode()
        assert table_import.preview(desk, "hours", filled, made.name).taken == 1
    assert run_id


def test_the_kind_of_a_table_is_guessed_by_its_columns() -> None:
    assert [each.kind for each in table_import.guess(GOOD)][:1] == ["hours"]
    assert table_import.guess(b"a;b\n1;2\n3;4\n") == ()
    assert table_import.guess(b"%PDF") == ()


def test_stopping_leaves_everything_as_it_was(desk: Desk, run_id: int) -> None:
    def stop(done: int, total: int, what: Message) -> None:
        if str(what).startswith("Storing"):
            raise Cancelled

    with pytest.raises(Cancelled):
        table_import.take_in(desk, "hours", GOOD, "timer.csv", progress=stop)
    assert not lines(desk, run_id)
    assert not rows(desk, "imported_file")
    assert not rows(desk, "column_mapping")


def test_the_log_of_all_imports_knows_it(desk: Desk, run_id: int) -> None:
    take(desk, GOOD)
    [row] = import_log.import_log(desk)
    assert (row.kind, row.can_undo, row.run_id) == ("table_hours", True, run_id)


def test_inspect_says_which_table_it_is_and_what_would_happen(desk: Desk, run_id: int, tmp_path: Path) -> None:
    path = tmp_path / "timer.csv"
    path.write_bytes(GOOD + b"9;05.03.2026;110;sju;;;;\n")
    told = inspect_file(path, "en")
    assert (told["kind"], told["accepted"], told["rows"]) == ("table", True, 5)
    assert told["data"]["table"] == "hours"
    assert told["data"]["headers"][0] == {"header": "Ansattnr", "target": "number"}
    assert [(each["line"], each["severity"]) for each in told["findings"]] == [(6, "warning")]
    with_client = inspect_file(path, "en", desk)
    assert with_client["data"]["changes"] == {"new": 4, "held": 1}
    take(desk, path.read_bytes())
    assert not inspect_file(path, "en", desk)["accepted"]
    assert run_id


def test_every_sentence_is_there_in_norwegian_and_danish(desk: Desk, run_id: int) -> None:
    preview = seen(desk, table("1;05.03.2026;1010;7;;;;", "9;05.04.2026;110;7:30;;;;"))
    said_of_it = [*preview.tells, *(each.what for each in preview.questions)]
    said_of_it += [each.what for row in preview.rows for each in row.findings]
    english = texts("en")
    for language in ("nb", "da"):
        say = texts(language)
        assert all(say(each) != english(each) for each in said_of_it)
    assert run_id


def test_other_choices_than_those_found_are_followed(desk: Desk, run_id: int) -> None:
    content = b'Ansattnr,Dato,Lonnsart,Antall\n1,05.03.2026,110,"7,5"\n'
    preview = seen(desk, content)
    assert (preview.delimiter, preview.taken) == (",", 1)
    other = seen(desk, content, replace(AS_FOUND, delimiter=";"))
    assert other.is_open
    assert seen(desk, content, replace(AS_FOUND, header=0)).header_line == 0
    assert run_id
