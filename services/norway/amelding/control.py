"""What a control of the a-melding is, and the message as the controls see it.

A control is a function that yields what it finds; `@control` gives it its official code and level and puts it into the
table. A new control is one such function, a text, and a file that breaks it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from models.values.message import Message
from models.values.span import Month
from services.norway.amelding.description import Description, Element
from services.norway.amelding.finding import AmeldingFinding, Level, masked_person
from services.norway.amelding.node import Kind, Node
from services.norway.amelding.read import CODES
from services.reference.codes import code_facts, code_lists

OWN = ""
"""The code of a control that the receiver does not have, or whose code is not known."""

_PREFIX = "MAGNET_EDAG-"
_NO_TEXT: Set[str] = frozenset({""})  # of a group


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


Pay: TypeAlias = "tuple[Node, Node, str]"
"""A line of pay (inntekt), its description part (loennsinntekt), and its description."""

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

    def __init__(
        self,
        delivery: Node,
        description: Description,
        size: int,
        context: Context,
        kinds: Sequence[Kind] | None = None,
    ) -> None:
        self.delivery = delivery
        self.description = description
        self.size = size
        self.context = context
        self._kinds = kinds
        self.month = _month(delivery)
        self.units = [unit for content in delivery.all("oppgave") for unit in content.all("virksomhet")]
        self.people = [person for unit in self.units for person in unit.all("inntektsmottaker")]
        self.employments = [each for person in self.people for each in person.all("arbeidsforhold")]
        self.codes = code_lists(CODES)
        self.limits = code_facts("no/amelding_limits")

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """Everything in the message by the element that it is."""
        if self._kinds is not None:
            return self._kinds
        found: dict[int, Kind] = {}
        for node in self.delivery:
            kind = found.setdefault(id(node.element), Kind(node.element, [], set()))
            if node.element.group is not None:
                kind.nodes.append(node)
            else:
                kind.texts.add(node.text)
        return list(found.values())

    def has(self, *names: str) -> bool:
        """Whether any element of the message has one of the names."""
        return any(kind.element.name in names for kind in self.kinds)

    def groups(self, name: str) -> Sequence[Node]:
        """All groups of the name in the message, as they stand."""
        parts = [kind.nodes for kind in self.kinds if kind.element.name == name]
        if len(parts) < 2:
            return parts[0] if parts else ()
        return list(self.delivery.within(lambda child: child.name == name))

    def like(
        self, wanted: Callable[[Element], bool], is_odd: Callable[[Element, str], bool] | None = None
    ) -> Sequence[Node]:
        """Everything in the message that is an element of some kind, as it stands.

        With `is_odd` only what has a text that it says is odd; each text of an element is judged once.
        """
        odd = {id(kind.element): kind.texts or _NO_TEXT for kind in self.kinds if wanted(kind.element)}
        if is_odd is not None:
            elements = {id(kind.element): kind.element for kind in self.kinds}
            odd = {key: {text for text in texts if is_odd(elements[key], text)} for key, texts in odd.items()}
        if not any(odd.values()):
            return ()
        return list(self.delivery.within(lambda child: child.text in odd.get(id(child.element), ())))

    @cached_property
    def jobs(self) -> Sequence[Job]:
        """The employments, with what is asked of them most."""
        return [Job(employment) for employment in self.employments]

    @cached_property
    def with_leave(self) -> Sequence[tuple[Node, Sequence[Node]]]:
        """The employments that have a leave, each with its leaves."""
        if not self.has("permisjon"):
            return ()
        return [(each, leaves) for each in self.employments if (leaves := each.all("permisjon"))]

    @cached_property
    def withheld(self) -> Sequence[Node]:
        """What was withheld from people."""
        return self.groups("forskuddstrekk")

    def lines_in(self, unit: Node) -> Sequence[Node]:
        """All lines (inntekt) of a sub-unit's people."""
        return self._lines.get(id(unit), ())

    @cached_property
    def _lines(self) -> Mapping[int, Sequence[Node]]:
        found: defaultdict[int, list[Node]] = defaultdict(list)
        for line in self.groups("inntekt"):
            person = line.parent
            if person is not None:
                found[id(person.parent)].append(line)
        return found

    @cached_property
    def pay(self) -> Sequence[tuple[Node, Sequence[Pay]]]:
        """The people who have lines of pay, with those."""
        found: list[tuple[Node, list[Pay]]] = []
        last = None
        for pay in self.groups("loennsinntekt"):
            line = pay.parent
            person = line.parent if line is not None else None
            if line is None or person is None or pay.place > 1:
                continue
            if person is not last:
                lines: list[Pay] = []
                found.append((person, lines))
                last = person
            lines.append((line, pay, pay.value("beskrivelse")))
        return found

    @cached_property
    def descriptions(self) -> frozenset[str]:
        """What the lines of pay are descriptions of."""
        return frozenset({description for _, lines in self.pay for _, _, description in lines})

    def paid_as(self, *descriptions: str) -> Iterator[tuple[Node, Sequence[Pay]]]:
        """The people with a line of pay of one of the descriptions, each with those lines."""
        wanted = self.descriptions.intersection(descriptions)
        for person, lines in self.pay if wanted else ():
            if some := [each for each in lines if each[2] in wanted]:
                yield person, some

    def limit(self, table: str, name: str) -> Any:
        """One of the numbers in amelding_limits.toml, as text."""
        return self.limits[table][name]


_KINDS: Mapping[str, str] = {
    "ordinaertArbeidsforhold": "ord",
    "maritimtArbeidsforhold": "ord",
    "frilanserOppdragstakerHonorarPersonerMm": "fri",
    "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold": "pen",
}


def kind_of(employment: Node) -> str:
    """Which column of the description's matrix holds for an employment; empty for an unknown type."""
    return _KINDS.get(employment.value("typeArbeidsforhold"), "")


class Job:
    """An employment with its column of the description's matrix, its first and its last day."""

    __slots__ = ("end", "kind", "node", "start")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.kind = kind_of(node)
        self.start = node.day("startdato")
        self.end = node.day("sluttdato")


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
