"""Controls of the message as a whole, of its employers and of who its people are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from models.values.finding import Severity
from models.values.message import Message
from models.values.span import Month
from services.norway.amelding.control import OWN, Checked, Hit, control, identity
from services.norway.amelding.description import Element
from services.norway.amelding.finding import Level, masked
from services.norway.amelding.node import Node, number_of
from services.norway.rules.deadlines import latest_reportable_month
from services.norway.rules.identity import check_organisation_number, check_person_number, person_number

_MESSAGE_ID = re.compile(r"[0-9a-zA-Z]{1,150}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NEW_NUMBERS = Month(2032, 1)
_PERSON_DIGITS = 11
_DECIMALS = 2


@control("181E", Level.AVVISNING)
def message_id(message: Checked) -> Iterator[Hit]:
    """Letters and digits only. The official example is a UUID with hyphens, so that is only worth a look."""
    for node in message.delivery.all("meldingsId"):
        if _MESSAGE_ID.fullmatch(node.text):
            continue
        what = Message("The message's id must be 1 to 150 letters and digits, and nothing else")
        if _UUID.fullmatch(node.text):
            yield node, what, Level.RETNINGSLINJE
        else:
            yield node, what


@control("181", Level.AVVISNING)
def message_id_used_before(message: Checked) -> Iterator[Hit]:
    for node in message.delivery.all("meldingsId"):
        if node.text in message.context.used_ids:
            yield node, Message("The message's id has been used before")


@control("166B", Level.AVVISNING)
def replaced_before(message: Checked) -> Iterator[Hit]:
    for node in message.delivery.all("erstatterMeldingsId"):
        if node.text in message.context.replaced_ids:
            yield node, Message("The message that this one replaces has been replaced before")
        elif node.text and node.text == message.delivery.value("meldingsId"):
            yield node, Message("A message cannot replace itself")


@control(OWN, Level.AVVISNING)
def month_too_early(message: Checked) -> Iterator[Hit]:
    """Two months ahead at most, and never into next year (amelding 4)."""
    today = message.context.today or message.delivery.day("leveringstidspunkt")
    node = message.delivery.first("kalendermaaned")
    if message.month is None or today is None or node is None:
        return
    latest = latest_reportable_month(today)
    if message.month > latest:
        what = Message(
            "{month} is too far ahead: on {day} the latest month is {latest}",
            month=message.month,
            day=today,
            latest=latest,
        )
        yield node, what


@control(OWN, Level.RETNINGSLINJE)
def empty(message: Checked) -> Iterator[Hit]:
    content = message.delivery.first("oppgave")
    if content is not None and not content.children and not message.delivery.value("erstatterMeldingsId"):
        yield content, Message("The message says nothing and replaces nothing")


@control(OWN, Level.RETNINGSLINJE)
def large_file(message: Checked) -> Iterator[Hit]:
    if message.size > int(message.limit("message", "warn_bytes")):
        yield (
            message.delivery,
            Message(
                "The file has {megabytes} MB; above 10 MB it cannot be uploaded by hand",
                megabytes=Decimal(message.size // 100_000).scaleb(-1),
            ),
        )


@control("114B", Level.OEYEBLIKKELIG)
def codes(message: Checked) -> Iterator[Hit]:
    """Every coded value is in its list and valid in the reported month."""
    incomplete = set(message.limit("code_lists", "incomplete"))

    def is_odd(element: Element, text: str) -> bool:
        code = message.codes[element.code_list].get(text)
        return code is None or (message.month is not None and not code.is_valid(message.month))

    for node in message.like(lambda element: bool(element.code_list) and not element.closed, is_odd):
        element = node.element
        code = message.codes[element.code_list].get(node.text)
        if code is None:
            what = Message("“{code}” is not a known code of {element}", code=masked(node.text), element=node.name)
            yield (node, what, Level.RETNINGSLINJE) if element.code_list in incomplete else (node, what)
        elif message.month is not None and not code.is_valid(message.month):
            yield node, Message("{code} may not be used for {month}", code=code.code, month=message.month)


@control(OWN, Level.RETNINGSLINJE)
def not_in_use(message: Checked) -> Iterator[Hit]:
    """Elements of the schema that are postponed, or not used in that month."""
    month = message.month

    def is_out(element: Element) -> bool:
        return month is not None and not element.is_used(month) and element.name not in _CHECKED_APART

    for node in message.like(lambda element: element.unused or is_out(element)):
        if node.element.unused:
            yield node, Message("{element} is in the schema, but not in use", element=node.name)
        elif month is not None:
            yield node, Message("{element} is not used for {month}", element=node.name, month=month)


_CHECKED_APART = {"sumForskuddstrekk", "sumForskuddstrekkPerLoennsutbetalingsdato"}


@control(OWN, Level.RETNINGSLINJE)
def signs(message: Checked) -> Iterator[Hit]:
    """What lowers something is negative, what is to be paid positive. Withheld tax has a control of its own."""

    def is_odd(element: Element, text: str) -> bool:
        text = text.strip()
        if text.startswith("-") == (element.sign == "-"):
            return False  # as nearly all are, whatever follows
        return bool(number_of(text))

    for node in message.like(lambda element: bool(element.sign), is_odd):
        sign = node.element.sign
        if node.parent is not None and node.parent.name == "forskuddstrekk":
            continue
        amount = node.number() or Decimal(0)
        if sign == "-" and amount > 0:
            yield node, Message("{element} is usually negative here", element=node.name)
        elif sign == "+" and amount < 0:
            yield node, Message("{element} is usually positive here", element=node.name)


@control(OWN, Level.RETNINGSLINJE)
def parts_of_an_ore(message: Checked) -> Iterator[Hit]:

    def is_odd(_element: Element, text: str) -> bool:
        _, _, decimals = text.partition(".")
        return len(decimals) > _DECIMALS and len(decimals.rstrip().rstrip("0")) > _DECIMALS

    for node in message.like(lambda each: each.kind == "dec" and each.name.lower().endswith("beloep"), is_odd):
        yield node, Message("An amount has two decimals at most")


# --- employers -------------------------------------------------------------------------------------------------------


@control("107B", Level.AVVISNING)
def establishment_number(message: Checked) -> Iterator[Hit]:
    for unit in message.units:
        node = unit.first("norskIdentifikator")
        if node is not None and (wrong := _wrong_organisation(node)):
            yield node, Message("This is not an organisation number: {reason}", reason=wrong)


@control(OWN, Level.AVVISNING)
def employer_number(message: Checked) -> Iterator[Hit]:
    """The main unit's organisation number, or the number of a private employer."""
    node = message.delivery.first("opplysningspliktig", "norskIdentifikator")
    if node is None:
        return
    wrong = _wrong_person(node.text, message) if len(node.text) == _PERSON_DIGITS else _wrong_organisation(node)
    if wrong:
        yield node, Message("The employer's number is not right: {reason}", reason=wrong)


@control("142C", Level.AVVISNING)
def establishment_of_the_employer(message: Checked) -> Iterator[Hit]:
    main = message.delivery.value("opplysningspliktig", "norskIdentifikator")
    own = message.context.establishments
    for unit in message.units:
        node = unit.first("norskIdentifikator")
        if node is None:
            continue
        if node.text.strip() == main:
            yield node, Message("This is the main unit; pay is reported on a sub-unit (virksomhet) of it")
        elif own and node.text.strip() not in own:
            yield node, Message("The employer has no such sub-unit (virksomhet)")


def _wrong_organisation(node: Node) -> Message | None:
    if not re.fullmatch(r"[0-9]{9}", node.text):
        return Message("it has not nine digits")
    findings = check_organisation_number(node.text, synthetic_allowed=True)
    return next((finding.what for finding in findings if finding.severity is Severity.STOP), None)


# --- people ----------------------------------------------------------------------------------------------------------


@control("180D", Level.AVVISNING)
def number_of_a_person(message: Checked) -> Iterator[Hit]:
    """By its digits alone; whether somebody has the number is only known to the register."""
    for person in message.people:
        for text in person.texts(_NUMBER):
            wrong = _wrong_person(text, message)
            if wrong and (node := person.first(*_NUMBER)) is not None:
                yield node, Message("This is not a fødselsnummer or D-number: {reason}", reason=wrong)


_NUMBER = ("norskIdentifikator",)


def _wrong_person(text: str, message: Checked) -> Message | None:
    if len(text) != _PERSON_DIGITS or not (text.isascii() and text.isdigit()):
        return Message("it has not eleven digits")
    is_new = message.month is not None and message.month >= _NEW_NUMBERS
    findings = check_person_number(text, synthetic_allowed=True, accept_2032=is_new)
    return findings[0].what if findings else None


@control("175B", Level.AVVISNING)
def person_twice(message: Checked) -> Iterator[Hit]:
    for unit in message.units:
        seen: set[str] = set()
        for person in unit.all("inntektsmottaker"):
            who = identity(person)
            if who and who in seen:
                yield person, Message("The same person stands twice in one sub-unit (virksomhet)")
            seen.add(who)


@control(OWN, Level.OEYEBLIKKELIG)
def person_without_number(message: Checked) -> Iterator[Hit]:
    for person in message.people:
        if not identity(person):
            yield person, Message("Somebody here has no number of any kind")
        elif not person.value("norskIdentifikator") and not person.all("identifiserendeInformasjon"):
            yield person, Message("Beside a foreign number the name and the birth date are needed")


@control("175C", Level.RETNINGSLINJE)
def two_kinds_of_number(message: Checked) -> Iterator[Hit]:
    for person in message.people if message.has("internasjonalIdentifikator") else ():
        if person.value("norskIdentifikator") and person.all("internasjonalIdentifikator"):
            yield (
                person,
                Message(
                    "A Norwegian and a foreign number together are right only in the month in which the first arrives"
                ),
            )


@control("254", Level.AVVISNING)
def birth_date(message: Checked) -> Iterator[Hit]:
    for person in message.people if message.has("identifiserendeInformasjon") else ():
        said = person.day("identifiserendeInformasjon", "foedselsdato")
        number = person_number(person.value("norskIdentifikator")) if said is not None else None
        if said is None or number is None or number.born is None:
            continue
        same_day = (said.day, said.month, said.year % 100) == (number.day, number.month, number.born.year % 100)
        is_new = message.month is not None and message.month >= _NEW_NUMBERS  # such numbers tell no century
        if said != number.born and not (is_new and same_day):
            node = person.first("identifiserendeInformasjon", "foedselsdato")
            yield node or person, Message("The birth date {day} does not fit the person's number", day=said)
