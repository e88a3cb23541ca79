"""A PDF that opens only with its password: AES with 256 bits (PDF 2.0, revision 6).

Every viewer of the last ten years opens it. What has to be derived from the password is derived by pypdf, and the
bytes are enciphered by cryptography, while the file is written: writing it open and locking it afterwards takes ten
times as long. Two files with the same content and password differ, because keys are drawn by chance.
"""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import Any
from unicodedata import category, normalize

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from pypdf._encryption import AlgV5

from models.values.finding import refuse
from models.values.message import Message

_LONGEST = 127  # bytes that count; viewers drop the rest without a word
_EVERYTHING = 0xFFFFFFFC  # permissions: whoever can open it may print, copy and change it


class Lock:
    """The lock of one file."""

    def __init__(self, password: str) -> None:
        """Raises Refused for a password that is empty or that some viewer would read differently."""
        typed = _checked(password).encode()
        self._key = AES256(key := secrets.token_bytes(32))
        values: dict[str, bytes] = AlgV5.generate_values(6, typed, typed, key, _EVERYTHING, metadata_encrypted=True)
        self.entry = b"<</Filter/Standard/V 5/R 6/Length 256/P %d/StmF/StdCF/StrF/StdCF%b%b>>" % (
            _EVERYTHING - 2**32,
            b"/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>",
            b"".join(b"%b<%b>" % (name.encode(), value.hex().encode()) for name, value in values.items()),
        )

    def shut(self, content: bytes) -> bytes:
        """A string or a stream, enciphered."""
        start = secrets.token_bytes(16)
        filled = 16 - len(content) % 16
        cipher: Any = Cipher(self._key, CBC(start)).encryptor()
        shut: bytes = start + cipher.update(content + bytes([filled]) * filled) + cipher.finalize()
        return shut


def locked(pdf: bytes, password: str) -> bytes:
    """A PDF that is made already, locked in the same way: what stands in it stays as it is. Raises Refused."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=BytesIO(pdf))
    writer.encrypt(_checked(password), algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _checked(password: str) -> str:
    """The password in the one form in which it is typed everywhere."""
    typed = normalize("NFC", password)
    if not typed:
        raise refuse(Message("The password is empty. Agree on one with the employee."))
    odd = any(category(sign)[0] == "C" or (sign.isspace() and sign != " ") for sign in typed)
    if odd or normalize("NFKC", typed) != typed:
        raise refuse(Message("The password has a character in it that cannot be used. Type it again by hand."))
    if len(typed.encode()) > _LONGEST:
        raise refuse(Message("The password is too long: at most {most} characters count.", most=_LONGEST))
    return typed
