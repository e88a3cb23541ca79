"""The rooms that compute pay know no binary float, and the values need nothing but Python."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PURE = ("models/values", "services/engine", "services/*/rules")
IN_DOUBLES = {"services/norway/rules/tax_table.py"}  # the official routine is defined so


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and top-level package of every import."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name.partition(".")[0]) for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield node.lineno, module.partition(".")[0]


def floats(tree: ast.AST) -> Iterator[int]:
    """Lines with a float in them: written, made, or by way of `math`."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()) | ast.Call(func=ast.Name(id="float")):
                yield node.lineno
    yield from (line for line, package in imports(tree) if package in {"math", "cmath", "statistics"})


@pytest.mark.parametrize("code", ["1.5", "1e3", "float(x)", "import math", "from math import floor"])
def test_a_float_is_seen(code: str) -> None:
    assert list(floats(ast.parse(code))) == [1]


def test_pure_rooms_know_no_float(root: Path) -> None:
    files = {path.relative_to(root).as_posix(): path for room in PURE for path in root.glob(f"{room}/**/*.py")}
    found = [
        f"{name}:{line}"
        for name, path in sorted(files.items())
        if name not in IN_DOUBLES
        for line in floats(ast.parse(path.read_text("utf-8")))
    ]
    assert not found, "\n" + "\n".join(found)


def test_values_need_only_the_standard_library(root: Path) -> None:
    found = [
        f"{path.name}:{line} {package}"
        for path in sorted(root.glob("models/values/**/*.py"))
        for line, package in imports(ast.parse(path.read_text("utf-8")))
        if package not in sys.stdlib_module_names | {"models"}
    ]
    assert not found, "\n" + "\n".join(found)
