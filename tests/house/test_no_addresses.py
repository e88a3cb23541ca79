"""No file names a place on somebody's machine or the host of a package registry."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

NOT_OURS = re.compile(r"\.git|\.venv|\..*_cache|\.hypothesis|__pycache__|build|dist|.*\.egg-info")
ADDRESS = re.compile(
    rb"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt/pypi)[/ ]"
    rb"|[A-Z]:\\Users\\"
    rb"|\b(?:pypi|pythonhosted|npmjs|deb\.debian)\.(?:org|com)\b"
)


def files(root: Path) -> Iterator[Path]:
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if not NOT_OURS.fullmatch(name)]
        yield from (Path(folder, name) for name in names)


def test_an_address_is_seen() -> None:
    assert ADDRESS.search(b"/" + b"work/main")
    assert ADDRESS.search(b"https://" + b"pypi." + b"org/simple")
    assert not ADDRESS.search(b"https://www.arbeidstilsynet.no/en/" + b"work/hours")


def test_no_file_has_an_address(root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {match[0].decode()}"
        for path in files(root)
        if (match := ADDRESS.search(path.read_bytes()))
    ]
    assert not found, "\n" + "\n".join(found)
