"""Every rate says where it comes from and how sure that is, and none is a binary float."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

STATUS = {"official", "page", "peer", "inferred"}


def numbers(value: Any) -> Iterator[int | float]:
    match value:
        case bool():
            return
        case int() | float():
            yield value
        case list():
            for item in value:
                yield from numbers(item)
        case dict():
            for item in value.values():
                yield from numbers(item)


def faults(name: str, table: dict[str, Any]) -> Iterator[str]:
    """What is wrong in a table of a year file: one that holds a value is an entry, the others are headings."""
    entry = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if entry:
        if not entry.get("source"):
            yield f"{name} has no source for {', '.join(entry)}"
        if entry.get("status") not in STATUS:
            yield f"{name} has the status {entry.get('status')!r}"
        for number in numbers(entry):
            yield f"{name} has the number {number} where a string should be"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from faults(f"{name}.{key}", value)


@pytest.mark.parametrize(
    "entry",
    [
        {"percent": "14.1", "status": "page"},
        {"percent": "14.1", "source": "the zone page"},
        {"percent": "14.1", "source": "the zone page", "status": "sure"},
        {"percent": 14.1, "source": "the zone page", "status": "page"},
        {"amounts": [{"amount": 130160}], "source": "NAV", "status": "page"},
    ],
)
def test_a_fault_is_seen(entry: dict[str, Any]) -> None:
    assert len(list(faults("2026", {"zone": entry}))) == 1


def test_every_rate_has_a_source(root: Path) -> None:
    found: list[str] = []
    for path in sorted(root.glob("resources/rates/**/*.toml")):
        year_file = tomllib.loads(path.read_text("utf-8"))
        year_file.pop("about", None)
        found += faults(f"{path.parent.name}/{path.stem}", year_file)
    assert not found, "\n" + "\n".join(found)
