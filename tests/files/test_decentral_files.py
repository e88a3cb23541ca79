"""Decentral registrering in: changes and deletions, files as they come, and what is shown of people."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Severity
from models.values.message import Message
from services.desk.decentral import read
from services.files.decentral import Action, Cause, Known, masked
from services.files.decentral_read import is_decentral
from services.files.recognise import Kind, recognise
from tests.files.decentral_lines import CPR, PEOPLE_KNOWN, PERSON, WHOLE, codes, file, one, only

# --- clearing, changing, deleting ----------------------------------------------------------------------------------


def test_percent_empties_a_field():
    line = file("18;1;MLE-25-MEDA;7;;;;;;%;;;;%;;%", known=PEOPLE_KNOWN).lines[0]
    assert line.remarks == ()
    assert line.entry is not None
    assert line.entry.clears == {"address_2", "email", "seniority"}
    assert (dict(line.entry.values), line.action) == ({"employee": 7}, Action.CHANGE)


def test_a_change_needs_no_compulsory_field():
    read_in = file("18;1;MLE-25-MEDA;7;;;Nyt", "18;1;MLE-30-ANSF;7;01042026;;;;;;;;F2", known=PEOPLE_KNOWN)
    assert read_in.remarks == ()
    assert [each.action for each in read_in.lines] == [Action.CHANGE, Action.CHANGE]


def test_every_compulsory_field_that_a_new_employee_lacks_is_named():
    (line,) = file("18;1;MLE-25-MEDA;7").lines
    assert [(each.cause.value, each.column) for each in line.remarks] == [
        ("D07", column) for column in ("E", "G", "H", "I", "K", "M")
    ]


def test_a_tax_card_is_requested_for_new_employees_only():
    line = file("18;1;MLE-25-MEDA;7;;;;;;;;;;;;;H", known=PEOPLE_KNOWN).lines[0]
    assert (only(line).cause.value, only(line).column) == ("D08", "Q")
    assert "MLE-65-GREK" in str(only(line).what)


def test_four_percents_delete_a_step():
    line = one("18;;MLE-15-REST;1100;01082008;;;;;;F3;;;%;%;%;%")
    assert (line.remarks, line.action) == ((), Action.DELETE)
    line = one("18;;MLE-15-REST;1100;01082008;;;;;;F3;;;%;%;%;5")
    assert line.action is Action.PUT
    gone = Known(keys={"MLE-15-REST": frozenset({("1100", date(2008, 8, 1), "F4")})})
    assert codes(one("18;;MLE-15-REST;1100;01082008;;;;;;F3;;;%;%;%;%", gone)) == ["D13"]


def test_a_fixed_type_is_deleted_where_it_is_there():
    key = (7, date(2024, 3, 1), 3000)
    line = "18;1;MLE-40-LONA;7;01032024;;3000" + ";" * 29 + "9"
    there = Known(employees=frozenset({7}), keys={"MLE-40-LONA": frozenset({key})})
    read_in = file(line, known=there)
    assert (read_in.remarks, read_in.lines[0].action, read_in.lines[0].key) == ((), Action.DELETE, key)
    assert codes(file(line, known=Known(employees=frozenset({7}), keys={"MLE-40-LONA": frozenset()}))) == ["D13"]
    assert codes(file(line, known=Known(employees=frozenset({7})))) == []  # nobody said what is there


@pytest.mark.parametrize("start", ["01082008", ""])
def test_leaving_may_name_the_period_or_not(start):
    """decentral 6, case 6."""
    line = one(f"18;1;MLE-30-ANSF;7;{start};;3;31082026", PEOPLE_KNOWN)
    assert (line.remarks, line.action) == ((), Action.CHANGE)


def test_percent_in_the_leaving_code_takes_somebody_back():
    line = one("18;1;MLE-30-ANSF;7;01082008;;%", PEOPLE_KNOWN)
    assert line.remarks == ()
    assert line.entry is not None
    assert line.entry.clears == {"end_code"}


def test_yes_and_no_written_out_are_read_with_a_warning():
    """decentral 6, case 8."""
    line = one("18;1;MLE-30-ANSF;7;01032024;;;;1001;;;;F1" + ";" * 20 + "Ja;nej;J")
    assert codes(line) == ["D08", "D08"]
    assert not line.is_rejected
    assert [line.entry.text(f"auto_rise_{place}") for place in (1, 2, 3)] == ["J", "N", "J"]


# --- files as they come --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\n\r\n  \n;;;;\n\t\n"])
@pytest.mark.parametrize("last", ["", "\n", "\r\n\x1a"])
def test_line_ends_and_blank_lines(end, last):
    read_in = read((end.join([PERSON, "18;1;MLE-65-GREK;7;01032026;H"]) + last).encode("cp1252"), "a.csv")
    assert (read_in.received, read_in.rejected) == (2, 0)


def test_lines_are_numbered_as_an_editor_does():
    read_in = read(f"\r\n{PERSON}\r\n\r\n18;1;MLE-65-GREK;8;01032026;H".encode("cp1252"), "a.csv")
    assert [each.line for each in read_in.remarks] == [4]


def test_empty_fields_at_the_end_are_none():
    assert one("18;1;MLE-05-AFDE;1;HR;;;;").remarks == ()
    assert one("18;1;MLE-65-GREK;7;01032026;H;").remarks == ()
    assert one("18;1;MLE-65-GREK;7;01032026;H" + ";" * 16_384).remarks == ()  # as wide as a spreadsheet


def test_blanks_around_a_value_are_none_of_it():
    line = one(" 18 ;1; MLE-05-AFDE ;\xa0300;  HR  ")
    assert line.entry is not None
    assert dict(line.entry.values) == {"department": "300", "text": "HR"}


def test_the_order_of_the_lines_does_not_matter():
    lines = [PERSON, *(text for text, _ in WHOLE.values())]
    forth, back = file(*lines), file(*reversed(lines))
    assert forth.remarks == back.remarks == ()
    assert [each.entry for each in forth.to_load] == [each.entry for each in back.to_load]
    assert [each.record for each in back.to_load] == sorted(each.record for each in back.to_load)


def test_lines_are_loaded_by_record_employee_and_day():
    second = PERSON.replace(";7;", ";12;")
    read_in = file(
        "18;1;MLE-65-GREK;12;01032026;H",
        "18;1;MLE-65-GREK;7;01042026;H",
        "18;1;MLE-65-GREK;7;01032026;B",
        second,
        PERSON,
    )
    assert [each.number for each in read_in.to_load] == [5, 4, 3, 2, 1]


def test_an_older_step_is_known_by_its_form():
    """decentral 6, case 1: a pay group where the kind of scale would stand."""
    older = one("18;;MLE-15-REST;1100;01082008;;;F3;165;;%")
    assert (older.is_older_layout, codes(older), older.is_rejected) == (True, ["D06"], False)
    assert older.entry.values["arrears"] == 165
    assert older.entry.clears == {"hourly"}
    now = one("18;;MLE-15-REST;1100;01082008;;;LØNRAM;;;F3;;;165")
    assert (now.is_older_layout, now.remarks) == (False, ())
    wrong = one("18;;MLE-15-REST;1100;01082008;;;F3;;;F3;;;165")
    assert (wrong.is_older_layout, codes(wrong)) == (False, ["D08"])


def test_a_file_that_creates_nobody_says_so():
    read_in = file("18;1;MLE-40-LONA;7;01032024;;1303;;5;120")
    (finding,) = read_in.findings
    assert (finding.severity, read_in.is_refused, read_in.rejected) == (Severity.WARNING, False, 1)
    assert file("18;1;MLE-05-AFDE;1;HR").findings == ()


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b";;;;\n"])
def test_nothing_in_it(content):
    read_in = read(content, "a.csv")
    assert (read_in.is_refused, read_in.received) == (True, 0)
    assert str(read_in.findings[0].what) == "The file is empty"


def test_too_much_in_it():
    read_in = read(b"\n" * 200_001, "a.csv")
    assert "more than 200000 rows" in str(read_in.findings[0].what)
    read_in = read(b"x" * 50_000_001, "a.csv")
    assert "larger than 50 MB" in str(read_in.findings[0].what)


def test_one_endless_line_is_one_rejected_line():
    assert codes(read(b"18;1;MLE-05-AFDE;" + b";" * 1_000_000 + b"x", "a.csv")) == ["D06"]
    assert codes(read(b"9" * 1_000_000, "a.csv")) == ["D06"]


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(content):
    read_in = read(content, "a.csv")
    assert read_in.received == read_in.loaded + read_in.rejected


@given(
    st.lists(
        st.sampled_from(["18", "1", "MLE-25-MEDA", "MLE-40-LONA", "%", "7", "x,", "01032024", "", CPR]), max_size=12
    )
)
def test_any_line_has_an_answer(cells):
    (*_, line) = file(PERSON, ";".join(cells)).lines
    assert all(each.what and each.line for each in line.remarks)


# --- people are not shown whole ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0101604321", "010160****"),
        ("010160-4321", "010160****"),
        ("4185784375", "4185784375"),  # no day: an account
        ("x" * 50, "x" * 39 + "…"),
        ("010160 4321", "010160****"),
        ("x" * 28 + " 0101604321 and more", "x" * 28 + " 010160****…"),  # masked before it is cut
        ("a\tb", "a\N{REPLACEMENT CHARACTER}b"),
    ],
)
def test_a_value_as_a_receipt_shows_it(value, shown):
    assert masked(value) == shown


@pytest.mark.parametrize("cpr", ["0101604321x", "01016 4321", "3102604321", "010160432"])
def test_no_remark_shows_a_whole_number_of_a_person(cpr):
    read_in = file(PERSON.replace(CPR, cpr))
    assert read_in.rejected == 1
    assert all("4321" not in str(each.finding.what) for each in read_in.remarks)


def test_a_proposed_number_is_masked_too():
    remark = only(one("18;1;MLE-40-LONA;0101604321,0;01032024;;9900;;;;5"))
    assert remark.cause is Cause.FORBIDDEN_SIGN
    assert "4321" not in str(remark.finding.what)


def test_a_finding_names_place_field_value_and_cause():
    finding = one("18;1;MLE-40-LONA;7;01032024;;1303;;5x;120").remarks[0].finding
    assert str(finding.what) == "enheder (I) 5x: No number: digits, and a point before decimals"
    assert (finding.where.page, finding.where.thing, finding.where.field) == ("decentral", 2, "I")
    assert finding.code == "D10"


def test_loading_may_add_what_it_found():
    read_in = file(PERSON, "18;1;MLE-65-GREK;7;01032026;H")
    found = read_in.lines[1].remark(Cause.REFERENCE, Message("The card cannot be asked for"))
    again = read_in.with_remarks([found])
    assert (again.loaded, again.rejected) == (1, 1)
    assert read_in.rejected == 0


def test_a_line_that_loading_rejects_replaces_no_other():
    line = "18;1;MLE-35-REGK;7;01032024;;1234;1"
    read_in = file(PERSON, line, line)
    assert codes(read_in) == ["D15"]
    found = read_in.lines[2].remark(Cause.VALUE, Message("The account cannot be used"))
    assert codes(read_in.with_remarks([found])) == ["D08"]


# --- what is it? ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"18;1;MLE-05-AFDE;300;HR\n",
        b"\r\n  \r\n18;;MLE-15-REST;1100\r\n",
        b'"18";"1";"MLE-05-AFDE"\n',
        b"18,1,MLE-05-AFDE,300\n",
        b"Kunde;Arbejdsgiver;Id\n18;1;MLE-05-AFDE;300\n",
        b"18;1;MLE-40-FRAV;3\n",
        b"A18;1;MLE-05-AFDE;300\n",
        b"-18;1;MLE-05-AFDE;300\n",
        b" 18 ; 1 ; MLE-05-AFDE;300\n",
        b"18;1;MLE 05 AFDE;300\n",
        b"18;1;MLE-05-AFDE;300;HR\r\n\x1a",
        b"18;1;MLE-05-AFDE;300;H\x00R\r\n",
        "18;1;MLE-05-AFDE;300;Åse\n".encode("utf-16"),
        "18;1;MLE-05-AFDE;300;Åse\n".encode("utf-8-sig"),
    ],
)
def test_it_is_known_by_what_is_in_it(content):
    assert recognise(content, len(content), "x.txt").kind is Kind.DECENTRAL


@pytest.mark.parametrize("lines", [["a;b;c"], ["Hours;7;MLE"], [""], []])
def test_other_texts_are_none(lines):
    assert not is_decentral(lines) or not any(lines)
