"""What is this file? By its content, not by its name (files 0.2).

The caller hands over the head of the file and its size, so a file of any size costs the same. Only what this version
can use gets its kind; anything else is `unknown` with a finding that says what it looks like and where it belongs.
Whatever the bytes are, there is a verdict. Whether the whole file is right, its own reader says.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from models.values.finding import Finding, Refused, Severity
from models.values.message import Message
from services.files import approval, rate_file, safe_xml, zipped
from services.files.decentral_read import is_decentral
from services.files.refund_report import is_refund_report
from services.files.text_table import LARGEST, best_delimiter, first_rows, too_large

HEAD = 65_536  # bytes that are enough to know any file

_PAGE = 4096  # of a client file
_FEWEST_PAGES = 16  # a new client file has more
_RANDOM = 420  # χ² over the 256 byte values: 255 ± 23 for encrypted bytes, thousands for anything that says something
_BACKUP_NAME = re.compile(r"lonnsom-[0-9a-f]{8}-\d{8}-\d{6}-\d+-[0-9a-f]{8}-[a-z]+\.lonnsom", re.IGNORECASE)
_BACKUP_FOLDER = re.compile(r"(.* )?backups", re.IGNORECASE | re.DOTALL)


class Kind(Enum):
    """The kinds of `inspect`: those of files that are read, and unknown."""

    K27 = "k27"
    TAX_CARDS = "tax_cards"
    PAYMENT_STATUS = "payment_status"
    AMELDING = "amelding"
    AMELDING_FEEDBACK = "amelding_feedback"
    DECENTRAL = "decentral"
    TABLE = "table"
    BACKUP = "backup"
    CLIENT = "client"
    SCENARIO = "scenario"
    RATES = "rates"
    APPROVAL_REQUEST = "approval_request"
    APPROVAL_ANSWER = "approval_answer"
    UNKNOWN = "unknown"


class Obstacle(Enum):
    """Why there are no bytes to look at."""

    MISSING = "missing"
    FOLDER = "folder"
    NO_FILE = "no_file"  # a pipe, a device, a socket
    FORBIDDEN = "forbidden"
    LINKS_IN_A_CIRCLE = "links_in_a_circle"
    UNREADABLE = "unreadable"  # the disk says no


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, and what to say about it."""

    kind: Kind
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the program can take the file, as far as this look shows."""
        known = self.kind is not Kind.UNKNOWN
        return known and not any(finding.severity is Severity.STOP for finding in self.findings)


def recognise(content: bytes, size: int, name: str = "", folder: str = "") -> Verdict:
    """The verdict on a file by its first HEAD bytes, or more of it, and its size.

    Where the whole file is handed over, XML is read to its end. The names of the file and of its folder only tell a
    backup from a client file, and a damaged client file from noise: encrypted, both are random bytes.
    """
    head, whole = content[:HEAD], len(content) >= size
    if not head:
        return _unknown(Message("The file is empty"))
    if not head.strip(b"\0"):
        return _unknown(Message("The file has only zeros: it was not written to the end. Use a copy"))
    if _is_workbook(head):
        return _workbook(size)
    if what := _signature(head, _SIGNATURES):
        return _zipped(content, what) if whole and what is _ARCHIVE and zipped.is_zip(head) else _unknown(what)
    named = name.lower().endswith(".lonnsom")
    if _is_random(head) and (named or (size % _PAGE == 0 and size >= _FEWEST_PAGES * _PAGE)):
        return _encrypted(size, name, folder, named)
    if safe_xml.looks_like_xml(head):
        verdict = _xml(head, content if whole else None)
        if size > LARGEST and verdict.kind in (Kind.AMELDING_FEEDBACK, Kind.TAX_CARDS, Kind.PAYMENT_STATUS):
            return Verdict(verdict.kind, (_stop(too_large()),))
        return verdict
    if rate_file.is_rate_file(head):
        too_long = Message("The file is too large to be a file of rates")
        return Verdict(Kind.RATES, (_stop(too_long),) if size > rate_file.LARGEST else ())
    if asked := approval.kind_of(head):
        known = Kind.APPROVAL_REQUEST if asked == approval.REQUEST else Kind.APPROVAL_ANSWER
        return Verdict(known, (_stop(too_large()),) if size > approval.LARGEST else ())
    text = _text(head)
    if text is not None:
        verdict = _plain(text)
        if size > LARGEST and verdict.kind in (Kind.K27, Kind.TABLE, Kind.TAX_CARDS, Kind.DECENTRAL):
            return Verdict(verdict.kind, (_stop(too_large()),))
        return verdict
    if is_decentral(head.decode("cp1252", "replace").splitlines()[:_LINES]):  # with a sign that no text has
        return Verdict(Kind.DECENTRAL, (_stop(too_large()),) if size > LARGEST else ())
    if named:
        return Verdict(_client_or_backup(name, folder), (_stop(_DAMAGED),))
    return _unknown(_signature(head, _SHORT_SIGNATURES) or Message("The program does not know this kind of file"))


def no_bytes(obstacle: Obstacle) -> Verdict:
    """The verdict where there was nothing to read."""
    match obstacle:
        case Obstacle.MISSING:
            return _unknown(Message("There is no such file"))
        case Obstacle.FOLDER:
            return _unknown(Message("This is a folder, not a file"))
        case Obstacle.NO_FILE:
            return _unknown(Message("This is not an ordinary file but a pipe or a device; nothing was read from it"))
        case Obstacle.FORBIDDEN:
            return _unknown(Message("The file may not be read: the permission is missing"))
        case Obstacle.LINKS_IN_A_CIRCLE:
            return _unknown(Message("This is a link that leads back to itself"))
        case Obstacle.UNREADABLE:
            return _unknown(Message("The file cannot be read from the disk"))


def _stop(what: Message) -> Finding:
    return Finding(Severity.STOP, what)


def _zipped(content: bytes, what: Message) -> Verdict:
    """The verdict on a zip of which everything is there: feedback comes in one that holds one XML file (amelding 10.2).

    Of what is inside only the beginning is unpacked. `what` is said of any other zip.
    """
    try:
        head = zipped.head_of_the_xml(content, HEAD)
    except Refused as refusal:
        return Verdict(Kind.UNKNOWN, refusal.findings) if b".xml" in content[:HEAD].lower() else _unknown(what)
    try:
        root = safe_xml.peek(head)
    except Refused:
        root = None
    return Verdict(Kind.AMELDING_FEEDBACK) if root is not None and _is_feedback(root, head) else _unknown(what)


def _unknown(what: Message) -> Verdict:
    return Verdict(Kind.UNKNOWN, (_stop(what),))


# --- signatures ----------------------------------------------------------------------------------------------------

_PICTURE = Message("This is a picture. Pictures are not read")
_OFFICE = Message("This is an old Office file (.xls, .doc) or one with a password. Save it as CSV or as a new .xlsx")
_ARCHIVE = Message("This is a compressed archive. Unpack it and take the file inside")
_SIGNATURES: Sequence[tuple[bytes, Message]] = (
    (b"%PDF-", Message("This is a PDF. PDFs are not read: take the same report as CSV or XML")),
    (b"SQLite format 3\0", Message("This is a database without encryption; client files are encrypted")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"\xd0\xcf\x11\xe0", _OFFICE),
    (b"{\\rtf", Message("This is a text document (RTF). Save it as CSV or plain text")),
    (b"\x1f\x8b\x08", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"(\xb5/\xfd", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\x7fELF", Message("This is a program, not data")),
)
_SHORT_SIGNATURES: Sequence[tuple[bytes, Message]] = (  # too short to trust before anything else was tried
    (b"MZ", Message("This is a program, not data")),
    (b"BM", _PICTURE),
)
_IN_A_ZIP: Sequence[tuple[bytes, Message]] = (
    (b"word/", Message("This is a Word document. Documents are not read")),
    (b"opendocument.spreadsheet", Message("This is a LibreOffice table (.ods). Save it as .xlsx or CSV")),
    (b"opendocument", Message("This is a LibreOffice document. Documents are not read")),
)


_OF_A_WORKBOOK = (b"[Content_Types].xml", b"xl/worksheets/")


def _is_workbook(head: bytes) -> bool:
    """Whether a zip is an Excel workbook, by the names at its beginning. Whether it can be read, its reader says."""
    is_package = any(each in head for each in _OF_A_WORKBOOK)  # the list of types may come last
    names = is_package and b"xl/" in head and b"word/" not in head
    return head.startswith(b"PK\x03\x04") and names


def _workbook(size: int) -> Verdict:
    return Verdict(Kind.TABLE, (_stop(too_large()),) if size > LARGEST else ())


def _signature(head: bytes, signatures: Sequence[tuple[bytes, Message]]) -> Message | None:
    """What a file is by its first bytes, or by the names at the start of a zip."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((what for inside, what in _IN_A_ZIP if inside in head), _ARCHIVE)
    return next((what for start, what in signatures if head.startswith(start)), None)


# --- encrypted -----------------------------------------------------------------------------------------------------

_DAMAGED = Message(
    "The file has the name of a client file and is not whole: part of it is missing or was changed. "
    "Restore the last copy"
)


def _is_random(head: bytes) -> bool:
    """Whether the bytes are spread like encrypted ones, which is more evenly than anything that says something."""
    length = len(head)
    squares = sum(count * count for count in Counter(head).values())
    return length >= _PAGE and 256 * squares < (length + _RANDOM) * length


def _encrypted(size: int, name: str, folder: str, named: bool) -> Verdict:
    kind = _client_or_backup(name, folder)
    if size % _PAGE:
        return Verdict(kind, (_stop(_DAMAGED),))
    if named:
        return Verdict(kind)
    what = Message("This may be a client file, though its name does not end in .lonnsom. Only its password can tell")
    return Verdict(kind, (Finding(Severity.WARNING, what),))


def _client_or_backup(name: str, folder: str) -> Kind:
    """Encrypted, they look the same: a backup is known by the name or folder that services/vault/backup.py gives it."""
    return Kind.BACKUP if _BACKUP_NAME.fullmatch(name) or _BACKUP_FOLDER.fullmatch(folder) else Kind.CLIENT


# --- XML -----------------------------------------------------------------------------------------------------------

_MOTTAK = re.compile(rb"<(?:[\w.-]+:)?Mottak[\s/>]")
_A_MELDINGEN = re.compile(r"urn:ske:fastsetting:innsamling:a-meldingen:v2_\d+")


def _xml(head: bytes, content: bytes | None) -> Verdict:
    """The verdict on XML by its first elements; an a-melding of which everything is there is also read to its end."""
    if re.match(rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype\s+)?html\b", head):
        return _unknown(
            Message("This is a web page, not the file that it should have given. Log in and download again")
        )
    try:
        root = safe_xml.peek(head)
        if root is None:
            return _unknown(Message("This begins like XML, and no element follows"))
        if _is_feedback(root, head):
            return Verdict(Kind.AMELDING_FEEDBACK)
        if root.name == "skattekortTilArbeidsgiver":  # in any namespace: its reader says which version it is
            return Verdict(Kind.TAX_CARDS)
        if root.name == "Document" and (":pain.002." in root.namespace or root.child == "CstmrPmtStsRpt"):
            return Verdict(Kind.PAYMENT_STATUS)
        if not _A_MELDINGEN.fullmatch(root.namespace) or root.name != "melding":
            return _unknown(_other_xml(root))
    except Refused as refusal:
        return Verdict(Kind.UNKNOWN, refusal.findings)
    try:
        if content is not None:
            safe_xml.read(content)
    except Refused as refusal:
        return Verdict(Kind.AMELDING, refusal.findings)
    return Verdict(Kind.AMELDING)


def _is_feedback(root: safe_xml.Root, head: bytes) -> bool:
    """Whether XML is the feedback on a-meldinger: its months stand in `Mottak`, first or after something else."""
    if (root.name, root.child) == ("melding", "Leveranse"):
        return False
    return root.name == "Mottak" or (root.name == "melding" and _MOTTAK.search(head.replace(b"\0", b"")) is not None)


def _other_xml(root: safe_xml.Root) -> Message:
    """What an XML file is that cannot be taken."""
    match root.name, root.child:
        case "melding", "Leveranse":
            return Message("This looks like an a-melding, and its namespace is not one of the a-melding's version 2")
        case "melding", "Skjemainnhold":
            return Message("This is an inntektsmelding. It is sent to NAV and not read here")
        case "forespoerselOmSkattekortTilArbeidsgiver", _:
            return Message("This is a request for tax cards, which is sent to Skatteetaten. Take the answer to it")
        case "AuditFile", _:
            return Message("This is an accounting file (SAF-T), which is not read here")
        case "Document", _ if ":pain.001." in root.namespace:
            return Message("This is a payment file on its way to a bank. Take the bank's answer to it")
        case "Document", _ if ":camt." in root.namespace:
            return Message("This is an account statement of a bank, which is not read here")
    return Message(
        "This is an XML file of a kind that is not known here; it begins with <{element}>", element=root.name
    )


# --- text ----------------------------------------------------------------------------------------------------------

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SCENARIO = re.compile(r"""\s*(?:scenario|"scenario"|'scenario')\s*=""")
_T14 = re.compile(r"[HEDAT];")
_KEY = re.compile(r"\s*[\w.\"'-]+\s*=")
_LONG_TEXT_MARK = re.compile(r"\"{3}|'{3}")
_LINES = 50
_RESULT = re.compile(r"resultat_?(?:paa_?foresp|for_?skattekort)", re.IGNORECASE)
_TAX_CARDS = re.compile(rf"{_RESULT.pattern}|skattekort_?til_?arbeidsgiver", re.IGNORECASE)
_REQUEST = re.compile(r"forespoersel_?om_?skattekort|bestill_?skattekort", re.IGNORECASE)


def _text(head: bytes) -> str | None:
    """The head as text: by its byte order mark, else UTF-8, else Windows-1252 (files 0.3); None for other bytes."""
    for mark, character_set in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(character_set, "replace")
    if _NOT_IN_TEXT.search(head):
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)  # the last sign may be cut
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


_SAYS_ITS_SIGN = re.compile(r"""["']?sep=.["']?""", re.IGNORECASE)
_TITLES = 10  # lines above the headings of a table
_LONGEST_HEADING = 60


def _plain(text: str) -> Verdict:
    lines = text.splitlines()
    if any(_SCENARIO.match(line) for line in _top_of_a_toml(lines)):
        return Verdict(Kind.SCENARIO)
    some = [line for line in lines if line.strip() and not _SAYS_ITS_SIGN.fullmatch(line.strip())][:_LINES]
    if not some:
        return _unknown(Message("The file is empty"))
    if text.lstrip().startswith(("{", "[")) and _TAX_CARDS.search(text) and not _asks_for_tax_cards(text):
        return Verdict(Kind.TAX_CARDS)
    if is_decentral(some):
        return Verdict(Kind.DECENTRAL)
    if what := _other_text(text.lstrip(), some):
        return _unknown(what)
    delimiter = best_delimiter(some)
    rows = first_rows(some, delimiter)
    if is_refund_report(rows):
        return Verdict(Kind.K27)
    if _columns(rows) or (delimiter != "," and _columns_under_headings(rows)):
        return Verdict(Kind.TABLE)
    return _unknown(Message("This is text of a kind that is not known here"))


def _top_of_a_toml(lines: Sequence[str]) -> Iterator[str]:
    """The lines with a key and a value before the first table, as far as the text can be TOML at all."""
    in_long_text = False
    for line in lines:
        if not in_long_text and _KEY.match(line):
            yield line
        elif not in_long_text and line.strip() and not line.lstrip().startswith("#"):
            return
        in_long_text ^= len(_LONG_TEXT_MARK.findall(line)) % 2 == 1


def _other_text(text: str, lines: Sequence[str]) -> Message | None:
    """What a text is that cannot be taken; None where it may be a table."""
    first = lines[0] if lines else ""
    if _T14.match(first) and 2 * sum(bool(_T14.match(line)) for line in lines) > len(lines):
        return Message("This is NAV's report to creditors (T14), not the refund report K27")
    if first.startswith(("GBAT10;", "@IMPORT_METHOD")):
        return Message("This is a voucher on its way to an accounting system, which is not read here")
    if text.startswith(("{", "[")) and _asks_for_tax_cards(text):
        return Message("This is a request for tax cards, which is sent to Skatteetaten. Take the answer to it")
    if text.startswith(("{", "[")) and '"leveranse"' in text.lower():
        return Message("This is an a-melding as JSON. Take the same message as XML")
    if text.startswith("{"):
        return Message("This is JSON of a kind that is not known here")
    return None


def _asks_for_tax_cards(text: str) -> bool:
    """Whether JSON is the request for tax cards, not the answer."""
    return _REQUEST.search(text) is not None and _RESULT.search(text) is None


def _columns_under_headings(rows: Sequence[Sequence[str]]) -> int:
    """How many columns there are under a row of words, where titles may stand above and rows may end early, because
    empty cells at the end were dropped; 0 for no table.
    """
    start = next((place for place, row in enumerate(rows[:_TITLES]) if len(row) > 1), None)
    if start is None:
        return 0
    head, *body = rows[start:]
    is_head = all(len(cell) <= _LONGEST_HEADING and not any(map(str.isdigit, cell)) for cell in head)
    fits = sum(1 < len(row) <= len(head) for row in body)
    return len(head) if is_head and body and fits * 10 >= len(body) * 8 else 0


def _columns(rows: Sequence[Sequence[str]]) -> int:
    """How many columns there are, where nearly every row has equally many; 0 for no table."""
    counts = Counter(map(len, rows))
    (columns, often), *_ = counts.most_common(1) or [(0, 0)]
    return columns if columns > 1 and often > 1 and often * 10 >= counts.total() * 8 else 0
