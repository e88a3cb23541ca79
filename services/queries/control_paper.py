"""The control of a run on paper: a line for everybody, with what they get, what they got, and why it differs."""

from __future__ import annotations

from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from models.values.table import Column, Kind, Table
from models.values.why import Value
from services.desk import countries
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.queries.control import Control, ControlPerson, control
from services.queries.runs import run_row
from services.reference.file_names import offered_name
from services.reference.texts import Texts, texts


def control_pdf(desk: Desk, run_id: int, language: str, against: int | None = None) -> bytes | None:
    """The control as a PDF; None for a run that is not computed."""
    found, row = control(desk, run_id, language, against), run_row(desk, run_id)
    if found is None or row is None or found.state == "none":
        return None
    from services.reports.table_pdf import table_pdf  # drawing is slow to import

    words = texts(language)
    with desk.reading() as session:
        employer = employer_facts(session)
    title = Message("Check of {run}", run=row.title)
    table, notes = control_table(found, words, title), _notes(found, words)
    details = tuple(words(each) for each in countries.country(desk.client.country).employer_numbers(employer))
    return table_pdf(table, language, employer.name, details, notes, desk.today)


def control_table(found: Control, words: Texts, title: Message) -> Table:
    """The control as a table: a row for everybody, the causes one under another in words."""
    if found.compared is None:
        columns = (
            Column("name", Message("Employee")),
            Column("what", Message("Position")),
            Column("gross", Message("Gross"), Kind.MONEY, summed=True),
            Column("withheld", Message("Withheld"), Kind.MONEY, summed=True),
            Column("net", Message("Net"), Kind.MONEY, summed=True),
        )
        rows: list[tuple[Value, ...]] = [
            (person.name, words(person.second), person.gross, person.withholding, person.now) for person in found.people
        ]
        return Table(title, columns, tuple(rows))
    columns = (
        Column("name", Message("Employee")),
        Column("why", Message("Why it differs")),
        Column("before", Message("Before"), Kind.MONEY, summed=True),
        Column("now", Message("Now"), Kind.MONEY, summed=True),
        Column("change", Message("Difference"), Kind.MONEY, summed=True),
    )
    rows = [(person.name, why(person, words), person.before, person.now, person.change) for person in found.people]
    return Table(title, columns, tuple(rows))


def why(person: ControlPerson, words: Texts) -> str:
    """Somebody's causes with their parts, in one line of words."""
    if person.status == "unchanged":
        return words(Message("As before"))
    said = [words(person.note)] if person.note is not None and person.status == "new" else []
    for reason in person.reasons:
        part = f" {_signed(reason.amount, words)}" if reason.amount is not None else ""
        said.append(f"{words(reason.what)}{part}")
    return "; ".join(dict.fromkeys(said))


def _signed(amount: Money, words: Texts) -> str:
    return words.formats.change(amount)


def _notes(found: Control, words: Texts) -> list[str]:
    """Under the title: what it is compared with, the sums, and what must be looked at."""
    said = []
    if found.compared is not None:
        said.append(words(Message("Compared with {what}", what=found.compared)))
    said.append(
        " · ".join(f"{words(each.what)} {words.formats.amount(each.amount)}" for each in found.sums),
    )
    if found.state == "approved" and found.approved_at is not None:
        who, when = found.approved_by, found.approved_at.date()
        said.append(words(Message("Approved by {who} on {day}", who=who, day=when)))
    for point in found.points:
        names = f" ({point.second})" if point.second else ""
        said.append(f"{words(_KINDS[point.kind])}: {words(point.title)}{names}")
    return said


_KINDS = {
    "error": Message("Error"),
    "missing": Message("Missing"),
    "warning": Message("Have a look"),
    "remark": Message("Own remark"),
}


def file_name(found: Control, row_name: str, language: str = "en") -> str:
    """What the file is called."""
    compared = f"-{found.compared}" if isinstance(found.compared, Month) else ""
    return offered_name(f"control-{row_name}{compared}.pdf", language)
