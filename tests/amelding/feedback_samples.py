"""Feedback on a-meldinger (A03) of our own making: derived, not official. No form of it is known for certain."""

from __future__ import annotations

import io
import zipfile

BAKERY, UNIT = "310000019", "315000017"
ACCOUNT = "15032001006"
KID_AGA, KID_TAX = "3162000012026116", "3162000012026124"


def delivery(
    name: str,
    state: str = "mottatt",
    replaces: str = "",
    at: str = "",
    tax: int | None = None,
    aga: int | None = None,
    more: str = "",
) -> str:
    """One `mottattLeveranse`."""
    sums = total(tax, aga) if tax is not None or aga is not None else ""
    return (
        f"<mottattLeveranse><meldingsId>{name}</meldingsId>"
        + (f"<erstatterMeldingsId>{replaces}</erstatterMeldingsId>" if replaces else "")
        + f"<mottakstatus>{state}</mottakstatus>"
        + (f"<tidsstempelFraAltinn>{at}</tidsstempelFraAltinn>" if at else "")
        + f"{sums}{more}</mottattLeveranse>"
    )


def total(tax: int | None = None, aga: int | None = None, more: str = "") -> str:
    """`mottattAvgiftOgTrekkTotalt`."""
    inside = f"<sumForskuddstrekk>{tax}</sumForskuddstrekk>" if tax is not None else ""
    inside += f"<sumArbeidsgiveravgift>{aga}</sumArbeidsgiveravgift>" if aga is not None else ""
    return f"<mottattAvgiftOgTrekkTotalt>{inside}{more}</mottattAvgiftOgTrekkTotalt>"


def period(inside: str) -> str:
    """`mottattPeriode`."""
    return f"<mottattPeriode>{inside}</mottattPeriode>"


def payment(account: str = ACCOUNT, aga: str = KID_AGA, tax: str = KID_TAX, more: str = "") -> str:
    """`innbetalingsinformasjon`."""
    return (
        f"<innbetalingsinformasjon><kontonummer>{account}</kontonummer>"
        f"<kidForArbeidsgiveravgift>{aga}</kidForArbeidsgiveravgift>"
        f"<kidForForskuddstrekk>{tax}</kidForForskuddstrekk>"
        f"<forfallsdato>2026-05-15</forfallsdato>{more}</innbetalingsinformasjon>"
    )


def avvik(code: str = "MAGNET_EDAG-110", level: str = "RETNINGSLINJE", text: str = "Prøvetekst.") -> str:
    """A finding in one of its ways of writing."""
    return f"<avvik><id>{code}</id><alvorlighetsgrad>{level}</alvorlighetsgrad><tekst>{text}</tekst></avvik>"


def month(*inside: str, of: str = "2026-03", sender: str = BAKERY) -> str:
    """One `Mottak`; with an empty `of` it names no month."""
    said = f"<kalendermaaned>{of}</kalendermaaned>" if of else ""
    who = f"<innsender><norskIdentifikator>{sender}</norskIdentifikator></innsender>"
    return f"<Mottak>{who}{said}{''.join(inside)}</Mottak>"


def feedback(*months: str) -> bytes:
    """A whole file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<melding>{"".join(months)}</melding>'.encode()


def zipped(content: bytes, name: str = "tilbakemelding.xml") -> bytes:
    """The same as it comes in a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def person(number: str, inside: str = "", employment: str = "") -> str:
    """An `inntektsmottaker` of the echo."""
    job = f"<arbeidsforhold><arbeidsforholdId>{employment}</arbeidsforholdId>{inside}</arbeidsforhold>"
    held = job if employment else inside
    return f"<inntektsmottaker><norskIdentifikator>{number}</norskIdentifikator>{held}</inntektsmottaker>"


def unit(*people: str, number: str = UNIT) -> str:
    """A `virksomhet` of the echo."""
    return f"<virksomhet><norskIdentifikator>{number}</norskIdentifikator>{''.join(people)}</virksomhet>"
