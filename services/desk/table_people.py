"""Whom a row of a table is about: by employee number, identity number or name, as tables from elsewhere give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employee, Employment
from models.values.finding import Severity
from models.values.message import Message
from services.desk.table_kind import Decision, ReadRow, TableTarget
from services.files.cells import plain_header
from services.files.column_reading import Reading

NUMBER: Final = TableTarget(
    "number",
    Message("Employee number"),
    Reading.WHOLE,
    (
        *("nr", "nr.", "ansattnr", "ansattnummer", "ansatt nr", "ansatt-id", "ansattid", "ansattkode", "lønnsnr"),
        *("lønnstakernr", "medarbeidernr", "medarbeidernummer", "arbeidstakernr", "medarbejdernr", "lønnr"),
        *("medarbejdernummer", "medarbejder nr", "employee no", "employee id", "emp no", "employee number", "no"),
    ),
    one_of="who",
    example="1",
)
NATIONAL_ID: Final = TableTarget(
    "national_id",
    Message("Identity number"),
    Reading.IDENTITY,
    (
        *("fødselsnummer", "fødselsnr", "fnr", "f.nr", "personnummer", "personnr", "d-nummer", "dnr", "fnr/dnr"),
        *("fødsels- og personnummer", "norsk identitetsnummer", "identitetsnummer", "national id", "ssn"),
        *("norskIdentifikator", "personident", "fødselsnummer/d-nummer", "identity number", "fodselsnummer"),
    ),
    one_of="who",
    secret=True,
)
NAME: Final = TableTarget(
    "name",
    Message("Name"),
    Reading.TEXT,
    (
        *("navn", "ansatt", "ansattnavn", "fullt navn", "medarbeider", "medarbejder", "employee", "employee name"),
        *("arbeidstaker", "lønnsmottaker", "navn på ansatt", "full name", "hvem", "who", "lønmodtager"),
    ),
    one_of="who",
)
WHO: Final = (NUMBER, NATIONAL_ID, NAME)
"""The targets by which somebody is known. One of them is enough."""


class Known(NamedTuple):
    """Somebody in the client file."""

    number: int
    name: str
    national_id: str


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in the client file, by everything that a table may call them."""

    by_number: Mapping[int, Known]
    by_identity: Mapping[str, int]
    by_name: Mapping[str, tuple[int, ...]]
    employed: Mapping[int, tuple[tuple[date, date | None], ...]]
    _names: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, session: Session) -> People:
        """Read them: two statements."""
        columns = (Employee.id, Employee.number, Employee.name, Employee.national_id)
        ids: dict[int, int] = {}
        found: dict[int, Known] = {}
        for row, number, name, identity in session.execute(select(*columns).order_by(Employee.number)):
            ids[row], found[number] = number, Known(number, name, identity)
        names: defaultdict[str, list[int]] = defaultdict(list)
        for each in found.values():
            for key in {plain_header(each.name), _turned(each.name)}:
                names[key].append(each.number)
        spans: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
        for row, start, end in session.execute(select(Employment.employee_id, Employment.start, Employment.end)):
            spans[ids[row]].append((start, end))
        identities = {each.national_id: each.number for each in found.values() if each.national_id}
        by_name = {name: tuple(numbers) for name, numbers in names.items()}
        return cls(found, identities, by_name, {number: tuple(each) for number, each in spans.items()})

    def name(self, number: int) -> str:
        """What somebody is called; empty for nobody."""
        return self.by_number[number].name if number in self.by_number else ""

    def is_employed(self, number: int, first: date, last: date) -> bool:
        """Whether somebody works here on any of these days."""
        return any(start <= last and (end is None or end >= first) for start, end in self.employed.get(number, ()))

    def find(self, row: ReadRow, said: Decision | None = None) -> int | None:
        """Whose row it is: as the user says, else by its cells; None where nobody is meant, and then the row says why.

        What contradicts the one who was found is a warning; a number and an identity number of two people is a stop.
        """
        if said is not None and said.employee is not None:
            if said.employee in self.by_number:
                return said.employee
            row.tell(Severity.STOP, Message("There is no employee {number}", number=str(said.employee)), "number")
            return None
        number, identity, name = row.values.get("number"), row.values.get("national_id"), row.values.get("name")
        if isinstance(number, int):
            return self._with_number(row, number, identity, name)
        if isinstance(identity, str):
            return self._with_identity(row, identity, name)
        if isinstance(name, str) and name:
            return self._with_name(row, name)
        if not row.stops:
            row.tell(Severity.STOP, Message("The row does not say who it is about"), _field(row))
        return None

    def _with_number(self, row: ReadRow, number: int, identity: object, name: object) -> int | None:
        found = self.by_number.get(number)
        if found is None:
            row.tell(Severity.STOP, Message("There is no employee {number}", number=str(number)), "number")
            return None
        if isinstance(identity, str) and found.national_id and identity != found.national_id:
            what = Message("The identity number is not that of employee {number}", number=str(number))
            row.tell(Severity.STOP, what, "national_id")
            return None
        if isinstance(name, str) and name and number not in self._called(name):
            what = Message("Employee {number} is {name}. Check the row", number=str(number), name=found.name)
            row.tell(Severity.WARNING, what, "name")
        return number

    def _with_identity(self, row: ReadRow, identity: str, name: object) -> int | None:
        number = self.by_identity.get(identity)
        if number is None:
            row.tell(Severity.STOP, Message("Nobody here has this identity number"), "national_id")
            return None
        if isinstance(name, str) and name and number not in self._called(name):
            what = Message("The identity number is that of {name}. Check the row", name=self.by_number[number].name)
            row.tell(Severity.WARNING, what, "name")
        return number

    def _with_name(self, row: ReadRow, name: str) -> int | None:
        called = self._called(name)
        if len(called) == 1:
            return called[0]
        if called:
            what = Message("{count} people are called {name}. Give the number", count=len(called), name=name)
        else:
            what = Message("Nobody here is called {name}", name=name)
        row.tell(Severity.STOP, what, "name")
        return None

    def _called(self, name: str) -> tuple[int, ...]:
        """Whom a name means; a table says the same names over and over."""
        if name not in self._names:
            self._names[name] = self.by_name.get(plain_header(name)) or self.by_name.get(_turned(name), ())
        return self._names[name]


def _turned(name: str) -> str:
    """A name with the family name first, as `Ås, Ingrid Haugen` is the same as `Ingrid Haugen Ås`."""
    family, comma, given = name.partition(",")
    if comma:
        return plain_header(f"{given} {family}")
    words = name.split()
    return plain_header(" ".join((words[-1], *words[:-1]))) if words else ""


def _field(row: ReadRow) -> str:
    return next((each.name for each in WHO if each.name in row.cells), "number")
