"""Copies of a client file: made now, read back, and brought back."""

from __future__ import annotations

from pathlib import Path

from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.desk import copies
from services.desk.copies import CopyContents, CopyFile
from services.desk.desk import Clock, Desk


def back_up(desk: Desk, folder: Path | None = None, progress: Progress = no_progress) -> CopyFile:
    """Make a proven copy: in a folder of somebody's choice, or where the automatic ones are. Raises Refused."""
    progress(0, 1, Message("Making a backup and reading it back"))
    made = desk.client.prove_copy("hand") if folder is None else desk.client.back_up(folder)
    return CopyFile(made.path, made.at, made.seq, made.reason, made.size, desk.client.file_id[:8])


def prove(
    copy: Path,
    desk: Desk | None = None,
    *,
    passphrase: str | None = None,
    recovery_key: str | None = None,
    progress: Progress = no_progress,
) -> CopyContents:
    """Read a copy from its first page to its last: with the key of the open file, or with what opens it.

    Raises Refused where it cannot be opened or is not whole.
    """
    progress(0, 1, Message("Reading the backup"))
    if desk is not None and passphrase is None and recovery_key is None:
        return copies.look_into_own(desk, copy)
    return copies.look_into(copy, passphrase=passphrase, recovery_key=recovery_key)


def restore(
    copy: Path,
    target: Path,
    now: Clock,
    *,
    passphrase: str | None = None,
    recovery_key: str | None = None,
    replace: bool = False,
    progress: Progress = no_progress,
) -> tuple[Path, Path | None]:
    """Make a client file of a copy, proven before and after. A file that it takes the place of is kept beside it.

    Returns where it is, and where the one before it is kept. Raises Refused, and then everything is as it was.
    """
    progress(0, 1, Message("Reading the backup"))
    return copies.restore(copy, target, now, passphrase=passphrase, recovery_key=recovery_key, replace=replace)
