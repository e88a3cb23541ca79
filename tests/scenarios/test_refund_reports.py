"""What a scenario's months report of refunds and sectors, and the files that go with them."""

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from models.values.span import Month
from services.actions.check_report import findings_of_report
from services.actions.run_files import month_rounding, report_of_month
from services.actions.scenario import Book, play, read
from services.actions.scenario_files import scenario_files

CASES = Path(__file__).parent / "no"
NS = "{urn:ske:fastsetting:innsamling:a-meldingen:v2_3}"


def played(name: str) -> Book:
    return play(read((CASES / f"{name}.toml").read_bytes()))


def told(book: Book, month: Month) -> etree._Element:
    return etree.fromstring(report_of_month(book.month(month))[0].content)


def relief(message: etree._Element) -> list[tuple[str, str, str, str]]:
    """fradragIGrunnlagetForSone: sub-unit, zone, amount and rate, in the order of the message."""
    return [
        (
            unit.findtext(f"{NS}norskIdentifikator", ""),
            part.findtext(f"{NS}sone", ""),
            part.findtext(f"{NS}avgiftsfradragBeloep", ""),
            str(Decimal(part.findtext(f"{NS}prosentsatsForAvgiftsberegning", ""))),
        )
        for unit in message.iter(f"{NS}virksomhet")
        for part in unit.iter(f"{NS}fradragIGrunnlagetForSone")
    ]


def owed(message: etree._Element) -> str:
    return next(message.iter(f"{NS}sumArbeidsgiveravgift")).text or ""


def test_a_refund_stands_at_its_sub_units_zone_and_rate() -> None:
    """Zone 3 of the second sub-unit, and zone 2 of the employment: 4 998 + 2 650 = 7 648."""
    message = told(played("refund-in-another-zone"), Month(2026, 3))
    assert relief(message) == [("316100007", "2", "-15000.00", "10.6"), ("316200001", "3", "-8000.00", "6.4")]
    assert owed(message) == "7648"


def test_a_month_without_a_run_reports_the_refund_alone() -> None:
    """100 000 × 10.6 % = 10 600 back; nobody is paid, and the employments are told as every month."""
    book = played("refund-without-a-run-in-zone-1a")
    assert book.months == [Month(2026, 1), Month(2026, 2), Month(2026, 3)]
    message = told(book, Month(2026, 2))
    assert relief(message) == [("316100007", "1a", "-100000.00", "10.6")]
    assert owed(message) == "-10600"
    assert list(message.iter(f"{NS}inntekt")) == []
    assert len(list(message.iter(f"{NS}arbeidsforhold"))) == 2


def test_a_negative_sum_is_written_as_it_is() -> None:
    """−1 988.10 → −1 988."""
    assert owed(told(played("refund-larger-than-the-pay"), Month(2026, 3))) == "-1988"


def test_the_run_that_crosses_tells_both_rates() -> None:
    """28 571.43 at 10.6 % and 41 428.57 at 14.1 % less refunds at 10.6 %: 8 870 by the run."""
    message = told(played("refund-in-the-run-that-crosses"), Month(2026, 3))
    assert relief(message) == [("316100007", "1a", "-70000.00", "10.6")]
    assert owed(message) == "8870"


def test_an_excepted_sector_tells_its_code_at_both_rates() -> None:
    message = told(played("excepted-sector-in-zone-3"), Month(2026, 4))
    parts = [
        (
            part.findtext(f"{NS}beregningskodeForArbeidsgiveravgift"),
            part.findtext(f"{NS}prosentsatsForAvgiftsberegning"),
        )
        for part in message.iter(f"{NS}loennOgGodtgjoerelse")
    ]
    assert parts == [("sektorunnattAktivitet", "6.4"), ("sektorunnattAktivitet", "14.1")]
    assert owed(message) == "12800"


NAMES = [path.stem for path in sorted(CASES.glob("*refund*.toml")) if ".expected" not in path.name]


@pytest.mark.parametrize("name", NAMES)
def test_reports_with_refunds_are_sound(name: str, shared: Path) -> None:
    """Right by the official schema, and no control finds more than a guideline."""
    schema = etree.XMLSchema(etree.parse(shared / "reference" / "amelding" / "amelding_v2_3.xsd"))
    book = played(name)
    for month in book.months:
        made = report_of_month(book.month(month))[0]
        assert schema.validate(etree.fromstring(made.content)), schema.error_log
        blocking = [found for found in findings_of_report(made.content) if found["severity"] not in ("RETNINGSLINJE",)]
        assert blocking == []


def test_a_refund_without_a_run_is_booked_in_the_months_journal() -> None:
    """D 1920 / C 5800, and the contribution that it gives back: 10 600, whole already."""
    made = month_rounding(played("refund-without-a-run-in-zone-1a").month(Month(2026, 2)))
    assert made is not None
    rows = [line.split(";") for line in made.content.decode("utf-8-sig").splitlines()[1:]]
    assert made.name == "journal-month-2026-02.csv"
    assert sorted((row[3], row[6], row[7]) for row in rows) == [
        ("1920", "100000,00", ""),
        ("2770", "10600,00", ""),
        ("5400", "", "10600,00"),
        ("5800", "", "100000,00"),
    ]


def test_somebody_with_nothing_but_a_refund_gets_no_payslip() -> None:
    """The run of 5 May holds the refund of NO-13 and no pay; its journal is made."""
    files, reports = scenario_files(played("no-13-refund-in-may"), made=True)
    names = {file.name for file in files}
    assert {"payslip-1-2026-03.pdf", "payslip-1-2026-05-2.pdf", "journal-2026-05.csv"} <= names
    assert "payslip-1-2026-05.pdf" not in names
    assert sorted(reports) == ["2026-03", "2026-04", "2026-05"]


def test_pay_goes_abroad_where_the_bank_is_known() -> None:
    """One block for each kind of account; employee 2 has no BIC and is on the payment list with a note."""
    files, _ = scenario_files(played("account-abroad"), made=True)
    content = {file.name: file.content for file in files}
    bank = content["bank-2026-03.xml"].decode()
    assert "<IBAN>SE4550000000058398257466</IBAN>" in bank
    assert "<BIC>SWEDSESS</BIC>" in bank
    assert "<Ctry>SE</Ctry>" in bank
    assert "GB82" not in bank
    listed = content["payment-list-2026-03.csv"].decode("utf-8-sig")
    assert "SE45 5000 0000 0583 9825 7466" in listed
    assert next(line for line in listed.splitlines() if "utland" in line).startswith("Sivert Haugerud")


def test_the_journal_file_names_department_and_project() -> None:
    """The same split as in the answer, in the columns Avdeling and Prosjekt; balance-sheet accounts have none."""
    files, _ = scenario_files(played("pay-on-departments-and-projects"), made=True)
    content = next(file.content for file in files if file.name == "journal-2026-03.csv")
    rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()[1:]]
    salary = {(row[8], row[9]): row[6] for row in rows if row[3] == "5000"}
    assert salary == {
        ("Butikk", ""): "27000,01",
        ("Verksted", ""): "13500,00",
        ("", "P7"): "1000,00",
        ("", ""): "34500,00",
    }
    assert {(row[8], row[9]) for row in rows if row[3] < "5"} == {("", "")}
