"""A PDF that opens only with its password: AES with 256 bits (PDF 2.0, revision 6), by pypdf and cryptography.

Every viewer of the last ten years opens it. The password itself is kept nowhere in the file, and two files with the
same content and password differ, because the keys are drawn by chance.
"""

from __future__ import annotations

import io
from unicodedata import category, normalize

from models.values.finding import refuse
from models.values.message import Message

_LONGEST = 127  # bytes that count; viewers drop the rest without a word


def locked(pdf: bytes, password: str) -> bytes:
    """The PDF under the password. Raises Refused for a password that some viewer would read differently."""
    checked = _checked(password)
    from pypdf import PdfWriter  # on first use: 100 ms that an open payslip never needs

    writer = PdfWriter(clone_from=io.BytesIO(pdf), strict=True)
    writer.pdf_header = "%PDF-1.7"
    writer.encrypt(checked, algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _checked(password: str) -> str:
    """The password in the one form in which it is typed everywhere."""
    typed = normalize("NFC", password)
    if not typed:
        raise refuse(Message("The password is empty. Agree on one with the employee."))
    odd = any(category(sign)[0] == "C" or (sign.isspace() and sign != " ") for sign in typed)
    if odd or normalize("NFKC", typed) != typed:
        raise refuse(Message("The password has a sign in it that cannot be used. Type it again by hand."))
    if len(typed.encode()) > _LONGEST:
        raise refuse(Message("The password is too long: at most {most} signs count.", most=_LONGEST))
    return typed
