"""K27, NAV's report of refunds: every sample as expected, every row as NAV wrote it, and whatever else people bring."""

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values.finding import Severity
from models.values.money import Money
from models.values.progress import Cancelled
from services.files.column_map import ColumnMap
from services.files.recognise import Kind, recognise
from services.files.refund_report import Doubt, RefundReport, RefundRow
from services.norway.files import k27
from services.reference.codes import code_lists

SAMPLES = Path(__file__).parent.parent / "files" / "k27"
NOVEMBER = "314572106_ref-arbg_2026-11-02.csv"
OCTOBER = "314572106_ref-arbg_2026-10-01.csv"
MAIN, BODO, MOLDE, ACCOUNT = "314572106", "314572335", "314572661", "12345678911"
AASE, ALI = "12838543284", "01810051236"


def sample(name: str = NOVEMBER) -> bytes:
    return (SAMPLES / name).read_bytes()


def look(content: bytes | str, name: str = "", **said) -> RefundReport:
    return k27.read(content.encode("latin-1") if isinstance(content, str) else content, name, **said)


def row(**other: str) -> str:
    """One row as NAV writes it, with other fields where they are named."""
    fields = {
        "nav": "8020",
        "receiver": MAIN,
        "unit": BODO,
        "code": "4",
        "id": AASE,
        "first": "20260917",
        "account": ACCOUNT,
        "name": "Åse Brønnøysund".ljust(25),
        "last": "20260930",
        "amount": "0001890000 ",
        "unused": "0000000000 ",
        "until": "20270825",
    } | other
    return ";".join(fields.values()) + "\r\n"


def told(report: RefundReport, severity: Severity = Severity.WARNING) -> list[tuple[object, str | None, str]]:
    return [
        (found.where.thing, found.where.field, str(found.what))
        for found in report.findings
        if found.where and found.severity is severity
    ]


def only(report: RefundReport) -> RefundRow:
    (single,) = report.rows
    return single


# --- the samples


def expected() -> list[dict[str, str]]:
    return list(csv.DictReader(sample("forventet.csv").decode().splitlines(), delimiter=";"))


@pytest.mark.parametrize("right", expected(), ids=lambda right: right["fil"])
def test_the_samples_are_read_as_expected(right):
    content = sample(right["fil"])
    report = look(content, right["fil"])
    assert recognise(content, len(content)).kind is Kind.K27
    assert not report.refused
    assert report.count == len(report.rows) == int(right["antall_rader"])
    assert report.total == Money(int(right["sum_oere"]))
    assert report.persons == int(right["antall_personer"])
    assert report.establishments == int(right["antall_underenheter"])
    assert not any(each.held_back for each in report.rows)


def test_the_samples_here_are_the_shared_ones(shared):
    for path in SAMPLES.iterdir():
        assert path.read_bytes() == (shared / "reference" / "k27" / path.name).read_bytes()


def test_a_row_in_full():
    first = look(sample(), NOVEMBER).rows[0]
    assert first == RefundRow(
        line=1,
        receiver=MAIN,
        establishment=BODO,
        benefit="4",
        national_id=AASE,
        name="Åse Brønnøysund",
        first=date(2026, 9, 17),
        last=date(2026, 9, 30),
        amount=Money(1890000),
        last_day=date(2027, 8, 25),
        account=ACCOUNT,
    )


def test_two_identical_rows_are_two_postings():
    rows = look(sample(OCTOBER)).rows
    assert [each.amount.ore for each in rows] == [1012500, 1012500, -990500, -125000, 350001, 420050]
    assert [each.line for each in rows] == [1, 2, 3, 4, 5, 6]


def test_missing_days_and_a_deduction():
    rows = look(sample(OCTOBER)).rows
    assert (rows[3].benefit, rows[3].first, rows[3].last) == ("A", None, date(2026, 9, 30))
    assert (rows[4].first, rows[4].last) == (date(2026, 8, 1), None)
    assert rows[5].last_day is None
    assert look(sample(OCTOBER)).findings == ()


def test_a_spreadsheet_changes_nothing_but_the_line():
    """The October file before and after: the header is line 1, zeros and padding are gone, ids have lost a zero."""
    touched, right = look(sample("excel_lagret_utf8.csv")), look(sample(OCTOBER))
    assert [each.line for each in touched.rows] == [2, 3, 4, 5, 6, 7]
    for one, other in zip(touched.rows, right.rows, strict=True):
        for name in ("receiver", "benefit", "national_id", "first", "last", "amount", "last_day", "account", "name"):
            assert getattr(one, name) == getattr(other, name)
    assert "The first row is a header" in map(str, touched.assumed)


def test_another_layout():
    report = look(sample("annet_oppsett_komma.csv"))
    assert [(each.line, each.amount.ore, each.benefit) for each in report.rows] == [
        (2, 4185000, "4"),
        (3, -125000, "2"),
    ]
    assert (report.rows[0].first, report.rows[0].last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert report.columns is not None
    assert told(report) == [(1, "amount", "The amounts are read as kroner")]


# --- the payment date


@pytest.mark.parametrize(
    ("name", "paid", "known"),
    [
        (NOVEMBER, date(2026, 11, 2), True),
        (f"Nedlastinger/{NOVEMBER}", date(2026, 11, 2), True),
        ("314572106_ref-arbg_2026-11-02 (1).csv", date(2026, 11, 2), True),
        ("314572106_ref-arbg_2026-13-02.csv", date(2026, 11, 2), False),
        ("k27.csv", date(2026, 11, 2), False),  # the newest day is 31 October; 1 November is a Sunday
    ],
)
def test_the_payment_date(name, paid, known):
    report = look(sample(), name)
    assert (report.payment_date, report.payment_date_known) == (paid, known)


def test_the_proposal_is_a_working_day():
    """The newest day is in April 2026; 1 May is a holiday and a Friday, so it is Monday the 4th."""
    report = look(row(first="20260401", last="20260430"))
    assert report.payment_date == date(2026, 5, 4)
    assert look(row(first="00000000", last="00000000")).payment_date is None


# --- amounts


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("0001890000 ", 1890000),
        ("0001890000-", -1890000),
        ("0000000001 ", 1),
        ("1890000", 1890000),
        ("-1890000", -1890000),
        ("−1890000", -1890000),
        ("1 890 000", 1890000),
        ("1\u00a0890\u00a0000-", -1890000),
        ("18900,00", 1890000),
        ("18 900,05", 1890005),
        ("-18.900,50", -1890050),
        ("18900.00", 1890000),
        ("18900,00 kr", 1890000),
        ("18900,-", 1890000),
    ],
)
def test_an_amount_is_exact(text, ore):
    report = look(row(amount=text).encode())
    assert not report.refused
    assert only(report).amount.ore == ore
    assert any("read as kroner" in what for _, _, what in told(report)) == ("," in text or "." in text)


@pytest.mark.parametrize(
    "text",
    ["", "           ", "000189000X ", "0001-890000", "--1", "1,25E+08", "12,345,6", "1890000,001", "9" * 13, "=1+1"],
)
def test_an_amount_that_cannot_be_read_refuses_the_file(text):
    report = look(row() + row(amount=text) + row())
    assert report.refused
    assert report.count == 3
    ((line, target, what),) = told(report, Severity.STOP)
    assert (line, target) == (2, "amount")
    assert "cannot be read" in what or what == "There is no amount"


def test_an_amount_with_two_readings_is_asked_about_once():
    content = row(amount="1.250") + row(amount="2.500")
    report = look(content)
    assert [(target, what[:41]) for _, target, what in told(report, Severity.STOP)] == [
        ("amount", "The amounts can be read in two ways, such")
    ]


def test_whole_amounts_beside_one_decimal_are_asked_about():
    """A spreadsheet drops the last zero: 9905,5 stands beside 10125, and both are kroner."""
    report = look(row(amount="10125") + row(amount="9905,5"))
    assert told(report, Severity.STOP) == [
        (None, "amount", "Some amounts have decimals and some have none. Say whether they are kroner or øre")
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0000000000 ", "The amount is 0"),
        ("0020000001 ", "The amount is over 200000.00. Have a look"),
        ("0020000001-", "The amount is over 200000.00. Have a look"),
    ],
)
def test_an_amount_to_look_at_is_taken(text, says):
    report = look(row(amount=text))
    assert told(report)[0] == (1, "amount", says)
    assert not only(report).held_back


def test_the_limit_itself_is_no_warning():
    assert told(look(row(amount="0020000000 "))) == []


def test_a_negative_sum():
    report = look(row() + row(amount="0001890001-"))
    assert told(report) == [(None, None, "The sum is negative, -0.01: NAV takes back more than it pays")]
    assert not report.refused


# --- what refuses the whole file


@pytest.mark.parametrize("drop", range(12))
def test_eleven_fields(drop):
    cut = ";".join(cell for place, cell in enumerate(row().strip("\r\n").split(";")) if place != drop) + "\r\n"
    for content, lines in ((row() + cut + row(), [2]), (cut * 3, [1, 2, 3])):
        assert recognise(content.encode("latin-1"), len(content)).kind is Kind.K27
        report = look(content)
        assert [line for line, _, _ in told(report, Severity.STOP)] == lines
        assert "has 11 fields; NAV's report has 12" in told(report, Severity.STOP)[0][2]


def test_thirteen_fields_and_a_delimiter_at_the_end():
    assert look(row().replace("\r\n", ";x\r\n")).refused
    assert not look(row().replace("\r\n", ";\r\n")).refused


def test_a_file_that_was_cut_off():
    report = look(sample()[:-60])
    assert report.refused
    assert told(report, Severity.STOP)[0][0] == 6


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"\r\n\r\n", "The file is empty"),
        (b"\xef\xbb\xbf", "There are no rows"),
        (sample("excel_lagret_utf8.csv").splitlines(keepends=True)[0], "There are no rows"),
        (b"\0" * 100, "has characters that no text has"),
        (b"%PDF-1.7\n\x00\x01", "has characters that no text has"),
        (b"hello 1", "not NAV's 12 fields"),
        (b"a;b;c\n1;2;3\n", "No column is known to be this: Identity number"),
        (b"Fnr;Navn;Ytelse\n12838543284;a;4\n", "No column is known to be this: Amount"),
        (b"H;1;2\r\nE;1;2\r\n", "not NAV's 12 fields"),
        (sample() + b'8020;"' + b"x" * 200_000, "is longer than"),
    ],
)
def test_what_is_no_report_is_refused(content, says):
    report = look(content)
    assert report.refused
    assert says in told(report, Severity.STOP)[0][2]


def test_too_many_rows():
    report = look(row().encode("latin-1") * 200_001)
    assert report.refused
    assert "more than 200000 rows" in told(report, Severity.STOP)[0][2]


def test_findings_are_not_endless():
    report = look(row(amount="x").encode("latin-1") * 5_000)
    assert report.count == 5_000
    assert len(report.findings) == 1_001
    assert str(report.findings[-1].what) == "4000 more of the same kind are not shown"
    assert report.refused


# --- rows that are held back


@pytest.mark.parametrize(
    ("fields", "doubt", "target"),
    [
        ({"id": "12838543285"}, Doubt.NUMBER, "national_id"),
        ({"id": "12838543184"}, Doubt.NUMBER, "national_id"),
        ({"id": "99999999999"}, Doubt.NUMBER, "national_id"),
        ({"id": "1283854328"}, Doubt.NUMBER, "national_id"),
        ({"id": "           "}, Doubt.NUMBER, "national_id"),
        ({"id": "Åse"}, Doubt.NUMBER, "national_id"),
        ({"id": "1,28385E+10"}, Doubt.NUMBER, "national_id"),
        ({"code": "X"}, Doubt.BENEFIT, "benefit"),
        ({"code": " "}, Doubt.BENEFIT, "benefit"),
        ({"code": "0"}, Doubt.BENEFIT, "benefit"),
        ({"first": "20260231"}, Doubt.DATES, "first"),
        ({"last": "20261301"}, Doubt.DATES, "last"),
        ({"until": "2027"}, Doubt.DATES, "last_day"),
        ({"first": "20261001"}, Doubt.DATES, "last"),  # after the last day
    ],
)
def test_a_row_is_held_back_with_a_warning_on_its_line(fields, doubt, target):
    report = look(row() + row(**fields) + row())
    assert not report.refused
    assert [each.doubts for each in report.rows] == [(), (doubt,), ()]
    assert [(line, field) for line, field, _ in told(report)] == [(2, target)]
    assert report.count == 3
    assert report.total == Money(3 * 1890000)


def test_a_row_of_another_employer_is_held_back():
    for place in (0, 1, 2):
        rows = [row(), row(), row()]
        rows[place] = row(receiver="314572335")
        report = look("".join(rows))
        assert [each.doubts for each in report.rows].index((Doubt.EMPLOYER,)) == place
        assert [(line, target) for line, target, _ in told(report)] == [(place + 1, "receiver")]
        assert report.receiver == MAIN


def test_a_row_of_sums_is_held_back():
    report = look(sample() + b"Sum;;;;;;;;;0014696583 ;;\r\n")
    assert report.rows[-1].doubts == (Doubt.NUMBER, Doubt.BENEFIT, Doubt.EMPLOYER)
    assert report.rows[-1].line == 7


def test_another_character_set_is_told():
    report = look(sample().decode("latin-1").encode("cp865"))
    assert told(report) == [(None, None, "Some characters could not be read; names may be wrong")]
    assert report.total.ore == 14696583


def test_another_account_and_a_wrong_sub_unit_are_told():
    report = look(row() + row(account="12345678903") + row(unit="314572336"))
    assert [(line, target) for line, target, _ in told(report)] == [(2, "account"), (3, "establishment")]


def test_no_finding_holds_an_identity_number():
    shifted = row().replace(f"{AASE};20260917", f"20260917;{AASE}").replace("0001890000 ", AASE)
    for content in (row(id="12838543285"), row(code=AASE), row(first=AASE), row(amount=f"x{AASE}y"), shifted):
        for found in look(content).findings:
            assert AASE not in str(found.what)
            assert "12838543285" not in str(found.what)


def test_a_lost_zero_is_put_back():
    report = look(row(id=ALI.removeprefix("0")))
    assert only(report).national_id == ALI
    assert told(report) == []


def test_real_numbers_and_synthetic_ones():
    assert look(row(), synthetic_allowed=False).rows[0].doubts == (Doubt.NUMBER,)


def test_numbers_of_the_rule_of_2032():
    """The remainders 0 to 3 are right in the first check digit (6.6). 010132 500: 1·7 + 1·1 + 3·8 + 2·9 + 5·4 = 70,
    70 mod 11 = 4, so 7, 8 and 9 are right, and 8 only by the new rule. The second: 1·4 + 1·2 + 3·7 + 2·6 + 5·5 + 8·2
    = 80, 80 mod 11 = 3, so 8.
    """
    assert only(look(row(id="01013250088"), "314572106_ref-arbg_2032-01-02.csv")).doubts == ()
    assert only(look(row(id="01013250088"), "314572106_ref-arbg_2031-12-01.csv")).doubts == (Doubt.NUMBER,)


def test_the_right_to_sick_pay_ends_soon():
    content = row(until="20261231") + row(until="20261231") + row(id=ALI, until="20270102")
    report = look(content, NOVEMBER)  # paid on 2 November: 59 and 61 days
    assert told(report, Severity.NOTE) == [(2, "last_day", "The right to sick pay ends on 2026-12-31")]
    assert told(look(content, NOVEMBER, today=date(2027, 1, 2)), Severity.NOTE)[0][0] == 3


# --- other layouts


def table(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def test_columns_in_another_order_with_nav_s_own_names():
    """All of NAV's fields are there, so whole amounts are øre."""
    header = "Beløp;Fødselsnummer;Ytelse;Underenhet;Overordnet enhet;Fom;Tom;Maksdato;Navn;Kontonummer"
    report = look(table(header, f"1890000;{AASE};4;{BODO};{MAIN};20260917;20260930;20270825;Åse;{ACCOUNT}"))
    assert only(report).amount.ore == 1890000
    assert only(report).last_day == date(2027, 8, 25)


@pytest.mark.parametrize(
    ("header", "amount", "ore"),
    [
        ("Refusjon kr", "41850", 4185000),
        ("Beløp (kr)", "41 850,50", 4185050),
        ("Beløp i øre", "4185000", 4185000),
        ("Refusjon", "41850,00", 4185000),
        ("Refusjon", "41,850.00", 4185000),
    ],
)
def test_the_unit_of_another_layout(header, amount, ore):
    report = look(table(f"Fnr\tYtelse\t{header}", f"{AASE}\tSykepenger\t{amount}"))
    assert not report.refused
    assert only(report).amount.ore == ore


def test_a_unit_that_nobody_says_is_asked_about_and_chosen():
    content = table("Fnr;Ytelse;Beløp", f"{AASE};Sykepenger;41850")
    (asked,) = told(look(content), Severity.STOP)
    assert asked == (1, "amount", "Nothing says whether the amounts are kroner or øre. Say which")
    for unit, ore in (("ore", 41850), ("kroner", 4185000)):
        columns = ColumnMap({"national_id": 0, "benefit": 1, "amount": 2}, choices={"unit": unit})
        assert only(look(content, columns=columns)).amount.ore == ore


def test_days_with_two_readings_are_held_back_and_chosen():
    content = table("Fnr;Ytelse;Refusjon kr;Fra;Til", f"{AASE};4;100;1/2/2026;3/2/2026")
    report = look(content)
    assert not report.refused
    assert only(report).doubts == (Doubt.DATES,)
    assert [target for _, target, _ in told(report)] == ["first", "last", "amount"]
    columns = ColumnMap(look(content).columns.columns, choices={"dates": "month_first"})
    assert only(look(content, columns=columns)).last == date(2026, 3, 2)


def test_a_map_by_hand_and_remembered():
    content = table("Hvem;Hva;Hvor mye", f"{AASE};Omsorgspenger;100,00", f"{ALI};Sykepenger feriepenger;-5,25")
    assert look(content).refused
    by_hand = look(content, columns=ColumnMap({"national_id": 0, "benefit": 1, "amount": 2}))
    assert [(each.benefit, each.amount.ore) for each in by_hand.rows] == [("Z", 10000), ("H", -525)]
    assert by_hand.columns.signature
    again = look(content.replace(b"Hvem", b"HVEM"), maps=[by_hand.columns])
    assert again.rows == by_hand.rows


def test_rows_without_a_benefit_wait_for_one():
    report = look(table("Fnr;Refusjon kr", f"{AASE};100", f"{ALI};200"))
    assert not report.refused
    assert [each.doubts for each in report.rows] == [(Doubt.BENEFIT,)] * 2
    assert [line for line, target, _ in told(report) if target == "benefit"] == [1]


def test_a_row_that_is_too_wide_is_refused():
    """An amount with a comma that nobody enclosed would shift all that follows."""
    content = table("Fnr,Navn,Refusjon kr,Underenhet", *[f"{AASE},Åse,100,{BODO}"] * 5, f"{AASE},Åse,41,50,{BODO}")
    assert told(look(content), Severity.STOP) == [(7, None, "The row has 5 cells, more than there are columns")]


def test_texts_that_would_be_formulas_are_texts():
    report = look(row(name="=HYPERLINK(1)") + row(name="'@SUM(A1)") + row(name='=cmd|" /C calc"!A0'))
    assert [each.name for each in report.rows] == ["=HYPERLINK(1)", "@SUM(A1)", '=cmd|" /C calc"!A0']


# --- the codes


def test_the_codes(shared):
    """NAV's list: which there are, and which of them are holiday pay."""
    path = shared / "reference" / "k27" / "ytelseskoder.csv"
    right = {each["kode"]: each for each in csv.DictReader(path.read_text("utf-8").splitlines(), delimiter=";")}
    assert set(k27.benefits()) == set(right)
    for code, each in right.items():
        assert k27.is_holiday_pay(code) == (each["feriepenger"] == "ja")
        assert k27.benefit_code(each["ytelse"] + " feriepenger" * (each["feriepenger"] == "ja")) == code
    kinds = {
        kind for code in code_lists("no/nav_benefits")["benefit"].values() for kind in code.more["absences"].split()
    }
    assert kinds <= {"sick_note", "self_certified", "sick_child", "care", "leave_parental", "leave_other_statutory"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4", "4"),
        ("z", "Z"),
        (" Sykepenger ", "4"),
        ("SYKEPENGER - FERIEPENGER", "H"),
        ("Feriepenger av sykepenger", ""),
        ("Foreldrepenger fødsel", "2"),
        ("Foreldrepenger", ""),
        ("", ""),
        ("44", ""),
    ],
)
def test_a_benefit_by_its_name(text, code):
    assert k27.benefit_code(text) == code


# --- whatever the bytes are

IDS = st.sampled_from([AASE, ALI, "07917821164", "30869138882"])
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31))
POSTING = st.tuples(
    st.sampled_from([BODO, MOLDE]),
    st.sampled_from("123456789YZAEFGHIJKM"),
    IDS,
    DAYS,
    DAYS,
    st.integers(-(10**9), 10**9),
)


def nav(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else "00000000"


@settings(max_examples=80)
@given(st.lists(POSTING, min_size=1, max_size=12))
def test_what_nav_writes_is_read_exactly(postings):
    """And the same after a spreadsheet has had it."""
    exact, touched = "", "Navenhet;Overordnet enhet;Underenhet;Ytelse;Fødselsnummer;Dato fra og med;Kontonummer;Navn;"
    touched += "Dato til og med;Beløp;Ikke i bruk;Maksdato\n"
    for unit, code, who, first, last, ore in postings:
        amount = f"{abs(ore):010d}{'-' if ore < 0 else ' '}"
        exact += row(unit=unit, code=code, id=who, first=nav(first), last=nav(last), amount=amount)
        days = [nav(day).lstrip("0") or "0" for day in (first, last)]
        touched += (
            f"8020;{MAIN};{unit};{code};{int(who)};{days[0]};{ACCOUNT};Åse Brønnøysund;{days[1]};{ore};0;20270825\n"
        )
    for report in (look(exact), look(touched.encode("utf-8-sig"))):
        assert not report.refused
        assert report.count == len(postings)
        seen = [(r.establishment, r.benefit, r.national_id, r.first, r.last, r.amount.ore) for r in report.rows]
        assert seen == postings
        assert report.total.ore == sum(posting[-1] for posting in postings)
        backwards = Counter(bool(first and last and last < first) for *_, first, last, _ in postings)
        assert sum(Doubt.DATES in each.doubts for each in report.rows) == backwards[True]


@given(st.binary(max_size=300), st.integers(0, 700), st.integers(0, 700))
def test_any_bytes_give_a_verdict(put, start, length):
    content = sample()
    for damaged in (put, content[:start] + put + content[start + length :]):
        report = look(damaged, NOVEMBER)
        assert report.refused or report.rows
        assert report.count >= len(report.rows)


CELLS = st.text(st.sampled_from(list("0123456789;,.-\"' kræX\t\n=")), max_size=15)


@settings(max_examples=200)
@given(st.lists(CELLS, min_size=12, max_size=12), st.booleans())
def test_any_cells_give_a_verdict(cells, header):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(cells)
    top = "Navenhet;Overordnet enhet;Underenhet;Ytelse;Fødselsnummer;Fra;Kontonummer;Navn;Til;Beløp;x;Maksdato\n"
    report = look(((top if header else row()) + text.getvalue()).encode())
    assert report.refused or report.rows


def test_reading_can_be_stopped():
    told = []

    def stop_at_the_second(done, total, what):
        told.append((done, total))
        if done == 2_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        look(sample() * 1_000, progress=stop_at_the_second)
    assert told == [(1_000, 6_000), (2_000, 6_000)]


def test_18_000_rows():
    report = look(sample() * 3_000)
    assert (report.count, report.total.ore) == (18_000, 3_000 * 14696583)


# --- a report that was saved as a workbook ---------------------------------------------------------------------------


def workbook(name: str, delimiter: str) -> bytes:
    """A sample as somebody saves it in a spreadsheet: a title above, numbers as numbers, leading zeros gone."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Refusjoner fra NAV"])
    book.active.append([])
    for row in csv.reader(io.StringIO(sample(name).decode("utf-8-sig")), delimiter=delimiter):
        book.active.append([int(cell) if cell.isdecimal() and len(cell) < 12 else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "delimiter"), [("excel_lagret_utf8.csv", ";"), ("annet_oppsett_komma.csv", ",")])
def test_a_report_saved_as_a_workbook_reads_as_the_text_does(name: str, delimiter: str) -> None:
    text, book = look(sample(name)), k27.read(workbook(name, delimiter), "refusjoner.xlsx")
    assert not book.refused, book.findings
    assert [(row.national_id, row.amount, row.first, row.last) for row in book.rows] == [
        (row.national_id, row.amount, row.first, row.last) for row in text.rows
    ]
    assert [row.line for row in book.rows] == [row.line + 2 for row in text.rows]


def test_a_damaged_workbook_is_named_as_one() -> None:
    report = k27.read(workbook("excel_lagret_utf8.csv", ";")[:900], "refusjoner.xlsx")
    assert report.refused
    assert report.rows == ()
