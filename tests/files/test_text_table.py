"""Bytes → rows: what is assumed, where every row stands, and what no table is."""

import csv
import io
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.values.finding import Refused
from services.files.text_table import LARGEST, LONGEST_LINE, MOST_ROWS, Row, best_delimiter, first_rows, open_table


def rows(content: bytes, **said) -> list[Row]:
    return list(open_table(content, **said).rows())


def cells(content: bytes, **said) -> list[list[str]]:
    return [row.cells for row in rows(content, **said)]


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        rows(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Åse;Ærlig\nØl;é\n".encode("latin-1"), "cp1252"),
        ("Åse;“Ærlig”\nØl;€\n".encode("cp1252"), "cp1252"),
        ("Åse;Ærlig\nØl;é\n".encode(), "utf-8"),
        ("Åse;Ærlig\nØl;é\n".encode("utf-8-sig"), "utf-8-sig"),
        ("Åse;Ærlig\nØl;é\n".encode("utf-16"), "utf-16"),
        ("\ufeffÅse;Ærlig\nØl;é\n".encode("utf-16-be"), "utf-16"),
        (b"Ase;b\nc;d\n", "utf-8"),
    ],
)
def test_the_character_set_is_found(content, encoding):
    table = open_table(content)
    assert table.encoding == encoding
    assert next(iter(table.rows())).cells[0] in ("Åse", "Ase")
    assert not table.unreadable


def test_a_set_can_be_said():
    assert cells("Åse;1\nb;2\n".encode(), encoding="cp1252")[0][0] == "Ã…se"


def test_a_byte_that_is_no_sign_is_told():
    table = open_table(b"\xc5se\x81;1\nb;2\n")
    assert table.unreadable
    assert "could not be read" in str(table.assumed[1])
    assert next(iter(table.rows())).cells[0] == "Åse\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(end, last):
    table = open_table((f"a;b{end}{end}c;d" + end * last).encode())
    assert table.newline == end
    assert list(table.rows()) == [Row(1, ["a", "b"]), Row(3, ["c", "d"])]


def test_lines_are_counted_as_an_editor_counts_them():
    content = b'a;b\n"two\nlines";2\n;;\n \nlast;3'
    assert rows(content) == [Row(1, ["a", "b"]), Row(2, ["two\nlines", "2"]), Row(6, ["last", "3"])]


def test_signs_that_only_python_takes_for_line_ends_are_none():
    assert len(rows("a\x85;b\u2028c\n1;2\n".encode())) == 2


@pytest.mark.parametrize(
    ("lines", "sign"),
    [
        (["a;b,c", "1;2,5", "3;4"], ";"),
        (["a\tb;c", "1\t2"], "\t"),
        (["a,b,c", '"1,5",2,3'], ","),
        (["a;b", "1,5;2,5", "3,5;4,5"], ";"),
        (["a b", "c d"], ""),
        (["navn", "Berg, Ola"], ""),
        (["a,b;c;d", "1,5;2;3", "1,7;2;3"], ";"),
        ([], ""),
    ],
)
def test_the_delimiter_is_the_one_that_gives_equally_many_cells(lines, sign):
    assert best_delimiter(lines) == sign


def test_a_file_may_say_its_delimiter():
    assert rows(b"sep=|\na|b;c\n1|2;3\n") == [Row(2, ["a", "b;c"]), Row(3, ["1", "2;3"])]


def test_a_delimiter_can_be_said():
    assert cells(b"a;b,c\n1;2,3\n", delimiter=",") == [["a;b", "c"], ["1;2", "3"]]


def test_one_column():
    table = open_table(b"navn\nOla\nKari\n")
    assert (table.delimiter, [row.cells for row in table.rows()]) == ("", [["navn"], ["Ola"], ["Kari"]])
    assert str(table.assumed[0]) == "Read as UTF-8, as one column"


def test_what_was_assumed_is_told():
    (told,) = open_table("Å;1\nb;2\n".encode("latin-1")).assumed
    assert str(told) == "Read as Windows-1252 / ISO-8859-1, with semicolon between the cells"


# --- quotation marks


def test_quotation_marks_enclose():
    assert cells(b'"a;b";"say ""hi"""\n1;2\n') == [["a;b", 'say "hi"'], ["1", "2"]]


def test_a_mark_inside_a_cell_is_a_sign():
    assert cells(b'5" pipe;1\nx;2\n') == [['5" pipe', "1"], ["x", "2"]]


def test_marks_that_are_never_closed_are_signs_where_the_columns_show_it():
    table = open_table(b'a;b;c\n"d;e;f\ng;h;i\n')
    assert [row.cells for row in table.rows()] == [["a", "b", "c"], ['"d', "e", "f"], ["g", "h", "i"]]
    assert "Quotation marks" in str(table.assumed[1])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a;b;c\n"d;e\ng;h;i\n', 2),
        (b'a;b\n"c";d\n"e;f\ng;h\n', 3),
        (b'a;b\nc;d\ne;"f\n' + b"g;h\n" * 100 + b"i;j;k\n", 3),
        (b'a;b\n"c"d;e\nf;"g"\n', 2),
    ],
)
def test_a_mark_that_is_not_closed_is_refused_with_its_line(content, line):
    assert refusal(content) == f"Line {line}: a quotation mark opens here and is not closed"


# --- what no table is, and what is too much


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b" \r\n\t\n", "The file is empty"),
        (b"a;b\nc\0;d\n", "Line 2 has characters that no text has"),
        (b"a;b\n" * 60_000 + b"c\x1b;\x07\n", "Line 60001 has characters"),
        ("a;b\n".encode("utf-16-le"), "Line 1 has characters that no text has"),
        (b"a;b\n" + b"x" * (LONGEST_LINE + 1), "Line 2 is longer"),
        (b"a;b\n" * (MOST_ROWS + 1), "more than 200000 rows"),
    ],
)
def test_what_is_refused(content, says):
    assert says in refusal(content)


def test_as_many_rows_as_are_allowed():
    assert len(rows(b"a;b\n" * MOST_ROWS)) == MOST_ROWS


def test_empty_rows_do_not_count():
    """A spreadsheet may write all of its 1 048 576 rows."""
    assert len(rows(b"a;b\n1;2\n" + b";\n" * 1_048_000)) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"a;b;c\n" * (LARGEST // 6),
        b";" * LARGEST,
        b'"' * LARGEST,
        b'a;"b\n' * (LARGEST // 5),
        b"x" * LARGEST,
        b"\n" * LARGEST,
        b"\xe6;" * (LARGEST // 2),
        ("a;" * (LARGEST // 4)).encode("utf-16"),
        b"a;b\n" * (LARGEST // 4 + 1),
    ],
    ids=["rows", "delimiters", "marks", "open marks", "one line", "empty lines", "æ", "UTF-16", "too large"],
)
def test_fifty_megabytes_are_refused(content):
    refusal(content)


def test_the_file_is_held_once():
    content = b"8020;314572106;12838543284;0001890000 ;Navn\r\n" * 190_000
    tracemalloc.start()
    try:
        table = open_table(content)
        assert sum(1 for _ in table.rows()) == 190_000
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


# --- whatever the bytes are

SIGNS = st.sampled_from(list("ab;\t,\"'\n\r=-1æ\u00a0 "))


@given(st.binary(max_size=400) | st.text(SIGNS, max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_a_refusal(content):
    with suppress(Refused):
        table = open_table(content)
        assert all(row.line >= 1 for row in table.rows())
        assert table.assumed


CELL = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"]), max_size=12)


@settings(max_examples=60)
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=2, max_size=8),
    st.sampled_from(";\t,"),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_table_reads_the_same_in_every_dress(table, delimiter, end, encoding):
    """Written by the standard library with everything enclosed; rows without any text are left out by both."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    content = text.getvalue().encode(encoding)
    wanted = [row for row in table if "".join(row) and not "".join(row).isspace()]
    assume(wanted)
    if encoding == "cp1252":
        try:
            content.decode()
            assume(content.isascii())  # else these bytes are UTF-8 by chance, and nobody can tell
        except UnicodeDecodeError:
            pass
    assert cells(content, delimiter=delimiter) == wanted


@given(st.lists(st.text(SIGNS, max_size=20), max_size=6), st.sampled_from(["", ";", ","]))
def test_first_rows_never_raise(lines, delimiter):
    first_rows(lines, delimiter)
    best_delimiter(lines)
