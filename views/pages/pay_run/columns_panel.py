"""Which columns the input grid has, and who is taken into the run besides those whom it pays anyway."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal

from services.actions.entry import Column, Preview
from services.queries.run_entry import ColumnGroup
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Check, Field, LookupEdit, SearchEdit
from views.widgets.side_panel import SidePanel
from views.widgets.text import Label


class ColumnsPanel(SidePanel):
    """Every wage type with a box to tick. What somebody has a line of cannot be hidden."""

    chosen = Signal(object)  # the wage types, in the order of the grid

    def __init__(self, seat: Seat, groups: Sequence[ColumnGroup], shown: Sequence[Column], used: Iterable[str]) -> None:
        t = seat.t
        super().__init__(seat, t("Input grid"), t("Columns"), t("They are remembered for runs of this kind."))
        self._order = [column.slug for column in shown]
        self._used = frozenset(used)
        self.search = SearchEdit(seat, t("Find a wage type"))
        self.search.changed.connect(self._filter)
        self.add(self.search)
        self.checks: dict[str, Check] = {}
        self._sections = []
        for group in groups:
            section = self.add_section(t(group.title))
            self._sections.append((section, [column.slug for column in group.columns]))
            for column in group.columns:
                words = f"{column.number}  {column.name(seat.language)}"
                if column.slug in self._used:
                    words = t("{column} (in use)", column=words)
                check = Check(seat, words)
                check.set_value(column.slug in self._order)
                check.setEnabled(column.slug not in self._used)
                check.changed.connect(self._changed)
                self.checks[column.slug] = check
                self.add(check)
        self.nothing = Label(t("Nothing has that name"), "body", "ink2")
        self.nothing.hide()
        self.add(self.nothing)
        self.search.setFocus()

    def _changed(self) -> None:
        ticked = [slug for slug, check in self.checks.items() if check.value()]
        kept = [slug for slug in self._order if slug in ticked]
        self._order = [*kept, *(slug for slug in ticked if slug not in kept)]
        self.chosen.emit(tuple(self._order))

    def _filter(self) -> None:
        wanted = str(self.search.value() or "").casefold()
        for check in self.checks.values():
            check.setVisible(wanted in check.text().casefold())
        for section, slugs in self._sections:
            section.setVisible(any(not self.checks[slug].isHidden() for slug in slugs))
        self.nothing.setVisible(all(check.isHidden() for check in self.checks.values()))


class TakeInPanel(SidePanel):
    """Somebody who is not paid by the run otherwise: has left, or is paid at other times."""

    taken = Signal(int)

    def __init__(self, seat: Seat, preview: Preview) -> None:
        t = seat.t
        super().__init__(seat, t("Input grid"), t("Include an employee"))
        self.set_line(t("For pay to somebody who has left, or is paid at other times."))
        people = [(person.number, person.name, str(person.number)) for person in preview.absent]

        def suggest(text: str) -> list[tuple[int, str, str]]:
            wanted = text.casefold()
            return [each for each in people if wanted in each[1].casefold() or wanted == each[2]]

        names = {number: name for number, name, _ in people}
        self.who = Field(
            seat,
            t("Employee"),
            LookupEdit(seat, suggest, title_of=lambda number: names[number], placeholder=t("Name or number")),
            topic="pay_run.take_in",
            required=True,
            width=-1,
        )
        self.add(self.who)
        self.take_button = Button(t("Include"), "primary")
        self.add_action(self.take_button)
        leave = Button(t("Not now"))
        self.add_action(leave)
        leave.clicked.connect(self.close_panel)
        self.take_button.clicked.connect(self._take)
        self.who.focus()

    def _take(self) -> None:
        if self.who.validate():
            self.taken.emit(self.who.value())
