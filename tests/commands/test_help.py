"""What every command says about itself, and to those who ask wrongly."""

import os
import subprocess
import sys

import pytest

COMMANDS = (
    "demo",
    "scenario",
    "withholding",
    "check-amelding",
    "inspect",
    "verify",
    "backup",
    "restore",
    "export",
    "hand-over",
)


def test_help_names_every_command(lonnsom):
    said = lonnsom("--help")
    assert (said.code, said.err) == (0, "")
    for command in COMMANDS:
        assert f"\n    {command}" in said.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(lonnsom, command):
    said = lonnsom(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: lonnsom {command} ")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_takes_a_password_as_an_argument(lonnsom, command):
    assert "pass" not in lonnsom(command, "--help").out.lower()


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["demo"],
        ["withholding"],
        ["withholding", "--year", "this"],
        ["inspect"],
        ["verify"],
        ["verify", "a", "b"],
        ["backup", "a"],
        ["scenario", "a.toml", "--nonsense"],
        ["verify", "a.lonnsom", "--password", "x"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_one_line(lonnsom, arguments):
    assert lonnsom(*arguments).reason.startswith("lonnsom")


def test_the_version(lonnsom):
    said = lonnsom("--version")
    assert said.code == 0
    assert said.out.startswith("lonnsom ")


def test_the_selftest_tries_every_part(lonnsom):
    said = lonnsom("--selftest")
    assert (said.code, said.err) == (0, "")
    assert "verify: in order" in said.lines
    assert said.lines[-1].startswith("pages: ")


def test_as_a_program_of_its_own(root, tmp_path):
    """Whatever the system's language, the output is UTF-8."""
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    program = [sys.executable, "-m", "desktop"]
    bad = subprocess.run(
        [*program, "inspect", "å.toml"], cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=60
    )
    assert (bad.returncode, bad.stderr) == (1, b"")
    assert "å.toml" in bad.stdout.decode("utf-8")


def test_a_reader_that_has_enough_is_no_error(root, tmp_path):
    (tmp_path / "lines.csv").write_bytes(b"8000;MND;45000\n" * 200_000)
    with (
        (tmp_path / "lines.csv").open("rb") as lines,
        subprocess.Popen(
            [sys.executable, "-m", "desktop", "withholding", "--year", "2026"],
            cwd=root,
            stdin=lines,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        assert process.stdout.readline().startswith(b"8000;MND;45000;")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
