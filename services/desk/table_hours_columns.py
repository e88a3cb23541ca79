"""What the columns of hours and pay lines are called, and the wage types in them: by numbers, names and the words of
timesheets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from models.values.message import Message
from services.desk.entry_columns import column_of
from services.desk.table_kind import Preset, TableTarget
from services.desk.table_people import WHO
from services.engine.wage_types import Operation
from services.files.cells import plain_header
from services.files.column_reading import Reading
from services.reference.wage_type_rows import wage_types

VISMA: Final = "visma_lonn"
_COUNTRY: Final = "NO"  # a header is read before anybody knows whose file it is
_WORDS: Final[Mapping[str, str]] = {
    "timer": "hourly_pay",
    "hours": "hourly_pay",
    "ordinaeretimer": "hourly_pay",
    "ordinaertid": "hourly_pay",
    "normaltid": "hourly_pay",
    "normaltimer": "hourly_pay",
    "arbeidstimer": "hourly_pay",
    "arbejdstimer": "hourly_pay",
    "timelonnet": "hourly_pay",
    "timeloen": "hourly_pay",
    "overtid50": "overtime_50",
    "ot50": "overtime_50",
    "overtime50": "overtime_50",
    "overtid100": "overtime_100",
    "ot100": "overtime_100",
    "overtime100": "overtime_100",
    "km": "mileage",
    "kilometer": "mileage",
    "kjoring": "mileage",
    "bilgodtgjorelse": "mileage",
    "utlegg": "expense",
}
"""What timesheets call wage types, besides the types' own names, as `plain_header` leaves it."""

TARGETS: Final = (
    *WHO,
    TableTarget(
        "date",
        Message("Date or month"),
        Reading.PERIOD,
        (
            *("dato", "dag", "arbeidsdato", "periode", "måned", "lønnsperiode", "opptjeningsperiode", "arbejdsdato"),
            *("date", "day", "period", "month", "work date", "måned/år", "fra dato", "dato fra", "utført dato"),
            *("lønnsmåned", "måned og år"),
        ),
        example="05.11.2026",
        note=Message("Where there is none, all of it is taken for the run's month"),
    ),
    TableTarget(
        "type",
        Message("Wage type"),
        Reading.TEXT,
        (
            *("lønnsart", "lønnsartnr", "lønnsartnummer", "lønnsart nr", "la", "la.nr", "art", "artnr", "lønart"),
            *("lønartnr", "løntype", "lønnstype", "timeart", "timetype", "aktivitet", "wage type", "pay type"),
            *(
                "pay code",
                "lønnsartkode",
                "lønnsartsnavn",
                "lønnsartnavn",
                "type",
                "timekode",
                "tidstype",
                "timetype",
                "time type",
                "time type code",
                "timeart",
                "lønkode",
                "lønnskode",
            ),
        ),
        one_of="what",
        example=Message("Hourly pay"),
        note=Message("Its number or its name"),
    ),
    TableTarget(
        "quantity",
        Message("Quantity"),
        Reading.HOURS,
        (
            *("antall", "timer", "antall timer", "antal", "antal timer", "ant", "ant. timer", "enheter", "mengde"),
            *("timeantall", "timetall", "quantity", "hours", "number of hours", "units", "qty", "tid", "varighet"),
            *("antall enheter", "timeantal", "sum timer"),
        ),
        one_of="how_much",
        example="7,5",
        note=Message("Hours as 7,5 or 7:30; days, kilometres and pieces as a number"),
    ),
    TableTarget(
        "rate",
        Message("Rate"),
        Reading.NUMBER,
        ("sats", "timesats", "pris", "timelønn", "takst", "sats kr", "kr pr time", "rate", "hourly rate", "price"),
    ),
    TableTarget(
        "amount",
        Message("Amount"),
        Reading.KRONER,
        ("beløp", "beløp kr", "kroner", "sum", "sum kr", "beløb", "amount", "total", "beløp i kroner", "kr"),
        one_of="how_much",
    ),
    TableTarget(
        "department",
        Message("Department"),
        Reading.TEXT,
        (
            "avdeling",
            "avd",
            "avdelingsnr",
            "avdelingskode",
            "avd.nr",
            "afdeling",
            "kostnadssted",
            "dept",
            "cost center",
        ),
    ),
    TableTarget(
        "project",
        Message("Project"),
        Reading.TEXT,
        ("prosjekt", "prosjektnr", "prosjektkode", "prosjektnummer", "projekt", "sag", "project no", "project code"),
    ),
    TableTarget(
        "comment",
        Message("Comment"),
        Reading.TEXT,
        (
            *("kommentar", "merknad", "tekst", "beskrivelse", "notat", "bemærkning", "note", "text", "description"),
            "fritekst",
        ),
    ),
)

_VISMA_COLUMNS: Final = (
    *("", "", "number", "type", "", "quantity", "rate", "amount", "", ""),
    *("department", "project", "", "", "", ""),
)
"""year;run;employee;wage type;basis;quantity;rate;amount;account;contra;six dimensions (files 6). Which of the
dimensions is which, each firm has chosen: they are proposed and can be changed."""


def _fits_visma(cells: Sequence[str]) -> bool:
    plain = [cell.strip() for cell in cells[:8]]
    year, run, number, wage_type = plain[:4]
    return (
        year.isdecimal()
        and (len(year) == 4 or year == "0")
        and all(each.isdecimal() and len(each) < 10 for each in (run, number, wage_type))
        and all(each.replace(".", "", 1).replace("-", "", 1).isdecimal() or not each for each in plain[4:])
    )


PRESETS: Final = (Preset(VISMA, Message("Visma Lønn's line of 16 fields"), _VISMA_COLUMNS, _fits_visma),)


def slug_of(text: str, country: str) -> str | None:
    """The wage type that a table means: by number, by number and name, by a name in any language, by its own word."""
    known = _names(country)
    words = text.split()
    if not any(sign.isalpha() for sign in text):
        return known.get(words[0].lstrip("0")) if len(words) == 1 and words[0].isdecimal() else None
    if found := known.get(plain_header(text)) or known.get(text.strip()):
        return found
    number = words[0].rstrip(".:-")
    return known.get(number.lstrip("0")) if number.isdecimal() and len(words) > 1 else None


@cache
def _names(country: str) -> Mapping[str, str]:
    found = dict(_WORDS)
    for each in wage_types(country).values():
        if each.operation is Operation.EMPLOYER:
            continue
        found[str(each.number)] = found[each.slug] = found[plain_header(each.slug)] = each.slug
        for name in each.names.values():
            found.setdefault(plain_header(name), each.slug)
    return found


PAY: Final = "pay:"
"""How the names of targets begin that are a wage type each."""


def pay_columns(header: Sequence[str], used: Mapping[str, int]) -> Mapping[int, TableTarget]:
    """Where no column names wage types, those whose header is one: a timesheet with a column for each."""
    if "type" in used:
        return {}
    others = {place for target, place in used.items() if target not in ("quantity", "rate", "amount")}
    found: dict[int, TableTarget] = {}
    for place, name in enumerate(header):
        is_word = place not in others and any(sign.isalpha() for sign in name)
        slug = slug_of(" ".join(name.split()), _COUNTRY) if is_word else None
        if slug is not None and not any(each.name == PAY + slug for each in found.values()):
            wage_type = wage_types(_COUNTRY)[slug]
            label = Message("{number} {name}", number=str(wage_type.number), name=wage_type.names["nb"])
            reading = Reading.HOURS if column_of(wage_type).is_quantity else Reading.KRONER
            found[place] = TableTarget(PAY + slug, label, reading, one_of="what how_much")
    return found
