"""What a control of the a-melding is, and the message as the controls see it.

A control is a function that yields what it finds; `@control` gives it its official code and level and puts it into the
table. A new control is one such function, a text, and a file that breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from models.values.message import Message
from models.values.span import Month
from services.norway.amelding.description import Description, Element
from services.norway.amelding.finding import AmeldingFinding, Level, masked_person
from services.norway.amelding.read import CODES, Node
from services.reference.codes import code_facts, code_lists

OWN = ""
"""The code of a control that the receiver does not have, or whose code is not known."""

_PREFIX = "MAGNET_EDAG-"


@dataclass(frozen=True, slots=True)
class Context:
    """What a message alone does not tell; whatever is None or empty is not checked.

    `last_month` are the valid messages of the month before, as they were read.
    """

    last_month: Sequence[Node] = ()
    used_ids: frozenset[str] = frozenset()
    replaced_ids: frozenset[str] = frozenset()
    establishments: frozenset[str] = frozenset()
    today: date | None = None


Hit: TypeAlias = "tuple[Node, Message] | tuple[Node, Message, Level]"


@dataclass(frozen=True, slots=True)
class Control:
    """One control: the official code (empty for ours), its level unless a hit says another, and what finds."""

    code: str
    level: Level
    find: Callable[[Checked], Iterable[Hit]]

    @property
    def name(self) -> str:
        """What we call it."""
        return self.find.__name__

    def findings(self, message: Checked) -> Iterator[AmeldingFinding]:
        """What the control finds in a message."""
        for node, what, *level in self.find(message):
            path = node.path
            yield AmeldingFinding(
                level[0] if level else self.level, self.code, _where(node, path), what, node.line, path, self.name
            )


CONTROLS: list[Control] = []


def control(
    code: str, level: Level
) -> Callable[[Callable[[Checked], Iterable[Hit]]], Callable[[Checked], Iterable[Hit]]]:
    """Puts a function into the table of controls, under the short form of its code ("175B")."""

    def put(find: Callable[[Checked], Iterable[Hit]]) -> Callable[[Checked], Iterable[Hit]]:
        CONTROLS.append(Control(f"{_PREFIX}{code}" if code else OWN, level, find))
        return find

    return put


class Checked:
    """One message with what the controls ask of it again and again."""

    def __init__(self, delivery: Node, description: Description, size: int, context: Context) -> None:
        self.delivery = delivery
        self.description = description
        self.size = size
        self.context = context
        self.month = _month(delivery)
        self.units = [unit for content in delivery.all("oppgave") for unit in content.all("virksomhet")]
        self.people = [person for unit in self.units for person in unit.all("inntektsmottaker")]
        self.employments = [each for person in self.people for each in person.all("arbeidsforhold")]
        self.codes = code_lists(CODES)
        self.limits = code_facts("no/amelding_limits")

    @cached_property
    def nodes(self) -> list[Node]:
        """Everything in the message."""
        return list(self.delivery)

    def like(self, wanted: Callable[[Element], bool]) -> list[Node]:
        """Everything in the message that is an element of some kind, as it stands."""
        groups = self.description.groups.values()
        elements = {id(each) for group in groups for each in group.elements if wanted(each)}
        return [node for node in self.nodes if id(node.element) in elements] if elements else []

    def limit(self, table: str, name: str) -> Any:
        """One of the numbers in amelding_limits.toml, as text."""
        return self.limits[table][name]


def _month(delivery: Node) -> Month | None:
    """The reported month; None where the schema would refuse it."""
    month = delivery.month("kalendermaaned")
    bounds = delivery.element.group["kalendermaaned"].bounds if delivery.element.group else None
    return month if month is not None and bounds is not None and bounds[0] <= month <= bounds[1] else None


def incomes(person: Node) -> list[tuple[Node, Node]]:
    """A person's lines of pay (loennsinntekt), each with its description part."""
    return [(line, pay) for line in person.all("inntekt") if (pay := line.first("loennsinntekt")) is not None]


def identity(person: Node) -> str:
    """What tells a person from others: the Norwegian number, or the foreign one with its country; empty for neither."""
    number = person.value("norskIdentifikator")
    if number:
        return number
    abroad = person.first("internasjonalIdentifikator")
    return f"{abroad.value('land')} {abroad.value('identifikator')}" if abroad is not None else ""


def shown(person: Node) -> str:
    """A person as a finding may name them; empty for somebody without a number."""
    foreign = person.value("internasjonalIdentifikator", "identifikator")
    return " ".join(masked_person(person.value("norskIdentifikator"), foreign).split())


def _where(node: Node, path: str) -> str:
    """The person, masked, or the element where it is about nobody alone."""
    person = node.above("inntektsmottaker")
    if person is None:
        return path
    return shown(person) or path
