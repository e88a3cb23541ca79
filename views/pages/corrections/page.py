"""Put a mistake right: what happened, what is right, which way, and then it is done. Nothing is stored before the last
button, and approved runs are never changed.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.actions import corrections as actions
from services.actions import undo
from services.actions.corrections import Applied, Change
from services.actions.marks import mark
from services.queries import correction_page as queries
from services.queries.correction_advice import (
    EXTRA_RUN,
    MEND,
    NEXT_RUN,
    REPLACE,
    REVERSE_ONE,
    SITUATIONS,
    Question,
    Way,
)
from services.queries.corrections import ACCEPTED, Unpaid
from services.queries.runs import run_row
from views.pages.corrections.case import (
    HAPPENED,
    REVIEW,
    RIGHT,
    WAYS,
    Case,
    Made,
    begin_anew,
    case_of,
    forget,
)
from views.pages.corrections.done_view import DoneView
from views.pages.corrections.happened_step import HappenedStep
from views.pages.corrections.review_step import DIFFERENCE, ReviewStep
from views.pages.corrections.right_step import RightStep
from views.pages.corrections.ways_step import WaysStep
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.guide import Guide, GuideFooter
from views.widgets.progress import ProgressBox

_NAMES: Final = (
    Message("What happened?"),
    Message("What is right?"),
    Message("Choose how"),
    Message("Review"),
)
_MENDED_AT: Final = {
    "card": "tax_card",
    "account": "bank_account",
    "dates": "employment",
    "left": "employment",
    "person": "terms",
}
_FIELDS: Final = {
    HAPPENED: ("run", "whom"),
    RIGHT: (
        "person",
        "employment",
        "from_day",
        "until",
        "percent",
        "monthly_salary",
        "hourly_rate",
        "employment_start",
        "employment_end",
        "end_reason",
        "line_run",
        "line",
        "line_type",
        "line_quantity",
        "line_rate",
        "line_amount",
    ),
    REVIEW: ("into", "pay_date", "report", "overpaid", "agreed", "why"),
}


class CorrectionsPage(Page):
    """The guide, and what was done."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "employee",
            "employment",
            "employment_terms",
            "entered_line",
            "mark",
            "pay_run",
            "payslip",
            "stored_file",
            "tax_card",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.case = Case()
        self._place = Place("corrections")
        self._is_saving = False
        self._saving: Work | None = None
        self._name, self._line = "", ""  # read before anything is computed, since the file is then busy
        self.anew_button = Button(t("Start over"), icon="arrow-counter-clockwise")
        self.anew_button.clicked.connect(lambda *_: self.begin_anew())
        self.header.add_button(self.anew_button)
        self.foot = GuideFooter(seat)
        self.guide = Guide(seat, t("Correct a mistake"), [t(name) for name in _NAMES], self.foot)
        self._rooms = [self._room() for _ in _NAMES]
        self.happened = HappenedStep(seat)
        self.happened.changed.connect(self._show_state)
        self.happened.asked.connect(self._take_noticed)
        self._rooms[HAPPENED].addWidget(self.happened)
        self._right: RightStep | None = None
        self._ways: WaysStep | None = None
        self._review: ReviewStep | None = None
        self.done = DoneView(seat)
        self.done.asked_undo.connect(self._undo)
        self.done.asked_new.connect(self._another)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.guide)
        self.pages.addWidget(self.done)
        self.column.addWidget(self.pages, 1)
        self.set_footer(self.foot)
        self.guide.stepper.chosen.disconnect()
        self.guide.stepper.chosen.connect(self.go_step)
        self.foot.closed.connect(self._close)
        self.foot.back.connect(self._back)
        self.foot.forward.connect(self._forward)

    def _room(self) -> QVBoxLayout:
        holder = self.guide.add(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        return column

    # --- steps, made when one comes to them -----------------------------------------------------------------------

    @property
    def right(self) -> RightStep:
        if self._right is None:
            self._right = RightStep(self.seat)
            self._right.changed.connect(self._show_state)
            self._right.accepted.connect(self._accept)
            self._rooms[RIGHT].addWidget(self._right)
        return self._right

    @property
    def ways(self) -> WaysStep:
        if self._ways is None:
            self._ways = WaysStep(self.seat)
            self._ways.chosen.connect(self._choose)
            self._ways.changed.connect(self._on_advice)
            self._rooms[WAYS].addWidget(self._ways)
        return self._ways

    @property
    def review(self) -> ReviewStep:
        if self._review is None:
            self._review = ReviewStep(self.seat)
            self._review.changed.connect(self._show_state)
            self._review.asked_again.connect(self._ask)
            self._rooms[REVIEW].addWidget(self._review)
        return self._review

    # --- places ---------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        self._place = place
        self.case, is_new = case_of(self.seat.desk.client, place)
        if self.case.made is not None and (place.thing is not None or place.field is not None):
            self.case, is_new = begin_anew(self.seat.desk.client, place), True
        if is_new:
            self._begin(place)
        self._show_case()
        if place.field is None or not self._go_to_field(place.field):
            self._focus()

    def _begin(self, place: Place) -> None:
        """What the place says already."""
        case, desk = self.case, self.seat.desk
        key, _, value = (place.field or "").partition(":")
        if isinstance(place.thing, int):
            row = run_row(desk, place.thing)
            case.run_id = row.id if row is not None and row.is_approved else None
        elif isinstance(place.thing, str):
            paid = [row for row in queries.runs_to_correct(desk) if f"{Month.of(row.pay_date)}" == place.thing]
            case.run_id = paid[0].id if paid else None
        if key in SITUATIONS:
            case.kind = key
        if key == "employee" and value.isdigit():
            case.only = int(value)
            rows = queries.runs_to_correct(desk, case.only)
            case.run_id = rows[0].id if rows else None
            case.whom = (case.only,) if rows else ()
        if key == "noticed" and value.isdigit():
            found = queries.noticed_of(desk, int(value))
            if found is not None:
                self._begin_noticed(found)
            else:
                case.only = int(value)

    def _begin_noticed(self, found: Unpaid) -> None:
        case, row = self.case, queries.first_run(self.seat.desk, found)
        case.kind, case.only, case.whom = "terms", found.number, (found.number,)
        case.since, case.subject = ((found.number, found.since),), found.subject
        case.run_id = row.id if row is not None else None
        if row is not None:
            case.step = RIGHT

    def _take_noticed(self, found: Unpaid) -> None:
        self.seat.go(Place("corrections", None, f"noticed:{found.number}"))
        if self._place.field != f"noticed:{found.number}":  # without a window
            self.show_place(Place("corrections", None, f"noticed:{found.number}"))

    def _go_to_field(self, name: str) -> bool:
        key = name.partition(":")[0]
        for step, fields in _FIELDS.items():
            if key in fields and step <= max(self.case.step, HAPPENED):
                if step != self.case.step:
                    self.go_step(step)
                shown: Any = {HAPPENED: self.happened, RIGHT: self._right, REVIEW: self._review}[step]
                return shown is not None and shown.go_to(name)
        return False

    def refresh(self) -> None:
        if self._is_saving or not self.seat.has_client:
            return
        made = self.case.made
        if made is not None and made.seq is not None:
            newest = undo.last(self.seat.desk)
            if newest is None or newest < made.seq:
                self.case.made, self.case.step = None, REVIEW if self.case.way else WAYS
        self._show_case()

    def recalculate(self) -> None:
        self._show_case()

    def why(self) -> None:
        if self.case.step == RIGHT and self._right is not None:
            self._right.months.explain()

    def leave(self) -> bool:
        return True  # what was typed is kept with the case

    def primary(self) -> None:
        if self.foot.isVisible() or self.foot.next_button.isEnabled():
            self._forward()

    def step(self, number: int) -> None:
        if number - 1 in self._done():
            self.go_step(number - 1)

    def set_margins(self, beside_panel: bool) -> None:
        super().set_margins(beside_panel)
        self.foot.set_right_margin(24 if beside_panel else theme.MARGIN)

    # --- showing --------------------------------------------------------------------------------------------------

    def _show_case(self) -> None:
        case = self.case
        self._read_words()
        made = case.made
        if made is not None and made.run_id is not None and run_row(self.seat.desk, made.run_id) is None:
            case.made, case.step = None, REVIEW if case.way else WAYS  # somebody discarded the draft
        if case.made is not None:
            self.done.show_made(case.made)
            self.pages.setCurrentWidget(self.done)
            self._show_state()
            return
        self.pages.setCurrentWidget(self.guide)
        if case.step == HAPPENED or self.happened.case is not case:
            noticed = queries.waiting(self.seat.desk) if case.only is None else ()
            self.happened.show_case(case, noticed)
        if case.step > HAPPENED and self.happened.reason():
            case.step = HAPPENED
        if case.step == REVIEW and not case.way:
            case.step = WAYS
        self._read_words()
        self.guide.go(case.step)
        if self._needs_right() and case.step >= RIGHT and (case.step == RIGHT or self.right.case is not case):
            self.right.show_case(case)
        if case.step >= WAYS:
            self._ask()
        self._show_state()

    def _read_words(self) -> None:
        """Whose case it is, and what it is about, for the title."""
        t, case, desk = self.seat.t, self.case, self.seat.desk
        self._name = queries.name_of(desk, case.only) if case.only is not None else ""
        row = run_row(desk, case.run_id) if case.run_id is not None else None
        parts = [t(queries.situation_words(case.kind)) if case.kind else "", t(row.title) if row is not None else ""]
        if not self._name and case.kind not in queries.WHOLE and case.whom:
            one = len(case.whom) == 1
            parts.append(queries.name_of(desk, case.whom[0]) if one else t("{count} employees", count=len(case.whom)))
        self._line = " · ".join(filter(None, parts))

    def _needs_right(self) -> bool:
        """Whether anything can be said to be right."""
        return bool(queries.aspects(self.case.kind)) or bool(self.case.since)

    def _done(self) -> set[int]:
        """The steps that one can go to."""
        case = self.case
        reached = set(range(case.step + 1))
        if not self._needs_right():
            reached.discard(RIGHT)
        return reached - {case.step}

    def _show_state(self) -> None:
        t, case = self.seat.t, self.case
        self.anew_button.setVisible(case.is_begun or case.step > HAPPENED or case.only is not None)
        self.foot.setVisible(case.made is None)
        title = t("Correct pay for {name}", name=self._name) if self._name else t("Correct a mistake")
        if case.made is not None:
            self.header.set(title, t("Approved runs stand as they were."))
            self.anew_button.hide()
            return
        self.guide.set_done(self._done())
        line = t("Approved history never changes. You see what each way does before anything is done.")
        self.header.set(title, self._line if case.step > HAPPENED else line)
        self._show_footer()

    def _show_footer(self) -> None:
        t, case = self.seat.t, self.case
        match case.step:
            case 0:
                reason = self.happened.reason()
                following = _NAMES[RIGHT] if self._needs_right() or not case.kind else _NAMES[WAYS]
                self.foot.set(next=t(following), back=False, ready=not reason, reason=reason)
                self.foot.setVisible(self.happened.has_runs)
            case 1:
                reason = self.right.reason()
                self.foot.set(next=t(_NAMES[WAYS]), ready=not reason, reason=reason)
            case 2:
                note = t("Calculating the ways") if self.ways.is_asking else t("Choose one of the ways above")
                self.foot.set(next="", note=note)
            case _:
                reason = self.review.reason() if self._review is not None else ""
                words = {
                    NEXT_RUN: t("Put the difference into the run"),
                    EXTRA_RUN: t("Make the extra run"),
                    MEND: t("Correct the data"),
                }.get(case.way, t("Begin taking it back"))
                is_ready = not reason and not self.ways.is_asking and not self._is_saving
                self.foot.set(next=words, ready=is_ready, reason=reason, note=t("It can be undone"), icon="check")

    def _focus(self) -> None:
        case = self.case
        if case.made is not None:
            self.done.first().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        shown: Any = (self.happened, self._right, self._ways, self._review)[case.step]
        if shown is not None:
            shown.first().setFocus(Qt.FocusReason.OtherFocusReason)

    # --- going ----------------------------------------------------------------------------------------------------

    def go_step(self, number: int) -> None:
        """To a step; what stands on the others stays."""
        if number == RIGHT and not self._needs_right():
            number = HAPPENED if self.case.step > RIGHT else WAYS
        self.case.step = number
        self.seat.close_panel()
        self._show_case()
        self._focus()

    def _back(self) -> None:
        step = self.case.step - 1
        if step == RIGHT and not self._needs_right():
            step = HAPPENED
        self.go_step(max(step, HAPPENED))

    def _forward(self) -> None:
        case = self.case
        if case.made is not None or self._is_saving:
            return
        if case.step == HAPPENED:
            if self.happened.reason():
                for field in (self.happened.run_field, self.happened.whom_field):
                    if not field.isHidden():
                        field.validate()
                return
            self.go_step(RIGHT if self._needs_right() else WAYS)
        elif case.step == RIGHT:
            if self.right.validate() and not self.right.reason():
                self.go_step(WAYS)
        elif case.step == REVIEW:
            self._perform()

    def _close(self) -> None:
        """What was typed is kept while the client is open."""
        self.seat.close_panel()
        self.seat.go(Place("pay_run"))

    def begin_anew(self) -> None:
        """Empty again."""
        self.case = begin_anew(self.seat.desk.client, self._place)
        self._begin(self._place)
        self.seat.close_panel()
        self._show_case()
        self._focus()

    def _another(self) -> None:
        forget(self.seat.desk.client)
        self.seat.go(Place("corrections"))
        if self.case.made is not None:
            self.show_place(Place("corrections"))

    # --- the ways -------------------------------------------------------------------------------------------------

    def changes(self) -> tuple[Change, ...]:
        """What is said to be right."""
        return self.right.changes() if self._needs_right() else ()

    def question(self) -> Question:
        """What the adviser is asked."""
        case = self.case
        whom = case.whom if case.kind not in queries.WHOLE else ()
        return Question(
            case.kind,
            self.happened.run_name(),
            whom,
            self.changes(),
            case.pay_date,
            case.since,
            case.into,
            case.report,
        )

    def _ask(self) -> None:
        if self._needs_right() and self._right is None:
            self.right.show_case(self.case)
        self.ways.ask(self.question())

    def _on_advice(self) -> None:
        if self.case.step == REVIEW and not self.ways.is_asking and self.ways.advice is not None:
            way = self.ways.way(self.case.way)
            if way is None:
                blocked = next((each for each in self.ways.advice.ways if each.kind == self.case.way), None)
                if blocked is not None and blocked.blocked is not None and (self.case.pay_date or self.case.into):
                    self.case.pay_date = self.case.into = None
                    if self._review is not None and self._review.way is not None:
                        self.review.pay_date.set_problem(blocked.blocked)
                        self._show_state()
                        return
                self.go_step(WAYS)
                return
            self.review.show_way(self.case, way, self.ways.advice, self.changes())
        if self.case.step == WAYS and not self.ways.is_asking and self.isVisible():
            self._focus()
        self._show_state()

    def _choose(self, way: Way) -> None:
        """Go on with a way; where nothing is to be done here, to the place where it is."""
        case = self.case
        self.seat.close_panel()
        if way.kind == REPLACE:
            month = way.report.month if way.report is not None else ""
            self.seat.go(Place("reporting", str(month)))
            return
        if way.kind == MEND and not queries.mends(self.changes()):
            self.seat.go(self._mended_at())
            return
        case.way, case.into, case.pay_date, case.report = way.kind, None, None, ""
        case.step = REVIEW
        assert self.ways.advice is not None
        self.review.show_way(case, way, self.ways.advice, self.changes())
        self.guide.go(REVIEW)
        self._show_state()
        self._focus()

    def _mended_at(self) -> Place:
        case = self.case
        if case.kind == "run":
            return Place("employees")
        if case.kind in queries.WHOLE:
            row = run_row(self.seat.desk, case.run_id or 0)
            return Place("reporting", str(row.report_month)) if row is not None else Place("reporting")
        return Place("employees", case.whom[0] if case.whom else None, _MENDED_AT.get(case.kind, "terms"))

    # --- doing ----------------------------------------------------------------------------------------------------

    def _perform(self) -> None:
        review, case, desk = self.review, self.case, self.seat.desk
        way = review.way
        if way is None or self.ways.is_asking or not review.validate():
            self._show_state()
            return
        changes, since, why = self.changes(), dict(case.since), case.why.strip() or None
        run, overpaid = self.happened.run_name(), dict(review.overpaid())
        whom = case.whom if way.kind == REVERSE_ONE else ()

        def do(_: Any) -> tuple[int | None, Any]:
            if way.kind == MEND:
                actions.mend(desk, changes, why=why)
                return None, None
            if way.kind in DIFFERENCE:
                made: Applied = actions.apply(desk, changes, since, into=review.target(), overpaid=overpaid, why=why)
                return made.run_id, made.amount
            assert way.effect is not None
            run_id = actions.take_back(
                desk,
                run,
                pay_date=way.effect.head.pay_date,
                whom=whom,
                lines=way.lines or {},
                changes=changes,
                why=why,
                report=case.report if way.effect.choices else "",
            )
            return run_id, way.effect.totals.get("gross_cash")

        self._is_saving = True
        self.foot.next_button.set_waiting(True)
        self._show_state()
        self._saving = self.seat.work(
            do,
            done=lambda result: self._performed(*result),
            refused=self._refused,
            what=self.seat.t("Correcting"),
            owner=self,
        )
        self.progress.follow(self._saving)
        self.progress.set_cancellable(False)

    def _performed(self, run_id: int | None, amount: Money | None) -> None:
        self._is_saving = False
        self.foot.next_button.set_waiting(False)
        seq = undo.last(self.seat.desk)
        way = self.review.way
        told = str(way.effect.report_month) if run_id is not None and way is not None and way.effect is not None else ""
        self.case.made = Made(run_id, amount, seq, told)
        self.seat.close_panel()
        self._show_case()
        self._focus()
        self.seat.toast(self.seat.t("It is corrected"), undo=True)

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self._is_saving = False
        self.foot.next_button.set_waiting(False)
        fields = {found.where.field for found in findings if found.where is not None}
        self.review.tell(findings)
        if fields & set(_FIELDS[RIGHT]) and self._needs_right():
            self.go_step(RIGHT)
            self.right.tell(findings)
        self._show_state()

    def _accept(self) -> None:
        """What was noticed is right as it was paid: it is not told any more."""
        subject = self.case.subject
        if not subject or not self.seat.attempt(lambda: mark(self.seat.desk, subject, ACCEPTED)):
            return
        forget(self.seat.desk.client)
        self.seat.toast(self.seat.t("You are not notified of it any more"), undo=True)
        self.seat.go(Place("corrections"))

    def _undo(self) -> None:
        if self.seat.undo() and self.case.made is not None:
            self.case.made, self.case.step = None, REVIEW if self.case.way else WAYS
            self._show_case()
