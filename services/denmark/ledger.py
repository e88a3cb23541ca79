"""The holiday ledger (ferieregnskab) of a Danish employer: per holiday year what was earned, taken, paid and is left
(denmark 1.4, F17, F35).
"""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from services.engine.ledger import Ledger, LedgerColumn

_DAYS: Final = ("FERIE_D", "FERIE_T")
_OWED: Final = ("FORSKUD_GAELD_D", "FORSKUD_GAELD_T")
_MONEY: Final = ("FERIEPENGE", "FERIEPENGE_LB")
_EARNED: Final = frozenset({"ACCRUE"})
_BROUGHT: Final = frozenset({"SET", "ADJUST", "GRANT"})
_TAKEN: Final = frozenset({"TAKE"})

HOLIDAY: Final = Ledger(
    Message("Holiday accounts"),
    (
        LedgerColumn("earned", Message("Earned"), _DAYS, _EARNED, counted=True, against=_OWED),
        LedgerColumn("brought", Message("Brought and corrected"), _DAYS, _BROUGHT, counted=True),
        LedgerColumn("taken", Message("Taken"), _DAYS, _TAKEN, counted=True, taken=True, against=_OWED),
        LedgerColumn("paid", Message("Paid or settled"), _DAYS, counted=True, taken=True, rest=True, against=_OWED),
        LedgerColumn("left", Message("Left"), _DAYS, counted=True),
        LedgerColumn("ahead", Message("In advance, granted"), ("FORSKUD_RET_D", "FORSKUD_RET_T"), counted=True),
        LedgerColumn("owed", Message("In advance, owed"), _OWED, counted=True),
        LedgerColumn("money_earned", Message("Holiday pay earned"), _MONEY, _EARNED),
        LedgerColumn("money", Message("Holiday pay left"), _MONEY),
        LedgerColumn("card", Message("On Feriekort"), ("FERIEKORT",)),
        LedgerColumn(
            "supplement",
            Message("Supplement left"),
            ("TILLAEG_LOV_FY", "TILLAEG_OK_FY", "TILLAEG_LOV_KY", "TILLAEG_OK_KY"),
        ),
        LedgerColumn(
            "extra",
            Message("Extra supplement left"),
            ("EKSTRA_LOV_FY", "EKSTRA_OK_FY", "EKSTRA_LOV_KY", "EKSTRA_OK_KY"),
        ),
    ),
    frozenset({"FERIE_T", "FORSKUD_RET_T", "FORSKUD_GAELD_T"}),
)
