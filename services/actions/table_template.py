"""Tables to begin with: the headings of a kind, an example, and what belongs in each column."""

from __future__ import annotations

from typing import Final

from models.values.message import Message
from models.values.table import Column, Table
from services.actions.made_file import CSV, MadeFile
from services.desk.table_kind import TableKind, TableTarget
from services.files import table_csv, table_xlsx
from services.files.column_reading import Reading
from services.reference.file_names import offered_name
from services.reference.texts import Texts, texts

_WHAT: Final[dict[Reading, Message]] = {
    Reading.TEXT: Message("Text"),
    Reading.WHOLE: Message("Whole number"),
    Reading.NUMBER: Message("A number"),
    Reading.HOURS: Message("Number, or hours as 7:30"),
    Reading.KRONER: Message("Amount in kroner"),
    Reading.PERCENT: Message("Per cent, as 50 %"),
    Reading.DAY: Message("Date, as 05.11.2026"),
    Reading.PERIOD: Message("Date, as 05.11.2026, or month, as 2026-11"),
    Reading.YES_NO: Message("Yes or no"),
    Reading.IDENTITY: Message("Eleven digits"),
}


_SAID_BY_NOTE: Final = (Reading.TEXT, Reading.HOURS)
"""A note about such a column says all that there is to say."""


def template_file(kind: TableKind, language: str, form: str) -> MadeFile:
    """A template in a language, as xlsx or csv. Raises ValueError for another form."""
    say = texts(language)
    stem = f"table-template-{kind.name}"
    example = [_example(each, say) for each in kind.targets]
    if form == "csv":
        headings = [say(each.label) for each in kind.targets]
        rows = [headings, [f"# {example[0]}".rstrip(), *example[1:]]]
        return MadeFile(offered_name(f"{stem}.csv", language), "template", CSV, table_csv.write_rows(rows))
    if form != "xlsx":
        raise ValueError(f"there is no template as {form}")
    columns = tuple(Column(each.name, each.label) for each in kind.targets)
    sheets = (
        Table(kind.title, columns, ()),
        Table(
            Message("Example and help"),
            (
                Column("column", Message("Column")),
                Column("what", Message("What it holds")),
                Column("must", Message("Required")),
                Column("example", Message("Example")),
            ),
            tuple(
                (say(each.label), _what(each, say), _must(each, kind, say), text)
                for each, text in zip(kind.targets, example, strict=True)
            ),
        ),
    )
    content = table_xlsx.write(sheets, say)
    return MadeFile(offered_name(f"{stem}.xlsx", language), "template", table_xlsx.MEDIA_TYPE, content)


def _example(target: TableTarget, say: Texts) -> str:
    return say(target.example) if isinstance(target.example, Message) else target.example


def _what(target: TableTarget, say: Texts) -> str:
    what = say(_WHAT[target.reading])
    if target.note is None:
        return what
    return say(target.note) if target.reading in _SAID_BY_NOTE else f"{what}. {say(target.note)}"


def _must(target: TableTarget, kind: TableKind, say: Texts) -> str:
    if target.required:
        return say(Message("yes"))
    if target.one_of:
        others = [say(each.label) for each in kind.targets if each.one_of == target.one_of]
        if len(others) == 1:
            return say(Message("yes"))
        return say(Message("one of: {columns}", columns=", ".join(others)))
    return ""
