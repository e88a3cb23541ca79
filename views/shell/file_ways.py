"""Where files of each kind belong: the page that takes them in, what such a file is called, and where it is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.values.finding import Place
from models.values.message import Message


@dataclass(frozen=True, slots=True)
class Way:
    """The way of one kind of file. `word` names the place in a sentence, `verb` is the button that goes there."""

    place: Place
    verb: Message
    needs_client: bool = True


WAYS: Final[Mapping[str, Way]] = {
    "tax_cards": Way(Place("files", "tax_cards", "in"), Message("Look at the tax cards")),
    "k27": Way(Place("refunds", "import"), Message("Open in Refunds")),
    "amelding_feedback": Way(Place("reporting"), Message("Open in A-melding")),
    "amelding": Way(Place("moving_in"), Message("Move in from another program")),
    "table": Way(Place("files", "table", "in"), Message("Look at the table")),
    "decentral": Way(Place("files", "decentral", "in"), Message("Look at the lines")),
    "payment_status": Way(Place("pay_run", None, "payments"), Message("Look at the bank's answer")),
    "client": Way(Place("clients"), Message("Open the client"), needs_client=False),
    "approval_request": Way(Place("second_person"), Message("Look at the pay run"), needs_client=False),
    "approval_answer": Way(Place("pay_run"), Message("Look at the answer")),
    "rates": Way(Place("settings", None, "rates"), Message("Look at the rates")),
    "backup": Way(Place("backups"), Message("Look at the backup"), needs_client=False),
}
"""By the kind that `inspect` gives. A file of another kind has no way: what it is, is all that can be said."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """A kind of file as it is offered on the page: its icon, its name, and where one gets it."""

    kind: str
    icon: str
    name: Message
    line: Message


WELCOME: Final[tuple[Welcome, ...]] = (
    Welcome(
        "tax_cards",
        "identification-card",
        Message("Tax cards"),
        Message("The XML answer from “Hent skattekort uten lønnssystem” at skatteetaten.no"),
    ),
    Welcome(
        "k27",
        "arrow-u-down-left",
        Message("Refunds from NAV"),
        Message("The K27 report as CSV, in Altinn's inbox one or two days after the money came"),
    ),
    Welcome(
        "amelding_feedback",
        "paper-plane-tilt",
        Message("Feedback on the a-melding"),
        Message("XML or zip from Altinn's inbox, where the a-melding was sent"),
    ),
    Welcome(
        "amelding",
        "sign-in",
        Message("Employees from another payroll program"),
        Message("Its last a-melding as XML: ids, first days, percentages and codes come along"),
    ),
    Welcome(
        "table",
        "table",
        Message("Tables"),
        Message("Spreadsheets and text files: hours and pay lines, employees, absences"),
    ),
    Welcome(
        "decentral",
        "table",
        Message("Decentral registrering"),
        Message("Employees, pay and absence as a CSV file from another Danish payroll or a time system"),
    ),
    Welcome(
        "payment_status",
        "bank",
        Message("The bank's answer to a payment file"),
        Message("The status file (pain.002) as XML from the company's bank, where it gives one"),
    ),
    Welcome(
        "client",
        "folders",
        Message("Client files and backups"),
        Message("Files ending in .lonnsom, from another machine or an accountant"),
    ),
)
"""What can be taken in, in the order of how often it is needed."""
