"""Unexpected errors: what is told when the program itself is wrong. Never a value of the user's data.

Findings and refusals are answers; anything else that is raised is a bug. The place in our code is named, the error's
own text is not, because it may hold what was being worked on.
"""

from __future__ import annotations

import traceback
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def told(error: BaseException) -> str:
    """One line: the kind of error and the place in our own code, without any data."""
    places = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_ROOT)
    ]
    where = ""
    if places:
        last = places[-1]
        where = f" ({Path(last.filename).relative_to(_ROOT).as_posix()}, line {last.lineno})"
    return (
        f"Something is wrong in the program itself: {type(error).__name__}{where}. "
        "What was not finished was not stored. Please report this line."
    )
