"""Numbers and dates: written in three languages, and read as people type and paste them."""

from contextlib import suppress
from datetime import date, time
from decimal import Decimal

import pytest
from babel.core import Locale
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.reference.formats import LANGUAGES, Unreadable, account, formats, organisation

NB, DA, EN = formats("nb"), formats("da"), formats("en")
kr = Money.kr


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_called_what_babel_calls_them(language):
    months = [Month(2026, number) for number in range(1, 13)]
    names = Locale(language).months["format"]
    assert [formats(language).month_name(month.number) for month in months] == list(names["wide"].values())
    if language == "en":
        assert [formats("en").day(month.first).split()[1] for month in months] == list(names["abbreviated"].values())


@pytest.mark.parametrize(
    ("amount", "nb", "en"),
    [
        ("0", "0,00", "0.00"),
        ("0.05", "0,05", "0.05"),
        ("-0.05", "−0,05", "−0.05"),
        ("999.90", "999,90", "999.90"),
        ("1000", "1\xa0000,00", "1,000.00"),
        ("12345.67", "12\xa0345,67", "12,345.67"),
        ("-450", "−450,00", "−450.00"),
        ("1234567890.12", "1\xa0234\xa0567\xa0890,12", "1,234,567,890.12"),
    ],
)
def test_amounts(amount, nb, en):
    assert (NB.amount(kr(amount)), EN.amount(kr(amount))) == (nb, en)
    assert DA.amount(kr(amount)) == nb.replace("\xa0", ".")  # Danes write a point between thousands
    assert DA.read_amount(DA.amount(kr(amount))) == kr(amount)


def test_a_change_always_has_its_sign():
    assert [NB.change(kr(each)) for each in ("5277.54", "-1", "0")] == ["+5\xa0277,54", "−1,00", "0,00"]


@pytest.mark.parametrize(
    ("amount", "kroner"), [("1234.49", "1\xa0234"), ("1234.50", "1\xa0235"), ("-0.50", "−1"), ("-0.49", "0")]
)
def test_whole_kroner(amount, kroner):
    assert NB.kroner(kr(amount)) == kroner


@pytest.mark.parametrize(
    ("number", "least", "most", "written"),
    [
        ("18.0", 1, None, "18,0"),
        ("85.5", 1, None, "85,5"),
        ("18.000", 0, None, "18"),
        ("7.256", 0, 2, "7,26"),
        ("7.255", 0, 2, "7,26"),  # half goes away from zero
        ("-7.255", 0, 2, "−7,26"),
        ("7", 2, 4, "7,00"),
        ("-0.0", 0, None, "0"),
        ("-0.004", 0, 2, "0"),
        ("1E+3", 0, None, "1\xa0000"),
        ("1234567.891", 0, None, "1\xa0234\xa0567,891"),
    ],
)
def test_numbers(number, least, most, written):
    assert NB.number(Decimal(number), least, most) == written


def test_counts_leave_years_alone():
    assert [NB.count(each) for each in (7, 2026, 12000, -3)] == ["7", "2026", "12\xa0000", "−3"]


def test_percentages_keep_the_digits_of_the_law():
    assert (NB.percent(Percent.of("14.1")), EN.percent(Percent.of("14.1"))) == ("14,1\xa0%", "14.1%")
    assert NB.percent(Percent.of("12")) == "12\xa0%"


def test_a_time_of_day_has_one_form():
    assert [formats(language).clock(time(8, 42)) for language in ("nb", "da", "en")] == ["08.42", "08.42", "08:42"]


def test_days_and_months():
    day = date(2026, 1, 31)
    assert (NB.day(day), DA.day(day), EN.day(day)) == ("31.01.2026", "31.01.2026", "31 Jan 2026")
    november = Month(2026, 11)
    assert (NB.month(november), DA.month(november), EN.month(november)) == (
        "november 2026",
        "november 2026",
        "November 2026",
    )
    assert DA.month_name(5) == "maj"


@pytest.mark.parametrize(
    ("first", "last", "words", "short", "figures", "english"),
    [
        (
            "2026-11-01",
            "2026-11-30",
            "1.–30. november 2026",
            "1.–30. november",
            "01.11.–30.11.2026",
            "1–30 November 2026",
        ),
        (
            "2026-10-28",
            "2026-11-03",
            "28. oktober – 3. november 2026",
            "28. oktober – 3. november",
            "28.10.–03.11.2026",
            "28 October – 3 November 2026",
        ),
        (
            "2025-12-28",
            "2026-01-03",
            "28. desember 2025 – 3. januar 2026",
            "28. desember – 3. januar",
            "28.12.2025–03.01.2026",
            "28 December 2025 – 3 January 2026",
        ),
        ("2026-01-01", "2026-01-01", "1. januar 2026", "1. januar", "01.01.2026", "1 January 2026"),
        ("2026-01-01", None, "fra 1. januar 2026", "fra 1. januar", "fra 01.01.2026", "from 1 January 2026"),
    ],
)
def test_spans(first, last, words, short, figures, english):
    span = Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    assert (NB.span(span), NB.span(span, year=False), NB.dates(span), EN.span(span)) == (words, short, figures, english)


def test_account_and_organisation_numbers_stand_in_groups():
    assert account("12345678903") == "1234\xa056\xa078903"
    assert account("12340012345678") == "1234\xa00012345678"
    assert account("NO9386011117947") == "NO93\xa08601\xa01117\xa0947"
    assert organisation("999888771") == "999\xa0888\xa0771"
    assert organisation("12345678") == "12\xa034\xa056\xa078"
    assert (account("123"), account(""), organisation("99988")) == ("123", "", "99988")


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="sv"):
        formats("sv")


# --- reading -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12 345,67", "12345.67"),
        ("12\xa0345,67", "12345.67"),
        ("12\u202f345,67", "12345.67"),
        ("12345,67", "12345.67"),
        ("12345.67", "12345.67"),
        ("12.345,67", "12345.67"),
        ("12,345.67", "12345.67"),  # from an English spreadsheet
        ("1.234.567", "1234567"),
        ("12.345", "12345"),  # an amount has no third decimal
        ("−450,00", "-450"),
        ("- 450", "-450"),
        ("+5", "5"),
        (",5", "0.50"),
        ("kr 1 200,50", "1200.50"),
        ("1200 kr", "1200"),
        ("1 200,-", "1200"),
        ("NOK −5", "-5"),
        ("  7  ", "7"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, amount):
    assert NB.read_amount(typed) == DA.read_amount(typed) == kr(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "kr",
        "12 34",
        "1.2.3",
        "1,2,3",
        "12,345",
        "0,005",
        "1e5",
        "٣",
        "5,",
        "1234 567",
        "1 234.567,50",
        "Infinity",
        "nan",
    ],
)
def test_what_is_no_amount_is_refused_and_said(typed):
    with pytest.raises(Unreadable, match="is not an amount") as refusal:
        NB.read_amount(typed)
    assert dict(refusal.value.what.values)["text"] == typed


def test_a_number_that_may_be_either_is_not_guessed():
    assert NB.read_number("7,125") == Decimal("7.125")
    assert EN.read_number("7.125") == Decimal("7.125")
    assert NB.read_number("7.25") == Decimal("7.25")
    assert NB.read_number("1234.567") == Decimal("1234.567")
    for language, typed in ((NB, "7.125"), (EN, "7,125")):
        with pytest.raises(Unreadable, match="is not a number"):
            language.read_number(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "31.01.2026",
        "31.1.2026",
        "2026-01-31",
        "31/01/2026",
        "31-01-2026",
        " 31.01.2026 ",
        "31. januar 2026",
        "31 jan 2026",
    ],
)
def test_days_are_read(typed):
    assert NB.read_date(typed) == date(2026, 1, 31)


@pytest.mark.parametrize("typed", ["", "31.02.2026", "31.01.26", "2026-1-31", "01/31/2026", "5 ma 2026", "i morgen"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(Unreadable, match="is not a date"):
        NB.read_date(typed)


languages = st.sampled_from([formats(language) for language in LANGUAGES])


@given(languages, st.integers(-(10**12), 10**12))
def test_an_amount_that_was_written_is_read_back(language, ore):
    assert language.read_amount(language.amount(Money(ore))) == Money(ore)


@given(languages, st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_that_was_written_is_read_back(language, number):
    assert language.read_number(language.number(number, least=4)) == number


@given(languages, st.dates(min_value=date(1800, 1, 1)))
def test_a_day_that_was_written_is_read_back(language, day):
    assert language.read_date(language.day(day)) == day


@given(languages, st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused(language, typed):
    for read in (language.read_amount, language.read_number, language.read_date):
        with suppress(Unreadable):
            read(typed)
