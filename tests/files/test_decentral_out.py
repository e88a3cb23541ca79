"""Decentral registrering out, and the receipt: what is written is read back alike, and nothing changes in silence."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Severity
from models.values.message import Message
from services.desk.decentral import layout, read, write
from services.files import decentral_receipt
from services.files.decentral import Cause, Entry, Length
from services.files.decentral_layout import Field, FieldType
from services.files.decentral_write import NOT_WRITTEN
from services.reference.texts import texts

EMPLOYEE = {
    "employee": 7,
    "national_id": "0101609992",
    "family_name": "Prøve",
    "given_name": "Petra",
    "address_1": "Lærkevej 1",
    "postcode": "2750",
    "first_employed": date(2024, 3, 1),
}


def person(**more) -> Entry:
    return Entry("MLE-25-MEDA", 18, 1, {**EMPLOYEE, **more})


def test_a_file_is_windows_1252_with_crlf_in_the_order_of_loading():
    absence = {"employee": 7, "from_date": date(2026, 3, 2), "to_date": date(2026, 3, 6), "code": 40}
    step = {"table": "1100", "from_date": date(2026, 1, 1), "group": "F1", "hourly": Decimal("7.50")}
    written = write(
        [
            Entry("MLE-55-FRAV", 18, 1, {**absence, "duration": Decimal("5.00")}),
            person(seniority=Length(1, 2, 3)),
            Entry("MLE-15-REST", 18, None, step, frozenset({"text", "arrears"})),
        ]
    )
    assert written.content.decode("cp1252") == (
        "18;;MLE-15-REST;1100;01012026;;%;;;;F1;;;%;;7.5\r\n"
        "18;1;MLE-25-MEDA;7;0101609992;;Prøve;Petra;Lærkevej 1;;2750;;01032024;;;010203\r\n"
        "18;1;MLE-55-FRAV;7;02032026;06032026;40;;5\r\n"
    )
    assert (written.count, written.remarks) == (3, ())


def test_nothing_written_is_an_empty_file():
    assert write([]).content == b""


@pytest.mark.parametrize(
    ("name", "value", "read_back", "cause"),
    [
        ("address_1", "Lærkevej 1, 2. tv", "Lærkevej 1 2. tv", "D03"),
        ("address_1", 'Gården "Lund"; st.', "Gården 'Lund' st.", "D03"),
        ("address_1", "Vej 1\r\nBaghus", "Vej 1 Baghus", "D03"),
        ("family_name", "Łukaszewicz", "?ukaszewicz", "D02"),
        ("family_name", "Dvořák", "Dvorák", "D02"),
        ("given_name", "P" * 31, "P" * 30, "D08"),
        ("address_2", "%", "", "D11"),
    ],
)
def test_what_cannot_stand_there_is_replaced_and_told(name, value, read_back, cause):
    written = write([person(**{name: value})])
    (remark,) = written.remarks
    assert (remark.cause.value, remark.severity, remark.line) == (cause, Severity.WARNING, 1)
    assert (remark.employee, remark.field) == (7, layout().records["MLE-25-MEDA"].by_name[name].title)
    assert read(written.content, "a.csv").lines[0].entry.text(name) == read_back


@pytest.mark.parametrize(
    ("entry", "cause"),
    [
        (person(national_id="1"), "D10"),
        (person(tax_card="X"), "D08"),
        (person(company_id="123456789"), "D08"),
        (Entry("MLE-65-GREK", 18, 1, {"employee": 7}), "D07"),
        (Entry("MLE-05-AFDE", 18, None, {"department": "1"}), "D10"),
        (Entry("MLE-05-AFDE", 18, 1, {"department": ";"}), "D07"),
        (
            Entry(
                "MLE-40-LONA",
                18,
                1,
                {"employee": 7, "from_date": date(2026, 1, 1), "type": 1303, "units": Decimal("1e8")},
            ),
            "D10",
        ),
        (
            Entry(
                "MLE-40-LONA", 18, 1, {"employee": 7, "from_date": date(2026, 1, 1), "type": 1303}, frozenset({"units"})
            ),
            "D11",
        ),
    ],
)
def test_what_cannot_be_said_is_left_out_and_told(entry, cause):
    written = write([entry, Entry("MLE-10-UDBE", 18, 1, {"pay_office": "Kbh"})])
    assert written.content == b"18;1;MLE-10-UDBE;Kbh\r\n"
    stops = [each for each in written.remarks if each.is_error]
    assert {(each.line, each.cause.value) for each in stops} == {(NOT_WRITTEN, cause)}


@pytest.mark.parametrize("entry", [Entry("MLE-20-XXXX", 18, 1, {}), Entry("MLE-05-AFDE", 18, 1, {"nothing": 1})])
def test_an_entry_that_the_layout_does_not_have_is_a_mistake_of_ours(entry):
    with pytest.raises(ValueError, match="no"):
        write([entry])


# --- whatever is written is read back alike ------------------------------------------------------------------------

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
SIGNS = st.sampled_from("abcÆØÅæøåéü 0129.-+/()'’–€&%")
NAMES = st.sampled_from("ABÆØÅæ019.-")


def values_of(field: Field) -> st.SearchStrategy:
    """Anything that a field may hold."""
    if field.check == "cpr":
        return st.sampled_from(["0101609992", "2902009991", "3001609992"])
    if field.check == "cvr":
        return st.just("0")
    if field.check == "country":
        return st.sampled_from(["DK", "SE", "GL"])
    if field.check == "digits":
        return st.text("0123456789", min_size=field.longest, max_size=field.longest)
    if field.choices:
        return st.sampled_from([int(each) if field.type is FieldType.NUMBER else each for each in field.choices])
    match field.type:
        case FieldType.DAY:
            return DAYS
        case FieldType.YEAR:
            return st.integers(2000, 9999)
        case FieldType.LENGTH:
            return st.builds(Length, st.integers(0, 99), st.integers(0, 11), st.integers(0, 30))
        case FieldType.NUMBER if not field.decimals:
            return st.integers(int(field.low), int(field.high))
        case FieldType.NUMBER:
            return st.decimals(field.low, field.high, places=field.decimals)
    signs = NAMES if field.is_key or field.check == "capital" else SIGNS
    text = st.text(signs, min_size=1, max_size=field.longest).map(str.strip).filter(lambda each: each not in ("", "%"))
    return text.map(lambda each: "F" + each[1:]) if field.check == "capital" else text


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    record = draw(st.sampled_from(list(layout().records.values())))
    values, clears = {}, set()
    for field in record.fields[3:]:
        if field.check == "ignored":
            continue
        if field.is_key or draw(st.booleans()):
            values[field.name] = draw(values_of(field))
        elif field.can_clear and draw(st.booleans()):
            clears.add(field.name)
    for field in record.fields[3:]:
        first, last = values.get(field.not_before), values.get(field.name)
        if first and last and last < first:
            values[field.name] = first
    employer = None if record.code == "MLE-15-REST" else draw(st.integers(1, 999999))
    return Entry(record.code, draw(st.integers(1, 999999)), employer, values, frozenset(clears))


@given(st.lists(entries(), max_size=4))
def test_what_is_written_is_read_back_alike(said):
    written = write(said)
    assert [each for each in written.remarks if each.is_error] == []
    assert written.count == len(said)
    back = read(written.content, "a.csv")
    assert back.received == len(said)
    found = [each.entry for each in back.lines]
    assert sorted(map(plain, found)) == sorted(map(plain, said))
    assert write(found).content == written.content


def plain(entry: Entry) -> str:
    """An entry as text, numbers without zeros that say nothing and with no sign before nought."""
    values = {
        name: f"{value + 0:.2f}" if isinstance(value, Decimal) else value
        for name, value in sorted(entry.values.items())
    }
    return f"{entry.record} {entry.customer} {entry.employer} {values} {sorted(entry.clears)}"


# --- the receipt ---------------------------------------------------------------------------------------------------

LINES = (
    "18;1;MLE-25-MEDA;7;0101604321;;Prøve;Petra;Lærkevej 1;;2750;;01032024",
    "18;1;MLE-65-GREK;8;01032026;H",
    "18;1;MLE-40-LONA;7;01032024;;1303;;=5;120",
    "18;1;MLE-05-AFDE;1;HR",
)
AT = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)


@pytest.fixture
def receipt():
    return decentral_receipt.receipt(read("\r\n".join(LINES).encode("cp1252"), "marts.csv"), AT, "Bo")


def test_a_receipt_counts_and_names_lines(receipt):
    assert (receipt.received, receipt.loaded, receipt.rejected, receipt.warnings) == (4, 2, 2, 1)
    assert [(each.line, each.cause.value, each.value) for each in receipt.rows] == [
        (1, "D16", "010160****"),
        (2, "D13", "8"),
        (3, "D10", "=5"),
    ]


def test_a_receipt_as_a_table_in_danish(receipt):
    say = texts("da")
    table = decentral_receipt.table(receipt, say)
    assert [each.name for each in table.columns] == [
        "line",
        "record",
        "employee",
        "field",
        "value",
        "severity",
        "code",
        "cause",
    ]
    first, second, _ = table.rows
    assert first[:7] == ("1", "MLE-25-MEDA", "7", "CPR-nr. (E)", "010160****", "Advarsel", "D16")
    assert second[5:] == ("Afvist", "D13", "Medarbejderen oprettes ikke i filen")


def test_a_receipt_as_csv_is_no_formula(receipt):
    text = decentral_receipt.receipt_csv(receipt, texts("da")).decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[:8] == [
        "Fil;marts.csv",
        "Indlæst;31.03.2026 14:05",
        "Bruger;Bo",
        "Linjer modtaget;4",
        "Linjer indlæst;2",
        "Linjer afvist;2",
        "Advarsler;1",
        "",
    ]
    assert ";'=5;" in text
    assert "0101604321" not in text


def test_a_refused_file_says_why_in_its_receipt():
    file = read(LINES[3].encode(), "a" * 30 + ".csv")
    receipt = decentral_receipt.receipt(file, AT, "Bo")
    assert (receipt.received, receipt.loaded, receipt.rejected, receipt.is_refused) == (1, 0, 1, True)
    (_, *_, (code, why)) = decentral_receipt.heading(receipt, str)
    assert (code, why) == ("D01", "The file's name is longer than 20 characters")


def test_what_loading_found_stands_in_the_receipt():
    file = read(LINES[3].encode(), "a.csv")
    (line,) = file.lines
    told = replace(line.remark(Cause.VALUE, Message("{count} rows", count=2), Severity.WARNING), value="x")
    receipt = decentral_receipt.receipt(file.with_remarks([told]), AT, "Bo")
    assert (receipt.loaded, receipt.warnings, receipt.rows) == (1, 1, (told,))
