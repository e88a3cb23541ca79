"""The console commands: what the window does, without a window.

Every command prints help, exits 0 on success and 2 on bad input with one line on stderr, never a traceback. What a
command needs is imported when it runs.
"""

from __future__ import annotations

import argparse
import contextlib
import getpass
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from desktop import crash
from models.values.finding import Finding, Refused
from models.values.message import Message
from services.desk.version import VERSION

if TYPE_CHECKING:
    from services.desk.desk import Desk

OK, FOUND, BAD_INPUT, BUG = 0, 1, 2, 70
PASSWORD = "LONNSOM_PASSWORD"
NEW_PASSWORD = "LONNSOM_NEW_PASSWORD"
LANGUAGE = "LONNSOM_LANGUAGE"
DEMO_PASSWORD = "demo-lonnsom"
_MOST_TOLD = 5


def now() -> datetime:
    """The time of this machine, with its zone: the only clock of the program."""
    return datetime.now().astimezone()


def _use_rates() -> None:
    """Rates that were taken in by file on this machine count in the commands too."""
    from desktop.folders import config_folder
    from services.actions.rate_files import use_folder

    use_folder(config_folder() / "rates")


def run(arguments: Sequence[str]) -> int:
    """One command. Says what is wrong with the input in one line and returns 2."""
    parser = _parser()
    options = parser.parse_args(list(arguments))
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except Refused as refused:
        return _complain(_in_words(refused))
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return OK
    except OSError as error:
        return _complain(f"{error.filename or 'The output'}: {error.strerror}")
    except KeyboardInterrupt:
        return _complain("Stopped.")
    except Exception as error:  # noqa: BLE001  the last place: a bug is told without a traceback and without data
        print(crash.told(error), file=sys.stderr)
        return BUG


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="lonnsom", description="Payroll for small employers, offline.")
    parser.add_argument("--version", action="version", version=f"lonnsom {VERSION}")
    parser.add_argument(
        "--selftest",
        dest="command",
        action="store_const",
        const=selftest,
        help="try every part once and say what works",
    )
    parser.set_defaults(command=window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(command=command)
        return made

    one = add("demo", demo, "the whole job on a demo client: run a month of pay and write every file into DIR")
    one.add_argument("dir", metavar="DIR", type=Path)
    one = add("scenario", scenario, "run a scenario file and print what was computed as JSON")
    one.add_argument("file", metavar="FILE", type=Path)
    one.add_argument("--out", metavar="DIR", type=Path, help="also write every file that the runs produce")
    one.add_argument("--json", metavar="FILE", type=Path, help="write the JSON here instead of to stdout")
    one.add_argument("--trace", action="store_true", help="give each figure its whole trace as a tree")
    one = add(
        "withholding", withholding, "read table;period;base lines on stdin, write them with the withholding on stdout"
    )
    one.add_argument("--year", type=int, required=True)
    one = add("check-amelding", check_amelding, "check any a-melding file, of this program or another")
    one.add_argument("files", metavar="FILE", nargs="+", type=Path)
    one = add("inspect", inspect, "say what each file is and what an import would do, as JSON; nothing is written")
    one.add_argument("files", metavar="FILE", nargs="+", type=Path)
    one.add_argument("--client", metavar="CLIENT", type=Path, help="judge against this client file as well")
    one = add("verify", verify, "prove a client file: integrity, change log, every approved run, every journal")
    one.add_argument("client", metavar="CLIENT", type=Path)
    one = add("backup", backup, "make a proven copy of a client file in DIR")
    one.add_argument("client", metavar="CLIENT", type=Path)
    one.add_argument("dir", metavar="DIR", type=Path)
    one = add("restore", restore, "make a client file of a copy")
    one.add_argument("backup", metavar="BACKUP", type=Path)
    one.add_argument("file", metavar="FILE", type=Path)
    one = add("export", export, "write everything in a client file to DIR in open formats")
    one.add_argument("client", metavar="CLIENT", type=Path)
    one.add_argument("dir", metavar="DIR", type=Path)
    one = add(
        "hand-over", hand_over, "make one encrypted file of a whole client for somebody else, who opens it elsewhere"
    )
    one.add_argument("client", metavar="CLIENT", type=Path)
    one.add_argument("file", metavar="FILE", type=Path)
    one.add_argument("--to", metavar="NAME", default="", help="who receives it: stands in the change log of both")
    return parser


def window(options: argparse.Namespace) -> int:  # noqa: ARG001
    """The window; where there is no screen, the demo job into a new folder, so that one sees something."""
    from desktop import app

    if app.has_screen():
        return app.run([], now)
    folder = _new_folder()
    print(f"There is no screen here for the window. The demo job is done instead, into {folder}")
    return _demo(folder)


def _new_folder() -> Path:
    """`lonnsom-demo`, or with a number where that is taken, in the current folder."""
    number = 1
    while True:
        folder = Path(f"lonnsom-demo-{number}" if number > 1 else "lonnsom-demo").resolve()
        if not folder.exists():
            return folder
        number += 1


def demo(options: argparse.Namespace) -> int:
    """The main job on the demo client."""
    return _demo(options.dir)


def _demo(folder: Path) -> int:
    from services.actions import demo as job

    password = os.environ.get(PASSWORD)
    with _writable_folder(folder):
        try:
            summary = job.demo(folder, password or DEMO_PASSWORD, now)
        except BaseException:
            _emptied(folder)
            raise
    if not password:
        print(f"The demo client's password is: {DEMO_PASSWORD}")
    for line in summary:
        print(line)
    return OK


def _emptied(folder: Path) -> None:
    """Take away what a demo left half done; the folder was empty before it."""
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def scenario(options: argparse.Namespace) -> int:
    """A scenario file, as JSON."""
    from services.actions.scenario import play, read
    from services.actions.scenario_answer import answer
    from services.actions.scenario_files import scenario_files

    _use_rates()
    book = play(read(_content(options.file), options.file.parent))
    files, reports = scenario_files(book, made=options.out is not None)
    if options.out is not None:
        from services.actions.exports import save

        with _folder(options.out):
            save(files, options.out)
    made = answer(book, reports, trace=options.trace, language=_said_language())
    text = json.dumps(made, ensure_ascii=False, indent=1)
    if options.json is None:
        print(text)
    else:
        try:
            options.json.write_text(text + "\n", encoding="utf-8")
        except OSError as wrong:
            return _complain(f"{options.json} could not be written: {wrong.strerror}")
    return OK


def withholding(options: argparse.Namespace) -> int:
    """Table withholding by the million."""
    from services.actions.withholding import withhold_lines

    if sys.stdin is None:
        raise _refusal(Message("The lines are read from standard input, and it is closed"))
    _use_rates()
    for piece in withhold_lines(options.year, sys.stdin.buffer):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    return OK


def check_amelding(options: argparse.Namespace) -> int:
    """One finding a line, tab-separated: severity, code, person or element, text. With several files, each name stands
    before.
    """
    from services.actions.check_report import check_file
    from services.reference.texts import texts

    _use_rates()
    say = texts(_language())
    blocked = False
    for file in options.files:
        for found in check_file(_content(file)):
            blocked = blocked or found.blocks
            cells = [found.level, found.code, found.where, say(found.what)]
            print("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
    return FOUND if blocked else OK


def inspect(options: argparse.Namespace) -> int:
    """One object a file: kind, whether it would be accepted, what was found."""
    from services.actions.inspect import inspect_file

    refused = False
    with _open(options.client, read_only=True) if options.client else contextlib.nullcontext() as desk:
        for file in options.files:
            seen = inspect_file(file, _language(), desk)
            refused = refused or not seen["accepted"]
            print(json.dumps(seen, ensure_ascii=False))
    return FOUND if refused else OK


def verify(options: argparse.Namespace) -> int:
    """1 if anything differs, one line each."""
    from services.actions.verify import verify as prove
    from services.queries.erasures import erased_count
    from services.reference.texts import texts

    with _open(options.client, read_only=True) as desk:
        findings = prove(desk)
        erased = erased_count(desk)
    say = texts(_language())
    for finding in findings:
        print(say(finding.what))
    if not findings:
        print(say(Message("Everything is in order")))
    if erased:
        print(say(Message("People erased on purpose: {count}", count=erased)))
    return FOUND if findings else OK


def backup(options: argparse.Namespace) -> int:
    """A proven copy."""
    from services.reference.texts import texts

    with _open(options.client) as desk, _folder(options.dir):
        copy = desk.client.back_up(options.dir)
    print(texts(_language())(Message("{file} was made, read back and proven", file=str(copy.path))))
    return OK


def restore(options: argparse.Namespace) -> int:
    """A client file of a copy."""
    from services.desk.desk import restore_copy
    from services.reference.texts import texts

    restore_copy(options.backup, options.file, now, passphrase=_password())
    print(texts(_language())(Message("{file} was restored and proven", file=str(options.file))))
    return OK


def export(options: argparse.Namespace) -> int:
    """Everything in open formats."""
    from services.actions.export_all import export_all
    from services.reference.texts import texts

    with _open(options.client, read_only=True) as desk, _writable_folder(options.dir):
        made = export_all(desk, options.dir, _language())
    what = Message("{count} files were written to {folder}", count=made.files, folder=str(options.dir))
    print(texts(_language())(what))
    return OK


def hand_over(options: argparse.Namespace) -> int:
    """A client file for somebody else. Its recovery key is printed, and nowhere else."""
    from services.actions.hand_over import hand_over as make
    from services.reference.texts import texts

    with _open(options.client) as desk:
        made = make(desk, options.file, _new_password(), options.to)
    say = texts(_language())
    print(say(Message("{file} was made, read back and proven", file=str(made.path))))
    print(say(Message("Recovery key: {key}", key=made.recovery_key)))
    return OK


def selftest(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Every part once, also those that are imported late: a frozen program misses modules silently otherwise."""
    from desktop.selftest import window_parts
    from services.actions.selftest import selftest as parts

    for part, result in (*parts(now), *window_parts(now)):
        print(f"{part}: {result}")
    return OK


@contextlib.contextmanager
def _open(path: Path, *, read_only: bool = False) -> Iterator[Desk]:
    from services.desk.desk import open_client

    _use_rates()
    with open_client(path, _user(), now, passphrase=_password(), read_only=read_only) as desk:
        yield desk


def _user() -> str:
    """Who sits here, as this machine calls them; a machine may know nobody."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""


def _password() -> str:
    """From the environment, or asked for on the terminal; never an argument."""
    password = os.environ.get(PASSWORD)
    if password is not None:
        return password
    with contextlib.suppress(EOFError):
        if sys.stdin.isatty():
            return getpass.getpass("Password: ")
    raise _refusal(
        Message("The password is read from {name} or asked for on the terminal; here is neither", name=PASSWORD)
    )


def _new_password() -> str:
    """The password of a file that is made for somebody else: from the environment, or asked for twice."""
    password = os.environ.get(NEW_PASSWORD)
    if password is not None:
        return password
    with contextlib.suppress(EOFError):
        if sys.stdin.isatty():
            password = getpass.getpass("New password: ")
            if getpass.getpass("New password again: ") != password:
                raise _refusal(Message("The two passwords are not the same."))
            return password
    raise _refusal(
        Message("The password is read from {name} or asked for on the terminal; here is neither", name=NEW_PASSWORD)
    )


def _content(file: Path) -> bytes:
    """A file's bytes. Raises Refused for one that cannot be read."""
    try:
        if not file.is_file():
            reason = Message("there is no such file") if not file.exists() else Message("it is not an ordinary file")
            raise _refusal(Message("{file}: {reason}", file=str(file), reason=reason))
        return file.read_bytes()
    except (OSError, ValueError) as wrong:
        raise _refusal(
            Message("{file}: {reason}", file=str(file), reason=getattr(wrong, "strerror", "") or str(wrong))
        ) from wrong


@contextlib.contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """The folder exists while the block runs. Raises Refused where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise _refusal(
            Message("The folder {folder} cannot be made: {reason}", folder=str(folder), reason=wrong.strerror or "")
        ) from wrong
    yield


@contextlib.contextmanager
def _writable_folder(folder: Path) -> Iterator[None]:
    """An empty folder. Raises Refused for one that holds something."""
    with _folder(folder):
        if any(folder.iterdir()):
            raise _refusal(Message("The folder {folder} is not empty", folder=str(folder)))
        yield


def _language() -> str:
    return _said_language() or "nb"


def _said_language() -> str:
    """The language that was asked for; empty where none was."""
    language = os.environ.get(LANGUAGE, "")
    return language if language in ("nb", "da", "en") else ""


def _in_words(refused: Refused) -> str:
    from services.reference.texts import texts

    say = texts(_language())
    told = list(dict.fromkeys(_with_place(finding, say) for finding in refused.findings))
    more = [say(Message("and {count} more", count=len(told) - _MOST_TOLD))] if len(told) > _MOST_TOLD else []
    return "; ".join(told[:_MOST_TOLD] + more)


def _with_place(finding: Finding, say: Callable[[Message], str]) -> str:
    """The sentence, with whom it concerns where it does not say so itself."""
    where, named = finding.where, dict(finding.what.values)
    if where is None or where.page != "employees" or where.thing is None or "number" in named or "first" in named:
        return say(finding.what)
    return say(
        Message(
            "Employee {number}, {field}: {reason}",
            number=str(where.thing),
            field=where.field or "",
            reason=finding.what,
        )
    )


def _refusal(what: Message) -> Refused:
    from models.values.finding import refuse

    return refuse(what)


def _complain(text: str) -> int:
    print(" ".join(text.split("\n")), file=sys.stderr)
    return BAD_INPUT
