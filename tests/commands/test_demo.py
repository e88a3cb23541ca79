"""The main job without a window."""

import csv
import io
import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from desktop import commands
from services.actions.scenario import play, read
from services.reference.demo_client import demo_scenario

NUMBERS = range(1, 14)


@pytest.fixture(scope="module")
def summary(demo: Path) -> dict:
    return json.loads((demo / "summary.json").read_text("utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def kroner(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def test_everything_is_there(demo):
    assert set(contents(demo)) == {
        "demo.lonnsom",
        "summary.json",
        "amelding-2026-11.xml",
        "bank-2026-11.xml",
        "journal-2026-11.csv",
        "journal-month-2026-11.csv",
        "payment-list-2026-11.csv",
        "payment-list-2026-11.pdf",
        *(f"payslip-{number}-2026-11.pdf" for number in NUMBERS),
    }


def test_it_says_what_it_made(demo, lonnsom, tmp_path):
    said = lonnsom("demo", tmp_path / "my demo")
    assert (said.code, said.err) == (0, "")
    assert str(tmp_path / "my demo") in said.lines[0]
    assert "13" in said.lines[1]
    assert len(contents(tmp_path / "my demo")) == len(contents(demo))


def test_without_a_password_it_uses_one_and_says_so(lonnsom, tmp_path, monkeypatch):
    monkeypatch.delenv(commands.PASSWORD)
    said = lonnsom("demo", tmp_path / "demo")
    assert said.code == 0
    assert commands.DEMO_PASSWORD in said.lines[0]
    monkeypatch.setenv(commands.PASSWORD, commands.DEMO_PASSWORD)
    assert lonnsom("verify", tmp_path / "demo" / "demo.lonnsom").code == 0


def test_its_own_password_is_not_said(lonnsom, tmp_path):
    said = lonnsom("demo", tmp_path / "demo")
    assert "rødgrød" not in said.out


def test_a_folder_with_something_in_it(lonnsom, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    assert "is not empty" in lonnsom("demo", tmp_path).reason
    assert contents(tmp_path) == {"mine.txt": b"mine"}
    assert "cannot be made" in lonnsom("demo", tmp_path / "mine.txt").reason


def test_the_files_are_those_of_the_summary(demo, summary):
    made = contents(demo)
    for file in summary["files"]:
        assert (file["size"], file["sha256"]) == (len(made[file["name"]]), sha256(made[file["name"]]).hexdigest())
    assert {file["name"] for file in summary["files"]} == made.keys() - {"demo.lonnsom", "summary.json"}


def test_the_sums_are_those_of_the_slips(summary):
    (run,) = summary["runs"]
    (played,) = play(read(demo_scenario())).runs.values()
    assert run["payslips"] == len(played.payslips) == len(NUMBERS)
    for name, amount in run["totals"].items():
        slips = [slip for slip in played.payslips if name in slip.figures]
        if slips:
            assert Decimal(amount) == sum(slip[name].kroner for slip in slips), name


def test_paid_through_the_bank_or_left_out(demo, summary):
    """The bank file and the people without an account in the payment list are all of net pay."""
    net_pay = Decimal(summary["runs"][0]["totals"]["net_pay"])
    bank = etree.fromstring((demo / "bank-2026-11.xml").read_bytes())
    in_file = sum(Decimal(each.text) for each in bank.iter("{*}InstdAmt"))
    assert {Decimal(each.text) for each in bank.iter("{*}CtrlSum")} == {in_file}
    listed = [(row["Konto"], kroner(row["Beløp"])) for row in table(demo / "payment-list-2026-11.csv")]
    assert sum(amount for _, amount in listed) == net_pay
    left_out = [amount for account, amount in listed if not account]
    assert len(left_out) == 1
    assert in_file + sum(left_out) == net_pay


def test_the_journal_balances(demo):
    rows = table(demo / "journal-2026-11.csv")
    debit, credit = (sum(kroner(row[side]) for row in rows if row[side]) for side in ("Debet", "Kredit"))
    assert debit == credit > 0


def test_the_xml_is_valid_to_the_official_schemas(demo, shared):
    folder = shared / "reference"
    for file, schema in (
        ("amelding-2026-11.xml", folder / "amelding" / "amelding_v2_3.xsd"),
        ("bank-2026-11.xml", folder / "bank" / "pain.001.001.03.xsd"),
    ):
        official = etree.XMLSchema(etree.parse(schema))
        official.assertValid(etree.parse(demo / file))


def test_the_payslips_can_be_read(demo):
    names = {each.person.number: each.person.name for each in read(demo_scenario()).people}
    for number in NUMBERS:
        text = PdfReader(demo / f"payslip-{number}-2026-11.pdf").pages[0].extract_text()
        assert names[number].split()[0] in text


def test_twice_is_the_same_twice(demo, lonnsom, tmp_path, monkeypatch):
    """Another day, another password, another folder: the same bytes, but for the client file."""
    monkeypatch.setattr(
        commands, "now", lambda: commands.datetime(2027, 2, 1, tzinfo=commands.datetime.now().astimezone().tzinfo)
    )
    monkeypatch.setenv(commands.PASSWORD, "another")
    assert lonnsom("demo", tmp_path / "again").code == 0
    first, again = contents(demo), contents(tmp_path / "again")
    assert [name for name in first if first[name] != again[name]] == ["demo.lonnsom"]


def test_no_name_or_number_of_anybody_is_said(lonnsom, tmp_path):
    """In the output, the names of files, and the summary."""
    said = lonnsom("demo", tmp_path / "demo")
    people = [each.person for each in read(demo_scenario()).people]
    told = "\n".join(
        [said.out, said.err, *contents(tmp_path / "demo"), (tmp_path / "demo" / "summary.json").read_text()]
    )
    for person in people:
        for secret in (person.name, person.name.split()[-1], person.national_id, person.bank_account):
            assert not secret or secret not in told
