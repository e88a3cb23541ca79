"""Two files between two people who approve a pay run: the request that one saves, and the answer that the other signs.

Both are JSON on the outside, with a version. What is inside is sealed by AES-256-GCM: a request with a key made from
the password that the two agreed on, an answer with a key that the request brought along. An answer is signed by
Ed25519; who it is from is known by the public key, which people compare by its fingerprint.

Files come from outside: their size is bounded, only what is known is read, and every figure and text has its limit.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from models.values.finding import Refused, refuse
from models.values.message import Message

LARGEST: Final = 20_000_000  # bytes; the request of 12 000 people has about 6 million
REQUEST, ANSWER = "approval-request", "approval-answer"
APPROVED, SENT_BACK = "approved", "sent_back"
_VERSION: Final = 1
_ROUNDS: Final = 256_000  # of PBKDF2-SHA512: a tenth of a second. Fixed, so that no file can ask for more
_SALT, _NONCE = 16, 12
_SIGNED: Final = b"lonnsom approval-answer 1\n"

T = TypeVar("T")
Name = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2000)]
Hex = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Ore = Annotated[int, Meta(ge=-(10**14), le=10**14)]
Count = Annotated[int, Meta(ge=0, le=10**9)]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a payslip: what, and how many øre; less than nothing is taken from the pay."""

    text: Name
    amount: Ore


@dataclass(frozen=True, slots=True)
class Person:
    """One payslip, in øre. `gross_before` and `net_before` are those of the run before; None where there is none."""

    number: Count
    name: Name
    gross: Ore
    withholding: Ore
    deductions: Ore
    net: Ore
    gross_before: Ore | None
    net_before: Ore | None
    lines: Annotated[tuple[Line, ...], Meta(max_length=500)]
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A named sum of the run in øre, with that of the run before."""

    name: Name
    amount: Ore
    before: Ore | None


@dataclass(frozen=True, slots=True)
class Request:
    """What a second person is asked to look at. Nobody's identity number, account or address is in it.

    `id` names the request, `digest` the run exactly as it was computed, `answer_key` what the answer is sealed with.
    Dates and moments are written as ISO 8601. `before` is the name of the run that figures are compared with.
    """

    id: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    employer: Name
    orgnr: Annotated[str, Meta(max_length=20)]
    test: bool
    run: Annotated[str, Meta(max_length=20)]
    month: Annotated[str, Meta(max_length=10)]
    kind: Annotated[str, Meta(max_length=20)]
    pay_date: Annotated[str, Meta(max_length=10)]
    made_at: Annotated[str, Meta(max_length=40)]
    made_by: Name
    before: Annotated[str, Meta(max_length=20)]
    note: Text
    digest: Hex
    answer_key: Hex
    totals: Annotated[tuple[Total, ...], Meta(max_length=200)]
    people: Annotated[tuple[Person, ...], Meta(max_length=20_000)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the second person answered to the request, about the run with that digest."""

    id: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    orgnr: Annotated[str, Meta(max_length=20)]
    run: Annotated[str, Meta(max_length=20)]
    digest: Hex
    decision: Literal["approved", "sent_back"]
    remark: Text
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    at: Annotated[str, Meta(max_length=40)]


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer whose signature is right, and the public key that it is right for."""

    answer: Answer
    key: bytes


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What stands on the outside. `id` is that of the request; a request is opened by password and salt."""

    lonnsom: Annotated[str, Meta(max_length=40)]
    version: int
    id: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    nonce: Annotated[str, Meta(pattern="^[0-9a-f]{24}$")]
    sealed: Annotated[str, Meta(max_length=LARGEST)]
    salt: Annotated[str, Meta(pattern="^([0-9a-f]{32})?$")] = ""


@dataclass(frozen=True, slots=True)
class _Body:
    """What is sealed in an answer: the text that is signed, the public key, and the signature."""

    body: Annotated[str, Meta(max_length=20_000)]
    key: Hex
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{128}$")]


def kind_of(head: bytes) -> str:
    """Which of the two a file is by its first bytes: REQUEST, ANSWER, or nothing."""
    text = head[:200].lstrip(b"\xef\xbb\xbf \r\n\t").replace(b" ", b"")
    for kind in (REQUEST, ANSWER):
        if text.startswith(b'{"lonnsom":"' + kind.encode() + b'"'):
            return kind
    return ""


# --- the request ---------------------------------------------------------------------------------------------------


def write_request(request: Request, password: str) -> bytes:
    """The request as a file that opens with the password."""
    salt = os.urandom(_SALT)
    return _seal(REQUEST, request.id, msgspec.json.encode(request), _password_key(password, salt), salt)


def read_request(content: bytes, password: str) -> Request:
    """The request in a file. Raises Refused for another kind of file, a damaged one, and a wrong password."""
    envelope = _envelope(content, REQUEST)
    if not envelope.salt:
        raise _damaged()
    key = _password_key(password, bytes.fromhex(envelope.salt))
    inner = _open(
        envelope, key, Message("The password does not open the file, or the file was changed on the way. Try again")
    )
    request = _decode(inner, Request)
    if request.id != envelope.id:
        raise _damaged()
    return request


# --- the answer ----------------------------------------------------------------------------------------------------


def write_answer(answer: Answer, answer_key: str, private_key: bytes) -> bytes:
    """The answer as a file, signed by the private key (32 bytes) and sealed with the key that the request brought."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    own = Ed25519PrivateKey.from_private_bytes(private_key)
    body = msgspec.json.encode(answer)
    signed = _Body(body.decode(), own.public_key().public_bytes_raw().hex(), own.sign(_SIGNED + body).hex())
    return _seal(ANSWER, answer.id, msgspec.json.encode(signed), bytes.fromhex(answer_key))


def answers_to(content: bytes) -> str:
    """The id of the request that a file answers. Raises Refused for another kind of file and a damaged one."""
    return _envelope(content, ANSWER).id


def read_answer(content: bytes, answer_key: str) -> Signed:
    """The answer in a file, with its signature verified. Raises Refused."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    envelope = _envelope(content, ANSWER)
    changed = Message("The answer was changed on the way, or is not an answer to this request. Ask for it again")
    signed = _decode(_open(envelope, bytes.fromhex(answer_key), changed), _Body)
    body = signed.body.encode()
    key = bytes.fromhex(signed.key)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signed.signature), _SIGNED + body)
    except (InvalidSignature, ValueError):
        raise refuse(Message("The signature of the answer is not right. Ask for the answer again")) from None
    answer = _decode(body, Answer)
    if answer.id != envelope.id:
        raise _damaged()
    return Signed(answer, key)


# --- keys ----------------------------------------------------------------------------------------------------------


def new_private_key() -> bytes:
    """A new key to sign with: 32 bytes."""
    return os.urandom(32)


def public_key(private_key: bytes) -> bytes:
    """The public key of a private one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def fingerprint(key: bytes) -> str:
    """A public key as four groups of five digits, to be read aloud on the telephone."""
    number = int.from_bytes(hashlib.sha256(b"lonnsom approver 1\n" + key).digest()) % 10**20
    digits = f"{number:020d}"
    return " ".join(digits[start : start + 5] for start in range(0, 20, 5))


# --- inside --------------------------------------------------------------------------------------------------------


def _password_key(password: str, salt: bytes) -> bytes:
    written = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha512", written, salt, _ROUNDS, 32)


def _seal(kind: str, number: str, content: bytes, key: bytes, salt: bytes = b"") -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, content, _outside(kind, number))
    envelope = _Envelope(kind, _VERSION, number, nonce.hex(), base64.b64encode(sealed).decode(), salt.hex())
    made = msgspec.json.encode(envelope) + b"\n"
    if len(made) > LARGEST:
        raise refuse(Message("The run has too many people for one file"))
    return made


def _open(envelope: _Envelope, key: bytes, wrong: Message) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed = base64.b64decode(envelope.sealed, validate=True)
        outside = _outside(envelope.lonnsom, envelope.id)
        return AESGCM(key).decrypt(bytes.fromhex(envelope.nonce), sealed, outside)
    except InvalidTag:
        raise refuse(wrong) from None
    except (binascii.Error, ValueError):
        raise _damaged() from None


def _outside(kind: str, number: str) -> bytes:
    """What is not sealed and yet may not be changed."""
    return f"lonnsom {kind} {_VERSION} {number}".encode()


def _envelope(content: bytes, wanted: str) -> _Envelope:
    if len(content) > LARGEST:
        raise refuse(Message("The file is larger than {megabytes} MB", megabytes=LARGEST // 1_000_000))
    kind = kind_of(content)
    if kind and kind != wanted:
        what = (
            Message("This is the request itself, not the answer to it. The second person opens it and saves an answer")
            if kind == REQUEST
            else Message("This is an answer. It is taken in where the pay run is approved")
        )
        raise refuse(what)
    if not kind:
        what = (
            Message("This is not a request for approval that Lønnsom saved")
            if wanted == REQUEST
            else Message("This is not an answer to a request for approval")
        )
        raise refuse(what)
    envelope = _decode(content.removeprefix(b"\xef\xbb\xbf"), _Envelope)
    if envelope.version != _VERSION:
        raise refuse(Message("The file was made by a newer version of Lønnsom. Install that one and open it again"))
    return envelope


def _decode(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _damaged() from None


def _damaged() -> Refused:
    return refuse(Message("The file is damaged: part of it is missing or was changed. Ask for it again"))
