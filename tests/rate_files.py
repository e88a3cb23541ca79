"""Files of rates for tests: a second edition of a year, the year after, and a maker who signs them."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.files import rate_file
from services.reference import packaged


def text_of(year: int = 2026) -> str:
    return packaged.read_text(f"rates/no/{year}.toml")


def second_edition() -> str:
    """2026 once more, with a contribution of 14.3 % in zone 1 and another basic amount from May."""
    return (
        text_of()
        .replace("year = 2026\n", "year = 2026\nedition = 2\n")
        .replace('percent = "14.1"', 'percent = "14.3"', 1)
        .replace('amount = "136549"', 'amount = "137000"')
    )


def next_year() -> str:
    """2027 as 2026 was, with 14.0 % in zone 1."""
    return text_of().replace("2026-", "2027-").replace("year = 2026", "year = 2027").replace('"14.1"', '"14.0"', 1)


class Maker:
    """Somebody with a key. `keys` is what a program knows that trusts them."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.public = self._key.public_key().public_bytes_raw()
        self.keys = {rate_file.mark_of(self.public): self.public}

    def sign(self, words: str, public: bytes = b"") -> bytes:
        """A year file as a signed one; `public` says that it is of another key."""
        return rate_file.write(words.encode(), public or self.public, self._key.sign)
