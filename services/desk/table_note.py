"""What the import of a table wrote down about what it made, as its undo reads it."""

from __future__ import annotations

import json
from typing import Any

from models.records.imported_file import ImportedFile


def note_of(row: ImportedFile) -> dict[str, Any]:
    """What was written down about what an import made."""
    try:
        plain = json.loads(row.columns)
    except ValueError:
        return {}
    made = plain.get("made") if isinstance(plain, dict) else None
    return made if isinstance(made, dict) else {}
