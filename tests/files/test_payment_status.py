"""A bank's answer to a payment file: the samples, other versions and prefixes, missing levels, and odd files."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from models.values.finding import Refused
from models.values.money import Money
from services.files import safe_xml
from services.files.payment_status import Status, StatusReport, is_status, read
from services.files.recognise import Kind, recognise
from services.files.text_table import LARGEST
from services.reference.payment_words import bank_of, in_words, named

SPACE = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"


def document(
    inside: str = "",
    *,
    group: str = "",
    space: str = SPACE,
    message: str = "<OrgnlMsgId>LONN-1</OrgnlMsgId>",
    header: str = "<MsgId>B1</MsgId><CreDtTm>2026-11-18T10:16:12</CreDtTm>",
) -> bytes:
    """An answer."""
    return (
        f'<Document xmlns="{space}"><CstmrPmtStsRpt><GrpHdr>{header}</GrpHdr>'
        f"<OrgnlGrpInfAndSts>{message}{group}</OrgnlGrpInfAndSts>{inside}</CstmrPmtStsRpt></Document>"
    ).encode()


def block(name: str, status: str = "", payments: str = "") -> str:
    own = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{own}{payments}</OrgnlPmtInfAndSts>"


def payment(name: str, status: str = "", reason: str = "", more: str = "") -> str:
    own = f"<TxSts>{status}</TxSts>" if status else ""
    why = f"<StsRsnInf><Rsn>{reason}</Rsn></StsRsnInf>" if reason else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId>{own}{why}{more}</TxInfAndSts>"


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(content)
    return str(refused.value)


def told(said: StatusReport) -> list[str]:
    return [str(found.what) for found in said.findings]


@pytest.fixture
def sample(shared):
    def load(name: str) -> StatusReport:
        return read((shared / "reference" / "bank" / f"sample_status_{name}.xml").read_bytes())

    return load


PEOPLE = ("LONN-2026-11-0001", "LONN-2026-11-0002", "LONN-2026-11-0003")
PAY, OTHER = "LONN-202611-7F3A0C21-1", "LONN-202611-7F3A0C21-2"


def test_the_accepted_sample(sample):
    said = sample("godtatt")
    assert (said.message_id, said.answered, said.id) == ("LONN-202611-7F3A0C21", "pain.001.001.03", "BANK-20261118-001")
    assert (said.version, said.findings) == ("pain.002.001.03", ())
    assert {said.status_of(name, PAY) for name in PEOPLE} == {Status("ACCP")}
    assert said.status_of("TREKK-2026-11", OTHER).state == "accepted"


def test_the_sample_that_is_accepted_in_part(sample):
    said = sample("delvis")
    states = [said.status_of(name, PAY).state for name in PEOPLE]
    assert states == ["accepted", "rejected", "pending"]
    assert in_words([(each.code, each.text) for each in said.status_of(PEOPLE[1], PAY).reasons], "nb") == (
        "Feil kontonummer: Ugyldig kontonummer"
    )
    assert said.status_of("TREKK-2026-11", OTHER) == Status("ACCP")  # its block's


def test_the_sample_that_was_sent_before(sample):
    said = sample("avvist_duplikat")
    assert said.status_of(PEOPLE[0], PAY).is_sent_before
    assert [(each.code, each.text) for each in said.status.reasons] == [("DUPL", "MsgId er brukt før")]


def test_the_samples_are_right_by_the_official_schema_and_recognised(shared):
    schema = etree.XMLSchema(etree.parse(str(shared / "reference" / "bank" / "pain.002.001.03.xsd")))
    for path in sorted((shared / "reference" / "bank").glob("sample_status_*.xml")):
        schema.assertValid(etree.parse(str(path)))
        content = path.read_bytes()
        verdict = recognise(content, len(content))
        assert (verdict.kind, verdict.accepted) == (Kind.PAYMENT_STATUS, True)


@pytest.mark.parametrize("number", range(3, 16))
def test_any_version_is_read_by_its_names(number):
    said = read(document(block("B", "ACSC"), space=f"urn:iso:std:iso:20022:tech:xsd:pain.002.001.{number:02d}"))
    assert said.findings == ()
    assert said.status_of("x", "B").state == "accepted"


def test_any_prefix_and_character_set_is_read():
    text = document(block("B", "", payment("Å-1", "RJCT", "<Cd>AC06</Cd>"))).decode()
    text = text.replace(f'xmlns="{SPACE}"', f'xmlns:p="{SPACE}"')
    for name in ("Document", "CstmrPmtStsRpt", "OrgnlPmtInfAndSts", "TxInfAndSts", "TxSts"):
        text = text.replace(f"<{name}>", f"<p:{name}>").replace(f"</{name}>", f"</p:{name}>")
    text = text.replace("<Document ", "<p:Document ")
    for character_set in ("utf-8", "utf-16", "iso-8859-1"):
        content = f'<?xml version="1.0" encoding="{character_set}"?>{text}'.encode(character_set)
        assert read(content).status_of("Å-1", "B").state == "rejected"


# --- missing levels -------------------------------------------------------------------------------------------------


def test_a_payment_has_its_own_status_else_its_blocks_else_the_files():
    said = read(
        document(block("A", "ACSC", payment("1", "RJCT") + payment("2")) + block("B"), group="<GrpSts>PDNG</GrpSts>")
    )
    assert [said.status_of(name, where).code for name, where in (("1", "A"), ("2", "A"), ("3", "A"), ("4", "B"))] == [
        "RJCT",
        "ACSC",
        "ACSC",
        "PDNG",
    ]


def test_payments_without_a_block_are_read_too():
    assert read(document(payment("1", "ACSC"))).status_of("1", "whatever").code == "ACSC"


def test_a_payment_is_found_by_our_number_where_the_reference_is_missing():
    inside = block("A", "", "<TxInfAndSts><OrgnlInstrId>0007</OrgnlInstrId><TxSts>RJCT</TxSts></TxInfAndSts>")
    said = read(document(inside, group="<GrpSts>ACSP</GrpSts>"))
    assert said.status_of("1", "A", "0007").code == "RJCT"
    assert said.status_of("2", "A", "0008").code == "ACSP"


def test_the_amount_is_read_where_the_bank_gives_it():
    more = '<OrgnlTxRef><Amt><InstdAmt Ccy="NOK">31250.50</InstdAmt></Amt></OrgnlTxRef>'
    [said] = read(document(block("A", "", payment("1", "ACSC", more=more)))).payments
    assert said.amount == Money.kr("31250.50")


# --- odd ones -------------------------------------------------------------------------------------------------------


def test_an_answer_without_any_status_says_so():
    said = read(document(block("A", "", payment("1"))))
    assert told(said) == ["The answer gives no status, neither of the file nor of a payment"]
    assert said.status_of("1", "A").state == "unknown"


def test_unknown_codes_are_shown_as_they_are():
    said = read(document(block("A", "", payment("1", "ZZZZ", "<Prtry>BANK-17</Prtry>"))))
    assert told(said) == ["The status ZZZZ is not known here and is shown as it is"]
    assert said.status_of("1", "A").state == "unknown"
    assert named("status", "ZZZZ", "nb") == "ZZZZ"
    assert in_words([("BANK-17", "")], "nb") == "BANK-17"


def test_a_version_that_is_not_known_is_read_with_a_word():
    said = read(document(group="<GrpSts>ACCP</GrpSts>", space="urn:iso:std:iso:20022:tech:xsd:pain.002.001.42"))
    assert told(said) == ["The answer is of version pain.002.001.42, which is not known; what was found is shown"]
    assert said.status.state == "accepted"


def test_another_namespace_is_read_with_a_word():
    said = read(document(group="<GrpSts>ACCP</GrpSts>", space="urn:some-bank"))
    assert [line.startswith("The answer is of version ?") for line in told(said)] == [True]
    root = safe_xml.peek(document(space="urn:some-bank"))
    assert root is not None
    assert is_status(root)


def test_the_same_payment_twice_is_said_and_the_first_counts():
    said = read(document(block("A", "", payment("1", "RJCT") + payment("1", "ACSC"))))
    assert told(said) == ["The payment 1 stands twice in the answer; the first one counts"]
    assert said.status_of("1", "A").code == "RJCT"


@pytest.mark.parametrize("when", ["", "i går", "2026-13-01T10:00:00"])
def test_an_answer_without_a_moment_says_so(when):
    said = read(document(group="<GrpSts>ACCP</GrpSts>", header=f"<CreDtTm>{when}</CreDtTm>"))
    assert said.created is None
    assert told(said) == ["The answer does not say when it was made; it counts from when it was taken in"]


def test_long_words_of_a_bank_are_cut():
    more = f"<StsRsnInf><AddtlInf>{'x' * 5000}</AddtlInf></StsRsnInf>"
    said = read(document(block("A", "", payment("1", "RJCT", more=more))))
    assert [len(each.text) for each in said.status_of("1", "A").reasons] == [500]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<!DOCTYPE x [<!ENTITY e "x">]>' + document(), "document type (DOCTYPE)"),
        (document(block("A", "ACSC"))[:-60], "ends too early"),
        (b"OrgnlMsgId;GrpSts\r\nLONN-1;ACCP\r\n", ""),
        (b"", ""),
        (document(message=""), "which payment file it is about"),
        (b'<Document xmlns="urn:x"><CstmrPmtStsRpt><GrpHdr/></CstmrPmtStsRpt></Document>', "which payment file"),
        (
            b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn/></Document>',
            "on its way to a bank",
        ),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>', "statement"),
        (b"<melding><Leveranse/></melding>", "begins with <melding>"),
        (document().replace(b"CstmrPmtStsRpt", b"pain.002.001.02"), "no answer of a bank"),
    ],
)
def test_what_is_no_answer_is_refused_in_plain_words(content, why):
    assert why in refusal(content)


def test_an_answer_above_the_limit_is_refused_before_it_is_read():
    assert "MB" in refusal(b"<Document>" + b" " * LARGEST)


def test_an_answer_for_5000_payments():
    inside = block("A", "", "".join(payment(f"LONN-{number:05d}", "ACSC") for number in range(5000)))
    said = read(document(inside))
    assert {said.status_of(f"LONN-{number:05d}", "A").code for number in range(5000)} == {"ACSC"}


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: document(block("A", "", f"<x>{text}</x>"))))
def test_nothing_that_a_file_holds_can_break_the_reader(content):
    with suppress(Refused):
        assert read(content).message_id


# --- words ----------------------------------------------------------------------------------------------------------


def test_every_reason_of_the_list_has_words_in_three_languages():
    usual = ["AC01", "AC04", "AC06", "AM04", "AM05", "DUPL", "DT01", "DT06", "BE06", "RC01", "FF01", "AG01", "CH03"]
    codes = ["RCVD", "ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "PDNG", "PART", "RJCT"]
    for language in ("nb", "da", "en"):
        assert not [code for code in usual if named("reason", code, language) == code]
        assert not [code for code in codes if named("status", code, language) == code]


def test_the_bank_of_an_account_is_known_by_its_first_digits():
    assert bank_of("15032222223") == "DNB Bank ASA"
    assert bank_of("00001111113") == ""
    assert bank_of("1503") == ""
