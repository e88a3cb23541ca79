"""Every part of the program once, in memory and in a temporary folder: what works here, in words."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from models.values.finding import Refused
from services.actions.demo import demo
from services.actions.verify import verify
from services.desk.desk import open_client


def selftest(now: Callable[[], datetime]) -> Iterator[tuple[str, str]]:
    """Each part and what it says. Raises what a broken part raises; Refused for a client file that is not in order."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo(folder, "selftest", now)
        made = sorted(path.name for path in folder.iterdir())
        yield "demo", f"{len(made)} files"
        with open_client(folder / "demo.lonnsom", "selftest", now, passphrase="selftest", read_only=True) as desk:
            findings = verify(desk)
        if findings:
            raise Refused(findings)
        yield "verify", "in order"
