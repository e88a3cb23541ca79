"""Every code of every list: a message of the program that holds it, or the reason why no message does (amelding 3).

The codes are swept one by one through the facts that lead to them; each message follows the official schema where that
is at hand, and holds only codes of the month that it reports (control 114B).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.desk.calculate import calculate
from services.engine.facts import (
    Absence,
    Establishment,
    InternationalId,
    OwnRate,
    PayChoices,
    PersonFacts,
    RunFacts,
    RunHead,
    TaxCard,
    Vessel,
)
from services.engine.rates import MissingRate
from services.norway.amelding import words
from services.norway.amelding.controls import check
from services.norway.amelding.description import Group, newest
from services.norway.amelding.message import Leveranse
from services.norway.amelding.write import write
from services.norway.rules.absence.kinds import LAYOFF, LEAVES, UNPAID
from services.norway.rules.employer_contribution import OWN_RATES
from services.reference.codes import code_lists
from services.reference.wage_type_rows import wage_types
from tests.amelding.samples import MARCH, OSLO, employer, employment, line, message, person, run, terms

CODES = code_lists("no/amelding_codes")
HEAD = RunHead(MARCH, date(2026, 3, 20))
Seen = set[tuple[str, str]]


# --- messages that hold the codes -------------------------------------------------------------------------------------


def of_employments() -> Iterator[Leveranse]:
    """Types, schedules, forms, reasons and vessels: each code in an employment of its own."""
    for kind in CODES["typeArbeidsforhold"]:
        paid = terms() if kind.startswith(("ord", "mar")) else terms(monthly_salary=None, pay="fee")
        yield message(run(person(1, employment(paid, type=kind), lines=[line("fee", amount="1000")])))
    hours = {"skift365": "36.5", "doegnkontinuerligSkiftOgTurnus355": "35.5"}
    for schedule in CODES["arbeidstidsordning"].valid(MARCH):
        full = terms(full_time_hours=Decimal(hours.get(schedule.code, "33.6" if "336" in schedule.code else "37.5")))
        yield message(people=[person(1, employment(full, work_schedule=schedule.code))])
    for form in CODES["formForAnsettelse"].valid(MARCH):
        yield message(people=[person(1, employment(form=form.code))])
    for reason in CODES["aarsakTilSluttdato"].valid(MARCH):
        yield message(people=[person(1, employment(end=date(2026, 3, 15), end_reason=reason.code))])
    for register in CODES["fartoey.skipsregister"]:
        for kind in CODES["fartoey.skipstype"]:
            for area in CODES["fartoey.fartsomraade"]:
                at_sea = employment(type="maritimtArbeidsforhold", vessel=Vessel(register, kind, area))
                yield message(people=[person(1, at_sea)])


def of_leaves() -> Iterator[Leveranse]:
    """Each kind of absence that is leave, under the three lists: of 2017, of 2018 to 2022, of 2023 on."""
    for year in (2017, 2022, 2026):
        for kind in sorted(LEAVES | {LAYOFF, UNPAID}):
            away = Absence(kind, date(year, 3, 2), None, Percent.of("100"), id="p")
            form = "fast" if year > 2020 else ""  # asked for from 2021
            old = employment(terms(since=date(2015, 1, 1)), start=date(2015, 1, 1), form=form)
            yield message(people=[person(1, old, absences=(away,))], month=Month(year, 3))


def of_lines() -> Iterator[Leveranse]:
    """Each wage type that is reported, by a line above what is free of tax, and one below it."""
    hourly = employment(terms(monthly_salary=None, pay="hourly", hourly_rate=Money.kr(220)))
    for slug, kind in wage_types("NO").items():
        if kind.report is None or kind.report.description == "fradragIGrunnlagetForSone":
            continue
        jobs = (employment(), hourly) if kind.report_hourly else (employment(),)
        for job in jobs:
            made = list(paid_by(slug, person(1, job)))
            assert made, f"{slug}: no line of it could be paid"
            yield from made


def paid_by(slug: str, someone: PersonFacts) -> Iterator[Leveranse]:
    """Messages of one line of the type, by an amount or by a quantity and a rate, whichever the type can be paid by."""
    ways = (
        line(slug, amount="30000"),
        line(slug, "2", rate=Decimal("9000")),
        line(slug, "2", rate=Decimal("1")),
        line(slug, "2"),
        line(slug, "2", amount="30000"),
    )
    month = Month(2024, 3) if slug == "staff_discount" else MARCH  # its limit of 2026 is for the user to enter
    card = TaxCard(month.year, "percent", percent=Percent.of("30"))
    for way in ways:
        try:
            done = run(replace(someone, lines=(way,), tax_card=card), month=month)
        except (Refused, MissingRate):
            continue
        yield message(done, month=month)


def of_deductions() -> Iterator[Leveranse]:
    usual = (
        line("union_dues", amount="400"),
        line("pension_own", amount="800"),
        line("extra_withholding", amount="1500"),
        line("barrack_rent", amount="700"),
        line("fund_premium", amount="50"),
        line("foreign_pension_own", amount="60"),
    )
    for claim in ("tax", "coordinated"):
        yield message(run(person(1, lines=(*usual, line("attachment", amount="300", claim=claim)))))


def of_contributions() -> Iterator[Leveranse]:
    """Zones by the sub-unit; calculation codes whose rates the program has; the extra contribution of 2024."""
    for zone in CODES["sone"]:
        yield message(run(person(1), by=employer(Establishment(OSLO, zone))))
    for code in ("jordOgSkogbrukFiskeri", "sektorunnattAktivitet"):
        yield message(run(person(1), by=employer(Establishment(OSLO, "4a", calculation_code=code))))
    for code in sorted(OWN_RATES):
        rate = OwnRate(f"employer_contribution.{code}.zone_3", "percent", "7.3", date(2026, 1, 1), "made up")
        by = employer(Establishment(OSLO, "3", calculation_code=code), test_client=True)
        yield message(calculate(RunFacts("NO", HEAD, by, (person(1),), own_rates=(rate,))))
    rich = person(1, employment(terms("905000")), tax_card=TaxCard(2024, "percent", percent=Percent.of("30")))
    december = Month(2024, 12)
    yield message(run(rich, month=december), month=december)


def of_the_rest() -> Iterator[Leveranse]:
    """The rules of seafarers and of associations, a number of another country, the language of the answer."""
    at_sea = employment(type="maritimtArbeidsforhold", vessel=Vessel("nor", "annet", "innenriks"))
    yield message(run(person(1, at_sea, tax_card=TaxCard(2026, "table", "0101", Percent.of("30")))))
    for kind in CODES["identifikatortype"]:
        abroad = InternationalId("P123", kind, "SE")
        yield message(run(person(1, national_id="", international_id=abroad)))
    at_once = employer(sector="association", choices=PayChoices(below_limit="at_once"))
    yield message(run(person(1, lines=[line("fee", amount="900")], small_payments=True), by=at_once), by=at_once)
    for language in CODES["spraakForTilbakemelding"]:
        yield replace(message(people=[person(1)]), spraak_for_tilbakemelding=language)


WAYS = (of_employments, of_leaves, of_lines, of_deductions, of_contributions, of_the_rest)


def codes_in(xml: bytes) -> Seen:
    """The codes of the message, each with its list."""
    found: Seen = set()

    def walk(node: etree._Element, group: Group) -> None:
        for child in node:
            element = group[etree.QName(child).localname]
            if element.code_list and child.text:
                found.add((element.code_list, child.text))
            if element.group is not None:
                walk(child, element.group)

    root = newest().root.group
    assert root is not None
    walk(etree.fromstring(xml), root)
    return found


@cache
def messages() -> tuple[bytes, ...]:
    return tuple(write(each) for way in WAYS for each in way())


# --- the codes that none holds ----------------------------------------------------------------------------------------

NEVER_SENT = {
    "permitteringsaarsak": "of the element permittering, which is not in use: a layoff is told as leave",
    "inntjeningsforhold": "special earning conditions: no such facts are kept",
    "persontype": "commuters and shelf workers: no such facts are kept",
    "ytelseFraOffentlige": "of NAV alone",
    "pensjonEllerTrygd": "of pension payers: nothing in the program pays pensions",
    "naeringsinntekt": "of NAV and of those who pay fishermen and child minders",
}
"""Lists of which no code is ever written, and why."""

SVALBARD = "Svalbard and Jan Mayen: such pay is refused by its name"
NOT_SENT = {
    "skatteOgAvgiftsregel": {
        "svalbard janMayenOgBilandene": SVALBARD,
        "nettoloenn nettoloennForSjoefolk": "net pay agreements: no wage type and no tax card of them",
        "kildeskattPaaPensjoner": "of pension payers",
    },
    "forskuddstrekk.beskrivelse": {
        "svalbard janMayenOgBilandene betaltTrygdeavgiftTilJanMayen": SVALBARD,
        "kildeskattPaaPensjon barnepensjon": "of pension payers",
    },
    "fradrag.beskrivelse": {
        "fagforeningskontingentSvalbard fagforeningskontingentJanMayenOgBilandene premieTilPensjonsordningerSvalbard "
        "premieTilPensjonsordningerJanMayenOgBilandene premieTilFondOgTrygdSvalbard brakkeleieSvalbard": SVALBARD,
    },
    "beregningskodeForArbeidsgiveravgift": {
        "svalbard kunForskuddstrekk": "refused by their names: their rules are not in the program",
    },
    "loennsinntekt": {
        "reiseKostMedOvernattingPaaHotellBeordringUtover28Doegn "
        "reiseKostMedOvernattingTilLangtransportsjaafoerForKjoeringIUtlandet": "their free rates were not found",
        "kompensasjonstilleggBolig kommunalOmsorgsloennOgFosterhjemsgodtgjoerelse loennTilVergeFraFylkesmannen "
        "loennTilVergeFraStatsforvalteren skattepliktigGodtgjoerelseSaeravtaleUtland "
        "ikkeSkattepliktigLoennFraUtenlandskDiplomKonsulStasjon": "of the state, municipalities and embassies",
        "fondForIdrettsutoevere loennUtenlandskArtist": "funds of athletes, foreign artists: no such facts are kept",
        "beregnetSkatt betaltUtenlandskSkatt": "net pay agreements: no wage type and no tax card of them",
        "innbetalingTilUtenlandskPensjonsordning": "foreign pension schemes: no such facts are kept",
        "kostbesparelseIHjemmet besoeksreiserHjemmetAnnet besoeksreiserHjemmetKilometergodtgjoerelseBil "
        "besoeksreiserHjemmetKost arbeidsoppholdKost arbeidsoppholdLosji losjiEgenBrakkeCampingvogn": (
            "commuters and their homes: no such facts are kept"
        ),
    },
}
"""Codes in use that no message holds, and why."""


def reasons() -> dict[tuple[str, str], str]:
    return {
        (name, code): reason
        for name, rows in NOT_SENT.items()
        for codes, reason in rows.items()
        for code in codes.split()
    }


def test_every_code_that_is_in_use_is_written_or_there_is_a_reason() -> None:
    """Codes that were not in use any more in 2024, the first year of the program, are left out."""
    seen = {each for xml in messages() for each in codes_in(xml)}
    seen |= {("identifikatortype", code) for code in CODES["identifikatortype"] if any(holds_id(code))}
    in_use = {
        (name, code.code)
        for name, codes in CODES.items()
        if name not in NEVER_SENT
        for code in codes.values()
        if code.last is None or code.last >= Month(2024, 1)
    }
    known = reasons()
    assert in_use - seen - set(known) == {("loennsinntekt", "bonusFraForsvaret")}  # of the armed forces, to 2024
    assert not set(known) & seen, "a reason that holds no more"
    assert set(known) <= in_use
    assert not [each for each in seen if each[0] in NEVER_SENT]


def holds_id(kind: str) -> Iterator[bool]:
    """Of each message, whether it has a number of another country of that kind."""
    return (f"<identifikatortype>{kind}<".encode() in xml for xml in messages())


def test_no_message_has_a_code_that_is_not_of_its_month() -> None:
    """Nor a line of pay whose kind, flags and description do not go together (control 200)."""
    said = {
        (each.control, each.code, str(each.what))
        for xml in messages()
        for each in check(xml)
        if each.code.endswith(("114B", "-115", "-200", "-291", "000002")) or each.control == "not_in_use"
    }
    assert said == set()


def test_every_one_follows_the_official_schema(shared: Path) -> None:
    official = etree.XMLSchema(etree.parse(shared / "reference" / "amelding" / "amelding_v2_3.xsd"))
    for xml in messages():
        assert official.validate(etree.fromstring(xml)), official.error_log


@pytest.mark.parametrize("name", sorted(set(CODES) - {"sone"}))  # zones are known by their numbers
def test_every_code_has_a_word_on_the_screen(name: str) -> None:
    """Also those that other programs alone write: a foreign file is read in words."""
    assert set(CODES[name]) <= set(words.CODES)
