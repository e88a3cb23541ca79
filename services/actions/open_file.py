"""A client file opened, made new, or made as a demo; its recovery key tried, its password and its colour changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from models.values.finding import Finding, Refused, Severity
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.actions import runs
from services.actions.clients import new_client
from services.actions.settings import keep_setting
from services.desk import copies
from services.desk.copies import (
    DAMAGED,
    EMPTY,
    FOREIGN,
    LOCKED,
    MISSING,
    NEWER,
    OCCUPIED,
    PASSWORD,
    RECOVERY_KEY,
    UNFINISHED,
    UNREADABLE,
    WRITE_PROTECTED,
)
from services.desk.desk import SUFFIX, Clock, Desk, create_client, open_client
from services.desk.recovery_key import TRIED, mistake_in

__all__ = [
    "DAMAGED",
    "DEMO_PASSWORD",
    "EMPTY",
    "FOREIGN",
    "LOCKED",
    "MISSING",
    "NEWER",
    "OCCUPIED",
    "PASSWORD",
    "RECOVERY_KEY",
    "UNFINISHED",
    "UNREADABLE",
    "WRITE_PROTECTED",
    "caution",
    "default_folder",
    "demo_client",
    "file_name",
    "free_path",
    "in_the_demo",
    "mistake_in_key",
    "new_file",
    "new_password",
    "open_file",
    "set_color",
    "strength",
    "try_recovery_key",
    "why_refused",
]

DEMO_PASSWORD: Final = "demo"
"""Of every demo client: it is shown, and nothing in the file is about anybody."""
LEAST: Final = 8
GOOD: Final = 14

_COLOR: Final = re.compile("#[0-9A-F]{6}")
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_LONGEST: Final = 80
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)


def default_folder() -> Path:
    """Where client files are put if nobody says otherwise: a folder of its own among the documents, or at home."""
    from platformdirs import user_documents_path  # only when a file is made

    documents = user_documents_path()
    return (documents if documents.is_dir() else Path.home()) / "Lønnsom"


def file_name(name: str) -> str:
    """The name of a client as a file name that every system takes; `""` where nothing is left of it."""
    kept = "".join(sign for sign in name if sign.isprintable() and sign not in _FORBIDDEN)
    kept = " ".join(kept.split())[:_LONGEST].strip(" .")
    if kept.lower().endswith(SUFFIX):
        kept = kept[: -len(SUFFIX)].strip(" .")
    if kept.lower().partition(".")[0] in _RESERVED:
        kept = f"{kept}_"
    return f"{kept}{SUFFIX}" if kept else ""


def free_path(folder: Path, name: str) -> Path:
    """A path in the folder for a client of that name which nobody has: with a number behind it if need be."""
    wanted = folder / (file_name(name) or f"Lønnsom{SUFFIX}")
    number = 2
    found = wanted
    while found.exists():
        found = wanted.with_name(f"{wanted.stem} {number}{SUFFIX}")
        number += 1
    return found


def strength(password: str) -> Finding | None:
    """What is to be said of a new password: a STOP where it cannot be used, a warning where it is weak, or nothing."""
    if not password:
        return None
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in password):
        return _stop(Message("The password has a character in it that cannot be used. Type it again by hand."))
    if len(password) < LEAST:
        return _stop(Message("Too short. A password has at least {least} characters.", least=LEAST))
    if len(set(password.casefold())) < LEAST // 2:
        return _stop(Message("The same few characters over and over are easy to guess. Use more different ones."))
    if len(password) < GOOD:
        what = Message(
            "It will do. A few words in a row, {good} characters or more, are much harder to guess.", good=GOOD
        )
        return Finding(Severity.WARNING, what)
    return None


def open_file(
    path: Path,
    user: str,
    now: Clock,
    *,
    passphrase: str | None = None,
    recovery_key: str | None = None,
    read_only: bool = False,
    progress: Progress = no_progress,
) -> Desk:
    """The desk of an existing file. A file of an older form is copied and brought forward first. Raises Refused."""
    progress(0, 1, Message("Opening the client file"))
    return open_client(path, user, now, passphrase=passphrase, recovery_key=recovery_key, read_only=read_only)


def new_file(
    path: Path,
    passphrase: str,
    country: str,
    user: str,
    now: Clock,
    *,
    color: str = "",
    progress: Progress = no_progress,
) -> tuple[Desk, str]:
    """A new, empty client file, and its recovery key, which is shown once. Raises Refused, and then there is no file.

    The folder of client files is made where it is not there yet.
    """
    _refuse_weak(passphrase)
    progress(0, 1, Message("Making the client file"))
    _make_folder(path.parent)
    desk, recovery_key = create_client(path, passphrase, country, user, now)
    if color:
        set_color(desk, color)
    return desk, recovery_key


def demo_client(
    path: Path,
    user: str,
    now: Clock,
    *,
    country: str = "NO",
    color: str = "",
    progress: Progress = no_progress,
) -> Desk:
    """The demo client of a country in a file of its own: invented people and pay that is approved, with all its files.

    Raises Refused, and Cancelled by `progress`; then there is no file.
    """
    from services.actions.exports import export_month, export_run  # drawing payslips is slow to import
    from services.actions.scenario import read
    from services.reference.demo_client import DEMOS, demo_scenario

    demo = DEMOS[country]
    scenario = read(demo_scenario(country))
    paid = scenario.runs[: len(scenario.runs) - demo.open_runs]
    steps = 2 + 3 * len(paid)
    step = 0

    def tell(what: Message) -> None:
        nonlocal step
        progress(step, steps, what)
        step += 1

    tell(Message("Making the client file"))
    _make_folder(path.parent)
    desk, _ = new_client(path, DEMO_PASSWORD, scenario, user, now, demo.categories)
    try:
        keep_setting(desk, "demo", True)
        if color:
            set_color(desk, color)
        for run in paid:
            tell(Message("Calculating pay"))
            run_id = runs.start(desk, run.head, run.lines, run.employees or ())
            runs.draft(desk, run_id)
            tell(Message("Approving {month}", month=run.head.month))
            runs.approve(desk, run_id)
            tell(Message("Making payslips"))
            export_run(desk, run_id)
        tell(Message("Making the monthly report"))
        for month in sorted({Month.of(run.head.pay_date) for run in paid}):
            export_month(desk, month)
        for run in scenario.runs[len(paid) :]:
            runs.draft(desk, runs.start(desk, run.head, run.lines, run.employees or ()))
    except BaseException:
        _take_away(desk)
        raise
    return desk


def in_the_demo(country: str = "NO") -> tuple[int, Month]:
    """How many people there are in the demo client of a country, and which month is the last one that is paid."""
    from services.actions.scenario import read
    from services.reference.demo_client import DEMOS, demo_scenario

    scenario = read(demo_scenario(country))
    paid = scenario.runs[: len(scenario.runs) - DEMOS[country].open_runs]
    return len(scenario.people), max(run.head.month for run in paid)


def try_recovery_key(desk: Desk, text: str) -> bool:
    """Whether this is the recovery key of the file; if it is, the file remembers that it was tried.

    Raises Refused for a typing mistake, with the group that has it.
    """
    if not desk.client.is_recovery_key(text):
        return False
    if not desk.client.is_read_only:
        keep_setting(desk, TRIED, desk.now().isoformat())
    return True


def new_password(desk: Desk, old: str, new: str, progress: Progress = no_progress) -> str:
    """Give the file another password; `old` is the one before, or the recovery key. Returns the new recovery key.

    Raises Refused. Copies that were made before keep the old password.
    """
    _refuse_weak(new)
    progress(0, 1, Message("Making a backup and changing the password"))
    return desk.client.new_passphrase(old, new, by=desk.user)


def set_color(desk: Desk, color: str) -> None:
    """Give the client a colour of its own, `#2B5F8C`. Raises ValueError for anything else."""
    if not _COLOR.fullmatch(color):
        raise ValueError(f"“{color}” is not a colour")
    keep_setting(desk, "color", color)


def why_refused(findings: Iterable[Finding]) -> str:
    """Which trouble with the file a refusal is about: one of the words of this module, or `""` for anything else."""
    return copies.reason_of(Refused(findings))


def mistake_in_key(text: str) -> Message | None:
    """What is wrong with a recovery key as it was typed; None where it is whole and without a mistake."""
    return mistake_in(text)


def caution(path: Path) -> Finding | None:
    """A warning about the place of a file: a network drive, or a folder that is copied to the cloud."""
    return copies.caution(path)


def _refuse_weak(password: str) -> None:
    if (found := strength(password)) and found.severity is Severity.STOP:
        raise Refused([found])


def _stop(what: Message) -> Finding:
    return Finding(Severity.STOP, what)


def _make_folder(folder: Path) -> None:
    """Make the folder if the one above it is there: a drive that is not connected is not made up."""
    if folder.parent.is_dir():
        with suppress(OSError):  # told when the file itself is made
            folder.mkdir(exist_ok=True)


def _take_away(desk: Desk) -> None:
    """Close a file that was only begun, and remove it with the copies that were made of it."""
    path, file_id = desk.client.path, desk.client.file_id
    with suppress(Refused):
        desk.close()
    folder = copies.copies_folder(path)
    for copy in copies.copies_in(folder, file_id):
        copy.path.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
    path.unlink(missing_ok=True)
