"""What files are called when they leave: one name in the client file, outside it one in the reader's language."""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from services.reference.texts import texts

_WORDS: Final = (
    ("payslip-", Message("payslip")),
    ("payment-list-", Message("payment-list")),
    ("payments-", Message("payments")),
    ("journal-month-", Message("journal-month")),
    ("journal-", Message("journal")),
    ("statement-", Message("statement")),
    ("control-", Message("check")),
    ("tax-card-request-", Message("tax-card-request")),
    ("table-template-", Message("template")),
)


def offered_name(name: str, language: str) -> str:
    """`payslip-3-2026-11.pdf` as `lønnsslipp-3-2026-11.pdf`. Nothing about a person stands in it but the number."""
    for begins, word in _WORDS:
        if name.startswith(begins):
            return f"{texts(language)(word)}-{name.removeprefix(begins)}"
    return name
