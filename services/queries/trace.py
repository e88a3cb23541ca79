"""What an explained figure is, and how it is said: a tree of names and values, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from models.values.finding import Place
from models.values.message import Message, Plain
from services.reference.texts import Texts


@dataclass(frozen=True, slots=True)
class Named:
    """Something whose name is data: a wage type, by language."""

    names: tuple[tuple[str, str], ...]

    def in_language(self, language: str) -> str:
        """The name, in Norwegian where it has none in the language."""
        names = dict(self.names)
        return names.get(language) or names["nb"]


Title: TypeAlias = "Message | Named | str"


@dataclass(frozen=True, slots=True)
class Link:
    """Another figure that can be explained: a named sum (or a line) of somebody's slip, or of the run (number 0)."""

    title: Title
    value: Plain | None
    run_id: int
    number: int
    figure: str = ""
    line: int = -1


@dataclass(frozen=True, slots=True)
class TraceNode:
    """One thing that a figure was made from.

    `note` says where it comes from: the rule with its values, the law with its date, or who typed it and when. `where`
    leads to the place where it is kept, `link` to another trace.
    """

    label: Title
    value: Plain | None
    note: Message | None = None
    more: Message | None = None
    children: tuple[TraceNode, ...] = ()
    where: Place | None = None
    link: Link | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure explained: what, how much, whose; the rule in words and with its values; what it was made from; and
    what it is part of.
    """

    title: Title
    amount: Plain
    whose: Message
    node: TraceNode
    words: Message | None = None
    worked: Message | None = None
    part_of: tuple[Link, ...] = ()


# --- saying ----------------------------------------------------------------------------------------------------------


def said(title: Title, texts: Texts) -> str:
    """A title in a language, as it stands at the beginning of a line."""
    if isinstance(title, Named):
        words = title.in_language(texts.formats.language)
    else:
        words = texts(title) if isinstance(title, Message) else title
    return words[:1].upper() + words[1:]


def written(value: Plain | None, texts: Texts) -> str:
    """A value as it stands at the right of its name."""
    return "" if value is None else texts.value(value)


def as_text(trace: Trace, texts: Texts) -> str:
    """The whole trace as lines of text, to paste somewhere else."""
    lines = [f"{said(trace.title, texts)}: {written(trace.amount, texts)}", texts(trace.whose)]
    lines += [texts(part) for part in (trace.words, trace.worked) if part is not None]
    for node in trace.node.children:
        lines += _text_of(node, texts, 0)
    if trace.part_of:
        lines.append(f"{texts(Message('Part of'))}:")
        lines += [f"  {said(link.title, texts)}: {written(link.value, texts)}" for link in trace.part_of]
    return "\n".join(lines)


def _text_of(node: TraceNode, texts: Texts, depth: int) -> Iterator[str]:
    indent = "  " * depth
    value = written(node.value, texts)
    yield f"{indent}- {said(node.label, texts)}" + (f": {value}" if value else "")
    for note in (node.note, node.more):
        if note is not None:
            yield f"{indent}  {texts(note)}"
    for child in node.children:
        yield from _text_of(child, texts, depth + 1)
