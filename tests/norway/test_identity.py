"""Numbers that identify: which digit rule failed. All numbers here are made up."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import iban as iban_judge
from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer, kontonr, orgnr

from models.values.finding import Finding, Place, Severity
from services.norway.rules.identity import (
    PersonNumberKind,
    check_bank_account,
    check_iban,
    check_kid,
    check_occupation,
    check_organisation_number,
    check_pay_account,
    check_person_number,
    iban_of,
    normalise,
    normalise_organisation_number,
    person_number,
    show_bank_account,
)

FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def texts(findings: list[Finding]) -> list[str]:
    return [str(finding.what) for finding in findings]


def number(first_nine: str) -> str | None:
    """The nine digits with their two check digits, by the schoolbook formula; None where there are none."""
    digits = first_nine
    for weights in (FIRST, SECOND):
        check = 11 - sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11
        if check == 10:
            return None
        digits += str(check % 11)
    return digits


def made(day: int, month: int, year: int, serials: range) -> str:
    """The first right number of the day, month and two-digit year with a serial in the range."""
    found = (number(f"{day:02d}{month:02d}{year:02d}{serial:03d}") for serial in serials)
    return next(digits for digits in found if digits)


LOW, HIGH = range(100, 200), range(900, 1000)


# What the person numbers of the shared samples say: synthetic by month + 80, one with day + 40.
@pytest.mark.parametrize(
    ("digits", "kind", "born"),
    [
        ("12838543284", PersonNumberKind.BIRTH_NUMBER, date(1985, 3, 12)),
        ("07917821164", PersonNumberKind.BIRTH_NUMBER, date(1978, 11, 7)),
        ("55878225510", PersonNumberKind.D_NUMBER, date(1982, 7, 15)),
        ("24926909785", PersonNumberKind.BIRTH_NUMBER, date(1969, 12, 24)),
        ("01810051236", PersonNumberKind.BIRTH_NUMBER, date(2000, 1, 1)),
    ],
)
def test_a_synthetic_number_is_right_in_a_test_client_only(digits, kind, born):
    assert check_person_number(digits, synthetic_allowed=True) == []
    assert texts(check_person_number(digits, synthetic_allowed=False)) == [
        "This is a made-up test number; only a test client may hold it"
    ]
    parts = person_number(digits)
    assert parts is not None
    assert (parts.kind, parts.synthetic, parts.born) == (kind, True, born)


@pytest.mark.parametrize(
    ("day", "month", "kind", "synthetic"),
    [
        (17, 5, PersonNumberKind.BIRTH_NUMBER, False),
        (57, 5, PersonNumberKind.D_NUMBER, False),
        (17, 45, PersonNumberKind.H_NUMBER, False),
        (17, 85, PersonNumberKind.BIRTH_NUMBER, True),
        (57, 85, PersonNumberKind.D_NUMBER, True),
        (17, 70, PersonNumberKind.BIRTH_NUMBER, True),  # + 65
        (57, 70, PersonNumberKind.D_NUMBER, True),
    ],
)
def test_day_and_month_tell_what_kind_it_is(day, month, kind, synthetic):
    parts = person_number(made(day, month, 62, LOW))
    assert parts is not None
    assert (parts.kind, parts.synthetic, parts.born) == (kind, synthetic, date(1962, 5, 17))
    assert parts.reportable == (kind is not PersonNumberKind.H_NUMBER)


@pytest.mark.parametrize("month", [1, 12, 41, 52, 66, 77, 81, 92])
def test_the_first_and_last_month_of_each_kind(month):
    assert [
        finding
        for finding in check_person_number(made(1, month, 62, LOW), synthetic_allowed=True)
        if finding.severity is Severity.STOP
    ] == []


@pytest.mark.parametrize("month", [0, 13, 40, 53, 65, 78, 80, 93, 99])
def test_no_month_of_any_kind(month):
    digits = made(1, month, 62, LOW)
    assert texts(check_person_number(digits, synthetic_allowed=True)) == [
        f"Digits 3 and 4 should be a month; {month:02d} is not"
    ]


@pytest.mark.parametrize("digits", [made(17, 45, 62, LOW), made(81, 45, 62, LOW), made(99, 99, 99, LOW)])
def test_a_number_from_the_health_services_is_accepted_but_never_reported(digits):
    findings = check_person_number(digits, synthetic_allowed=False)
    assert [finding.severity for finding in findings] == [Severity.WARNING]
    assert "never reported" in texts(findings)[0]
    parts = person_number(digits)
    assert parts is not None
    assert not parts.reportable


def test_an_fh_number_has_no_birth_date():
    parts = person_number(made(81, 5, 62, LOW))
    assert parts is not None
    assert (parts.kind, parts.born) == (PersonNumberKind.FH_NUMBER, None)


@pytest.mark.parametrize(
    ("serial", "year", "born"),
    [
        (0, 0, 1900),
        (499, 99, 1999),
        (500, 54, 1854),
        (749, 99, 1899),
        (500, 0, 2000),
        (999, 39, 2039),
        (900, 40, 1940),
        (999, 99, 1999),
        (500, 40, None),  # nobody has these
        (749, 53, None),
        (750, 54, None),
        (899, 99, None),
    ],
)
def test_the_century_stands_in_digits_7_to_9(serial, year, born):
    parts = person_number(f"0101{year:02d}{serial:03d}00")
    assert parts is not None
    assert parts.born == (born and date(born, 1, 1))


def test_a_serial_that_belongs_to_no_century_is_refused_until_the_rule_of_2032():
    digits = made(1, 1, 45, range(600, 700))
    assert texts(check_person_number(digits, synthetic_allowed=False)) == [
        f"Digits 7 to 9 should fit the year of birth; {digits[6:9]} and 45 do not"
    ]
    assert check_person_number(digits, synthetic_allowed=False, accept_2032=True) == []


@pytest.mark.parametrize(
    ("day", "month", "year", "serials"),
    [
        (31, 4, 62, LOW),
        (0, 4, 62, LOW),
        (40, 4, 62, LOW),  # neither a day nor a day + 40
        (72, 4, 62, LOW),  # 32 + 40
        (29, 2, 0, LOW),  # 1900 was no leap year
        (29, 2, 1, HIGH),
    ],
)
def test_a_day_that_is_not_in_the_month(day, month, year, serials):
    (text,) = texts(check_person_number(made(day, month, year, serials), synthetic_allowed=False))
    assert text.startswith("Digits 1 to 6 should be a date; day")


def test_29_february_2000_is_a_date():
    assert check_person_number(made(29, 2, 0, HIGH), synthetic_allowed=False) == []


def test_after_2031_a_leap_day_needs_no_century():
    digits = made(29, 2, 0, LOW)
    assert check_person_number(digits, synthetic_allowed=False, accept_2032=True) == []


def test_the_check_digit_that_is_wrong_is_named_with_what_it_should_be():
    right = made(17, 5, 62, LOW)
    first, second = int(right[9]), int(right[10])
    wrong_first = f"{right[:9]}{(first + 1) % 10}{right[10]}"
    wrong_second = f"{right[:10]}{(second + 1) % 10}"
    assert texts(check_person_number(wrong_first, synthetic_allowed=False)) == [
        f"The first check digit should be {first}"
    ]
    assert texts(check_person_number(wrong_second, synthetic_allowed=False)) == [
        f"The second check digit should be {second}"
    ]


def test_digits_that_no_check_digit_fits():
    nine = next(
        f"170562{serial:03d}"
        for serial in range(100, 200)
        if sum(w * int(d) for w, d in zip(FIRST, f"170562{serial:03d}", strict=True)) % 11 == 1
    )
    assert texts(check_person_number(f"{nine}00", synthetic_allowed=False)) == [
        "One of the first nine digits is wrong: no check digit fits them"
    ]


def test_digits_that_no_second_check_digit_fits():
    for serial in range(100, 200):
        nine = f"170562{serial:03d}"
        first = 11 - sum(w * int(d) for w, d in zip(FIRST, nine, strict=True)) % 11
        ten = f"{nine}{first % 11}"
        if first != 10 and sum(w * int(d) for w, d in zip(SECOND, ten, strict=True)) % 11 == 1:
            break
    assert texts(check_person_number(f"{ten}0", synthetic_allowed=False)) == [
        "One of the first ten digits is wrong: no second check digit fits them"
    ]


def by_the_rule_of_2032(digits: str) -> bool:
    """As norway-payroll 14.1 writes it."""
    first = sum(w * int(d) for w, d in zip((*FIRST, 1), digits[:10], strict=True))
    second = sum(w * int(d) for w, d in zip((*SECOND, 1), digits, strict=True))
    return first % 11 in (0, 1, 2, 3) and second % 11 == 0


@given(st.integers(0, 999), st.integers(0, 9), st.integers(0, 9))
def test_the_rule_of_2032_takes_remainders_0_to_3(serial, first, second):
    digits = f"010132{serial:03d}{first}{second}"
    findings = check_person_number(digits, synthetic_allowed=False, accept_2032=True)
    assert (findings == []) == by_the_rule_of_2032(digits)


def test_with_the_rule_of_2032_the_finding_names_all_digits_that_would_do():
    digits = made(17, 5, 62, LOW)
    rest = sum(w * int(d) for w, d in zip(FIRST, digits[:9], strict=True))
    allowed = [str(d) for d in range(10) if (rest + d) % 11 in (0, 1, 2, 3)]
    other = next(str(d) for d in range(10) if str(d) not in allowed)
    findings = check_person_number(f"{digits[:9]}{other}0", synthetic_allowed=False, accept_2032=True)
    assert texts(findings) == [f"The first check digit should be one of {', '.join(allowed)}"]


BORN = st.dates(date(1940, 1, 1), date(2025, 12, 31))


@given(BORN, st.integers(0, 999), st.integers(0, 99))
def test_python_stdnum_says_the_same_of_ordinary_numbers(born, serial, checks):
    digits = f"{born:%d%m%y}{serial:03d}{checks:02d}"
    try:
        fodselsnummer.validate(digits)
        right = True
    except ValidationError:
        # It also refuses those who are not born yet; the digits alone do not tell.
        right = fodselsnummer.calc_check_digit1(digits) == digits[9]
        right = right and fodselsnummer.calc_check_digit2(digits) == digits[10]
        parts = person_number(digits)
        right = right and parts is not None and parts.born is not None and parts.born > date(2025, 12, 31)
    assert (check_person_number(digits, synthetic_allowed=False) == []) == right


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "There should be 11 digits, and there are 0"),
        ("1", "There should be 11 digits, and there are 1"),
        (
            "1810051236",
            "There should be 11 digits, and there are 10. Is a 0 in front missing?",
        ),  # through a spreadsheet
        ("128385432840", "There should be 11 digits, and there are 12"),
        ("1283854328O", "Only digits belong here"),  # a capital O
        ("١٢٣٤٥٦٧٨٩٠١", "Only digits belong here"),  # digits, but not ours
        ("²2838543284", "Only digits belong here"),
    ],
)
def test_what_is_no_eleven_digits(text, finding):
    assert texts(check_person_number(text, synthetic_allowed=True)) == [finding]
    assert person_number(text) is None


@pytest.mark.parametrize(
    "typed",
    [
        "128385 43284",
        " 12838543284 ",
        "12.83.85.43284",
        "128385-43284",
        "128385\u201143284",
        "128385\u00a043284",
        "\u202a12838543284\u202c",
    ],
)
def test_spaces_dots_and_invisible_signs_do_not_matter(typed):
    assert normalise(typed) == "12838543284"
    assert check_person_number(typed, synthetic_allowed=True) == []


@given(st.text(max_size=40))
def test_no_text_is_too_odd_for_a_check(text):
    for findings in (
        check_person_number(text, synthetic_allowed=False, accept_2032=True),
        check_organisation_number(text, synthetic_allowed=False),
        check_bank_account(text),
        check_iban(text),
        check_kid(text),
        check_occupation(text),
    ):
        assert all(str(finding.what) for finding in findings)
    assert normalise(normalise(text)) == normalise(text)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_a_finding_never_repeats_the_number(digits):
    found = texts(check_person_number(digits, synthetic_allowed=False)) + texts(check_bank_account(digits))
    assert not any(digits in text for text in found)


def test_a_finding_carries_the_place_that_it_was_asked_for():
    place = Place("employees", 7, "national_id")
    (finding,) = check_person_number("1", synthetic_allowed=False, where=place)
    assert finding.where == place


# Organisation numbers. 314572106 and 314572335 are those of the shared samples.
@pytest.mark.parametrize("typed", ["314572106", "314 572 335", "NO 314 572 106 MVA", "no314572106"])
def test_a_synthetic_organisation_number_is_right_in_a_test_client_only(typed):
    assert check_organisation_number(typed, synthetic_allowed=True) == []
    assert texts(check_organisation_number(typed, synthetic_allowed=False)) == [
        "This is a made-up test number; only a test client may hold it"
    ]
    assert len(normalise_organisation_number(typed)) == 9


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("31457210", "There should be 9 digits, and there are 8. Is a 0 in front missing?"),
        ("3145721066", "There should be 9 digits, and there are 10"),
        ("31457210G", "Only digits belong here"),
        ("314572107", "The check digit, the last one, should be 6"),
    ],
)
def test_a_wrong_organisation_number_names_its_rule(text, finding):
    assert texts(check_organisation_number(text, synthetic_allowed=True)) == [finding]


@given(st.text("0123456789", min_size=9, max_size=9))
@example("910000130")  # no check digit fits 91000013
def test_python_stdnum_says_the_same_of_organisation_numbers(digits):
    stops = [
        finding
        for finding in check_organisation_number(digits, synthetic_allowed=True)
        if finding.severity is Severity.STOP
    ]
    assert (stops == []) == orgnr.is_valid(digits)


@pytest.mark.parametrize(
    ("first", "severities"), [("8", []), ("9", []), ("5", [Severity.WARNING]), ("2", [Severity.STOP])]
)
def test_real_organisation_numbers_begin_with_8_or_9(first, severities):
    digits = next(f"{first}{tail:08d}" for tail in range(1000) if orgnr.is_valid(f"{first}{tail:08d}"))
    assert [each.severity for each in check_organisation_number(digits, synthetic_allowed=False)] == severities


# Bank accounts
@pytest.mark.parametrize("typed", ["12345678911", "1234.56.78911", "1234 56 78911"])
def test_an_account_is_right_however_it_is_grouped(typed):
    assert check_bank_account(typed) == []
    assert show_bank_account(normalise(typed)) == "1234 56 78911"


def test_what_is_no_account_is_shown_as_it_is():
    assert show_bank_account("SE4550000000058398257466") == "SE4550000000058398257466"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "There should be 11 digits, and there are 0"),
        ("1234567891", "There should be 11 digits, and there are 10. Is a 0 in front missing?"),
        ("12345678912", "The check digit, the last one, should be 1"),
        ("1234567891x", "Only digits belong here"),
        ("12340078916", "Digits 5 and 6 are 00: that is an account inside the bank, and nobody's own"),
        ("12349078914", "Digits 5 and 6 are 90: that is an account inside the bank, and nobody's own"),
        ("12349999992", "Digits 5 and 6 are 99: that is an account inside the bank, and nobody's own"),
        ("00000000000", "Digits 5 and 6 are 00: that is an account inside the bank, and nobody's own"),
    ],
)
def test_a_wrong_account_names_its_rule(text, finding):
    assert texts(check_bank_account(text)) == [finding]


def test_an_account_inside_the_bank_is_refused_for_a_person_only():
    assert check_bank_account("12349999992", for_person=False) == []


@given(st.text("123456789", min_size=1, max_size=1), st.text("0123456789", min_size=10, max_size=10))
def test_python_stdnum_says_the_same_of_accounts(first, rest):
    digits = first + rest  # it drops 0000 in front
    assert (check_bank_account(digits, for_person=False) == []) == kontonr.is_valid(digits)


# IBAN
def test_the_iban_of_an_account():
    assert iban_of("86011117947") == "NO9386011117947"  # the well-known example
    assert check_iban("NO93 8601 1117 947") == []
    assert check_iban("no93 8601 1117 947") == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("NO93 8601 1117 947A", "A Norwegian IBAN is NO and 13 digits"),
        ("NO93 8601 1117 94", "An IBAN is two letters, two digits and then the account, 15 to 34 characters in all"),
        ("NO92 8601 1117 947", "The two digits after NO should be 93"),
        ("NO23 8601 1117 946", "The check digit, the last one, should be 7"),
        ("86011117947", "An IBAN is two letters, two digits and then the account, 15 to 34 characters in all"),
        ("SE4650000000058398257466", "The two digits after SE should be 45"),
    ],
)
def test_a_wrong_iban_names_its_rule(text, finding):
    assert texts(check_iban(text)) == [finding]


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from(["NO", "DK", "SE", "GB"]))
def test_python_stdnum_says_the_same_of_the_two_digits(account, country):
    checks = iban_judge.calc_check_digits(f"{country}00{account}")
    assert not [text for text in texts(check_iban(f"{country}{checks}{account}")) if text.startswith("The two digits")]
    wrong = f"{(int(checks) + 1) % 100:02d}"
    assert texts(check_iban(f"{country}{wrong}{account}")) == [f"The two digits after {country} should be {checks}"]


# KID
@given(st.text("0123456789", min_size=1, max_size=24))
def test_a_kid_is_right_by_modulus_10(digits):
    assert check_kid(digits + luhn.calc_check_digit(digits)) == []


@pytest.mark.parametrize("kid", ["234567891234568", "12345678903", "314572106202611016"])
def test_a_kid_as_it_was_typed(kid):
    spaced = f"{kid[:3]} {kid[3:]}"
    assert check_kid(spaced) == check_kid(kid)


def test_a_kid_by_modulus_11_may_end_in_a_hyphen():
    # 2·1 = 2; 11 - 2 = 9.  2·6 = 12; 12 mod 11 = 1: ten, written as a hyphen.
    assert check_kid("19") == []
    assert check_kid("6-") == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "A KID has 2 to 25 digits; only the last character may be a hyphen"),
        ("7", "A KID has 2 to 25 digits; only the last character may be a hyphen"),
        ("1" * 26, "A KID has 2 to 25 digits; only the last character may be a hyphen"),
        ("12A4", "A KID has 2 to 25 digits; only the last character may be a hyphen"),
        ("10", "The last digit of the KID should be 8 or 9"),
        ("60", "The last digit of the KID should be 7 or -"),
    ],
)
def test_a_wrong_kid_names_its_rule(text, finding):
    assert texts(check_kid(text)) == [finding]


# Occupation codes
@pytest.mark.parametrize("code", ["5223108", "0111101", "522 3108"])
def test_an_occupation_code_has_seven_digits(code):
    assert check_occupation(code) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("5223", "Four digits are STYRK-08; the a-melding takes the seven digits of Yrkeskatalogen"),
        ("111101", "There should be 7 digits, and there are 6. Is a 0 in front missing?"),
        ("52231081", "There should be 7 digits, and there are 8"),
        ("selger", "Only digits belong here"),
        ("", "There should be 7 digits, and there are 0"),
    ],
)
def test_a_wrong_occupation_code_names_its_rule(text, finding):
    assert texts(check_occupation(text)) == [finding]


@pytest.mark.parametrize(
    ("account", "bic", "finding"),
    [
        ("12345678911", "", None),
        ("NO74 1234 1111 119", "", None),
        ("SE45 5000 0000 0583 9825 7466", "SWEDSESS", None),
        ("gb82 west 1234 5698 7654 32", "NWBKGB2LXXX", None),
        (
            "SE45 5000 0000 0583 9825 7466",
            "",
            "The account is abroad: without the BIC of its bank the pay is not in the",
        ),
        ("SE45 5000 0000 0583 9825 7466", "SWED", "A BIC is eight or eleven letters and digits, such as DNBANOKK"),
        ("SE46 5000 0000 0583 9825 7466", "SWEDSESS", "The two digits after SE should be 45"),
        ("DE86 3704 0044 0532 0130", "COBADEFF", "This is not an account number in DE"),
        ("1234567891", "", "There should be 11 digits, and there are 10"),
        ("SE", "", "Only digits belong here"),
    ],
)
def test_an_account_that_pay_goes_to(account: str, bic: str, finding: str | None) -> None:
    """Eleven digits, or an IBAN; what is wrong is said, and a BIC is asked for where the account is abroad."""
    found = texts(check_pay_account(account, bic))
    assert [text[:80] for text in found] == ([] if finding is None else [found[0][:80]])
    assert finding is None or found[0].startswith(finding)
    assert all(account not in text for text in found)
