"""What Ctrl+K finds: people, things to do, pages, clients, and where one was last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from models.values.finding import Place
from views.shell import registry
from views.shell.palette import Entry
from views.shell.registry import PAGES
from views.shell.seat import Seat

_RECENT: Final = 5
Go = Callable[[Place], None]


def entries(seat: Seat, go: Go, switch: Callable[[Path], None]) -> list[Entry]:
    """Everything that can be found from here."""
    return [*_people(seat, go), *_actions(seat, go), *_pages(seat, go), *_clients(seat, switch)]


def recent(seat: Seat, went: Iterable[Place], go: Go) -> list[Entry]:
    """The places where one was last, the newest first. `went` is in the order of going."""
    t, seen, found = seat.t, {seat.place.page}, []
    for place in reversed(tuple(went)):
        if place.page in PAGES and place.page not in seen:
            seen.add(place.page)
            page = PAGES[place.page]
            found.append(Entry(t("Recent places"), t(page.word), partial(go, place), page.icon))
    return found[:_RECENT]


def _people(seat: Seat, go: Go) -> Iterator[Entry]:
    if not seat.has_client:
        return
    from services.queries.employees import employees

    group = seat.t("Employees")
    for row in employees(seat.desk):
        where = Place("employees", row.number)
        yield Entry(group, row.name, partial(go, where), "user", row.title, "", str(row.number))


def _actions(seat: Seat, go: Go) -> Iterator[Entry]:
    t = seat.t
    group = t("Actions")
    if seat.has_client:
        yield Entry(group, t("New employee"), partial(go, Place("employees", "new")), "user-plus", "", "N")
        yield Entry(group, t("New pay run"), partial(go, Place("pay_run", "new")), "money", "", "N")
    words = "ta inn fil filer importer velg fil slipp indlæs import file choose open"
    yield Entry(group, t("Take in a file …"), partial(_choose_file, seat), "file-arrow-down", words=words)
    yield Entry(group, t("Undo the last change"), lambda: seat.undo(), "arrow-u-up-left", "", "Ctrl Z")
    if seat.has_client:
        yield Entry(group, t("Lock"), seat.lock, "lock")
    for code, name in (("nb", "Norsk bokmål"), ("da", "Dansk"), ("en", "English")):
        if code != seat.language:
            yield Entry(group, t("Language: {name}", name=name), partial(seat.set_language, code), "translate")
    for wanted, word in (("light", t("Light theme")), ("dark", t("Dark theme")), ("system", t("System theme"))):
        yield Entry(group, word, partial(seat.set_theme, wanted), "circle-half")


def _choose_file(seat: Seat) -> None:
    path = seat.files.open_file(seat.t("Choose a file"))
    if path is not None:
        seat.take_files([path])


def _pages(seat: Seat, go: Go) -> Iterator[Entry]:
    t = seat.t
    group = t("Pages")
    without = seat.questions.pages
    names = registry.listed(has_client=seat.has_client, without=without)
    for number, name in enumerate(names, 1):
        page = PAGES[name]
        key = registry.key_of(number)
        yield Entry(group, t(page.word), partial(go, Place(name)), page.icon, "", key, page.words)
    for name, page in PAGES.items():
        if seat.has_client and page.needs_client and page.words and name not in names and name not in without:
            yield Entry(group, t(page.word), partial(go, Place(name)), page.icon, words=page.words)
    if seat.has_client:
        from services.queries.reports import reports_without

        for report in reports_without(seat.questions.reports).values():
            where = Place("reports", report.name)
            yield Entry(t("Reports"), t(report.title), partial(go, where), PAGES["reports"].icon, words=report.words)
    yield Entry(group, t("Settings"), partial(go, Place("settings")), "gear-six", "", "Ctrl 9")
    if seat.has_client:
        yield Entry(group, t("All clients"), partial(go, Place("clients")), "folders", "", "Ctrl 0")


def _clients(seat: Seat, switch: Callable[[Path], None]) -> Iterator[Entry]:
    for client in seat.open_clients:
        if client is not (seat.client if seat.has_client else None):
            yield Entry(seat.t("Clients"), client.name, partial(switch, client.path), "buildings", client.orgnr)
