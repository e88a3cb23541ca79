"""The Danish payslip on paper: read back from the PDF it holds everything that must stand on it, in each language."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pypdf
import pytest

from services.actions.run_files import payslips
from services.actions.scenario import Book, play, read
from services.desk import slip_paper
from services.engine.result import Payslip
from services.reference.formats import formats
from tests.denmark.played import absence, months, personal, rate, run, scenario

PERSON = 'address = ["Nørre Allé 12, 2. tv.", "8000 Aarhus C"]\nbank_account = "1234-567890"\nlanguage = "{language}"'
LINES = {
    "1000": 'amount = "38000.00"',
    "6003": 'percent = "4"\ncompany_percent = "8"\npension_basis = "1"',
}


def book(text: str) -> Book:
    """The scenario, run, with an employer who has an address and an SE number of its own."""
    employer = 'cvr = "13748136"\nse = "33088566"\naddress = ["Havnegade 3", "8000 Aarhus C"]'
    return play(read(text.replace('cvr = "13748136"', employer).encode()))


def paper(played: Book, place: int = -1) -> tuple[Payslip, str, int]:
    """The slip of employee 1 in a run, its text read back from the PDF, and how many pages it has."""
    result = list(played.runs.values())[place]
    (file,) = payslips(result)
    pages = pypdf.PdfReader(io.BytesIO(file.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    return result.payslips[0], text.replace("\N{NO-BREAK SPACE}", " "), len(pages)


def ordinary(language: str) -> Book:
    """Four months of monthly pay with pension, holiday, supplement and three days off in the last."""
    return book(
        scenario(
            *[run(month) for month in months("2026-07", 4)],
            person=PERSON.format(language=language),
            lines=LINES,
            category="4600 4900",
            more=rate("4003", "1.5") + absence("40", "2026-10-05", "2026-10-07", "3"),
        )
    )


WORDS = {
    "da": ["Lønseddel", "Løntimer", "Hovedkort, 38 %", "AM-bidrag, 8 %", "A-skat, 38 %", "ATP-bidrag", "Feriedage"],
    "nb": ["Lønnsslipp", "Betalte timer", "Hovedkort, 38 %", "AM-bidrag, 8 %", "A-skatt, 38 %", "Feriedager"],
    "en": ["Payslip", "Paid hours", "Main card, 38%", "AM contribution, 8%", "A-tax, 38%", "Holiday days"],
}


@pytest.mark.parametrize("language", WORDS)
def test_everything_that_must_stand_on_it_does_in_the_employees_language(language):
    slip, text, pages = paper(ordinary(language))
    amount = formats(language).amount
    assert pages == 1
    assert [word for word in WORDS[language] if word not in text] == []
    who = ["Havnens Bageri ApS", "Havnegade 3", "13 74 81 36", "33 08 85 66", "Anna Prøve", "2026-10-001"]
    assert [each for each in (*who, "1234 0000567890", "160") if each not in text] == []
    figures = ("am_base", "a_income", "am_contribution", "a_tax", "atp_employee", "atp_employer", "pension_employee")
    for name in (*figures, "pension_employer", "gross_cash", "net_pay", "holiday_basis"):
        shown = amount(slip[name]).replace("\N{NO-BREAK SPACE}", " ")
        assert shown in text, name


def test_a_danish_employee_gets_a_danish_slip():
    # the language of an employee is Danish where the file does not say another
    _, text, _ = paper(book(scenario(run("2026-10"), lines=LINES)))
    assert "Lønseddel oktober 2026" in text
    assert "Udbetalt" in text


def test_the_year_so_far_adds_up_every_run():
    # 4 × 38,000 and in August the supplement of July and August, 1.5 % of 76,000 = 1,140: 153,140. AM basis 38,000
    # − 1,520 − 99 = 36,381 a month, 37,521 in August; AM 3 × 2,910 + 3,002; A-skat 38 % of 36,381 − 2,910 − 5,400
    # = 10,667, in August of 37,521 − 3,002 − 5,400 = 11,065
    _, text, _ = paper(ordinary("en"))
    year = text[text.index("So far in 2026") :]
    for said in (
        "Gross pay 153,140.00",
        "Basis of AM contribution 146,664.00",
        "AM contribution −11,732.00",
        "A-income 134,932.00",
        "A-tax −43,066.00",
        "Own pension 6,080.00",
        "Employer's pension 12,160.00",
        "ATP, both shares 1,188.00",
    ):
        assert said in year


def test_holiday_by_its_year_after_the_run():
    # July and August 2026 earn 2.08 each for 2025/26, September and October for 2026/27; the oldest three are taken
    _, text, _ = paper(ordinary("en"))
    assert "Holiday days Earned Taken Left" in text
    assert "Holiday year 2025/26 4.16 3.00 1.16" in text
    assert "Holiday year 2026/27 4.16 0.00 4.16" in text
    assert "Holiday in the set order 3 days" in text


def test_a_deduction_says_what_it_is_taken_of_and_what_the_employer_pays():
    _, text, _ = paper(ordinary("en"))
    assert "4% of the basis. The employer pays 8%: 3,040.00" in text
    assert "The employer pays 198.00" in text
    assert "A-income less the allowance 5,400.00" in text


def test_hours_stand_with_their_rate_and_settled_holiday_money_stands_by_itself():
    # 148 × 175 = 25,900; 12.5 % = 3,237.50; AM 259; A-skat 1,132; to FerieKonto 1,846.50
    played = book(
        scenario(
            run("2026-10", '1100:units = "148"'),
            pay="hourly",
            person=PERSON.format(language="da"),
            category="4601",
            more=personal("9905", "175"),
        )
    )
    slip, text, pages = paper(played)
    assert pages == 1
    assert "148,0 t 175,00 25.900,00" in text
    settled = text[text.index("Afregnede feriepenge") :]
    for said in ("Feriepenge 3.237,50", "AM-bidrag −259,00", "A-skat −1.132,00", "FerieKonto 1.846,50"):
        assert said in settled
    # 25,900 is all of the gross pay: what is settled is no line of pay
    assert slip["gross_cash"].kroner == Decimal(25900)
    assert "Brutto 25.900,00" in text


def test_what_is_only_saved_or_posted_is_no_line_of_pay():
    _, text, _ = paper(ordinary("en"))
    pay = text[text.index("Pay Amount") : text.index("Gross")]
    assert pay == "Pay Amount Monthly pay 38,000.00 "


def test_the_parts_of_a_slip_add_up_to_what_is_paid():
    for slip in (each for result in ordinary("da").runs.values() for each in result.payslips):
        assert slip["gross_cash"] - slip["withholding"] - slip["deductions"] == slip["net_pay"]


def test_holiday_money_in_cash_is_taxed_on_the_slip():
    # left with code 1: what is owed of both years is paid with the pay, and its taxes are rows of their own
    played = book(
        scenario(
            *[run(month) for month in months("2026-07", 4)],
            job='end = 2026-10-31\nend_code = "1"',
            person=PERSON.format(language="en"),
            lines=LINES,
            category="4600",
        )
    )
    slip, text, _ = paper(played)
    assert "AM contribution on holiday pay" in text
    assert "A-tax on holiday pay" in text
    assert "Holiday days Earned Taken Settled Left" in text
    assert "2026/27 4.16 0.00 4.16 0.00" in text
    taken = slip_paper.words_of(slip, list(played.runs.values())[-1].facts).taken
    assert slip["gross_cash"] - slip["net_pay"] == sum((row.amount for row in taken[1:]), taken[0].amount)


def test_a_fritvalg_account_says_what_it_got_and_what_is_left():
    # 4 % of 38,000 = 1,520 a month; two months 3,040, of which 500 is paid
    played = book(
        scenario(
            run("2026-09"),
            run("2026-10", '4483:amount = "500"'),
            person=PERSON.format(language="da"),
            lines=LINES,
            category="4600 4400",
            more=rate("4401", "4"),
        )
    )
    _, text, pages = paper(played)
    assert pages == 1
    assert "Fritvalg Opsparet Brugt Saldo" in text
    assert "Fritvalgskonto 1.520,00 −500,00 2.540,00" in text


def test_holiday_in_advance_stays_visible_when_it_is_owed():
    # nothing is earned before; two days are granted and two are taken, of which the run's 2.08 pay both
    played = book(
        scenario(
            run("2026-10", '4765:units = "2"'),
            person=PERSON.format(language="en"),
            lines=LINES,
            category="4600",
            more=absence("40", "2026-10-05", "2026-10-06", "2"),
        )
    )
    _, text, _ = paper(played)
    assert re.search(r"Holiday in advance Granted Taken Owed 2026/27, days 2.00 2.00 0.00", text)


def test_a_correction_is_called_one_and_takes_back_the_year():
    played = book(
        scenario(
            run("2026-09"),
            run("2026-10"),
            run("2026-10", keys='kind = "correction"\ncorrects = "2026-10"', day=30),
            person=PERSON.format(language="da"),
            lines=LINES,
            category="4600",
        )
    )
    slip, text, _ = paper(played)
    assert "Rettelse af lønseddel" in text
    assert slip["net_pay"].ore < 0
    assert "Bruttoløn 38.000,00" in text[text.index("Hidtil i 2026") :]  # September alone


def test_a_long_slip_goes_on_on_another_page_and_loses_nothing():
    # 40 lines of an adjustment: all of them stand, and the sums once
    played = book(
        scenario(
            run("2026-10", *[f'1171:amount = "{100 + number}.00"' for number in range(40)]),
            person=PERSON.format(language="en"),
            lines=LINES,
            category="4600 4900",
        ).replace("Anna Prøve", "Wilhelmine Alexandra Konstantinopoulou-Ødegårdshaugen von Hohenzollern")
    )
    _, text, pages = paper(played)
    assert pages > 1
    assert [number for number in range(40) if f" {100 + number}.00" not in text] == []
    assert text.count("So far in 2026") == 1


def test_registered_absence_that_is_not_to_be_shown_is_not():
    lines = ('3814:units = "2"', '3872:units = "3"')
    _, text, _ = paper(
        book(scenario(run("2026-10", *lines), person=PERSON.format(language="en"), lines=LINES, category="4600"))
    )
    assert "Holiday on Feriekort 3 days" in text
    assert "not shown" not in text
