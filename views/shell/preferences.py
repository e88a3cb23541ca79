"""This machine's choices: language, look, the client files seen last, widths of columns. Never anything of a person.

Kept as one small JSON file that is written whole or not at all. A damaged one is put aside, and the choices start anew.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any


class Preferences:
    """Choices by name. Values are what JSON can hold. Without a path they last as long as the program."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.folder = path.parent if path is not None else None
        self._values: dict[str, Any] = {}
        if path is not None and path.exists():
            try:
                read = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                read = None
            if isinstance(read, dict):
                self._values = read
            else:
                with suppress(OSError):
                    path.replace(path.with_name(path.name + ".damaged"))

    def get(self, name: str, default: Any = None) -> Any:
        """A choice, or the default where none was made."""
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Make a choice, and keep it. Where nothing can be written it lasts until the program ends."""
        if name in self._values and self._values[name] == value:
            return
        self._values[name] = value
        self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        part = self._path.with_name(self._path.name + ".part")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(part, self._path)
