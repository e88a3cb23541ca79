"""A bank's answer to a payment file: ISO 20022 pain.002, any version, read by local names (files 4.3).

Nothing is judged here but the form. A level that is missing stays missing: `status_of` gives a payment its own status,
else that of its block, else that of the whole file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from lxml import etree

from models.values.finding import Finding, Severity, refuse
from models.values.message import Message
from models.values.money import Money
from services.files import safe_xml
from services.files.text_table import LARGEST, too_large

KIND: Final = "payment_status"
"""The kind of an answer among the files that were taken in."""

ACCEPTED, PENDING, REJECTED, UNKNOWN = "accepted", "pending", "rejected", "unknown"
SENT_BEFORE: Final = frozenset({"DUPL", "AM05"})
"""The reasons that say that the same file or payment was sent before; that one may well have been paid."""

_VERSION = re.compile(r"pain\.002\.001\.\d\d")
_KNOWN = frozenset(f"pain.002.001.{number:02d}" for number in range(3, 16))
_ROOT, _REPORT = "Document", "CstmrPmtStsRpt"
_LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status was given: a code, in the bank's own words too where it says any."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What the bank says of a file, a block or a payment. An empty code: it says nothing of its own."""

    code: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def state(self) -> str:
        """Accepted, pending, rejected, or unknown for a code that is not known here."""
        return _STATES.get(self.code, UNKNOWN)

    @property
    def is_sent_before(self) -> bool:
        """Whether it is rejected because the same was sent before."""
        return self.state == REJECTED and any(each.code in SENT_BEFORE for each in self.reasons)


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """The status of one payment, by the references that we gave it. `line` is where it stands in the file."""

    reference: str
    instruction: str
    block: str
    status: Status
    line: int
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One answer. `message_id` names the file that it answers; `created` is when the bank made it, as it says."""

    message_id: str
    answered: str  # the kind of message that it answers: pain.001.001.03
    id: str
    created: datetime | None
    version: str
    status: Status
    blocks: Mapping[str, Status]
    payments: tuple[PaymentStatus, ...]
    findings: tuple[Finding, ...] = ()
    by_reference: Mapping[str, Status] = field(default_factory=dict)
    by_instruction: Mapping[str, Status] = field(default_factory=dict)  # of those that name no reference

    def status_of(self, reference: str, block: str, instruction: str = "") -> Status:
        """The status of a payment of ours: its own, else its block's, else the file's; one without a code for none."""
        found = self.by_reference.get(reference) or self.by_instruction.get(instruction)
        if found is not None:
            return found
        own = self.blocks.get(block)
        return own if own is not None and own.code else self.status


_STATES: Final = {
    **dict.fromkeys(("ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "ACCC", "ACFC", "ACWP"), ACCEPTED),
    **dict.fromkeys(("RCVD", "PDNG", "PART", "PATC"), PENDING),
    **dict.fromkeys(("RJCT", "CANC"), REJECTED),
}


def is_status(root: safe_xml.Root) -> bool:
    """Whether XML begins like a bank's answer, in any namespace and with any prefix."""
    return root.name == _ROOT and (root.child == _REPORT or ":pain.002." in root.namespace)


def read(content: bytes) -> StatusReport:
    """What an answer says. Raises Refused for what is none, is damaged or too large, or names no file."""
    if len(content) > LARGEST:
        raise refuse(too_large())
    root = safe_xml.read(content)
    report = next(safe_xml.children(root, _REPORT), None) if safe_xml.name(root) == _ROOT else None
    if report is None:
        raise refuse(_other(root))
    group = next(safe_xml.children(report, "OrgnlGrpInfAndSts"), None)
    message = safe_xml.text_of(group, "OrgnlMsgId") if group is not None else ""
    if group is None or not message:
        raise refuse(Message("The answer does not say which payment file it is about"))
    blocks: dict[str, Status] = {}
    payments: list[PaymentStatus] = []
    for block in safe_xml.children(report, "OrgnlPmtInfAndSts"):
        name = safe_xml.text_of(block, "OrgnlPmtInfId")
        blocks[name] = _status(block, "PmtInfSts")
        payments += _payments(block, name)
    payments += _payments(report, "")
    created = _moment(safe_xml.text_of(report, "GrpHdr", "CreDtTm"))
    said = StatusReport(
        message,
        safe_xml.text_of(group, "OrgnlMsgNmId"),
        safe_xml.text_of(report, "GrpHdr", "MsgId"),
        created,
        next(iter(_VERSION.findall(safe_xml.namespace(root))), ""),
        _status(group, "GrpSts"),
        blocks,
        tuple(payments),
    )
    named = [each for each in reversed(payments) if each.status.code]
    return replace(
        said,
        findings=tuple(_findings(said)),
        by_reference={each.reference: each.status for each in named if each.reference},
        by_instruction={each.instruction: each.status for each in named if not each.reference and each.instruction},
    )


def _other(root: etree._Element) -> Message:
    """What XML is that is no answer."""
    space, first = safe_xml.namespace(root), next(iter(root), None)
    child = safe_xml.name(first) if first is not None else ""
    if ":pain.001." in space or child == "CstmrCdtTrfInitn":
        return Message("This is a payment file on its way to a bank. Take the bank's answer to it")
    if ":camt." in space:
        return Message("This is an account statement of a bank, which is not read here")
    return Message("This is no answer of a bank: it begins with <{element}>", element=safe_xml.name(root))


def _payments(part: etree._Element, block: str) -> Iterator[PaymentStatus]:
    for each in safe_xml.children(part, "TxInfAndSts"):
        yield PaymentStatus(
            safe_xml.text_of(each, "OrgnlEndToEndId"),
            safe_xml.text_of(each, "OrgnlInstrId"),
            block,
            _status(each, "TxSts"),
            _line(each),
            _amount(safe_xml.text_of(each, "OrgnlTxRef", "Amt", "InstdAmt")),
        )


def _line(part: etree._Element) -> int:
    line: object = part.sourceline
    return line if isinstance(line, int) else 0


def _status(part: etree._Element, name: str) -> Status:
    return Status(safe_xml.text_of(part, name)[:35], tuple(_reasons(part)))


def _reasons(part: etree._Element) -> Iterator[Reason]:
    for each in safe_xml.children(part, "StsRsnInf"):
        code = safe_xml.text_of(each, "Rsn", "Cd") or safe_xml.text_of(each, "Rsn", "Prtry")
        texts = [(line.text or "").strip() for line in safe_xml.children(each, "AddtlInf")]
        text = " ".join(filter(None, texts))[:_LONGEST_TEXT]
        if code or text:
            yield Reason(code[:35], text)


def _amount(text: str) -> Money | None:
    return Money.kr(text) if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text) else None


def _moment(text: str) -> datetime | None:
    """A moment as it is written there; without a zone it is the bank's local time, and compared as it stands."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _findings(said: StatusReport) -> Iterator[Finding]:
    def warn(what: Message) -> Finding:
        return Finding(Severity.WARNING, what)

    if said.version not in _KNOWN:
        version = said.version or "?"
        yield warn(
            Message("The answer is of version {version}, which is not known; what was found is shown", version=version)
        )
    if said.created is None:
        yield warn(Message("The answer does not say when it was made; it counts from when it was taken in"))
    codes = [said.status, *said.blocks.values(), *(each.status for each in said.payments)]
    if not any(each.code for each in codes):
        yield warn(Message("The answer gives no status, neither of the file nor of a payment"))
    for code in dict.fromkeys(each.code for each in codes if each.code and each.code not in _STATES):
        yield warn(Message("The status {code} is not known here and is shown as it is", code=code))
    names = Counter(each.reference for each in said.payments if each.reference)
    twice, times = next(iter(names.most_common(1)), ("", 0))
    if times > 1:
        yield warn(Message("The payment {reference} stands twice in the answer; the first one counts", reference=twice))
