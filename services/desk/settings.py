"""Small choices of the client that no pay is computed from, by name: each reader gives the type that it promises.

What was never chosen, and what is of another type than the reader's, reads as nothing was chosen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from models.records.employer import Setting

COLOR: Final = "color"
DEMO: Final = "demo"


def setting(session: Session, name: str) -> Any:
    """A choice as JSON keeps it; None where there is none."""
    row = session.get(Setting, name)
    if row is None:
        return None
    try:
        return json.loads(row.value)
    except ValueError:
        return None


def text_setting(session: Session, name: str) -> str:
    """A choice that is a text; empty where there is none."""
    kept = setting(session, name)
    return kept if isinstance(kept, str) else ""


def flag_setting(session: Session, name: str) -> bool:
    """A choice that is yes or no."""
    return setting(session, name) is True


def table_setting(session: Session, name: str) -> Mapping[str, Any]:
    """A choice of several named values; empty where there is none."""
    kept = setting(session, name)
    return kept if isinstance(kept, dict) else {}


def is_demo(session: Session) -> bool:
    """Whether the client is one to try the program with."""
    return session.get(Setting, DEMO) is not None
