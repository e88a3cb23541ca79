"""A zip with one XML inside: unpacked where it is what it says, else refused, and never further than a bound."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Refused
from services.files.zipped import head_of_the_xml, is_zip, the_xml

XML = b"<melding><Mottak/></melding>"


def zipped(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def why_not(content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        the_xml(content)
    (finding,) = refusal.value.findings
    return str(finding.what)


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("name", ["tilbakemelding.xml", "mappe/Svar.XML", "æøå.xml"])
def test_the_one_xml_inside(kind, name):
    content = zipped({name: XML, "les meg.txt": b"hei", "__MACOSX/._x.xml": b"\0"}, kind)
    assert is_zip(content)
    assert the_xml(content) == XML
    assert head_of_the_xml(content, 9) == XML[:9]


def test_none_or_several():
    assert why_not(zipped({})) == "The zip must hold one XML file; it holds 0"
    assert why_not(zipped({"a.xml": XML, "b.xml": XML})) == "The zip must hold one XML file; it holds 2"
    assert "more files than any" in why_not(zipped({f"{n}.xml": b"" for n in range(200)}))


def test_a_bomb_is_refused_without_unpacking():
    """60 MB of spaces are 60 kB packed. Its own list says 60 MB: nothing is unpacked to know it."""
    bomb = bytearray(zipped({"a.xml": b" " * 60_000_000}))
    assert len(bomb) < 100_000
    assert why_not(bytes(bomb)) == "What is in the zip is larger than 50 MB unpacked"
    size = bomb.rfind(b"PK\x01\x02") + 24
    bomb[size : size + 4] = (500).to_bytes(4, "little")  # now it lies: 500 bytes
    assert why_not(bytes(bomb)) == "The zip is damaged. Download it again"


def test_packed_in_another_way_or_with_a_password():
    assert "packed in a way" in why_not(zipped({"a.xml": XML}, zipfile.ZIP_LZMA))
    locked = bytearray(zipped({"a.xml": XML}))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    assert why_not(bytes(locked)) == "The zip has a password. Unpack it and take the file inside"


@pytest.mark.parametrize("cut", [30, 60, -1, -22, -40])
def test_cut_off(cut):
    assert why_not(zipped({"a.xml": XML})[:cut]) == "The zip is damaged. Download it again"


@given(st.binary(max_size=300), st.integers(0, 200), st.binary(min_size=1, max_size=6))
def test_whatever_the_bytes_are(tail, place, patch):
    content = bytearray(zipped({"a.xml": XML}) + tail)
    content[place : place + len(patch)] = patch
    with suppress(Refused):
        assert isinstance(the_xml(bytes(content)), bytes)
