"""Danish accounts in payment files: a registration number of four digits and ten of the account, and the banks of the
domestic clearing (files 4.4).
"""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from services.denmark.rules.identity import danish_account
from services.engine.bank import BankSystem


def _is_account(account: str) -> bool:
    return danish_account(account) == account


DANISH_BANKS: Final = BankSystem(
    "DK",
    "DKK",
    "[0-9]{14}",
    danish_account,
    _is_account,
    Message("The account is not Danish; pay it by hand in the bank"),
    "DKNCC",
    receivers={
        "withholding": Message("Skattestyrelsen"),
        "holiday_fund": Message("FerieKonto and funds"),
        "atp": Message("ATP (Samlet Betaling)"),
        "pension": Message("Pension firms"),
    },
    by_hand=Message("Pay it in the bank with the payment line of the demand"),
)
