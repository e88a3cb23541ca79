"""The commands, as a person types them, in this process; and the demo, made once."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop import commands

PASSWORD = "rødgrød med fløde"


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote."""

    code: object
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def reason(self) -> str:
        """The one line of a refusal, and nothing else anywhere."""
        assert (self.code, self.out) == (2, ""), self
        assert self.err.endswith("\n"), self
        assert self.err.count("\n") == 1, self
        return self.err.strip()


Lonnsom = Callable[..., Said]


@pytest.fixture
def lonnsom(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lonnsom:
    """`lonnsom("verify", path)`, with a password in the environment and no terminal."""
    monkeypatch.setenv(commands.LANGUAGE, "en")
    monkeypatch.setenv(commands.PASSWORD, PASSWORD)

    def run(*arguments: object, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code: object = commands.run(list(map(str, arguments)))
        except SystemExit as end:
            code = end.code
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `lonnsom demo` makes. Nobody changes anything in it."""
    folder = tmp_path_factory.mktemp("main") / "demo"
    before = os.environ.get(commands.PASSWORD)
    os.environ[commands.PASSWORD] = PASSWORD
    try:
        assert commands.run(["demo", str(folder)]) == 0
    finally:
        if before is None:
            del os.environ[commands.PASSWORD]
        else:
            os.environ[commands.PASSWORD] = before
    return folder


@pytest.fixture
def client(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo's client file, alone in its folder."""
    path = tmp_path / "demo.lonnsom"
    path.write_bytes((demo / "demo.lonnsom").read_bytes())
    return path
