"""The rates that were taken in by file on this machine. They are the law, the same for every client, so they lie beside
the program's own choices and not in a client file; each as it came, with its signature, which is looked at every time.

    rates/taken.json        what was taken in when and by whom, and what was taken back
    rates/<digest>.rates    the signed files
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from models.values.finding import Refused, refuse
from models.values.message import Message
from services.desk import at_hand, countries
from services.files import rate_file
from services.reference.disk_words import disk_words
from services.reference.year_files import Edition, RateFileError, count_on, learn, makers_keys, more_later

_MOST: Final = 500  # files; one comes a year, or two


@dataclass(frozen=True, slots=True)
class TakenIn:
    """One file of rates that was taken in: what it says of itself, when and by whom, and when it was taken back."""

    digest: str
    country: str
    year: int
    number: int
    name: str
    taken_at: datetime
    taken_by: str
    back_at: datetime | None = None
    back_by: str = ""

    @property
    def counts(self) -> bool:
        """Whether it was not taken back."""
        return self.back_at is None


class RateFolder:
    """The folder, and what is in it. Without a folder nothing can be taken in."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.taken: tuple[TakenIn, ...] = ()
        self.troubles: tuple[Message, ...] = ()
        self._counted = False

    def use(self, path: Path | None) -> None:
        """From now on this is the folder. It is read when rates are first asked for."""
        self.path, self.taken, self.troubles = path, (), ()
        more_later(self.read)

    def read(self) -> None:
        """What lies in the folder counts, as far as it is whole and signed; the rest is told in `troubles`."""
        taken, troubles = self._listed()
        fine = []
        for each in taken:
            try:
                if each.counts and self.edition(each).digest != each.digest:
                    raise refuse(Message("The file is another than the one that was taken in"))
            except Refused as refused:
                troubles.append(
                    Message(
                        "The rates of {year} cannot be used: {why}", year=str(each.year), why=refused.findings[0].what
                    )
                )
                continue
            fine.append(each)
        self.taken, self.troubles = tuple(taken), tuple(troubles)
        if self._counted or fine:
            self._count([each for each in fine if each.counts])

    def edition(self, each: TakenIn) -> Edition:
        """The rates of a file that was taken in. Raises Refused where it is damaged or away."""
        try:
            return signed_edition(self._file(each.digest).read_bytes())
        except OSError as wrong:
            raise refuse(Message("The file is not where it was put")) from wrong

    def add(self, content: bytes, edition: Edition, name: str, at: datetime, by: str) -> TakenIn:
        """Keep a signed file, and let it count. Raises Refused where it cannot be written."""
        new = TakenIn(edition.digest, edition.country, edition.year, edition.number, name, at, by)
        self._write(self._file(edition.digest), content)
        self._keep([each for each in self.taken if each.digest != edition.digest] + [new])
        return new

    def take_back(self, digest: str, at: datetime, by: str) -> None:
        """A file counts no more. It stays in the folder, and may be taken in again. Raises Refused."""
        self._keep([replace(each, back_at=at, back_by=by) if each.digest == digest else each for each in self.taken])

    def _keep(self, taken: list[TakenIn]) -> None:
        rows = [
            {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(each).items()}
            for each in taken
        ]
        self._write(self._folder() / "taken.json", json.dumps(rows, indent=1).encode())
        self.read()

    def _count(self, taken: list[TakenIn]) -> None:
        """These count, which were read and are whole; and what was worked out by others is forgotten."""
        self._counted = bool(taken)
        by_country: dict[str, list[str]] = {code: [] for code in countries.codes()}
        for each in taken:
            by_country.setdefault(each.country, []).append(each.digest)
        for country, digests in by_country.items():
            count_on(country, digests)
        countries.country.cache_clear()
        at_hand.forget()

    def _listed(self) -> tuple[list[TakenIn], list[Message]]:
        if self.path is None or not (self.path / "taken.json").exists():
            return [], []
        try:
            rows = json.loads((self.path / "taken.json").read_bytes()[: 1_000 * _MOST])
            return [_read(row) for row in rows[:_MOST]], []
        except (OSError, ValueError, KeyError, TypeError):
            return [], [Message("The list of the rates that were taken in cannot be read: take them in again")]

    def _folder(self) -> Path:
        if self.path is None:
            raise refuse(Message("There is no folder for rates on this machine"))
        return self.path

    def _file(self, digest: str) -> Path:
        return self._folder() / f"{digest}.rates"

    def _write(self, target: Path, content: bytes) -> None:
        """Whole or not at all: beside it first, then under its name."""
        part = target.with_name(f"{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        except OSError as wrong:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise refuse(Message("The rates could not be written to the disk: {why}", why=disk_words(wrong))) from wrong


FOLDER: Final = RateFolder()
"""That of this machine."""


def signed_edition(content: bytes) -> Edition:
    """The rates of a signed file. Raises Refused for a file whose signature is not right, or that says what rates
    cannot be.
    """
    signed = rate_file.read(content, keys())
    try:
        return learn(signed.content)
    except RateFileError as wrong:
        raise refuse(
            Message("The file of rates cannot be used by this program: {name}", name=str(wrong)[:80])
        ) from wrong


@cache
def keys() -> Mapping[str, bytes]:
    """The maker's public keys by their marks."""
    return {rate_file.mark_of(key): key for key in makers_keys()}


def _read(row: Mapping[str, Any]) -> TakenIn:
    back = row["back_at"]
    digest = str(row["digest"])
    if not (len(digest) == 32 and digest.isalnum()):
        raise ValueError("digest")
    return TakenIn(
        digest,
        str(row["country"]),
        int(row["year"]),
        int(row["number"]),
        str(row["name"]),
        datetime.fromisoformat(row["taken_at"]),
        str(row["taken_by"]),
        datetime.fromisoformat(back) if back else None,
        str(row["back_by"]),
    )
