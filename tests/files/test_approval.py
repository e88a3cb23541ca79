"""The two files of an approval: sealed, signed, and safe to open whatever comes."""

import base64
import contextlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values.finding import Refused
from services.files import approval
from services.files.approval import ANSWER, REQUEST, Answer, Line, Person, Request, Total

PASSWORD = "grønne epler i kurv"
PRIVATE = bytes(range(32))
ASKED = Request(
    id="0123456789abcdef" * 2,
    employer="Prøve AS",
    orgnr="312001004",
    test=True,
    run="2026-03",
    month="2026-03",
    kind="ordinary",
    pay_date="2026-03-20",
    made_at="2026-03-18T10:00:00+01:00",
    made_by="Kari",
    before="2026-02",
    note="",
    digest="ab" * 32,
    answer_key="cd" * 32,
    totals=(Total("net_pay", 3_124_500, 3_000_000),),
    people=(
        Person(1, "Prøve Én", 4_500_000, 1_375_500, 0, 3_124_500, 4_500_000, None, (Line("Fastlønn", 4_500_000),)),
    ),
)
SAID = Answer(ASKED.id, ASKED.orgnr, ASKED.run, ASKED.digest, "approved", "", "Berit Ås", "2026-03-18T12:00:00+01:00")


@pytest.fixture(scope="module")
def request_file() -> bytes:
    return approval.write_request(ASKED, PASSWORD)


@pytest.fixture(scope="module")
def answer_file() -> bytes:
    return approval.write_answer(SAID, ASKED.answer_key, PRIVATE)


def test_a_request_opens_with_the_password(request_file: bytes) -> None:
    assert approval.read_request(request_file, PASSWORD) == ASKED
    assert approval.kind_of(request_file) == REQUEST


def test_nothing_about_a_person_can_be_read_without_it(request_file: bytes, answer_file: bytes) -> None:
    for content in (request_file, answer_file):
        seen = json.loads(content)
        shown = json.dumps({key: value for key, value in seen.items() if key != "sealed"})
        assert not any(word in shown for word in ("Prøve", "Berit", "312001004", "2026-03"))
        assert b"Berit" not in base64.b64decode(seen["sealed"])


def test_the_same_request_never_makes_the_same_file(request_file: bytes) -> None:
    assert approval.write_request(ASKED, PASSWORD) != request_file


def test_another_password(request_file: bytes) -> None:
    with pytest.raises(Refused, match="does not open the file"):
        approval.read_request(request_file, "grønne epler i kurven")


def test_a_letter_counts_as_the_same_however_it_was_typed(request_file: bytes) -> None:
    import unicodedata

    assert approval.read_request(request_file, unicodedata.normalize("NFD", PASSWORD)) == ASKED


def test_an_answer_is_signed(answer_file: bytes) -> None:
    signed = approval.read_answer(answer_file, ASKED.answer_key)
    assert signed.answer == SAID
    assert signed.key == approval.public_key(PRIVATE)
    assert approval.answers_to(answer_file) == ASKED.id
    assert approval.kind_of(answer_file) == ANSWER


def test_a_signature_of_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "_SIGNED", b"something else 1\n")
    forged = approval.write_answer(SAID, ASKED.answer_key, PRIVATE)
    monkeypatch.undo()
    with pytest.raises(Refused, match="signature of the answer is not right"):
        approval.read_answer(forged, ASKED.answer_key)


def test_an_answer_to_another_request(answer_file: bytes) -> None:
    with pytest.raises(Refused, match="changed on the way"):
        approval.read_answer(answer_file, "00" * 32)


def test_the_fingerprint_is_four_groups_of_five_digits() -> None:
    shown = approval.fingerprint(approval.public_key(PRIVATE))
    assert [len(group) for group in shown.split(" ")] == [5, 5, 5, 5]
    assert shown.replace(" ", "").isdecimal()
    assert shown != approval.fingerprint(approval.public_key(bytes(32)))


# --- what else may come --------------------------------------------------------------------------------------------


def changed(content: bytes, **fields: object) -> bytes:
    return json.dumps({**json.loads(content), **fields}).encode()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda _: b"", "not a request for approval"),
        (lambda _: b"%PDF-1.7", "not a request for approval"),
        (lambda _: b"\xff\xfe\x00", "not a request for approval"),
        (lambda c: c[: len(c) // 2], "damaged"),
        (lambda c: changed(c, version=2), "newer version"),
        (lambda c: changed(c, sealed="ikke base64!"), "damaged"),
        (lambda c: changed(c, nonce="00"), "damaged"),
        (lambda c: changed(c, salt=""), "damaged"),
        (lambda c: changed(c, salt="00" * 16), "does not open"),
        (lambda c: changed(c, id="f" * 32), "does not open"),
        (lambda c: changed(c, id=7), "damaged"),
        (lambda c: changed(c, sealed=""), "does not open"),
        (lambda _: b'{"lonnsom":"approval-request",' + b"[" * 100_000, "damaged"),
        (lambda _: b'{"lonnsom":"approval-request"}' + b" " * approval.LARGEST, "larger than 20 MB"),
    ],
)
def test_bad_input(request_file: bytes, make, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused, match=reason):
        approval.read_request(make(request_file), PASSWORD)


def test_the_one_is_not_taken_for_the_other(request_file: bytes, answer_file: bytes) -> None:
    with pytest.raises(Refused, match="This is an answer"):
        approval.read_request(answer_file, PASSWORD)
    with pytest.raises(Refused, match="This is the request itself"):
        approval.read_answer(request_file, ASKED.answer_key)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ASKED, employer="x" * 201),
        replace(ASKED, digest="AB" * 32),
        replace(ASKED, people=(replace(ASKED.people[0], net=10**15),)),
        replace(ASKED, id="0" * 31),
    ],
)
def test_what_is_inside_has_its_limits_too(wrong: Request) -> None:
    with pytest.raises(Refused, match="damaged"):
        approval.read_request(approval.write_request(wrong, PASSWORD), PASSWORD)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_one_changed_byte_is_refused_or_means_nothing(answer_file: bytes, place: int, byte: int) -> None:
    content = bytearray(answer_file)
    content[place % len(content)] = byte
    with contextlib.suppress(Refused):
        assert approval.read_answer(bytes(content), ASKED.answer_key).answer == SAID


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        approval.read_request(content, PASSWORD)
    with pytest.raises(Refused):
        approval.read_answer(b'{"lonnsom":"approval-answer"' + content, ASKED.answer_key)
