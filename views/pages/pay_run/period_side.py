"""Beside the form of a run's head: what is due because of it, how tax is withheld in it, and who is in it."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from services.queries.run_outlook import Member, Outlook, Plan
from services.queries.runs import RunRow
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import IconLine, Label

_NAMED = 6


class PeriodSide(QWidget):
    """The cards. `fill` shows what a plan would mean."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.due_card = Card(t("Due because of this run"))
        self.dues = KeyValues(seat)
        self.due_card.add(self.dues)
        self.tax_card = Card(t("How tax is withheld"))
        self._tax = QVBoxLayout()
        self._tax.setSpacing(10)
        self.tax_card.body.addLayout(self._tax)
        self.people_card = Card(t("Who is in it"))
        self._people = QVBoxLayout()
        self._people.setSpacing(10)
        self.people_card.body.addLayout(self._people)
        self.pays_card = Card(t("Paid out with this run"))
        self._pays = QVBoxLayout()
        self._pays.setSpacing(10)
        self.pays_card.body.addLayout(self._pays)
        for card in (self.due_card, self.pays_card, self.tax_card, self.people_card):
            column.addWidget(card)
        column.addStretch(1)

    def fill(self, plan: Plan, look: Outlook, approved: RunRow | None, lacks_people: bool) -> None:
        """Show what it would mean; `approved` is the run where it is approved already."""
        self._show_dues(look)
        empty_layout(self._tax)
        self.tax_card.setVisible(bool(look.taxed))
        for what in look.taxed:
            self._tax.addWidget(Label(self.seat.t(what), wrap=True))
        empty_layout(self._pays)
        self.pays_card.setVisible(bool(look.pays_out))
        for what in look.pays_out:
            self._pays.addWidget(Label(self.seat.t(what), wrap=True))
        self._show_members(plan, look, approved, lacks_people)

    def _show_dues(self, look: Outlook) -> None:
        f = self.seat.formats
        self.dues.clear()
        for due in look.dues:
            self.dues.add(self.seat.t(due.what), f.day(due.day))
        self.due_card.setVisible(bool(look.dues))

    def _show_members(self, plan: Plan, look: Outlook, approved: RunRow | None, lacks_people: bool) -> None:
        t = self.seat.t
        empty_layout(self._people)
        if problem := look.problem("members"):
            self._people.addWidget(IconLine("warning-circle", t(problem), "err", "err"))
        elif plan.kind == "extra":
            self._people.addWidget(Label(t("Whoever you enter something for."), wrap=True))
        elif lacks_people:
            self._people.addWidget(Label(t("Nobody is chosen yet."), ink="ink2", wrap=True))
        else:
            count = approved.people if approved is not None and approved.people else len(look.members)
            words = t("1 employee") if count == 1 else t("{count} employees", count=count)
            self._people.addWidget(Label(words, "strong"))
        for icon, people, title in (
            ("user-plus", look.started, t("Started in these days")),
            ("user-minus", look.leaving, t("Leave in these days")),
        ):
            if people:
                self._people.addWidget(self._named(icon, title, people))
        if look.others and approved is None:
            count = len(look.others)
            words = (
                t("1 employee is paid at other times and is not in it")
                if count == 1
                else t("{count} employees are paid at other times and are not in it", count=count)
            )
            self._people.addWidget(IconLine("info", words, "ink2", "ink3"))

    def _named(self, icon: str, title: str, people: tuple[Member, ...]) -> QWidget:
        f = self.seat.formats
        names = [f"{each.name} ({f.day(each.day)})" if each.day else each.name for each in people[:_NAMED]]
        if len(people) > _NAMED:
            names.append(self.seat.t("{count} more", count=len(people) - _NAMED))
        line = IconLine(icon, f"{title}: {', '.join(names)}", "ink", "ink2")
        policy = line.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        line.setSizePolicy(policy)
        return line
