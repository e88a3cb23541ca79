"""A message that stands one element a line is read the quick way, and says the same as the other reader."""

import pytest

from services.norway.amelding import read as reading
from services.norway.amelding.description import newest
from services.norway.amelding.node import Node
from services.norway.amelding.read import read
from services.norway.amelding.read_lines import read_lines
from tests.amelding.samples import changed, good


def as_told(node: Node) -> list[tuple[str, str, int]]:
    """Every element with its way, its text and its line."""
    return [(each.path, each.text, each.line) for each in node]


@pytest.mark.parametrize("data", [good(), good().replace(b"  ", b"\t"), good().replace(b">\n   ", b">\r\n \n   ")])
def test_both_readers_say_the_same(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = read(data)
    assert quick.root is not None
    assert quick.kinds is not None
    monkeypatch.setattr(reading, "read_lines", lambda *_: None)
    slow = read(data)
    assert slow.root is not None
    assert slow.kinds is None
    assert (as_told(quick.root), quick.findings) == (as_told(slow.root), slow.findings)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        good()[:-20],
        good() + b"<more/>",
        good().replace(b"\n", b""),
        good().replace(b"<oppgave>", b"<oppgave><!-- a note -->"),
        changed(good(), ("<fordel>kontantytelse</fordel>", "")),
        changed(good(), ("45000.00", "45 000")),
    ],
)
def test_what_is_unusual_is_left_to_the_other_reader(data: bytes) -> None:
    assert read_lines(data, newest()) is None
