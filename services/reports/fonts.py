"""Lato in PDFs: measured, kerned and embedded.

A font file is read once in a process. Embedding a subset of just the letters that a document uses is what makes a PDF
slow, so the subsets are fixed: one with the letters of the Nordic and western European languages, and for every other
letter the 128 characters of the Unicode block around it. Each is made when the first document needs it, without the
instructions for coarse screens (half of its size), and then copied into every document. A letter that Lato has not is
shown without its marks, or as an empty square when that does not help either.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise
from struct import pack, unpack_from
from typing import Any, Final, NamedTuple
from unicodedata import category, is_normalized, normalize

import fontpkg_lato
from reportlab.pdfbase.ttfonts import SUBSETN, TTFontFile, TTFontMaker

from services.reports.kerning import Kerning

REGULAR: Final = "Regular"
MEDIUM: Final = "Medium"
SEMIBOLD: Final = "SemiBold"

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_WESTERN = "ÆØÅæøåÄÖÜäöüßÉéÈèÊêËëÓóÒòÔôÕõÁáÀàÂâÃãÇçÑñÐðÞþÝýÍíÌìÎîÏïÚúÙùÛûČčĐđŊŋŠšŦŧŽžŁł–—−·•…“”‘’«»§°€½×£"
_UNUSED = "\ufffe"  # what `codecs` takes for a code without a character
_SQUARE = "□"
_BLOCK = 128
_NOT_LETTERS = frozenset("0123456789 \n")
_FIRST = 0x20  # the code of the first character in every subset
_UNNEEDED = frozenset({"name", "fpgm", "prep", "cvt "})

# Flags of a glyph that is made of others (OpenType, glyf).
_WORDS, _SCALE, _MORE, _SCALE_XY, _TWO_BY_TWO, _INSTRUCTIONS = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100


class Part(NamedTuple):
    """Text that one subset can show: the subset's name, and what stands before the operator `TJ` or `Tj`."""

    subset: str
    shown: bytes


class Run(NamedTuple):
    """A text, measured for size 1."""

    width: float
    parts: tuple[Part, ...]


class Subset(NamedTuple):
    """Some letters of a face as a PDF wants them; the same in every document."""

    name: bytes  # /ABCDEF+Lato-Regular
    program: bytes  # compressed
    length: int  # of the program, before compression
    widths: bytes
    last: int
    to_unicode: bytes  # compressed
    descriptor: bytes  # without its font file


class Face:
    """One weight of Lato. Made by `face()`."""

    def __init__(self, weight: str) -> None:
        file: Any = TTFontFile(str(fontpkg_lato.ROOT / "files" / f"Lato-{weight}.ttf"))
        self._file = file
        self._glyphs: dict[int, int] = file.charToGlyph
        self._widths: dict[int, float] = file.charWidths
        self._units: int = file.unitsPerEm
        self._key = weight[0]
        self._kerning = Kerning(file.get_table("GPOS"))
        self._base = " " * _FIRST + _ASCII + _WESTERN
        self._encoding = codecs.charmap_build(self._base.ljust(256, _UNUSED).replace(" ", _UNUSED, _FIRST))
        self._pairs: dict[str, float] = {}
        self.run = lru_cache(8192)(self._run)
        self.subset = cache(self._subset)

    # --- measured and kerned -------------------------------------------------------------------------------------

    def width(self, text: str) -> float:
        """How wide the text is in size 1."""
        return self.run(text).width

    def _run(self, text: str) -> Run:
        plain = text if text.isascii() and text.isprintable() else self._readable(text)
        try:
            return self._kerned(plain, codecs.charmap_encode(plain, "strict", self._encoding)[0])
        except UnicodeEncodeError:
            runs = [self._in_subset(subset, "".join(letters)) for subset, letters in groupby(plain, self._subset_of)]
            return Run(sum(run.width for run in runs), tuple(part for run in runs for part in run.parts))

    def _readable(self, text: str) -> str:
        """The text in characters that the font has; every kind of space is a space, as far as the eye can tell."""
        text = text.replace("\N{NO-BREAK SPACE}", " ")
        if not is_normalized("NFC", text):
            text = normalize("NFC", text)
        if text.isprintable() and all(ord(letter) in self._glyphs for letter in text):
            return text
        return "".join(self._replaced(letter) for letter in text)

    def _replaced(self, letter: str) -> str:
        if letter.isspace():
            return " "
        if category(letter) in ("Cc", "Cf"):  # a soft hyphen, a direction: nothing to see
            return ""
        if ord(letter) in self._glyphs:
            return letter
        apart = [part for part in normalize("NFKD", letter) if ord(part) in self._glyphs]
        return apart[0] if apart else _SQUARE

    def _subset_of(self, letter: str) -> str:
        return self._key if letter in self._base else f"{self._key}{ord(letter) // _BLOCK:X}"

    def _in_subset(self, subset: str, text: str) -> Run:
        if subset == self._key:
            return self._kerned(text, codecs.charmap_encode(text, "strict", self._encoding)[0])
        codes = bytes(_FIRST + ord(letter) % _BLOCK for letter in text)
        return Run(sum(self._widths[ord(letter)] for letter in text) / 1000, (Part(subset, _literal(codes) + b"Tj"),))

    def _kerned(self, text: str, codes: bytes) -> Run:
        """The text with its pairs moved; figures stay on their common width, so that columns do."""
        widths = self._widths
        width = sum([widths[ord(letter)] for letter in text])
        pieces, start, pairs = [], 0, self._pairs
        for place in range(1, len(text)):
            pair = text[place - 1 : place + 1]
            move = pairs.get(pair)
            if move is None:
                move = pairs[pair] = self._between(pair)
            if move:
                pieces.append(b"%b%g" % (_literal(codes[start:place]), -move))
                width += move
                start = place
        last = _literal(codes[start:])
        shown = b"[%b%b]TJ" % (b"".join(pieces), last) if pieces else last + b"Tj"
        return Run(width / 1000, (Part(self._key, shown),))

    def _between(self, pair: str) -> float:
        if not _NOT_LETTERS.isdisjoint(pair):
            return 0
        first, second = self._glyphs[ord(pair[0])], self._glyphs[ord(pair[1])]
        return self._kerning.between(first, second) * 1000 / self._units

    # --- embedded ------------------------------------------------------------------------------------------------

    def _subset(self, name: str) -> Subset:
        """The subset of that name, as `Part` has it."""
        if name == self._key:
            number, letters = 0, [0] * _FIRST + [ord(letter) for letter in self._base[_FIRST:]]
        else:
            number = int(name[len(self._key) :], 16)
            block = range(number * _BLOCK, (number + 1) * _BLOCK)
            letters = [0] * _FIRST + [letter if letter in self._glyphs else 0 for letter in block]
        program = _without_hints(self._file.makeSubset(letters))
        file = self._file
        font_name = b"/%b+%b" % (SUBSETN(number), bytes(file.name))
        box = b" ".join(b"%g" % edge for edge in file.bbox)
        return Subset(
            name=font_name,
            program=zlib.compress(program, 9),
            length=len(program),
            widths=b" ".join(b"%g" % self._widths.get(letter, file.defaultWidth) for letter in letters[_FIRST:]),
            last=len(letters) - 1,
            to_unicode=zlib.compress(_to_unicode(letters), 9),
            descriptor=b"/Type/FontDescriptor/FontName%b/Flags 4/FontBBox[%b]/ItalicAngle 0/Ascent %g/Descent %g"
            b"/CapHeight %g/StemV %g" % (font_name, box, file.ascent, file.descent, file.capHeight, file.stemV),
        )


@cache
def face(weight: str) -> Face:
    """A weight of Lato, read when it is first asked for."""
    return Face(weight)


@cache
def face_of(subset: str) -> Face:
    """The face that a subset belongs to."""
    return next(face(weight) for weight in (REGULAR, MEDIUM, SEMIBOLD) if weight[0] == subset[0])


def _literal(codes: bytes) -> bytes:
    """Codes as a PDF string."""
    return b"(%b)" % codes.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _to_unicode(letters: Sequence[int]) -> bytes:
    """What each code means, for those who copy, search or listen."""
    meanings = [(code, letter) for code, letter in enumerate(letters) if letter]
    lines = [b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap"]
    lines.append(b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Lato def/CMapType 2 def")
    lines.append(b"1 begincodespacerange<00><FF>endcodespacerange")
    for start in range(0, len(meanings), 100):  # as many as one list may have
        some = meanings[start : start + 100]
        lines.append(b"%d beginbfchar" % len(some))
        lines.extend(b"<%02X><%04X>" % meaning for meaning in some)
        lines.append(b"endbfchar")
    lines.append(b"endcmap CMapName currentdict/CMap defineresource pop end end")
    return b"\n".join(lines)


def _without_hints(program: bytes) -> bytes:
    """The font without the instructions that fit it to coarse screens, and without its names and licence text.

    No PDF viewer needs them, and the writers of browsers leave them out too.
    """
    tables = dict(_tables(program))
    glyphs, places = [], [0]
    for glyph in _glyphs(tables):
        glyphs.append(_without_instructions(glyph))
        glyphs.append(bytes(-len(glyphs[-1]) % 4))
        places.append(places[-1] + len(glyphs[-2]) + len(glyphs[-1]))
    tables["glyf"] = b"".join(glyphs)
    tables["loca"] = pack(f">{len(places)}H", *[place // 2 for place in places])
    made = TTFontMaker()
    for tag, content in tables.items():
        if tag not in _UNNEEDED:
            made.add(tag, content)
    return made.makeStream()


def _tables(program: bytes) -> Iterator[tuple[str, bytes]]:
    for place in range(12, 12 + 16 * unpack_from(">H", program, 4)[0], 16):
        tag, _, start, length = unpack_from(">4sLLL", program, place)
        yield tag.decode(), program[start : start + length]


def _glyphs(tables: dict[str, bytes]) -> Iterator[bytes]:
    short = unpack_from(">H", tables["head"], 50)[0] == 0
    places = unpack_from(f">{len(tables['loca']) // 2}H" if short else f">{len(tables['loca']) // 4}L", tables["loca"])
    scale = 2 if short else 1
    for start, end in pairwise(places):
        yield tables["glyf"][start * scale : end * scale]


def _without_instructions(glyph: bytes) -> bytes:
    if not glyph:
        return glyph
    contours = unpack_from(">h", glyph)[0]
    if contours >= 0:
        place = 10 + 2 * contours
        return glyph[:place] + b"\0\0" + glyph[place + 2 + unpack_from(">H", glyph, place)[0] :]
    composite, place, flags = bytearray(glyph), 10, _MORE
    while flags & _MORE:
        flags = unpack_from(">H", composite, place)[0]
        composite[place : place + 2] = pack(">H", flags & ~_INSTRUCTIONS)
        scales = 2 if flags & _SCALE else 4 if flags & _SCALE_XY else 8 if flags & _TWO_BY_TWO else 0
        place += (8 if flags & _WORDS else 6) + scales
    return bytes(composite[:place])
