"""What the client chooses for its books, and vouchers saved where the user says: of a run or of a month, in any form,
as often as one likes. Neither changes a run or the files that are kept.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from models.values.span import Month
from services.actions.save_files import with_ending, write_file
from services.actions.save_table import save_table
from services.actions.settings import keep_setting
from services.desk.books import (
    BOOKS,
    Books,
    BooksChoices,
    books_choices,
    books_of,
    content_of,
    journal_of_run,
    journals_of_month,
    mistakes_in,
    write_choices,
)
from services.desk.desk import Desk
from services.desk.employee_form import one_line
from services.desk.gather import employer_facts
from services.desk.keep import stored_result
from services.files.journal_lines import Journal, table_of

__all__ = ["LISTS", "BooksChoices", "save_books", "save_voucher", "set_grouping"]

LISTS: Final = ("pdf", "xlsx")
"""Forms for people: a list on paper or in a spreadsheet. The forms for systems are those of the desk."""


def save_books(desk: Desk, choices: BooksChoices) -> None:
    """Keep what the client has chosen; holds for runs that are approved from now on. Raises Refused for a choice that
    there is not.
    """
    tidy = replace(choices, contact=one_line(choices.contact))
    if mistakes := list(mistakes_in(tidy, desk.client.country)):
        raise Refused(mistakes)
    keep_setting(desk, BOOKS, json.loads(write_choices(tidy)))


def set_grouping(desk: Desk, purpose: str, grouping: str) -> None:
    """The SAF-T grouping of a purpose of the account plan; an empty one goes back to the plan's. Raises Refused."""
    with desk.reading() as session:
        choices = books_choices(session)
    own = {key: value for key, value in choices.grouping.items() if key != purpose}
    save_books(desk, replace(choices, grouping=own | ({purpose: grouping} if grouping else {})))


def save_voucher(desk: Desk, of: int | Month, form: str, target: Path, language: str, *, by_type: bool = False) -> Path:
    """Save the voucher of an approved run (by its id), or all of a month, in a form: one for a system, or a list. The
    user chose the name, and has said that it may be overwritten. Raises Refused, also for what the form has no room
    for.
    """
    with desk.reading() as session:
        books = books_of(session)
        employer = employer_facts(session)
        journals = _journals(session, desk.client.country, of, books, language, by_type=by_type)
    if not any(journal.lines for journal in journals):
        raise refuse(Message("There is nothing to post"))
    if form in LISTS:
        [first, *others] = journals
        title = Message("{what}, voucher {number}", what=first.text, number=str(first.number))
        if others:
            title = Message("Vouchers {month}", month=Month.of(first.day))
        return save_table(desk, table_of(journals, title), with_ending(target, f".{form}"), language)
    content = content_of(journals, form, books, employer, desk.client.country)
    return write_file(content, target)


def _journals(
    session: Session, country: str, of: int | Month, books: Books, language: str, *, by_type: bool
) -> list[Journal]:
    if isinstance(of, Month):
        return journals_of_month(session, country, of, books, language, by_type=by_type)
    run = session.get(PayRun, of)
    if run is None or run.approved_at is None:
        raise refuse(Message("The run is not approved, so it has no voucher yet"), Place("pay_run", of))
    return [journal_of_run(session, run, stored_result(session, run), books, language, by_type=by_type)]
