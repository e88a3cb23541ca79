"""What the columns of a list of employees are called here and in other programs, and the words in them that are codes.

The names of targets are those of the fields of the form of a new employee, so that what the form says stands beside
the cell that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from models.values.message import Message
from services.desk.table_kind import TableTarget
from services.desk.table_people import NAME, NATIONAL_ID, NUMBER
from services.files.cells import plain_header
from services.files.column_reading import Reading
from services.reference import employment_words as words
from services.reference.formats import LANGUAGES
from services.reference.texts import texts

_NEXT_FREE: Final = Message("Where there is none, the next free numbers are given")

_PERSON: Final = (
    replace(NUMBER, note=_NEXT_FREE),
    replace(NAME, headers=(*NAME.headers, "visningsnavn", "ansattes navn", "display name", "medarbejdernavn")),
    TableTarget(
        "first_name",
        Message("First name"),
        headers=("fornavn", "given name", "for- og mellomnavn", "fornavn og mellomnavn", "fornavne", "forname"),
        one_of="who",
        example="Ingrid",
    ),
    TableTarget(
        "last_name",
        Message("Surname"),
        headers=("etternavn", "efternavn", "last name", "family name", "slektsnavn"),
        one_of="who",
        example="Haugen",
    ),
    NATIONAL_ID,
    TableTarget(
        "born",
        Message("Birth date"),
        Reading.DAY,
        ("fødselsdato", "født", "født dato", "fødselsdag", "date of birth", "dob", "birthday", "fødselsdata", "f.dato"),
        example="05.11.1990",
    ),
    TableTarget(
        "international_id",
        Message("Foreign identity number"),
        headers=("passnummer", "passnr", "pass", "utenlandsk id", "internasjonal id", "passport no", "pasnummer"),
        note=Message("Only for somebody without a Norwegian number"),
        secret=True,
    ),
    TableTarget(
        "international_type",
        Message("Kind of foreign number"),
        headers=("type internasjonal id", "internasjonal id type", "id type"),
    ),
    TableTarget(
        "international_country",
        Message("Country of the foreign number"),
        headers=("utstederland", "land internasjonal id", "passland", "issuing country"),
        example="PL",
    ),
    TableTarget(
        "address",
        Message("Address"),
        headers=(
            *("adresse", "adresse 1", "adresselinje 1", "gateadresse", "gate", "postadresse", "bostedsadresse"),
            *("privatadresse", "street", "address line 1", "address 1", "vej", "hjemmeadresse", "bopel"),
        ),
        example="Fjellveien 3",
    ),
    TableTarget(
        "address_2",
        Message("Address, second line"),
        headers=("adresse 2", "adresselinje 2", "address line 2", "address 2", "c/o"),
    ),
    TableTarget(
        "postcode",
        Message("Postcode"),
        headers=("postnr", "postnummer", "post nr", "postkode", "zip", "zip code", "postal code", "post code"),
        example="5019",
    ),
    TableTarget(
        "place",
        Message("Postal place"),
        headers=("poststed", "sted", "by", "city", "town", "postal place", "postdistrikt"),
        example="Bergen",
    ),
    TableTarget(
        "email",
        Message("E-mail"),
        headers=("e-post", "epost", "epostadresse", "e-postadresse", "e-mail", "email address", "mail", "mailadresse"),
    ),
    TableTarget(
        "bank_account",
        Message("Account number"),
        headers=(
            *("kontonummer", "kontonr", "bankkonto", "bankkontonr", "bankkontonummer", "konto", "lønnskonto", "iban"),
            *("bank account", "account no", "bankkontonr.", "utbetalingskonto", "bank account number", "kontonr."),
        ),
        example="1203 40 01373",
        note=Message("Eleven digits, or the IBAN of an account abroad"),
        secret=True,
    ),
    TableTarget(
        "bank_bic", Message("BIC of the bank"), headers=("bic", "swift", "bic/swift", "swift/bic", "swiftkode")
    ),
    TableTarget(
        "language",
        Message("Language of the payslip"),
        headers=("språk", "sprog", "language", "lønnsslippspråk"),
    ),
    TableTarget(
        "tax_home",
        Message("Resident for tax in"),
        headers=("skattemessig bosted", "skatteland", "tax residence", "tax country"),
        note=Message("Two letters, like SE; empty is Norway"),
    ),
)

_EMPLOYMENT: Final = (
    TableTarget(
        "establishment",
        Message("Sub-unit"),
        headers=(
            *("virksomhet", "underenhet", "virksomhetsnr", "virksomhetsnummer", "org.nr virksomhet", "orgnr", "org.nr"),
            *("bedrift", "bedriftsnr", "organisasjonsnummer underenhet", "produktionsenhed", "business unit"),
            "organisasjonsnummer",
        ),
        note=Message("Its organisation number or its name"),
    ),
    TableTarget(
        "type",
        Message("Kind of employment"),
        headers=("type arbeidsforhold", "arbeidsforholdstype", "arbeidsforhold", "ansettelsestype", "employment type"),
        example=words.TYPES["ordinaertArbeidsforhold"].name,
    ),
    TableTarget(
        "form",
        Message("Form of employment"),
        headers=("ansettelsesform", "form for ansettelse", "ansættelsesform", "employment form", "fast/midlertidig"),
        example=words.FORMS["fast"].name,
    ),
    TableTarget(
        "start",
        Message("First day at work"),
        Reading.DAY,
        (
            *("startdato", "ansattdato", "ansatt fra", "ansattfra", "ansettelsesdato", "tiltredelsesdato", "tiltrådt"),
            *("ansatt dato", "start", "første arbeidsdag", "ansat fra", "ansættelsesdato", "tiltrædelsesdato"),
            *("start date", "hire date", "employed from", "employment date", "første dag", "begynte", "startet"),
            *("arbeidsforhold startdato", "first day"),
        ),
        example="01.08.2024",
    ),
    TableTarget(
        "employment_end",
        Message("Last day at work"),
        Reading.DAY,
        (
            *("sluttdato", "ansatt til", "ansattil", "fratredelsesdato", "sluttet", "fratrådt", "siste arbeidsdag"),
            *("slutdato", "fratrædelsesdato", "end date", "termination date", "employed to", "siste dag", "end"),
            *("arbeidsforhold sluttdato", "last day", "ansat til"),
        ),
    ),
    TableTarget(
        "end_reason",
        Message("Reason for the end"),
        headers=("sluttårsak", "årsak til sluttdato", "årsak sluttdato", "sluttgrunn", "slutårsag", "end reason"),
    ),
    TableTarget(
        "occupation",
        Message("Occupation code"),
        headers=(
            *("yrkeskode", "yrke", "stillingskode", "styrk", "yrkestittel", "erhverv", "stillingskode (yrkeskode)"),
            *("occupation", "job code", "yrkesbetegnelse", "yrkeskode styrk98"),
        ),
        example="5223108",
        note=Message("Seven digits, or what the occupation is called"),
    ),
    TableTarget(
        "title",
        Message("Title"),
        headers=("stilling", "stillingstittel", "tittel", "stillingsbetegnelse", "titel", "position", "job title"),
    ),
    TableTarget(
        "work_schedule",
        Message("Working hours arrangement"),
        headers=("arbeidstidsordning", "arbeidstid", "turnus", "arbejdstidsordning", "work schedule", "skift"),
        example=words.SCHEDULES["ikkeSkift"].name,
    ),
    TableTarget(
        "seniority",
        Message("Seniority from"),
        Reading.DAY,
        ("ansiennitet", "ansiennitetsdato", "lønnsansiennitet", "anciennitet", "anciennitetsdato", "seniority date"),
    ),
    TableTarget("zone", Message("Zone"), headers=("sone", "agasone", "arbeidsgiveravgiftssone", "aga-sone")),
    TableTarget("vessel_register", Message("Ship register"), headers=("skipsregister",)),
    TableTarget("vessel_type", Message("Type of ship"), headers=("skipstype",)),
    TableTarget("vessel_area", Message("Trading area"), headers=("fartsområde",)),
)

_PAY: Final = (
    TableTarget(
        "percent",
        Message("Percentage of a full position"),
        Reading.PERCENT,
        (
            *("stillingsprosent", "stillings%", "still.%", "stillingsandel", "stillingsbrøk", "prosent"),
            *("beskæftigelsesgrad", "ansættelsesprocent", "fte", "position percent", "employment percentage"),
            *("stillingspst", "stillingsprosent %", "percentage of full time"),
        ),
        example="100 %",
    ),
    TableTarget(
        "full_time_hours",
        Message("Hours of a full position"),
        Reading.HOURS,
        (
            *("timer per uke", "timer pr uke", "timer i uken", "arbeidstimer per uke", "timer pr. uke full stilling"),
            *("timer full stilling", "arbeidstimer pr uke i full stilling", "timer pr uge", "ugentlige timer"),
            *("hours per week", "weekly hours", "antall timer per uke som en full stilling tilsvarer", "uketimer"),
        ),
        example="37,5",
        note=Message("A week; 37.5 where there is none"),
    ),
    TableTarget(
        "pay",
        Message("Form of pay"),
        headers=(
            "avlønning",
            "avlønningstype",
            "lønnstype",
            "lønnsform",
            "løntype",
            "lønform",
            "pay type",
            "wage form",
        ),
        example=words.PAYS["monthly"].name,
    ),
    TableTarget(
        "monthly_salary",
        Message("Monthly salary"),
        Reading.KRONER,
        (
            *("månedslønn", "fastlønn", "fast lønn", "mnd lønn", "mnd.lønn", "månedsløn", "gage", "grunnlønn"),
            *("lønn per måned", "lønn pr måned", "fast månedslønn", "monthly pay", "salary", "base salary", "lønn"),
        ),
        example="45 000,00",
        note=Message("For the percentage that is worked"),
    ),
    TableTarget(
        "yearly_salary",
        Message("Yearly salary"),
        Reading.KRONER,
        ("årslønn", "årsløn", "årlig lønn", "annual salary", "yearly pay", "lønn per år", "lønn pr år"),
        note=Message("Instead of the monthly salary: a twelfth of it is taken"),
    ),
    TableTarget(
        "hourly_rate",
        Message("Hourly pay"),
        Reading.KRONER,
        (
            *("timelønn", "timesats", "timeløn", "lønn per time", "lønn pr time", "lønn pr. time", "grunntimelønn"),
            *("hourly rate", "hourly wage", "timelønnssats"),
        ),
    ),
    TableTarget(
        "hours_divisor",
        Message("Hours a month"),
        Reading.HOURS,
        ("timer per måned", "timer pr måned", "månedstimer", "timetall måned", "monthly hours", "timer pr mnd"),
    ),
    TableTarget(
        "period", Message("Paid how often"), headers=("lønnsperiode", "lønperiode", "pay period", "lønnstermin")
    ),
    TableTarget("pay_step", Message("Pay step"), headers=("lønnstrinn", "ltr", "løntrin", "lønnstrinn nr")),
)

_CARD: Final = (
    TableTarget("tax_card", Message("Tax card"), headers=("skattekort", "skattekorttype", "trekktype", "skattetype")),
    TableTarget(
        "table",
        Message("Table number"),
        headers=("tabellnummer", "tabell", "skattetabell", "tabellnr", "trekktabell", "tax table", "skattetabelnr"),
        example="8010",
    ),
    TableTarget(
        "card_percent",
        Message("Tax per cent"),
        Reading.PERCENT,
        ("skatteprosent", "trekkprosent", "trækprocent", "tax percent", "tax rate"),
    ),
    TableTarget(
        "exempt_amount",
        Message("Amount of the exemption card"),
        Reading.KRONER,
        ("frikort", "frikortbeløp", "frikort beløp", "frikortgrense", "fribeløp", "exemption amount"),
    ),
    TableTarget(
        "card_year",
        Message("Year of the tax card"),
        Reading.WHOLE,
        ("skattekortår", "skatteår", "tax year", "inntektsår"),
    ),
)

OPENINGS: Final = (
    TableTarget(
        "taxable_this_year",
        Message("Taxable pay so far this year"),
        Reading.KRONER,
        (
            *("brutto hittil i år", "bruttolønn hittil i år", "skattepliktig hittil i år", "trekkpliktig hittil i år"),
            *("skattepliktig lønn", "akkumulert brutto", "trekkgrunnlag hittil i år", "trekkgrunnlag", "hittil brutto"),
            *("gross pay year to date", "taxable", "ytd gross", "skattepliktig løn år til dato", "brutto i år"),
        ),
    ),
    TableTarget(
        "withheld_this_year",
        Message("Tax withheld so far this year"),
        Reading.KRONER,
        (
            *("skattetrekk hittil i år", "forskuddstrekk hittil i år", "trukket skatt", "skatt hittil i år"),
            *("akkumulert skatt", "forskuddstrekk", "skattetrekk", "tax withheld", "ytd tax", "a-skat år til dato"),
            "skatt i år",
        ),
    ),
    TableTarget(
        "holiday_basis_this_year",
        Message("Basis of holiday pay this year"),
        Reading.KRONER,
        (
            *("feriepengegrunnlag hittil i år", "feriepengegrunnlag i år", "feriepengegrunnlag dette år"),
            *("fp-grunnlag i år", "holiday basis this year", "ferieberettiget løn i år", "feriepengegrunnlag"),
        ),
    ),
    TableTarget(
        "holiday_basis_last_year",
        Message("Basis of holiday pay last year"),
        Reading.KRONER,
        (
            *("feriepengegrunnlag i fjor", "feriepengegrunnlag fjoråret", "fp-grunnlag i fjor"),
            *("feriepengegrunnlag forrige år", "holiday basis last year", "ferieberettiget løn sidste år"),
        ),
    ),
    TableTarget(
        "holiday_paid_this_year",
        Message("Holiday pay paid this year"),
        Reading.KRONER,
        (
            *(
                "utbetalte feriepenger",
                "feriepenger utbetalt",
                "utbetalte feriepenger i år",
                "feriepenger utbetalt i år",
            ),
            *("holiday pay paid", "udbetalte feriepenge"),
        ),
    ),
    TableTarget(
        "holiday_paid_60_this_year",
        Message("Extra holiday pay over 60 paid this year"),
        Reading.KRONER,
        ("feriepenger over 60 utbetalt", "utbetalt 60+", "utbetalt ekstra feriepenger over 60", "over 60 paid"),
    ),
    TableTarget(
        "exempt_used",
        Message("Used of the exemption card"),
        Reading.KRONER,
        ("brukt av frikort", "frikort brukt", "brukt frikort", "brukt frikortbeløp"),
    ),
    TableTarget(
        "aga_base_this_year",
        Message("Basis of the employer's contribution so far this year"),
        Reading.KRONER,
        ("aga-grunnlag hittil i år", "avgiftsgrunnlag hittil i år", "arbeidsgiveravgiftsgrunnlag", "aga grunnlag"),
    ),
    TableTarget(
        "holiday_days_left",
        Message("Holiday days left"),
        Reading.NUMBER,
        (
            *("feriedager igjen", "gjenstående feriedager", "rest feriedager", "feriedager til gode", "feriedagesaldo"),
            *("restferie", "feriedage til rest", "holiday balance", "feriesaldo", "resterende feriedager"),
        ),
    ),
    TableTarget(
        "time_bank",
        Message("Hours in the time bank"),
        Reading.HOURS,
        ("timebank", "avspasering", "avspaseringssaldo", "timer til gode", "fleksitid", "flekssaldo", "afspadsering"),
    ),
    TableTarget("advance", Message("Advance owed"), Reading.KRONER, ("forskudd", "lønnsforskudd", "forskud")),
)

TARGETS: Final = (*_PERSON, *_EMPLOYMENT, *_PAY, *_CARD, *OPENINGS)
BY_NAME: Final[Mapping[str, TableTarget]] = {each.name: each for each in TARGETS}

_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "type": {
        **dict.fromkeys(("ordinært", "ansatt", "ordinær", "ordinary", "lønnsmottaker"), "ordinaertArbeidsforhold"),
        **dict.fromkeys(
            (
                "frilanser",
                "oppdragstaker",
                "frilans",
                "freelancer",
                "honorar",
                "styremedlem",
                "frilanser/oppdragstaker",
            ),
            "frilanserOppdragstakerHonorarPersonerMm",
        ),
        **dict.fromkeys(("maritimt", "maritim", "sjøfolk"), "maritimtArbeidsforhold"),
        **dict.fromkeys(("pensjon", "pensjonist", "pension"), "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"),
    },
    "form": {
        **dict.fromkeys(("fast ansatt", "fastansatt", "permanent", "fastansat"), "fast"),
        **dict.fromkeys(
            ("vikar", "vikariat", "engasjement", "temporary", "midlertidig ansatt", "sesong"), "midlertidig"
        ),
        **dict.fromkeys(
            ("tilkalling", "tilkallingsvikar", "ringevikar", "tilkallingshjelp"),
            "midlertidigAnsattSomTilkallingsvikar",
        ),
    },
    "work_schedule": {
        **dict.fromkeys(("ikke skiftarbeid", "dagtid", "ingen", "normal", "ordinær", "nei"), "ikkeSkift"),
        **dict.fromkeys(("skift", "turnus", "annen skift", "andre skift", "skift/turnus"), "andreSkift"),
    },
    "end_reason": {
        **dict.fromkeys(("sagt opp selv", "egen oppsigelse", "oppsigelse fra ansatt"), "arbeidstakerHarSagtOppSelv"),
        **dict.fromkeys(("oppsagt", "nedbemanning"), "arbeidsgiverHarSagtOppArbeidstaker"),
        **dict.fromkeys(
            ("kontrakt utløpt", "vikariat slutt", "engasjement slutt"), "kontraktEngasjementEllerVikariatErUtloept"
        ),
    },
    "pay": {
        **dict.fromkeys(
            ("fastlønn", "fast lønn", "fast", "fastlønnet", "månedslønnet", "måned", "salary", "fastløn"), "monthly"
        ),
        **dict.fromkeys(("time", "timelønnet", "timebetalt", "timelønnet ansatt", "timelønn"), "hourly"),
        **dict.fromkeys(("honorar", "provisjon", "fee"), "fee"),
    },
    "period": {
        **dict.fromkeys(("måned", "månedlig", "monthly", "mnd", "månedsvis"), "MND"),
        **dict.fromkeys(("14 dager", "14-dagers", "14-dag", "fjortendaglig", "annenhver uke", "14dg"), "14D"),
        **dict.fromkeys(("uke", "ukentlig", "weekly", "uge"), "UKE"),
    },
    "tax_card": {
        **dict.fromkeys(("tabelltrekk", "tabell", "table"), "table"),
        **dict.fromkeys(("prosenttrekk", "prosent", "percentage", "kildeskatt", "percent"), "percent"),
        **dict.fromkeys(("frikort", "exempt"), "exempt"),
        **dict.fromkeys(("frikort uten beløpsgrense",), "exempt_unlimited"),
        **dict.fromkeys(("mangler", "ikke skattekort", "intet skattekort"), "none"),
    },
    "language": {
        **dict.fromkeys(("norsk", "bokmål", "nynorsk", "norwegian", "no", "nn"), "nb"),
        **dict.fromkeys(("dansk", "danish"), "da"),
        **dict.fromkeys(("engelsk", "english", "eng"), "en"),
    },
    "international_type": dict.fromkeys(("pass", "passport", "passnr", "pas"), "passnummer"),
}
"""What other programs call codes, besides the words of our own lists in every language."""

LISTS: Final[Mapping[str, Mapping[str, words.Word | Message]]] = {
    "type": words.TYPES,
    "form": words.FORMS,
    "work_schedule": words.SCHEDULES,
    "end_reason": words.END_REASONS,
    "pay": words.PAYS,
    "period": words.PERIODS,
    "tax_card": words.CARDS,
    "language": words.LANGUAGES,
    "international_type": words.FOREIGN_IDS,
    "vessel_register": words.VESSEL_REGISTERS,
    "vessel_type": words.VESSEL_TYPES,
    "vessel_area": words.VESSEL_AREAS,
}
"""The words for the codes of a column, by its target."""
CODED: Final = tuple(LISTS)
"""The targets whose cells are words for codes."""


def code_of(target: str, text: str) -> str | None:
    """The code that a word of a column stands for; None where nobody knows the word."""
    return _codes(target).get(plain_header(text))


@cache
def _codes(target: str) -> Mapping[str, str]:
    found = {plain_header(said): code for said, code in _SAID.get(target, {}).items()}
    for code, word in LISTS[target].items():
        name = word.name if isinstance(word, words.Word) else word
        for said in (code, *_in_every_language(name)):
            found[plain_header(said)] = code
    return found


def _in_every_language(name: Message) -> Iterable[str]:
    return (texts(each)(name) for each in LANGUAGES)
