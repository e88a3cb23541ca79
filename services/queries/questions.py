"""What the country of a client asks about an employer and its people. Light: the first page asks without a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.values.questions import Questions

if TYPE_CHECKING:
    from services.desk.desk import Desk


def questions(desk: Desk) -> Questions:
    """Which fields, pages and parts of the settings there are, their words, and what can be chosen."""
    from services.desk import countries  # read with the first client

    return countries.country(desk.client.country).questions
