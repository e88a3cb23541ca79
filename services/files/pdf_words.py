"""The words of a PDF that this program made, to look for one of them."""

from __future__ import annotations

import io


def words_of(content: bytes) -> str:
    """The text of all pages. Raises what pypdf raises for what is no PDF."""
    from pypdf import PdfReader  # slow to import

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
