"""The salary file for the bank. Accounts, names and numbers are made up; never send such a file to a bank."""

import csv
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from models.values.finding import Refused
from models.values.money import Money
from services.files import safe_xml
from services.files.bank_payment import (
    BankFile,
    BankProfile,
    MessageVersion,
    Payment,
    PaymentBlock,
    PaymentOrder,
    account_in,
    bank_text,
    check,
    why_not_in_file,
    write,
)
from services.files.payment_file import first_day, message_id, payments_in

BICS = {"1234": "DNBANOKK"}
PEOPLE = (
    Payment("LONN-2026-11-0001", "Åse Brønnøysund", "12341111119", Money.kr("31250.00"), "Lønn november 2026"),
    Payment("LONN-2026-11-0002", "Per-Øyvind Nærø", "1503.22.22223", Money.kr("28117.00"), "Lønn november 2026"),
    Payment("LONN-2026-11-0003", "Kari Nordmann Lillestrøm", "42023333338", Money.kr("35480.50"), "Lønn november 2026"),
)
ORDER = PaymentOrder(
    message_id="LONN-202611-7F3A0C21",
    created=datetime(2026, 11, 18, 10, 15, 0, 123456, timezone(timedelta(hours=1))),
    execution_date=date(2026, 11, 20),
    employer="Fiktiv Fjordfisk AS",
    organisation_number="314572106",
    account="1234 56 78911",
    payments=PEOPLE,
    profile=BankProfile(division="LONN01"),
)


def account(number: int) -> str:
    """A right account near the number."""
    while True:
        digits = f"{number:010d}"
        last = -sum(int(d) * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if last < 10:
            return f"{digits}{last}"
        number += 1


def one(**changed: object) -> PaymentOrder:
    """An order with one payment, changed."""
    return replace(ORDER, payments=(replace(PEOPLE[0], **changed),))


def refusal(order: PaymentOrder) -> list[str]:
    with pytest.raises(Refused) as refused:
        write(order, BICS)
    return [str(finding.what) for finding in refused.value.findings]


def read(file: BankFile) -> etree._Element:
    assert file.content is not None
    return safe_xml.read(file.content)


def texts(file: BankFile, name: str) -> list[str]:
    return [element.text or "" for element in read(file).iter(f"{{*}}{name}")]


@pytest.fixture(scope="session")
def official(shared) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared / "reference" / "bank" / "pain.001.001.03.xsd")))


@pytest.fixture(scope="session")
def newer(shared) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared / "reference" / "bank" / "pain.001.001.09.xsd")))


NEWER = replace(ORDER.profile, version=MessageVersion.PAIN_001_001_09)
DEDUCTION = Payment(
    "TREKK-2026-11", "Mottaker med KID", "12349999992", Money.kr("41450.00"), "", kid="314572106202611016"
)
TWO_BLOCKS = replace(ORDER, others=(PaymentBlock(date(2026, 11, 23), (DEDUCTION,)),))


def leaves(root: etree._Element) -> list[tuple[str, str]]:
    """Every innermost element by its path, with its text: what a file says, however it is laid out."""
    found = []
    for element in root.iter():
        if len(element) == 0:
            path = [safe_xml.name(each) for each in (element, *element.iterancestors())]
            found.append(("/".join(reversed(path)), element.text or ""))
    return found


@pytest.mark.parametrize("version", list(MessageVersion))
def test_the_file_says_what_the_sample_says(shared, version):
    """Both blocks: pay, and a deduction with its KID on another day."""
    sample = etree.parse(str(shared / "reference" / "bank" / f"sample_lonn_{version.value}.xml")).getroot()
    expected = [(path, "0004" if text == "9001" else text) for path, text in leaves(sample)]  # our own running number
    order = replace(TWO_BLOCKS, profile=replace(ORDER.profile, version=version))
    assert leaves(read(write(order, BICS))) == expected


def test_the_file_is_right_by_the_official_schema(official):
    official.assertValid(read(write(ORDER, BICS)))


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, profile=BankProfile()),
        replace(ORDER, profile=BankProfile(bic="NDEANOKKXXX")),
        replace(ORDER, account="99991234560"),  # a register number that no list has
        replace(ORDER, message_id="A" * 35),
        replace(ORDER, employer="Ås & Sønner <1998> AS " + "x" * 200),
        replace(ORDER, payments=tuple(replace(each, text="") for each in PEOPLE)),
        replace(ORDER, payments=tuple(replace(each, name=each.name * 20, text=each.text * 20) for each in PEOPLE)),
        replace(ORDER, payments=tuple(replace(each, country="SE") for each in PEOPLE)),
        one(amount=Money(1)),
        one(amount=Money(99_999_999_999_99)),
    ],
)
def test_so_are_the_odd_ones(official, order):
    if order.account.startswith("9999"):
        order = replace(order, account=account(9999123456))
    official.assertValid(read(write(order, BICS)))


def test_pay_is_one_debit_that_only_salary_rights_can_open():
    file = write(ORDER, BICS)
    assert texts(file, "BtchBookg") == ["true"]
    assert [each.text for each in read(file).iterfind(".//{*}CtgyPurp/{*}Cd")] == ["SALA"]
    assert texts(file, "PmtMtd") == ["TRF"]
    assert texts(file, "ChrgBr") == ["SLEV"]


def test_counts_and_sums_are_those_of_the_payments():
    file = write(ORDER, BICS)
    assert texts(file, "NbOfTxs") == ["3", "3"]
    assert texts(file, "CtrlSum") == ["94847.50", "94847.50"]
    assert file.total == Money.kr("94847.50")
    assert [each.reference for each in file.paid] == texts(file, "EndToEndId")


def test_the_same_approved_run_gives_the_same_bytes():
    assert write(ORDER, BICS) == write(ORDER, dict(BICS))


def test_the_bank_is_found_by_the_account_and_overruled_by_the_profile():
    assert texts(write(ORDER, BICS), "BIC") == ["DNBANOKK"]
    overruled = replace(ORDER, profile=BankProfile(bic="NDEANOKK"))
    assert texts(write(overruled, BICS), "BIC") == ["NDEANOKK"]


def test_an_unknown_bank_is_not_provided():
    file = write(ORDER, {})
    assert texts(file, "BIC") == []
    assert [each.text for each in read(file).iterfind(".//{*}FinInstnId/{*}Othr/{*}Id")] == ["NOTPROVIDED"]


def test_the_register_of_banks_is_the_shared_one(root, shared):
    lines = (root / "resources" / "codes" / "no" / "banks.csv").read_text("utf-8").splitlines()
    ours = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter=";"))
    with (shared / "reference" / "bank" / "bankregister_no.csv").open(encoding="utf-8", newline="") as source:
        theirs = list(csv.DictReader(source, delimiter=";"))
    assert [(row["code"], row["bic"], row["bank"]) for row in ours] == [
        (row["registernummer"], row["bic"], row["banknavn"]) for row in theirs
    ]


def test_every_bic_of_the_register_may_stand_in_a_file(root):
    lines = (root / "resources" / "codes" / "no" / "banks.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter=";")
    for bic in {row["bic"] for row in rows}:
        assert texts(write(replace(ORDER, profile=BankProfile(bic=bic)), {}), "BIC") == [bic]


@pytest.mark.parametrize(
    ("typed", "in_file"),
    [
        ("12341111119", "12341111119"),
        ("1234 11 11119", "12341111119"),
        ("1234.11.11119", "12341111119"),
        ("NO45 1234 1111 119", "12341111119"),  # a Norwegian IBAN is the account in it
    ],
)
def test_an_account_is_written_as_eleven_digits(typed, in_file):
    file = write(one(account=typed), BICS)
    ids = [each.text for each in read(file).iterfind(".//{*}CdtrAcct/{*}Id/{*}Othr/{*}Id")]
    assert ids == [in_file]
    assert account_in(typed) == in_file
    assert why_not_in_file(in_file) is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "There is no bank account"),
        ("  ", "There is no bank account"),
        ("SE45 5000 0000 0583 9825 7466", "The account is abroad; pay it by hand in the bank"),
        ("1234567", "The account is not Norwegian; pay it by hand in the bank"),
        ("123411111190", "The account is not Norwegian; pay it by hand in the bank"),
        ("kontant", "The account is not Norwegian; pay it by hand in the bank"),
    ],
)
def test_whoever_has_no_norwegian_account_is_left_out_and_named(typed, why):
    other = replace(PEOPLE[0], account=typed)
    file = write(replace(ORDER, payments=(other, *PEOPLE[1:])), BICS)
    assert [(each.payment, str(each.why)) for each in file.left_out] == [(other, why)]
    assert texts(file, "NbOfTxs") == ["2", "2"]
    assert file.total + PEOPLE[0].amount == Money.kr("94847.50")


ABROAD = replace(PEOPLE[0], account="SE45 5000 0000 0583 9825 7466", bic="SWED SESS", country="SE")


def test_an_account_abroad_is_paid_in_a_block_of_its_own(official):
    """IBAN and the BIC of its bank, each bank takes its charges, no SALA; the sum is over both blocks."""
    file = write(replace(ORDER, payments=(ABROAD, *PEOPLE[1:])), BICS)
    official.assertValid(read(file))
    assert file.left_out == ()
    assert texts(file, "NbOfTxs") == ["3", "2", "1"]
    assert texts(file, "CtrlSum") == ["94847.50", "63597.50", "31250.00"]
    assert texts(file, "PmtInfId") == ["LONN-202611-7F3A0C21-1", "LONN-202611-7F3A0C21-2"]
    assert texts(file, "ChrgBr") == ["SLEV", "SHAR"]
    assert texts(file, "BtchBookg") == ["true", "false"]
    assert texts(file, "IBAN") == ["SE4550000000058398257466"]
    home, away = read(file).iterfind(".//{*}PmtInf")
    assert [each.text for each in home.iterfind(".//{*}CtgyPurp/{*}Cd")] == ["SALA"]
    assert away.find(".//{*}CtgyPurp") is None
    assert [each.text for each in away.iterfind(".//{*}CdtrAgt/{*}FinInstnId/{*}BIC")] == ["SWEDSESS"]
    assert len(set(texts(file, "InstrId"))) == 3


def test_with_accounts_abroad_alone_there_is_one_block(official):
    file = write(replace(ORDER, payments=(ABROAD,)), BICS)
    official.assertValid(read(file))
    assert texts(file, "NbOfTxs") == ["1", "1"]
    assert texts(file, "ChrgBr") == ["SHAR"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"bic": ""},
        {"bic": "SWED"},
        {"account": "SE46 5000 0000 0583 9825 7466"},  # another check digit
        {"account": "DE89 3704 0044 0532 0130 0"},  # two digits too few for Germany
    ],
)
def test_what_is_no_account_abroad_is_paid_by_hand(wrong):
    other = replace(ABROAD, **wrong)
    (left,) = write(replace(ORDER, payments=(other, *PEOPLE[1:])), BICS).left_out
    assert (left.payment, str(left.why)) == (other, "The account is abroad; pay it by hand in the bank")


def test_a_file_with_two_blocks_is_checked_block_by_block():
    content = write(replace(ORDER, payments=(ABROAD, *PEOPLE[1:])), BICS).content
    assert content is not None
    assert check(content) == []
    first, second = (f"<CtrlSum>{amount}</CtrlSum>".encode() for amount in ("63597.50", "31250.00"))
    swapped = content.replace(first, b"@").replace(second, first).replace(b"@", second)
    assert [str(found.what) for found in check(swapped)] == [
        "The counts and sums of the bank file do not agree with its payments"
    ]


def test_nobody_in_the_file_is_no_file():
    file = write(one(account=""), BICS)
    assert (file.content, file.paid, len(file.left_out)) == (None, (), 1)
    assert file.total == Money(0)
    assert write(replace(ORDER, payments=()), BICS) == BankFile(None, (), ())


def test_nothing_to_pay_is_in_no_list():
    nothing = replace(PEOPLE[0], amount=Money(0), account="")
    file = write(replace(ORDER, payments=(nothing, *PEOPLE[1:])), BICS)
    assert file.left_out == ()
    assert texts(file, "NbOfTxs") == ["2", "2"]


@pytest.mark.parametrize(
    ("order", "reasons"),
    [
        (one(amount=Money.kr(-1)), ["LONN-2026-11-0001: the amount to pay is negative"]),
        (one(account="12345678911"), ["LONN-2026-11-0001: the account is the employer's own"]),
        (one(account="12341111118"), ["LONN-2026-11-0001: the account number is wrong"]),
        (one(account="00001111113"), ["LONN-2026-11-0001: the account number is wrong"]),
        (one(name="李明"), ["LONN-2026-11-0001: the name has no letters that a bank reads"]),
        (one(name=""), ["LONN-2026-11-0001: the name has no letters that a bank reads"]),
        (replace(ORDER, payments=(PEOPLE[0], PEOPLE[0])), ["Two payments have the reference LONN-2026-11-0001"]),
        (replace(ORDER, account=""), ["The employer's bank account is missing or wrong"]),
        (replace(ORDER, account="12345678912"), ["The employer's bank account is missing or wrong"]),
        (replace(ORDER, employer=" "), [" : the name has no letters that a bank reads"]),
        (replace(ORDER, profile=BankProfile(bic="DNB")), ["The BIC in the bank profile is not one"]),
        (
            replace(ORDER, profile=BankProfile(division="LØNN")),
            ["“LØNN” cannot stand in a bank file as a number or reference"],
        ),
        (replace(ORDER, message_id="x" * 36), [f"“{'x' * 36}” cannot stand in a bank file as a number or reference"]),
        (replace(ORDER, organisation_number=""), ["“” cannot stand in a bank file as a number or reference"]),
        (one(reference="x" * 36), ["The bank file breaks the format in line 21"]),
        (one(reference="ÅSE-1"), ["The bank file breaks the format in line 21"]),
        (one(country="Norge"), ["The bank file breaks the format in line 21"]),
    ],
)
def test_what_a_bank_must_never_get_is_refused(order, reasons):
    assert refusal(order) == reasons


def test_all_reasons_are_said_at_once():
    faults = (replace(PEOPLE[0], amount=Money.kr(-1)), replace(PEOPLE[1], account="12345678911"))
    assert len(refusal(replace(ORDER, payments=faults))) == 2


def test_two_payments_to_one_account_are_two_payments():
    again = replace(PEOPLE[0], reference="LONN-2026-11-0001-2")
    assert write(replace(ORDER, payments=(PEOPLE[0], again)), BICS).total == Money.kr("62500.00")


@pytest.mark.parametrize(
    ("name", "in_bank"),
    [
        ("Åse Brønnøysund-Nærø", "Åse Brønnøysund-Nærø"),
        ("A\u030ase", "Åse"),  # a letter in two pieces
        ("Þóra Ásgeirsdóttir Öst", "Þóra Ásgeirsdóttir Öst"),
        ("Łukasz Żółć", "Lukasz Zólc"),
        ("Đorđe Šarić", "Dorde Saric"),
        ("Máret Áŋŋel Ŧuokko", "Máret Ángngel Tuokko"),
        ("Gül Işık", "Gül Isik"),
        ("Kari “Kaja” Moe", "Kari Kaja Moe"),
        ("D’Angelo – O`Neil", "D'Angelo - O'Neil"),
        ("  To   ord\t", "To ord"),
        ("Ås & Co <A/S>", "Ås & Co <A/S>"),
        ("a*b#c_d=e", "a b c d e"),
        ("Иван", ""),
        ("x" * 69 + " y", "x" * 69),
    ],
)
def test_names_in_signs_that_banks_read(name, in_bank):
    assert bank_text(name) == in_bank


@given(st.text(max_size=200))
def test_any_text_becomes_one_that_a_bank_reads(text):
    cleaned = bank_text(text)
    assert cleaned == bank_text(cleaned)
    assert len(cleaned) <= 70
    cleaned.encode("latin-1")


@given(st.text(max_size=100), st.text(max_size=100), st.integers(-5, 10**12))
def test_any_payment_is_written_or_refused(name, text, ore):
    with suppress(Refused):
        file = write(one(name=name, text=text, amount=Money(ore)), BICS)
        assert file.content is None or check(file.content) == []


SUMS = "The counts and sums of the bank file do not agree with its payments"


def broken(old: str, new: str, count: int = 1) -> bytes:
    content = write(ORDER, BICS).content
    assert content is not None
    assert old in content.decode()
    return content.decode().replace(old, new, count).encode()


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("pain.001.001.03", "pain.001.001.99", "This is not a payment file of a version that is written here"),
        ("<PmtMtd>TRF</PmtMtd>", "", "The bank file breaks the format in line 13"),
        ("<Cd>SALA</Cd>", "<Cd>SUPP</Cd>", "The bank file breaks the format in line 15"),
        ("<BtchBookg>true", "<BtchBookg>yes", "The bank file breaks the format in line 13"),
        ("31250.00", "31250.0", "The bank file breaks the format in line 21"),
        ('Ccy="NOK"', 'Ccy="DKK"', "The bank file breaks the format in line 21"),
        ("<Nm>Åse", "<Nm lang=''>Åse", "The bank file breaks the format in line 21"),
        ("12341111119", "1234111111", "The bank file breaks the format in line 21"),
        ("31250.00", "31250.01", SUMS),
        ("<NbOfTxs>3<", "<NbOfTxs>4<", SUMS),
        ("<CtrlSum>94847.50<", "<CtrlSum>94847.51<", SUMS),
        ("LONN-2026-11-0002", "LONN-2026-11-0001", "A reference stands twice in the bank file"),
    ],
)  # fmt: skip
def test_our_own_check_sees_what_is_broken(old, new, what):
    assert [str(finding.what) for finding in check(broken(old, new))] == [what]


def test_amounts_of_zero_in_the_file_are_seen():
    content = broken("31250.00", "0.00").replace(b"94847.50", b"63597.50")
    assert len(check(content)) == 1


def test_5000_payments():
    accounts = (account(1234100000 + 13 * place) for place in range(5000))
    people = tuple(
        Payment(f"LONN-2026-11-{place:05d}", f"Åse Brønnøysund {place}", digits, Money(3_000_000 + place), "Lønn")
        for place, digits in enumerate(accounts)
    )
    file = write(replace(ORDER, payments=people), BICS)
    assert len(file.paid) == 5000


# --- version .09, tax and deductions, other habits --------------------------------------------------------------------


def schema_of(version, official, newer):
    return official if version is MessageVersion.PAIN_001_001_03 else newer


@pytest.mark.parametrize("version", list(MessageVersion))
@pytest.mark.parametrize("iban", [False, True])
@pytest.mark.parametrize("batch", [False, True])
def test_every_profile_is_right_by_its_schema(official, newer, version, iban, batch):
    profile = BankProfile("LONN01", "", version, "KUNDE-7", batch, iban)
    order = replace(TWO_BLOCKS, payments=(ABROAD, *PEOPLE[1:]), profile=profile)
    file = write(order, BICS)
    schema_of(version, official, newer).assertValid(read(file))
    assert texts(file, "BtchBookg") == [str(batch).lower(), "false", "false"]
    assert len(texts(file, "IBAN")) == (7 if iban else 1)  # the employer's in three blocks, and four receivers
    assert read(file).findtext(".//{*}InitgPty/{*}Id/{*}OrgId/{*}Othr/{*}Id") == "KUNDE-7"


def test_an_iban_of_a_norwegian_account_has_its_check_digits():
    file = write(replace(one(), profile=BankProfile(iban=True)), BICS)
    assert texts(file, "IBAN") == ["NO4912345678911", "NO7412341111119"]


def test_the_newer_version_has_date_and_bank_in_other_places():
    file = write(replace(ORDER, profile=NEWER), BICS)
    assert read(file).findtext(".//{*}ReqdExctnDt/{*}Dt") == "2026-11-20"
    assert (texts(file, "BICFI"), texts(file, "BIC")) == (["DNBANOKK"], [])


def test_tax_and_deductions_alone_are_a_file(official):
    days = (
        PaymentBlock(date(2026, 11, 23), (DEDUCTION,)),
        PaymentBlock(date(2027, 1, 15), (replace(DEDUCTION, reference="AGA-1"),)),
    )
    file = write(replace(ORDER, payments=(), others=days), BICS)
    official.assertValid(read(file))
    assert file.total == Money.kr("82900.00")
    assert texts(file, "ReqdExctnDt") == ["2026-11-23", "2027-01-15"]
    assert texts(file, "BtchBookg") == ["false", "false"]
    assert read(file).find(".//{*}CtgyPurp") is None


def test_a_payment_has_a_kid_or_a_text_and_never_both():
    both = replace(DEDUCTION, text="Forskuddstrekk")
    file = write(replace(ORDER, payments=(), others=(PaymentBlock(date(2026, 11, 23), (both,)),)), BICS)
    assert (texts(file, "Ref"), texts(file, "Ustrd")) == ([DEDUCTION.kid], [])
    plain = replace(both, kid="")
    file = write(replace(ORDER, payments=(), others=(PaymentBlock(date(2026, 11, 23), (plain,)),)), BICS)
    assert (texts(file, "Ref"), texts(file, "Ustrd")) == ([], ["Forskuddstrekk"])


@pytest.mark.parametrize("kid", ["23", "1" * 25, "123456789-"])
def test_a_kid_of_any_length_may_stand_in_the_file(official, kid):
    some = PaymentBlock(date(2026, 11, 23), (replace(DEDUCTION, kid=kid),))
    official.assertValid(read(write(replace(ORDER, payments=(), others=(some,)), BICS)))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"account": "SE4550000000058398257466"}, "TREKK-2026-11: the account number is wrong"),
        ({"account": ""}, "TREKK-2026-11: the account number is wrong"),
        ({"account": "12349999991"}, "TREKK-2026-11: the account number is wrong"),
        ({"account": "12345678911"}, "TREKK-2026-11: the account is the employer's own"),
        ({"kid": "1"}, "TREKK-2026-11: the KID has 2 to 25 digits; only the last may be a hyphen"),
        ({"kid": "1-2"}, "TREKK-2026-11: the KID has 2 to 25 digits; only the last may be a hyphen"),
        ({"amount": Money.kr(-1)}, "TREKK-2026-11: the amount to pay is negative"),
        ({"reference": "LONN-2026-11-0001"}, "Two payments have the reference LONN-2026-11-0001"),
    ],
)
def test_what_must_not_stand_beside_pay_is_refused(wrong, reason):
    some = PaymentBlock(date(2026, 11, 23), (replace(DEDUCTION, **wrong),))
    assert refusal(replace(ORDER, others=(some,))) == [reason]


def test_more_than_nine_blocks_have_ids_that_are_not_too_long(official):
    days = tuple(
        PaymentBlock(date(2026, 12, 1) + timedelta(days=day), (replace(DEDUCTION, reference=f"T-{day}"),))
        for day in range(12)
    )
    file = write(replace(ORDER, message_id="A" * 35, others=days), BICS)
    official.assertValid(read(file))
    assert len(set(texts(file, "PmtInfId"))) == 13


accounts = st.integers(1_000_0000, 9_999_999_998).map(lambda number: account(number % 9_000_000_000 + 1_000_000_000))
people = st.builds(
    lambda name, digits, ore, text: (f"Å{name}", digits, Money(ore), text),
    st.text(max_size=90),
    accounts.filter(lambda digits: digits != "12345678911"),
    st.integers(1, 10**11),
    st.text(max_size=160),
)


@given(st.lists(people, min_size=1, max_size=6), st.sampled_from(MessageVersion), st.booleans(), st.booleans())
def test_whatever_is_paid_is_right_by_the_schema_and_read_back(official, newer, some, version, iban, has_tax):
    """An independent reader finds the same receivers and amounts, to the øre."""
    payments = tuple(
        Payment(f"LONN-{place:04d}", name, digits, amount, text)
        for place, (name, digits, amount, text) in enumerate(some)
    )
    others = (PaymentBlock(date(2026, 11, 23), (DEDUCTION,)),) if has_tax else ()
    order = replace(ORDER, payments=payments, others=others, profile=BankProfile(version=version, iban=iban))
    file = write(order, BICS)
    root = etree.fromstring(file.content)
    schema_of(version, official, newer).assertValid(root)
    found = []
    for each in root.iterfind(".//{*}CdtTrfTxInf"):
        to = each.find("{*}CdtrAcct/{*}Id")
        bare = to.findtext("{*}Othr/{*}Id") or to.findtext("{*}IBAN")[4:]
        found.append((each.findtext("{*}PmtId/{*}EndToEndId"), bare, each.findtext("{*}Amt/{*}InstdAmt")))
    everyone = [*payments, *([DEDUCTION] if has_tax else [])]
    assert found == [(each.reference, each.account, str(each.amount)) for each in everyone]
    assert root.findtext(".//{*}GrpHdr/{*}CtrlSum") == str(Money.total(each.amount for each in everyone))
    assert [(each.reference, each.account, each.amount) for each in payments_in(file.content)] == [
        (each.reference, each.account, each.amount) for each in everyone
    ]


def test_a_kept_file_tells_its_id_and_its_first_day():
    for profile in (ORDER.profile, NEWER):
        content = write(replace(TWO_BLOCKS, profile=profile), BICS).content
        assert content is not None
        assert (message_id(content[:600]), first_day(content)) == (ORDER.message_id, date(2026, 11, 20))
        assert [each.is_salary for each in payments_in(content)] == [True, True, True, False]
        assert payments_in(content)[-1].kid == DEDUCTION.kid
