"""Tables from text and workbooks: found in the file, their header in the table, read without trusting anything."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from openpyxl import Workbook

from models.values.finding import Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.progress import Cancelled
from models.values.span import Month, Span
from services.files.column_reading import DATES, DECIMAL, SHARE, Reading, Unreadable, reader_of
from services.files.recognise import Kind, recognise
from services.files.sheet import SourceTable, read_source
from services.files.workbook import Exact, is_workbook, letter, open_workbook, why_no_workbook

KNOWN = {"Nr", "Navn", "Timer", "Dato"}


def known(cells: Sequence[str]) -> int:
    return len(KNOWN & set(cells))


def read(content: bytes, **said: Any) -> SourceTable:
    return read_source(content, known, **said)


def cells(table: SourceTable) -> list[list[str]]:
    return [list(row.cells) for row in table.body]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: Sequence[Any], title: str = "Timer", formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    return saved(book)


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with something else in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            inside = before.read(name)
            after.writestr(name, inside.replace(old.encode(), new.encode()) if name == part else inside)
    return out.getvalue()


def refused(content: bytes, **said: Any) -> str:
    with pytest.raises(Refused) as caught:
        read(content, **said)
    return str(caught.value.findings[0].what)


SHEET = "xl/worksheets/sheet1.xml"

# --- a workbook ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (7.1, "General", "7,1"),
        (0.1 + 0.2, "General", "0,3"),
        (7.333333333333333, "0.00", "7,33333333333333"),
        (1250, "#,##0.00", "1250"),
        (1e15, "General", "1000000000000000"),
        (-7.5, "General", "-7,5"),
        (0, "General", "0"),
        (date(2026, 11, 5), "dd.mm.yyyy", "2026-11-05"),
        (datetime.fromisoformat("2026-11-05 07:30"), "dd.mm.yyyy hh:mm", "2026-11-05T07:30"),
        (date(2026, 11, 5), "[$-414]d. mmmm yyyy;@", "2026-11-05"),
        (time(7, 30), "hh:mm", "7:30"),
        (timedelta(hours=37, minutes=30), "[h]:mm", "37:30"),
        (time(7, 30, 15), "hh:mm:ss", "7:30:15"),
        (0.5, "0%", "50 %"),
        (1018012345, "00000000000", "01018012345"),
        (12, "000", "012"),
        ("=1+1", "@", ""),
        ("'=1+1", "@", "'=1+1"),
        ("-5", "@", "-5"),
        (True, "General", "TRUE"),
        ("  rom  ", "General", "  rom  "),
    ],
)
def test_a_cell_is_read_as_the_spreadsheet_shows_it(value: Any, code: str, text: str) -> None:
    content = workbook(["Nr", "Timer"], [1, value, "x"], formats={"B2": code})
    assert cells(read(content)) == [["1", text, "x"]]


def test_binary_noise_of_the_file_is_no_noise_in_the_number() -> None:
    """A spreadsheet writes 7.1 as 7.0999999999999996."""
    content = changed(workbook(["Nr", "Timer"], [1, 7.5]), SHEET, "<v>7.5</v>", "<v>7.0999999999999996</v>")
    [[_, hours]] = cells(read(content))
    assert isinstance(hours, Exact)
    assert hours.number == Decimal("7.1")


def test_days_since_1904_are_days() -> None:
    content = workbook(["Nr", "Dato"], [1, 44870], formats={"B2": "dd.mm.yyyy"})
    since = changed(content, "xl/workbook.xml", "<workbookPr/>", '<workbookPr date1904="1"/>')
    assert cells(read(content)) == [["1", "2022-11-05"]]
    assert cells(read(since)) == [["1", "2026-11-06"]]


def test_a_formula_is_its_stored_result_and_one_without_is_told() -> None:
    content = workbook(["Nr", "Timer"], [1, "=7+0.5"], [2, 8])
    table = read(content)
    assert cells(table) == [["1"], ["2", "8"]]
    assert "B2" in str(table.warnings[0])
    stored = changed(content, SHEET, "<f>7+0.5</f><v />", "<f>7+0.5</f><v>7.5</v>")
    stored = changed(stored, SHEET, "<f>7+0.5</f><v></v>", "<f>7+0.5</f><v>7.5</v>")
    assert cells(read(stored)) == [["1", "7,5"], ["2", "8"]]
    assert not read(stored).warnings


def test_the_first_sheet_with_a_known_header_is_taken_and_another_can_be_chosen() -> None:
    book = Workbook()
    book.worksheets[0].title = "Forside"
    book.worksheets[0].append(["Timer for november"])
    for title, hours in (("Uke 45", 7), ("Uke 46", 8)):
        sheet = book.create_sheet(title)
        sheet.append(["Nr", "Timer"])
        sheet.append([1, hours])
    book.create_sheet("Skjult").sheet_state = "hidden"
    content = saved(book)
    table = read(content)
    assert (table.sheet, table.sheets) == ("Uke 45", ("Forside", "Uke 45", "Uke 46"))
    assert cells(read(content, sheet="Uke 46")) == [["1", "8"]]


def test_the_header_may_stand_below_a_title_and_to_the_right() -> None:
    content = workbook(["Bakeriet AS, timer"], [], [None, "Nr", "Timer"], [None, 1, 7.5], [], [None, 2, 8])
    table = read(content)
    assert table.header_line == 3
    assert table.header == ("", "Nr", "Timer")
    assert [(row.line, list(row.cells)) for row in table.body] == [(4, ["", "1", "7,5"]), (6, ["", "2", "8"])]


def test_text_with_parts_in_bold_and_signs_that_xml_cannot_carry() -> None:
    rich = '<is><r><t>Ås</t></r><r><rPr><b/></rPr><t xml:space="preserve"> Haugen</t></r><rPh><t>x</t></rPh></is>'
    content = workbook(["Nr", "Navn"], [1, 2])
    content = changed(content, SHEET, '<c r="B2" t="n"><v>2</v></c>', f'<c r="B2" t="inlineStr">{rich}</c>')
    assert cells(read(content)) == [["1", "Ås Haugen"]]


def test_what_a_cell_says_of_its_place_may_be_left_out() -> None:
    content = workbook(["Nr", "Timer"], [1, 7.5])
    bare = changed(content, SHEET, ' r="A2"', "")
    bare = changed(bare, SHEET, ' r="B2"', "")
    assert cells(read(changed(bare, SHEET, '<row r="2"', "<row"))) == [["1", "7,5"]]


def test_a_large_workbook_is_recognised_by_its_beginning() -> None:
    content = workbook(
        ["Nr", "Navn"], *([each, sha256(bytes([each % 256, each // 256])).hexdigest()] for each in range(1_600))
    )
    assert len(content) > 65_536
    assert recognise(content, len(content), "timer.csv").kind is Kind.TABLE


def test_somebody_can_stop_it() -> None:
    def stop(done: int, total: int, what: Message) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(workbook(["Nr", "Timer"], [1, 2]), progress=stop)


def test_columns_have_letters() -> None:
    assert [letter(each) for each in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def with_shared_texts(*texts: str) -> bytes:
    """The name and the header of a table are numbers in a list of texts, as spreadsheets write them."""
    content = workbook(["Nr", "Timer"], [1, 7.5])
    parts = "".join(f"<si><t>{text}</t></si>" for text in texts)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            inside = before.read(name)
            if name == SHEET:
                inside = inside.replace(b't="inlineStr"><is><t>Nr</t></is>', b't="s"><v>0</v>')
                inside = inside.replace(b't="inlineStr"><is><t>Timer</t></is>', b't="s"><v>1</v>')
            after.writestr(name, inside)
        after.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{parts}</sst>')
    return out.getvalue()


def test_texts_that_are_kept_together_are_found() -> None:
    assert read(with_shared_texts("Nr", "Timer_x000D_")).header == ("Nr", "Timer")
    assert "damaged" in refused(with_shared_texts("Nr"))


# --- a workbook that means no good -----------------------------------------------------------------------------------

GOOD = workbook(["Nr", "Timer"], [1, 7.5])


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0" + b"\0" * 508 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4000


def with_part(content: bytes, name: str, inside: bytes = b"x") -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, inside)
    return out.getvalue()


def bomb() -> bytes:
    """It says of its sheet that there are 420 MB in it."""
    content = GOOD
    size = len(zipfile.ZipFile(io.BytesIO(content)).read(SHEET)).to_bytes(4, "little")
    return content.replace(size, (420_000_000).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(GOOD[:-40], "damaged", id="cut off"),
        pytest.param(GOOD[:200], "not text", id="only its beginning"),
        pytest.param(with_part(GOOD, "xl/vbaProject.bin"), "macros", id="macros"),
        pytest.param(with_part(GOOD, "xl/workbook.bin"), "binary workbook", id="xlsb"),
        pytest.param(bomb(), "too large unpacked", id="bomb"),
        pytest.param(
            changed(GOOD, SHEET, "<worksheet", '<!DOCTYPE x [<!ENTITY e "7">]><worksheet'), "DOCTYPE", id="doctype"
        ),
        pytest.param(changed(GOOD, "xl/workbook.xml", "<sheets>", "<sheets><sheet"), "damaged", id="broken list"),
        pytest.param(changed(GOOD, SHEET, "</worksheet>", ""), "damaged", id="open at the end"),
        pytest.param(changed(GOOD, SHEET, 'r="B2"', 'r="ZZZZ2"'), "damaged", id="no such column"),
        pytest.param(changed(GOOD, SHEET, 'r="B2"', 'r="XFD2"'), "columns", id="far to the right"),
        pytest.param(changed(GOOD, SHEET, '<row r="2"', '<row r="1"'), "damaged", id="the same row twice"),
        pytest.param(workbook(), "is empty", id="nothing in it"),
        pytest.param(workbook(["  "], [" "]), "is empty", id="only spaces"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_plain_words(content: bytes, says: str) -> None:
    assert says in refused(content)


def test_rows_far_down_and_huge_dimensions_cost_nothing() -> None:
    content = changed(GOOD, SHEET, '<row r="2"', '<row r="1048576"')
    content = changed(content, SHEET, '<dimension ref="A1:B2"', '<dimension ref="A1:XFD1048576"')
    [row] = read(content).body
    assert (row.line, list(row.cells)) == (1_048_576, ["1", "7,5"])


def test_a_number_that_is_none_or_without_bounds_stays_text() -> None:
    for wrong in ("1E999999999", "NaN", "Infinity", "1_000", "7,5"):
        [[_, hours]] = cells(read(changed(GOOD, SHEET, "<v>7.5</v>", f"<v>{wrong}</v>")))
        assert not isinstance(hours, Exact)
        assert hours == wrong


def test_a_password_is_told_by_name() -> None:
    assert "password" in str(why_no_workbook(encrypted()))
    assert why_no_workbook(b"\xd0\xcf\x11\xe0" + b"\0" * 600) is None
    assert why_no_workbook(b"PK\x03\x04 nothing") is None
    assert not is_workbook(encrypted())


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.files.workbook.MOST_ROWS", 2)
    assert "more than 2 rows" in refused(workbook(["Nr", "Timer"], [1, 1], [2, 1]))


def test_nothing_outside_the_workbook_is_ever_read() -> None:
    links = changed(GOOD, "xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet1.xml", "../../../etc/passwd")
    assert "no sheet" in refused(links)
    assert open_workbook(GOOD).sheets[0].part == SHEET


# --- text ------------------------------------------------------------------------------------------------------------


def test_the_row_with_known_names_is_the_header() -> None:
    table = read("Timeliste;;\n;;\nNr;Navn;Timer\n1;Ås;7,5\nNr;Navn;Timer\n2;Berg;8\n# husk;;\n".encode())
    assert table.header == ("Nr", "Navn", "Timer")
    assert [row.line for row in table.body] == [4, 6]
    assert table.header_line == 3


def test_words_over_figures_are_a_header_too_and_figures_alone_are_none() -> None:
    assert read(b"Hvem;Hva\nx;1\ny;2\n").header == ("Hvem", "Hva")
    assert read(b"1;7,5\n2;8\n").header == ()
    assert read(b"1;7,5\n2;8\n").title(1) == "B"
    assert read(b"Hvem;Hva\nx;1\n", header=0).header == ()
    assert read(b"a;b\nHvem;Hva\nx;1\n", header=2).header == ("Hvem", "Hva")


def test_a_workbook_is_no_text() -> None:
    assert "workbook" in refused_text(GOOD)


def refused_text(content: bytes) -> str:
    from services.files.text_table import open_table

    with pytest.raises(Refused) as caught:
        open_table(content)
    return str(caught.value.findings[0].what)


# --- columns ---------------------------------------------------------------------------------------------------------


def values(reading: Reading, *texts: str, **said: str) -> list[object]:
    reader = reader_of(reading, texts, said)
    assert not reader.asks
    return [reader.read(text)[0] for text in texts]


def asked(reading: Reading, *texts: str) -> list[str]:
    return [ask.about for ask in reader_of(reading, texts, {}).asks]


def unreadable(reading: Reading, text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        reader_of(reading, [text], {}).read(text)
    return str(caught.value.what)


def test_hours_are_read_in_every_form() -> None:
    forms = ("7,5", "7:30", "7.5", "07:30", "7,50", "7 t 30 min", "7t30", "7,5 timer", "7.5h", "7:30:00")
    assert values(Reading.HOURS, *forms) == [Decimal("7.5")] * len(forms)
    assert values(Reading.HOURS, "37:30", "-7:30", "0:20") == [Decimal("37.5"), Decimal("-7.5"), Decimal("0.33")]
    assert "7:30 is 7.5" in str(reader_of(Reading.HOURS, ["7:30", "8"], {}).tells[0])


def test_numbers_of_a_workbook_are_read_in_one_way_only() -> None:
    assert asked(Reading.HOURS, Exact("1,25"), Exact("7,125")) == []
    assert values(Reading.NUMBER, Exact("1250"), Exact("7,12")) == [Decimal(1250), Decimal("7.12")]


def test_a_column_is_asked_about_once_and_never_guessed() -> None:
    assert asked(Reading.NUMBER, "1.250", "2.500") == [DECIMAL]
    assert asked(Reading.NUMBER, "1.250", "2.500,50") == []
    comma, point = (
        reader_of(Reading.NUMBER, ["1.250"], {DECIMAL: ","}),
        reader_of(Reading.NUMBER, ["1.250"], {DECIMAL: "."}),
    )
    assert (comma.read("1.250")[0], point.read("1.250")[0]) == (Decimal(1250), Decimal("1.25"))
    assert asked(Reading.DAY, "1/2/2026", "3/4/2026") == [DATES]
    assert asked(Reading.DAY, "1/2/2026", "13/4/2026") == []
    month_first = reader_of(Reading.DAY, ["1/2/2026"], {DATES: "month_first"})
    assert month_first.read("1/2/2026")[0] == date(2026, 1, 2)
    assert asked(Reading.PERCENT, "0,5", "1") == [SHARE]
    assert asked(Reading.PERCENT, "50", "0,5") == []
    shares = reader_of(Reading.PERCENT, ["0,5"], {SHARE: "share"})
    assert (shares.read("0,5")[0], shares.read("80 %")[0]) == (Percent.of(50), Percent.of(80))


def test_amounts_and_what_is_rounded() -> None:
    amounts = ("1 250,50", "1\N{NO-BREAK SPACE}250,50", "1250,5", "kr 1.250,50", "1250,50 kr")
    assert values(Reading.KRONER, *amounts) == [Money.kr("1250.50")] * len(amounts)
    value, note = reader_of(Reading.KRONER, ["8074,875"], {DECIMAL: ","}).read("8074,875")
    assert value == Money.kr("8074.88")
    assert "rounded" in str(note)


def test_months_and_days() -> None:
    november = Month(2026, 11).span
    months = (
        "2026-11",
        "11.2026",
        "11/2026",
        "202611",
        "november 2026",
        "Nov. 26",
        "nov 2026",
        "01.11.2026 - 30.11.2026",
    )
    assert values(Reading.PERIOD, *months) == [november] * len(months)
    days = ("05.11.2026", "2026-11-05", "5.11.26", "20261105", "5. november 2026", "2026-11-05T07:30")
    assert values(Reading.DAY, *days) == [date(2026, 11, 5)] * len(days)
    assert values(Reading.PERIOD, "05.11.2026") == [Span(date(2026, 11, 5), date(2026, 11, 5))]


def test_the_rest() -> None:
    assert values(Reading.WHOLE, "7", "0007", "7,0", Exact("7")) == [7] * 4
    assert values(Reading.YES_NO, "ja", "Nei", "X", "TRUE", "0") == [True, False, True, True, False]
    assert values(Reading.IDENTITY, "128479 13736", "12847913736") == ["12847913736"] * 2
    value, note = reader_of(Reading.IDENTITY, ["1847913736"], {}).read("1847913736")
    assert (value, note is None) == ("01847913736", False)
    assert values(Reading.TEXT, "'=cmd", '="0123"', " a\n b ") == ["=cmd", "0123", "a b"]


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        *((Reading.NUMBER, each) for each in ("=1+1", "'=1+1", "@SUM(A1)", "+", "-", "--5", "1e5", "1,2,3", "sju")),
        *((Reading.HOURS, each) for each in ("7:60", "7::30", "=7", "1" * 30, "99999999999999")),
        *((Reading.KRONER, each) for each in ("=7", "12345678901234", "5 €")),
        *((Reading.DAY, each) for each in ("31.02.2026", "i går", "2026-13-01", "=TODAY()", "45231")),
        *((Reading.PERIOD, each) for each in ("13.2026", "november", "uke 45", "30.11.2026 - 01.11.2026")),
        *((Reading.WHOLE, each) for each in ("7,5", "A7", "=7", "1" * 20)),
        *((Reading.IDENTITY, each) for each in ("123", "1284791373X", "=12847913736")),
        (Reading.YES_NO, "kanskje"),
        (Reading.PERCENT, "halv"),
    ],
)
def test_what_is_no_such_value_is_told_and_never_made_one(reading: Reading, text: str) -> None:
    assert unreadable(reading, text)
