"""Finding: one thing to look at, how bad it is, and where it is mended. Refused: an action said no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from models.values.message import Message


class Severity(Enum):
    """How bad: a STOP blocks, a WARNING asks for a look, a NOTE informs."""

    STOP = "stop"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is seen and mended: the page, the thing on it, the field of the thing."""

    page: str
    thing: int | str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; `code` is the official one where there is one."""

    severity: Severity
    what: Message
    where: Place | None = None
    code: str | None = None


class Refused(Exception):
    """An action said no, and says why. Nothing was stored. Anything else that is raised is a bug."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding.what) for finding in self.findings))


def refuse(what: Message, where: Place | None = None, code: str | None = None) -> Refused:
    """A refusal with one reason: `raise refuse(Message("…"))`."""
    return Refused([Finding(Severity.STOP, what, where, code)])
