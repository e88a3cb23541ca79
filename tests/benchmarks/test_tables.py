"""Tables looked at: ten thousand lines of hours of five hundred people, as text and as a workbook, and taken in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from models.values.span import Month
from services.actions import run_setup, table_import
from services.actions.clients import fill
from services.desk.desk import Desk
from services.files.text_table import open_table
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock
from tests.benchmarks.crowd import crowd
from tests.benchmarks.measure import say, times

PEOPLE = 500
ROWS = 10_000
HEADER = ("Ansattnr", "Navn", "Dato", "Lønnsart", "Antall", "Avdeling", "Prosjekt", "Kommentar")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path = tmp_path_factory.mktemp("tables") / "stor.lonnsom"
    client, _ = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, crowd(PEOPLE))
    run_setup.begin(desk, month=Month(2026, 3), pay_date=date(2026, 3, 20))
    yield desk
    client.close()


def rows() -> list[tuple[int, str, date, str, str, str, str, str]]:
    found = []
    for count in range(ROWS):
        number = count % PEOPLE + 1
        day = date(2026, 3, 1) + timedelta(days=count // PEOPLE)
        hours = ("7,5", "7:30", "8", "6,25")[count % 4]
        kind = "Timelønn" if number % 4 == 0 else "Overtid 50 %"
        found.append((number, f"Ansatt Nummer {number}", day, kind, hours, str(count % 7), f"P{count % 40}", ""))
    return found


def as_text() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows([number, name, f"{day:%d.%m.%Y}", *rest] for number, name, day, *rest in rows())
    return out.getvalue().encode()


def as_workbook() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Timer")
    sheet.append(HEADER)
    for row in rows():
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_ten_thousand_lines_are_looked_at(desk: Desk, form: str, tmp_path: Path) -> None:
    content = as_text() if form == "csv" else as_workbook()
    name = str(tmp_path / f"timer.{form}")
    text = as_text()
    floor = min(times(lambda: list(open_table(text).rows())))
    took = min(times(lambda: table_import.preview(desk, "hours", content, name), 3))
    say(f"10 000 lines of hours as {form}, looked at", took, floor, "1 s")
    assert table_import.preview(desk, "hours", content, name).taken == ROWS


def test_ten_thousand_lines_are_taken_in_and_back(desk: Desk) -> None:
    content = as_text()
    taken: list[int] = []
    took = times(lambda: taken.append(table_import.take_in(desk, "hours", content, "timer.csv").import_id), 1)[0]
    back = times(lambda: table_import.undo_import(desk, taken[0]), 1)[0]
    say("10 000 lines of hours taken in", took)
    say("10 000 lines of hours taken back", back)
