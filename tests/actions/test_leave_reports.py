"""Leave in the reports of a client file: what was kept of earlier months decides what the next one says."""

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from models.records.absence import Absence
from models.values.percent import HUNDRED
from models.values.span import Month
from services.actions.exports import export_month
from services.desk.desk import Desk
from services.desk.reporting import month_material
from services.engine.month import ReportedAbsence
from tests.actions.samples import rows

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)


def enter(desk: Desk, first: date, last: date | None, **more: object) -> int:
    """A leave of employee 1, with an id of its own."""
    fields = {
        "employee_id": 1,
        "employment_id": "",
        "kind": "leave_other",
        "grade": HUNDRED,
        "paid": False,
        "leave_id": "v1",
        "withdrawn": None,
        "note": "",
    }
    with desk.change("absence.enter") as session:
        row = Absence(first=first, last=last, **(fields | more))
        session.add(row)
        session.flush()
        return row.id


def change(desk: Desk, number: int, **fields: object) -> None:
    with desk.change("absence.change") as session:
        row = session.get_one(Absence, number)
        for name, value in fields.items():
            setattr(row, name, value)


def forget(desk: Desk, number: int) -> None:
    with desk.change("absence.remove") as session:
        session.delete(session.get_one(Absence, number))


def leaves(desk: Desk, month: Month) -> list[str]:
    """The leaves of the month's report as it is now, which is kept."""
    found = []
    for leave in etree.fromstring(export_month(desk, month).content).iter("{*}permisjon"):
        text = {etree.QName(each).localname: each.text or "" for each in leave}
        last = text.get("sluttdato", "")
        found.append(
            f"{text['permisjonId']} {text['startdato']} → {last} {text['permisjonsprosent']}".replace("  ", " ")
        )
    return found


def test_a_leave_is_told_month_by_month(later_desk: Desk) -> None:
    enter(later_desk, date(2026, 3, 23), date(2026, 4, 30))
    assert leaves(later_desk, MARCH) == ["v1 2026-03-23 → 100"]
    assert leaves(later_desk, APRIL) == ["v1 2026-03-23 → 2026-04-30 100"]
    assert leaves(later_desk, MAY) == []


def test_a_leave_that_was_forgotten_comes_in_the_next_report(later_desk: Desk) -> None:
    """March was kept without it: April brings it, with its real dates, and March stays."""
    assert leaves(later_desk, MARCH) == []
    enter(later_desk, date(2026, 3, 2), date(2026, 3, 27))
    assert leaves(later_desk, APRIL) == ["v1 2026-03-02 → 2026-03-27 100"]
    assert leaves(later_desk, MAY) == []


def test_a_leave_that_was_shortened_is_told_on_with_its_new_end(later_desk: Desk) -> None:
    number = enter(later_desk, date(2026, 3, 23), date(2026, 6, 30))
    assert leaves(later_desk, MARCH) == ["v1 2026-03-23 → 100"]
    change(later_desk, number, last=date(2026, 4, 2))
    assert leaves(later_desk, APRIL) == ["v1 2026-03-23 → 2026-04-02 100"]


def test_a_leave_that_was_removed_from_the_book_is_deleted_once(later_desk: Desk) -> None:
    number = enter(later_desk, date(2026, 3, 2), date(2026, 4, 30))
    assert leaves(later_desk, MARCH) == ["v1 2026-03-02 → 100"]
    forget(later_desk, number)
    assert leaves(later_desk, APRIL) == ["v1 2026-03-02 → 2026-03-02 0"]
    assert leaves(later_desk, MAY) == []


def test_another_id_is_another_leave_and_the_old_one_is_deleted(later_desk: Desk) -> None:
    number = enter(later_desk, date(2026, 3, 2), date(2026, 4, 30))
    leaves(later_desk, MARCH)
    change(later_desk, number, leave_id="v2")
    assert leaves(later_desk, APRIL) == ["v1 2026-03-02 → 2026-03-02 0", "v2 2026-03-02 → 2026-04-30 100"]


def test_what_was_told_is_found_in_the_kept_reports(later_desk: Desk) -> None:
    enter(later_desk, date(2026, 3, 2), date(2026, 4, 30))
    leaves(later_desk, MARCH)
    with later_desk.reading() as session:
        told = month_material(session, "NO", APRIL, []).facts.reported
    assert list(told) == [MARCH]
    [found] = told[MARCH]
    assert isinstance(found, ReportedAbsence)
    assert (found.id, found.first, found.last, found.percent) == ("v1", date(2026, 3, 2), None, HUNDRED)


def test_a_report_with_leave_is_the_same_byte_for_byte(later_desk: Desk, tmp_path: Path) -> None:
    enter(later_desk, date(2026, 3, 2), date(2026, 4, 30))
    assert export_month(later_desk, MARCH).content == export_month(later_desk, MARCH).content
    versions = [row for row in rows(later_desk, "stored_file") if "amelding" in str(row)]
    assert len(versions) == 2  # the one before the leave was entered, and this one


@pytest.mark.parametrize("kind", ["sick_child", "holiday", "sick_note"])
def test_other_absences_are_in_no_report(later_desk: Desk, kind: str) -> None:
    enter(later_desk, date(2026, 3, 2), date(2026, 4, 30), kind=kind)
    assert leaves(later_desk, MARCH) == []
