"""The file of eIndkomst (denmark 3.6, 3.7): positions by hand, what is read back, corrections, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Refused
from models.values.span import Span
from services.denmark.eindkomst import (
    FERIEKONTO,
    Abroad,
    Delivery,
    Employment,
    LeavingHoliday,
    NothingToReport,
    PayDetail,
    Person,
    Report,
    Reversal,
    Sender,
    constructed_number,
    correction,
    person_of,
    read,
    write,
)
from services.denmark.eindkomst_form import Record, encode, forms
from services.reference.codes import message_formats

CPR = "0101609992"
SE = "13748136"
SENDER = Sender(SE, SE, "LEV1", datetime.combine(date(2026, 1, 30), time(9, 5, 7)), "Lonnsom", "1.0")
JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31))
PAY = Person(CPR, "7", {13: Decimal("28000.50"), 15: Decimal(8100), 16: Decimal(2240), 200: Decimal("160.33")}, {})
REPORT = Report("R1", JANUARY, date(2026, 1, 30), (PAY,))


def lines(*parts) -> list[str]:
    return write(Delivery(SENDER, SE, parts)).decode("latin-1").split("\r\n")


def at(line: str, position: int, length: int) -> str:
    """What stands at a position, counted from 1."""
    return line[position - 1 : position - 1 + length]


def test_a_report_stands_at_its_positions():
    """denmark 3.7: each piece at the position that the table names."""
    head, payer, report, person, pay, tax, am, hours, end, rest = lines(REPORT)
    assert rest == ""
    assert [each[:11] for each in (head, payer, report, person)] == [
        "00000011000",
        "00000022001",
        "00000035000",
        "00000046000",
    ]
    assert (at(head, 12, 8), at(head, 20, 6), at(head, 26, 8), at(head, 42, 2)) == ("20260130", "090507", SE, "01")
    assert (at(head, 90, 16).strip(), at(head, 106, 3), at(head, 109, 1), at(head, 142, 1)) == ("LEV1", "2.0", "T", "E")
    assert (at(payer, 28, 8), at(payer, 37, 3)) == (SE, "DKK")
    assert (at(report, 12, 1), at(report, 13, 16).strip()) == (" ", "R1")
    assert (at(report, 45, 8), at(report, 53, 8), at(report, 61, 8)) == ("20260101", "20260131", "20260130")
    assert (at(report, 70, 1), at(report, 74, 2)) == ("B", "00")
    assert (at(person, 20, 10), at(person, 38, 15).strip()) == (CPR, "7")
    assert pay[7:] == "6001" + "0013" + "0000028000" + "500000" + "+"
    assert tax[7:] == "6001" + "0015" + "0000008100" + "000000" + "+"
    assert am[7:15] == "60010016"
    assert hours[7:] == "6005" + "0200" + "000160" + "33" + "+"
    assert end == "00000099999" + "0000009"


def test_nought_is_positive_and_less_is_negative():
    *_, zero, less, _, _ = lines(replace(REPORT, people=(replace(PAY, fields={13: Decimal(0), 14: Decimal(-1)}),)))
    assert (zero[15:], less[15:]) == ("0000000000000000+", "0000000001000000-")


def test_nothing_to_report():
    _, _, nothing, *_ = lines(NothingToReport("N1", JANUARY))
    assert (nothing[7:11], at(nothing, 12, 1), at(nothing, 61, 1)) == ("3101", "B", "N")
    assert (at(nothing, 45, 8), at(nothing, 53, 8)) == ("20260101", "20260131")


def test_holiday_money_of_somebody_who_left():
    """Net to FerieKonto is 6102; the days have two decimals."""
    left = LeavingHoliday(True, "2025", Decimal("4321.10"), Decimal("8.32"), date(2026, 1, 31))
    person = replace(PAY, codes={209: FERIEKONTO}, holidays=(left,))
    found = next(each for each in lines(replace(REPORT, people=(person,))) if each[7:11] == "6102")
    assert found[11:] == "0000004321" + "100000" + "+" + "0832" + "+" + "2025" + "20260131"


def test_every_part_is_read_back_alike():
    abroad = Abroad(date(1980, 5, 14), "2", "SE", "Petra Prøve", "Gatan 1", "SE-45678", "Malmö")
    whole = Delivery(
        SENDER,
        SE,
        (
            Employment(CPR, "7", date(2026, 1, 1), None, "1", date(2026, 1, 1), True, ((600, "37", date(2026, 1, 1)),)),
            Employment(CPR, "8", date(2024, 1, 1), date(2026, 1, 15)),
            NothingToReport("N1", JANUARY, in_advance=True),
            Reversal("T1", "R0", CPR),
            REPORT,
            replace(
                REPORT,
                id="R2",
                corrects="R1",
                income_type="04",
                people=(
                    Person(
                        constructed_number(abroad.born, "12"),
                        "9",
                        {113: Decimal("-10.25")},
                        {},
                        details=(PayDetail(26, Decimal("2.5"), Decimal(100)),),
                        abroad=abroad,
                    ),
                ),
            ),
        ),
    )
    assert read(write(whole)) == whole


@given(
    st.dictionaries(st.sampled_from([13, 14, 46, 147, 148]), st.decimals(-9999999, 9999999, places=2), max_size=4),
    st.dictionaries(st.sampled_from([83, 200, 203]), st.decimals(-9999, 9999, places=2), max_size=3),
    st.booleans(),
)
def test_any_figures_are_read_back_alike(amounts, counts, in_advance):
    person = replace(PAY, fields={**amounts, **counts}, codes={45: "A"})
    whole = Delivery(SENDER, SE, (replace(REPORT, people=(person,), in_advance=in_advance),))
    assert read(write(whole)) == whole


def test_what_a_run_reports_becomes_a_person():
    reported = {
        "13": Decimal("28000.50"),
        "200": Decimal("160.33"),
        "209": Decimal(33088566),
        "6102 2025": Decimal("4321.10"),
        "6102 2025 days": Decimal("8.32"),
    }
    person = person_of(reported, CPR, "7", date(2026, 1, 31))
    assert person.fields == {13: Decimal("28000.50"), 200: Decimal("160.33")}
    assert person.codes == {209: FERIEKONTO}
    assert person.holidays == (LeavingHoliday(True, "2025", Decimal("4321.10"), Decimal("8.32"), date(2026, 1, 31)),)
    with pytest.raises(Refused, match="last day"):
        person_of(reported, CPR, "7")


# --- corrections ---------------------------------------------------------------------------------------------------


def test_a_difference_is_reported_as_one():
    """46: 99.00 was reported, 94.65 is right; the correction says 94.65 − 99.00 = −4.35."""
    before, now = (replace(PAY, fields={**PAY.fields, 46: Decimal(atp)}) for atp in ("99.00", "94.65"))
    (part,) = correction(before, now, REPORT, "R2", {46: Decimal("99.00")})
    assert (part.id, part.corrects, part.people[0].fields) == ("R2", "R1", {46: Decimal("-4.35")})
    report = lines(part)[2]
    assert (at(report, 12, 1), at(report, 29, 16).strip()) == ("R", "R1")


def test_another_tax_takes_the_report_back():
    now = replace(PAY, fields={**PAY.fields, 15: Decimal(8000)})
    assert correction(PAY, now, REPORT, "R2") == (Reversal("R2", "R1", CPR), replace(REPORT, id="R2", people=(now,)))
    assert correction(PAY, PAY, REPORT, "R2") == ()


def test_a_correction_makes_no_year_negative():
    now = replace(PAY, fields={**PAY.fields, 200: Decimal(0)})
    with pytest.raises(Refused, match="field 200 would be negative"):
        correction(PAY, now, REPORT, "R2", {200: Decimal(100)})


# --- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (replace(PAY, codes={209: FERIEKONTO}, fields={198: Decimal(1)}), "after tax"),
        (replace(PAY, fields={202: Decimal(1)}), "field 209"),
        (replace(PAY, fields={9999: Decimal(1)}), "field 9999 is not known"),
        (replace(PAY, fields={13: Decimal("1e10")}), "does not fit"),
        (replace(PAY, fields={200: Decimal("0.001")}), "does not fit"),
        (replace(PAY, cpr=""), "CPR number is needed"),
        (replace(PAY, employee="1" * 16), "does not fit"),
        (
            replace(
                PAY,
                codes={209: FERIEKONTO},
                holidays=(LeavingHoliday(False, "2025", Decimal(1), Decimal(1), date(2026, 1, 31)),),
            ),
            "after tax",
        ),
    ],
)
def test_what_the_authority_would_reject(person, says):
    with pytest.raises(Refused, match=says):
        lines(replace(REPORT, people=(person,)))


def test_a_correction_has_no_tax():
    with pytest.raises(Refused, match="cannot have the field 15"):
        lines(replace(REPORT, corrects="R0"))


def test_the_numbers_of_the_employer_are_checked():
    with pytest.raises(Refused, match="12345678 is no CVR"):
        write(Delivery(SENDER, "12345678", ()))


WHOLE = write(Delivery(SENDER, SE, (REPORT,)))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "last line is missing"),
        (b"hello", "Line 1 is no record"),
        (WHOLE[: WHOLE.index(b"9999000")], "Line 9 is no record"),
        (WHOLE.replace(b"0000009\r\n", b"0000008\r\n"), "counts 0000008"),
        (WHOLE.replace(b"00000035000", b"00000045000"), "Line 3 is no record"),
        (WHOLE.replace(b"20260131", b"20260132"), "Line 3: the field last"),
        (WHOLE.replace(b"500000+", b"500000*"), "Line 5: the field amount"),
        (encode([Record("2001", {"se": SE, "currency": "DKK"})]), "in their order"),
        (WHOLE.replace(b"00000046000", b"00000046001"), "Line 4: the field field"),
        (WHOLE.replace(b"00000046000", b"00000048001"), "Line 4: the field"),
    ],
)
def test_another_file_is_refused(content, says):
    with pytest.raises(Refused, match=says):
        read(content)


def test_the_layout_says_that_it_is_not_verified():
    """And no two fields of a record share a position."""
    (newest,) = message_formats("eindkomst")
    assert newest["about"]["verified"] is False
    for fields in forms().values():
        ends = [(each.at, each.at + each.long) for each in fields]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_a_constructed_number():
    """14 May 1980: 1 + 6 = 7."""
    assert constructed_number(date(1980, 5, 14), "12") == "7405800012"
