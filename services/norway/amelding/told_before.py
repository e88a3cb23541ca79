"""An a-melding of ours → whom it knows by which numbers, and which ends of employments it told, of a few people.

The whole message is not read: that makes it quick where thousands are in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from models.values.span import Month
from services.engine.facts import PersonFacts
from services.engine.month import ReportedPerson
from services.files.safe_xml import read, text_of

_PART = re.compile(
    rb"<virksomhet>\s*<norskIdentifikator>(?P<unit>[^<]*)<|(?P<person><inntektsmottaker>.*?</inntektsmottaker>)",
    re.DOTALL,
)
_NUMBER = re.compile(rb"<(?:norskIdentifikator|identifikator)>([^<]*)<")


def numbers_needed(people: Iterable[PersonFacts], month: Month) -> frozenset[str]:
    """The numbers of those of whom the month's message must know what was told before: of an end that may have been
    forgotten, of two numbers, of small payments.
    """
    found = set[str]()
    for person in people:
        abroad = person.international_id
        has_ended = any(each.end is not None and each.end < month.first for each in person.employments)
        if has_ended or person.small_payments or (abroad is not None and person.national_id):
            found |= {number for number in (person.national_id, abroad.value if abroad else "") if number}
    return frozenset(found)


def read_people(content: bytes, numbers: Collection[str]) -> list[ReportedPerson]:
    """What a message of ours says of those with these numbers, in its order; of somebody in two sub-units twice."""
    return list(_people(content, {number.encode() for number in numbers})) if numbers else []


def _people(content: bytes, wanted: set[bytes]) -> Iterator[ReportedPerson]:
    unit = ""
    for part in _PART.finditer(content):
        if part["person"] is None:
            unit = part["unit"].decode()
            continue
        known = _NUMBER.findall(part["person"])
        if wanted.isdisjoint(known):
            continue
        ends = {}
        for employment in read(part["person"]).iter("arbeidsforhold"):
            end = text_of(employment, "sluttdato")
            ends[text_of(employment, "arbeidsforholdId")] = date.fromisoformat(end) if end else None
        yield ReportedPerson(tuple(number.decode() for number in known), unit, ends)
