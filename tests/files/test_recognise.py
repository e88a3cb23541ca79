"""What is this file? Whatever the bytes are, there is a verdict, and it says what the file looks like."""

import gzip
import io
import lzma
import os
import random
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.values.finding import Severity
from services.files.recognise import HEAD, Kind, Obstacle, Verdict, no_bytes, recognise

PAGE = 4096
NAMESPACE = "urn:ske:fastsetting:innsamling:a-meldingen:v2_3"
AMELDING = (
    f'<?xml version="1.0" encoding="UTF-8"?><melding xmlns="{NAMESPACE}"><Leveranse>'
    "<kalendermaaned>2026-11</kalendermaaned><kildesystem>Lønnsom</kildesystem></Leveranse></melding>"
).encode()
SCENARIO = (
    b'# A deduction larger than the pay.\nscenario = 1\ntitle = "Case"\ncountry = "NO"\n\n[employer]\nname = "x"\n'
)


def encrypted(pages: int) -> bytes:
    """Bytes as an encrypted file has them, the same every time."""
    return random.Random(pages).randbytes(pages * PAGE)


def look(content: bytes, name: str = "file", folder: str = "") -> Verdict:
    return recognise(content, len(content), name, folder)


def text(verdict: Verdict) -> str:
    return "; ".join(str(finding.what) for finding in verdict.findings)


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def zipped_content(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


# --- what this version can use


@pytest.mark.parametrize(
    "content",
    [
        AMELDING,
        AMELDING.replace(b"v2_3", b"v2_2"),  # an older version; its reader says so
        AMELDING.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        AMELDING.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        b"\xef\xbb\xbf" + AMELDING,
        AMELDING.replace(b"<melding xmlns", b"<a:melding xmlns:a").replace(b"</melding", b"</a:melding"),
        b"<!-- made by another system -->\r\n" + AMELDING[38:],
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a-melding.xml", "lonn.csv", "klient.lonnsom", ""])
def test_an_amelding_is_known_by_its_content_whatever_its_name(content, name):
    assert look(content, name) == Verdict(Kind.AMELDING)


def test_an_official_amelding(shared):
    path = shared / "reference" / "amelding" / "derived" / "example_from_official_json.xml"
    assert look(path.read_bytes()) == Verdict(Kind.AMELDING)


def test_an_amelding_that_was_cut_off_is_one_and_is_not_accepted():
    verdict = look(AMELDING[:-20])
    assert verdict.kind is Kind.AMELDING
    assert not verdict.accepted
    assert text(verdict) == "The XML ends too early, in line 1. Was the file cut off on its way?"


def test_the_head_of_a_large_amelding_is_enough():
    assert recognise(AMELDING[:-20], 9_000_000, "x.xml") == Verdict(Kind.AMELDING)


@pytest.mark.parametrize(
    "content",
    [
        SCENARIO,
        SCENARIO.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + SCENARIO,
        b"scenario=1",
        b'"scenario" = 1\n',
        b'title = """\nthe month that\n[had] it all\n"""\nscenario = 1\n[employer]\n',
        b"scenario = 1\n[employer\n",  # broken further down: its reader says so
        b"scenario = " + b"[" * 60_000,
        b'scenario = 1\ntitle = "\xe6"\n',  # not UTF-8: its reader says so
    ],
)
def test_a_scenario_is_known_by_its_first_keys(content):
    assert look(content, "case.txt") == Verdict(Kind.SCENARIO)


@pytest.mark.parametrize(
    "content",
    [
        b"[employer]\nscenario = 1\n",  # a key of a table
        b"# Manual\n\nA case is a file:\n\nscenario = 1\n",  # prose
        b'title = """\nscenario = 1\n"""\n',  # in a text
        b"scenarios = 1\n",
        b"the scenario = 1\n",
    ],
)
def test_a_scenario_elsewhere_in_a_text_is_none(content):
    assert look(content).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("name", "folder", "kind"),
    [
        ("bakeri.lonnsom", "", Kind.CLIENT),
        ("BAKERI.LONNSOM", "Klienter", Kind.CLIENT),
        ("lonnsom-0a1b2c3d-20261122-101500-000017-9f8e7d6c-daily.lonnsom", "", Kind.BACKUP),
        ("lonnsom-bakeri.lonnsom", "", Kind.CLIENT),
        ("bakeri.lonnsom", "bakeri backups", Kind.BACKUP),
        ("bakeri.lonnsom", "backups", Kind.BACKUP),
    ],
)
@pytest.mark.parametrize("pages", [1, 2, 40, 500])
def test_a_client_file_and_its_backups(pages, name, folder, kind):
    assert look(encrypted(pages), name, folder) == Verdict(kind)
    content = encrypted(pages)
    assert recognise(content[:HEAD], len(content), name, folder) == Verdict(kind)


def test_a_client_file_under_another_name_is_taken_with_a_warning():
    verdict = look(encrypted(40), "kopi.bin")
    assert verdict.kind is Kind.CLIENT
    assert verdict.accepted
    assert [finding.severity for finding in verdict.findings] == [Severity.WARNING]


@pytest.mark.parametrize("first", [b"<", b"{", b"scenario = 1\n", b"\xff\xfe", b"\xef\xbb\xbf", b"MZ", b"BM", b"#"])
def test_a_client_file_may_begin_with_any_salt(first):
    content = first + encrypted(40)[len(first) :]
    assert look(content, "bakeri.lonnsom") == Verdict(Kind.CLIENT)


@pytest.mark.parametrize("length", [1, 100, 4095, 4097, 40 * PAGE - 1, 40 * PAGE + 17])
def test_a_client_file_that_is_not_whole_is_one_and_is_not_accepted(length):
    verdict = look(encrypted(41)[:length], "bakeri.lonnsom")
    if verdict.kind is Kind.UNKNOWN:
        assert length == 1  # one byte says nothing
        return
    assert verdict.kind is Kind.CLIENT
    assert not verdict.accepted
    assert "is not whole" in text(verdict)


def test_a_file_that_was_never_written_to_the_end_is_only_zeros():
    verdict = look(bytes(40 * PAGE), "bakeri.lonnsom")
    assert verdict.kind is Kind.UNKNOWN
    assert "only zeros" in text(verdict)


@pytest.mark.parametrize("length", [100, 5000, 40_000, 40 * PAGE + 1])
def test_noise_without_the_name_is_no_client_file(length):
    assert look(encrypted(41)[:length], "noise.bin").kind is Kind.UNKNOWN


# --- what it is not, and where that belongs


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF"),
        (b"SQLite format 3\0" + bytes(84), "without encryption"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"BM" + bytes(30), "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        (b"{\\rtf1 x}", "text document"),
        (b"\x7fELF\x02", "program"),
        (b"MZ\x90\0" + bytes(30), "program"),
        (gzip.compress(b"x" * 999, mtime=0), "compressed archive"),
        (lzma.compress(b"x" * 999), "compressed archive"),
        (zipped("a.txt"), "compressed archive"),
        (zipped(), "compressed archive"),
        (zipped("xl/workbook.xml"), "compressed archive"),  # without the list of its parts it is none
        (zipped("mimetype", "opendocument.spreadsheet"), "LibreOffice table"),
        (zipped("[Content_Types].xml", "word/document.xml"), "Word document"),
        (zipped("tilbakemelding.xml"), "compressed archive"),  # what is in it is no XML
        (zipped("1.xml", "2.xml"), "it holds 2"),
        (b"<!DOCTYPE html><html><body>Logg inn", "web page"),
        (b"\n<html>", "web page"),
        (b"<melding><Leveranse/></melding>", "its namespace"),
        (b'<melding xmlns="http://seres.no/x"><Skjemainnhold/></melding>', "inntektsmelding"),
        (b'<forespoerselOmSkattekortTilArbeidsgiver xmlns="urn:x:v2"/>', "request for tax cards"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>', "payment file on its way to a bank"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>', "account statement"),
        (b'<AuditFile xmlns="urn:x"/>', "SAF-T"),
        (b"<rss/>", "begins with <rss>"),
        (b"<", "no element follows"),
        (b"<!DOCTYPE a><a/>", "document type"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "character set utf-7"),
        (b"<a>\xe6</a>", "byte 4 is not"),
        (b"H;1;2\nE;1\n", "T14"),
        (b"GBAT10;1;20261120;50\n", "accounting system"),
        (b"@IMPORT_METHOD(3)\r\n", "accounting system"),
        (b'{"forespoerselOmSkattekortTilArbeidsgiver": {}}', "request for tax cards"),
        (b'{"leveranse": {}}', "a-melding as JSON"),
        (b'{"a": 1}', "JSON"),
        (b"hello", "text of a kind"),
        ("Åse".encode("latin-1"), "text of a kind"),
        (b"\n\n\n", "empty"),
        (b"\x00\x01\x02\x03", "does not know this kind of file"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["k27.csv", "x.xml", ""])
def test_any_other_file_is_unknown_and_is_said_to_be_what_it_looks_like(content, says, name):
    verdict = look(content, name)
    assert verdict.kind is Kind.UNKNOWN
    assert not verdict.accepted
    assert says in text(verdict)


@pytest.mark.parametrize("content", [b"%PDF-1.7", AMELDING, SCENARIO, b"a;b\n1;2\n"])
def test_a_name_does_not_make_a_client_file(content):
    assert look(content, "bakeri.lonnsom").kind is not Kind.CLIENT


REFUND = b"8020;314572106;314572335;4;12838543284;20260817;12345678911;x;20260831;0001012500 ;0000000000 ;20270825\r\n"
HEADER = b"Navenhet;Overordnet enhet;Underenhet;Ytelse;F\xf8dselsnummer;Fra;Kontonummer;Navn;Til;Bel\xf8p;x;Maksdato\n"


@pytest.mark.parametrize(
    "content",
    [
        REFUND,
        REFUND.replace(b"\r\n", b""),
        REFUND.replace(b";", b"\t"),
        b"\xef\xbb\xbf" + REFUND,
        REFUND.decode().encode("utf-16"),
        b"Navenhet;x\n8020;314572106;314572335;4;1810051236;20260817;12345678911;x;;1;0;0\n",
        HEADER,
        HEADER + b"8020;314572106;314572335;4;1810051236;0;12345678911;x;0;-990500;0;0\n",
        REFUND.replace(b"0001012500 ", b"ti tusen"),
        REFUND.replace(b"12838543284", b"12838543285").replace(b";4;", b";X;"),
        REFUND.replace(b";0000000000 ", b""),
        REFUND.replace(b"8020;", b""),
        REFUND.replace(b";0000000000 ", b";0;0;0;0"),
        b"8020;314572106;314572335;4;12838543284\r\n" * 3,
        b"\r\n" + b"x;y\r\n" + REFUND,
        b'Fnr,Ytelse,"Bel\xf8p"\n12838543284,Sykepenger,"1,5"\n',
        b"Fnr;Refusjon kr\n12838543284;15\n",
    ],
)
@pytest.mark.parametrize("name", ["k27.csv", "x.xml", "klient.lonnsom", ""])
def test_a_refund_report_is_known_also_where_it_is_broken(content, name):
    assert look(content, name) == Verdict(Kind.K27)


@pytest.mark.parametrize(
    "content",
    [
        b"a;b;c\n1;2;3\n",
        b'navn,kr\n"Berg, \xc5se","1,5"\n',
        "a\tb\n1\t2\n".encode("utf-16"),
        b"Fnr;L\xf8nnsart;Antall;Bel\xf8p\n12838543284;210;7,5;100\n",
        b"nr;navn;fnr;konto;fra;til;yrke;prosent;orgnr;a;b;c\n1;x;12838543284;12345678911;;;;;314572335;;;\n",
    ],
)
def test_a_table_is_one_and_its_import_asks_which_column_is_what(content):
    verdict = look(content)
    assert (verdict.kind, verdict.accepted, verdict.findings) == (Kind.TABLE, True, ())


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\nAnsattnr;Timer\n1;7,5\n",
        b"Timeliste mars\nBakeriet\n\nAnsattnr;Dato;Timer\n1;05.03.2026;7,5\n2;06.03.2026;7,5\n",
        b"Ansattnr;Dato;Timer;Kommentar\n1;05.03.2026;7,5\n2;06.03.2026;7,5;ok\n3;06.03.2026\n",
    ],
    ids=["sep", "titles", "ends early"],
)
def test_a_table_as_programs_save_it_is_one(content):
    assert recognise(content, len(content)).kind is Kind.TABLE


@pytest.mark.parametrize("content", [b"Hei, dette er, en tekst\nmed komma, her\nog der\n", b"a;b\n"])
def test_prose_with_signs_in_it_is_no_table(content):
    assert recognise(content, len(content)).kind is Kind.UNKNOWN


def test_a_workbook_is_a_table():
    book = zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
    assert look(book) == Verdict(Kind.TABLE)
    large = recognise(book, 50_000_001)
    assert (large.kind, large.accepted) == (Kind.TABLE, False)


@pytest.mark.parametrize("version", ["03", "09", "10", "15"])
def test_the_answer_of_a_bank_is_known_in_every_version(version):
    space = f"urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"
    assert look(f'<x:Document xmlns:x="{space}"><x:CstmrPmtStsRpt/></x:Document>'.encode()) == Verdict(
        Kind.PAYMENT_STATUS
    )


@pytest.mark.parametrize(("content", "kind"), [(REFUND, Kind.K27), (b"a;b\n1;2\n", Kind.TABLE)])
def test_a_table_above_the_limit_is_not_accepted(content, kind):
    verdict = recognise(content * 1000, 50_000_001)
    assert verdict.kind is kind
    assert not verdict.accepted
    assert text(verdict) == "The file is larger than 50 MB"


@pytest.mark.parametrize("name", ["314572106_ref-arbg_2026-11-02", "excel_lagret_utf8", "lf_utf8_uten_sluttlinje"])
def test_the_shared_refund_reports(shared, name):
    assert look((shared / "reference" / "k27" / f"{name}.csv").read_bytes()) == Verdict(Kind.K27)


SAMPLES = {
    "skattekort/sample_forespoersel.xml": "request for tax cards",
    "bank/sample_lonn_pain.001.001.09.xml": "payment file",
    "amelding/official_example_filopplasting_2026-02-19.json": "a-melding as JSON",
    "journal/sample_gbat10.csv": "accounting system",
    "journal/sample_visma_business.txt": "accounting system",
    "saft/sample_lonnsjournal_saft_1_30.xml": "SAF-T",
    "inntektsmelding/sample_sykepenger_xml_20181211.xml": "inntektsmelding",
}


@pytest.mark.parametrize(("path", "says"), SAMPLES.items())
def test_the_shared_samples(shared, path, says):
    verdict = look((shared / "reference" / path).read_bytes())
    assert verdict.kind is Kind.UNKNOWN
    assert says in text(verdict)


@pytest.mark.parametrize("name", ["sample_svar_2026", "sample_svar_avvik_fra_xsd"])
def test_the_shared_tax_cards(shared, name):
    assert look((shared / "reference" / "skattekort" / f"{name}.xml").read_bytes()) == Verdict(Kind.TAX_CARDS)


TAX_CARDS = b'<skattekortTilArbeidsgiver xmlns="urn:no:skatteetaten:x:v3"><arbeidsgiver/></skattekortTilArbeidsgiver>'


@pytest.mark.parametrize(
    "content",
    [
        TAX_CARDS,
        b"\xef\xbb\xbf" + TAX_CARDS,
        TAX_CARDS.decode().encode("utf-16"),
        TAX_CARDS[:-20],  # its reader says that it was cut
        TAX_CARDS.replace(b"urn:no:skatteetaten:x:v3", b""),
        b'{"skattekortTilArbeidsgiver": {}}',
        b'{"status": "FORESPOERSEL_OK", "arbeidsgiver": [{"arbeidstaker": [{"resultatForSkattekort": "x"}]}]}',
    ],
)
@pytest.mark.parametrize("name", ["svar.xml", "k27.csv", ""])
def test_tax_cards_are_known_by_their_content(content, name):
    assert look(content, name) == Verdict(Kind.TAX_CARDS)


def test_tax_cards_above_the_limit_are_not_accepted():
    verdict = recognise(TAX_CARDS, 50_000_001)
    assert (verdict.kind, verdict.accepted) == (Kind.TAX_CARDS, False)


@pytest.mark.parametrize("name", ["1_received_with_findings", "2_rejected", "3_two_months"])
def test_the_shared_feedback(shared, name):
    content = (shared / "reference" / "amelding" / "derived" / f"feedback_sample_{name}.xml").read_bytes()
    assert look(content) == Verdict(Kind.AMELDING_FEEDBACK)


@pytest.mark.parametrize(
    "content",
    [
        b"<melding><Mottak>",
        b'<f:melding xmlns:f="urn:x"><f:Mottak/></f:melding>',
        b"<melding><versjon>2</versjon><Mottak/></melding>",
        "<melding><Mottak/></melding>".encode("utf-16"),
        zipped_content("tilbakemelding.xml", b"<melding><Mottak/></melding>"),
        zipped_content("svar.XML", "<melding><Mottak/></melding>".encode("utf-16")),
    ],
)
def test_feedback_on_an_amelding(content):
    assert look(content) == Verdict(Kind.AMELDING_FEEDBACK)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_where_there_are_no_bytes_the_verdict_says_why(obstacle):
    verdict = no_bytes(obstacle)
    assert verdict.kind is Kind.UNKNOWN
    assert len(text(verdict)) > 10


# --- whatever the bytes are

EVERYTHING = [
    AMELDING,
    SCENARIO,
    encrypted(2),
    zipped("xl/workbook.xml"),
    b"8020;314572106;314572335;4;12838543284;20260817;12345678911;x;20260831;0001012500 ;0 ;0\r\n",
    "Åse;Ærlig;Øl\n".encode("utf-16"),
    b'<?xml version="1.0" encoding="UTF-16"?><a/>',
]
NAMES = st.sampled_from(
    ["", "x.xml", "x.lonnsom", "lonnsom-0a1b2c3d-20261122-101500-1-9f8e7d6c-x.lonnsom", "\udcff", "CON", "a\nb"]
)


@given(st.binary(max_size=2000), NAMES)
@example(b"<" * 2000, "")
@example(b"[" * 2000, "x.toml")
@example(b'"' * 2000, "")
@example(b"a." * 1000 + b"=1", "")
@example(b"\xef\xbb\xbf", "")
@example(b"\xff\xfe\x00", "")
@example(b"PK\x03\x04", "")
def test_any_bytes_get_a_verdict(content, name):
    verdict = look(content, name)
    assert verdict.accepted or verdict.findings


@given(st.sampled_from(EVERYTHING), st.integers(0, 9000), st.integers(0, 9000), st.binary(max_size=8), NAMES)
def test_any_damage_gets_a_verdict(content, start, length, put, name):
    damaged = content[:start] + put + content[start + length :]
    verdict = look(damaged, name)
    assert verdict.accepted or verdict.findings
    # The head of something longer gets one too, and no other kind of trouble.
    assert recognise(damaged, len(damaged) + 10**9, name).kind in Kind


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(0, 3 * PAGE))
def test_random_bytes_without_the_name_are_unknown(seed, length):
    assert look(random.Random(seed).randbytes(length), "x.bin").kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "content",
    [
        b"<a>" * (HEAD // 3),
        b"<a " + b"b='1' " * (HEAD // 6),
        b"<!--" + b"-" * HEAD,
        b"<!-- -->" * (HEAD // 8),
        b" " * HEAD,
        b"a" * HEAD,
        b"a." * (HEAD // 2),
        b"\n" * HEAD,
        b'"' * HEAD,
        b";" * HEAD,
        b"=" * HEAD,
        b"scenario.a" + b".a" * (HEAD // 2),
        b"'''" * (HEAD // 3),
        ("<" * HEAD).encode("utf-16"),
        os.urandom(HEAD),
    ],
)
def test_a_head_that_never_ends_is_looked_at_and_no_more(content):
    """A search that grew with the square of these would run for hours."""
    assert recognise(content, 10**12, "x") == recognise(content, 10**12, "x")
