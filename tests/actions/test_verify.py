"""`verify` finds what somebody did to a file with another program, wherever it was."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.values.money import Money
from services.actions import runs
from services.actions.verify import verify
from services.desk.desk import open_client
from services.desk.stored_form import read_facts, read_payslip, read_voucher, write_facts, write_payslip, write_voucher
from tests.actions.samples import PASSWORD, Clock, Made, a_bonus, extra

Tamper = Callable[[Any], object]


def test_the_demo_is_in_order(demo_folder):
    before = {path: path.read_bytes() for path in demo_folder.iterdir() if path.is_file()}
    with open_client(demo_folder / "demo.lonnsom", "revisor", Clock(), passphrase=PASSWORD, read_only=True) as desk:
        assert verify(desk) == []
    assert {path: path.read_bytes() for path in demo_folder.iterdir() if path.is_file()} == before


def test_a_file_with_a_draft_is_in_order(later_desk):
    runs.draft(later_desk, runs.start(later_desk, extra(), a_bonus("500")))
    assert verify(later_desk) == []


def exchanged_slips(driver: Any) -> None:
    slips = driver.execute("SELECT id, content FROM payslip ORDER BY id LIMIT 2").fetchall()
    for (row, _), (_, content) in zip(slips, reversed(slips), strict=True):
        driver.execute("UPDATE payslip SET content = ? WHERE id = ?", (content, row))


def exchanged_blobs(driver: Any) -> None:
    driver.execute("UPDATE payslip SET content = (SELECT voucher FROM pay_run) WHERE employee_id = 2")


def another_amount_on_a_slip(driver: Any) -> None:
    (content,) = driver.execute("SELECT content FROM payslip WHERE employee_id = 2").fetchone()
    slip = read_payslip(content)
    line = slip.lines[0]
    line.amount.value = Money(line.amount.value.ore + 100)
    driver.execute("UPDATE payslip SET content = ? WHERE employee_id = 2", (write_payslip(slip),))


def a_torn_slip(driver: Any) -> None:
    driver.execute("UPDATE payslip SET content = substr(content, 1, 200) WHERE employee_id = 2")


def another_voucher(driver: Any) -> None:
    (content,) = driver.execute("SELECT voucher FROM pay_run").fetchone()
    voucher = read_voucher(content)
    first, *rest = voucher.lines
    voucher = replace(voucher, lines=(replace(first, account="9999"), *rest))
    driver.execute("UPDATE pay_run SET voucher = ?", (write_voucher(voucher),))


def a_voucher_off_balance(driver: Any) -> None:
    (content,) = driver.execute("SELECT voucher FROM pay_run").fetchone()
    voucher = read_voucher(content)
    object.__setattr__(voucher, "lines", voucher.lines[1:])
    driver.execute("UPDATE pay_run SET voucher = ?", (write_voucher(voucher),))


def another_employer(driver: Any) -> None:
    (content,) = driver.execute("SELECT facts FROM pay_run").fetchone()
    facts = read_facts(content)
    statutory = replace(facts.employer, holiday_plan="statutory")
    driver.execute("UPDATE pay_run SET facts = ?", (write_facts(replace(facts, employer=statutory)),))


def sql(statement: str) -> Tamper:
    def tamper(driver: Any) -> None:
        assert driver.execute(statement).rowcount != 0

    tamper.__name__ = statement
    return tamper


OF_A_SLIP = "employee 2: the payslip and the rows beside it do not say the same"
UNREADABLE = "Run 2026-03: what is kept of it cannot be read"
TAMPERS: list[tuple[Tamper, str]] = [
    (exchanged_slips, OF_A_SLIP),
    (exchanged_blobs, UNREADABLE),
    (another_amount_on_a_slip, "employee 2: calculating again gives another payslip"),
    (a_torn_slip, UNREADABLE),
    (sql("UPDATE payslip SET content = x'' WHERE employee_id = 2"), UNREADABLE),
    (sql("DELETE FROM payslip WHERE employee_id = 2"), "calculating again gives other sums"),
    (sql("UPDATE payslip SET net_pay = net_pay + 100 WHERE employee_id = 2"), OF_A_SLIP),
    (sql("UPDATE payslip SET withholding = withholding + 200 - 100 * employee_id"), "employee 1: the payslip and"),
    (sql("UPDATE run_total SET amount = amount + 1 WHERE name = 'net_pay'"), "calculating again gives other sums"),
    (sql("DELETE FROM run_total WHERE name = 'otp'"), "calculating again gives other sums"),
    (sql("UPDATE pay_line SET amount = amount + 1 WHERE employee_id = 2"), OF_A_SLIP),
    (sql("DELETE FROM movement WHERE run_id = 1 AND employee_id = 2 AND account = 'taxable'"), OF_A_SLIP),
    (sql("UPDATE movement SET hundredths = 1 - hundredths WHERE run_id = 1 AND employee_id = 2"), OF_A_SLIP),
    (sql("DELETE FROM movement WHERE run_id = 1 AND employee_id IS NULL"), "other balances of the employer"),
    (sql("DELETE FROM entered_line WHERE employee_id = 2"), OF_A_SLIP),
    (sql("UPDATE pay_run SET pay_date = '2026-03-19'"), "its dates or its kind are not those"),
    (another_voucher, "calculating again gives another journal"),
    (a_voucher_off_balance, UNREADABLE),
    (sql("UPDATE pay_run SET voucher = NULL"), UNREADABLE),
    (another_employer, "calculating again gives another"),
    (
        sql("UPDATE file_part SET content = x'00' WHERE sha256 = (SELECT parts FROM stored_file WHERE kind = 'bank')"),
        "kept file bank-2026-03.xml is not what was",
    ),
    (sql("UPDATE stored_file SET sha256 = 'x' WHERE kind = 'amelding'"), "kept file amelding-2026-03.xml is not"),
    (sql("UPDATE change_log SET why = 'nothing' WHERE seq = 3"), "Entry 3 of the change log is not as it was written"),
    (sql("UPDATE employee SET number = 22 WHERE number = 2"), "employee 22: the payslip and the rows beside it"),
]


@pytest.mark.parametrize(("tamper", "finding"), TAMPERS, ids=[tamper.__name__ for tamper, _ in TAMPERS])
def test_what_was_done_with_another_program_is_found(
    approved: Made, approved_path: Path, tamper: Tamper, finding: str
) -> None:
    with approved.with_another_program(approved_path) as driver:
        tamper(driver)
    with approved.desk(approved_path) as desk:
        before = approved_path.read_bytes()
        found = [str(each.what) for each in verify(desk)]
        assert any(finding in text for text in found), found
        assert approved_path.read_bytes() == before


def test_a_guard_that_was_taken_away_is_found(approved, approved_path):
    with approved.with_another_program(approved_path, guards=False):
        pass
    with approved.desk(approved_path) as desk:
        found = [str(each.what) for each in verify(desk)]
    assert "“keep_payslip_update” in the file is not as Lønnsom makes it." in found


def test_a_file_that_nobody_touched_is_in_order(approved, approved_path):
    with approved.with_another_program(approved_path):
        pass
    with approved.desk(approved_path) as desk:
        assert verify(desk) == []
