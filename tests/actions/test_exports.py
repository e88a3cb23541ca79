"""Files out of a client file: made from what is approved, kept, and the same whenever they are asked for."""

from hashlib import sha256

import pytest
from lxml import etree

from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.actions.clients import new_client
from services.actions.demo import demo
from services.actions.exports import export_month, export_month_journal, export_run, kept_files, save
from services.actions.run_files import MadeFile, files_of_run
from services.actions.scenario import play
from services.actions.scenario_files import scenario_files
from services.desk.kept_files import get
from services.reference.wage_type_rows import account_plan
from tests.actions.samples import (
    PASSWORD,
    Clock,
    a_bonus,
    bakery,
    extra,
    play_in,
    refused,
    rows,
    scenario,
    start_march,
)

MARCH = Month(2026, 3)


def test_a_draft_has_no_files(desk):
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    with refused("not approved, so it has no files yet"):
        export_run(desk, run_id)
    assert rows(desk, "stored_file") == []


def test_files_are_kept_byte_for_byte(desk):
    (run_id,) = play_in(desk, scenario())
    made = export_run(desk, run_id)
    assert [file.name for file in made] == [
        "payslip-1-2026-03.pdf",
        "payslip-2-2026-03.pdf",
        "payslip-3-2026-03.pdf",
        "bank-2026-03.xml",
        "payment-list-2026-03.pdf",
        "payment-list-2026-03.csv",
        "journal-2026-03.csv",
    ]
    kept = {row[4]: row for row in rows(desk, "stored_file")}
    for file in made:
        _, of_run, month, kind, _, version, media_type, digest, size, _, parts = kept[file.name]
        assert (of_run, month, version) == (run_id, "2026-03", 1)
        assert (kind, media_type) == (file.kind, file.media_type)
        with desk.reading() as session:
            assert get(session, [parts]) == [file.content]
        assert (digest, size) == (sha256(file.content).hexdigest(), len(file.content))
    again = export_run(desk, run_id)
    assert [(file.name, file.content) for file in again] == [(file.name, file.content) for file in made]
    assert len(rows(desk, "stored_file")) == len(made)
    assert [file.name for file in kept_files(desk, run_id)] == [file.name for file in made]


def test_a_client_file_and_a_scenario_make_the_same_files(bakery_book, tmp_path):
    """To the byte, also the PDFs, on another day."""
    desk, _ = new_client(tmp_path / "demo.lonnsom", PASSWORD, bakery(), "kari", Clock())
    with desk:
        (run_id,) = play_in(desk, bakery())
        kept = [*export_run(desk, run_id), export_month(desk, Month(2026, 11))]
        journal = export_month_journal(desk, Month(2026, 11))
        assert journal is not None
        assert export_month_journal(desk, Month(2026, 11)) == journal
        assert [row[5] for row in rows(desk, "stored_file") if row[4] == journal.name] == [1]
        kept.append(journal)
    made, _ = scenario_files(bakery_book, made=True)
    assert {file.name: file.sha256 for file in kept} == {file.name: file.sha256 for file in made}


def test_what_is_paid_is_the_same_everywhere(bakery_book, later_desk):
    """Slips, bank file, payment list and journal add up to the same krone; who has no account is left out and named."""
    result = runs.result_of(later_desk, 1)
    files = {file.kind: file for file in export_run(later_desk, 1) if file.kind in ("bank", "journal")}
    paid = etree.fromstring(files["bank"].content)
    in_file = sum(Money.kr(amount.text).ore for amount in paid.iter("{*}InstdAmt"))
    left_out = sum(slip["net_pay"].ore for slip in result.payslips if not slip.person.bank_account)
    assert left_out > 0
    assert in_file + left_out == result.totals["net_pay"].ore
    assert sum(line.amount.ore for line in result.voucher.lines) == 0
    owed = account_plan("NO")["net_pay"].number
    assert [-line.amount for line in result.voucher.lines if line.account == owed] == [result.totals["net_pay"]]


def test_a_month_has_a_new_version_where_something_changed(desk):
    (first,) = play_in(desk, scenario())
    one = export_month(desk, MARCH)
    assert export_month(desk, MARCH).content == one.content
    assert [(row[4], row[5]) for row in rows(desk, "stored_file")] == [("amelding-2026-03.xml", 1)]
    run_id = runs.start(desk, extra(), a_bonus("1000"))
    runs.draft(desk, run_id)
    assert export_month(desk, MARCH).content == one.content  # a draft is nobody's business yet
    runs.approve(desk, run_id, prove=False)
    assert export_month(desk, MARCH).content != one.content
    assert [(row[4], row[5]) for row in rows(desk, "stored_file")] == [
        ("amelding-2026-03.xml", 1),
        ("amelding-2026-03.xml", 2),
    ]
    with desk.reading() as session:
        assert get(session, [rows(desk, "stored_file")[0][-1]]) == [one.content]
    assert runs.result_of(desk, first).head.name == "2026-03"


def test_a_month_without_a_run_is_reported_with_its_people(desk):
    made = export_month(desk, Month(2026, 5))
    people = etree.fromstring(made.content).iter("{*}norskIdentifikator")
    assert {each.text for each in people if len(each.text) == 11} == {"12847913736", "19910174846", "24929930092"}


def test_files_are_saved_all_or_none(tmp_path):
    files = [MadeFile(name, "x", "text/plain", name.encode()) for name in ("a.txt", "b.txt", "c.txt")]
    (tmp_path / "b.txt").write_text("mine")
    with refused("b.txt exists already and was not overwritten"):
        save(files, tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"b.txt": "mine"}
    (tmp_path / "b.txt").unlink()
    assert [path.name for path in save(files, tmp_path)] == ["a.txt", "b.txt", "c.txt"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {file.name: file.content for file in files}


def test_a_folder_that_is_none(tmp_path):
    (tmp_path / "file").write_text("")
    with refused("could not be written"):
        save([MadeFile("a.txt", "x", "text/plain", b"")], tmp_path / "file")


def test_the_demo_is_the_same_every_time(demo_folder, tmp_path):
    demo(tmp_path, "another password", Clock())
    made = {path.name: path.read_bytes() for path in demo_folder.iterdir() if path.is_file()}
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert made.keys() == again.keys()
    assert [name for name in made if made[name] != again[name]] == ["demo.lonnsom"]


@pytest.mark.parametrize("language", ["nb", "da", "en"])
def test_files_in_every_language(language):
    for run in play(scenario()).runs.values():
        assert len(list(files_of_run(run, language))) == 7


def test_what_payslips_share_is_kept_once(desk):
    (run_id,) = play_in(desk, scenario())
    made = sum(len(file.content) for file in export_run(desk, run_id))
    assert sum(len(row[1]) for row in rows(desk, "file_part")) < made / 2
