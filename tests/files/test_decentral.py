"""Decentral registrering in: the guide's own sample, every record and its fields, the layout as data."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.desk.decentral import layout, read
from services.files.decentral import Action, Known, Length
from services.files.decentral_layout import LayoutError
from services.files.decentral_layout import layout as make_layout
from services.reference.codes import read_code_lists
from tests.files.decentral_lines import WHOLE, one

# --- the guide's sample --------------------------------------------------------------------------------------------


@pytest.fixture
def sample(shared: Path) -> bytes:
    return (shared / "reference" / "denmark" / "decentral-sample.csv").read_bytes()


def test_the_sample_gives_the_receipt_of_the_guide(sample):
    """decentral 7: 35 received, 29 loaded, 6 rejected for an employee who is not created, 4 warnings of the layout."""
    read_in = read(sample, "decentral-sample.csv")
    assert not read_in.is_refused
    assert read_in.findings == ()
    assert (read_in.received, read_in.loaded, read_in.rejected, read_in.warnings) == (35, 29, 6, 4)
    counts = [1, 1, 3, 2, 3, 2, 11, 1, 3, 3, 3, 2]
    assert list(read_in.counts.values()) == counts
    assert list(read_in.counts) == list(layout().records)
    rejected = [(each.record, each.employee) for each in read_in.remarks if each.is_error]
    assert rejected == [
        ("MLE-30-ANSF", 10086),
        ("MLE-55-FRAV", 10078),
        ("MLE-55-FRAV", 987),
        ("MLE-55-FRAV", 992),
        ("MLE-65-GREK", 1),
        ("MLE-65-GREK", 2),
    ]
    assert {each.cause.value for each in read_in.remarks if each.is_error} == {"D13"}
    warned = [(each.record, each.cause.value) for each in read_in.remarks if not each.is_error]
    assert warned == [("MLE-15-REST", "D06")] * 3 + [("MLE-25-MEDA", "D14")]


def test_the_sample_loads_whole_where_its_people_are_known(sample):
    """decentral 7, the second client."""
    people = frozenset({1, 2, 987, 992, 10078, 10086})
    known = Known(
        employers=frozenset({(18, 1)}),
        employees=people,
        employed=people,
        departments=frozenset({"100"}),
        pay_offices=frozenset(),
        groups=frozenset({"F1", "F3", "F4", "T1", "T3"}),
        categories=frozenset({1001, 3001}),
        absence_codes=frozenset({18, 40}),
        keys={"MLE-55-FRAV": frozenset({(992, date(2008, 1, 2), 40)})},
    )
    read_in = read(sample, "decentral-sample.csv", known)
    assert (read_in.received, read_in.loaded, read_in.rejected, read_in.warnings) == (35, 35, 0, 4)
    last_absence = next(each for each in read_in.lines if each.entry and each.entry.employee == 992)
    assert last_absence.action is Action.DELETE


def test_the_fields_of_the_sample_land_where_the_guide_says(sample):
    """decentral 7, the field mapping checks."""
    lines = {each.number: each.entry for each in read(sample, "decentral-sample.csv").lines}
    pay = {entry.whole("type"): entry for entry in lines.values() if entry.record == "MLE-40-LONA"}
    own, firm = (pay[6200].number(name) for name in ("percent", "company_percent"))
    assert (own, firm, pay[6200].whole("settlement_type")) == (Decimal(5), Decimal(10), 2003)
    basis = pay[6003]
    assert (basis.number("percent"), basis.number("company_percent")) == (Decimal("3.7"), Decimal("7.4"))
    assert (basis.whole("pension_basis"), basis.whole("settlement_type")) == (2, 2115)
    assert basis.text("agreement_code") == "1"
    firm_amount = pay[6410]
    assert firm_amount.number("amount") == 500
    assert (firm_amount.text("bank_register"), firm_amount.text("bank_account")) == ("2345", "0006544533")
    assert (pay[1303].number("units"), pay[1303].number("rate")) == (5, 120)
    dated = pay[3010].values
    assert dated == {
        "employee": 3,
        "from_date": date(2008, 8, 1),
        "to_date": date(2008, 12, 31),
        "type": 3010,
    }
    steps = {entry.text("group"): dict(entry.values) for entry in lines.values() if entry.record == "MLE-15-REST"}
    rates = ("arrears", "advance", "hourly", "fortnightly")
    assert {group: [values.get(name) for name in rates] for group, values in steps.items()} == {
        "T3": [None, None, 120, 60],
        "F3": [165, None, None, None],
        "F4": [None, 175, None, None],
    }
    gurli = lines[6]
    assert (gurli.text("postcode"), gurli.text("address_2"), gurli.text("country")) == ("0", "SE-45678 Malmø", "SE")
    assert gurli.values["seniority"] == Length(0, 1, 0)
    assert (gurli.text("tax_card"), gurli.day("tax_card_from")) == ("H", date(2008, 8, 1))
    assert lines[7].values["seniority"] == Length(0, 0, 15)


# --- every record -------------------------------------------------------------------------------------------------


def test_every_record_has_a_case():
    assert list(WHOLE) == list(layout().records)


@pytest.mark.parametrize("record", WHOLE)
def test_every_field_of_every_record(record):
    text, values = WHOLE[record]
    line = one(text)
    assert line.remarks == ()
    assert line.entry is not None
    assert dict(line.entry.values) == values
    assert (line.entry.customer, line.entry.employer) == (18, None if record == "MLE-15-REST" else 1)
    fields = set(layout().records[record].by_name) - {"customer", "employer", "record", "unused_start", "delete"}
    assert values.keys() == fields


def test_columns_are_those_of_a_spreadsheet():
    names = layout().records["MLE-40-LONA"].by_name
    assert [names[name].column for name in ("customer", "agreement_code", "posting_1", "delete")] == [
        "A",
        "Z",
        "AA",
        "AJ",
    ]


@pytest.mark.parametrize("record", WHOLE)
def test_titles_tell_the_fields_of_a_record_apart(record):
    fields = layout().records[record].fields
    assert len({each.title for each in fields}) == len(fields)


# --- the layout is data --------------------------------------------------------------------------------------------

HEAD = "list;code;from;to;number;name_da;name_nb;name_en;type;max;presence;change;clear;domain;source;note"
RECORDS = (
    "list;code;from;to;name_da;name_nb;name_en;does;names;source;note\n"
    "record;MLE-05-AFDE;;;A;A;A;create;;D3;\ncause;D01;;;a;a;a;;;A;"
)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("common;customer;;;1;a;a;a;N;6;K;;;;D;", "no fields"),
        ("common;customer;;;1;a;a;a;N;6;K;;;;D;\nMLE-05-AFDE;x;;;3;a;a;a;N;6;K;;;;D;", "without a gap"),
        ("common;customer;;;1;a;a;a;Q;6;K;;;;D;", "common, customer"),
        ("common;customer;;;1;a;a;a;N;6;K;;;1..x;D;", "common, customer"),
        ("common;customer;;;1;a;a;a;N;6;K;;;odd:1;D;", "common, customer"),
    ],
)
def test_a_layout_that_cannot_be_used_says_where(rows, says):
    with pytest.raises(LayoutError, match=says):
        make_layout(read_code_lists(RECORDS), read_code_lists(f"{HEAD}\n{rows}"))


def test_the_packaged_layout_has_the_fields_of_the_guide():
    """decentral 2: how many fields each record has."""
    counts = {code: len(record.fields) for code, record in layout().records.items()}
    assert list(counts.values()) == [5, 5, 17, 22, 36, 8, 36, 7, 9, 11, 10, 6]
    assert Counter(each.kind for each in layout().salary_types.values())["not_by_file"] == 12
