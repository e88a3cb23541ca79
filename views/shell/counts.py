"""How much there is to do on each page, as figures in the sidebar. What was known last is shown until it is counted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from models.values.finding import Refused
from views.shell.seat import Seat
from views.shell.sidebar import Sidebar

_AFTER, _FIRST = 400, 30  # ms after a change; after opening a client of which nothing is known
_KEPT: Final = "counts"  # what there was to do in each client, as one knew it last
_MOST: Final = 50  # clients of which it is kept
_OWED: Final = frozenset({"absence", "imported_file", "mark", "refund_link", "refund_posting"})  # NAV owes by them


class SidebarCounts(QObject):
    """Counts when the client was opened or changed, and nothing else is under way."""

    def __init__(self, seat: Seat, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self.seat, self._sidebar = seat, sidebar
        self._owed, self._is_owed_known = 0, False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER)
        self._later.timeout.connect(self._count)

    def show_known(self) -> None:
        """Show what was known last."""
        self._show(self._known())

    def opened(self) -> None:
        """Another client is open, or none."""
        self._owed, self._is_owed_known = 0, False
        if self.seat.has_client:
            self._later.start(_AFTER if self._known() else _FIRST)

    def changed(self, kinds: frozenset[str]) -> None:
        """Something was written."""
        if kinds & _OWED:
            self._is_owed_known = False
        self._later.start(_AFTER)

    def _count(self) -> None:
        from services.queries.absences import open_points
        from services.queries.next_steps import next_steps

        if not self.seat.has_client:
            return
        if self.seat.busy:
            self._later.start(_AFTER)
            return
        counts: dict[str, int] = {}
        try:
            steps = next_steps(self.seat.desk)
        except Refused:  # no employer yet: the pages say so
            return
        for step in steps:
            if step.where is not None and step.kind in ("error", "due"):
                counts[step.where.page] = counts.get(step.where.page, 0) + max(1, step.count)
        counts["refunds"] = counts.get("refunds", 0) + self._owed
        counts["absence"] = max(counts.get("absence", 0), open_points(self.seat.desk).count)
        self._keep(counts)
        self._show(counts)
        self._reckon_refunds()

    def _reckon_refunds(self) -> None:
        """What NAV owes too late or nearly so: with many absences that takes a while, so it is found aside."""
        from services.queries.refunds import counts

        if self._is_owed_known:
            return
        self._is_owed_known = True
        desk = self.seat.desk

        def done(found: int) -> None:
            if self.seat.has_client and self.seat.desk is desk and found != self._owed:
                self._owed = found
                self._later.start(_AFTER)

        def do(_: object) -> int:
            known = counts(desk)
            return known.soon + known.late

        self.seat.work(do, done=done, refused=lambda _: None, owner=self, aside=True)

    def _show(self, counts: dict[str, int]) -> None:
        for name, item in self._sidebar.items.items():
            if name != "overview":
                count = counts.get(name, 0)
                item.set_count(count, self.seat.t("{count} things to do", count=count))

    def _known(self) -> dict[str, int]:
        kept = self.seat.preferences.get(_KEPT) if self.seat.has_client else None
        known = kept.get(str(self.seat.client.path)) if isinstance(kept, dict) else None
        if not isinstance(known, dict):
            return {}
        return {str(name): count for name, count in known.items() if isinstance(count, int)}

    def _keep(self, counts: dict[str, int]) -> None:
        path, kept = str(self.seat.client.path), self.seat.preferences.get(_KEPT)
        others = {name: each for name, each in kept.items() if name != path} if isinstance(kept, dict) else {}
        if not isinstance(kept, dict) or kept.get(path) != counts:
            self.seat.preferences.set(_KEPT, {**dict(list(others.items())[-_MOST:]), path: counts})
