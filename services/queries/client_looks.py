"""How a client is told from others: its name, its organisation number, its colour."""

from __future__ import annotations

from dataclasses import dataclass

from models.records.employer import Employer
from services.desk.desk import Desk
from services.desk.settings import COLOR, text_setting


@dataclass(frozen=True, slots=True)
class ClientLooks:
    """`color` is empty where none was chosen; a new client without an employer goes by its file's name."""

    name: str
    orgnr: str
    color: str


def client_looks(desk: Desk) -> ClientLooks:
    """The looks of the open client."""
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        color = text_setting(session, COLOR)
        if employer is None:
            return ClientLooks(desk.client.path.stem, "", color)
        return ClientLooks(employer.name, employer.orgnr, color)
