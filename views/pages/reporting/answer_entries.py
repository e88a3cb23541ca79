"""The lines of the answer: what is to be mended, the month's reports, the amounts, how to pay, what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from models.values.message import Message
from services.queries.feedback import AmountRow, PaymentWay
from services.queries.report_answer import ChainRow, MonthAnswer
from services.queries.reporting import LEVELS, FindingRow
from services.reference.formats import account
from views.pages.reporting import words
from views.pages.reporting.finding_entries import MOST, Entry, Folds, entry_of
from views.shell.seat import Seat
from views.widgets.when import day_or_year, local_day

STATES: Final[Mapping[str, tuple[Message, str, str]]] = {
    "saved": (Message("Saved"), "floppy-disk", "ink2"),
    "uploaded": (Message("No answer yet"), "clock", "ink2"),
    "received": (Message("Received"), "check-circle", "ok"),
    "rejected": (Message("Rejected"), "x-circle", "err"),
    "replaced": (Message("Replaced"), "arrows-clockwise", "ink2"),
    "unknown": (Message("Not clear"), "question", "warn"),
}
"""By what became of a report: the word, icon, colour token."""


class AnswerEntries:
    """The lines of one month's answer."""

    def __init__(self, seat: Seat, answer: MonthAnswer, folds: Folds) -> None:
        self.seat, self._answer, self._folds = seat, answer, folds
        self._is_first = True

    def all(self) -> Iterator[Entry]:
        """From the top."""
        answer = self._answer
        yield from self._questions()
        yield from self._findings()
        yield from self._section(self.seat.t("The reports of the month"), map(self._report, answer.chain))
        yield from self._section(self.seat.t("What the authority adds up"), map(self._amount, answer.feedback.amounts))
        yield from self._section(self.seat.t("How to pay"), map(self._way, answer.feedback.payments))
        yield from self._term()
        yield from self._unknown()
        yield from self._files()

    def _ruled(self) -> bool:
        """Whether a line goes above: not above the first."""
        first, self._is_first = self._is_first, False
        return not first

    def _section(self, title: str, rows: Iterator[Entry]) -> Iterator[Entry]:
        found = list(rows)
        if found:
            yield Entry("head", title, is_ruled=self._ruled())
            yield from found

    def _questions(self) -> Iterator[Entry]:
        t = self.seat.t
        for question in self._answer.questions:
            yield Entry(
                "row",
                t("An answer refuses a file, and does not say which"),
                t("Taken in {day}.", day=day_or_year(self.seat, local_day(self.seat, question.taken_at))),
                "warn",
                t("Say which"),
                icon="question",
                is_ruled=self._ruled(),
                data=question,
            )

    def _findings(self) -> Iterator[Entry]:
        t, folds = self.seat.t, self._folds
        rows = [row for row in self._answer.findings if row.accepted is None]
        done = [row for row in self._answer.findings if row.accepted is not None]
        for level in LEVELS:
            of_level = [row for row in rows if row.level == level]
            if not of_level:
                continue
            name, line, ink, _ = words.LEVELS[level]
            yield Entry("group", t(name), t(line), ink, is_ruled=self._ruled())
            is_whole = level in folds.levels
            yield from (self._finding(row) for row in (of_level if is_whole else of_level[:MOST]))
            if len(of_level) > MOST and not is_whole:
                yield Entry("more", t("Show {count} more", count=len(of_level) - MOST), figure=level)
        if self._answer.feedback.files and not rows:
            more = bool(done or self._answer.past)
            said = t("The authority found nothing more") if more else t("The authority found nothing to mend")
            yield Entry("row", said, ink="ok", icon="check-circle", is_ruled=self._ruled())
        if done:
            said = t("1 reviewed and right") if len(done) == 1 else t("{count} reviewed and right", count=len(done))
            yield from self._folded("fold", said, done, is_open=folds.accepted)
        past = self._answer.past
        if past:
            said = t("{count} about reports that were sent again since", count=len(past))
            yield from self._folded("fine", said, past, is_open=folds.fine)

    def _folded(self, kind: str, said: str, rows: Sequence[FindingRow], *, is_open: bool) -> Iterator[Entry]:
        link = self.seat.t("Hide") if is_open else self.seat.t("Show them")
        yield Entry(kind, said, link=link, is_ruled=self._ruled())
        if is_open:
            yield from map(self._finding, rows)

    def _finding(self, row: FindingRow) -> Entry:
        return entry_of(self.seat, row)

    def _report(self, row: ChainRow) -> Entry:
        t, seat = self.seat.t, self.seat
        said, icon, ink = STATES[row.state]
        parts = []
        if row.at is not None:
            parts.append(day_or_year(seat, local_day(seat, row.at)))
        if row.replaces:
            parts.append(t("replaces {id}", id=row.replaces))
        if row.people is not None:
            parts.append(t("1 person") if row.people == 1 else t("{count} people", count=row.people))
        if row.reference:
            parts.append(row.reference)
        return Entry(
            "row", t(row.kind), " · ".join(parts), ink, figure=t(said), icon=icon, code=row.id, data=row
        )  # fmt: skip

    def _amount(self, row: AmountRow) -> Entry:
        t, f = self.seat.t, self.seat.formats
        told = f.kroner(row.told)
        if not row.difference:
            return Entry("row", t(row.what), t("As in our reports"), "ok", figure=told, icon="check-circle")
        second = t(
            "Ours: {amount}. Difference {difference}.", amount=f.kroner(row.ours), difference=f.change(row.difference)
        )
        if row.why is not None:
            second = f"{second} {t(row.why)}."
        icon, ink = ("info", "info") if row.is_explained else ("warning", "warn")
        return Entry("row", t(row.what), second, ink, figure=told, icon=icon)

    def _way(self, row: PaymentWay) -> Entry:
        t, seat = self.seat.t, self.seat
        title = t(row.what)
        if row.amount is not None:
            title = f"{title} {seat.formats.kroner(row.amount)}"
        if row.wrong is not None:
            return Entry("row", title, t(row.wrong), "err", icon="warning-circle", data=row)
        parts = []
        if row.account:
            parts.append(t("Account {account}", account=account(row.account)))
        if row.reference:
            parts.append(f"KID {row.reference}")
        if row.due is not None:
            parts.append(t("due {day}", day=day_or_year(seat, row.due)))
        kid = t("Copy the KID") if row.reference else ""
        number = t("Copy the account") if row.account else ""
        return Entry("row", title, " · ".join(parts), "ink2", kid, number, icon="bank", data=row)

    def _term(self) -> Iterator[Entry]:
        """The contribution of a term, where it is paid for more than one month."""
        term, total = self._answer.feedback.term, self._answer.feedback.term_total
        if len(term) < 2 or total is None:
            return
        t, f = self.seat.t, self.seat.formats
        yield Entry("head", t("Employer's contribution of the term"), is_ruled=self._ruled())
        for row in term:
            said = f.kroner(row.told) if row.told is not None else ""
            second = "" if row.told is not None else t("no answer yet")
            yield Entry("payment", words.month_name(self.seat, row.month), second, figure=said)
        yield Entry("payment", t("Together"), figure=f.kroner(total))

    def _unknown(self) -> Iterator[Entry]:
        t = self.seat.t
        rows = self._answer.feedback.unknown
        if rows:
            yield Entry("head", t("Not known to the program, shown as it was found"), is_ruled=self._ruled())
        for part in rows[:MOST]:
            yield Entry("row", part.text or part.name, part.path, icon="question", code=part.name if part.text else "")
        if len(rows) > MOST:
            yield Entry("note", t("and {count} more", count=len(rows) - MOST))

    def _files(self) -> Iterator[Entry]:
        t, seat = self.seat.t, self.seat
        files = self._answer.feedback.files
        if files:
            yield Entry("head", t("Answers that were taken in"), is_ruled=self._ruled())
        for file in files:
            day = day_or_year(seat, local_day(seat, file.taken_at))
            yield Entry("row", file.name, t("taken in {day} by {who}", day=day, who=file.by), icon="tray")
