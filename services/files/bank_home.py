"""Norwegian accounts in payment files, which is what is written where nothing else is said (files 4.2, 6.5)."""

from __future__ import annotations

import re
from typing import Final

from models.values.message import Message
from services.engine.bank import BankSystem


def bare(text: str) -> str:
    """What was written of an account or a BIC, without spaces and dots."""
    return re.sub(r"[\s.]", "", text).upper()


def _norwegian(text: str) -> str:
    """Eleven digits of an account, also out of a Norwegian IBAN; empty for anything else."""
    written = bare(text)
    written = written[4:] if re.fullmatch(r"NO[0-9]{13}", written) else written
    return written if re.fullmatch(r"[0-9]{11}", written) else ""


def _is_norwegian(account: str) -> bool:
    """Eleven digits with the right check digit. (stdnum takes what follows 0000 for an old giro number.)"""
    from stdnum.no import kontonr  # only where a file is written

    return len(account) == 11 and not account.startswith("0000") and kontonr.is_valid(account)


NORWEGIAN_BANKS: Final = BankSystem(
    "NO",
    "NOK",
    "[0-9]{11}",
    _norwegian,
    _is_norwegian,
    Message("The account is not Norwegian; pay it by hand in the bank"),
)
