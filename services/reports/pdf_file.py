"""Pages and their structure into the bytes of a PDF.

The file is ReportLab's (`pdfdoc`): objects, cross-references, trailer. The objects are written here as bytes, and the
structure in the same go, because drawing first and tagging afterwards takes many times as long. Nothing in a file
depends on the clock or on chance: the same input gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import BasicFonts, PDFDocument, PDFObject

from services.reports.fonts import face_of

_PRODUCER: Final = "Lønnsom"
_Document: Any = PDFDocument


@dataclass(frozen=True, slots=True)
class About:
    """What the file says about itself. The day stands where other programs write what the clock says."""

    title: str
    author: str
    language: str  # with its country: nb-NO
    day: date | None = None


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

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.number = 0

    def format(self, document: Any) -> bytes:  # noqa: ARG002 (what ReportLab calls)
        return self.content


class _File:
    """ReportLab's document: takes objects as bytes, and shuts their strings and streams if there is a lock."""

    def __init__(self, password: str | None) -> None:
        self._document: Any = _Document(invariant=1, pdfVersion=(1, 7))
        self._shut: Callable[[bytes], bytes] | None = None
        self.fonts: Any = self._document.idToObject[BasicFonts]
        self.fonts_number: int = self._document.idToObjectNumberAndVersion[BasicFonts][0]
        if password is not None:
            from services.reports.pdf_lock import Lock  # on first use: 150 ms that an open payslip never needs

            lock = Lock(password)
            self._shut = lock.shut
            self._document.encrypt = _Encryption(_Object(lock.entry))

    def add(self, content: bytes = b"") -> _Object:
        """One more object; its content may come later."""
        made = _Object(content)
        self._document.Reference(made)
        made.number = self._document.objectcounter
        return made

    def stream(self, content: bytes, more: bytes = b"/Filter/FlateDecode") -> int:
        """One more stream: its number."""
        shut = self._shut(content) if self._shut else content
        return self.add(b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(shut), more, shut)).number

    def text(self, text: str) -> bytes:
        """A text as it stands in an object."""
        content = text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")
        return b"<%b>" % (self._shut(content) if self._shut else content).hex().encode()

    def finished(self, catalogue: bytes, info: bytes, content: Iterable[bytes]) -> bytes:
        """The bytes of the file. Its identity follows from its content."""
        for piece in content:
            self._document.updateSignature(piece)
        self._document.Catalog = self.add(catalogue)
        self._document.info = self.add(info)
        made: bytes = self._document.format()
        return made


class _Encryption:
    """Tells ReportLab that the file is encrypted, and leaves it nothing to do: the objects come to it shut."""

    def __init__(self, entry: _Object) -> None:
        self._entry = entry

    def info(self) -> _Object:
        return self._entry

    def prepare(self, document: Any) -> None:
        pass

    def register(self, number: int, version: int) -> None:
        pass


def pdf_file(
    about: About,
    size: tuple[float, float],
    sheets: Sequence[Sheet],
    elements: Sequence[Element],
    subsets: Iterable[str],
    password: str | None = None,
) -> bytes:
    """The file. `elements` are the structure, the outermost first; none means untagged.

    Raises Refused for a password that cannot be used.
    """
    file = _File(password)
    _embed(file, subsets)
    contents = [zlib.compress(_content(sheet, tagged=bool(elements))) for sheet in sheets]
    tree, *pages = _pages(file, size, sheets, contents, tagged=bool(elements))
    catalogue = b"/Type/Catalog/Pages %d 0 R/Lang%b/ViewerPreferences<</DisplayDocTitle true>>" % (
        tree,
        file.text(about.language),
    )
    if elements:
        catalogue += _structure(file, sheets, pages, elements) + _metadata(file, about)
    info = b"/Title%b/Author%b/Creator%b/Producer%b" % (
        *(file.text(text) for text in (about.title, about.author, _PRODUCER, _PRODUCER)),
    )
    if about.day:
        info += b"/CreationDate%b" % file.text(f"D:{about.day:%Y%m%d}000000Z")
    return file.finished(b"<<%b>>" % catalogue, b"<<%b>>" % info, [*contents, repr(about).encode()])


def _embed(file: _File, subsets: Iterable[str]) -> None:
    for name in subsets:
        subset = face_of(name).subset(name)
        program = file.stream(subset.program, b"/Filter/FlateDecode/Length1 %d" % subset.length)
        descriptor = file.add(b"<<%b/FontFile2 %d 0 R>>" % (subset.descriptor, program))
        font = file.add(
            b"<</Type/Font/Subtype/TrueType/BaseFont%b/FirstChar 32/LastChar %d/Widths[%b]"
            b"/FontDescriptor %d 0 R/ToUnicode %d 0 R>>"
            % (subset.name, subset.last, subset.widths, descriptor.number, file.stream(subset.to_unicode))
        )
        file.fonts[name] = b"%d 0 R" % font.number


def _pages(
    file: _File, size: tuple[float, float], sheets: Sequence[Sheet], contents: Sequence[bytes], tagged: bool
) -> list[int]:
    """The numbers of the page tree and of each page."""
    tree = file.add()
    numbers = []
    for sheet, content in zip(sheets, contents, strict=True):
        page = file.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %g %g]/Resources<</Font %d 0 R>>/Contents %d 0 R%b>>"
            % (
                *(tree.number, *size, file.fonts_number, file.stream(content)),
                b"/StructParents %d/Tabs/S" % sheet.index if tagged else b"",
            )
        )
        numbers.append(page.number)
    tree.content = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(numbers), _references(numbers))
    return [tree.number, *numbers]


def _content(sheet: Sheet, tagged: bool) -> bytes:
    shapes = b"\n".join(sheet.shapes)
    if tagged and shapes:
        shapes = b"/Artifact BMC\n%b\nEMC" % shapes
    return b"%b\nBT\n%b\nET" % (shapes, b"\n".join(sheet.words))


def _structure(file: _File, sheets: Sequence[Sheet], pages: Sequence[int], elements: Sequence[Element]) -> bytes:
    """The structure as objects, and what the catalogue says about it."""
    root = file.add()
    objects = [file.add() for _ in elements]
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


def _metadata(file: _File, about: About) -> bytes:
    metadata = file.stream(_xmp(about), b"/Type/Metadata/Subtype/XML")
    profile = file.stream(_srgb(), b"/Filter/FlateDecode/N 3")
    name = file.text("sRGB IEC61966-2.1")
    return (
        b"/Metadata %d 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier%b/Info%b"
        b"/DestOutputProfile %d 0 R>>]" % (metadata, name, name, profile)
    )


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])


def _xmp(about: About) -> bytes:
    title, author = escape(about.title), escape(about.author)
    created = f"<xmp:CreateDate>{about.day}T00:00:00Z</xmp:CreateDate>" if about.day else ""
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
        f"{created}<pdfuaid:part>1</pdfuaid:part>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    return content.encode()


@cache
def _srgb() -> bytes:
    """The profile of the colours, compressed, without the time at which it was made."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes(12)
    return zlib.compress(bytes(profile), 9)
