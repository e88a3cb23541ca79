"""Answers about tax cards as Skatteetaten writes them, and as it does not; everybody is made up."""

from __future__ import annotations

V3 = "urn:no:skatteetaten:fastsetting:formueinntekt:forskudd:skattekorttilarbeidsgiver:v3"
V2 = "urn:ske:fastsetting:formueinntekt:forskudd:skattekorttilarbeidsgiver:v2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
US, OTHERS = "314572106", "310000019"
AASE, PER, KARI, ALI, MAX, JAN, ODA = (
    "12838543284",
    "07917821164",
    "30869138882",
    "01810051236",
    "24926909785",
    "55878225510",
    "02820470209",
)
MAIN, OTHER, NAV = "loennFraHovedarbeidsgiver", "loennFraBiarbeidsgiver", "loennFraNAV"
OK, NONE, NOT_LIABLE = "skattekortopplysningerOK", "ikkeSkattekort", "ikkeTrekkplikt"
RENEWED, BAD_PERSON = "utgaattDnummerSkattekortForFoedselsnummerErLevert", "ugyldigFoedselsEllerDnummer"


def table(number: str = "8100", percent: str = "38.0", months: str = "10.5", code: str = MAIN, **other: str) -> str:
    """A row by table; an empty text leaves its element out."""
    kind = other.get("kind", "trekktabellForLoenn")
    inside = _tags(tabelltype=kind, tabellnummer=number, prosentsats=percent, antallMaanederForTrekk=months)
    return row("Trekktabell", inside, code)


def percent(value: str = "38.0", months: str = "", code: str = MAIN) -> str:
    """A row by percentage."""
    return row("Trekkprosent", _tags(prosentsats=value, antallMaanederForTrekk=months), code)


def exempt(amount: str | None = "100000", code: str = MAIN) -> str:
    """A row of an exemption card; None is one without limit."""
    return row("Frikort", "" if amount is None else f"<frikortbeloep>{amount}</frikortbeloep>", code)


def row(kind: str, inside: str, code: str = MAIN) -> str:
    """A row of a card."""
    return f'<forskuddstrekk xsi:type="{kind}"><trekkode>{code}</trekkode>{inside}</forskuddstrekk>'


def card(*rows: str, issued: str = "2025-12-08", number: str = "100001") -> str:
    """A card."""
    return f"<skattekort>{_tags(utstedtDato=issued, skattekortidentifikator=number)}{''.join(rows)}</skattekort>"


def person(inside: str = "", *, who: str = AASE, result: str = OK, year: str = "2026", added: str = "") -> str:
    """What is said of one person; `inside` is their card."""
    head = _tags(arbeidstakeridentifikator=who, resultatPaaForespoersel=result)
    return f"<arbeidstaker>{head}{inside}{_tags(tilleggsopplysning=added, inntektsaar=year)}</arbeidstaker>"


def employer(*people: str, number: str = US) -> str:
    """The people of one employer."""
    who = f"<arbeidsgiveridentifikator>{_tags(organisasjonsnummer=number)}</arbeidsgiveridentifikator>"
    return f"<arbeidsgiver>{who if number else ''}\n" + "\n".join(people) + "\n</arbeidsgiver>"


def answer(*people: str, number: str = US, namespace: str = V3) -> bytes:
    """A whole file, a person a line from line 3 on."""
    return document(employer(*people, number=number), namespace=namespace)


def document(*employers: str, namespace: str = V3) -> bytes:
    """A whole file of employers."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    root = f'<skattekortTilArbeidsgiver xmlns="{namespace}" xmlns:xsi="{XSI}">'
    return (head + root + "".join(employers) + "</skattekortTilArbeidsgiver>").encode()


def _tags(**values: str) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value)
