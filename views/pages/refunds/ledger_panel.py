"""One absence and its refunds: month by month what is due and what came, with NAV's postings and the claim."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from models.values.finding import Place
from services.queries.refunds import LedgerMonth, LedgerRow, PostingRow
from services.queries.why import trace_of
from views.pages.refunds.words import days_word, kind_word, state_word
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Label, MessageBox, capital

_STATES = {"settled": "ok", "partly": "warn", "late": "warn", "soon": "err", "barred": "err", "over": "warn"}
_SHOWN = 20


class LedgerPanel(SidePanel):
    """Beside the ledger."""

    asked_posting = Signal(object)

    def __init__(self, seat: Seat, row: LedgerRow) -> None:
        t, f = seat.t, seat.formats
        line = f"{kind_word(seat, row.kind)} · {days_word(seat, row.first, row.last)}"
        super().__init__(seat, t("Refunds of an absence"), row.name, line)
        self.row = row
        self._say_what_matters()
        facts = KeyValues(seat)
        facts.add(t("State"), state_word(seat, row.state), state=_STATES.get(row.state, ""))
        facts.add(t("Expected"), f.amount(row.due.value), lambda: self._why(row.due, t("Expected")))
        facts.add(t("Claimed"), f.amount(row.claimed.value), lambda: self._why(row.claimed, t("Claimed")))
        facts.add(t("Received"), f.amount(row.received.value), lambda: self._why(row.received, t("Received")))
        if row.reclaimed:
            facts.add(t("Taken back by NAV"), f.amount(row.reclaimed))
        facts.add(t("Missing"), f.amount(row.missing.value), lambda: self._why(row.missing, t("Missing")), strong=True)
        facts.add(t("Claim"), self._claim())
        if row.claim_by is not None and not row.claim.is_sent:
            facts.add(t("Claim by"), f.day(row.claim_by), state="err" if row.is_soon or row.is_barred else "")
        if row.last_day is not None:
            facts.add(t("Last day of sick pay"), f.day(row.last_day))
        self.facts = self.add(facts)
        if not row.months:
            for reason in row.reasons:
                self.add(Label(t(reason), "note", "ink2", wrap=True))
        for month in row.months:
            self._month(month)
        if row.postings:
            self._postings()
        self.sheet_button = self.add_action(Button(t("Inntektsmelding"), "primary"))
        self.sheet_button.clicked.connect(lambda *_: seat.go(Place("inntektsmelding", str(row.absence))))
        there = self.add_action(Button(t("Open the absence")))
        there.clicked.connect(lambda *_: seat.go(Place("absence", f"absence:{row.absence}")))

    def _say_what_matters(self) -> None:
        t, row = self.seat.t, self.row
        if row.is_barred:
            words = t("What is older than three months when it is claimed, NAV does not pay.")
            self.add_message(MessageBox("err", t("Part of the claim is time-barred"), words))
        elif row.is_soon and row.claim_by is not None:
            title = t("Claim it by {day}", day=row.claim_by)
            words = t("After that day the oldest month is lost. The claim is part of the inntektsmelding.")
            self.add_message(MessageBox("err", title, words))
        elif row.state == "late":
            words = t("The money should have come by now. Is the report read in, and was the claim sent?")
            self.add_message(MessageBox("warn", t("NAV is late"), words))
        elif row.state == "partly":
            words = t("Look at the months below, and ask NAV where the reason is not clear.")
            self.add_message(MessageBox("warn", t("NAV has paid less than is due"), words))
        elif row.state == "over":
            words = t("NAV may take it back. Look at whether the absence is entered as it was.")
            title = t("NAV has paid more than is due for a month")
            self.add_message(MessageBox("warn", title, words))

    def _claim(self) -> str:
        t, claim = self.seat.t, self.row.claim
        match claim.state:
            case "sent":
                return t("Sent {day}", day=claim.day) if claim.day is not None else t("Sent")
            case "paid":
                return t("Not marked as sent")
            case "answered":
                return t("Begun")
            case "saved":
                return t("Saved, not sent")
            case "without":
                return t("Sent without a refund")
            case _:
                return t("Not claimed")

    def _month(self, month: LedgerMonth) -> None:
        t, f = self.seat.t, self.seat.formats
        self.add_section(capital(f.month(month.month)), rule=True)
        facts = KeyValues(self.seat)
        days = t("1 day") if month.days == 1 else t("{count} days", count=month.days)
        if month.due.value or month.days:
            facts.add(t("Expected for {days}", days=days), f.amount(month.due.value), partial(self._why_month, month))
        received = trace_of(month.received, t("Received"), self.row.name)
        facts.add(t("Received"), f.amount(month.received.value), lambda: self.seat.why(received))
        if month.missing.value:
            state = "warn" if month.state in ("partly", "late") else ""
            trace = trace_of(month.missing, t("Missing"), self.row.name)
            facts.add(t("Missing"), f.amount(month.missing.value), lambda: self.seat.why(trace), state=state)
        facts.add(t("NAV pays from"), f.day(month.expected_by))
        self.add(facts)
        if month.reason is not None:
            self.add(Label(t(month.reason), "note", "ink2", wrap=True))

    def _postings(self) -> None:
        t, f = self.seat.t, self.seat.formats
        rows = self.row.postings
        self.add_section(t("What NAV paid"), rule=True)
        facts = self.posting_facts = KeyValues(self.seat)
        for posting in rows[:_SHOWN]:
            facts.add(
                _posting_words(self.seat, posting),
                f.amount(posting.amount),
                link=t("Show"),
                on_link=partial(self.asked_posting.emit, posting),
            )
        self.add(facts)
        if len(rows) > _SHOWN:
            self.add(Label(t("And {count} more", count=len(rows) - _SHOWN), "note", "ink2"))

    def _why_month(self, month: LedgerMonth) -> None:
        self.seat.why(trace_of(month.due, capital(self.seat.formats.month(month.month)), self.row.name))

    def _why(self, figure: object, title: str) -> None:
        self.seat.why(trace_of(figure, title, self.row.name))  # type: ignore[arg-type]


def _posting_words(seat: Seat, posting: PostingRow) -> str:
    days = days_word(seat, posting.first, posting.last)
    where = posting.run_name or (seat.formats.month(posting.month) if posting.month is not None else "")
    return f"{days} · {where}"
