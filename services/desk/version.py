"""The program's own name and version, as authorities and files are told."""

from __future__ import annotations

VERSION = "0.1.0"
SOURCE_SYSTEM = f"Lønnsom {VERSION}"
