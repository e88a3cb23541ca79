"""Choices of the client besides the employer itself: payslips, accounts, and what is kept of a guide."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from models.records.employer import AccountNumber, Setting
from models.values.finding import Place, refuse
from models.values.message import Message
from services.desk.books import RECONCILED, posted_to
from services.desk.desk import Desk
from services.desk.employer_form import DRAFT, UNSAVED
from services.desk.payslip_choices import LOCKS, MOST_IN_NOTE, PAYSLIP, PayslipChoices, write_choices
from services.engine.posting import account_key
from services.reference.formats import LANGUAGES
from services.reference.wage_type_rows import account_plan, wage_types

__all__ = [
    "UNSAVED",
    "PayslipChoices",
    "keep_draft",
    "keep_setting",
    "save_payslip_choices",
    "set_account",
]

_ACCOUNT: Final = re.compile(r"\d{3,10}")


def keep_setting(desk: Desk, name: str, value: Any) -> None:
    """Keep a small choice of the client under a name; None takes it away. Values are what JSON can hold."""
    with desk.change(f"setting.{name}") as session:
        row = session.get(Setting, name)
        if value is None:
            if row is not None:
                session.delete(row)
            return
        text = json.dumps(value, ensure_ascii=False)
        if row is None:
            session.add(Setting(name=name, value=text))
        elif row.value != text:
            row.value = text


def keep_draft(desk: Desk, typed: Mapping[str, Any] | None, name: str = DRAFT) -> None:
    """Keep what was typed in the set-up guide (or the settings), as it was typed; None throws it away."""
    keep_setting(desk, name, None if typed is None else dict(typed))


def save_payslip_choices(desk: Desk, choices: PayslipChoices) -> None:
    """What employees see on payslips, and when these are locked. Holds for payslips that are made from now on."""
    if len(choices.note) > MOST_IN_NOTE:
        what = Message(
            "The note is {count} characters long, and there is room for {most}",
            count=len(choices.note),
            most=MOST_IN_NOTE,
        )
        raise refuse(what, Place("settings", "note", "payslip"))
    for field, word, words in (("language", choices.language, LANGUAGES), ("lock", choices.lock, LOCKS)):
        if word not in words:
            what = Message("“{word}” is not one of {words}", word=word, words=" · ".join(words))
            raise refuse(what, Place("settings", field, "payslip"))
    keep_setting(desk, PAYSLIP, json.loads(write_choices(choices)))


def set_account(
    desk: Desk, purpose: str, number: str, *, wage_type: str = "", department: str = "", project: str = ""
) -> None:
    """The client's own account for a purpose; an empty one, or that of the plan, goes back to the plan.

    For one wage type, department or project alone it goes before that of the purpose; there an empty one takes it away.
    Raises Refused, also for what must stay on one account to be reconciled.
    """
    plan, types = account_plan(desk.client.country), wage_types(desk.client.country)
    where = Place("settings", purpose, "accounts")
    if purpose not in plan:
        raise refuse(Message("“{word}” is not a purpose of the account plan", word=purpose), where)
    if wage_type and (wage_type not in types or purpose not in posted_to(types[wage_type])):
        raise refuse(Message("“{word}” is not posted there", word=wage_type), where)
    if (wage_type or department or project) and purpose in RECONCILED:
        raise refuse(Message("This is reconciled with the reports, so all of it is posted to one account"), where)
    number = "".join(number.split())
    if number and not _ACCOUNT.fullmatch(number):
        raise refuse(Message("An account number has 3 to 10 digits and nothing else"), where)
    key = account_key(purpose, wage_type, department, project)
    with desk.change("account.set") as session:
        row = session.get(AccountNumber, key)
        if not number or (key == purpose and number == plan[purpose].number):
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(AccountNumber(purpose=key, number=number))
        elif row.number != number:
            row.number = number
