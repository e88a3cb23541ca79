"""A finished file, in memory: its name, what it is, its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

PDF, XML, CSV, TEXT = "application/pdf", "application/xml", "text/csv", "text/plain"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One finished file. `employee` is the number of the person that it is about, for payslips."""

    name: str
    kind: str
    media_type: str
    content: bytes
    employee: int | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()
