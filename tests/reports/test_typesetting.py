"""Letters and lines: measured, kerned, wrapped, embedded."""

from struct import unpack_from
from zlib import decompress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reports.fonts import MEDIUM, REGULAR, SEMIBOLD, face
from services.reports.typesetting import Style, fitted, shortened, wrapped

WEIGHTS = [REGULAR, MEDIUM, SEMIBOLD]
STYLE = Style(size=10)
texts = st.text(st.sampled_from("abcÅØŁ漢 xyz-,.  "), max_size=80)
widths = st.floats(20, 300)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_letters_move_together_and_figures_never(weight):
    lato = face(weight)
    assert lato.width("Ta") < lato.width("T") + lato.width("a") - 0.1
    assert lato.width("AV") < lato.width("A") + lato.width("V")
    assert {lato.width(digit) for digit in "0123456789−"} == {0.58}
    assert lato.width("1 174,71") == pytest.approx(sum(map(lato.width, "1 174,71")))


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_subset_carries_no_hints_and_is_small(weight):
    lato = face(weight)
    for name in (weight[0], f"{weight[0]}2"):
        subset = lato.subset(name)
        assert len(subset.program) < 15_000
        assert subset is lato.subset(name)


def test_a_subset_is_a_font_with_a_glyph_for_every_letter():
    program = decompress(face(REGULAR).subset("R").program)
    places = range(12, 12 + 16 * unpack_from(">H", program, 4)[0], 16)
    tables = {program[place : place + 4]: unpack_from(">LL", program, place + 8) for place in places}
    assert {b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"} <= set(tables)
    assert not {b"fpgm", b"prep", b"cvt ", b"name"} & set(tables)
    glyphs = unpack_from(">H", program, tables[b"maxp"][0] + 4)[0]
    start, length = tables[b"loca"]
    starts = unpack_from(f">{length // 2}H", program, start)
    assert len(starts) == glyphs + 1
    assert list(starts) == sorted(starts)
    assert starts[-1] * 2 == tables[b"glyf"][1]


@given(st.text(max_size=40))
def test_every_text_has_a_width_and_every_letter_a_subset(text):
    run = face(REGULAR).run(text)
    assert run.width >= 0
    assert all(part.shown.endswith((b"Tj", b"TJ")) for part in run.parts)


def letters(text: str) -> str:
    """What must not get lost: everything but spaces and hyphens."""
    return "".join(text.replace("-", "").split())


@given(texts, widths)
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrapped(text, STYLE, width)
    assert letters("".join(lines)) == letters(text)
    assert all(STYLE.width(line) <= width + 0.02 or len(line.rstrip("-")) == 1 for line in lines)


@given(texts, widths)
def test_a_shortened_text_fits_and_says_so(text, width):
    short = shortened(text, STYLE, width)
    assert STYLE.width(short) <= width
    assert short == text or short.endswith("…")


def test_lines_that_are_too_many_end_in_an_ellipsis():
    lines = wrapped("ord " * 100, STYLE, 100, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert wrapped("to linjer\nher", STYLE, 100) == ["to linjer", "her"]


def test_a_text_is_set_smaller_until_it_fits():
    assert fitted("kort", STYLE, 100, 7) is STYLE
    smaller = fitted("x" * 22, STYLE, 100, 7)
    assert 7 <= smaller.size < 10
    assert smaller.width("x" * 22) <= 100
    assert fitted("x" * 100, STYLE, 100, 7).size == 7
