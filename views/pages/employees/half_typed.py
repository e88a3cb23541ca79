"""What was typed in a panel and not stored: it is there again when the panel is opened anew.

It is kept in memory while the client is open, and nowhere else.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

Key = tuple[object, ...]
Standing = tuple[tuple[dict[str, Any], dict[str, str]], ...]
"""Of each form: its values, and what could not be read."""

_KEPT: WeakKeyDictionary[Any, dict[Key, Standing]] = WeakKeyDictionary()


def keep(client: object, key: Key, standing: Standing) -> None:
    """Remember what stands in a panel."""
    _KEPT.setdefault(client, {})[key] = standing


def kept(client: object, key: Key) -> Standing | None:
    """What stood there when the panel was left."""
    return _KEPT.get(client, {}).get(key)


def forget(client: object, key: Key) -> None:
    """It was stored, or nobody wants it."""
    _KEPT.get(client, {}).pop(key, None)
