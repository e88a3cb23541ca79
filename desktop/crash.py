"""Unexpected errors: what is told when the program itself is wrong. Never a value of the user's data.

Findings and refusals are answers; anything else that is raised is a bug. The place in our code is named, the error's
own text is not, because it may hold what was being worked on.
"""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from services.desk.version import VERSION

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


def report(error: BaseException) -> str:
    """The whole of it, to be copied: versions, kinds of errors, places in code. No text of an error, no value."""
    lines = [f"Lønnsom {VERSION}, Python {platform.python_version()}, {platform.system()} {platform.machine()}", ""]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(type(link).__name__)
        for frame in traceback.extract_tb(link.__traceback__):
            file = Path(frame.filename)
            name = file.relative_to(_ROOT).as_posix() if file.is_relative_to(_ROOT) else file.name
            lines.append(f"  {name}:{frame.lineno} {frame.name}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
        if link is not None:
            lines.append("after")
    return "\n".join(lines) + "\n"
