"""Sign a year file, so that programs that are in use take it in; and make the key with which that is done.

    sign_rates.py new-key KEY.pem            a new private key; the line for resources/rates/keys.txt is printed
    sign_rates.py sign KEY.pem 2027.toml OUT  the year file, signed

The private key never lies in the repository.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from services.files.rate_file import write
from services.reference.year_files import read_edition


def new_key(target: Path) -> str:
    """Make a private key, locked with a password where one is typed; its public half as a line."""
    from getpass import getpass

    password = getpass("Password of the key (empty for none): ").encode()
    key = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    with target.open("xb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    target.chmod(0o600)
    return key.public_key().public_bytes_raw().hex()


def sign(key_file: Path, year_file: Path) -> bytes:
    """A year file with its signature. It is read first: what programs cannot read is not signed."""
    from getpass import getpass

    content = key_file.read_bytes()
    password = getpass("Password of the key: ").encode() if b"ENCRYPTED" in content else None
    key = load_pem_private_key(content, password)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit("The key is of another kind")
    rates = year_file.read_bytes()
    read_edition(rates)
    return write(rates, key.public_key().public_bytes_raw(), key.sign)


def main(arguments: list[str]) -> int:
    """What was asked for on the command line."""
    match arguments:
        case ["new-key", key]:
            print(new_key(Path(key)))
        case ["sign", key, year, out]:
            Path(out).write_bytes(sign(Path(key), Path(year)))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
