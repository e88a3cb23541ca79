"""The inntektsmelding of an absence: every answer in the order of nav.no, with what lies behind it."""

from __future__ import annotations

from services.desk.desk import Desk
from services.desk.inntektsmelding_paper import (
    Inntektsmelding,
    inntektsmelding_json,
    inntektsmelding_of,
    inntektsmelding_pdf,
)
from services.engine.income_report import Answers

__all__ = ["Inntektsmelding", "inntektsmelding", "inntektsmelding_json", "inntektsmelding_pdf"]


def inntektsmelding(desk: Desk, absence_id: int, tried: Answers | None = None) -> Inntektsmelding:
    """The worksheet of an absence with what was answered so far, or with answers that are being tried.

    Raises Refused for an absence about which NAV asks nothing.
    """
    return inntektsmelding_of(desk, absence_id, tried)
