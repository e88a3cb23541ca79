"""The tokens of the look, as they lie in the packaged file."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from services.reference import packaged


@cache
def tokens() -> dict[str, Any]:
    """Colours by theme, the clients' colours, and the type scale."""
    return tomllib.loads(packaged.read_text("look/tokens.toml"))
