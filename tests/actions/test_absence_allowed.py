"""Allowed absence codes of a position category (denmark 1.2, 4.6; MLE-55)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from models.records.absence import Absence
from models.values.finding import Refused
from services.actions import absences
from services.actions.absences import AbsenceForm
from services.actions.numbered import CategoryForm, save_category
from services.desk.desk import Desk
from services.queries import numbered
from services.queries.absences import absence_kinds
from services.vault.client import Client
from tests.actions.danish_client import add_people, load, make
from tests.actions.samples import NO_COPIES, PASSWORD, Clock

MONDAY = date(2026, 3, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Employee 7 in position category 1001, which allows the codes 40 and 77."""
    made = make(tmp_path)
    client = Client.open(made.path, passphrase=PASSWORD, now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    add_people(desk, 7, since=date(2026, 1, 1))
    save_category(desk, CategoryForm("1001", "Funktionær", (), "1001", ("40", "77")))
    yield desk
    desk.close()


def one(code: str, day: date = MONDAY, type: str = "") -> AbsenceForm:
    return AbsenceForm(7, code, day, day, units=Decimal(1), type=type)


def test_only_what_the_category_allows_is_offered(desk: Desk) -> None:
    assert [each.kind for each in absence_kinds(desk, MONDAY, 7)] == ["40", "77"]
    assert len(absence_kinds(desk, MONDAY)) > 2  # of nobody in particular


def test_a_code_that_is_not_allowed_is_refused_and_named(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        absences.enter(desk, one("42", type="1587"))
    found = refused.value.findings[0]
    assert found.where is not None
    assert (found.where.field, dict(found.what.values)) == ("kind", {"code": "42", "category": "1001"})
    assert absences.enter(desk, one("40"))


def test_a_category_that_lists_none_allows_all(desk: Desk) -> None:
    save_category(desk, CategoryForm("1001", "Funktionær", (), "1001"))
    assert absences.enter(desk, one("42", type="1587"))


def test_what_stands_already_can_still_be_changed(desk: Desk) -> None:
    """Its days move; only another code is asked about."""
    made = absences.enter(desk, one("40"))
    save_category(desk, CategoryForm("1001", "Funktionær", (), "1001", ("77",)))
    absences.change(desk, made, one("40", date(2026, 3, 3)))
    with pytest.raises(Refused):
        absences.change(desk, made, one("49", date(2026, 3, 3)))


def test_a_line_of_a_file_with_such_a_code_is_rejected_by_the_field(desk: Desk) -> None:
    taken = load(
        desk,
        "18;1;MLE-55-FRAV;7;02032026;02032026;49;;7,4",
        "18;1;MLE-55-FRAV;7;03032026;03032026;40;;1",
    )
    assert len(taken.receipt.rows) == 1
    with desk.reading() as session:
        assert session.scalars(select(Absence.kind)).all() == ["40"]


def test_there_must_be_such_a_code(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        save_category(desk, CategoryForm("1001", "Funktionær", (), "1001", ("999",)))
    assert dict(refused.value.findings[0].what.values) == {"code": "999"}
    assert [row.form.absence for row in numbered.categories(desk, "da")] == [("40", "77"), ()]
