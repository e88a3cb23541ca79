"""The first lines: a window, or one command without it."""

from __future__ import annotations

import io
import sys


def main() -> int:
    """What the console script `lonnsom` runs. The result is the exit code."""
    from desktop.commands import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # whatever the system's own signs are
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
