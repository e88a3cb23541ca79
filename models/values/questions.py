"""What a country asks about an employer and its people: which fields and pages there are, what they are called, and
what can be chosen. Fields go by the names by which findings call them, so that what is not asked is not found fault
with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from models.values.finding import Finding
from models.values.message import Message


@dataclass(frozen=True, slots=True)
class Choosable:
    """One thing that can be chosen: its code, its name, one sentence about when it is the right one, and the fields
    that belong to it and to no other choice.
    """

    code: str
    name: Message
    about: Message | None = None
    brings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of one country.

    `left_out` are the fields that it does not ask for, `pages`, `sections` and `reports` the pages, the parts of the
    settings and the reports that it has no use for. `names` and `helps` are its own words for a field, where the usual
    ones are another country's. `needed` are fields that must be filled in where they are shown. `choices` are what can
    be chosen, by field. `usual` is what a new form begins with. `read_account` reads an account as people of the
    country write it: plain digits, or nothing for what is no account; where there is none, the digits are taken as
    they stand. `organisation_digits` are those of an employer's number, `id_digits` those
    of a person's. `topics` are the help texts of fields of the
    employer that are other ones than the usual.
    """

    left_out: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    names: Mapping[str, Message] = field(default_factory=dict)
    helps: Mapping[str, Message] = field(default_factory=dict)
    choices: Mapping[str, tuple[Choosable, ...]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    usual: Mapping[str, str] = field(default_factory=dict)
    read_account: Callable[[str], str] | None = None
    organisation_digits: int = 9
    id_digits: int = 11
    topics: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a field is asked for."""
        return name not in self.left_out

    def codes(self, name: str) -> tuple[str, ...]:
        """What can be chosen in a field; nothing for one whose choices no country decides."""
        return tuple(each.code for each in self.choices.get(name, ()))

    def brings(self, name: str, code: str) -> frozenset[str]:
        """The fields that a choice brings along."""
        return frozenset(field for each in self.choices.get(name, ()) if each.code == code for field in each.brings)

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings about what is asked."""
        return [found for found in findings if found.where is None or self.has(found.where.field or "")]
