"""The payslip on paper: what it says, in which order it is read, where it breaks, and that nothing gets lost."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pypdf
import pypdfium2
import pytest
from pdfua import validate

from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Span
from services.reports.payslip import Block, Box, Deduction, Employee, Employer, Entry, Fact, PayLine
from services.reports.payslip_pdf import payslip_pdf
from tests.reports.samples import SLIP, kr, lines, poppler, read, slip

WORDS = {
    "nb": ["Lønnsslipp", "Utbetalt", "Lønn", "Antall", "Sats", "Beløp", "Brutto", "Trekk", "Grunnlag", "Side 1 av 1"],
    "da": ["Lønseddel", "Udbetalt", "Løn", "Antal", "Sats", "Beløb", "Brutto", "Træk", "Grundlag", "Side 1 af 1"],
    "en": ["Payslip", "Paid out", "Pay", "Quantity", "Rate", "Amount", "Gross", "Deductions", "Basis", "Page 1 of 1"],
}
TAGS = {"nb": "nb-NO", "da": "da-DK", "en": "en-GB"}
LONG_NAME = "Wilhelmine Alexandra Konstantinopoulou-Ødegårdshaugen von und zu Hohenzollern-Sigmaringen"
LONG_TEXT = "Donaudampfschifffahrtsgesellschaftskapitänsmützentillegg med en forklaring som må brytes over flere linjer"


@pytest.mark.parametrize("language", WORDS)
def test_the_form_speaks_the_employees_language(language):
    pdf = payslip_pdf(slip(language=language))
    (page,) = read(pdf)
    assert [word for word in WORDS[language] if word not in page] == []
    assert pikepdf.open(io.BytesIO(pdf)).Root.Lang == TAGS[language]


def test_figures_and_dates_are_written_as_the_language_does():
    assert "33 589,54" in read(payslip_pdf(SLIP))[0]
    assert "25.11.2026 til 8601 11 17947" in read(payslip_pdf(SLIP))[0]
    english = read(payslip_pdf(slip(language="en")))[0]
    assert "33,589.54" in english
    assert "−14,738.00" in english
    assert "25 Nov 2026 to 8601 11 17947" in english
    assert "November 2026 · no. 2026-11-006" in english


def test_a_line_shows_how_it_was_computed(tmp_path):
    text = poppler(payslip_pdf(SLIP), tmp_path, "pdftotext", "-layout")
    overtime = next(line for line in text.splitlines() if "Overtid" in line)
    assert overtime.split() == ["Overtid", "50", "%", "18,0", "t", "380,31", "6", "845,54"]
    driving = next(line for line in text.splitlines() if "Kjøregodtgjørelse" in line)
    assert driving.split() == ["Kjøregodtgjørelse", "212", "km", "3,50", "742,00"]


def test_it_is_read_aloud_in_order(tmp_path):
    told = poppler(payslip_pdf(SLIP), tmp_path, "pdfinfo", "-struct-text")
    words = [line.strip().strip('"') for line in told.splitlines() if line.strip().startswith('"')]
    assert words[:6] == [
        "Fjordbakeriet AS",
        "Bryggegaten 14, 5003 Bergen · Org.nr. 999 888 771",
        "Lønnsslipp",
        "november 2026 · nr. 2026-11-006",
        "Henrik Bråthen",
        "Nedre Fyllingsveien 212 C 5147 Fyllingsdalen",
    ]
    in_order = ["Utbetalt", "33 589,54", "Fastlønn 1.–30. november, 100 % stilling", "Brutto", "Fagforening", "4 av 25"]
    places = [next(place for place, word in enumerate(words) if word.startswith(each)) for each in in_order]
    assert places == sorted(places)
    assert words[-1] == "Spørsmål? Kontakt Kari Solheim"


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("count", [1, 14, 60])
def test_the_structure_has_nothing_to_mend(tmp_path, language, count):
    path = tmp_path / "slip.pdf"
    path.write_bytes(payslip_pdf(slip(language=language, pay=lines(count))))
    assert list(validate(str(path)).findings) == []
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []
        assert opened.get_warnings() == []


def test_every_font_is_embedded_and_searchable(tmp_path):
    listed = poppler(payslip_pdf(SLIP), tmp_path, "pdffonts").splitlines()[2:]
    assert len(listed) == 3
    assert all("+Lato-" in line and line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed)


def test_an_untagged_one_says_the_same():
    assert read(payslip_pdf(SLIP, tagged=False)) == read(payslip_pdf(SLIP))
    assert "/StructTreeRoot" not in pikepdf.open(io.BytesIO(payslip_pdf(SLIP, tagged=False))).Root


# --- long and odd ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (14, 2), (60, 3)])
def test_what_does_not_fit_goes_on_under_a_repeated_head(count, pages):
    made = read(payslip_pdf(slip(pay=lines(count))))
    assert len(made) == pages
    whole = "\n".join(made)
    assert [number for number in range(1, count + 1) if f"Tillegg {number}" not in whole] == []
    for number, page in enumerate(made, 1):
        assert f"Side {number} av {pages}" in page
        assert "Henrik Bråthen" in page
    assert all("Lønnsslipp, fortsatt" in page for page in made[1:])


def test_the_sums_never_stand_alone_on_a_page():
    for count in range(10, 40):
        for page in read(payslip_pdf(slip(pay=lines(count), deductions=()))):
            if "Brutto\r" in page or "Brutto\n" in page:
                assert "Tillegg" in page


def test_the_repeated_head_is_not_told_again(tmp_path):
    told = poppler(payslip_pdf(slip(pay=lines(60))), tmp_path, "pdfinfo", "-struct-text")
    assert "fortsatt" not in told
    assert told.count('"Henrik Bråthen"') == 1
    assert told.count('"Antall"') == 1


def test_long_names_and_texts_are_wrapped_and_whole():
    long = slip(
        employer=Employer("Sør-Trøndelag og Nord-Østerdal Bakeri- og Konditoriforening for Fjellregionen SA " * 2),
        employee=Employee(LONG_NAME, ("c/o Nedre Fyllingsveien borettslag, oppgang C, leilighet H0501", "5147 Bergen")),
        facts=(Fact("Stilling", "Spesialkonsulent innen matvaresikkerhet, 37,5 %"),),
        pay=(
            PayLine(
                LONG_TEXT, kr("-123456789.99"), LONG_TEXT * 2, Decimal("1234567.25"), "timer", 1, Decimal("9.8765")
            ),
            PayLine("X" * 200, kr(1)),
        ),
        blocks=(Block("Kostnad " * 3, (Entry("Arbeidsgiveravgift av lønn og feriepenger i perioden", kr(1)),)),),
    )
    (page,) = read(payslip_pdf(long))
    plain = "".join(page.replace("\ufffe", "").split()).replace("-", "")
    for text in (LONG_NAME, LONG_TEXT, LONG_TEXT * 2, "Fjellregionen SA", "leilighet H0501", "37,5 %", "X" * 200):
        assert text.replace(" ", "").replace("-", "") in plain


WIDE = slip(
    pay=(PayLine(LONG_TEXT, kr("-123456789.99"), LONG_TEXT * 2, Decimal("1234567.25"), "timer i alt", 1, kr(12345)),)
    * 9,
    facts=(Fact("Feriepenger etter avtale", "Spesialkonsulent innen matvaresikkerhet, 37,5 %"),) * 3,
    net=kr("-123456789012.34"),
)
TALL = slip(
    message=Box("Til deg", "\n".join(f"Avsnitt {number}." for number in range(150))),
    blocks=(Block("Lang", tuple(Entry(f"Post {number}", kr(number)) for number in range(100))),),
    contact=("Linje",) * 9,
)


@pytest.mark.parametrize("document", [SLIP, WIDE, TALL])
def test_nothing_overlaps_and_nothing_leaves_the_page(document):
    for page in pypdfium2.PdfDocument(payslip_pdf(document)):
        words = page.get_textpage()
        boxes = [words.get_rect(place) for place in range(words.count_rects())]
        for place, (left, low, right, high) in enumerate(boxes):
            assert 47 < left < right < 549
            assert 10 < low < high < 795
            for other in boxes[place + 1 :]:
                across = min(right, other[2]) - max(left, other[0])
                down = min(high, other[3]) - max(low, other[1])
                assert across < 0.5 or down < 0.5


def test_a_text_without_end_ends_in_an_ellipsis():
    (page, *_) = read(payslip_pdf(slip(pay=(PayLine("ord " * 2000, kr(1), "note " * 5000),), contact=("her " * 999,))))
    assert page.count("…") == 3


def test_a_long_message_and_a_long_block_go_on():
    whole = " ".join(" ".join(read(payslip_pdf(TALL))).split())
    assert [number for number in range(150) if f"Avsnitt {number}." not in whole] == []
    assert [number for number in range(100) if f"Post {number} " not in whole] == []
    assert "Til deg, fortsatt" in whole
    assert "Lang, fortsatt" in whole


def test_figures_end_on_one_edge():
    page = pypdfium2.PdfDocument(payslip_pdf(SLIP))[0]
    words = page.get_textpage()
    rects = [words.get_rect(place) for place in range(words.count_rects())]
    amounts = ("41 200,00", "48 787,54", "−14 738,00", "−460,00", "461 334,70")
    edges = [right for left, low, right, high in rects if words.get_text_bounded(left, low, right, high) in amounts]
    assert len(edges) == len(amounts)
    assert max(edges) - min(edges) < 0.6  # the last digits end in different ink


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"account": None}, "25.11.2026, ikke betalt til en konto"),
        ({"net": Money(0)}, "25.11.2026, ingen utbetaling"),
        ({"net": kr("-1234.50")}, "−1 234,50"),
        ({"account": "12340012345678"}, "25.11.2026 til 1234 0012345678"),
        ({"deductions": ()}, "Utbetalt"),
        ({"deductions": (Deduction("Tilbakebetalt trekk", kr("12.50")),)}, "12,50"),
        ({"period": Span(date(2026, 11, 9), date(2026, 11, 22))}, "9.–22. november 2026 · nr."),
        ({"title": "Rettelse av lønnsslipp"}, "Rettelse av lønnsslipp"),
        ({"employee": Employee("Ola Nordmann")}, "Ola Nordmann"),
        ({"facts": ()}, "Henrik Bråthen"),
        ({"blocks": ()}, "Henrik Bråthen"),
        ({"pay": (), "deductions": ()}, "Brutto"),
        ({"explanation": None, "contact": ()}, "Side 1 av 1"),
    ],
)
def test_what_is_not_there_leaves_no_hole(changes, said):
    (page,) = read(payslip_pdf(slip(**changes)))
    assert said in page


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "Čáhppes Ŋieida", "Θεόδωρος Ψαρρός", "Đặng Thị Hồng", "Šarūnas Ģirts", "O’Brien"]
)
def test_names_from_everywhere_are_shown_and_found(name):
    assert name in read(payslip_pdf(slip(employee=Employee(name))))[0]


def test_letters_that_came_in_two_parts_are_put_together():
    assert "Åse Bråthen" in read(payslip_pdf(slip(employee=Employee("A\u030ase Bra\u030athen"))))[0]


def test_letters_that_the_font_has_not_are_squares():
    assert "□□ Ola" in read(payslip_pdf(slip(employee=Employee("李明 Ola"))))[0]


# --- bytes -------------------------------------------------------------------------------------------------------


def test_the_same_slip_gives_the_same_bytes():
    assert payslip_pdf(SLIP) == payslip_pdf(replace(SLIP))
    assert payslip_pdf(SLIP, tagged=False) == payslip_pdf(SLIP, tagged=False)
    one, other = (pikepdf.open(io.BytesIO(payslip_pdf(slip(net=kr(net))))).trailer.ID[0] for net in (1, 2))
    assert bytes(one) != bytes(other)


def test_the_file_carries_the_day_of_the_slip_and_no_persons_name():
    with pikepdf.open(io.BytesIO(payslip_pdf(SLIP))) as opened:
        assert opened.docinfo["/Title"] == "Lønnsslipp november 2026 – Fjordbakeriet AS"
        assert opened.docinfo["/CreationDate"] == "D:20261125000000Z"


def test_it_is_printed_in_grey_alone():
    with pikepdf.open(io.BytesIO(payslip_pdf(SLIP))) as opened:
        operators = {str(operator) for _, operator in pikepdf.parse_content_stream(opened.pages[0])}
    assert "g" in operators
    assert operators & {"rg", "RG", "k", "K", "cs", "CS", "sc", "scn"} == set()


# --- password ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["x", "blåbær og Ærlig Ø", "(paren\\tes)", "å" * 63])
def test_a_locked_one_opens_only_with_its_password(password, tmp_path):
    locked = payslip_pdf(SLIP, password)
    assert "Lønnsslipp" in read(locked, password)[0]
    for wrong in ("", "feil"):
        with pytest.raises(pypdfium2.PdfiumError):
            read(locked, wrong)
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(locked), password=wrong)
    with pikepdf.open(io.BytesIO(locked), password=password) as opened:
        assert (opened.encryption.R, opened.encryption.bits) == (6, 256)
        assert opened.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        assert opened.check_pdf_syntax() == []
        assert opened.docinfo["/Title"] == "Lønnsslipp november 2026 – Fjordbakeriet AS"
        opened.save(tmp_path / "open.pdf")
    assert list(validate(str(tmp_path / "open.pdf")).findings) == []
    reader = pypdf.PdfReader(io.BytesIO(locked))
    assert reader.decrypt(password)
    assert "Lønnsslipp" in reader.pages[0].extract_text()


def test_poppler_opens_a_locked_one(tmp_path):
    assert "AES-256" in poppler(payslip_pdf(SLIP, "blåbær"), tmp_path, "pdfinfo", "-upw", "blåbær")


def test_a_locked_one_shows_nothing_and_is_never_the_same_twice():
    locked = payslip_pdf(SLIP, "hemmelig")
    assert b"Fjordbakeriet" not in locked
    assert b"BT\n" not in locked
    assert b"hemmelig" not in locked
    assert locked != payslip_pdf(SLIP, "hemmelig")


@pytest.mark.parametrize(
    "password", ["", "a\0b", "a\tb", "½", "å" * 64, "a\N{NO-BREAK SPACE}b", "\N{ZERO WIDTH SPACE}"]
)
def test_a_password_that_viewers_would_read_differently_is_refused(password):
    with pytest.raises(Refused):
        payslip_pdf(SLIP, password)


def test_a_password_typed_in_two_parts_is_the_same_password():
    assert read(payslip_pdf(SLIP, "bla\u030a"), "blå")
