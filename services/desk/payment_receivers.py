"""To whom tax and deductions are paid, as somebody typed it: remembered for the next time, by what the payment is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from services.desk.settings import table_setting

RECEIVERS: Final = "payment_receivers"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is paid, on which account, with which payment reference; empty where it was not told."""

    name: str = ""
    account: str = ""
    kid: str = ""


def receivers(session: Session) -> Mapping[str, Receiver]:
    """What was typed, by what the payment is."""
    return {
        key: Receiver(*(str(kept.get(name, "")) for name in ("name", "account", "kid")))
        for key, kept in table_setting(session, RECEIVERS).items()
        if isinstance(kept, dict)
    }
