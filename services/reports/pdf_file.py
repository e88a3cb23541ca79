"""Pages and their structure into the bytes of a PDF.

The file is ReportLab's (`pdfdoc`): objects, cross-references, trailer. The objects are written here as bytes, and the
structure in the same go, because drawing first and tagging afterwards takes many times as long. Nothing in a file
depends on the clock or on chance: the same input gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import BasicFonts, PDFDocument, PDFObject

from services.reports.fonts import face_of

_PRODUCER: Final = "Lønnsom"


@dataclass(frozen=True, slots=True)
class About:
    """What the file says about itself. The day stands where other programs write the clock."""

    title: str
    author: str
    language: str  # with its country: nb-NO
    day: date


class Element:
    """A piece of structure: its tag, what it is in, what is in it (other pieces, or places on pages)."""

    __slots__ = ("attributes", "kids", "number", "parent", "tag")

    def __init__(self, tag: bytes, parent: Element | None, attributes: bytes = b"") -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.kids: list[Element | tuple[int, int]] = []
        self.number = 0


class Sheet:
    """One page in the making."""

    __slots__ = ("index", "marked", "shapes", "words")

    def __init__(self, index: int) -> None:
        self.index = index
        self.shapes: list[bytes] = []  # lie under the words
        self.words: list[bytes] = []
        self.marked: list[Element] = []  # what each piece of marked content belongs to, by its number


class _Object(PDFObject):
    """One object of the file."""

    def __init__(self, document: Any, content: bytes = b"") -> None:
        self.content = content
        document.Reference(self)
        self.number: int = document.objectcounter

    def format(self, document: Any) -> bytes:  # noqa: ARG002 (what ReportLab calls)
        return self.content


def pdf_file(
    about: About,
    size: tuple[float, float],
    sheets: Sequence[Sheet],
    elements: Sequence[Element],
    subsets: Iterable[str],
) -> bytes:
    """The file. `elements` are the structure, the outermost first; none means untagged."""
    document: Any = PDFDocument(invariant=1, pdfVersion=(1, 7))
    _embed(document, subsets)
    pages = _pages(document, size, sheets, tagged=bool(elements))
    catalogue = b"/Type/Catalog/Pages %d 0 R/Lang%b/ViewerPreferences<</DisplayDocTitle true>>" % (
        pages[0],
        _text(about.language),
    )
    if elements:
        catalogue += _structure(document, sheets, pages[1:], elements) + _metadata(document, about)
    info = b"<</Title%b/Author%b/Creator%b/Producer%b/CreationDate(D:%b000000Z)>>" % (
        *(_text(text) for text in (about.title, about.author, _PRODUCER, _PRODUCER)),
        f"{about.day:%Y%m%d}".encode(),
    )
    document.updateSignature(info)
    document.Catalog = _Object(document, b"<<%b>>" % catalogue)
    document.info = _Object(document, info)
    made: bytes = document.format()
    return made


def _embed(document: Any, subsets: Iterable[str]) -> None:
    fonts = document.idToObject[BasicFonts]
    for name in subsets:
        subset = face_of(name).subset(name)
        program = _Object(document, _stream(subset.program, b"/Length1 %d" % subset.length))
        descriptor = _Object(document, b"<<%b/FontFile2 %d 0 R>>" % (subset.descriptor, program.number))
        meaning = _Object(document, _stream(subset.to_unicode))
        font = _Object(
            document,
            b"<</Type/Font/Subtype/TrueType/BaseFont%b/FirstChar 32/LastChar %d/Widths[%b]"
            b"/FontDescriptor %d 0 R/ToUnicode %d 0 R>>"
            % (subset.name, subset.last, subset.widths, descriptor.number, meaning.number),
        )
        fonts[name] = b"%d 0 R" % font.number


def _pages(document: Any, size: tuple[float, float], sheets: Sequence[Sheet], tagged: bool) -> list[int]:
    """The numbers of the page tree and of each page."""
    tree = _Object(document)
    fonts, _ = document.idToObjectNumberAndVersion[BasicFonts]
    numbers = []
    for sheet in sheets:
        content = zlib.compress(_content(sheet, tagged))
        document.updateSignature(content)
        stream = _Object(document, _stream(content))
        page = _Object(
            document,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %g %g]/Resources<</Font %d 0 R>>/Contents %d 0 R%b>>"
            % (tree.number, *size, fonts, stream.number, b"/StructParents %d/Tabs/S" % sheet.index if tagged else b""),
        )
        numbers.append(page.number)
    tree.content = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(numbers), _references(numbers))
    return [tree.number, *numbers]


def _content(sheet: Sheet, tagged: bool) -> bytes:
    shapes = b"\n".join(sheet.shapes)
    if tagged and shapes:
        shapes = b"/Artifact BMC\n%b\nEMC" % shapes
    return b"%b\nBT\n%b\nET" % (shapes, b"\n".join(sheet.words))


def _structure(document: Any, sheets: Sequence[Sheet], pages: Sequence[int], elements: Sequence[Element]) -> bytes:
    """The structure as objects, and what the catalogue says about it."""
    root = _Object(document)
    objects = [_Object(document) for _ in elements]
    for element, made in zip(elements, objects, strict=True):
        element.number = made.number
    for element, made in zip(elements, objects, strict=True):
        parent = element.parent.number if element.parent else root.number
        made.content = b"<</S/%b/P %d 0 R%b%b>>" % (element.tag, parent, element.attributes, _kids(element, pages))
    by_page = b"".join(
        b"%d[%b]" % (sheet.index, _references([element.number for element in sheet.marked])) for sheet in sheets
    )
    root.content = b"<</Type/StructTreeRoot/K %d 0 R/ParentTreeNextKey %d/ParentTree<</Nums[%b]>>>>" % (
        elements[0].number,
        len(sheets),
        by_page,
    )
    return b"/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>" % root.number


def _kids(element: Element, pages: Sequence[int]) -> bytes:
    kids = element.kids
    if not kids:
        return b""
    first = kids[0]
    if len(kids) == 1 and isinstance(first, tuple):
        return b"/Pg %d 0 R/K %d" % (pages[first[0]], first[1])
    return b"/K[%b]" % b" ".join(
        [
            b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[kid[0]], kid[1])
            if isinstance(kid, tuple)
            else b"%d 0 R" % kid.number
            for kid in kids
        ]
    )


def _metadata(document: Any, about: About) -> bytes:
    metadata = _Object(document, _xmp(about))
    profile = _Object(document, _stream(_srgb(), b"/N 3"))
    return (
        b"/Metadata %d 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        b"/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]" % (metadata.number, profile.number)
    )


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Filter/FlateDecode/Length %d%b>>\nstream\n%b\nendstream" % (len(content), more, content)


def _text(text: str) -> bytes:
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])


def _xmp(about: About) -> bytes:
    title, author = escape(about.title), escape(about.author)
    content = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:language><rdf:Bag><rdf:li>{about.language}</rdf:li></rdf:Bag></dc:language>"
        f"<pdf:Producer>{_PRODUCER}</pdf:Producer><xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{about.day}T00:00:00Z</xmp:CreateDate><pdfuaid:part>1</pdfuaid:part>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
    return b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(content), content)


@cache
def _srgb() -> bytes:
    """The profile of the colours, compressed, without the time at which it was made."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes(12)
    return zlib.compress(bytes(profile), 9)
