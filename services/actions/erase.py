"""Persons erased after the years in which their pay must be kept: looked at first, done once, with a receipt.

It cannot be taken back. What stays is the book-keeping under the person's number, and the receipt, which names nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from models.records.employer import Employer, Setting
from models.records.erasure import Erasure
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.table import Column, Table
from services.actions.verify import verify
from services.desk import at_hand, erasures
from services.desk.desk import Desk
from services.desk.erasures import LONGEST, RETENTION, Candidate, Plan, Reach, Sealed
from services.reference.disk_words import disk_words
from services.reference.texts import texts

__all__ = ["Preview", "erase", "keep_longer", "preview", "receipt_pdf", "save_receipt"]

_PAGE = "erasures"


@dataclass(frozen=True, slots=True)
class Preview:
    """Who goes, and what an erasure does. `copies` are the proven copies that hold the persons still."""

    people: tuple[Candidate, ...]
    last_year: int
    reach: Reach
    copies: tuple[tuple[Path, datetime], ...]


def preview(desk: Desk, numbers: Iterable[int]) -> Preview:
    """What would happen; nothing is stored. Raises Refused with every reason against it."""
    chosen = _chosen(desk, numbers)
    made = _plan(desk, chosen, desk.now(), birth_years=False)
    copies = tuple((copy.path, copy.at) for copy in desk.client.copies())
    return Preview(chosen, _last_year(chosen), made.reach, copies)


def erase(desk: Desk, numbers: Iterable[int], typed: str, progress: Progress = no_progress) -> int:
    """Erase persons for good, after a proven copy. `typed` are their numbers as somebody typed them.

    Returns the number of the erasure, whose receipt is kept. Raises Refused, and then nothing has changed.
    """
    chosen = _chosen(desk, numbers)
    wanted = [str(each.number) for each in chosen]
    if sorted(typed.replace(",", " ").split()) != sorted(wanted):
        what = Message("Type the number of whoever is to be erased: {numbers}", numbers=" ".join(wanted))
        raise refuse(what, Place(_PAGE, None, "typed"))
    if desk.client.is_read_only:
        raise refuse(Message("The file is opened for reading only"))
    progress(0, 2, Message("Making a backup and reading it back"))
    at = desk.now()
    try:
        _carry_out(desk, chosen, at, birth_years=False)
    except _GivesAnother:
        progress(1, 2, Message("Erasing"))
        try:
            _carry_out(desk, chosen, at, birth_years=True)
        except _GivesAnother as again:
            what = Message("The file would not be in order afterwards. Nothing was erased. Check the file first")
            raise Refused(
                [Finding(Severity.STOP, what, Place("settings", None, "security")), *again.findings]
            ) from None
    at_hand.forget()
    with desk.reading() as session:
        return session.scalars(select(func.max(Erasure.id))).one()


def receipt_pdf(desk: Desk, number: int, language: str = "nb") -> bytes:
    """The receipt of an erasure on paper; the same one gives the same bytes. Raises Refused."""
    from services.reports.table_pdf import table_pdf  # drawing is slow to import

    told = json.loads(_receipt(desk, number))
    say = texts(language)
    columns = (Column("what", Message("What")), Column("how", Message("Erased and kept")))
    rows = tuple((say(what), how if isinstance(how, str) else say(how)) for what, how in _lines(told))
    notes = (say(_NOTE),)
    table = Table(Message("Receipt for erasure"), columns, rows)
    day = datetime.fromisoformat(told["at"]).date()
    return table_pdf(table, language, told["employer"], (), notes, day)


def save_receipt(desk: Desk, number: int, target: Path, language: str = "nb") -> tuple[Path, Path]:
    """Save the receipt as PDF under the name, and as JSON beside it. Raises Refused."""
    beside = target.with_suffix(".json")
    for path, content in (
        (target, receipt_pdf(desk, number, language)),
        (beside, _receipt(desk, number).encode() + b"\n"),
    ):
        try:
            path.write_bytes(content)
        except OSError as wrong:
            what = Message("{file} could not be written: {reason}", file=str(path), reason=disk_words(wrong))
            raise refuse(what) from wrong
    return target, beside


def keep_longer(desk: Desk, years: int) -> None:
    """Keep pay so many years after the end of the year. Raises Refused for fewer than the law asks for."""
    with desk.reading() as session:
        kept = erasures.years_kept(session, desk.client.country, desk.today)
    least = kept[1].years if kept is not None else LONGEST
    if not least <= years <= LONGEST:
        what = Message("Choose from {least} to {most} years: the law asks for {least}", least=least, most=LONGEST)
        raise refuse(what, Place(_PAGE, None, "years"))
    with desk.change(f"setting.{RETENTION}") as session:
        row = session.get(Setting, RETENTION)
        if years == least:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(Setting(name=RETENTION, value=json.dumps(years)))
        elif row.value != json.dumps(years):
            row.value = json.dumps(years)


class _GivesAnother(Exception):
    """The finished copy is not in order."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = findings


def _carry_out(desk: Desk, chosen: Sequence[Candidate], at: datetime, *, birth_years: bool) -> None:
    made = _plan(desk, chosen, at, birth_years=birth_years)

    def check(finished: Desk) -> None:
        if found := verify(finished):
            raise _GivesAnother(found)

    erasures.carry_out(desk, made, "employees.erase", at, check)


def _plan(desk: Desk, chosen: Sequence[Candidate], at: datetime, *, birth_years: bool) -> Plan:
    entries = desk.client.history(reveal=True)
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        firm = {"employer": employer.name, "orgnr": employer.orgnr} if employer else {"employer": "", "orgnr": ""}
        kept = erasures.years_kept(session, desk.client.country, desk.today)
        assert kept is not None

        def receipt(reach: Reach, sealed: Sealed) -> Mapping[str, Any]:
            return {
                "format": "lonnsom-erasure",
                "version": 1,
                "at": at.isoformat(timespec="seconds"),
                "by": desk.user,
                **firm,
                "file": desk.client.file_id,
                "numbers": [each.number for each in chosen],
                "last_years": [each.last_year for each in chosen],
                "kept_years": kept[0],
                "source": kept[1].source,
                "payslips": reach.payslips,
                "runs": reach.runs,
                "rows": reach.rows_deleted,
                "log_entries": reach.log_entries,
                "files": len(reach.files),
                "imports": len(reach.imports),
                "log": {
                    "since": sealed.since,
                    "until": sealed.until,
                    "before": sealed.before,
                    "after": sealed.after,
                },
            }

        return erasures.plan(
            session,
            desk.client.country,
            entries,
            chosen,
            by=desk.user,
            at=at,
            receipt=receipt,
            birth_years=birth_years,
        )


def _chosen(desk: Desk, numbers: Iterable[int]) -> tuple[Candidate, ...]:
    """Whom it is about. Raises Refused with every reason against any of them."""
    wanted = set(numbers)
    with desk.reading() as session:
        found = tuple(
            each for each in erasures.candidates(session, desk.client.country, desk.today) if each.number in wanted
        )
        if not found or len(found) < len(wanted):
            raise refuse(Message("Choose who is to be erased"), Place(_PAGE))
        reasons = [reason for each in found for reason in each.reasons]
        reasons = reasons or list(erasures.still_named(session, found, _last_year(found)))
    if reasons:
        raise Refused(reasons)
    return found


def _last_year(chosen: Iterable[Candidate]) -> int:
    return max(each.last_year for each in chosen if each.last_year is not None)


def _receipt(desk: Desk, number: int) -> str:
    with desk.reading() as session:
        row = session.get(Erasure, number)
        if row is None:
            raise refuse(Message("There is no such receipt"), Place(_PAGE))
        return row.receipt


_NOTE = Message(
    "What made each of them known is erased for good: name, identity number, address, account, tax cards, absences and "
    "the files in which they stood. Vouchers, sums and movements are kept under the number alone."
)


def _lines(told: Mapping[str, Any]) -> Iterable[tuple[Message, str | Message]]:
    log = told["log"]
    yield Message("When"), told["at"].replace("T", " ")
    yield Message("By"), told["by"]
    yield Message("Org. no."), told["orgnr"]
    yield Message("Employee numbers"), ", ".join(map(str, told["numbers"]))
    yield Message("Last year of each"), ", ".join(map(str, told["last_years"]))
    yield Message("Years kept after that"), f"{told['kept_years']} ({told['source']})"
    yield Message("Payslips without a name now"), str(told["payslips"])
    yield Message("Rows deleted"), str(told["rows"])
    yield Message("Entries of the change log told without the person"), str(told["log_entries"])
    yield Message("Kept files without content now"), str(told["files"])
    yield Message("Imported files without content now"), str(told["imports"])
    yield (
        Message("Change log sealed anew"),
        Message("from entry {first} to entry {last}", first=str(log["since"]), last=str(log["until"])),
    )
    yield Message("Seal of the last entry before"), log["before"]
    yield Message("Seal of the last entry afterwards"), log["after"]
