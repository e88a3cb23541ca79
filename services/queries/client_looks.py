"""How a client is told from others: its name, its organisation number, its colour."""

from __future__ import annotations

import json
from dataclasses import dataclass

from models.records.employer import Employer, Setting
from services.desk.desk import Desk


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
        chosen = session.get(Setting, "color")
        color = str(json.loads(chosen.value)) if chosen else ""
        if employer is None:
            return ClientLooks(desk.client.path.stem, "", color)
        return ClientLooks(employer.name, employer.orgnr, color)
