"""Cases of the a-melding as scenario files: employments, people, pay and contribution, month by month
(amelding 2.3–2.6, 3.3–3.6, 4.1, 6.1, 8).

What is expected is written by hand from the words of the specification, in short lines; of each kind of line that a
case names the message has these and no others. Every message follows the official schema, and our own controls have
nothing to say beyond what the case names.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from models.values.finding import Refused
from services.actions.check_report import check_file
from services.actions.scenario import play, read
from services.norway.amelding.description import Group, newest
from tests.amelding.cases import (
    ABROAD,
    MOVED,
    NEVER,
    PEN,
    RESIGNED,
    SEA,
    fee,
    head,
    job,
    line,
    message,
    run,
    schema,
    short,
    who,
    written,
)
from tests.builders import OTHER_UNIT, UNIT


@dataclass(frozen=True)
class Case:
    """A case: the scenario, and for months what their messages say. `kinds` are those that are compared; where it is
    empty, those that are named. `said` are the codes, or the names, of what the controls may find.
    """

    name: str
    toml: str
    expected: dict[str, str]
    kinds: str = ""
    said: str = ""


CASES: list[Case] = []


def case(name: str, toml: str, kinds: str = "", said: str = "", **expected: str) -> None:
    """Put a case into the table. The months are keywords: m3 is March 2026, y2024_12 December 2024."""
    months = {}
    for key, value in expected.items():
        year, _, number = key.removeprefix("y").partition("_") if key[0] == "y" else ("2026", "", key[1:])
        months[f"{year}-{int(number):02d}"] = value
    CASES.append(Case(name, toml, months, kinds, said))


# --- employments over time (6.1) --------------------------------------------------------------------------------------

case(
    "in every month through that of the end, paid or not",
    head()
    + who(1, job(f'end = 2026-03-10\nend_reason = "{RESIGNED}"'))
    + run("2026-02", kind="extra")
    + run("2026-04", line(1, "holiday_pay", "1000.00"), kind="extra"),
    m2="job A 1 ord #1 2024-01-01→ 100%",
    m3=f"job A 1 ord #1 2024-01-01→2026-03-10 100% {RESIGNED}",
    m4="pay A 1 feriepenger 1000.00",
    kinds="job pay",
)
case(
    "a maritime employment with its vessel",
    head()
    + who(1, job(f'type = "{SEA}"\nvessel = {{ register = "nor", type = "annet", area = "innenriks" }}'))
    + run("2026-03"),
    m3="job A 1 sea #1 2024-01-01→ 100% nor/annet/innenriks\npay A 1 fastloenn 40000.00 #1",
)
case(
    "pay of a seafarer by the seafarers' table is under their rule",
    head()
    + who(
        1,
        job(f'type = "{SEA}"\nvessel = {{ register = "nis", type = "turist", area = "utenriks" }}'),
        card='kind = "table"\ntable = "0101"\npercent = "30"',
    )
    + who(2, job(), card='kind = "table"\ntable = "0101"\npercent = "30"')
    + run("2026-03"),
    m3="pay A 1 fastloenn 40000.00 #1 saerskiltFradragForSjoefolk\npay A 2 fastloenn 40000.00 #1",
)
case(
    "a maritime employment without a vessel is written, and control 187 says it",
    head() + who(1, job(f'type = "{SEA}"')) + run("2026-03"),
    m3="job A 1 sea #1 2024-01-01→ 100%",
    said="187",
)
case(
    "a freelancer in months with a payment, and the end in that of the last",
    head()
    + who(1, fee("2026-02-10", "end = 2026-04-12"))
    + run("2026-02", line(1, "fee", "9000.00"))
    + run("2026-04", line(1, "fee", "3000.00")),
    m2="job A 1 free #1 2026-02-10→\npay A 1 honorarAkkordProsentProvisjon 9000.00 #1",
    m3="",
    m4="job A 1 free #1 2026-02-10→2026-04-12\npay A 1 honorarAkkordProsentProvisjon 3000.00 #1",
    kinds="job pay",
)
case(
    "an assignment that ended before its last payment",
    head() + who(1, fee("2026-02-10", "end = 2026-02-28")) + run("2026-03", line(1, "fee", "3000.00")),
    m3="job A 1 free #1 2026-02-10→2026-02-28\npay A 1 honorarAkkordProsentProvisjon 3000.00 #1",
)
case(
    "pension and other payments outside employment carry nothing else, once",
    head()
    + who(
        1,
        job(f'type = "{PEN}"', 'from = 2024-01-01\npay = "fee"'),
        job(f'type = "{PEN}"', 'from = 2024-01-01\npay = "fee"', name="2"),
    )
    + run("2026-03", line(1, "board_fee", "5000.00"), line(1, "fee", "100.00", 'employment = "2"')),
    m3="job A 1 pen\npay A 1 styrehonorarOgGodtgjoerelseVerv 5000.00\npay A 1 honorarAkkordProsentProvisjon 100.00",
)
case(
    "beside an ordinary employment the other type is left out",
    head()
    + who(1, job(), job(f'type = "{PEN}"', 'from = 2024-01-01\npay = "fee"', name="P"))
    + run("2026-03", line(1, "fee", "5000.00", 'employment = "P"')),
    m3="job A 1 ord #1 2024-01-01→ 100%\npay A 1 fastloenn 40000.00 #1\npay A 1 honorarAkkordProsentProvisjon 5000.00",
)
case(
    "two contracts in one sub-unit: one person, each line with its own",
    head()
    + who(
        1,
        job("", 'from = 2024-01-01\npercent = "60"\nmonthly_salary = "24000.00"'),
        job("", 'from = 2025-06-01\npercent = "20"\npay = "hourly"\nhourly_rate = "220"', start="2025-06-01", name="2"),
    )
    + run("2026-03", line(1, "hourly_pay", more='quantity = "10"\nemployment = "2"')),
    m3=(
        "id A 1\njob A 1 ord #1 2024-01-01→ 60%\njob A 1 ord #2 2025-06-01→ 20%\n"
        "pay A 1 fastloenn 24000.00 #1\npay A 1 timeloenn 2200.00 ×10 #2"
    ),
)
case(
    "a contract in each of two sub-units: the person in both, each zone with its contribution",
    head(unit_b='zone = "3"')
    + who(
        1,
        job("", 'from = 2024-01-01\npercent = "50"\nmonthly_salary = "20000.00"'),
        job(
            f'establishment = "{OTHER_UNIT}"',
            'from = 2024-01-01\npercent = "50"\nmonthly_salary = "18000.00"',
            name="2",
        ),
    )
    + run("2026-03"),
    m3=(
        "job A 1 ord #1 2024-01-01→ 50%\njob B 1 ord #2 2024-01-01→ 50%\n"
        "pay A 1 fastloenn 20000.00 #1\npay B 1 fastloenn 18000.00 #2\n"
        "tax A 1 ordinaert -11400\ntax B 1 ordinaert 0\n"
        "aga A pay generelleNaeringer 1 20000.00 14.1\naga A pension generelleNaeringer 1 400.00 14.1\n"
        "aga B pay generelleNaeringer 3 18000.00 6.4\naga B pension generelleNaeringer 3 360.00 6.4\n"
        # 20 400 × 14.1 % = 2 876.40; 18 360 × 6.4 % = 1 175.04
        "sum sumArbeidsgiveravgift 4051\nsum 2026-03-20 11400"
    ),
)
case(
    "moved to another sub-unit: end, and the start on the day after, with the same id",
    head(unit_b='zone = "1"')
    + who(
        1,
        job(f'end = 2026-03-31\nend_reason = "{MOVED}"'),
        job(f'establishment = "{OTHER_UNIT}"', start="2026-04-01"),
    )
    + run("2026-03")
    + run("2026-04"),
    m3=f"job A 1 ord #1 2024-01-01→2026-03-31 100% {MOVED}\npay A 1 fastloenn 40000.00 #1",
    m4="job B 1 ord #1 2026-04-01→ 100%\npay B 1 fastloenn 40000.00 #1",
)
case(
    "a freelancer with the same id in two sub-units is told where something was paid",
    head(unit_b='zone = "1"')
    + who(1, fee("2026-01-01"), fee("2026-01-01", f'establishment = "{OTHER_UNIT}"'))
    + run("2026-03", line(1, "fee", "3000.00")),
    m3="job A 1 free #1 2026-01-01→\npay A 1 honorarAkkordProsentProvisjon 3000.00 #1",
)
case(
    "starts again with a new id",
    head()
    + who(1, job(f'end = 2026-02-28\nend_reason = "{RESIGNED}"'), job(start="2026-04-15", name="2"))
    + run("2026-02")
    + run("2026-04"),
    m2=f"job A 1 ord #1 2024-01-01→2026-02-28 100% {RESIGNED}",
    m3="",
    m4="job A 1 ord #2 2026-04-15→ 100%",
    kinds="job",
)
case(
    "no work for thirty days: an end, and a new employment for each season",
    head()
    + who(
        1,
        job(
            'form = "midlertidig"\nend = 2026-01-31\nend_reason = "kontraktEngasjementEllerVikariatErUtloept"',
            'from = 2026-01-02\npay = "hourly"\nhourly_rate = "200"\npercent = "0"',
            start="2026-01-02",
        ),
    )
    + run("2026-01", line(1, "hourly_pay", more='quantity = "40"')),
    m1=(
        "job A 1 ord #1 2026-01-02→2026-01-31 0% kontraktEngasjementEllerVikariatErUtloept\n"
        "pay A 1 timeloenn 8000.00 ×40 #1"
    ),
    said="percentage_of_position",
)
case(
    "an employment that never was: told until that came up, then deleted once",
    head()
    + who(1, job(f'end = 2026-04-20\nend_reason = "{NEVER}"', start="2026-02-01"))
    + who(2, job())
    + run("2026-03", line(2, "bonus", "1000.00"), kind="extra")
    + message("M3", "2026-03")
    + message("M4", "2026-04")
    + message("M5", "2026-05"),
    m3="job A 1 ord #1 2026-02-01→ 100%\njob A 2 ord #1 2024-01-01→ 100%",
    m4=f"job A 1 ord #1 2026-02-01→2026-02-01 0% {NEVER}\njob A 2 ord #1 2024-01-01→ 100%",
    m5="job A 2 ord #1 2024-01-01→ 100%",
)
case(
    "pay after the end: usually no employment, and no id on the line",
    head()
    + who(1, job(f'end = 2026-02-28\nend_reason = "{RESIGNED}"'))
    + run("2026-03", line(1, "severance", "50000.00")),
    m3="pay A 1 sluttvederlag 50000.00",
    kinds="job pay",
)
case(
    "pay after the end: the ended one again, where the employer chose that",
    head('[employer.choices]\nafter_end = "repeat"')
    + who(1, job(f'end = 2026-02-28\nend_reason = "{RESIGNED}"'))
    + who(2, job(f'end = 2026-02-28\nend_reason = "{RESIGNED}"'))
    + run("2026-03", line(1, "severance", "50000.00")),
    m3=f"job A 1 ord #1 2024-01-01→2026-02-28 100% {RESIGNED}\npay A 1 sluttvederlag 50000.00 #1",
    said="outside_the_month",
)
case(
    "pay after the end: as payments outside employment, where the employer chose that",
    head('[employer.choices]\nafter_end = "pension"')
    + who(1, job(f'end = 2026-02-28\nend_reason = "{RESIGNED}"'))
    + who(2, job(f'end = 2026-02-28\nend_reason = "{RESIGNED}"'), job(start="2026-03-01", name="2"))
    + run("2026-03", line(1, "severance", "50000.00"), line(2, "bonus", "700.00", 'employment = "1"'), kind="extra"),
    m3="job A 1 pen\njob A 2 ord #2 2026-03-01→ 100%\npay A 1 sluttvederlag 50000.00\npay A 2 bonus 700.00",
)

case(
    "seniority and pay steps, where agreements ask for them; the step is that of the month's last day",
    head('sector = "public"')
    + who(
        1,
        job(
            "seniority = 2011-08-01",
            'from = 2024-01-01\nmonthly_salary = "40000.00"\npay_step = "52"',
            'from = 2026-03-16\nmonthly_salary = "42000.00"\npay_step = "58"',
        ),
    )
    + who(2, fee("2026-01-01", "seniority = 2011-08-01"))
    + run("2026-02", line(2, "fee", "100.00"))
    + run("2026-03"),
    m2="job A 1 ord #1 2024-01-01→ 100% service 2011-08-01 step 52\njob A 2 free #1 2026-01-01→",
    m3="job A 1 ord #1 2024-01-01→ 100% service 2011-08-01 step 58",
)

# --- people and their numbers (2.3) -----------------------------------------------------------------------------------

case(
    "a number of another country as long as there is no Norwegian one",
    head() + who(1, job(), national=False, more=ABROAD) + run("2026-03"),
    m3="id A - P1234567 SE 1984-03-02",
)
case(
    "both numbers in the month in which the Norwegian one arrives, and then that alone",
    head() + who(1, job(), more=ABROAD) + run("2026-03") + run("2026-04"),
    m3="id A 1 P1234567 SE 1984-03-02",
    m4="id A 1",
    said="175C",  # which of the two it is, one message alone cannot tell
)
case(
    "one person under two employee numbers is one recipient",
    head() + who(1, job()) + who(1, job(name="2")).replace("number = 1\nname", "number = 7\nname") + run("2026-03"),
    m3="id A 1\njob A 1 ord #1 2024-01-01→ 100%\njob A 1 ord #2 2024-01-01→ 100%\ntax A 1 ordinaert -24000",
)

# --- what was paid (3.3, 8.3) -----------------------------------------------------------------------------------------

CAR = '[[employee.car]]\nlist_price = "%s"\nfirst_registered = %s\nfrom = 2025-01-01\n'

case(
    # 30 % of 240 000 = 72 000 a year, 6 000 a month
    "a company car with its list price",
    head() + who(1, job(), CAR % ("240000", "2025-01-01")) + run("2026-03"),
    m3="pay A 1 fastloenn 40000.00 #1\npay A 1 bil 6000.00 #1 list 240000.00",
)
case(
    # an older car counts with 75 %, 180 000 → 54 000 a year; what is told is the list price
    "two cars at once are two lines, each with the price of the car as it was new",
    head() + who(1, job(), CAR % ("240000", "2025-01-01"), CAR % ("240000.50", "2019-01-01")) + run("2026-03"),
    m3=(
        "pay A 1 fastloenn 40000.00 #1\npay A 1 bil 6000.00 #1 list 240000.00\n"
        # 240 000.50 × 75 % = 180 000.38 (rounded), × 30 % = 54 000.11, a twelfth 4 500.01
        "pay A 1 bil 4500.01 #1 list 240000.50"
    ),
)
case(
    "a car whose value was entered by hand, of a car that is not known",
    head() + who(1, job()) + run("2026-03", line(1, "car_benefit", "3000.00")),
    m3="pay A 1 fastloenn 40000.00 #1\npay A 1 bil 3000.00 #1",
)
case(
    "back pay says when it was earned and repeats no hours",
    head()
    + who(
        1,
        job(
            "",
            'from = 2024-01-01\npay = "hourly"\nhourly_rate = "220"',
            'from = 2026-05-01\npay = "hourly"\nhourly_rate = "230"',
        ),
    )
    + run(
        "2026-08",
        line(1, "hourly_pay", more='quantity = "100"'),
        line(1, "back_pay", "3000.00", "earned_from = 2026-05-01\nearned_to = 2026-07-31"),
    ),
    m8="pay A 1 timeloenn 23000.00 ×100 #1\npay A 1 timeloenn 3000.00 #1 2026-05-01→2026-07-31",
)
case(
    "the descriptions of a month with a bit of everything",
    head()
    + who(1, job())
    + run(
        "2026-03",
        line(1, "overtime_50", more='quantity = "4"\nrate = "200"'),
        line(1, "fixed_addition", "1000.00"),
        line(1, "shift_addition", "300.00"),
        line(1, "commission", "2000.00"),
        line(1, "phone_benefit", "366.00"),
        line(1, "insurance_benefit", "150.00"),
        line(1, "mileage", more='quantity = "100"'),
        line(1, "diet_hotel", more='quantity = "1"'),
        line(1, "expense", "499.00"),
    ),
    m3="""
    pay A 1 fastloenn 40000.00 #1
    pay A 1 overtidsgodtgjoerelse 1200.00 ×4 #1
    pay A 1 fastTillegg 1000.00 #1
    pay A 1 uregelmessigeTilleggKnyttetTilArbeidetTid 300.00 #1
    pay A 1 honorarAkkordProsentProvisjon 2000.00 #1
    pay A 1 elektroniskKommunikasjon 366.00 #1
    pay A 1 skattepliktigDelForsikringer 150.00 #1
    pay A 1 kilometergodtgjoerelseBil 180.00 #1
    pay A 1 kilometergodtgjoerelseBil 350.00 ×100 #1 free
    pay A 1 reiseKost 319.00 #1
    pay A 1 reiseKostMedOvernattingPaaHotell 693.00 ×1 #1 free
    """,
)
case(
    "holiday pay is subject to withholding by its nature; the deduction is negative, beside the fixed pay",
    head("", 'zone = "5"')
    + who(1, job(), more='[employee.opening]\nholiday_basis_last_year = "100000"')
    + run("2026-06", line(1, "holiday_pay"), line(1, "holiday_deduction", more='quantity = "13"')),
    # 12 % of 100 000; 40 000 × 12 / 260 × 13 = 24 000
    m6="pay A 1 fastloenn 40000.00 #1\npay A 1 feriepenger 12000.00 #1\npay A 1 trekkILoennForFerie -24000.00 #1",
)

# --- withheld and deducted (3.4) --------------------------------------------------------------------------------------

case(
    "what was asked for besides the card is told as voluntary from 2025",
    head() + who(1, job(), '[[employee.line]]\ntype = "extra_withholding"\namount = "1500.00"\n') + run("2026-03"),
    # 30 % of 40 000, and 1 500
    m3="tax A 1 ordinaert -12000\ntax A 1 frivillig -1500\nsum 2026-03-20 13500\nsum sumArbeidsgiveravgift 5753",
)
case(
    "a correction gives back the voluntary part as well",
    head()
    + who(1, job(), '[[employee.line]]\ntype = "extra_withholding"\namount = "1500.00"\n')
    + run("2026-03")
    + run("2026-03", kind="correction", day=27, more='corrects = "2026-03"'),
    m3="tax A 1 ordinaert 0",
    kinds="tax",
)
case(
    "through 2024 there is no such code, and the withholding is one sum a month",
    head('start_month = "2024-01"')
    + who(1, job(), '[[employee.line]]\ntype = "extra_withholding"\namount = "1500.00"\n', year=2024)
    + run("2024-03"),
    y2024_3="tax A 1 ordinaert -13500\nsum sumForskuddstrekk 13500\nsum sumArbeidsgiveravgift 5753",
)
case(
    "attachments for the tax administration are told, others and maintenance are not; dues and own pension are",
    head()
    + who(1, job())
    + run(
        "2026-03",
        line(1, "attachment", "1500.00", 'claim = "tax"'),
        line(1, "maintenance", "2000.00"),
        line(1, "union_dues", "400.00"),
        line(1, "pension_own", "800.00"),
    )
    + run(
        "2026-04",
        line(1, "attachment", "700.00", 'claim = "coordinated"'),
        line(1, "attachment", "90.00", 'claim = "other"'),
    ),
    m3="""
    claim A 1 utleggstrekkSkatt -1500
    less A 1 fagforeningskontingent -400.00
    less A 1 premieTilPensjonsordninger -800.00
    """,
    m4="claim A 1 utleggstrekkSamordnet -700",
    kinds="claim less",
)
case(
    "pay under PAYE has no rule of its own, and is withheld as ordinary",
    head() + who(1, job(), card='kind = "percent"\npercent = "25"\nmonths = "12"') + run("2026-03"),
    m3="pay A 1 fastloenn 40000.00 #1\ntax A 1 ordinaert -10000",
)

case(
    "the ways to pay that a small firm seldom has: each under its own description",
    head()
    + who(1, job())
    + run(
        "2026-03",
        line(1, "tips", "800.00"),
        line(1, "dirt_addition", "300.00"),
        line(1, "fixed_car_allowance", "1500.00"),
        line(1, "moving_allowance", "9000.00"),
        line(1, "phone_allowance", "366.00"),
        line(1, "phone_benefit"),
        line(1, "broadband_benefit", "100.00"),
        line(1, "free_transport", more='quantity = "21"'),
        line(1, "tax_free_compensation", "20000.00"),
        line(1, "late_interest", "12.50"),
        line(1, "tax_free_grant", "2500.00"),
        line(1, "grant", "1000.00"),
        line(1, "household_work", more='quantity = "3"\nrate = "250"'),
        line(1, "other_allowance", "70.00"),
    ),
    m3="""
    pay A 1 fastloenn 40000.00 #1
    pay A 1 tips 800.00 #1
    pay A 1 smusstillegg 300.00 #1
    pay A 1 fastBilgodtgjoerelse 1500.00 #1
    pay A 1 flyttegodtgjoerelse 9000.00 #1 free
    pay A 1 elektroniskKommunikasjon 366.00 #1 expenses
    pay A 1 elektroniskKommunikasjon 466.00 #1
    pay A 1 friTransport 0.00 ×21 #1 free
    pay A 1 skattefriErstatning 20000.00 #1 free
    pay A 1 kapitalInntekt 12.50 #1 free
    pay A 1 stipend 2500.00 #1 free expenses
    pay A 1 stipend 1000.00 #1
    pay A 1 loennTilPrivatpersonerForArbeidIHjemmet 750.00 #1
    pay A 1 annet 70.00 #1 expenses
    aga A pay generelleNaeringer 1 44502.00 14.1
    aga A pension generelleNaeringer 1 800.00 14.1
    """,
    # 40 000 + 800 + 300 + 1 500 + 366 + 366 + 100 + 1 000 + 70; work in a private home owes no contribution
    kinds="pay aga",
)
case(
    "pay that was earned before a death is told apart, without tax and contribution",
    head()
    + who(1, job(f'end = 2026-03-05\nend_reason = "{RESIGNED}"'))
    + run("2026-03", line(1, "pay_after_death", "15000.00"), kind="extra"),
    m3="pay A 1 loennEtterDoedsfall 15000.00 #1 free\ntax A 1 ordinaert 0",
)
case(
    "a car with its number, one outside the standard rule, and another one",
    head()
    + who(1, job(), CAR % ("240000", "2025-01-01") + 'registration = "EV12345"\n')
    + run("2026-03", line(1, "car_outside_rule", "2000.00"), line(1, "other_car", "900.00")),
    m3="""
    pay A 1 fastloenn 40000.00 #1
    pay A 1 bil 6000.00 #1 list 240000.00 EV12345
    pay A 1 bil 2000.00 #1 erBilUtenforStandardregelen
    pay A 1 bil 900.00 #1 erAnnenBil
    """,
)
case(
    "where somebody is resident for tax, and in which country the work is done",
    head()
    + who(1, job('earned_in = "SE"'), more='tax_home = "PL"')
    + who(2, job(), job('earned_in = "DK"', name="2", salary="100.00"))
    + run("2026-03", line(1, "mileage", more='quantity = "10"\nrate = "3.5"')),
    m3="""
    pay A 1 fastloenn 40000.00 #1 home PL in SE
    pay A 1 kilometergodtgjoerelseBil 35.00 ×10 #1 free home PL in SE
    pay A 2 fastloenn 40000.00 #1
    pay A 2 fastloenn 100.00 #2 in DK
    """,
)
case(
    "deductions that the tax return needs",
    head()
    + who(1, job())
    + run(
        "2026-03",
        line(1, "barrack_rent", "1200.00"),
        line(1, "fund_premium", "80.00"),
        line(1, "foreign_pension_own", "500.00"),
    ),
    m3="""
    less A 1 brakkeleie -1200.00
    less A 1 premieTilFondOgTrygd -80.00
    less A 1 premieTilUtenlandskePensjonsordninger -500.00
    """,
)
case(
    "the answer is asked for in bokmål",
    head() + who(1, job()) + run("2026-03"),
    m3="answer bokmaal",
)
case(
    "or in the language that the client chose",
    head('[employer.choices]\nanswer_language = "nynorsk"') + who(1, job()) + run("2026-03"),
    m3="answer nynorsk",
)

# --- the employer's contribution (2.6) --------------------------------------------------------------------------------

case(
    "an employment in another zone than its sub-unit",
    head() + who(1, job('zone = "4"')) + who(2, job()) + run("2026-03"),
    m3="""
    aga A pay generelleNaeringer 1 40000.00 14.1
    aga A pay generelleNaeringer 4 40000.00 5.1
    aga A pension generelleNaeringer 1 800.00 14.1
    aga A pension generelleNaeringer 4 800.00 5.1
    """,
)
case(
    "farming in zone 4a has a code and a rate of its own",
    head("", 'zone = "4a"\ncalculation_code = "jordOgSkogbrukFiskeri"') + who(1, job()) + run("2026-03"),
    # 40 800 × 5.1 % = 2 080.80
    m3="""
    aga A pay jordOgSkogbrukFiskeri 4a 40000.00 5.1
    aga A pension jordOgSkogbrukFiskeri 4a 800.00 5.1
    sum sumArbeidsgiveravgift 2081
    sum 2026-03-20 12000
    """,
)
case(
    # room for 1 050 more to be saved, which is the 3.5 % of 30 000; the rest of 40 800 is at 14.1 %
    "zone 1a below and above the yearly allowance",
    head('aga_allowance_used = "848950"', 'zone = "1a"') + who(1, job()) + run("2026-03"),
    m3="""
    aga A pay generelleNaeringer 1a 30000.00 10.6
    aga A pay generelleNaeringer 1a 10000.00 14.1
    aga A pension generelleNaeringer 1a 800.00 14.1
    sum sumArbeidsgiveravgift 4703
    sum 2026-03-20 12000
    """,
)
case(
    # January saves 3.5 % of 40 800 = 1 428; 850 000 − 1 428 − 847 872 leaves 700, the 3.5 % of 20 000
    "other de minimis aid is told in every month from its own on, and is taken off the allowance",
    head('[employer.other_aid]\n2026-02 = "847872"', 'zone = "1a"') + who(1, job()) + run("2026-01") + run("2026-03"),
    m1="""
    aga A pay generelleNaeringer 1a 40000.00 10.6
    aga A pension generelleNaeringer 1a 800.00 10.6
    """,
    m2="aid 847872.00",
    m3="""
    aid 847872.00
    aga A pay generelleNaeringer 1a 20000.00 10.6
    aga A pay generelleNaeringer 1a 20000.00 14.1
    aga A pension generelleNaeringer 1a 800.00 14.1
    """,
    kinds="aid aga",
)
case(
    "an additional message does not tell the aid a second time, and in January it begins anew",
    head('[employer.other_aid]\n2026-02 = "5000"', 'zone = "1a"')
    + who(1, job())
    + run("2026-03")
    + message("M1", "2026-03")
    + run("2026-03", line(1, "bonus", "1000.00"), kind="extra", day=25)
    + message("M2", "2026-03", "additional"),
    m1="",
    m2="aid 5000.00",
    m3="",
    y2027_1="",
    kinds="aid",
)
case(
    "a refund lowers the basis at the rate of the zone, also in a month without a run",
    head()
    + who(1, job())
    + run("2026-03")
    + '[[refund]]\nemployee = 1\nmonth = "2026-03"\namount = "10000.00"\n'
    + '[[refund]]\nemployee = 1\nmonth = "2026-04"\namount = "5000.00"\n',
    # 30 800 × 14.1 % = 4 342.80; −5 000 × 14.1 % = −705
    m3="""
    aga A pay generelleNaeringer 1 40000.00 14.1
    aga A pension generelleNaeringer 1 800.00 14.1
    aga A refund generelleNaeringer 1 -10000.00 14.1
    sum sumArbeidsgiveravgift 4343
    sum 2026-03-20 12000
    """,
    m4="aga A refund generelleNaeringer 1 -5000.00 14.1\nsum sumArbeidsgiveravgift -705",
)
case(
    "finance tax is a sum of its own",
    head("finance_tax = true") + who(1, job()) + run("2026-03"),
    # 5 % of 40 800
    m3="sum sumArbeidsgiveravgift 5753\nsum sumFinansskattLoenn 2040\nsum 2026-03-20 12000",
)
case(
    # 905 000 in the year is 55 000 above 850 000: 5 % is 2 750. Pension is 2 % of one G at most, 124 028.
    "the extra contribution of 2024 is a basis of its own in the zone of the sub-unit",
    head('start_month = "2024-01"', 'zone = "5"') + who(1, job(salary="905000.00"), year=2024) + run("2024-12"),
    y2024_12="""
    aga A pay ekstraArbeidsgiveravgift 5 55000.00 5
    aga A pay generelleNaeringer 5 905000.00 0
    aga A pension generelleNaeringer 5 2480.56 0
    sum sumForskuddstrekk 271500
    sum sumArbeidsgiveravgift 2750
    """,
    kinds="aga sum",
)
case(
    "and in 2025 there is none",
    head('start_month = "2025-01"', 'zone = "5"') + who(1, job(salary="905000.00"), year=2025) + run("2025-12"),
    y2025_12="sum sumForskuddstrekk 271500\nsum sumArbeidsgiveravgift 0",
)

# --- small payments (4.1) ---------------------------------------------------------------------------------------------

SMALL = who(1, fee("2026-01-10"), more="small_payments = true")

case(
    # 900 × 14.1 % = 126.90
    "below the limit nobody is named; the contribution is owed, and its basis told apart",
    head() + SMALL + run("2026-02", line(1, "fee", "900.00")),
    m2="aga A pay generelleNaeringer 1 900.00 14.1\nbelow A 900\nsum sumArbeidsgiveravgift 127",
    kinds="id job pay tax aga below sum",
)
case(
    "exactly the limit is not above it",
    head() + SMALL + run("2026-02", line(1, "fee", "2000.00")),
    m2="below A 2000",
    kinds="id below",
)
case(
    "when the limit is passed, everything paid in the year comes, with the real start; its basis was told before",
    head()
    + SMALL
    + run("2026-02", line(1, "fee", "900.00"))
    + run("2026-03", line(1, "fee", "800.00"))
    + run("2026-05", line(1, "fee", "700.00"))
    + run("2026-06", line(1, "fee", "100.00")),
    m3="below A 800\nsum sumArbeidsgiveravgift 113",
    m4="",
    # 900 + 800 + 700 = 2 400; 700 × 14.1 % = 98.70; 30 % of 700 is withheld
    m5="""
    job A 1 free #1 2026-01-10→
    pay A 1 honorarAkkordProsentProvisjon 2400.00 #1
    tax A 1 ordinaert -210
    aga A pay generelleNaeringer 1 700.00 14.1
    below A -1700
    sum sumArbeidsgiveravgift 99
    sum 2026-05-20 210
    """,
    m6="""
    job A 1 free #1 2026-01-10→
    pay A 1 honorarAkkordProsentProvisjon 100.00 #1
    tax A 1 ordinaert -30
    aga A pay generelleNaeringer 1 100.00 14.1
    sum sumArbeidsgiveravgift 14
    sum 2026-06-20 30
    """,
    kinds="job pay tax below sum",
)
case(
    "allowances free of tax are looked at for themselves: only they are told",
    head()
    + SMALL
    + run("2026-02", line(1, "fee", "900.00"), line(1, "mileage", more='quantity = "700"\nrate = "3.5"')),
    # 700 km at the free rate of 3.50 is 2 450
    m2="pay A 1 kilometergodtgjoerelseBil 2450.00 ×700 free\nbelow A 900",
    kinds="job pay below",
)
case(
    "pay above the limit brings the allowances with it",
    head()
    + SMALL
    + run("2026-02", line(1, "fee", "2100.00"), line(1, "mileage", more='quantity = "10"\nrate = "3.5"')),
    m2="pay A 1 honorarAkkordProsentProvisjon 2100.00 #1\npay A 1 kilometergodtgjoerelseBil 35.00 ×10 #1 free",
    kinds="pay below",
)
case(
    "of an association each kind only when its own limit of 10 000 is passed",
    head('sector = "association"')
    + SMALL
    + run("2026-02", line(1, "fee", "10100.00"), line(1, "mileage", more='quantity = "1000"\nrate = "3.5"'))
    + run("2026-03", line(1, "mileage", more='quantity = "2000"\nrate = "3.5"')),
    m2="pay A 1 honorarAkkordProsentProvisjon 10100.00 #1",
    m3="pay A 1 kilometergodtgjoerelseBil 10500.00 ×3000 #1 free",
    kinds="pay below",
)
AT_ONCE = 'sector = "association"\n[employer.choices]\nbelow_limit = "at_once"'
case(
    # 900 × 14.1 % = 126.90
    "an association may tell small payments as they come, under the rule of such bodies, in the whole year",
    head(AT_ONCE)
    + SMALL
    + who(2, job())
    + run("2026-02", line(1, "fee", "900.00"), line(1, "mileage", more='quantity = "10"\nrate = "3.5"'), kind="extra")
    + run("2026-04", line(1, "fee", "9500.00"), kind="extra"),
    m2="""
    job A 1 free #1 2026-01-10→
    pay A 1 honorarAkkordProsentProvisjon 900.00 #1 skattefriOrganisasjon
    pay A 1 kilometergodtgjoerelseBil 35.00 ×10 #1 free skattefriOrganisasjon
    job A 2 ord #1 2024-01-01→ 100%
    aga A pay generelleNaeringer 1 900.00 14.1
    """,
    m4="""
    job A 1 free #1 2026-01-10→
    pay A 1 honorarAkkordProsentProvisjon 9500.00 #1 skattefriOrganisasjon
    job A 2 ord #1 2024-01-01→ 100%
    aga A pay generelleNaeringer 1 9500.00 14.1
    """,
    kinds="job pay aga below",
)
case(
    "of another employer the choice says nothing",
    head('[employer.choices]\nbelow_limit = "at_once"') + SMALL + run("2026-02", line(1, "fee", "900.00")),
    m2="below A 900",
    kinds="id below",
)
case(
    "an ordinary employment is not told below the limit, and in every month above it",
    head()
    + who(
        1,
        job("", 'from = 2026-01-05\npay = "hourly"\nhourly_rate = "200"\npercent = "5"', start="2026-01-05"),
        more="small_payments = true",
    )
    + run("2026-01", line(1, "hourly_pay", more='quantity = "8"'))
    + run("2026-02", line(1, "hourly_pay", more='quantity = "8"'))
    + run("2026-04", line(1, "hourly_pay", more='quantity = "1"')),
    m1="below A 1600",
    m2="job A 1 ord #1 2026-01-05→ 5%\npay A 1 timeloenn 3200.00 ×16 #1\nbelow A -1600",
    m3="job A 1 ord #1 2026-01-05→ 5%",
    m4="job A 1 ord #1 2026-01-05→ 5%\npay A 1 timeloenn 200.00 ×1 #1",
    kinds="job pay below",
)
case(
    "an additional message in which the limit is passed tells what the first one left out",
    head()
    + SMALL
    + run("2026-02", line(1, "fee", "1500.00"))
    + message("M1", "2026-02")
    + run("2026-02", line(1, "fee", "600.00"), kind="extra", day=25)
    + message("M2", "2026-02", "additional"),
    m2="pay A 1 honorarAkkordProsentProvisjon 2100.00 #1\nbelow A -1500\naga A pay generelleNaeringer 1 600.00 14.1",
)
case(
    "in 2024 the limit was 1 000, and the basis below it was not told apart",
    head('start_month = "2024-01"')
    + who(1, fee("2024-01-10"), more="small_payments = true", year=2024)
    + run("2024-02", line(1, "fee", "900.00")),
    y2024_2="aga A pay generelleNaeringer 1 900.00 14.1\nsum sumForskuddstrekk 0\nsum sumArbeidsgiveravgift 127",
    kinds="id aga below sum",
    said="184",
)

# --- leave, and what belongs to the message itself --------------------------------------------------------------------

case(
    "leave is told with its own percentage, and the position stays",
    head()
    + who(1, job())
    + run("2026-03")
    + '[[absence]]\nemployee = 1\nkind = "leave_other"\nid = "P1"\nfrom = 2026-03-02\nto = 2026-03-31\ngrade = 40\n',
    m3="job A 1 ord #1 2024-01-01→ 100%",
)
case(
    "a replacement says all of its month again",
    head() + who(1, job()) + message("M1", "2026-03") + run("2026-03") + message("M2", "2026-03", "replacement"),
    m3="job A 1 ord #1 2024-01-01→ 100%\npay A 1 fastloenn 40000.00 #1",
)
case(
    "moved in mid-month to another zone: the pay and the contribution follow the days",
    head(unit_b='zone = "5"')
    + who(
        1,
        job(f'end = 2026-03-15\nend_reason = "{MOVED}"'),
        job(f'establishment = "{OTHER_UNIT}"', start="2026-03-16", name="2"),
    )
    + run("2026-03"),
    # 10 and 12 of the 22 working days: 18 181.82 and 21 818.18; pension 800 by the same parts
    m3=f"""
    job A 1 ord #1 2024-01-01→2026-03-15 100% {MOVED}
    job B 1 ord #2 2026-03-16→ 100%
    pay A 1 fastloenn 18181.82 #1
    pay B 1 fastloenn 21818.18 #2
    aga A pay generelleNaeringer 1 18181.82 14.1
    aga A pension generelleNaeringer 1 363.64 14.1
    aga B pay generelleNaeringer 5 21818.18 0
    aga B pension generelleNaeringer 5 436.36 0
    """,
)


case(
    "a percentage has two decimals at most, that of the position as that of leave",
    head()
    + who(1, job("", 'from = 2024-01-01\npercent = "53.3333"\nmonthly_salary = "21333.33"'))
    + who(2, job("", 'from = 2024-01-01\npercent = "66.665"\nmonthly_salary = "26666.00"'))
    + who(3, job("", 'from = 2024-01-01\npercent = "12.5"\nmonthly_salary = "5000.00"'))
    + run("2026-03"),
    m3="""
    job A 1 ord #1 2024-01-01→ 53.33%
    job A 2 ord #1 2024-01-01→ 66.67%
    job A 3 ord #1 2024-01-01→ 12.5%
    """,
)
case(
    "a line of somebody who moved under the same id goes to the employment that is in force",
    head(unit_b='zone = "5"')
    + who(
        1,
        job(f'end = 2026-03-31\nend_reason = "{MOVED}"'),
        job(f'establishment = "{OTHER_UNIT}"', start="2026-04-01"),
    )
    + run("2026-03", line(1, "bonus", "1000.00", 'employment = "1"'))
    + run("2026-04", line(1, "bonus", "2000.00", 'employment = "1"')),
    m3="pay A 1 fastloenn 40000.00 #1\npay A 1 bonus 1000.00 #1",
    m4="pay B 1 fastloenn 40000.00 #1\npay B 1 bonus 2000.00 #1",
)
case(
    "a refund in each of two sub-units where somebody has the same id",
    head(unit_b='zone = "3"')
    + who(1, job(), job(f'establishment = "{OTHER_UNIT}"', salary="10000.00"))
    + run("2026-03")
    + f'[[refund]]\nemployee = 1\nmonth = "2026-03"\namount = "5000.00"\nestablishment = "{OTHER_UNIT}"\n'
    + f'[[refund]]\nemployee = 1\nmonth = "2026-03"\namount = "1000.00"\nestablishment = "{UNIT}"\n',
    # 40 800 × 14.1 % − 141, and 10 200 × 6.4 % − 320: 5 611.80 + 332.80 = 5 944.60
    m3="""
    aga A pay generelleNaeringer 1 40000.00 14.1
    aga A pension generelleNaeringer 1 800.00 14.1
    aga A refund generelleNaeringer 1 -1000.00 14.1
    aga B pay generelleNaeringer 3 10000.00 6.4
    aga B pension generelleNaeringer 3 200.00 6.4
    aga B refund generelleNaeringer 3 -5000.00 6.4
    sum sumArbeidsgiveravgift 5945
    sum 2026-03-20 15000
    """,
    kinds="aga sum",
)


# --- the cases against the program ------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Case) -> None:
    book = play(read(case.toml.encode()))
    found = set[str]()
    for month, expected in case.expected.items():
        lines = [line.strip() for line in expected.strip().split("\n") if line.strip()]
        kinds = case.kinds.split() or list(dict.fromkeys(line.split()[0] for line in lines))
        xml = written(book, month)
        said = [line for line in short(xml) if line.split()[0] in kinds]
        assert sorted(said) == sorted(line for line in lines if line.split()[0] in kinds), month
        found |= {each.code.rpartition("-")[2] or each.control for each in check_file(xml)}
    assert found == set(case.said.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_its_messages_follow_the_official_schema(case: Case, shared: Path) -> None:
    official = schema(shared / "reference" / "amelding" / "amelding_v2_3.xsd")
    book = play(read(case.toml.encode()))
    for month in case.expected:
        assert official.validate(etree.fromstring(written(book, month))), official.error_log


NOT_WRITTEN = {
    "avloenningstype": "not to be reported from 2019",
    "BetalingsinformasjonForForenkletOrdning": "simplified schemes only (A04, A05)",
    "permittering": "postponed without a date: layoffs are told as leave",
    "moenstringPaaFartoey": "not known to be in use",
    "YtelseFraOffentlige": "of NAV alone",
    "PensjonEllerTrygd": "of pension payers; nothing in the program pays pensions",
    "Naeringsinntekt": "of NAV and of those who pay fishermen and child minders",
    "erOpptjentPaaHjelpefartoey": "of the shelf: no such facts are kept",
    "erOpptjentPaaKontinentalsokkel": "of the shelf: no such facts are kept",
    "SjoefolksrelatertInformasjon": "nights on board are not kept; both are optional",
    "OppholdPaaSvalbardJanMayenOgBilandene": "the codes are not known, and such pay is refused",
    "utenlandskeMedSaerskiltProsentsats": "foreign employers and their agreements are out of scope",
    "utenlandskeMedFastAvgiftsbeloep": "foreign employers and their agreements are out of scope",
    "fradragIGrunnlagetForUtenlandsk": "foreign employers and their agreements are out of scope",
    "loennet": "no text on its use was found: left out",
    "datoForUtleggstrekk": "the official example leaves it out",
    "antallKilometer": "kilometres of cars are lines of their own (yrkebilTjenestligbehovKilometer)",
    "antallReiser": "commuters: no such facts are kept",
    "heravAntallKilometerMellomHjemOgArbeid": "commuters: no such facts are kept",
    "erBilpool": "what a pooled car is told with was not found",
    "personklassifiseringAvBilbruker": "commuters: no such facts are kept",
    "Tilleggsinformasjon": "no wage type is of commuters, shelf, net pay, pensions, fishing, artists, child minders",
}
"""Elements that no message of ours has, or groups of which none or not all are, and why."""
_OF_THE_OTHERS = {
    "Permittering": "permittering",
    "MoenstringPaaFartoey": "moenstringPaaFartoey",
    "YrkePerMoenstring": "moenstringPaaFartoey",
    "UtenlandskeMedSaerskiltProsentsats": "utenlandskeMedSaerskiltProsentsats",
    "UtenlandskeMedFastAvgiftsbeloep": "utenlandskeMedFastAvgiftsbeloep",
    "FradragIGrunnlagetForUtenlandsk": "fradragIGrunnlagetForUtenlandsk",
} | dict.fromkeys(
    (
        "Periode",
        "DagmammaIEgenBolig",
        "NorskKontinentalsokkel",
        "Livrente",
        "LottOgPart",
        "Nettoloenn",
        "Pensjon",
        "ReiseKostOgLosji",
        "UtenlandskArtist",
        "BonusFraForsvaret",
    ),
    "Tilleggsinformasjon",
)


def test_every_element_is_written_by_a_case_or_there_is_a_reason() -> None:
    seen = set[tuple[str, str]]()

    def walk(node: etree._Element, group: Group) -> None:
        for child in node:
            element = group[etree.QName(child).localname]
            seen.add((group.name, element.name))
            if element.group is not None:
                walk(child, element.group)

    root = newest().root.group
    assert root is not None
    for each in CASES:
        book = play(read(each.toml.encode()))
        for month in each.expected:
            walk(etree.fromstring(written(book, month)), root)
    reasons = {reason for name, reason in _OF_THE_OTHERS.items() if name} | set(NOT_WRITTEN)
    missing, used = [], set[str]()
    for group in newest().groups.values():
        for element in group.elements:
            if (group.name, element.name) in seen:
                continue
            inside = element.group.name if element.group is not None else ""
            names = {element.name, group.name, inside, _OF_THE_OTHERS.get(group.name, "")} & reasons
            used |= names
            if not names:
                missing.append(f"{group.name}/{element.name}")
    assert missing == []
    assert used == set(NOT_WRITTEN)


@pytest.mark.parametrize(
    ("toml", "rule"),
    [
        (head(unit_a='zone = "1"\ncalculation_code = "svalbard"'), "svalbard"),
        (head(unit_a='zone = "1"\ncalculation_code = "kunForskuddstrekk"'), "kunForskuddstrekk"),
        (head(unit_a='zone = "3"\ncalculation_code = "godstransportPaaVei"'), "godstransportPaaVei"),
        (head(unit_a='zone = "1"\ncalculation_code = "utenlandskeMedSaerskiltProsentsats"'), "SaerskiltProsentsats"),
        (head(unit_a='zone = "1"\ncalculation_code = "utenlandskeMedFastAvgiftsbeloep"'), "FastAvgiftsbeloep"),
        (head(unit_a='zone = "5"\nmunicipality = "2100"'), "Svalbard and Jan Mayen"),
        (head(unit_a='zone = "6"'), "6"),
        (head('[employer.choices]\nafter_end = "twice"'), "twice"),
        (head('[employer.choices]\nanswer_language = "dansk"'), "dansk"),
        (head('[employer.other_aid]\n2026 = "1000"'), "other_aid"),
    ],
)
def test_what_the_program_does_not_know_is_refused_by_its_name(toml: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        play(read((toml + who(1, job()) + run("2026-03")).encode()))
    assert any(rule in str(each.what) for each in refused.value.findings)


@pytest.mark.parametrize(
    ("somebody", "rule"),
    [
        (who(1, job('earned_in = "SJ"')), "Svalbard and Jan Mayen"),
        (who(1, job("", 'from = 2024-01-01\npay = "net"')), "“net” is not a form of pay"),
        (who(1, job('earned_in = "Sverige"')), "two letters"),
        (who(1, job(), more='tax_home = "se"'), "two letters"),
    ],
)
def test_so_is_what_somebody_is_paid_for(somebody: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        play(read((head() + somebody + run("2026-03")).encode()))
    assert any(rule in str(each.what) for each in refused.value.findings)


@pytest.mark.parametrize("slug", ["net_pay", "calculated_tax", "svalbard_pay"])
def test_nobody_is_paid_net_by_a_line(slug: str) -> None:
    with pytest.raises(Refused, match=f"“{slug}” is not a wage type"):
        play(read((head() + who(1, job()) + run("2026-03", line(1, slug, "1000.00"))).encode()))


def test_nobody_is_told_without_a_number() -> None:
    book = play(read((head() + who(1, job(), national=False) + run("2026-03")).encode()))
    with pytest.raises(Refused, match="neither a national number nor another one"):
        written(book, "2026-03")
