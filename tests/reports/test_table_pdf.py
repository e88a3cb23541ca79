"""Lists on paper: any table, however long or wide."""

import io
from datetime import date
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
from pdfua import validate

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.table import Column, Kind, Table
from services.reports.table_pdf import table_pdf
from tests.reports.samples import kr, poppler, read

COLUMNS = (
    Column("number", Message("No.")),
    Column("name", Message("Name")),
    Column("day", Message("Day"), Kind.DATE),
    Column("hours", Message("Hours"), Kind.NUMBER, summed=True),
    Column("amount", Message("Amount"), Kind.MONEY, summed=True),
)


def table(count: int) -> Table:
    rows = tuple(
        (str(number), f"Person {number} Ødegård", date(2026, 11, 25), Decimal("162.5") + number % 2, kr(30000 + number))
        for number in range(1, count + 1)
    )
    return Table(Message("Payments {month}", month=Month(2026, 11)), COLUMNS, rows)


def made(value: Table, language: str = "nb", tagged: bool = True) -> bytes:
    return table_pdf(value, language, "Fjordbakeriet AS", ("Org.nr. 999 888 771",), (), date(2026, 11, 25), tagged)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (60, 2), (500, 15)])
def test_a_list_goes_on_from_page_to_page(count, pages):
    text = read(made(table(count)))
    assert len(text) == pages
    whole = "\n".join(text)
    assert [number for number in range(1, count + 1) if f"Person {number} Ødegård" not in whole] == []
    for number, page in enumerate(text, 1):
        assert f"Side {number} av {pages}" in page
        assert "Fjordbakeriet AS" in page
        assert "Beløp" in page


def test_the_last_line_sums_what_is_to_be_summed(tmp_path):
    text = poppler(made(table(3)), tmp_path, "pdftotext", "-layout")
    assert [line.split() for line in text.splitlines() if line.strip().startswith("Sum")] == [
        ["Sum", "489,5", "90", "006,00"]
    ]
    assert "Sum" not in read(made(table(0)))[0]


def test_the_sum_never_stands_alone():
    for count in range(30, 75):
        assert "Person" in read(made(table(count)))[-1]


def test_a_column_has_one_number_of_decimals():
    numbers = [Decimal("7.25"), Decimal(7), Decimal("7.50"), None]
    one = Table(Message("T"), (Column("n", Message("N"), Kind.NUMBER),), tuple((number,) for number in numbers))
    text = read(made(one))[0]
    assert [figure for figure in text.split() if figure.startswith("7,")] == ["7,25", "7,00", "7,50"]


def test_percentages_too():
    one = Table(Message("T"), (Column("p", Message("P")),), ((Percent.of("11.9"),), (Percent.of("0"),)))
    assert "0,0 %" in read(made(one))[0].replace("\N{NO-BREAK SPACE}", " ")


def test_a_reference_and_a_long_word_stay_whole():
    words = ("LONN-2026-11-0007", "Fagforeningskontingent", "314572106202611016")
    columns = [Column(f"t{place}", Message("Text")) for place in range(3)]
    columns += [Column(f"m{place}", Message("Amount"), Kind.MONEY) for place in range(4)]
    one = Table(Message("T"), tuple(columns), ((*words, *(kr(123456) for _ in range(4))),))
    assert set(words) <= set(read(made(one))[0].split())


def test_every_kind_of_value_is_written_in_the_language():
    values = (Percent.of("14.1"), Month(2026, 2), date(2026, 1, 31), 12345, None, Money(-5), "=1+1")
    one = Table(Message("T"), tuple(Column(str(place), Message("C")) for place in range(len(values))), (values,))
    text = read(made(one, "en"))[0]
    for written in ("14.1%", "February 2026", "31 Jan 2026", "12,345", "−0.05", "=1+1"):
        assert written in text


def test_a_wide_table_lies_down_and_a_very_wide_one_is_set_smaller():
    def wide(count: int) -> Table:
        return Table(
            Message("Wide"),
            tuple(Column(f"c{place}", Message("Amount"), Kind.MONEY) for place in range(count)),
            (tuple(kr(1234567) for _ in range(count)),),
        )

    for count, lies in ((5, False), (12, True), (40, True)):
        page = pypdfium2.PdfDocument(made(wide(count)))[0]
        assert (page.get_width() > page.get_height()) is lies
        words = page.get_textpage()
        rects = [words.get_rect(place) for place in range(words.count_rects())]
        assert max(right for _, _, right, _ in rects) <= page.get_width() - 47
        assert words.get_text_range().count("1 234 567,00") == count


def test_long_texts_are_wrapped_beside_figures_that_keep_their_width():
    long = Table(
        Message("Long " * 30), COLUMNS[1:2] + COLUMNS[4:], (("ord " * 100 + "slutt", kr(1)), ("X" * 300, kr(2)))
    )
    text = read(made(long))[0]
    assert "slutt" in text
    assert "".join(text.replace("\ufffe", "").replace("-", "").split()).count("X") == 300


def test_it_is_tagged_and_read_in_order(tmp_path):
    path = tmp_path / "list.pdf"
    path.write_bytes(made(table(60)))
    assert list(validate(str(path)).findings) == []
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []
    told = poppler(path.read_bytes(), tmp_path, "pdfinfo", "-struct-text")
    assert told.count("H1") == 1
    assert told.count('"Beløp"') == 1
    assert told.index("Person 1 Ødegård") < told.index("Person 60 Ødegård") < told.index('"Sum"')
    assert all(
        line.split()[-5:-2] == ["yes"] * 3 for line in poppler(made(table(3)), tmp_path, "pdffonts").splitlines()[2:]
    )


def test_the_same_table_gives_the_same_bytes():
    assert made(table(3)) == made(table(3))
    undated = table_pdf(table(3), "da", "Fjordbageriet ApS")
    assert "/CreationDate" not in pikepdf.open(io.BytesIO(undated)).docinfo
    assert undated == table_pdf(table(3), "da", "Fjordbageriet ApS")
    assert read(made(table(3), tagged=False)) == read(made(table(3)))
