"""The feedback on a-meldinger (A03 «tilbakemelding»), read as tolerantly as it is known (amelding 10).

No official form of it was to be had. So elements are matched by their local names, findings (`avvik`) are taken at any
depth and understood by what they say, and whatever is not known is kept as it stands, to be shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final, TypeVar

from lxml import etree

from models.values.finding import Finding, Place, Refused, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.engine.feedback import (
    DeliveryState,
    Feedback,
    FeedbackFinding,
    FeedbackFor,
    FeedbackMonth,
    FeedbackPayment,
    FeedbackPlace,
    FeedbackReport,
    FeedbackSums,
    UnknownPart,
)
from services.engine.report import ReportControl
from services.files import safe_xml, zipped
from services.files.recognise import HEAD, Kind, recognise
from services.files.safe_xml import children, name, text_of
from services.norway.amelding.description import descriptions
from services.norway.amelding.finding import Level
from services.norway.amelding.mending import controls_in_words
from services.reference.codes import code_facts

PAGE: Final = "reporting"
_T = TypeVar("_T")

_CODE = re.compile(r"MAGNET[_-][A-Z]*-?[0-9]+[A-Z]?(?:-[0-9]+)?")
_OLD_CODE = re.compile(r"\bF[0-9]{3}[A-Z]?(?:-[0-9]+)?\b")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_AMOUNT = re.compile(r"([-−+]?)([0-9]{1,15})(?:[.,]([0-9]{1,6}))?", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
_SENDER = re.compile(rb"<(?:[\w.-]+:)?norskIdentifikator>\s*([0-9]{9,11})\s*<")
_LAST = re.compile(rb"</(?:[\w.-]+:)?(?:melding|Mottak)\s*>")
_LARGE: Final = 5_000_000  # bytes
_YEARS: Final = range(2014, 2100)  # of a-meldinger
_NORMAL: Final = timezone(timedelta(hours=1))  # of a point in time that does not say its zone

_LEVELS: Final[Mapping[str, Level]] = {
    "avvisning": Level.AVVISNING,
    "avvist": Level.AVVISNING,
    "rejection": Level.AVVISNING,
    "rejected": Level.AVVISNING,
    "oeyeblikkelig": Level.OEYEBLIKKELIG,
    "oyeblikkelig": Level.OEYEBLIKKELIG,
    "immediate": Level.OEYEBLIKKELIG,
    "retningslinje": Level.RETNINGSLINJE,
    "guideline": Level.RETNINGSLINJE,
}
_BLOCKING: Final = (Level.AVVISNING, Level.OEYEBLIKKELIG)
_STATES: Final[Mapping[str, DeliveryState]] = {
    "mottatt": DeliveryState.RECEIVED,
    "avvist": DeliveryState.REJECTED,
    "erstattet": DeliveryState.REPLACED,
}
_BY_HAND: Final = "A01"  # how the ids of registrations by hand begin
_PAYMENTS: Final[Mapping[str, str]] = {
    "kidForArbeidsgiveravgift": "aga",
    "kidForForskuddstrekk": "withholding",
    "kidForFinansskattLoenn": "finance_tax",
    "kidForUtleggstrekk": "attachments",
}
_SUMS: Final[Mapping[str, str]] = {
    "sumForskuddstrekk": "withholding",
    "sumArbeidsgiveravgift": "aga",
    "sumFinansskattLoenn": "finance_tax",
    "sumUtleggstrekk": "attachments",
}

AVVIK: Final = "avvik"
_AVVIK: Final = f"{{*}}{AVVIK}"
_NUMBER: Final = frozenset({"norskIdentifikator"})
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "melding": frozenset({"Mottak"}),
    "Mottak": frozenset(
        {
            "innsender",
            "opplysningspliktig",
            "kalendermaaned",
            "mottattLeveranse",
            "mottattPeriode",
            "innbetalingsinformasjon",
        }
    ),
    "innsender": _NUMBER,
    "opplysningspliktig": _NUMBER,
    "mottattLeveranse": frozenset(
        {
            "altinnReferanse",
            "kildesystem",
            "meldingsId",
            "erstatterMeldingsId",
            "mottakstatus",
            "tidsstempelFraAltinn",
            "leveringstidspunkt",
            "antallInntektsmottakere",
            "mottattAvgiftOgTrekkTotalt",
        }
    ),
    "mottattPeriode": frozenset({"mottattAvgiftOgTrekkTotalt", "virksomhet"}),
    "mottattAvgiftOgTrekkTotalt": frozenset(_SUMS),
    "innbetalingsinformasjon": frozenset({"kontonummer", "forfallsdato", *_PAYMENTS}),
}
"""What is read of each element, by the element that holds it; below `virksomhet` the message is repeated."""
_ECHO: Final = "virksomhet"
_READ_AS: Final[Mapping[str, str]] = {
    **dict.fromkeys(_SUMS, "amount"),
    "antallInntektsmottakere": "count",
    "tidsstempelFraAltinn": "moment",
    "leveringstidspunkt": "moment",
    "forfallsdato": "day",
    "kalendermaaned": "month",
}


def read(content: bytes, awaited: FeedbackFor | None = None) -> Feedback:
    """The feedback in a file: XML, or a zip with one XML inside.

    Raises Refused, with the reason: too large, damaged, another kind of file, or of another employer than is awaited.
    """
    root = _root(content, awaited)
    groups = [root] if name(root) == "Mottak" else list(children(root, "Mottak"))
    if not groups:
        raise _other(Kind.UNKNOWN)
    if awaited is not None:
        for group in groups:
            _refuse_others(group, awaited)
    outside = [] if name(root) == "Mottak" else _unknown_beside(root, "melding", "melding")
    return Feedback(tuple(_Reader(group, number).month() for number, group in enumerate(groups, 1)), tuple(outside))


# --- the file ------------------------------------------------------------------------------------------------------


def _root(content: bytes, awaited: FeedbackFor | None) -> etree._Element:
    """The root of the XML, in the file or in the zip that it is."""
    if not content:
        raise refuse(Message("The file is empty"), Place(PAGE))
    if zipped.is_zip(content):
        if (seen := recognise(content, len(content))).kind is Kind.UNKNOWN:
            raise _said(seen.findings)
        content = _at_the_page(lambda: zipped.the_xml(content))
    if len(content) <= safe_xml.LARGEST:
        seen = recognise(content[:HEAD], len(content) + 1)
        if seen.kind is not Kind.AMELDING_FEEDBACK:
            raise _said(seen.findings) if seen.kind is Kind.UNKNOWN else _other(seen.kind)
    if _LARGE < len(content) <= safe_xml.LARGEST:
        _refuse_early(content, awaited)
    return _at_the_page(lambda: safe_xml.read(content))


def _refuse_early(content: bytes, awaited: FeedbackFor | None) -> None:
    """What the two ends of a large file show, before the whole of it is read: cut off, or of another employer."""
    head, tail = (end.replace(b"\0", b"") for end in (content[:HEAD], content[-HEAD:]))
    if _LAST.search(tail) is None:
        raise refuse(Message("The XML ends too early. Was the file cut off on its way?"), Place(PAGE))
    said = _SENDER.search(head)
    if awaited is None or said is None or said[1].decode() == awaited.employer:
        return
    if not any(own.encode() in head for own in (awaited.employer, *awaited.reports, *awaited.units) if own):
        raise _of_another(said[1].decode(), awaited)


def _at_the_page(what: Callable[[], _T]) -> _T:
    """What it gives; a refusal is about the page of the reports."""
    try:
        return what()
    except Refused as refusal:
        raise _said(refusal.findings) from None


def _said(findings: Iterable[Finding]) -> Refused:
    return Refused([Finding(each.severity, each.what, Place(PAGE)) for each in findings])


_OTHERS: Final[Mapping[Kind, Message]] = {
    Kind.AMELDING: Message("This is an a-melding itself, not the feedback on it"),
    Kind.K27: Message("This is NAV's report of refunds (K27), not the feedback on an a-melding"),
    Kind.SCENARIO: Message("This is a scenario file, not the feedback on an a-melding"),
    Kind.CLIENT: Message("This is a client file, not the feedback on an a-melding"),
    Kind.BACKUP: Message("This is a copy of a client file, not the feedback on an a-melding"),
    Kind.TABLE: Message("This is a table, not the feedback on an a-melding"),
    Kind.TAX_CARDS: Message("These are tax cards, not the feedback on an a-melding"),
}


def _other(kind: Kind) -> Refused:
    """What the file is instead."""
    return refuse(_OTHERS.get(kind, Message("This is not the feedback on an a-melding")), Place(PAGE))


def _refuse_others(group: etree._Element, awaited: FeedbackFor) -> None:
    """Raises Refused where the feedback is another employer's. The sender may be somebody else, such as an accountant:
    then the ids of the reports or the sub-units tell.
    """
    employer = text_of(group, "opplysningspliktig", "norskIdentifikator")
    said = employer or text_of(group, "innsender", "norskIdentifikator")
    if not said or said == awaited.employer:
        return
    if not employer:
        ids = {text_of(each, "meldingsId") for each in children(group, "mottattLeveranse")}
        units = {
            text_of(unit, "norskIdentifikator")
            for period in children(group, "mottattPeriode")
            for unit in children(period, _ECHO)
        }
        if ids & awaited.reports or units & awaited.units:
            return
    raise _of_another(said, awaited)


def _of_another(number: str, awaited: FeedbackFor) -> Refused:
    what = Message("The feedback is for the employer {number}, not for {own}", number=number, own=awaited.employer)
    return refuse(what, Place(PAGE))


# --- one month -----------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one `Mottak`: in one walk the findings and what is not known, then what it says of reports and sums."""

    def __init__(self, group: etree._Element, number: int) -> None:
        self._group = group
        self._findings: list[FeedbackFinding] = []
        self._unknown: list[UnknownPart] = []
        self._more = 0
        self._walk(group, "Mottak", f"melding/Mottak[{number}]", False)

    def month(self) -> FeedbackMonth:
        """What is said of the month."""
        group = self._group
        periods = list(children(group, "mottattPeriode"))
        reports = tuple(_report(each) for each in children(group, "mottattLeveranse"))
        if self._more:
            self._unknown.append(UnknownPart("melding", "…", f"+{self._more}", 0))
        return FeedbackMonth(
            _month_of(text_of(group, "kalendermaaned")),
            text_of(group, "innsender", "norskIdentifikator"),
            text_of(group, "opplysningspliktig", "norskIdentifikator"),
            reports,
            _sums(periods),
            tuple(_payment(each) for each in children(group, "innbetalingsinformasjon")),
            tuple(self._findings),
            tuple(self._unknown),
            bool(periods) or any(each.state in _DELIVERED for each in reports),
        )

    def _walk(self, element: etree._Element, own: str, path: str, in_echo: bool) -> None:
        known = _echoed() if in_echo else _KNOWN.get(own, _NOTHING)
        counts: dict[str, int] = {}
        for child in element.iterchildren(etree.Element):
            called = name(child)
            counts[called] = place = counts.get(called, 0) + 1
            way = f"{path}/{called}[{place}]" if place > 1 else f"{path}/{called}"
            if called == AVVIK:
                self._take(child, way)
            elif called in known:
                self._own_attributes(child, way)
                if called == _ECHO and not in_echo and _is_plain(child):
                    self._take_from(child, way)
                elif len(child):
                    self._walk(child, called, way, in_echo or called == _ECHO)
                elif (form := _READ_AS.get(called)) and not _READABLE[form]((child.text or "").strip()):
                    self._keep(partial(_part, child, way))
            else:
                self._keep(partial(_part, child, way))
                if len(child):
                    self._take_inside(child, way)

    def _own_attributes(self, element: etree._Element, path: str) -> None:
        for called, value in _attributes(element):
            self._keep(partial(UnknownPart, f"{path}/@{called}", called, value, _line(element)))

    def _keep(self, part: Callable[[], UnknownPart]) -> None:
        if len(self._unknown) < _MOST_UNKNOWN:
            self._unknown.append(part())
        else:
            self._more += 1

    def _take(self, element: etree._Element, path: str) -> None:
        """A finding, or those inside one that only holds others."""
        said = list(_texts(element))
        if said or next(element.iterdescendants(_AVVIK), None) is None:
            self._findings.append(_finding(element, said, path))
        self._take_inside(element, path)

    def _take_from(self, unit: etree._Element, way: str) -> None:
        """The findings in an echo that holds nothing else of interest: of thousands of people only theirs are seen."""
        ways, places = {unit: way}, dict[etree._Element, int]()

        def path(element: etree._Element) -> str:
            if element not in ways:
                above = element.getparent()
                assert above is not None
                if element not in places:
                    counts = Counter[str]()
                    for child in above.iterchildren(etree.Element):
                        counts[child.tag] += 1
                        places[child] = counts[child.tag]
                place = places[element]
                own = f"{name(element)}[{place}]" if place > 1 else name(element)
                ways[element] = f"{path(above)}/{own}"
            return ways[element]

        for found in unit.iterdescendants(_AVVIK):
            if next(found.iterancestors(_AVVIK), None) is None:
                self._take(found, path(found))

    def _take_inside(self, element: etree._Element, path: str) -> None:
        """The findings inside a finding, or inside something that is not known; the outermost of them first."""
        for child in element.iterchildren(etree.Element):
            way = f"{path}/{name(child)}"
            if name(child) == AVVIK:
                self._take(child, way)
            elif len(child):
                self._take_inside(child, way)


_ATTRIBUTES = etree.XPath("boolean(.//*[@*][not(ancestor-or-self::*[local-name() = 'avvik'])])")


def _is_plain(unit: etree._Element) -> bool:
    """Whether the echo below a sub-unit has only elements of the a-melding, and findings."""
    tags = Counter(str(each.tag) for each in unit.iterdescendants())
    for found in unit.iterdescendants(_AVVIK):
        tags.subtract(str(each.tag) for each in found.iter())
    known = _echoed()
    return not _ATTRIBUTES(unit) and all(tag.rpartition("}")[2] in known for tag, count in tags.items() if count > 0)


_MOST_UNKNOWN: Final = 2_000  # that are told one by one; the file itself is kept whole
_NOTHING: Final = frozenset[str]()
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_DELIVERED: Final = (DeliveryState.RECEIVED, DeliveryState.REPLACED)


@cache
def _echoed() -> frozenset[str]:
    """Every element of an a-melding: below a sub-unit the message is repeated."""
    groups = [group for each in descriptions().values() for group in each.groups.values()]
    return frozenset(called for group in groups for called in group.by_name)


def _unknown_beside(root: etree._Element, own: str, path: str) -> list[UnknownPart]:
    """What stands beside the months."""
    known = _KNOWN[own]
    return [_part(each, f"{path}/{name(each)}") for each in root.iterchildren(etree.Element) if name(each) not in known]


def _part(element: etree._Element, path: str) -> UnknownPart:
    """An element that is not known, with everything inside: `a: 1 · b: 2`."""
    said = []
    for each in element.iter(etree.Element):
        said += [f"{called}: {value}" for called, value in _attributes(each)]
        text = (each.text or "").strip()
        if text:
            said.append(text if each is element else f"{name(each)}: {text}")
    return UnknownPart(path, name(element), " · ".join(said), _line(element))


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The attributes by local name, but for those that belong to XML Schema."""
    for called, value in element.attrib.items():
        if not str(called).startswith(_XSI):
            yield str(called).rpartition("}")[2], str(value).strip()


def _line(element: etree._Element) -> int:
    line: Any = element.sourceline
    return line or 0


# --- a finding -----------------------------------------------------------------------------------------------------


def _texts(element: etree._Element) -> Iterator[str]:
    """Everything that a finding says: attributes, texts, and what stands between; not what a finding inside says."""

    def of(each: etree._Element) -> Iterator[str]:
        yield from (value for _, value in _attributes(each))
        yield each.text or ""
        for child in each.iterchildren(etree.Element):
            if name(child) != AVVIK:
                yield from of(child)
            yield child.tail or ""

    return (kept for text in of(element) if (kept := " ".join(text.split())))


def _finding(element: etree._Element, said: Sequence[str], path: str) -> FeedbackFinding:
    """Code, level and text by what they look like (amelding 10.2.3)."""
    code = next((found[0] for sign in (_CODE, _OLD_CODE) for text in said if (found := sign.search(text))), "")
    left = list(said)
    level = Level.OEYEBLIKKELIG  # what is not known must be looked at
    level_text = next((text for text in said if _level_word(text) in _LEVELS), None)
    if level_text is not None:
        level = _LEVELS[_level_word(level_text)]
        left.remove(level_text)
    if code in left:
        left.remove(code)
    text = max(left, key=len, default="")
    if text:
        left.remove(text)
    return FeedbackFinding(
        level.value,
        level_text is not None,
        code,
        text,
        _place(element, path),
        _line(element),
        level in _BLOCKING,
        tuple(left),
    )


def _level_word(text: str) -> str:
    return text.lower().replace("ø", "oe").strip(" .:")


def _place(element: etree._Element, path: str) -> FeedbackPlace:
    """Walking up: the ids of everything that the finding stands in (amelding 10.2.4)."""
    found: dict[str, etree._Element] = {}
    part = ""
    for above in element.iterancestors():
        called = name(above)
        if called in _PARTS:
            found.setdefault(called, above)
            part = part or called

    def said(called: str, *way: str) -> str:
        return text_of(found[called], *way) if called in found else ""

    income = found.get("inntekt")
    words: tuple[str, ...] = ()
    if income is not None:
        kinds = ("loennsinntekt", "ytelseFraOffentlige", "pensjonEllerTrygd", "naeringsinntekt")
        described = [text_of(income, kind, "beskrivelse") for kind in kinds]
        words = tuple(filter(None, [*described, text_of(income, "fordel"), text_of(income, "beloep")]))
    return FeedbackPlace(
        part,
        said("mottattLeveranse", "meldingsId"),
        said("virksomhet", "norskIdentifikator"),
        said("inntektsmottaker", "norskIdentifikator")
        or said("inntektsmottaker", "internasjonalIdentifikator", "identifikator"),
        said("inntektsmottaker", "identifiserendeInformasjon", "navn"),
        said("arbeidsforhold", "arbeidsforholdId") or said("inntekt", "arbeidsforholdId"),
        said("permisjon", "permisjonId"),
        words,
        path,
    )


_PARTS: Final = frozenset(
    {
        "inntektsmottaker",
        "arbeidsforhold",
        "permisjon",
        "inntekt",
        "arbeidsgiveravgift",
        "virksomhet",
        "mottattLeveranse",
        "Mottak",
    }
)


# --- values --------------------------------------------------------------------------------------------------------


def _report(element: etree._Element) -> FeedbackReport:
    own = text_of(element, "meldingsId")
    status = text_of(element, "mottakstatus")
    people = text_of(element, "antallInntektsmottakere")
    return FeedbackReport(
        own,
        _STATES.get(status.lower(), DeliveryState.UNKNOWN),
        status,
        text_of(element, "erstatterMeldingsId"),
        text_of(element, "altinnReferanse"),
        text_of(element, "kildesystem"),
        _moment(text_of(element, "tidsstempelFraAltinn")),
        _moment(text_of(element, "leveringstidspunkt")),
        int(people) if _COUNT.fullmatch(people) else None,
        _sums([element]),
        own.upper().startswith(_BY_HAND),
        _line(element),
    )


def _sums(holders: Sequence[etree._Element]) -> FeedbackSums:
    """The sums of a delivery or of the month. Withheld tax may come with a minus (amelding 10.1)."""
    found: dict[str, Money] = {}
    for holder in holders:
        for totals in children(holder, "mottattAvgiftOgTrekkTotalt"):
            by_day = [_amount(text_of(each, "beloep")) for each in children(totals, _PER_DAY)]
            if by_day and None not in by_day:  # as the message of 2026 has it; the sum alone goes before
                found["withholding"] = abs(Money.total(each for each in by_day if each is not None))
            for element in totals.iterchildren(etree.Element):
                kind = _SUMS.get(name(element))
                amount = _amount((element.text or "").strip())
                if kind is not None and amount is not None:
                    found[kind] = amount if kind in _SIGNED else abs(amount)
    return FeedbackSums(**found)


_PER_DAY: Final = "sumForskuddstrekkPerLoennsutbetalingsdato"
_SIGNED: Final = ("aga", "finance_tax")  # a correction may make them less than nothing


def _payment(element: etree._Element) -> FeedbackPayment:
    references = {
        kind: text
        for child in element.iterchildren(etree.Element)
        if (kind := _PAYMENTS.get(name(child))) is not None and (text := "".join((child.text or "").split()))
    }
    return FeedbackPayment(text_of(element, "kontonummer"), _day(text_of(element, "forfallsdato")), references)


def _amount(text: str) -> Money | None:
    """Kroner, with or without øre; None for what is no amount."""
    found = _AMOUNT.fullmatch(text.replace(" ", "").replace("\u00a0", ""))
    if found is None:
        return None
    amount = Money.rounded(Decimal(f"{found[2]}.{found[3] or 0}"))
    return -amount if found[1] in ("-", "−") else amount


def _month_of(text: str) -> Month | None:
    found = _MONTH.match(text)
    return Month.parse(found[0]) if found is not None and int(text[:4]) in _YEARS else None


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    try:
        return date.fromisoformat(found[0]) if found is not None and int(text[:4]) in _YEARS else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """A point in time, with its zone; None where it cannot be read."""
    try:
        at = datetime.fromisoformat(text) if text[:4].isdecimal() and int(text[:4]) in _YEARS else None
    except ValueError:
        return None
    return at.replace(tzinfo=_NORMAL) if at is not None and at.tzinfo is None else at


_READABLE: Final[Mapping[str, Callable[[str], object]]] = {
    "amount": lambda text: _amount(text) is not None,
    "count": _COUNT.fullmatch,
    "moment": lambda text: _moment(text) is not None,
    "day": lambda text: _day(text) is not None,
    "month": lambda text: _month_of(text) is not None,
}


# --- what a code means ---------------------------------------------------------------------------------------------


def short(code: str) -> str:
    """A code as it is spoken of.

    >>> [short("MAGNET_EDAG-175B"), short("F282"), short("MAGNET-000002")]
    ['175B', 'F282', 'MAGNET-000002']
    """
    return code.removeprefix("MAGNET_EDAG-").removeprefix("MAGNET-EDAG-")


@cache
def _by_code() -> Mapping[str, ReportControl]:
    by_name = {control.name: control for control in controls_in_words()}
    found = {short(control.code): control for control in by_name.values() if control.code}
    return {code: by_name[name] for code, name in code_facts("no/amelding_feedback")["controls"].items()} | found


def control_of(code: str) -> ReportControl | None:
    """The control of ours that is about the same as a code of the authority: what it is called, and where that is
    mended. None for a code that is not known here.
    """
    spoken = short(code)
    ways = (spoken, spoken.removeprefix("F"), spoken.rpartition("-")[0])
    return next((_by_code()[way] for way in ways if way in _by_code()), None)
