"""The first lines: a window, or one command without it."""

from __future__ import annotations

import sys


def main() -> int:
    """What the console script `lonnsom` runs. The result is the exit code."""
    from desktop.commands import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
