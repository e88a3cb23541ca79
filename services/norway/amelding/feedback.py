"""The feedback on a-meldinger (A03 «tilbakemelding»), read as tolerantly as it is known (amelding 10).

No official form of it was to be had. So elements are matched by their local names, findings (`avvik`) are taken at any
depth and understood by what they say, and whatever is not known is kept as it stands, to be shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Final, TypeVar

from lxml import etree

from models.values.finding import Finding, Place, Refused, refuse
from models.values.message import Message
from services.engine.feedback import (
    DeliveryState,
    Feedback,
    FeedbackFinding,
    FeedbackFor,
    FeedbackMonth,
    UnknownPart,
)
from services.engine.report import ReportControl
from services.files import safe_xml, zipped
from services.files.recognise import HEAD, Kind, recognise
from services.files.safe_xml import children, name, text_of
from services.norway.amelding.description import descriptions
from services.norway.amelding.feedback_values import (
    AVVIK,
    PAYMENTS,
    READABLE,
    SUMS,
    attributes,
    finding_of,
    line_of,
    month_said,
    payment_of,
    report_of,
    sums_of,
    texts_of,
)
from services.norway.amelding.mending import controls_in_words
from services.reference.codes import code_facts

PAGE: Final = "reporting"
_T = TypeVar("_T")

_SENDER = re.compile(rb"<(?:[\w.-]+:)?norskIdentifikator>\s*([0-9]{9,11})\s*<")
_LAST = re.compile(rb"</(?:[\w.-]+:)?(?:melding|Mottak)\s*>")
_LARGE: Final = 5_000_000  # bytes

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
    "mottattAvgiftOgTrekkTotalt": frozenset(SUMS),
    "innbetalingsinformasjon": frozenset({"kontonummer", "forfallsdato", *PAYMENTS}),
}
"""What is read of each element, by the element that holds it; below `virksomhet` the message is repeated."""
_ECHO: Final = "virksomhet"
_READ_AS: Final[Mapping[str, str]] = {
    **dict.fromkeys(SUMS, "amount"),
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
        reports = tuple(report_of(each) for each in children(group, "mottattLeveranse"))
        if self._more:
            self._unknown.append(UnknownPart("melding", "…", f"+{self._more}", 0))
        return FeedbackMonth(
            month_said(text_of(group, "kalendermaaned")),
            text_of(group, "innsender", "norskIdentifikator"),
            text_of(group, "opplysningspliktig", "norskIdentifikator"),
            reports,
            sums_of(periods),
            tuple(payment_of(each) for each in children(group, "innbetalingsinformasjon")),
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
                elif (form := _READ_AS.get(called)) and not READABLE[form]((child.text or "").strip()):
                    self._keep(partial(_part, child, way))
            else:
                self._keep(partial(_part, child, way))
                if len(child):
                    self._take_inside(child, way)

    def _own_attributes(self, element: etree._Element, path: str) -> None:
        for called, value in attributes(element):
            self._keep(partial(UnknownPart, f"{path}/@{called}", called, value, line_of(element)))

    def _keep(self, part: Callable[[], UnknownPart]) -> None:
        if len(self._unknown) < _MOST_UNKNOWN:
            self._unknown.append(part())
        else:
            self._more += 1

    def _take(self, element: etree._Element, path: str) -> None:
        """A finding, or those inside one that only holds others."""
        said = list(texts_of(element))
        if said or next(element.iterdescendants(_AVVIK), None) is None:
            self._findings.append(finding_of(element, said, path))
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
        said += [f"{called}: {value}" for called, value in attributes(each)]
        text = (each.text or "").strip()
        if text:
            said.append(text if each is element else f"{name(each)}: {text}")
    return UnknownPart(path, name(element), " · ".join(said), line_of(element))


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
