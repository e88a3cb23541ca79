"""People erased when the years are over: nothing of them is left anywhere, everything else is as it was, it is proven,
and a kill at any moment leaves the file as before or as afterwards.
"""

import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pypdf import PdfReader
from sqlalchemy import text

from models.records.absence import Absence
from models.records.employee import Employee
from models.records.employer import Setting
from models.records.movement import Movement
from models.records.pay_run import PayslipNote
from models.records.stored_file import Mark
from models.values.finding import Refused
from models.values.percent import HUNDRED
from models.values.span import Month
from services.actions import erase, runs
from services.actions.clients import fill
from services.actions.export_all import export_all
from services.actions.exports import export_month, export_run
from services.actions.save_files import save_as
from services.actions.scenario import read
from services.actions.undo import undo
from services.actions.verify import verify
from services.desk import erasures
from services.desk.desk import Desk
from services.desk.imported_files import keep_import
from services.queries.erasures import erased_count, erased_rows
from services.queries.erasures import rows as candidates
from services.vault.client import Client
from services.vault.keys import PAGE_SIZE, SALT_SIZE, RecoveryKey
from services.vault.store import Store, connect
from tests.actions.samples import EMPLOYER, MARCH_RUN, NO_COPIES, PASSWORD, PEOPLE, Clock, Made, bakery, play_in, rows
from tests.actions.test_kills import Victim, rounds, victim  # noqa: F401

JONAS, NUMBER, ACCOUNT, STREET, MAIL = (
    "Jonas Fjeldstad",
    "19910174846",
    "12034005484",
    "Storgata 17 B",
    "jonas.f@example.org",
)
TRACES = (JONAS, "Fjeldstad", NUMBER, ACCOUNT, STREET, MAIL, "Jonas Gammelnavn")

LEFT = PEOPLE.replace(
    'name = "Jonas Fjeldstad"', f'name = "Jonas Gammelnavn"\naddress = ["{STREET}", "5003 Bergen"]'
).replace("start = 2024-08-20\noccupation", "start = 2024-08-20\nend = 2026-04-30\noccupation")
ALL_PAID = (
    MARCH_RUN
    + """
# A bonus beside the ordinary run; then the hours of one person were wrong.
[[run]]
month = "2026-03"
pay_date = 2026-03-25
kind = "extra"
[[run.line]]
employee = 2
type = "bonus"
amount = "1000.00"
text = "Takk, Jonas Fjeldstad"

[[run]]
month = "2026-12"
pay_date = 2026-12-18
"""
)


class Later(Clock):
    """The first working day after the last that pay of 2026 must be kept."""

    def __init__(self, day: date = date(2032, 1, 2)) -> None:
        self.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Three people; Jonas left in 2026, with everything settled. He stands in many places."""
    path = tmp_path_factory.mktemp("old") / "bakeri.lonnsom"
    clock = Clock()
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "kari", clock)
    fill(desk, read((EMPLOYER + LEFT).encode()))
    with desk.change("employee.save") as session:
        session.execute(text(f"UPDATE employee SET email = '{MAIL}' WHERE id = 2"))
    with desk.change("employee.save", f"{JONAS} har giftet seg") as session:
        session.get_one(Employee, 2).name = JONAS
    with desk.change("absence.enter") as session:
        session.add(
            Absence(
                employee_id=2,
                employment_id="",
                kind="self_certified",
                first=date(2026, 2, 3),
                last=date(2026, 2, 4),
                grade=HUNDRED,
                paid=True,
                leave_id="",
                withdrawn=None,
                note="syk",
            )
        )
        session.add(
            Absence(
                employee_id=1,
                employment_id="",
                kind="holiday",
                first=date(2026, 2, 3),
                last=date(2026, 2, 4),
                grade=HUNDRED,
                paid=True,
                leave_id="",
                withdrawn=None,
                note=f"{JONAS} var vikar",
            )
        )
    for number in play_in(desk, read((EMPLOYER + LEFT + ALL_PAID).encode())):
        export_run(desk, number)
    export_month(desk, Month(2026, 3))
    content = f"number;name\n2;{JONAS};{NUMBER}\n".encode()
    with desk.change("import.take_in") as session:
        keep_import(
            session,
            desk,
            "table_hours",
            f"timer {JONAS}.csv",
            sha256(content).hexdigest(),
            len(content),
            zlib.compress(content),
            receiver="",
            rows=1,
        )
        session.add(
            Mark(subject="due:pay", verb="accepted", at=clock(), by="kari", note=f"ringte {JONAS} om {ACCOUNT}")
        )
    with desk.change("balance.adjust") as session:
        for account, ore in _left(session):
            session.add(
                Movement(
                    employee_id=2,
                    run_id=None,
                    account=account[0],
                    vintage=account[1],
                    hundredths=-ore,
                    reason=f"by hand: utbetalt til {JONAS}",
                )
            )
    assert verify(desk) == []
    client.close()
    return Made(path, recovery_key)


def _left(session: Any) -> list[tuple[tuple[str, str], int]]:
    wanted = (
        "SELECT account, vintage, sum(hundredths) FROM movement WHERE employee_id = 2"
        " AND account IN ('holiday_pay', 'holiday_pay_aga') GROUP BY account, vintage"
    )
    return [((account, vintage), total) for account, vintage, total in session.execute(text(wanted))]


@contextmanager
def sitting(made: Made, path: Path, day: date = date(2032, 1, 2)) -> Iterator[Desk]:
    clock = Later(day)
    client = Client.open(path, recovery_key=made.recovery_key, now=clock, copies=NO_COPIES)
    try:
        yield Desk(client, "berit", clock)
    finally:
        client.close()


@pytest.fixture
def path(old: Made, tmp_path: Path) -> Path:
    return old.copied_to(tmp_path)


def all_rows(made: Made, path: Path) -> dict[str, dict[object, tuple[Any, ...]]]:
    """Everything in a file, by table and row."""
    driver = connect(path, RecoveryKey.typed(made.recovery_key).file_key, how="mode=ro&immutable=1")
    try:
        tables = [name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        return {
            table: {row[0]: row for row in driver.execute(f"SELECT * FROM {table}")}
            for table in tables
            if table not in ("refund_link", "run_total", "corrected_employee")
        }
    finally:
        driver.close()


def pages(path: Path, recovery_key: str) -> bytes:
    """Every byte of the file, deciphered, also of pages that hold nothing any more."""
    key = RecoveryKey.typed(recovery_key).file_key.raw
    content, found = path.read_bytes(), bytearray()
    for start in range(0, len(content), PAGE_SIZE):
        page = content[start : start + PAGE_SIZE]
        body = page[SALT_SIZE if start == 0 else 0 : -80]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(page[-80:-64])).decryptor()
        found += decryptor.update(body) + decryptor.finalize()
    return bytes(found)


def unpacked(value: object) -> bytes:
    if isinstance(value, bytes) and value[:1] == b"\x78":
        return zlib.decompress(value)
    return value if isinstance(value, bytes) else str(value).encode()


def test_nothing_of_the_person_is_left(old: Made, path: Path) -> None:
    before = b"".join(
        unpacked(value) for table in all_rows(old, path).values() for row in table.values() for value in row
    )
    assert all(trace.encode() in before for trace in TRACES)
    assert JONAS.encode() in pages(path, old.recovery_key)
    with sitting(old, path) as desk:
        erase.erase(desk, [2], "2")
        assert verify(desk) == []
        assert desk.client.log_is_whole()[0]
    everything = all_rows(old, path)
    after = b"".join(unpacked(value) for table in everything.values() for row in table.values() for value in row)
    raw = pages(path, old.recovery_key)
    for trace in TRACES:
        assert trace.encode() not in after
        assert trace.encode() not in raw
    assert everything["employee"][2][2] == "Slettet person 2"
    assert raw.count(b"Ingrid Haugen")  # the pages were deciphered


def test_everybody_else_is_as_before(old: Made, path: Path) -> None:
    was = all_rows(old, path)
    with sitting(old, path) as desk:
        erase.erase(desk, [2], "2")
    now = all_rows(old, path)
    for table in ("pay_run", "pay_line", "employer", "establishment", "rate_edition", "file_meta", "employment_terms"):
        assert now[table] == was[table]
    assert {key: row for key, row in now["employee"].items() if key != 2} == {
        key: row for key, row in was["employee"].items() if key != 2
    }
    others = {key: row for key, row in was["payslip"].items() if row[2] != 2}
    assert {key: now["payslip"][key] for key in others} == others
    assert {key: row[:7] for key, row in now["payslip"].items()} == {
        key: row[:7] for key, row in was["payslip"].items()
    }
    assert [row[:6] for row in now["movement"].values()] == [row[:6] for row in was["movement"].values()]
    assert now["absence"].keys() == {2}
    note = list(Absence.__table__.columns.keys()).index("note")
    assert now["absence"][2][note] == "••• var vikar"
    assert [value for place, value in enumerate(now["absence"][2]) if place != note] == [
        value for place, value in enumerate(was["absence"][2]) if place != note
    ]
    first = now["erasure"][1][5]
    assert first > 1
    for seq in range(1, first):
        assert now["change_log"][seq] == was["change_log"][seq]
    assert len(now["change_log"]) == len(was["change_log"]) + 1


def test_files_of_those_years_have_a_name_and_a_checksum(old: Made, path: Path, tmp_path: Path) -> None:
    was = {row[0]: row for row in all_rows(old, path)["stored_file"].values()}
    with sitting(old, path) as desk:
        seen = erase.preview(desk, [2])
        assert {each.id for each in seen.reach.files} == was.keys()
        assert [each.id for each in seen.reach.imports] == [1]
        assert (seen.last_year, seen.reach.payslips) == (2026, 2)
        erase.erase(desk, [2], "2")
        for number, row in all_rows_of(desk, "stored_file").items():
            assert row[:-1] == was[number][:-1]
            assert row[-1] == ""
        assert rows(desk, "file_part") == []
        with pytest.raises(Refused, match="was erased when the years were over"):
            save_as(desk, 1, tmp_path / "slipp.pdf")
        assert not (tmp_path / "slipp.pdf").exists()
        out = export_all(desk, tmp_path / "alt")
        assert not (out.folder / "files").exists()
        assert not (out.folder / "imports").exists()
        assert JONAS not in (out.folder / "tables.json").read_text("utf-8")
        with desk.change("test") as session:
            session.add(Setting(name="x", value="1"))
        assert verify(desk) == []


def all_rows_of(desk: Desk, table: str) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row for row in rows(desk, table)}


def test_the_receipt(old: Made, path: Path, tmp_path: Path) -> None:
    """It names nobody, is kept, and proves both chains: that of an older copy and that of the file."""
    copy = tmp_path / "kopi.lonnsom"
    shutil.copy(path, copy)
    with sitting(old, path) as desk:
        number = erase.erase(desk, [2], "2")
        paper, plain = erase.save_receipt(desk, number, tmp_path / "kvittering.pdf")
        told = json.loads(plain.read_text("utf-8"))
        entry = desk.client.history(reveal=True)[0]
        kept = rows(desk, "erasure")
    assert (told["numbers"], told["by"], told["last_years"], told["kept_years"]) == ([2], "berit", [2026], 5)
    assert (told["payslips"], told["runs"], told["imports"]) == (2, 2, 1)
    with old.desk(copy) as older:
        assert verify(older) == []
        seals = dict(rows_of(older, "SELECT seq, hash FROM change_log"))
    now = {seq: row[-1] for seq, row in all_rows(old, path)["change_log"].items()}
    assert seals[told["log"]["until"]] == told["log"]["before"]
    assert now[told["log"]["until"]] == told["log"]["after"] != told["log"]["before"]
    assert now[told["log"]["since"] - 1] == seals[told["log"]["since"] - 1]
    assert (entry.action, entry.by, entry.notes[0].what) == ("employees.erase", "berit", told["log"])
    assert json.loads(kept[0][-1]) == told
    page = " ".join(each.extract_text() for each in PdfReader(paper).pages)
    assert told["log"]["after"][:16] in page
    assert not any(trace in page + plain.read_text("utf-8") for trace in TRACES)


def rows_of(desk: Desk, statement: str) -> list[tuple[Any, ...]]:
    with desk.reading() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def test_a_proven_copy_is_made_first(old: Made, path: Path) -> None:
    with sitting(old, path) as desk:
        erase.erase(desk, [2], "2")
        [copy] = desk.client.copies()
    assert copy.reason == "erasure"
    with old.desk(copy.path) as before:
        assert verify(before) == []
        assert rows(before, "employee")[1][2] == JONAS


def test_what_was_erased_is_not_taken_back(old: Made, path: Path) -> None:
    with sitting(old, path) as desk:
        erase.erase(desk, [2], "2")
        entries = desk.client.history()
        for entry in entries:
            if entry.at_once:
                with pytest.raises(Refused):
                    undo(desk, entry.seq)
        with pytest.raises(Refused):
            undo(desk, entries[0].seq)
        assert [each[2] for each in rows(desk, "employee")] == ["Ingrid Haugen Ås", "Slettet person 2", "Maja Eikeland"]


def test_the_record_cannot_be_changed(old: Made, path: Path) -> None:
    with sitting(old, path) as desk:
        erase.erase(desk, [2], "2")
        for statement in ("UPDATE erasure SET by = 'x'", "DELETE FROM erasure"):
            with pytest.raises(Refused), desk.change("test") as session:
                session.execute(text(statement))


def test_taken_away_without_the_record_is_found(old: Made, path: Path) -> None:
    """Bytes that are missing are an error where nobody was erased."""
    with old.with_another_program(path) as driver:
        driver.execute("UPDATE stored_file SET parts = '' WHERE id = 1")
        driver.execute("DELETE FROM imported_content")
    with sitting(old, path) as desk:
        assert len(verify(desk)) == 2


def everybody_leaves(made: Made, path: Path) -> None:
    """Nobody is employed any more, and everything is settled."""
    with made.with_another_program(path) as driver:
        driver.execute("UPDATE employment SET end = '2026-12-31' WHERE end IS NULL")
        owed = (
            "SELECT employee_id, account, vintage, sum(hundredths) FROM movement WHERE employee_id IS NOT NULL"
            " AND account IN ('holiday_pay', 'holiday_pay_60', 'holiday_pay_aga') GROUP BY 1, 2, 3"
        )
        for employee, account, vintage, total in driver.execute(owed).fetchall():
            driver.execute(
                "INSERT INTO movement VALUES (NULL, ?, NULL, ?, ?, ?, 'x')", (employee, account, vintage, -total)
            )


def test_several_at_once_and_one_after_the_other(old: Made, path: Path, tmp_path: Path) -> None:
    everybody_leaves(old, path)
    with sitting(old, path) as desk:
        with pytest.raises(Refused, match="Type the number"):
            erase.erase(desk, [1, 2], "1")
        first = erase.erase(desk, [1, 2], "2, 1")
        second = erase.erase(desk, [3], "3")
        assert verify(desk) == []
        assert desk.client.log_is_whole()[0]
        assert erased_count(desk) == 3
        assert [row.numbers for row in erased_rows(desk)] == [(3,), (1, 2)]
        assert candidates(desk) == ()
        for number in (first, second):
            assert erase.receipt_pdf(desk, number).startswith(b"%PDF")
        with pytest.raises(Refused, match="Choose who"):
            erase.erase(desk, [3], "3")
    raw = pages(path, old.recovery_key)
    assert not any(name.encode() in raw for name in ("Ingrid Haugen", "Maja Eikeland", "12847913736", "24929930092"))


def test_the_age_counts_where_the_pay_depends_on_it(tmp_path: Path) -> None:
    """Bjørn is over sixty and left with his holiday pay: the year of birth stays in the payslip, and nothing else."""
    path = tmp_path / "bakeri.lonnsom"
    clock = Clock()
    client, key = Client.create(path, PASSWORD, "NO", "kari", now=clock, copies=NO_COPIES)
    desk = Desk(client, "kari", clock)
    fill(desk, bakery())
    play_in(desk, bakery())
    client.close()
    made = Made(path, key)
    everybody_leaves(made, path)
    with sitting(made, path) as desk:
        erase.erase(desk, [7], "7")
        assert verify(desk) == []
        [person] = [slip.person for slip in runs.result_of(desk, 1).payslips if slip.person.number == 7]
    assert (person.born, person.name, person.national_id) == (date(1964, 1, 1), "Slettet person 7", "")
    assert b"02926435909" not in pages(path, key)


def test_changed_between_looking_and_erasing(old: Made, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody wrote meanwhile is not lost, and nothing is erased."""
    with sitting(old, path) as desk:
        prove = Client.prove_copy

        def meanwhile(client: Client, reason: str) -> Any:
            with client.change("test", by="kari") as session:
                session.add(Setting(name="meanwhile", value="1"))
            return prove(client, reason)

        monkeypatch.setattr(Client, "prove_copy", meanwhile)
        with pytest.raises(Refused, match="changed meanwhile"):
            erase.erase(desk, [2], "2")
        assert JONAS in [each[2] for each in rows(desk, "employee")]


# --- refusals ------------------------------------------------------------------------------------------------------


def refuses(desk: Desk, numbers: list[int], typed: str, match: str) -> None:
    was = desk.client.history()
    with pytest.raises(Refused, match=match):
        erase.erase(desk, numbers, typed)
    assert desk.client.history() == was


@pytest.mark.parametrize(
    ("numbers", "typed", "match"),
    [
        ([1], "1", "still employed"),
        ([2], "", "Type the number"),
        ([2], "3", "Type the number"),
        ([], "", "Choose who"),
        ([9], "9", "Choose who"),
        ([1, 2], "1 2", "still employed"),
    ],
)
def test_not_allowed(old: Made, path: Path, numbers: list[int], typed: str, match: str) -> None:
    with sitting(old, path) as desk:
        refuses(desk, numbers, typed, match)


def test_one_day_too_early(old: Made, path: Path) -> None:
    with sitting(old, path, date(2031, 12, 31)) as desk:
        refuses(desk, [2], "2", "must be kept until")


def test_the_firm_keeps_longer(old: Made, path: Path) -> None:
    with sitting(old, path) as desk:
        with pytest.raises(Refused, match="from 5 to 50"):
            erase.keep_longer(desk, 4)
        erase.keep_longer(desk, 10)
        refuses(desk, [2], "2", "must be kept until")
        erase.keep_longer(desk, 5)
        assert erase.preview(desk, [2]).people[0].until == date(2031, 12, 31)


@pytest.mark.parametrize(
    ("statement", "match"),
    [
        ("INSERT INTO movement VALUES (NULL, 2, NULL, 'holiday_pay', '2027', 100, 'x')", "is not settled"),
        ("INSERT INTO movement VALUES (NULL, 2, NULL, 'advance', '', 100, 'x')", "is not settled"),
        ("UPDATE employment SET end = NULL WHERE employee_id = 2", "still employed"),
        ("UPDATE absence SET last = NULL WHERE employee_id = 2", "without a last day"),
        ("UPDATE absence SET last = '2028-01-03' WHERE employee_id = 2", "must be kept until"),
        ("UPDATE imported_file SET imported_at = '2029-01-01T00:00:00.000000+00:00'", "imported file"),
        (f"INSERT INTO cost_unit VALUES (NULL, 'project', 'X', '{JONAS}', 0)", "still names the person"),
    ],
)
def test_reasons_against(old: Made, path: Path, statement: str, match: str) -> None:
    with old.with_another_program(path) as driver:
        driver.execute(statement)
    with sitting(old, path) as desk:
        refuses(desk, [2], "2", match)
        assert JONAS in [each[2] for each in rows(desk, "employee")]


def test_an_open_run(old: Made, path: Path) -> None:
    with old.with_another_program(path) as driver:
        driver.execute("UPDATE pay_run SET approved_at = NULL, approved_by = NULL WHERE id = 2")
    with sitting(old, path) as desk:
        refuses(desk, [2], "2", "open pay run")


def test_a_message_on_a_payslip_goes_too(old: Made, path: Path) -> None:
    with old.with_another_program(path) as driver:
        driver.execute("INSERT INTO payslip_note VALUES (NULL, 1, 2, 'Hei Jonas')")
        driver.execute(f"INSERT INTO payslip_note VALUES (NULL, 1, NULL, 'Takk til {JONAS}')")
    with sitting(old, path) as desk:
        erase.erase(desk, [2], "2")
        assert [row[3] for row in rows(desk, PayslipNote.__tablename__)] == ["Takk til •••"]


# --- stopped on the way ----------------------------------------------------------------------------------------------


def test_killed_at_any_moment(victim: Victim, old: Made, tmp_path: Path) -> None:  # noqa: F811
    """The file as before or as afterwards, whole, and nothing beside it."""
    found = set()
    for desk, said in rounds(victim, "erase", old, tmp_path):
        names = {each[2] for each in rows(desk, "employee")}
        is_done = "Slettet person 2" in names
        assert is_done or JONAS in names
        assert is_done or not said
        assert (len(rows(desk, "erasure")) == 1) == is_done
        found.add(is_done)
    assert False in found


def test_a_copy_that_is_not_in_order_takes_no_place(old: Made, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    was = path.read_bytes()
    slips = erasures.without_person
    monkeypatch.setattr(erasures, "without_person", lambda slip, *rest, **more: slips(_more(slip), *rest, **more))
    with sitting(old, path) as desk:
        refuses(desk, [2], "2", "would not be in order")
    assert path.read_bytes() == was


def _more(slip: Any) -> Any:
    return replace(slip, person=replace(slip.person, tax_card=None))


def test_no_room_on_the_disk(old: Made, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "become", full)
    with sitting(old, path) as desk, pytest.raises((Refused, OSError)):
        erase.erase(desk, [2], "2")
    assert not path.with_name(path.name + ".part").exists()
    with old.desk(path) as desk:
        assert verify(desk) == []
        assert JONAS in [each[2] for each in rows(desk, "employee")]


def test_another_year_of_pay_goes_on(old: Made, path: Path) -> None:
    """Runs can be read and listed afterwards."""
    with sitting(old, path) as desk:
        erase.erase(desk, [2], "2")
        for run in (1, 2, 3):
            result = runs.result_of(desk, run)
            assert all(slip.person.name for slip in result.payslips)
