"""What is said of a new password while it is typed."""

from __future__ import annotations

from typing import Any

from models.values.finding import Severity
from services.actions.open_file import strength
from views.widgets.form import Answer, Good, Warn


def password_answer(value: Any, good: str = "") -> Answer:
    """The check of a field with a new password: too weak is refused, weak is warned of, and the rest is `good`."""
    found = strength(str(value))
    if found is None:
        return Good(good)
    return found.what if found.severity is Severity.STOP else Warn(found.what)
