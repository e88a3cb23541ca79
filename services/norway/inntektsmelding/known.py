"""What NAV's form knows: descriptions that are income, reasons, benefits, limits (resources/codes/no)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.values.money import Money
from models.values.why import Figure
from services.reference.codes import code_facts


def facts() -> Mapping[str, Any]:
    """What NAV's form knows: descriptions, reasons, codes."""
    return code_facts("no/inntektsmelding")


def needs_a_reason(mean: Figure[Money], income: Figure[Money]) -> bool:
    """Whether the income is so far from the mean of the months that NAV asks why."""
    return abs(income.value - mean.value) > Money.kr(facts()["income"]["needs_a_reason_above"])
