"""The files of a Danish scenario: payslips, bank file to Danish accounts, payment list, journal, due dates."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from lxml import etree

from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions.payments import bank_file, made_bank_file
from services.actions.scenario import Book, play, read
from services.actions.scenario_answer import answer
from services.actions.scenario_files import scenario_files
from services.denmark.rules.identity import danish_account
from services.desk import countries
from services.desk.bank_choices import BankChoices, bank_day
from services.files.bank_payment import check
from services.reference.formats import formats
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book
from services.reports.payslip_pdf import payslip_pdf
from services.reports.statement_of import statement_document
from tests.denmark.played import months, run, scenario

LINES = {"1000": 'amount = "38000.00"', "6003": 'percent = "4"\ncompany_percent = "8"'}
ACCOUNT = "1234 567890"


def book(account: str = ACCOUNT, own: str = "2345-0000123456", *, day: int = 28, language: str = "da") -> Book:
    """September and October 2026 of one employee with an account."""
    text = scenario(
        *[run(month, day=day) for month in months("2026-09", 2)],
        person=f'bank_account = "{account}"\nlanguage = "{language}"',
        lines=LINES,
        category="4600 4900",
    )
    return play(read(text.replace('cvr = "13748136"', f'cvr = "13748136"\nbank_account = "{own}"').encode()))


def files(played: Book) -> dict[str, bytes]:
    """Every file by its name."""
    made, _ = scenario_files(played, made=True)
    return {file.name: file.content for file in made}


def last(played: Book) -> etree._Element:
    """The bank file of October."""
    return etree.fromstring(files(played)["bank-2026-10.xml"])


def texts(root: etree._Element, path: str) -> list[str]:
    names = "/".join(f"{{*}}{name}" for name in path.split("/"))
    return [element.text or "" for element in root.iterfind(f".//{names}")]


def test_every_run_has_its_files_and_a_report_only_where_there_is_one():
    names = sorted(files(book()))
    reports = [name for name in names if name.startswith("eindkomst")]
    assert bool(reports) == countries.country("DK").makes_report
    assert [name for name in names if "2026-10" in name and name not in reports] == [
        "bank-2026-10.xml",
        "journal-2026-10.csv",
        "payment-list-2026-10.csv",
        "payment-list-2026-10.pdf",
        "payslip-1-2026-10.pdf",
    ]


def test_the_answer_says_when_taxes_holiday_money_and_atp_are_due():
    # A-skat and AM-bidrag by the 10th of November; holiday money by 15 November, a Sunday: 13; ATP of the quarter 1/2
    played = book()
    _, reports = scenario_files(played, made=True)
    due = {name: day for name, day in reports["2026-10"].items() if name.endswith("due")}
    assert due == {"due": "2026-11-10", "holiday_due": "2026-11-13", "atp_due": "2027-02-01"}


def test_the_same_scenario_gives_the_same_bytes():
    assert files(book()) == files(book())


def test_figures_of_the_files_are_those_of_the_answer():
    played = book()
    (slip,) = answer(played, {})["runs"][-1]["employees"]
    assert texts(last(played), "InstdAmt") == [slip["net_pay"]]
    assert texts(last(played), "CtrlSum") == [slip["net_pay"], slip["net_pay"]]
    rows = list(csv.DictReader(io.StringIO(files(played)["journal-2026-10.csv"].decode("utf-8-sig")), delimiter=";"))
    debit = sum(Money.kr(row["Debet"].replace(",", ".")).ore for row in rows if row["Debet"])
    journal = answer(played, {})["runs"][-1]["journal"]
    assert debit == sum(Money.kr(line["debit"]).ore for line in journal)
    paper = pypdf.PdfReader(io.BytesIO(files(played)["payslip-1-2026-10.pdf"])).pages[0].extract_text()
    assert formats("da").amount(Money.kr(slip["net_pay"])) == paper[paper.index("Udbetalt") :].split()[1]


# ── the bank file ──


def test_the_bank_file_pays_in_kroner_to_danish_accounts_named_by_the_clearing():
    root = last(book())
    assert root.find(".//{*}InstdAmt").get("Ccy") == "DKK"
    assert texts(root, "DbtrAcct/Ccy") == ["DKK"]
    assert texts(root, "DbtrAcct/Id/Othr/Id") == ["23450000123456"]
    assert texts(root, "CdtrAcct/Id/Othr/Id") == ["12340000567890"]
    assert texts(root, "CdtrAcct/Id/Othr/SchmeNm/Cd") == ["BBAN"]
    assert texts(root, "ClrSysMmbId/ClrSysId/Cd") == ["DKNCC", "DKNCC"]
    assert texts(root, "ClrSysMmbId/MmbId") == ["2345", "1234"]
    assert texts(root, "InitgPty/Id/OrgId/Othr/Id") == ["13748136"]
    assert texts(root, "Ctry") == ["DK", "DK"]
    assert texts(root, "Ustrd") == ["Løn oktober 2026"]
    assert texts(root, "CtgyPurp/Cd") == ["SALA"]


def test_no_norwegian_bank_is_looked_up_for_a_danish_account():
    assert texts(last(book(own="8601-0000123456")), "BIC") == []


@pytest.mark.parametrize("version", ["03", "09"])
@pytest.mark.parametrize("account", [ACCOUNT, "DK5000400440116243", "DE89370400440532013000"])
@pytest.mark.parametrize("as_iban", [False, True])
def test_the_schema_of_the_banks_takes_the_file(shared, version, account, as_iban):
    schema = shared / "reference" / "bank" / f"pain.001.001.{version}.xsd"
    played = book(account)
    result = list(played.runs.values())[-1]
    made = made_bank_file(result, "da", BankChoices(version=version, iban=as_iban))
    if account.startswith("DE"):
        assert made is None  # abroad without a BIC: by hand
        return
    assert made is not None
    assert check(made.content, countries.country("DK").bank) == []
    etree.XMLSchema(etree.parse(str(schema))).assertValid(etree.fromstring(made.content))


def test_an_account_may_be_written_as_iban():
    # DK50 0040 0440 1162 43, the sample of the standard: registration number 0040
    result = list(book("DK50 0040 0440 1162 43").runs.values())[-1]
    made = made_bank_file(result, "da", BankChoices(iban=True))
    assert made is not None
    assert texts(etree.fromstring(made.content), "CdtrAcct/Id/IBAN") == ["DK5000400440116243"]
    assert texts(etree.fromstring(made.content), "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId") == ["0040"]


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ("", "There is no bank account"),
        ("DE89370400440532013000", "The account is abroad; pay it by hand in the bank"),
    ],
)
def test_whoever_cannot_be_in_the_file_stands_on_the_list_with_the_reason(account, why):
    played = book(account)
    assert "bank-2026-10.xml" not in files(played)
    result = list(played.runs.values())[-1]
    (left,) = bank_file(result, "en").left_out
    assert str(left.why) == why
    rows = list(csv.reader(io.StringIO(files(played)["payment-list-2026-10.csv"].decode("utf-8-sig")), delimiter=";"))
    assert rows[1][-1]  # the note


def test_the_employers_own_account_must_be_danish():
    with pytest.raises(Refused, match="registration number of four digits"):
        files(book(own="8601 11 17947 00000"))


def test_an_account_that_is_none_stops_the_run():
    with pytest.raises(Refused, match="registration number of four digits"):
        book("12-34567890")


def test_pay_on_a_day_when_banks_rest_is_paid_before_it():
    # 5 June 2026 is Constitution Day, a Friday: banks rest, so Thursday the 4th; after it, Monday the 8th
    day = countries.country("DK").bank_day
    assert day(date(2026, 6, 5)) == date(2026, 6, 4)
    assert bank_day(date(2026, 6, 5), "before", "DK") == date(2026, 6, 4)
    assert bank_day(date(2026, 6, 5), "after", "DK") == date(2026, 6, 8)
    assert bank_day(date(2026, 6, 5), "before") == date(2026, 6, 5)  # a bank day in Norway


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("1234 567890", "12340000567890"),
        ("1234-0000567890", "12340000567890"),
        ("12340000567890", "12340000567890"),
        ("1234567890", "12340000567890"),
        ("DK50 0040 0440 1162 43", "00400440116243"),
        ("DK51 0040 0440 1162 43", ""),  # check digits
        ("123 4567890", ""),  # three digits of the bank
        ("1234 12345678901", ""),  # eleven of the account
        ("0000 567890", ""),
        ("1234 0000000000", ""),
        ("1234", ""),
        ("1234 56789x", ""),
        ("", ""),
    ],
)
def test_a_danish_account_is_four_digits_and_up_to_ten(written, account):
    assert danish_account(written) == account


# ── journal, a year ──


def test_the_journal_has_danish_heads_and_texts():
    head, first, *_ = files(book())["journal-2026-10.csv"].decode("utf-8-sig").splitlines()
    assert head == "Bilagsnummer;Bilagsdato;Periode;Konto;Kontonavn;Tekst;Debet;Kredit;Afdeling;Projekt"
    assert "Løn oktober 2026" in first


def test_a_year_is_the_sum_of_its_fields():
    # two months: 2 × 38,000 = 76,000; field 13 is 2 × 36,381 = 72,762; 15 and 16 are 2 × 10,667 and 2 × 2,910
    played = book(language="en")
    slips = [slip for result in played.runs.values() for slip in result.payslips]
    pack = countries.country("DK")
    found = pack.year_statement(1, 2026, slips, wage_types("DK"))
    assert (str(found.total("cash")), str(found.withheld), str(found.net)) == ("76000.00", "27154.00", "45608.00")
    assert found.total("cash") - found.withheld - found.total("deducted") == found.net
    ((_, entries),) = found.blocks
    shown = {dict(label.values)["field"]: value for label, value in entries}
    assert [str(shown[name]) for name in ("13", "15", "16", "46")] == ["72762.00", "21334.00", "5820.00", "594.00"]
    employer = played.scenario.employer
    document = statement_document(
        found, slips[-1].person, employer, wage_types("DK"), None, pack.employer_numbers(employer)
    )
    text = pypdf.PdfReader(io.BytesIO(payslip_pdf(document))).pages[0].extract_text()
    assert "CVR no. 13 74 81 36" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "72,762.00" in text


def test_holiday_of_a_year_in_days_and_money():
    # September and October 2026 earn 2.08 each for 2026/27, and 12.5 % of 38,000 = 4,750 each
    played = book()
    person = played.scenario.people[0].person
    after = replace(person, balances=played.people[1])
    pack = countries.country("DK")
    with_rates = pack.holiday_days(after, 2026, played.scenario.employer, _rates())
    assert (str(with_rates.entitled.value), str(with_rates.taken), str(with_rates.left)) == ("4.16", "0.00", "4.16")
    (owed,) = pack.holiday_owed(after)
    assert (owed.holiday_year, str(owed.owed), str(owed.basis)) == (2026, "9500.00", "76000.00")
    slips = [slip for result in played.runs.values() for slip in result.payslips]
    assert str(pack.holiday_set_aside(slips).owed) == "9500.00"


def _rates():
    return rate_book("DK").on(Month(2026, 12).last)
