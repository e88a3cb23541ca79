"""A room for the pages about NAV: absences, its report of refunds (K27), and as much of a window as a page needs.

Everybody is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from models.records.absence import Absence
from models.records.employee import Employee
from models.values.finding import Finding, Place
from models.values.percent import HUNDRED
from services.desk.desk import Desk
from views.shell.page import Page
from views.shell.seat import Seat

RECEIVER, UNIT, ACCOUNT = "310000019", "315000017", "15032001006"
INGRID, HENRIK = ("12847913736", "Ingrid Solvang Haugen"), ("03898817430", "Henrik Bråthen")
NAME = "310000019_ref-arbg_2026-12-01.csv"


def away(desk: Desk, number: int, kind: str, first: date, last: date | None, **more: object) -> int:
    """Enter an absence as it is kept; the answer is its id."""
    fields = {"employment_id": "", "grade": HUNDRED, "paid": True, "leave_id": "", "withdrawn": None, "note": ""} | more
    with desk.change("absence.enter") as session:
        employee = session.query(Employee).filter_by(number=number).one()
        row = Absence(employee_id=employee.id, kind=kind, first=first, last=last, **fields)
        session.add(row)
        session.flush()
        return row.id


def posting(
    national_id: str,
    name: str,
    first: str,
    last: str,
    ore: int,
    *,
    code: str = "4",
    unit: str = UNIT,
    receiver: str = RECEIVER,
    last_day: str = "20270825",
) -> str:
    """A row as NAV writes it."""
    amount = f"{abs(ore):010}{'-' if ore < 0 else ' '}"
    head = f"8020;{receiver};{unit};{code};{national_id};{first};{ACCOUNT};{name[:25].ljust(25)}"
    return f"{head};{last};{amount};0000000000 ;{last_day}"


def report(rows: Iterable[str]) -> bytes:
    """The file as it comes from NAV."""
    return "".join(f"{row}\r\n" for row in rows).encode("latin-1", "replace")


class Files:
    """The file dialogs, answered."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.asked: list[str] = []

    def open_file(self, title: str, pattern: str = "") -> Path | None:
        self.asked.append(title)
        return self.path

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        self.asked.append(name)
        return self.path


class Hall(QWidget):
    """The page, and the panel beside it."""

    def __init__(self, seat: Seat, make: Callable[[Seat], Page]) -> None:
        super().__init__()
        self.seat = seat
        self.resize(1400, 800)
        self.files = Files()
        seat.files = self.files  # type: ignore[assignment]
        self.row = QHBoxLayout(self)
        self.page = make(seat)
        self.row.addWidget(self.page, 1)
        self.panel: Any = None
        self.went: list[Place] = []
        self.toasts: list[str] = []
        self.findings: list[Finding] = []
        self.traces: list[Any] = []
        seat.asked_place.connect(self._go)
        seat.asked_panel.connect(self._show)
        seat.asked_toast.connect(lambda text, _undo: self.toasts.append(text))
        seat.asked_findings.connect(self.findings.extend)
        seat.asked_why.connect(self.traces.append)
        seat.changed.connect(lambda kinds: self.page.refresh() if kinds & self.page.kinds else None)

    def _go(self, place: Place) -> None:
        self.went.append(place)
        if place.page in type(self.page).__module__:
            self.page.show_place(place)

    def _show(self, panel: QWidget | None) -> None:
        old, self.panel = self.panel, panel
        if old is not None:
            self.row.removeWidget(old)
            old.hide()
            old.deleteLater()
        if panel is not None:
            self.row.addWidget(panel)
            panel.setFixedWidth(396)
            panel.show()
        self.page.set_margins(panel is not None)

    def settle(self) -> None:
        """Until nothing is under way."""
        for _ in range(2_000):
            QApplication.processEvents()
            if not self.seat.busy:
                break
            QTest.qWait(2)
        QApplication.processEvents()
