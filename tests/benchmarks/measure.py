"""How long something takes and how much memory it needs, said beside the least that the same work can take here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[2]
_PEAK = """
import pathlib, resource, sys
status = pathlib.Path("/proc/self/status")
if status.exists():  # of this program alone: getrusage also counts the one that started it
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print("peak", peak // 1024, file=sys.stderr)
"""


def times(job: Callable[[], Any], rounds: int = 5) -> list[float]:
    """How long the job takes, as often as it is done."""
    took = []
    for _ in range(rounds):
        started = perf_counter()
        job()
        took.append(perf_counter() - started)
    return took


def usual(job: Callable[[], Any], rounds: int = 5) -> float:
    """The median."""
    return median(times(job, rounds))


def say(what: str, seconds: float, floor: float | None = None, goal: str = "") -> None:
    """A line of the table: the job, its floor in the same run, the ratio, and the goal where there is one."""
    beside = "" if floor is None else f"   floor {_form(floor)}   ratio {seconds / floor:6.1f}"
    print(f"{what:64} {_form(seconds)}{beside}{f'   goal {goal}' if goal else ''}")


def _form(seconds: float) -> str:
    return f"{seconds:7.3f} s " if seconds >= 0.1 else f"{seconds * 1000:7.2f} ms"


def with_bytecode(folder: Path) -> dict[str, str]:
    """An environment in which modules are compiled once, as on any machine but a test machine."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder)}


def peak(code: str, *arguments: str, **options: Any) -> int:
    """The most memory in MB that a program of these lines had at any moment."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_PEAK}", *arguments], cwd=ROOT, stderr=subprocess.PIPE, check=True, **options
    )
    return int(done.stderr.split()[-1])
