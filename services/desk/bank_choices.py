"""What the employer has agreed with its bank: how payment files are written for this client (files 4.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.desk import countries
from services.desk.settings import table_setting

BANK: Final = "bank"
VERSIONS: Final = ("03", "09")
DAY_RULES: Final = ("before", "after")
MOST_IN_TEXT: Final = 60
_BIC: Final = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")
_ID: Final = re.compile(r"[A-Za-z0-9/?:().,'+-][A-Za-z0-9/?:().,'+ -]{0,34}")


@dataclass(frozen=True, slots=True)
class BankChoices:
    """The profile of one client.

    `version` is that of pain.001. `division` is the bank's own id of the agreement, `customer` what stands in place of
    the organisation number, `bic` the employer's bank in place of the one that the account says. With `batch` pay is
    one debit; with `iban` Norwegian accounts are written so. `day`: a pay date that is no bank day moves to the last
    one before, or the first one after. `text` stands before the month on the receiver's statement.
    """

    version: str = "03"
    division: str = ""
    customer: str = ""
    bic: str = ""
    batch: bool = True
    iban: bool = False
    day: str = "before"
    text: str = ""


USUAL: Final = BankChoices()


def bank_choices(session: Session) -> BankChoices:
    """The choices in the file; what was never chosen, or cannot be, is as usual."""
    kept = table_setting(session, BANK)
    known = {field.name: type(field.default) for field in fields(BankChoices)}
    found = BankChoices(**{name: kept[name] for name, kind in known.items() if isinstance(kept.get(name), kind)})
    return USUAL if list(mistakes_in(found)) else found


def mistakes_in(choices: BankChoices) -> Iterator[Finding]:
    """What is wrong with the choices: a stop each, at its field."""

    def stop(field: str, what: Message) -> Finding:
        return Finding(Severity.STOP, what, Place("settings", field, "bank"))

    for name, words in (("version", VERSIONS), ("day", DAY_RULES)):
        if (word := getattr(choices, name)) not in words:
            yield stop(name, Message("“{word}” is not one of {words}", word=word, words=" · ".join(words)))
    if choices.bic and not _BIC.fullmatch(choices.bic):
        yield stop("bic", Message("A BIC is eight or eleven letters and digits, such as DNBANOKK"))
    for name in ("division", "customer"):
        text = getattr(choices, name)
        if text and not _ID.fullmatch(text):
            what = Message("At most 35 letters A–Z, digits and plain signs")
            yield stop(name, what)
    if len(choices.text) > MOST_IN_TEXT:
        yield stop("text", Message("At most {count} characters", count=MOST_IN_TEXT))


def write_choices(choices: BankChoices) -> str:
    """The choices as they lie in the file."""
    return json.dumps(asdict(choices), ensure_ascii=False)


def bank_day(day: date, rule: str, country: str = "NO") -> date:
    """The bank day on which a payment that is due on a day is made."""
    step = timedelta(days=1 if rule == "after" else -1)
    until = countries.country(country).bank_day
    while until(day) != day:
        day += step
    return day
