"""Skattekort: Skatteetaten's answer about tax cards read, and the request for them written (files 2).

Read are version 3.0 and older ones, as XML, and the API's answer saved as JSON: they say the same, so both are brought
to one form first. The answers of 2026 do not keep to the schema of 2020, so a deviation is told and never stops a
file; a value that cannot be read stops its own answer alone. Identity numbers stand in no finding.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final

from lxml import etree

from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.progress import Progress, no_progress
from services.engine.facts import TaxCard
from services.files import safe_xml
from services.files.tax_cards import (
    GIVEN_AWAY,
    PAGE,
    Deduction,
    IssuedCard,
    ReadCard,
    TaxCardAnswer,
    TaxCardFile,
    TaxCardRequest,
)
from services.norway.rules.identity import check_organisation_number, check_person_number, normalise
from services.reference.codes import Code, code_facts, code_lists

ROOT: Final = "skattekortTilArbeidsgiver"
_ASKS: Final = "forespoerselOmSkattekortTilArbeidsgiver"
_XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_STEP: Final = 500  # answers between two words of progress
_LARGEST: Final = safe_xml.LARGEST
_LINE: Final = "#line"
_TYPE: Final = "#type"

_NUMBER: Final = re.compile(r"[-−]?[0-9]{1,12}(?:[.,][0-9]{1,12})?", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,19}", re.ASCII)
_TABLE: Final = re.compile(r"[0-9]{4}", re.ASCII)
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|T.*)?", re.ASCII)
_YEAR: Final = re.compile(r"[12][0-9]{3}", re.ASCII)
_KINDS: Final = {"trekktabell": "table", "trekkprosent": "percent", "frikort": "exempt"}

Plain = dict[str, list[Any]]
"""An element or an object: the values by name in small letters without underscores, each a text or again such a one."""


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: bytes, progress: Progress = no_progress) -> TaxCardFile:
    """What a file says. Never raises for what it holds; `progress` may stop it (Cancelled)."""
    progress(0, 1, Message("Reading the tax cards"))
    try:
        root, version, findings = _json(content) if _is_json(content) else _xml(content)
        parts = list(_answers(root))
    except Refused as refusal:
        return TaxCardFile(findings=tuple(replace(each, where=Place(PAGE)) for each in refusal.findings))
    answers = []
    for place, (employer, part) in enumerate(parts, 1):
        if place % _STEP == 0:
            progress(place, len(parts), Message("Reading the tax cards"))
        answers.append(_answer(place, employer, part))
    known = tuple(_without_surplus(answers))
    if not any(each.takes or each.card is not None for each in known):
        findings = [*findings, Finding(Severity.STOP, Message("There is no tax card in the file"), Place(PAGE))]
    return TaxCardFile(known, tuple(dict.fromkeys(_employers(root))), version, tuple(findings))


def _is_json(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _xml(content: bytes) -> tuple[Plain, str, list[Finding]]:
    root = safe_xml.read(content)
    name, namespace = safe_xml.name(root), safe_xml.namespace(root)
    if name == _ASKS:
        raise _is_request()
    if name != ROOT:
        raise refuse(Message("This is no answer about tax cards; it begins with <{element}>", element=name[:60]))
    versions = code_facts("no/tax_cards")["response"]
    version = next((str(each["version"]) for each in versions if each["namespace"] == namespace), "")
    newest = str(versions[-1]["version"])
    findings = []
    if not version:
        what = Message("The file is of a version that is not known here; it was read like {version}", version=newest)
        findings.append(Finding(Severity.WARNING, what, Place(PAGE)))
    elif version != newest:
        what = Message("The file is of the older version {version}", version=version)
        findings.append(Finding(Severity.WARNING, what, Place(PAGE)))
    return _plain(root), version, findings


def _plain(element: etree._Element) -> Plain:
    found: Plain = {_LINE: [element.sourceline or 0]}
    if kind := element.get(_XSI_TYPE):
        found[_TYPE] = [_same(kind.rpartition(":")[2])]
    for child in element:
        text = (child.text or "").strip() if len(child) == 0 and not child.attrib else None
        found.setdefault(_same(safe_xml.name(child)), []).append(_plain(child) if text is None else text)
    return found


def _json(content: bytes) -> tuple[Plain, str, list[Finding]]:
    if len(content) > _LARGEST:
        raise refuse(Message("The file is larger than {megabytes} MB", megabytes=_LARGEST // 1_000_000))
    try:
        said = json.loads(content.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
        root = _plain_json(said, 0)
    except UnicodeDecodeError:
        raise refuse(Message("The file is not written in UTF-8, as JSON is")) from None
    except (ValueError, RecursionError):
        raise refuse(Message("The JSON is damaged, or cut off on its way")) from None
    root = root[0] if isinstance(root, list) and len(root) == 1 else root
    if not isinstance(root, dict):
        raise refuse(Message("There is no tax card in the file"))
    if _same(_ASKS) in root:
        raise _is_request()
    inside = root.get(_same(ROOT), [])
    return (inside[0] if inside and isinstance(inside[0], dict) else root), "", []


def _plain_json(value: Any, depth: int) -> Any:
    """Objects as `Plain`; a list is the values of one name."""
    if depth > 60:
        raise RecursionError
    if isinstance(value, dict):
        found: Plain = {_LINE: [0]}
        for name, each in value.items():
            inside = each if isinstance(each, list) else [each]
            found.setdefault(_same(name), []).extend(_plain_json(one, depth + 1) for one in inside if one is not None)
        return found
    if isinstance(value, list):
        return [_plain_json(one, depth + 1) for one in value]
    return str(value).strip()


def _is_request() -> Refused:
    return refuse(Message("This is a request for tax cards, which is sent to Skatteetaten. Take the answer to it"))


@lru_cache(maxsize=1024)
def _same(name: str) -> str:
    """A name as names are compared: the API writes LOENN_FRA_NAV for loennFraNAV."""
    return name.replace("_", "").lower()


def _text(part: Any, *path: str) -> str:
    """The text at the end of a path of names; empty where it ends early."""
    for name in path:
        values = part.get(_same(name)) if isinstance(part, dict) else None
        if not values:
            return ""
        part = values[0]
    return part if isinstance(part, str) else ""


def _parts(part: Plain, name: str) -> list[Plain]:
    return [each for each in part.get(_same(name), []) if isinstance(each, dict)]


def _employer(part: Plain) -> str:
    """The number of an employer; of a private person only its beginning, which can be shown."""
    if number := normalise(_text(part, "arbeidsgiveridentifikator", "organisasjonsnummer")):
        return number if len(number) <= 9 else f"{number[:6]}*****"
    person = normalise(_text(part, "arbeidsgiveridentifikator", "personidentifikator"))
    return f"{person[:6]}*****" if person else ""


def _employers(root: Plain) -> Iterator[str]:
    for each in _parts(root, "arbeidsgiver"):
        if number := _employer(each):
            yield number


def _answers(root: Plain) -> Iterator[tuple[str, Plain]]:
    for employer in _parts(root, "arbeidsgiver"):
        number = _employer(employer)
        for person in _parts(employer, "arbeidstaker"):
            yield number, person


@dataclass(slots=True)
class _Told:
    """What is said of one answer, at its line."""

    line: int
    found: list[Finding]

    def look(self, what: Message, field: str = "") -> None:
        """Something to look at."""
        found = Finding(Severity.WARNING, what, Place(PAGE, self.line or None, field or None))
        if found not in self.found:
            self.found.append(found)


def _answer(place: int, employer: str, part: Plain) -> TaxCardAnswer:
    line = int(part[_LINE][0])
    told = _Told(line, [])
    result = _text(part, "resultatPaaForespoersel") or _text(part, "resultatForSkattekort")
    takes = _known("result").get(_same(result))
    if takes is None:
        what = Message(
            "“{code}” is not a result that is known here: the person's card stays as it is", code=result[:60]
        )
        told.look(what, "result")
    number = _national_id(_text(part, "arbeidstakeridentifikator"), told)
    said = _text(part, "inntektsaar")
    year = int(said) if _YEAR.fullmatch(said) else None
    if year is None:
        told.look(Message("The year of the card is missing or cannot be read"), "year")
    additions = tuple(each for each in part.get("tilleggsopplysning", []) if isinstance(each, str) and each)
    for each in additions:
        if _same(each) not in _known("addition"):
            told.look(Message("“{code}” is not known here; it is kept and changes nothing", code=each[:60]), "addition")
        elif _known("addition")[_same(each)].more["takes"] == "svalbard":
            what = Message(
                "The person stays on Svalbard: pay that is earned there has rules that are not in the program"
            )
            told.look(what, "addition")
    issued = [_card(each, additions, told) for each in _parts(part, "skattekort")]
    if len(issued) > 1:
        told.look(Message("There are several cards for the person; the newest one counts"), "card")
    card = max(issued, key=_age, default=None)
    meaning = takes.more["takes"] if takes is not None else ""
    if meaning in ("card", "renewed") and card is None:
        told.look(Message("The answer says that there is a card, and none follows"), "card")
    elif meaning not in ("card", "renewed") and card is not None:
        told.look(Message("The answer says that there is no card, and one follows: it is not used"), "card")
    if meaning == "renewed":
        what = Message("The person has got a birth number instead of the D-number: enter it under the employee")
        told.look(what, "national_id")
    if meaning == "nothing" and takes is not None:
        what = Message("Skatteetaten answers “{code}”: the person's card stays as it is", code=takes.code)
        told.look(what, "result")
    return TaxCardAnswer(
        place,
        line,
        employer,
        number,
        year,
        takes.code if takes is not None else result[:60],
        meaning,
        card,
        additions,
        tuple(told.found),
    )


def _age(card: IssuedCard) -> tuple[date, int]:
    return card.issued or date.min, card.identifier


def _national_id(text: str, told: _Told) -> str:
    """The eleven digits, also where a spreadsheet has taken the 0 in front (files 0.7); told where they are wrong."""
    number = normalise(text)[:20]
    if len(number) == 10 and not check_person_number(f"0{number}", synthetic_allowed=True):
        number = f"0{number}"
    wrong = [each for each in check_person_number(number, synthetic_allowed=True) if each.severity is Severity.STOP]
    if wrong:
        told.look(Message("The identity number is not right: {why}", why=wrong[0].what), "national_id")
    return number


def _card(part: Plain, additions: Sequence[str], told: _Told) -> IssuedCard:
    said = _text(part, "utstedtDato")
    issued = _day(said)
    if issued is None:
        told.look(Message("The day on which the card was issued is missing or cannot be read"), "issued")
    identifier = _text(part, "skattekortidentifikator")
    number = int(identifier) if _WHOLE.fullmatch(identifier) else 0
    deductions = tuple(_deduction(each, told) for each in _parts(part, "forskuddstrekk"))
    is_paye = any(_is_paye(each) for each in additions)
    if is_paye and any(each.kind == "table" and _takes(each.code) for each in deductions):
        told.look(Message("A card of kildeskatt på lønn (PAYE) has a percentage, and this one has a table"), "card")
    return IssuedCard(issued, number, deductions)


def _deduction(part: Plain, told: _Told) -> Deduction:
    """One row of a card: its kind by xsi:type, or by the name of the object inside as in JSON."""
    code = _text(part, "trekkode")
    if _same(code) not in _known("code"):
        what = Message("“{code}” is not a kind of pay that is known here; the row is kept and not used", code=code[:60])
        told.look(what, "code")
    said = str(part.get(_TYPE, [""])[0])
    inside = part
    if not said:
        said = next((name for name in _KINDS if _parts(part, name)), "")
        inside = _parts(part, said)[0] if said else part
    kind = _KINDS.get(said, "") or _kind_by_content(inside)
    readable = True
    percent = months = amount = None
    table = ""
    if kind in ("table", "percent"):
        percent, good = _percent(_text(inside, "prosentsats"), told, needed=True)
        months, good_months = _months(_text(inside, "antallMaanederForTrekk"), told)
        readable = good and good_months and (percent is not None or kind == "table")
    if kind == "table":
        table = _table(inside, told)
        readable = readable and bool(table)
        if not _text(inside, "antallMaanederForTrekk"):
            told.look(Message("The number of months is missing, though the schema asks for it"), "months")
    if kind == "exempt":
        amount, good = _amount(_text(inside, "frikortbeloep"), told, bool(inside.get("frikortbeloep")))
        readable = good
    if not kind:
        told.look(Message("A row of the card is neither table, percentage nor exemption card: it is not used"), "card")
    return Deduction(code, kind, table, percent, amount, months, readable and bool(kind))


def _kind_by_content(part: Plain) -> str:
    """What a row is that does not say it."""
    if _text(part, "tabellnummer"):
        return "table"
    if _text(part, "frikortbeloep"):
        return "exempt"
    return "percent" if _text(part, "prosentsats") else ""


def _table(part: Plain, told: _Told) -> str:
    number, kind = _text(part, "tabellnummer"), _text(part, "tabelltype")
    if not _TABLE.fullmatch(number):
        told.look(Message("A table number has four digits; “{text}” is none", text=number[:20]), "table")
        return ""
    known = _known("table").get(_same(kind))
    if known is None:
        what = Message("“{code}” is not a kind of table that is known here; it was read as one for pay", code=kind[:60])
        told.look(what, "table")
    return number + (known.more["takes"] if known is not None else "")


def _percent(text: str, told: _Told, *, needed: bool) -> tuple[Percent | None, bool]:
    if not text:
        if needed:
            told.look(Message("The percentage is missing"), "percent")
        return None, True
    number = _number(text)
    if number is None or not 0 <= number <= 100:
        told.look(Message("“{text}” is not a percentage from 0 to 100", text=text[:20]), "percent")
        return None, False
    if not _limits()["percent_least"] <= number <= _limits()["percent_most"]:
        told.look(Message("{percent} is a lot. Look at the card again", percent=Percent(number)), "percent")
    return Percent(number), True


def _months(text: str, told: _Told) -> tuple[Decimal | None, bool]:
    if not text:
        return None, True
    number = _number(text)
    if number is None or number not in map(Decimal, _limits()["months"]):
        what = Message("“{text}” months are not what cards are made for; it counts as not given", text=text[:20])
        told.look(what, "months")
        return None, True
    return number, True


def _amount(text: str, told: _Told, stands_there: bool) -> tuple[Money | None, bool]:
    """The amount of an exemption card; None without limit, which only a card without the element is (files 2.3)."""
    if not text and not stands_there:
        return None, True
    number = _number(text.replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))
    try:
        amount = Money.kr(number) if number is not None and number >= 0 else None
    except ValueError:
        amount = None
    if amount is None:
        told.look(Message("“{text}” is not the amount of an exemption card", text=text[:20]), "amount")
        return None, False
    if amount == ZERO:
        told.look(GIVEN_AWAY, "amount")
    return amount, True


def _number(text: str) -> Decimal | None:
    """A number as such files have it, without zeros that say nothing."""
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text.replace("−", "-").replace(",", "."))
    return Decimal(format(number.normalize(), "f")) if number else Decimal(0)


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _without_surplus(answers: Sequence[TaxCardAnswer]) -> Iterator[TaxCardAnswer]:
    """The answers, each that has a newer one about the same person and year marked (files 2.4)."""
    groups: defaultdict[tuple[str, str, int | None], list[TaxCardAnswer]] = defaultdict(list)
    for each in answers:
        if each.national_id:
            groups[each.employer, each.national_id, each.year].append(each)
    surplus: set[int] = set()
    for some in groups.values():
        if len(some) > 1:
            newest = max(some, key=lambda each: (*(_age(each.card) if each.card else (date.min, -1)), each.row))
            surplus |= {each.row for each in some if each is not newest}
    what = Message("There are several cards for the person; the newest one counts")
    for each in answers:
        if each.row in surplus:
            told = Finding(Severity.WARNING, what, Place(PAGE, each.line or None, "card"))
            yield replace(each, is_surplus=True, findings=(*each.findings, told))
        else:
            yield each


# --- the card of a run -----------------------------------------------------------------------------------------------


def card_of(answer: TaxCardAnswer, is_main: bool) -> ReadCard:
    """The card that a run uses, for a main employer or another one; where its own row is missing, by the other with a
    word of it, never as no card (files 2.3).
    """
    if answer.year is None:
        return ReadCard(None)
    if answer.takes in ("none", "not_liable"):
        return ReadCard(TaxCard(answer.year, answer.takes))
    if answer.takes not in ("card", "renewed") or answer.card is None:
        return ReadCard(None)
    told = _Told(answer.line, [])
    wanted = ("main", "other", "special") if is_main else ("other", "main", "special")
    rows = {takes: each for each in reversed(answer.card.deductions) if (takes := _takes(each.code))}
    found = next((takes for takes in wanted if takes in rows), "")
    if not found:
        told.look(Message("The card has no row for pay from an employer: it cannot be used"), "code")
        return ReadCard(None, False, tuple(told.found))
    row = rows[found]
    if found != wanted[0]:
        what = (
            Message("The card has no row for the main employer; the row “{code}” is used", code=row.code)
            if is_main
            else Message("The card has no row for another employer; the row “{code}” is used", code=row.code)
        )
        told.look(what, "code")
    if not row.is_readable:
        told.look(Message("The row of the card cannot be read, so the card is not used"), "card")
        return ReadCard(None, found != wanted[0], tuple(told.found))
    kind = "exempt_unlimited" if row.kind == "exempt" and row.amount is None else row.kind
    months = row.months
    if kind == "percent" and months is None and any(map(_is_paye, answer.additions)):
        months = Decimal(_limits()["paye_months"])
    card = TaxCard(answer.year, kind, row.table, row.percent, row.amount, months, answer.card.issued)
    return ReadCard(card, found != wanted[0], tuple(told.found))


def _takes(code: str) -> str:
    known = _known("code").get(_same(code))
    return known.more["takes"] if known is not None else ""


def _is_paye(addition: str) -> bool:
    known = _known("addition").get(_same(addition))
    return known is not None and known.more["takes"] == "paye"


@cache
def _known(name: str) -> Mapping[str, Code]:
    """A list of codes, as names are compared."""
    return {_same(code): each for code, each in code_lists("no/tax_cards")[name].items()}


@cache
def _limits() -> Mapping[str, Any]:
    limits: Mapping[str, Any] = code_facts("no/tax_cards")["limits"][-1]
    return limits


def result_names(result: str) -> tuple[tuple[str, str], ...]:
    """What a result is called, by language; the code itself for one that is not known."""
    code = _known("result").get(_same(result))
    return tuple((tongue, code.more[f"name_{tongue}"] if code else result) for tongue in ("nb", "da", "en"))


# --- against an employer ---------------------------------------------------------------------------------------------


def against(file: TaxCardFile, orgnr: str, units: frozenset[str], year: int) -> list[Finding]:
    """What a client says to a file: another employer's (stop), a part of another's, a year that is neither this nor the
    next (warnings). `year` is this one.
    """
    ours = {orgnr, *units}
    found = []
    if file.employers and not ours & set(file.employers):
        what = Message("The tax cards are for employer {number}, not for this client", number=file.employers[0])
        return [Finding(Severity.STOP, what, Place(PAGE))]
    if not file.employers and file.answers:
        what = Message("The file does not say for which employer it is")
        found.append(Finding(Severity.WARNING, what, Place(PAGE)))
    others = Counter(each.employer for each in file.answers if each.employer and each.employer not in ours)
    for number, count in others.items():
        what = Message("{count} of the answers are for employer {number}, and are left out", count=count, number=number)
        found.append(Finding(Severity.WARNING, what, Place(PAGE)))
    for each in file.years:
        if each not in (year, year + 1):
            what = Message("The file has cards of {year}, which is neither this year nor the next", year=str(each))
            found.append(Finding(Severity.WARNING, what, Place(PAGE)))
    return found


# --- the request -----------------------------------------------------------------------------------------------------


def can_be_asked(national_id: str, *, synthetic_allowed: bool) -> list[Finding]:
    """Why nothing can be asked about a person; none where it can (files 2.2)."""
    return [
        each
        for each in check_person_number(national_id, synthetic_allowed=synthetic_allowed)
        if each.severity is Severity.STOP
    ]


def requests(orgnr: str, national_ids: Iterable[str], today: date) -> list[TaxCardRequest]:
    """The request for the cards of some people, of one employer: each number once, in order; in as many files as the
    portal's limit asks for. Raises Refused without a right employer's number, and for nobody.
    """
    if any(each.severity is Severity.STOP for each in check_organisation_number(orgnr, synthetic_allowed=True)):
        raise refuse(
            Message("The employer's organisation number is missing or wrong"), Place("settings", None, "orgnr")
        )
    numbers = sorted({normalise(each) for each in national_ids})
    if not numbers:
        raise refuse(Message("There is nobody to ask about"), Place(PAGE))
    forms = [each for each in code_facts("no/tax_cards")["request"] if each["since"] <= today]
    form = (forms or code_facts("no/tax_cards")["request"])[-1]
    one = len(_request(form["namespace"], orgnr, numbers[:1]))
    each_costs = len(_request(form["namespace"], orgnr, numbers[:1] * 2)) - one
    most = max(1, (int(form["largest"]) - one) // each_costs + 1)
    parts = [numbers[start : start + most] for start in range(0, len(numbers), most)]
    return [TaxCardRequest(_request(form["namespace"], orgnr, part), len(part)) for part in parts]


def _request(namespace: str, orgnr: str, numbers: Sequence[str]) -> bytes:
    def name(local: str) -> str:
        return f"{{{namespace}}}{local}"

    names: Any = {None: namespace}  # the stubs do not know the default namespace
    root = etree.Element(name(_ASKS), nsmap=names)
    employer = etree.SubElement(root, name("arbeidsgiver"))
    who = etree.SubElement(employer, name("arbeidsgiveridentifikator"))
    etree.SubElement(who, name("organisasjonsnummer")).text = orgnr
    for number in numbers:
        etree.SubElement(employer, name("arbeidstakeridentifikator")).text = number
    return safe_xml.write(root)


def asked_for(content: bytes) -> frozenset[str]:
    """The identity numbers that a request of ours asks about. Raises Refused for what is none."""
    root = safe_xml.read(content)
    if safe_xml.name(root) != _ASKS:
        raise refuse(Message("This is no request for tax cards"))
    return frozenset(
        (number.text or "").strip()
        for employer in safe_xml.children(root, "arbeidsgiver")
        for number in safe_xml.children(employer, "arbeidstakeridentifikator")
    )
