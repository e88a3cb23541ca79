"""A case of the a-melding in few words: the scenario from short parts, and what its messages say in short lines."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from lxml import etree

from models.values.span import Month
from services.actions.run_files import report_of_month
from services.actions.scenario import Book
from tests.builders import EMPLOYER, OTHER_UNIT, UNIT, person_number

BORN = date(1984, 3, 2)
UNITS = {UNIT: "A", OTHER_UNIT: "B"}
PEOPLE = {person_number(BORN, 300 + 20 * number): str(number) for number in range(1, 6)}
NUMBERS = {number: national for national, number in PEOPLE.items()}
ORD, SEA = "ordinaertArbeidsforhold", "maritimtArbeidsforhold"
FREE, PEN = "frilanserOppdragstakerHonorarPersonerMm", "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
NEVER = "arbeidsforholdetSkulleAldriVaertRapportert"
MOVED = "endringIOrganisasjonsstrukturEllerByttetJobbInternt"
RESIGNED = "arbeidstakerHarSagtOppSelv"
SHORT = {ORD: "ord", SEA: "sea", FREE: "free", PEN: "pen"}
ABROAD = 'born = 1984-03-02\ninternational_id = { value = "P1234567", type = "passnummer", country = "SE" }'


# --- the scenario -----------------------------------------------------------------------------------------------------


def head(employer: str = "", unit_a: str = 'zone = "1"', unit_b: str = "") -> str:
    """The employer with sub-unit A, and B where it has a zone."""
    units = f'[[establishment]]\norgnr = "{UNIT}"\n{unit_a}\n'
    if unit_b:
        units += f'[[establishment]]\norgnr = "{OTHER_UNIT}"\n{unit_b}\n'
    return f"""scenario = 1
title = "A case"
country = "NO"
[employer]
name = "Fjordglimt Verksted AS"
orgnr = "{EMPLOYER}"
pension_percent = "2"
pension_provider = "810000007"
{employer}
{units}"""


def who(number: int, *parts: str, national: bool = True, more: str = "", card: str = "", year: int = 2026) -> str:
    """An employee, taxed at 30 per cent, with employments and lines."""
    known = f'national_id = "{NUMBERS[str(number)]}"\n' if national else ""
    card = card or 'kind = "percent"\npercent = "30"'
    return (
        f'[[employee]]\nnumber = {number}\nname = "Prøve {number}"\nbank_account = "12045101388"\n{known}{more}\n'
        f"[[employee.tax_card]]\nyear = {year}\n{card}\n" + "".join(parts)
    )


def job(more: str = "", *terms: str, start: str = "2024-01-01", name: str = "1", salary: str = "40000.00") -> str:
    """An employment with its terms: those of the start, at 100 per cent, where none are given."""
    first = terms or (f'from = {start}\nmonthly_salary = "{salary}"',)
    dated = "".join(f"[[employee.employment.terms]]\n{each}\n" for each in first)
    return f'[[employee.employment]]\nid = "{name}"\nstart = {start}\noccupation = "7231101"\n{more}\n{dated}'


def fee(start: str, more: str = "") -> str:
    return job(f'type = "{FREE}"\n{more}', f'from = {start}\npay = "fee"', start=start)


def run(month: str, *lines: str, kind: str = "ordinary", day: int = 20, more: str = "") -> str:
    paid = "".join(f"[[run.line]]\n{each}\n" for each in lines)
    return f'[[run]]\nmonth = "{month}"\npay_date = {month}-{day}\nkind = "{kind}"\n{more}\n{paid}'


def line(employee: int, slug: str, amount: str = "", more: str = "") -> str:
    paid = f'amount = "{amount}"\n' if amount else ""
    return f'employee = {employee}\ntype = "{slug}"\n{paid}{more}'


def message(name: str, month: str, kind: str = "first") -> str:
    return f'[[message]]\nid = "{name}"\nmonth = "{month}"\nkind = "{kind}"\n'


# --- the message in short lines ---------------------------------------------------------------------------------------


def short(xml: bytes) -> Iterator[str]:
    """What the message says, a line each: its kind first, then sub-unit and person."""

    def text(element: etree._Element, *names: str) -> str:
        for name in names:
            found = element.find(f"{{*}}{name}")
            if found is None:
                return ""
            element = found
        return element.text or ""

    root = etree.fromstring(xml)
    for unit in root.iter("{*}virksomhet"):
        place = UNITS[text(unit, "norskIdentifikator")]
        for person in unit.findall("{*}inntektsmottaker"):
            number = text(person, "norskIdentifikator")
            abroad = text(person, "internasjonalIdentifikator", "identifikator")
            name = f"{place} {PEOPLE.get(number, '-')}"
            if abroad:
                born = text(person, "identifiserendeInformasjon", "foedselsdato")
                yield f"id {name} {abroad} {text(person, 'internasjonalIdentifikator', 'land')} {born}"
            else:
                yield f"id {name}"
            for each in person.findall("{*}arbeidsforhold"):
                yield " ".join(filter(None, ["job", name, *_job(each, text)]))
                if changed := text(each, "sisteLoennsendringsdato"):
                    percent = text(each, "sisteDatoForStillingsprosentendring")
                    hours = text(each, "antallTimerPerUkeSomEnFullStillingTilsvarer")
                    yield f"since {name} pay {changed} percent {percent} of {hours}"
            for each in person.findall("{*}fradrag"):
                yield f"less {name} {text(each, 'beskrivelse')} {text(each, 'beloep')}"
            for each in person.findall("{*}forskuddstrekk"):
                yield f"tax {name} {text(each, 'beskrivelse')} {text(each, 'beloep')}"
            for each in person.findall("{*}inntekt"):
                yield " ".join(filter(None, ["pay", name, *_pay(each, text)]))
            for each in person.findall("{*}utleggstrekk"):
                yield f"claim {name} {text(each, 'beskrivelse')} {text(each, 'beloep')}"
        contribution = unit.find("{*}arbeidsgiveravgift")
        for each in contribution if contribution is not None else ():
            kind = etree.QName(each).localname
            if kind == "samletGrunnlagUnderOpplysningsplikt":
                yield f"below {place} {each.text}"
                continue
            what = {"loennOgGodtgjoerelse": "pay", "tilskuddOgPremieTilPensjon": "pension"}.get(kind, "refund")
            amount = text(each, "avgiftsgrunnlagBeloep") or text(each, "avgiftsfradragBeloep")
            code = text(each, "beregningskodeForArbeidsgiveravgift")
            rate = text(each, "prosentsatsForAvgiftsberegning")
            yield f"aga {place} {what} {code} {text(each, 'sone')} {amount} {rate}"
    for each in root.iter("{*}annenBagatellmessigStoette"):
        yield f"aid {each.text}"
    for each in root.iter("{*}spraakForTilbakemelding"):
        yield f"answer {each.text}"
    for each in root.iter("{*}betalingsinformasjon"):
        for sum_ in each:
            if len(sum_):
                yield f"sum {text(sum_, 'loennsutbetalingsdato')} {text(sum_, 'beloep')}"
            else:
                yield f"sum {etree.QName(sum_).localname} {sum_.text}"


def _job(each: etree._Element, text: object) -> Iterator[str]:
    def get(*names: str) -> str:
        return text(each, *names)  # type: ignore[operator,no-any-return]

    yield SHORT[get("typeArbeidsforhold")]
    if name := get("arbeidsforholdId"):
        yield f"#{name}"
    if start := get("startdato"):
        yield f"{start}→{get('sluttdato')}"
    if percent := get("stillingsprosent"):
        yield f"{percent}%"
    yield get("aarsakTilSluttdato")
    if since := get("loennsansiennitet"):
        yield f"service {since}"
    if step := get("loennstrinn"):
        yield f"step {step}"
    if get("fartoey", "skipsregister"):
        yield "/".join(get("fartoey", part) for part in ("skipsregister", "skipstype", "fartsomraade"))


_SEVERAL = ("elektroniskKommunikasjon", "stipend", "annet")  # descriptions that go with several kinds of benefit


def _pay(each: etree._Element, text: object) -> Iterator[str]:
    def get(*names: str) -> str:
        return text(each, *names)  # type: ignore[operator,no-any-return]

    yield get("loennsinntekt", "beskrivelse")
    yield get("beloep")
    if count := get("loennsinntekt", "antall"):
        yield f"×{count}"
    if name := get("arbeidsforholdId"):
        yield f"#{name}"
    if get("inngaarIGrunnlagForTrekk") == "false":
        yield "free"
    if first := get("startdatoOpptjeningsperiode"):
        yield f"{first}→{get('sluttdatoOpptjeningsperiode')}"
    if price := get("loennsinntekt", "tilleggsinformasjon", "bilOgBaat", "listeprisForBil"):
        yield f"list {price}"
    car = ("loennsinntekt", "tilleggsinformasjon", "bilOgBaat")
    yield get(*car, "bilregistreringsnummer")
    for mark in ("erAnnenBil", "erBilUtenforStandardregelen"):
        if get(*car, mark) == "true":
            yield mark
    if home := get("loennsinntekt", "spesifikasjon", "skattemessigBosattILand"):
        yield f"home {home}"
    if place := get("loennsinntekt", "spesifikasjon", "opptjeningsland"):
        yield f"in {place}"
    if get("fordel") == "utgiftsgodtgjoerelse" and get("loennsinntekt", "beskrivelse") in _SEVERAL:
        yield "expenses"
    yield get("skatteOgAvgiftsregel")


@cache
def schema(file: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(file))


def written(book: Book, month: str) -> bytes:
    """The newest message of the month."""
    made = [each.content for each in book.messages if str(each.month) == month]
    return made[-1] if made else report_of_month(book.month(Month.parse(month)))[0].content
