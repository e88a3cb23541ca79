"""The voucher as CSV, in the manner of the shared sample."""

import csv
from datetime import date

import pytest

from models.values.message import Message
from models.values.money import Money
from services.engine.posting import Voucher, VoucherLine
from services.files import journal

MONTH = {"Pay {month}": "Lønn november 2026"}


def nb(message: Message) -> str:
    return MONTH.get(message.text, message.text)


def voucher(*lines: VoucherLine) -> Voucher:
    return Voucher(date(2026, 11, 20), Message("Pay {month}", month="2026-11"), lines)


@pytest.fixture(scope="session")
def sample(shared) -> bytes:
    return (shared / "reference" / "journal" / "sample_generell.csv").read_bytes()


def test_the_voucher_of_the_sample_is_the_sample_to_the_byte(sample):
    rows = list(csv.DictReader(sample.decode("utf-8-sig").splitlines(), delimiter=";"))

    def amount(row):
        return Money.kr((row["Debet"] or f"-{row['Kredit']}").replace(",", "."))

    lines = [
        VoucherLine(row["Konto"], amount(row), Message(row["Kontonavn"]), row["Avdeling"], row["Prosjekt"])
        for row in rows
    ]
    names = {row["Konto"]: row["Kontonavn"] for row in rows}
    assert journal.write(voucher(*lines), 1, names, nb) == sample


def test_a_line_says_what_neither_account_nor_voucher_says():
    content = journal.write(
        voucher(
            VoucherLine("5000", Money.kr(100), Message("Timelønn")),
            VoucherLine("2930", Money.kr(-100), Message("Skyldig lønn")),
        ),
        17,
        {"5000": "Lønn", "2930": "Skyldig lønn"},
        nb,
    )
    assert content.decode("utf-8-sig").splitlines()[1:] == [
        "17;20.11.2026;2026-11;5000;Lønn;Lønn november 2026: Timelønn;100,00;;;",
        "17;20.11.2026;2026-11;2930;Skyldig lønn;Lønn november 2026;;100,00;;",
    ]


def test_debit_and_credit_are_written_without_a_sign_and_add_up_to_the_same():
    lines = [VoucherLine(str(number), Money(ore), Message("x")) for number, ore in enumerate((7, -5, 3, -5))]
    rows = list(
        csv.DictReader(journal.write(voucher(*lines), 1, {}, nb).decode("utf-8-sig").splitlines(), delimiter=";")
    )
    sums = {side: sum(Money.kr(row[side].replace(",", ".") or "0").ore for row in rows) for side in ("Debet", "Kredit")}
    assert sums == {"Debet": 10, "Kredit": 10}
    assert all(bool(row["Debet"]) != bool(row["Kredit"]) for row in rows)


def test_an_account_without_a_name_has_none():
    lines = (VoucherLine("5000", Money(1), Message("")), VoucherLine("2930", Money(-1), Message("")))
    assert b";5000;;L\xc3\xb8nn november 2026;0,01;" in journal.write(voucher(*lines), 1, {}, nb)


def test_what_people_typed_is_never_a_formula():
    lines = (
        VoucherLine("5000", Money(1), Message(""), department="=cmd|x", project="@x"),
        VoucherLine("2930", Money(-1), Message("")),
    )
    content = journal.write(voucher(*lines), 1, {"5000": "+Lønn", "2930": "-2930"}, nb).decode("utf-8-sig")
    assert ";'+Lønn;" in content
    assert ";'=cmd|x;'@x\r\n" in content
    assert ";-2930;" in content  # a number
