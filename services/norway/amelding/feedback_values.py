"""What the elements of the feedback on a-meldinger say: a finding, a report, sums, how to pay (amelding 10).

No official form of it was to be had: a finding is understood by what it says, and what cannot be read is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from models.values.money import Money
from models.values.span import Month
from services.engine.feedback import (
    DeliveryState,
    FeedbackFinding,
    FeedbackPayment,
    FeedbackPlace,
    FeedbackReport,
    FeedbackSums,
)
from services.files.safe_xml import children, name, text_of
from services.norway.amelding.finding import Level

AVVIK: Final = "avvik"

_CODE = re.compile(r"MAGNET[_-][A-Z]*-?[0-9]+[A-Z]?(?:-[0-9]+)?")
_OLD_CODE = re.compile(r"\bF[0-9]{3}[A-Z]?(?:-[0-9]+)?\b")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_AMOUNT = re.compile(r"([-−+]?)([0-9]{1,15})(?:[.,]([0-9]{1,6}))?", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
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
PAYMENTS: Final[Mapping[str, str]] = {
    "kidForArbeidsgiveravgift": "aga",
    "kidForForskuddstrekk": "withholding",
    "kidForFinansskattLoenn": "finance_tax",
    "kidForUtleggstrekk": "attachments",
}
SUMS: Final[Mapping[str, str]] = {
    "sumForskuddstrekk": "withholding",
    "sumArbeidsgiveravgift": "aga",
    "sumFinansskattLoenn": "finance_tax",
    "sumUtleggstrekk": "attachments",
}
"""The sums and the payment references by what they are for."""

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"


def attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The attributes by local name, but for those that belong to XML Schema."""
    for called, value in element.attrib.items():
        if not str(called).startswith(_XSI):
            yield str(called).rpartition("}")[2], str(value).strip()


def line_of(element: etree._Element) -> int:
    """The line of the file that it stands in; 0 where that is not known."""
    line: Any = element.sourceline
    return line or 0


# --- a finding -----------------------------------------------------------------------------------------------------


def texts_of(element: etree._Element) -> Iterator[str]:
    """Everything that a finding says: attributes, texts, and what stands between; not what a finding inside says."""

    def of(each: etree._Element) -> Iterator[str]:
        yield from (value for _, value in attributes(each))
        yield each.text or ""
        for child in each.iterchildren(etree.Element):
            if name(child) != AVVIK:
                yield from of(child)
            yield child.tail or ""

    return (kept for text in of(element) if (kept := " ".join(text.split())))


def finding_of(element: etree._Element, said: Sequence[str], path: str) -> FeedbackFinding:
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
        line_of(element),
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


def report_of(element: etree._Element) -> FeedbackReport:
    """What is said of one delivery."""
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
        sums_of([element]),
        own.upper().startswith(_BY_HAND),
        line_of(element),
    )


def sums_of(holders: Sequence[etree._Element]) -> FeedbackSums:
    """The sums of a delivery or of the month. Withheld tax may come with a minus (amelding 10.1)."""
    found: dict[str, Money] = {}
    for holder in holders:
        for totals in children(holder, "mottattAvgiftOgTrekkTotalt"):
            by_day = [_amount(text_of(each, "beloep")) for each in children(totals, _PER_DAY)]
            if by_day and None not in by_day:  # as the message of 2026 has it; the sum alone goes before
                found["withholding"] = abs(Money.total(each for each in by_day if each is not None))
            for element in totals.iterchildren(etree.Element):
                kind = SUMS.get(name(element))
                amount = _amount((element.text or "").strip())
                if kind is not None and amount is not None:
                    found[kind] = amount if kind in _SIGNED else abs(amount)
    return FeedbackSums(**found)


_PER_DAY: Final = "sumForskuddstrekkPerLoennsutbetalingsdato"
_SIGNED: Final = ("aga", "finance_tax")  # a correction may make them less than nothing


def payment_of(element: etree._Element) -> FeedbackPayment:
    """How to pay."""
    references = {
        kind: text
        for child in element.iterchildren(etree.Element)
        if (kind := PAYMENTS.get(name(child))) is not None and (text := "".join((child.text or "").split()))
    }
    return FeedbackPayment(text_of(element, "kontonummer"), _day(text_of(element, "forfallsdato")), references)


def _amount(text: str) -> Money | None:
    """Kroner, with or without øre; None for what is no amount."""
    found = _AMOUNT.fullmatch(text.replace(" ", "").replace("\u00a0", ""))
    if found is None:
        return None
    amount = Money.rounded(Decimal(f"{found[2]}.{found[3] or 0}"))
    return -amount if found[1] in ("-", "−") else amount


def month_said(text: str) -> Month | None:
    """The month that a text begins with; None where it names none of a-meldinger."""
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


READABLE: Final[Mapping[str, Callable[[str], object]]] = {
    "amount": lambda text: _amount(text) is not None,
    "count": _COUNT.fullmatch,
    "moment": lambda text: _moment(text) is not None,
    "day": lambda text: _day(text) is not None,
    "month": lambda text: month_said(text) is not None,
}
"""Whether a text can be read as what it should be."""
