"""Vouchers for accounting systems, read back by small readers of the tests' own: the same lines and the same sums."""

import csv
import io
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from models.values.finding import Refused
from models.values.message import Message
from models.values.money import Money
from services.engine.posting import Spread, Unit, Voucher, VoucherLine
from services.files import gbat10, journal_template, saft_financial, visma_business
from services.files.gbat10 import Gbat10Settings
from services.files.journal_lines import Journal, JournalLine, fit, journal_of
from services.files.journal_template import Template, TemplateColumn
from services.files.saft_financial import SaftCompany, SaftWorld
from services.files.visma_business import VismaSettings

NS = {"s": "urn:StandardAuditFile-Taxation-Financial:NO"}
DAY = date(2026, 11, 20)
COMPANY = SaftCompany("314572106", "Fiktiv Fjordfisk AS", "Lise Lønn", ("Kaigata 1", "8001 BODØ"))
GROUPS = {
    "5000": ("loennskostnad", "5000"),
    "5020": ("loennskostnad", "5000"),
    "5400": ("loennskostnad", "5400"),
    "5405": ("loennskostnad", "5400"),
    "5945": ("loennskostnad", "5420"),
    "2600": ("kortsiktigGjeld", "2600"),
    "2770": ("kortsiktigGjeld", "2770"),
    "2785": ("kortsiktigGjeld", "2949"),
    "2940": ("kortsiktigGjeld", "2949"),
    "2930": ("kortsiktigGjeld", "2949"),
    "2960": ("kortsiktigGjeld", "2990"),
}
WORLD = SaftWorld(GROUPS, "1.0", {"10": "Bodø"})


@dataclass(frozen=True)
class Read:
    """A line as a reader found it: debit positive."""

    number: int
    day: str  # yyyymmdd
    account: str
    ore: int
    text: str
    department: str = ""
    project: str = ""


# --- readers that know nothing of the writers -----------------------------------------------------------------------


def ore(text: str) -> int:
    whole, _, part = text.replace(",", ".").partition(".")
    assert len(part) == 2
    return (-1 if whole.startswith("-") else 1) * (abs(int(whole)) * 100 + int(part))


def read_gbat10(content: bytes, encoding: str = "iso-8859-1") -> list[Read]:
    rows = list(csv.reader(io.StringIO(content.decode(encoding)), delimiter=";", quoting=csv.QUOTE_NONE))
    found = []
    for row in rows:
        assert len(row) == 30
        assert row[0] == "GBAT10"
        assert row[7] == "0"
        assert (row[26], row[27]) == ("T", row[8])
        assert (row[4], row[5]) == (str(int(row[2][4:6])), row[2][:4])
        found.append(Read(int(row[1]), row[2], row[6], ore(row[8]), row[20], row[24], row[23]))
    return found


def unit(text: str) -> str:
    return "" if text == "0" else text


def read_visma(content: bytes, department: str = "R1", project: str = "R2") -> list[Read]:
    rows = content.decode("iso-8859-1").split("\r\n")
    assert rows[0] == "@IMPORT_METHOD(3)"
    start = next(number for number, row in enumerate(rows) if row.startswith("@WaVo("))
    names = rows[start].removeprefix("@WaVo(").removesuffix(")").split(",")
    found = []
    for row in rows[start + 1 :]:
        if row:
            lexer = shlex.shlex(row, posix=True)
            lexer.whitespace, lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = (
                " ",
                True,
                '"',
                "",
                "",
            )
            values = dict(zip(names, lexer, strict=True))
            is_debit = values["DbAcCl"] == "3"
            assert values["CrAcCl"] == ("0" if is_debit else "3")
            amount = ore(values["Am"])
            assert amount >= 0
            found.append(
                Read(
                    int(values["VoNo"]),
                    values["VoDt"],
                    values["DbAcNo"] if is_debit else values["CrAcNo"],
                    amount if is_debit else -amount,
                    values["Txt"],
                    unit(values.get(department, "0")),
                    unit(values.get(project, "0")),
                )
            )
    return found


def read_saft(content: bytes) -> list[Read]:
    root = etree.fromstring(content)
    found = []
    for each in root.iterfind(".//s:Transaction", NS):
        number = int(each.findtext("s:TransactionID", "", NS).rsplit("-", 1)[1])
        day = each.findtext("s:TransactionDate", "", NS).replace("-", "")
        for line in each.iterfind("s:Line", NS):
            debit, credit = (line.findtext(f"s:{side}Amount/s:Amount", None, NS) for side in ("Debit", "Credit"))
            units = {
                unit.findtext("s:AnalysisType", "", NS): unit.findtext("s:AnalysisID", "", NS)
                for unit in line.iterfind("s:Analysis", NS)
            }
            amount = ore(debit) if debit is not None else -ore(credit or "")
            found.append(
                Read(
                    number,
                    day,
                    line.findtext("s:AccountID", "", NS),
                    amount,
                    line.findtext("s:Description", "", NS),
                    units.get("A", ""),
                    units.get("P", ""),
                )
            )
    total = sum(each.ore for each in found if each.ore > 0)
    for side in ("Debit", "Credit"):
        assert ore(root.findtext(f".//s:Total{side}", "", NS)) == total
    assert int(root.findtext(".//s:NumberOfEntries", "", NS)) == len(root.findall(".//s:Transaction", NS))
    closing: dict[str, int] = {}
    for account in root.iterfind(".//s:Account", NS):
        for sign, side in ((1, "Debit"), (-1, "Credit")):
            for kind, times in (("Opening", -1), ("Closing", 1)):
                if (text := account.findtext(f"s:{kind}{side}Balance", None, NS)) is not None:
                    name = account.findtext("s:AccountID", "", NS)
                    closing[name] = closing.get(name, 0) + sign * times * ore(text)
    moved = dict.fromkeys(closing, 0)
    for each in found:
        moved[each.account] += each.ore
    assert closing == moved
    return found


@pytest.fixture(scope="session")
def samples(shared: Path) -> Path:
    return shared / "reference"


@pytest.fixture(scope="session")
def schema(samples: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(samples / "saft" / "Norwegian_SAF-T_Financial_Schema_v_1.30.xsd"))


@pytest.fixture(scope="session")
def eleven(samples: Path) -> Journal:
    """The voucher of all samples, out of the plain CSV."""
    rows = csv.DictReader(
        (samples / "journal" / "sample_generell.csv").read_text("utf-8-sig").splitlines(), delimiter=";"
    )
    lines = [
        VoucherLine(
            row["Konto"],
            Money.kr((row["Debet"] or f"-{row['Kredit']}").replace(",", ".")),
            Message(row["Kontonavn"]),
            row["Avdeling"],
            row["Prosjekt"],
        )
        for row in rows
    ]
    voucher = Voucher(DAY, Message("Lønn november 2026"), tuple(lines))
    return journal_of(voucher, 1, {line.account: line.text.text for line in lines}, lambda message: message.text)


def as_read(*journals: Journal) -> list[Read]:
    return [
        Read(
            each.number,
            f"{each.day:%Y%m%d}",
            line.account,
            line.amount.ore,
            line.text,
            line.department,
            line.project,
        )
        for each in journals
        for line in each.lines
    ]


def journal(*lines: tuple[str, int] | JournalLine, number: int = 1, day: date = DAY) -> Journal:
    made = [each if isinstance(each, JournalLine) else JournalLine(each[0], "", "x", Money(each[1])) for each in lines]
    return Journal(number, day, "Lønn november 2026", tuple(made))


def messages(refused: pytest.ExceptionInfo[Refused]) -> str:
    return "\n".join(str(finding.what) for finding in refused.value.findings)


# --- the samples ----------------------------------------------------------------------------------------------------


def test_the_voucher_of_the_samples_is_the_gbat10_and_visma_samples_to_the_byte(samples: Path, eleven: Journal) -> None:
    assert len(eleven.lines) == 11
    assert str(eleven.debit) == "184953.60"
    assert gbat10.write([eleven]) == (samples / "journal" / "sample_gbat10.csv").read_bytes()
    assert visma_business.write([eleven]) == (samples / "journal" / "sample_visma_business.txt").read_bytes()


def test_the_voucher_of_the_samples_is_the_saft_sample_element_for_element(
    samples: Path, eleven: Journal, schema: etree.XMLSchema
) -> None:
    """The sample has the run's own number in its text for the transaction; ours is the same."""
    content = saft_financial.write([eleven], COMPANY, WORLD)
    schema.assertValid(etree.fromstring(content))
    theirs = etree.parse(samples / "saft" / "sample_lonnsjournal_saft_1_30.xml")
    assert etree.tostring(etree.fromstring(content), method="c14n") == etree.tostring(theirs, method="c14n")


def test_every_format_of_the_samples_is_read_back_to_the_same_lines(eleven: Journal) -> None:
    wanted = as_read(eleven)
    assert read_gbat10(gbat10.write([eleven])) == wanted
    assert read_visma(visma_business.write([eleven])) == wanted
    assert read_saft(saft_financial.write([eleven], COMPANY, WORLD)) == wanted


# --- any voucher, any split -----------------------------------------------------------------------------------------

codes = st.sampled_from(["", "10", "20", "Lag"])
jobs = st.sampled_from(["", "7", "P 12"])
texts = st.text(max_size=120)


@st.composite
def vouchers(draw: st.DrawFn) -> list[Journal]:
    """Vouchers whose costs are split on departments and projects by any weights, on one day or several."""
    made = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        spread = Spread()
        units = draw(st.lists(st.builds(Unit, codes, jobs), min_size=1, max_size=5, unique=True))
        weights = draw(st.lists(st.integers(0, 10**6), min_size=len(units), max_size=len(units)).filter(any))
        amounts = draw(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=3))
        for amount in amounts:
            spread.add(Money(amount), list(zip(units, weights, strict=True)))
        text = draw(texts)
        lines = [
            VoucherLine("5000", Money(part), Message("{text}", text=text), unit.department, unit.project)
            for unit, part in spread.parts.items()
        ]
        lines.append(VoucherLine("2930", Money(-sum(amounts)), Message("Netto lønn")))
        voucher = Voucher(date(2026, draw(st.integers(1, 12)), 20), Message("Lønn"), tuple(lines))
        made.append(journal_of(voucher, number, {}, str))
    return made


@settings(max_examples=60, deadline=None)
@given(vouchers())
def test_any_split_is_read_back_balanced_to_the_ore(schema: etree.XMLSchema, some: list[Journal]) -> None:
    def bare(lines: Sequence[Read]) -> list[Read]:
        return [replace(line, text="") for line in lines]

    wanted = bare(as_read(*some))
    readers: list[tuple[Callable[[bytes], list[Read]], bytes]] = [
        (read_gbat10, gbat10.write(some)),
        (read_visma, visma_business.write(some, VismaSettings(51, "R1", "R2"))),
        (read_saft, saft_financial.write(some, COMPANY, WORLD)),
    ]
    for read, content in readers:
        found = read(content)
        assert bare(found) == wanted
        for number in {line.number for line in found}:
            assert sum(line.ore for line in found if line.number == number) == 0
    schema.assertValid(etree.fromstring(readers[-1][1]))


# --- odd input ------------------------------------------------------------------------------------------------------

ODD = 'Ørnulf "Ole"; tillegg\nlinje 2 ÄÖÜ 🚢 – ŋ\x00'


def test_texts_with_quotes_semicolons_newlines_and_other_scripts_stay_on_their_line(schema: etree.XMLSchema) -> None:
    odd = journal(JournalLine("5000", ODD, ODD, Money(100)), ("2930", -100))
    assert read_gbat10(gbat10.write([odd]))[0].text == "Ørnulf Ole tillegg linje 2 ÄÖÜ - ng"
    assert read_visma(visma_business.write([odd]))[0].text == "Ørnulf 'Ole'; tillegg linje 2 ÄÖÜ - ng"
    content = saft_financial.write([odd], COMPANY, WORLD)
    schema.assertValid(etree.fromstring(content))
    assert read_saft(content)[0].text == 'Ørnulf "Ole"; tillegg linje 2 ÄÖÜ 🚢 – ŋ'
    layout = replace(journal_template.USUAL, encoding="iso-8859-1")
    [_, row, _] = csv.reader(
        io.StringIO(journal_template.write([odd], layout).decode("iso-8859-1"), newline=""), delimiter=";"
    )
    assert row[3] == 'Ørnulf "Ole"; tillegg linje 2 ÄÖÜ - ng'


def test_an_account_that_is_not_of_four_digits_is_refused_by_gbat10_with_the_place_where_it_is_changed() -> None:
    wide = journal(("50001", 100), ("293", -100))
    with pytest.raises(Refused) as refused:
        gbat10.write([wide])
    assert "Account 293 has 3 digits, and GBAT10 takes 4" in messages(refused)
    assert "Account 50001 has 5 digits, and GBAT10 takes 4" in messages(refused)
    assert {finding.where.page for finding in refused.value.findings if finding.where} == {"settings"}
    assert [line.account for line in read_visma(visma_business.write([wide]))] == ["50001", "293"]


def test_an_account_with_letters_is_refused_by_visma() -> None:
    with pytest.raises(Refused, match="50A1"):
        visma_business.write([journal(("50A1", 100), ("2930", -100))])


def test_departments_over_4_and_projects_over_6_signs_are_refused_by_gbat10() -> None:
    line = JournalLine("5000", "", "x", Money(100), "Lager", "Prosjekt7")
    with pytest.raises(Refused) as refused:
        gbat10.write([journal(line, ("2930", -100))])
    assert "department Lager has 5 signs, and GBAT10 has room for 4" in messages(refused)
    assert "project Prosjekt7 has 9 signs, and GBAT10 has room for 6" in messages(refused)
    fits = replace(line, department="Lag1", project="PROSJ7")
    assert read_gbat10(gbat10.write([journal(fits, ("2930", -100))]))[0].project == "PROSJ7"


@pytest.mark.parametrize("number", [0, -1, 10**8])
def test_a_voucher_number_has_at_most_eight_digits(number: int) -> None:
    with pytest.raises(Refused, match="voucher number"):
        gbat10.write([journal(("5000", 1), ("2930", -1), number=number)])
    assert gbat10.write([journal(("5000", 1), ("2930", -1), number=99_999_999)])


def test_a_voucher_without_lines_makes_no_rows_and_no_saft_file() -> None:
    assert gbat10.write([journal()]) == b""
    assert read_visma(visma_business.write([journal()])) == []
    with pytest.raises(Refused, match="nothing to post"):
        saft_financial.write([journal()], COMPANY, WORLD)


def test_twelve_thousand_lines_are_read_back(schema: etree.XMLSchema) -> None:
    costs = [JournalLine("5000", "Lønn", f"Linje {n}", Money(n), str(n % 50)) for n in range(1, 12_000)]
    big = journal(*costs, JournalLine("2930", "Skyldig lønn", "Netto", Money(-sum(range(1, 12_000)))))
    wanted = as_read(big)
    assert read_gbat10(gbat10.write([big])) == wanted
    content = saft_financial.write([big], COMPANY, WORLD)
    schema.assertValid(etree.fromstring(content))
    assert read_saft(content) == wanted
    assert len(visma_business.write([big]).splitlines()) == 12_000 + 4


def test_a_line_of_nothing_and_a_negative_cost_keep_their_side(schema: etree.XMLSchema) -> None:
    odd = journal(("5000", -250_00), ("5400", 0), ("2930", 250_00))
    for found in (
        read_gbat10(gbat10.write([odd])),
        read_visma(visma_business.write([odd])),
        read_saft(saft_financial.write([odd], COMPANY, WORLD)),
    ):
        assert [line.ore for line in found] == [-25000, 0, 25000]
    schema.assertValid(etree.fromstring(saft_financial.write([odd], COMPANY, WORLD)))


def test_vouchers_of_two_days_keep_their_own_and_the_saft_period_spans_them(schema: etree.XMLSchema) -> None:
    november = journal(("5000", 100), ("2930", -100), number=7, day=date(2026, 11, 30))
    december = journal(("5000", 300), ("2930", -300), number=8, day=date(2027, 1, 4))
    both = [november, december]
    for found in (
        read_gbat10(gbat10.write(both)),
        read_visma(visma_business.write(both)),
        read_saft(saft_financial.write(both, COMPANY, WORLD)),
    ):
        assert [(line.number, line.day) for line in found] == [(7, "20261130")] * 2 + [(8, "20270104")] * 2
    content = saft_financial.write(both, COMPANY, WORLD)
    schema.assertValid(etree.fromstring(content))
    criteria = etree.fromstring(content).find(".//s:SelectionCriteria", NS)
    assert criteria is not None
    assert [each.text for each in criteria] == ["11", "2026", "1", "2027"]
    assert b'"L\xf8nn november 2026" 20270104' in visma_business.write(both)


@pytest.mark.parametrize("contact", ["", "   ", "Lise"])
def test_saft_demands_a_contact_person_with_two_names(contact: str) -> None:
    with pytest.raises(Refused) as refused:
        saft_financial.write([journal(("5000", 1), ("2930", -1))], replace(COMPANY, contact=contact), WORLD)
    assert "contact person" in messages(refused)
    assert refused.value.findings[0].where is not None


def test_saft_demands_a_grouping_of_each_account() -> None:
    with pytest.raises(Refused, match="Account 9999 has no SAF-T grouping"):
        saft_financial.write([journal(("9999", 1), ("2930", -1))], COMPANY, WORLD)


def test_what_an_account_held_before_stands_as_its_opening(schema: etree.XMLSchema) -> None:
    world = replace(WORLD, opening={"2930": Money(-500_00), "5000": Money(100_00)})
    content = saft_financial.write([journal(("5000", 200_00), ("2930", -200_00))], COMPANY, world)
    schema.assertValid(etree.fromstring(content))
    root = etree.fromstring(content)
    read_saft(content)
    assert root.findtext(".//s:OpeningCreditBalance", "", NS) == "500.00"
    assert root.findtext(".//s:ClosingCreditBalance", "", NS) == "700.00"
    assert root.findtext(".//s:ClosingDebitBalance", "", NS) == "300.00"


@pytest.mark.parametrize(
    "address", [(), ("Kaigata",), ("c/o Ola", "Kaigata 12 B", "NO-8001 BODØ"), ("Uten postnummer", "Bodø"), ("", " ")]
)
def test_any_address_is_valid(schema: etree.XMLSchema, address: tuple[str, ...]) -> None:
    company = replace(COMPANY, address=address, name="F" * 300, contact="Å" * 50 + " " + "B" * 90, phone="1" * 30)
    content = saft_financial.write([journal(("5000", 1), ("2930", -1))], company, WORLD)
    schema.assertValid(etree.fromstring(content))


def test_settings_of_the_receiver_reach_the_file() -> None:
    line = JournalLine("5000", "", "Lønn", Money(123456), "10", "7")
    both = [journal(line, ("2930", -123456))]
    [first, _] = (
        gbat10.write(both, Gbat10Settings(71, ",", "utf-8-sig", text_twice=True)).decode("utf-8-sig").splitlines()
    )
    fields = first.split(";")
    assert (fields[3], fields[8], fields[20], fields[21], fields[27]) == ("71", "1234,56", "Lønn", "Lønn", "1234,56")
    rows = visma_business.write(both, VismaSettings(9, "R3", "R7")).decode("iso-8859-1").splitlines()
    assert rows[3].endswith(",Am,R3,R7)")
    assert rows[4] == '1 20261120 9 "Lønn" 5000 3 0 0 0 0 1234.56 10 7'
    rows = visma_business.write(both, VismaSettings(9, "", "")).decode("iso-8859-1").splitlines()
    assert rows[4] == '1 20261120 9 "Lønn" 5000 3 0 0 0 0 1234.56'


# --- the user's own layout ------------------------------------------------------------------------------------------


def test_the_own_layout_has_its_columns_in_its_order_and_form() -> None:
    layout = Template(
        (
            TemplateColumn("account", "Account"),
            TemplateColumn("debit", "D"),
            TemplateColumn("credit", "C"),
            TemplateColumn("date", "Date"),
            TemplateColumn("fixed", "VAT", "0"),
            TemplateColumn("empty", ""),
            TemplateColumn("project", "P"),
            TemplateColumn("type", "Type"),
        ),
        separator="comma",
        decimal="comma",
        dates="yyyymmdd",
        encoding="utf-8",
    )
    some = [journal(JournalLine("5000", "", "x", Money(150050), "", "=7"), ("2930", -150050))]
    assert journal_template.write(some, layout, 50).decode().split("\r\n") == [
        "Account,D,C,Date,VAT,,P,Type",
        '5000,"1500,50",,20261120,0,,\'=7,50',
        '2930,,"1500,50",20261120,0,,,50',
        "",
    ]
    bare = replace(layout, header=False, separator="bar", decimal="point", dates="dd/mm/yyyy")
    assert journal_template.write(some, bare, 50).decode().split("\r\n")[0] == "5000|1500.50||20/11/2026|0||'=7|50"


def test_every_column_and_form_can_be_chosen(eleven: Journal) -> None:
    everything = tuple(TemplateColumn(name, name) for name in journal_template.COLUMNS)
    for separator, sign in journal_template.SEPARATORS.items():
        for encoding in journal_template.ENCODINGS:
            layout = Template(everything, separator, encoding=encoding)
            rows = list(
                csv.DictReader(
                    io.StringIO(journal_template.write([eleven], layout).decode(encoding), newline=""), delimiter=sign
                )
            )
            assert [ore(row["amount"]) for row in rows] == [line.amount.ore for line in eleven.lines]
            assert [ore(row["debit"] or "0,00") - ore(row["credit"] or "0,00") for row in rows] == [
                ore(row["amount"]) for row in rows
            ]


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        (Template((TemplateColumn("debit"), TemplateColumn("credit"))), "a column with the account"),
        (Template((TemplateColumn("account"), TemplateColumn("debit"))), "needs the amount"),
        (Template((TemplateColumn("account"), TemplateColumn("sum"))), "“sum” is not one of"),
        (replace(journal_template.USUAL, separator=";"), "“;” is not one of"),
        (replace(journal_template.USUAL, encoding="utf-16"), "“utf-16” is not one of"),
        (replace(journal_template.USUAL, dates="%Y"), "“%Y” is not one of"),
        (replace(journal_template.USUAL, columns=journal_template.USUAL.columns * 6), "room for 40 columns"),
        (
            replace(
                journal_template.USUAL, columns=(*journal_template.USUAL.columns, TemplateColumn("fixed", "x" * 61))
            ),
            "60",
        ),
    ],
)
def test_a_layout_that_no_system_could_read_is_refused(layout: Template, said: str) -> None:
    with pytest.raises(Refused) as refused:
        journal_template.write([journal(("5000", 1), ("2930", -1))], layout)
    assert said in messages(refused)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "iso-8859-1", "cp1252"]), st.integers(1, 100))
def test_a_fit_text_always_fits(text: str, encoding: str, longest: int) -> None:
    found = fit(text, encoding, longest, ';"')
    assert len(found) <= longest
    if encoding != "utf-8" or not any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        found.encode(encoding)
    assert not set(found) & set(';"\r\n\t')
