"""A payment file that was kept, read again: whom it pays what, by which reference (files 4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from models.values.money import Money
from services.files import safe_xml

_MESSAGE = re.compile(rb"<MsgId>([^<]{1,35})</MsgId>")
_DAY = re.compile(rb"<ReqdExctnDt>(?:<Dt>)?(\d{4}-\d{2}-\d{2})<")


@dataclass(frozen=True, slots=True)
class SentPayment:
    """One payment of a file, as the bank was told. `block` is the id of the block that it stands in."""

    reference: str
    name: str
    account: str
    amount: Money
    day: date
    block: str
    instruction: str = ""
    kid: str = ""
    is_salary: bool = False


def message_id(head: bytes) -> str:
    """The id of a file as we write it, by its beginning; empty where it has none."""
    found = _MESSAGE.search(head)
    return found[1].decode().replace("&amp;", "&") if found else ""


def first_day(content: bytes) -> date | None:
    """The first day on which a file as we write it pays; None where it says none."""
    return min((date.fromisoformat(day.decode()) for day in _DAY.findall(content)), default=None)


def payments_in(content: bytes) -> tuple[SentPayment, ...]:
    """Every payment of a file as we write it, in its order. Raises Refused for what is no XML."""
    return tuple(_payments(safe_xml.read(content)))


def _payments(root: etree._Element) -> Iterator[SentPayment]:
    for block in root.iter("{*}PmtInf"):
        day = safe_xml.text_of(block, "ReqdExctnDt", "Dt") or safe_xml.text_of(block, "ReqdExctnDt")
        name = safe_xml.text_of(block, "PmtInfId")
        is_salary = safe_xml.text_of(block, "PmtTpInf", "CtgyPurp", "Cd") == "SALA"
        for each in safe_xml.children(block, "CdtTrfTxInf"):
            account = safe_xml.text_of(each, "CdtrAcct", "Id", "Othr", "Id")
            iban = safe_xml.text_of(each, "CdtrAcct", "Id", "IBAN")
            yield SentPayment(
                safe_xml.text_of(each, "PmtId", "EndToEndId"),
                safe_xml.text_of(each, "Cdtr", "Nm"),
                account or (iban[4:] if re.fullmatch("NO[0-9]{13}", iban) else iban),
                Money.kr(safe_xml.text_of(each, "Amt", "InstdAmt")),
                date.fromisoformat(day),
                name,
                safe_xml.text_of(each, "PmtId", "InstrId"),
                safe_xml.text_of(each, "RmtInf", "Strd", "CdtrRefInf", "Ref"),
                is_salary,
            )
