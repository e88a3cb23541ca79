"""The month's report: saved byte for byte, told as uploaded, replaced by the next, and looked at."""

from pathlib import Path

import pytest
from lxml import etree

from models.records.employee import Employment
from models.values.finding import Place, Refused
from models.values.span import Month
from services.actions import undo
from services.actions.exports import export_month
from services.actions.reporting import accept, look_again, mark_not_uploaded, mark_uploaded, save_report
from services.desk.desk import Desk
from tests.actions.samples import refused, rows

MARCH = Month(2026, 3)


def ids(path: Path) -> tuple[str, str]:
    root = etree.parse(path).getroot()
    return root.findtext(".//{*}meldingsId") or "", root.findtext(".//{*}erstatterMeldingsId") or ""


def retire(desk: Desk, occupation: str) -> None:
    with desk.change("test") as session:
        session.get_one(Employment, 1).occupation = occupation


def marks(desk: Desk) -> list[tuple[str, str]]:
    """What somebody told; what a kept report says is noted beside it by itself."""
    return [(row[1], row[2]) for row in rows(desk, "mark") if row[2] != "says"]


def test_the_same_report_has_the_same_bytes(later_desk: Desk, tmp_path: Path) -> None:
    kept = export_month(later_desk, MARCH)
    first = save_report(later_desk, MARCH, tmp_path / "en.xml")
    assert save_report(later_desk, MARCH, tmp_path / "to.xml") == first
    assert save_report(later_desk, MARCH, tmp_path / "en.xml") == first  # it lies there already
    assert (tmp_path / "en.xml").read_bytes() == (tmp_path / "to.xml").read_bytes() == kept.content
    assert marks(later_desk) == [(f"file:{first}", "saved")]


def test_what_cannot_be_written_is_not_marked(later_desk: Desk, tmp_path: Path) -> None:
    with refused("could not be written"):
        save_report(later_desk, MARCH, tmp_path / "no such folder" / "mars.xml")
    assert marks(later_desk) == []


def test_uploaded_and_not_after_all(later_desk: Desk, tmp_path: Path) -> None:
    number = save_report(later_desk, MARCH, tmp_path / "mars.xml")
    mark_uploaded(later_desk, number)
    mark_uploaded(later_desk, number)
    assert marks(later_desk) == [(f"file:{number}", "saved"), (f"file:{number}", "uploaded")]
    mark_uploaded(later_desk, number)  # told twice, it is one mark
    undo.undo(later_desk, undo.newest(later_desk))
    assert marks(later_desk) == [(f"file:{number}", "saved")]
    mark_uploaded(later_desk, number)
    mark_not_uploaded(later_desk, number)
    assert marks(later_desk) == [(f"file:{number}", "saved")]


def test_only_reports_are_uploaded(later_desk: Desk) -> None:
    with refused("no kept report with the number 1"):
        mark_uploaded(later_desk, 1)  # a payslip


def test_until_it_is_uploaded_a_report_is_made_anew_and_then_replaced(later_desk: Desk, tmp_path: Path) -> None:
    """What was received is added up by the authority, so a second report never stands beside an uploaded one."""

    def saved(name: str, *, upload: bool) -> tuple[str, str]:
        number = save_report(later_desk, MARCH, tmp_path / name)
        if upload:
            mark_uploaded(later_desk, number)
        return ids(tmp_path / name)

    first = saved("1.xml", upload=False)
    retire(later_desk, "7412102")
    second = saved("2.xml", upload=True)
    assert first[0] != second[0]
    assert first[1] == second[1] == ""
    assert saved("2-igjen.xml", upload=True) == second
    retire(later_desk, "1210209")
    third = saved("3.xml", upload=False)
    assert third[1] == second[0]
    retire(later_desk, "7412111")
    fourth = saved("4.xml", upload=True)  # the third was never sent
    assert fourth[1] == second[0]
    retire(later_desk, "1210209")
    fifth = saved("5.xml", upload=True)
    assert fifth[1] == fourth[0]
    retire(later_desk, "7412102")  # what the second said
    sixth = saved("6.xml", upload=True)
    assert sixth[1] == fifth[0]
    assert len({first[0], second[0], third[0], fourth[0], fifth[0], sixth[0]}) == 6


def test_a_finding_is_accepted_with_a_reason(later_desk: Desk) -> None:
    subject = "report:2026-03:235-5:1:0a1b2c3d"
    with pytest.raises(Refused) as refusal:
        accept(later_desk, subject, "  ")
    assert refusal.value.findings[0].where == Place("reporting", "2026-03")
    accept(later_desk, subject, "Avtalt")
    assert marks(later_desk) == [(subject, "accepted")]
    assert [row[-1] for row in rows(later_desk, "mark") if row[2] == "accepted"] == ["Avtalt"]
    look_again(later_desk, subject)
    look_again(later_desk, subject)
    assert marks(later_desk) == []
