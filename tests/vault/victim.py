"""A program that is killed while it works on a client file. Started and fed by the tests, one order a line.

Each order is carried out in a process of its own, made by fork so that it starts at once: `order file recovery-key`. It
says its number, then `ready`, and then how far it has come.
"""

import os
import resource
import signal
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import alembic.command  # noqa: E402, F401 – imported once, for all
from sqlalchemy import insert  # noqa: E402

from models.records.movement import Movement  # noqa: E402
from models.values.finding import Refused  # noqa: E402
from services.vault import keys, migrations  # noqa: E402
from services.vault.backup import CopyPlan  # noqa: E402
from services.vault.client import Client  # noqa: E402
from tests.vault.samples import NO_COPIES, Clock, an_employee  # noqa: E402

keys._ROUNDS = 10  # the work that makes a password hard to guess is not what is tested


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def opened(path: Path, key: str) -> Client:
    return Client.open(path, recovery_key=key, now=Clock(), copies=CopyPlan(keep=5, at_close=False))


def hire(client: Client, number: int) -> None:
    """Five rows in two tables, two ways to write them, one change."""
    with client.change("employee.hire", by="kari") as session:
        session.add(person := an_employee(number, address="Storgata " * 100))
        session.flush()
        session.execute(
            insert(Movement),
            [
                {"employee_id": person.id, "account": "a", "vintage": str(i), "hundredths": i, "reason": ""}
                for i in range(4)
            ],
        )


def hold(path: Path, key: str) -> None:
    client = opened(path, key)
    say("ready")
    signal.pause()
    client.close()


def change(path: Path, key: str) -> None:
    client = opened(path, key)
    say("ready")
    for number in range(1000, 100_000):
        hire(client, number + os.getpid() * 100_000)
        say(number - 999)


def backup(path: Path, key: str) -> None:
    client = opened(path, key)
    say("ready")
    for number in range(1000, 100_000):
        hire(client, number + os.getpid() * 100_000)
        client.prove_copy("approval")
        say(number - 999)


def migrate(path: Path, key: str) -> None:
    migrations.FOLDER = path.parent / "migrations"
    say("ready")
    opened(path, key).close()
    say("done")
    signal.pause()


def create(path: Path, _: str) -> None:
    say("ready")
    client, _ = Client.create(path, "passord", "no", "kari", now=Clock(), copies=NO_COPIES)
    client.close()
    say("done")
    signal.pause()


def password(path: Path, key: str) -> None:
    client = opened(path, key)
    say("ready")
    for number in range(1000):
        key = client.new_passphrase(key, f"passord {number}", by="kari")
        say(key)


def fill(path: Path, key: str) -> None:
    """Go on until the disk is full: files may not grow by more than 300 000 bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    client = opened(path, key)
    size = path.stat().st_size + 300_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    number = 0
    try:
        for number in range(1000, 100_000):
            hire(client, number)
    except Refused as refusal:
        say("refused", number - 1000, refusal)
    try:
        client.prove_copy("approval")
    except Refused as refusal:
        say("refused", refusal)
    os._exit(0)


def fill_password(path: Path, key: str) -> None:
    """A new password where the disk takes the copy, and not the log of the change."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    client = opened(path, key)
    size = path.stat().st_size + 1000
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        client.new_passphrase(key, "ny", by="kari")
    except Refused as refusal:
        say("refused", refusal)
    say([str(finding.what) for finding in client.verify()], client.is_recovery_key(key), len(client.copies()))
    os._exit(0)


def fill_copy(path: Path, key: str) -> None:
    """A copy that is larger than what the disk takes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    client = opened(path, key)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    try:
        client.prove_copy("approval")
    except Refused as refusal:
        say("refused", refusal)
    os._exit(0)


with tempfile.TemporaryDirectory() as folder:  # once, so that no order waits for what is made on first use
    first, first_key = Client.create(Path(folder, "first.lonnsom"), "x", "no", "kari", now=Clock(), copies=NO_COPIES)
    hire(first, 1)
    first.verify()
    first.close()

for line in sys.stdin:
    order, file, recovery_key = line.split()
    child = os.fork()
    if child == 0:
        say(os.getpid())
        try:
            globals()[order](Path(file), recovery_key)
        except BaseException:  # noqa: BLE001 – told, whatever it was
            traceback.print_exc()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    say("gone")
