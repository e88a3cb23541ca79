"""The next report of a month: in the place of another, additional, withdrawn; what each says, and which count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from models.records.employee import Employment
from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.actions.feedback import take_in
from services.actions.reporting import mark_not_uploaded, mark_uploaded, save_report
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.reporting import counted_contents, reported_absences
from services.desk.year_end import year_of
from services.queries import reporting
from services.queries.report_answer import answer
from services.queries.year_end.behind import behind
from services.queries.year_end.page import year_end
from tests.actions.samples import Made, a_bonus, extra
from tests.actions.test_reporting import ids
from tests.amelding.feedback_samples import avvik, delivery, feedback, month
from tests.queries.test_reporting import approved, new  # noqa: F401  (fixtures)

MARCH = Month(2026, 3)


@pytest.fixture
def paid(approved: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    with approved.desk(approved.copied_to(tmp_path)) as desk:
        yield desk


class Sent:
    """A report as it was saved and uploaded."""

    def __init__(self, desk: Desk, folder: Path, kind: str = "") -> None:
        path = folder / f"{len(list(folder.glob('*.xml')))}.xml"
        self.number = save_report(desk, MARCH, path, kind)
        mark_uploaded(desk, self.number)
        self.id, self.replaces = ids(path)
        self.content = path.read_bytes()
        self.people = len(etree.fromstring(self.content).findall(".//{*}inntektsmottaker"))
        self.sums = country("NO").report_sums(self.content)


def bonus(desk: Desk, amount: str = "1000") -> None:
    """One more run of March, for the first employee alone."""
    run_id = runs.start(desk, extra(), a_bonus(amount))
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)


def another_occupation(desk: Desk, number: int, occupation: str = "7412102") -> None:
    with desk.change("test") as session:
        session.get_one(Employment, number).occupation = occupation


def offered(desk: Desk) -> tuple[str, tuple[str, ...]]:
    detail = reporting.month(desk, MARCH)
    return detail.kind, detail.kinds


def test_the_first_one_can_be_nothing_else(paid: Desk) -> None:
    assert offered(paid) == ("first", ("first",))


def test_what_was_uploaded_can_be_withdrawn_and_nothing_is_to_be_added(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    detail = reporting.month(paid, MARCH)
    assert detail.file is not None
    assert (detail.file.id, detail.kinds) == (first.number, ("replacement", "withdrawal"))
    with pytest.raises(Refused, match="nothing to add"):
        save_report(paid, MARCH, tmp_path / "x.xml", "additional")


def test_another_run_replaces_the_whole_or_is_added(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    bonus(paid)
    assert offered(paid) == ("replacement", ("replacement", "additional", "withdrawal"))
    whole = reporting.month(paid, MARCH)
    assert (whole.replaces, whole.target and whole.target.id) == (first.id, first.number)
    only = reporting.month(paid, MARCH, kind="additional")
    assert (only.kind, only.is_whole, only.replaces, only.target) == ("additional", False, "", None)


def test_an_additional_one_says_only_what_is_new(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    bonus(paid)
    added = Sent(paid, tmp_path, "additional")
    assert (first.people, added.people) == (4, 1)  # one of the three is paid in two sub-units
    assert (added.sums.taxable, added.replaces) == (Money.kr("1000"), "")
    detail = reporting.month(paid, MARCH)
    assert detail.file is not None
    assert (detail.file.id, detail.kind, detail.is_whole) == (added.number, "additional", False)
    assert detail.kinds == ("replacement", "withdrawal")  # nothing is left to be added
    assert detail.tile.state == "uploaded"


def test_both_together_say_what_one_replacement_would(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    bonus(paid)
    added = Sent(paid, tmp_path, "additional")
    mark_not_uploaded(paid, added.number)
    whole = Sent(paid, tmp_path, "replacement")
    assert whole.replaces == first.id
    assert whole.people == 4
    assert whole.sums.taxable == first.sums.taxable + added.sums.taxable
    assert whole.sums.withheld == first.sums.withheld + added.sums.withheld


def test_a_saved_additional_one_stays_what_is_proposed(paid: Desk, tmp_path: Path) -> None:
    Sent(paid, tmp_path)
    bonus(paid)
    number = save_report(paid, MARCH, tmp_path / "a.xml", "additional")
    detail = reporting.month(paid, MARCH)
    assert detail.file is not None
    assert (detail.file.id, detail.kind) == (number, "additional")
    assert reporting.month(paid, MARCH, kind="replacement").kind == "replacement"  # and may be chosen otherwise


def test_a_change_of_fact_replaces_the_one_that_said_it_and_the_other_stays(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    bonus(paid)
    added = Sent(paid, tmp_path, "additional")
    another_occupation(paid, 2)  # of somebody whom the additional one does not name
    again = Sent(paid, tmp_path)
    assert (again.replaces, again.people) == (first.id, 4)
    assert again.sums.taxable == first.sums.taxable
    with paid.reading() as session:
        assert set(counted_contents(session, "NO", MARCH)) == {added.content, again.content}
    detail = reporting.month(paid, MARCH)
    assert detail.file is not None  # nothing more to send


def test_withdrawn_it_is_empty_and_the_month_is_to_be_sent_anew(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    gone = Sent(paid, tmp_path, "withdrawal")
    assert (gone.replaces, gone.people) == (first.id, 0)
    assert b"<oppgave/>" in gone.content
    detail = reporting.month(paid, MARCH)
    assert (detail.kind, detail.replaces, detail.file) == ("replacement", gone.id, None)
    assert "withdrawal" not in detail.kinds
    again = Sent(paid, tmp_path)
    assert (again.replaces, again.people, again.sums) == (gone.id, 4, first.sums)


def test_a_rejected_additional_one_is_sent_again_under_another_id(paid: Desk, tmp_path: Path) -> None:
    Sent(paid, tmp_path)
    bonus(paid)
    added = Sent(paid, tmp_path, "additional")
    refused = delivery(added.id, "avvist", more=avvik("MAGNET_EDAG-115", "AVVISNING"))
    take_in(paid, feedback(month(refused)), "svar.xml")
    again = Sent(paid, tmp_path, "additional")
    assert again.id not in (added.id, "")
    assert (again.replaces, again.sums) == ("", added.sums)


def test_two_additional_ones_of_the_same_content_have_two_ids(paid: Desk, tmp_path: Path) -> None:
    Sent(paid, tmp_path)
    bonus(paid)
    one = Sent(paid, tmp_path, "additional")
    bonus(paid)
    other = Sent(paid, tmp_path, "additional")
    assert one.sums.taxable == other.sums.taxable
    assert one.id != other.id
    detail = reporting.month(paid, MARCH)
    assert detail.file is not None
    assert detail.file.id == other.number


def test_what_was_told_of_leave_is_read_from_the_whole_one(paid: Desk, tmp_path: Path) -> None:
    Sent(paid, tmp_path)
    with paid.reading() as session:
        before = reported_absences(session, "NO", MARCH, MARCH)
    bonus(paid)
    Sent(paid, tmp_path, "additional")
    with paid.reading() as session:
        assert reported_absences(session, "NO", MARCH, MARCH) == before


def test_the_chain_of_the_month(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    bonus(paid)
    added = Sent(paid, tmp_path, "additional")
    another_occupation(paid, 2)
    again = Sent(paid, tmp_path)
    said = feedback(month(delivery(first.id, "erstattet"), delivery(added.id), delivery(again.id, replaces=first.id)))
    take_in(paid, said, "svar.xml")
    rows = [(row.kind.text, row.id, row.replaces, row.state) for row in answer(paid, MARCH).chain]
    assert rows == [
        ("Replacement", again.id[:8], first.id[:8], "received"),
        ("Additional report", added.id[:8], "", "received"),
        ("First report", first.id[:8], "", "replaced"),
    ]


def test_the_year_adds_up_what_counts_together(paid: Desk, tmp_path: Path) -> None:
    first = Sent(paid, tmp_path)
    bonus(paid)
    added = Sent(paid, tmp_path, "additional")
    with paid.reading() as session:
        held = year_of(session, "NO", 2026)
    assert held.contents(MARCH) == (added.content, first.content)
    assert held.contents(Month(2026, 2)) == ()
    march = next(each for each in year_end(paid, 2026).months if each.month == MARCH)
    taxable = next(each for each in march.measures if each.name == "taxable")
    assert taxable.report == first.sums.taxable + Money.kr("1000")
    assert not taxable.difference
    behind_it = behind(paid, 2026, MARCH, "taxable")
    assert sum((each.report for each in behind_it.people if each.report), Money(0)) == taxable.report
