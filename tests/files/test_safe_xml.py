"""XML in without surprises, and out the same way every time."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from models.values.finding import Refused
from services.files import safe_xml
from services.files.safe_xml import Root

ASCII = "The file says that it is written in ASCII, and byte 39 is not"
LETTERS = "<a><b>Åse Brønnøysund</b></a>"


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        safe_xml.read(content)
    return str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        LETTERS.encode(),
        b"\xef\xbb\xbf" + LETTERS.encode(),
        f'<?xml version="1.0" encoding="UTF-8"?>\r\n{LETTERS}\r\n'.encode(),
        f'<?xml version="1.0" encoding="utf8"?>{LETTERS}'.encode(),
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{LETTERS}'.encode("latin-1"),
        f"<?xml version='1.0' encoding='windows-1252'?>{LETTERS}".encode("cp1252"),
        f'<?xml version="1.0" encoding="UTF-16"?>{LETTERS}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="UTF-16"?>{LETTERS}'.encode("utf-16-be"),  # without a mark
        f'<?xml version="1.0" encoding="utf-16"?>{LETTERS}'.encode(),  # says one thing and is another: seen from .NET
        f"<!-- made by hand --><?sheet x?>\n{LETTERS}".encode(),
    ],
)
def test_a_file_is_read_in_the_character_set_that_it_is_written_in(content):
    assert safe_xml.text_of(safe_xml.read(content), "b") == "Åse Brønnøysund"
    assert safe_xml.peek(content) == Root("", "a", "b")
    assert safe_xml.looks_like_xml(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b" \n", "The file is empty"),
        (b"<a><b>1</b>", "The XML ends too early, in line 1. Was the file cut off on its way?"),
        (b"<a>\n<b>1</b", "The XML ends too early, in line 2. Was the file cut off on its way?"),
        (b"<a>\n <b></c>\n</a>", "The XML is damaged in line 2, column 9"),
        (b"<a/><a/>", "The XML is damaged in line 1, column 5"),
        (b"<a>\x00</a>", "The XML is damaged in line 1, column 4"),
        (b"<a>&name;</a>", "The XML is damaged in line 1, column 10"),
        (b"hello", "The XML ends too early, in line 1. Was the file cut off on its way?"),
        ("<a>Åse</a>".encode("latin-1"), "The file says that it is written in UTF-8, and byte 4 is not"),
        (b"<?xml version='1.0' encoding='ascii'?>\xe6", ASCII),
        ("<a/>".encode("utf-16")[:-1], "The file says that it is written in UTF-16-LE, and byte 9 is not"),
    ],
)  # fmt: skip
def test_what_is_no_xml_is_refused_in_plain_words(content, reason):
    assert refusal(content) == reason


@pytest.mark.parametrize("character_set", ["utf-7", "rot13", "EBCDIC-NO", "hex", "punycode", "iso-2022-jp"])
def test_a_character_set_that_may_hide_something_is_refused(character_set):
    content = f'<?xml version="1.0" encoding="{character_set}"?><a/>'.encode()
    assert refusal(content) == f"The file is written in the character set {character_set}, which is not read here"


DOCTYPE = "The XML begins with a document type (DOCTYPE). Such files are not read: they can pull in others"
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY x "ha">'
    + "".join(f'<!ENTITY x{level} "{"&x;" * 10}">' for level in range(9))
    + "]><a>&x8;</a>"
)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE a><a/>",
        "<!doctype a><a/>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<?xml version="1.0"?>\n<!-- <a> --><?x?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        LAUGHS,
    ],
)
@pytest.mark.parametrize("character_set", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(text, character_set):
    content = text.encode(character_set)
    assert refusal(content) == DOCTYPE
    with pytest.raises(Refused, match="document type"):
        safe_xml.peek(content)


def test_a_document_type_inside_the_text_is_only_text():
    root = safe_xml.read(b"<a><![CDATA[<!DOCTYPE a>]]></a>")
    assert root.text == "<!DOCTYPE a>"


@pytest.mark.parametrize(("deep", "goes"), [(10, True), (64, True), (65, False), (200, False), (50_000, False)])
def test_depth_is_bounded(deep, goes):
    content = b"<a>" * deep + b"</a>" * deep
    if goes:
        assert safe_xml.name(safe_xml.read(content)) == "a"
    else:
        assert refusal(content).startswith("The XML is")


def test_size_is_bounded(monkeypatch):
    monkeypatch.setattr(safe_xml, "LARGEST", 1_000_000)
    assert refusal(b"<a>" + b" " * 1_000_000 + b"</a>") == "The file is larger than 1 MB"
    monkeypatch.setattr(safe_xml, "_MOST_MARKUP", 10)
    assert refusal(b"<a>" + b"<b/>" * 10 + b"</a>") == "The XML has more elements than any file that belongs here"


def test_comments_and_instructions_are_left_out():
    root = safe_xml.read(b"<a><!-- x -->1<?y?><b/></a>")
    assert [child.tag for child in root] == ["b"]


def test_elements_are_found_whatever_their_prefix():
    for text in ('<a xmlns="urn:x"><b> 1 </b></a>', '<p:a xmlns:p="urn:x"><p:b>1</p:b></p:a>', "<a><b>1</b></a>"):
        root = safe_xml.read(text.encode())
        assert safe_xml.name(root) == "a"
        assert safe_xml.namespace(root) in ("urn:x", "")
        assert safe_xml.text_of(root, "b") == "1"
        assert safe_xml.text_of(root, "b", "c") == safe_xml.text_of(root, "c") == ""
        assert [safe_xml.name(child) for child in safe_xml.children(root, "b")] == ["b"]


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"<a/>", Root("", "a")),
        (b"<a>", Root("", "a")),
        (b"<a><b", Root("", "a", "b")),
        (b'<m:melding xmlns:m="urn:x"><m:Mottak>', Root("urn:x", "melding", "Mottak")),
        (b"<a><b>" + b"<c>" * 5000, Root("", "a", "b")),
        (b"<a></wrong>", Root("", "a")),
        (b"<x:a><y:b/></x:a>", Root("", "x:a", "y:b")),  # prefixes that stand for nothing
        (b"<", None),
        (b"", None),
        (b"<!-- only a comment", None),
    ],
)
def test_a_head_is_enough_to_name_the_root(head, root):
    assert safe_xml.peek(head) == root


def test_a_head_may_end_inside_a_letter():
    content = "<a><b>ø".encode()
    assert safe_xml.peek(content[:-1]) == Root("", "a", "b")


@pytest.mark.parametrize("head", [b"", b"a<b/>", b"PK\x03\x04", b"\xff\xfe\x00", b"{}"])
def test_what_does_not_look_like_xml(head):
    assert not safe_xml.looks_like_xml(head)


def test_the_same_tree_gives_the_same_bytes():
    root = etree.Element("{urn:x}a", nsmap={None: "urn:x"})
    etree.SubElement(root, "{urn:x}b").text = "Ås & <Nærø>"
    assert safe_xml.write(root) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="urn:x">\n  <b>Ås &amp; &lt;Nærø&gt;</b>\n</a>\n'.encode()
    )


@given(st.text())
def test_any_allowed_text_comes_back(text):
    root = etree.Element("a")
    root.text = safe_xml.allowed(text).replace("\r", "")
    assert (safe_xml.read(safe_xml.write(root)).text or "") == root.text


def test_control_signs_and_half_letters_are_not_allowed():
    assert safe_xml.allowed("a\x00b\x1fc\ud800d\ufffee\t\n😀") == "abcde\t\n😀"


SAMPLE = f'<?xml version="1.0" encoding="UTF-8"?><!-- x -->{LETTERS}'.encode()


@given(st.one_of(st.binary(), st.binary().map(lambda tail: SAMPLE[:30] + tail)), st.integers(0, 80))
def test_any_bytes_are_read_or_refused(content, place):
    for tried in (content, content[:place] + SAMPLE[place:]):
        for look in (safe_xml.read, safe_xml.peek):
            with suppress(Refused):
                look(tried)


@pytest.mark.parametrize("character_set", ["utf-8", "utf-16", "latin-1"])
def test_a_file_cut_off_anywhere_is_refused(character_set):
    content = f'<?xml version="1.0" encoding="{character_set}"?>{LETTERS}'.encode(character_set)
    for length in range(len(content)):
        assert refusal(content[:length])
