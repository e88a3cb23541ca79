"""What Norway asks about an employer and its people: everything but what belongs to numbered wage types."""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from models.values.questions import Choosable, Questions
from services.reference.codes import code_lists
from services.reference.employment_words import CARDS, END_REASONS, PAYS

_PAY_BRINGS: Final = {"monthly": ("monthly_salary", "hours_divisor"), "hourly": ("hourly_rate",)}
_CARD_BRINGS: Final = {
    "table": ("table", "card_percent", "months"),
    "percent": ("card_percent", "months"),
    "exempt": ("exempt_amount",),
}

QUESTIONS: Final = Questions(
    left_out=frozenset(
        {
            "category",
            "pay_group",
            "norm_hours",
            "agreement_hours",
            "allowance_month",
            "se",
            "rounding",
            "provisions",
            "absence_units",
            "absence_type",
            "files.decentral",
        }
    ),
    reports=frozenset({"holiday_accounts", "credit", "income_fields", "holiday_settled", "transfers"}),
    pages=frozenset({"income_report"}),
    sections=frozenset({"categories", "result_tables", "type_sets", "personal_rates"}),
    helps={
        "no_card_yet": Message("No tax card yet: 50% is withheld until there is one"),
        "no_card": Message("Without a card 50% is withheld"),
        "orgnr_missing": Message("The organisation number is missing. It stands in Brønnøysundregistrene"),
    },
    choices={
        "end_reason": tuple(
            Choosable(code, word.name, word.about)
            for code in code_lists("no/amelding_codes")["aarsakTilSluttdato"]
            if (word := END_REASONS.get(code)) is not None
        ),
        "pay": tuple(Choosable(code, word.name, word.about, _PAY_BRINGS.get(code, ())) for code, word in PAYS.items()),
        "tax_card": tuple(
            Choosable(code, word.name, word.about, _CARD_BRINGS.get(code, ())) for code, word in CARDS.items()
        ),
    },
    needed=frozenset({"monthly_salary", "hourly_rate"}),
    usual={"pay": "monthly", "tax_card": "table"},
)
