"""A program that is killed while it works on a client file. Started and fed by the tests, one order a line.

Each order is carried out in a process of its own, made by fork, so that starting costs nothing: `order file key`.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from services.vault.client import Client
from tests.vault.samples import NO_COPIES, Clock


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def hold(path: Path, key: str) -> None:
    client = Client.open(path, recovery_key=key, now=Clock(), copies=NO_COPIES)
    say("ready")
    sys.stdin.read()
    client.close()


for line in sys.stdin:
    order, file, recovery_key = line.split()
    globals()[order](Path(file), recovery_key)
