"""The results of a month become its message: cases that a payroll clerk would know (amelding 2, 6 and 8)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.engine.facts import Establishment, InternationalId, RunKind, TaxCard, Vessel
from services.engine.result import ContributionPart
from services.norway.amelding.controls import check
from services.norway.amelding.message import Arbeidsforhold, Inntektsmottaker, Leveranse, Permisjon, Virksomhet
from services.norway.amelding.write import write
from tests.amelding.samples import (
    FROEYA,
    MARCH,
    OSLO,
    TWO_ZONES,
    employer,
    employment,
    good,
    line,
    message,
    national_id,
    person,
    run,
    span,
    terms,
)

FREELANCER = "frilanserOppdragstakerHonorarPersonerMm"
PENSION = "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
RESIGNED = "arbeidstakerHarSagtOppSelv"
kr = Money.kr
HOURLY = {"pay": "hourly", "monthly_salary": None, "hourly_rate": kr(250)}


def units(delivery: Leveranse) -> dict[str, Virksomhet]:
    return {unit.norsk_identifikator: unit for unit in delivery.oppgave.virksomhet}


def only(delivery: Leveranse) -> Inntektsmottaker:
    """The one person of the message."""
    [unit] = delivery.oppgave.virksomhet
    [found] = unit.inntektsmottaker
    return found


def job(delivery: Leveranse) -> Arbeidsforhold:
    [found] = only(delivery).arbeidsforhold
    return found


def lines(found: Inntektsmottaker) -> list[tuple[str, str, Decimal | None]]:
    """Description, amount and count of each line of income."""
    return [(each.loennsinntekt.beskrivelse, str(each.beloep), each.loennsinntekt.antall) for each in found.inntekt]


def sound(delivery: Leveranse) -> Leveranse:
    """The message, once nothing can be said against it."""
    assert [str(each.what) for each in check(write(delivery))] == []
    return delivery


# --- who is in it ----------------------------------------------------------------------------------------------------


def test_a_month_without_pay_has_every_employment_with_all_its_fields() -> None:
    delivery = sound(message(people=[person()]))
    assert job(delivery) == Arbeidsforhold(
        "ordinaertArbeidsforhold",
        "1",
        date(2024, 1, 1),
        None,
        Decimal("37.5"),
        "5223108",
        "ikkeSkift",
        Decimal(100),
        siste_loennsendringsdato=date(2024, 1, 1),
        siste_dato_for_stillingsprosentendring=date(2024, 1, 1),
        form_for_ansettelse="fast",
    )
    assert only(delivery).inntekt == ()
    assert [(each.beskrivelse, each.beloep) for each in only(delivery).forskuddstrekk] == [("ordinaert", kr(0))]
    assert delivery.oppgave.betalingsinformasjon is None


@pytest.mark.parametrize(
    ("start", "end", "is_there"),
    [
        (date(2026, 3, 31), None, True),
        (date(2026, 4, 1), None, False),
        (date(2025, 1, 1), date(2026, 3, 1), True),
        (date(2025, 1, 1), date(2026, 2, 28), False),
    ],
)
def test_an_employment_is_told_in_every_month_that_it_touches(start: date, end: date | None, is_there: bool) -> None:
    work = employment(terms(since=start), start=start, end=end, end_reason=RESIGNED if end else "")
    assert bool(message(people=[person(1, work)]).oppgave.virksomhet) is is_there


def test_a_leaver_is_told_with_end_and_reason_and_not_after_it() -> None:
    work = employment(end=date(2026, 3, 15), end_reason=RESIGNED)
    leaver = person(1, work)
    told = job(sound(message(run(leaver))))
    assert (told.sluttdato, told.aarsak_til_sluttdato) == (date(2026, 3, 15), RESIGNED)
    assert message(people=[leaver], month=Month(2026, 4)).oppgave.virksomhet == ()


def test_an_end_that_has_not_come_is_not_told() -> None:
    work = employment(end=date(2026, 5, 31), end_reason=RESIGNED)
    told = job(sound(message(run(person(1, work)))))
    assert (told.sluttdato, told.aarsak_til_sluttdato) == (None, None)


def test_holiday_pay_after_the_end_stands_without_employment() -> None:
    work = employment(end=date(2026, 2, 28), end_reason=RESIGNED)
    found = only(sound(message(run(person(1, work, lines=[line("holiday_pay", amount="30000")])))))
    assert found.arbeidsforhold == ()
    assert [(each.loennsinntekt.beskrivelse, each.arbeidsforhold_id) for each in found.inntekt] == [
        ("feriepenger", None)
    ]
    assert found.inntekt[0].startdato_opptjeningsperiode is None  # the law says when it was earned


def test_a_freelancer_is_told_in_months_with_a_payment_only() -> None:
    work = employment(terms(pay="fee", monthly_salary=None), type=FREELANCER, start=date(2026, 2, 1))
    freelancer = person(
        1, work, lines=[line("fee", amount="12000")], tax_card=TaxCard(2026, "percent", "", Percent.of("30"))
    )
    found = only(sound(message(run(freelancer))))
    assert found.arbeidsforhold == (Arbeidsforhold(FREELANCER, "1", date(2026, 2, 1), yrke="5223108"),)
    assert lines(found) == [("honorarAkkordProsentProvisjon", "12000.00", None)]
    assert message(people=[freelancer]).oppgave.virksomhet == ()


def test_a_freelancer_ends_in_the_month_of_the_last_payment() -> None:
    work = employment(
        terms(pay="fee", monthly_salary=None), type=FREELANCER, start=date(2026, 1, 1), end=date(2026, 2, 28)
    )
    told = job(message(run(person(1, work, lines=[line("fee", amount="5000")]))))
    assert (told.sluttdato, told.aarsak_til_sluttdato) == (date(2026, 2, 28), None)


def test_pensions_outside_employment_carry_no_other_field() -> None:
    work = employment(terms(pay="fee", monthly_salary=None), type=PENSION)
    found = only(sound(message(run(person(1, work, lines=[line("fee", amount="5000")])))))
    assert found.arbeidsforhold == (Arbeidsforhold(PENSION),)
    assert found.inntekt[0].arbeidsforhold_id is None


def test_two_employments_in_one_sub_unit_are_one_person_and_each_line_names_its_own() -> None:
    second = employment(terms(pay="hourly", monthly_salary=None, hourly_rate=kr(250), percent=Percent.of(20)), id="2")
    both = person(1, employment(), second, lines=[line("hourly_pay", "10", employment="2")])
    found = only(sound(message(run(both))))
    assert [each.arbeidsforhold_id for each in found.arbeidsforhold] == ["1", "2"]
    assert [(each.loennsinntekt.beskrivelse, each.arbeidsforhold_id) for each in found.inntekt] == [
        ("fastloenn", "1"),
        ("timeloenn", "2"),
    ]


def test_two_employee_numbers_of_one_person_are_one_recipient() -> None:
    again = replace(person(2, employment(id="2")), national_id=national_id(1))
    found = only(sound(message(run(person(1), again))))
    assert [each.arbeidsforhold_id for each in found.arbeidsforhold] == ["1", "2"]
    assert found.forskuddstrekk[0].beloep == kr(-2 * 12244)


def test_somebody_in_two_sub_units_stands_in_both_and_tax_in_the_one_that_paid_most() -> None:
    by = employer(*TWO_ZONES)
    small = employment(terms("10000"), establishment=OSLO, id="A")
    large = employment(terms("30000"), establishment=FROEYA, id="B")
    delivery = sound(message(run(person(1, small, large, lines=[line("union_dues", amount="300")]), by=by)))
    oslo, froeya = units(delivery)[OSLO], units(delivery)[FROEYA]
    assert [each.arbeidsforhold_id for each in oslo.inntektsmottaker[0].arbeidsforhold] == ["A"]
    assert [each.beloep for each in oslo.inntektsmottaker[0].forskuddstrekk] == [Money(0)]  # always written
    assert oslo.inntektsmottaker[0].fradrag == ()
    assert len(froeya.inntektsmottaker[0].forskuddstrekk) == len(froeya.inntektsmottaker[0].fradrag) == 1


def test_somebody_without_a_norwegian_number_is_named_otherwise() -> None:
    foreign = replace(person(), national_id="", international_id=InternationalId("P1234567", "passnummer", "SE"))
    found = only(sound(message(run(foreign))))
    assert found.norsk_identifikator is None
    assert [(each.identifikator, each.land) for each in found.internasjonal_identifikator] == [("P1234567", "SE")]
    assert found.identifiserende_informasjon is not None
    assert found.identifiserende_informasjon.foedselsdato == date(1984, 3, 2)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"international_id": None}, "neither a national number nor another one"),
        ({"international_id": InternationalId("P1", "passnummer", "SE"), "born": None}, "the birth date is needed"),
    ],
)
def test_nobody_is_told_without_a_number(changes: dict[str, object], reason: str) -> None:
    nobody = replace(person(), national_id="", **changes)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=reason):
        message(run(nobody))


def test_a_new_number_counts_at_once() -> None:
    """The run still had the D-number; the month's facts have the fødselsnummer."""
    before = run(person())
    after = replace(person(), national_id=national_id(9))
    assert only(message(before, people=[after])).norsk_identifikator == national_id(9)


# --- the employment's dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "pay_changed", "percentage_changed"),
    [
        ([terms()], "2024-01-01", "2024-01-01"),
        ([terms(), terms("46000", date(2025, 5, 1))], "2025-05-01", "2024-01-01"),
        # half the post at the same rate; and again, rounded to kroner
        ([terms(), terms("22500", date(2026, 1, 1), percent=Percent.of(50))], "2024-01-01", "2026-01-01"),
        ([terms(), terms("14999", date(2026, 1, 1), percent=Percent.of("33.33"))], "2024-01-01", "2026-01-01"),
        ([terms(), terms("30000", date(2026, 1, 1), percent=Percent.of(50))], "2026-01-01", "2026-01-01"),
        # from monthly to hourly
        ([terms(), terms(since=date(2026, 2, 1), **HOURLY)], "2026-02-01", "2024-01-01"),
        # what comes later is not told yet
        ([terms(), terms("46000", date(2026, 4, 1), percent=Percent.of(80))], "2024-01-01", "2024-01-01"),
        # terms from before the employment
        ([terms(since=date(2020, 1, 1)), terms("46000", date(2023, 1, 1))], "2024-01-01", "2024-01-01"),
    ],
)  # fmt: skip
def test_dates_of_the_last_changes(steps: list[object], pay_changed: str, percentage_changed: str) -> None:
    told = job(message(people=[person(1, employment(*steps))]))  # type: ignore[arg-type]
    assert str(told.siste_loennsendringsdato) == pay_changed
    assert str(told.siste_dato_for_stillingsprosentendring) == percentage_changed


def test_leave_lowers_nothing_and_both_parts_of_a_change_are_told() -> None:
    """A post of 70 %, leave of half of it until the 9th and a quarter from the 10th (amelding 8.1)."""
    work = employment(terms("31500", percent=Percent.of(70)))
    parts = (
        Permisjon(date(2026, 2, 1), Decimal(50), "p1", "andreLovfestedePermisjoner", date(2026, 3, 9)),
        Permisjon(date(2026, 3, 10), Decimal(25), "p2", "andreLovfestedePermisjoner"),
    )
    told = job(sound(message(people=[person(1, work)], leave={(1, "1"): parts})))
    assert (told.stillingsprosent, told.permisjon) == (Decimal(70), parts)


def test_a_vessel_is_told() -> None:
    work = employment(type="maritimtArbeidsforhold", vessel=Vessel("nor", "annet", "innenriks"))
    told = job(sound(message(run(person(1, work)))))
    assert told.fartoey is not None
    assert told.fartoey.skipsregister == "nor"


# --- what was paid ---------------------------------------------------------------------------------------------------


def test_lines_of_one_description_are_one_line_with_all_their_hours() -> None:
    hours = [line("overtime_50", "7.5"), line("overtime_100", "2"), line("overtime_50", "1")]
    found = only(sound(message(run(person(1, lines=hours)))))
    assert [each[0] for each in lines(found)] == ["fastloenn", "overtidsgodtgjoerelse"]
    assert lines(found)[1][2] == Decimal("10.5")


def test_two_runs_of_a_month_are_added_up() -> None:
    kari = person(1, lines=[line("bonus", amount="1000")])
    delivery = sound(message(run(kari), run(kari, day=27, kind=RunKind.EXTRA, sequence=2)))
    assert lines(only(delivery)) == [("fastloenn", "45000.00", None), ("bonus", "2000.00", None)]


def test_mileage_is_split_at_the_free_rate() -> None:
    """Free of tax with its kilometres, and the excess without: 100 km at 5.30, of which 3.50 is free."""
    found = only(sound(message(run(person(1, lines=[line("mileage", "100")])))))
    split = [
        (each.inngaar_i_grunnlag_for_trekk, each.utloeser_arbeidsgiveravgift, each.loennsinntekt.antall)
        for each in found.inntekt
        if each.loennsinntekt.beskrivelse == "kilometergodtgjoerelseBil"
    ]
    assert split == [
        (True, True, None),
        (False, False, Decimal(100)),
    ]


def test_the_taxable_part_of_a_diet_allowance_has_a_description_of_its_own() -> None:
    found = only(sound(message(run(person(1, lines=[line("diet_hotel", "2")])))))
    told = {each.loennsinntekt.beskrivelse: each.loennsinntekt.antall for each in found.inntekt}
    assert told["reiseKostMedOvernattingPaaHotell"] == Decimal(2)
    assert told.get("reiseKost") is None


def test_back_pay_names_when_it_was_earned_and_repeats_no_hours() -> None:
    """A central raise from 1 May, first paid in August (amelding 8.3)."""
    hourly = employment(terms(pay="hourly", monthly_salary=None, hourly_rate=kr(250)))
    arrears = line("back_pay", amount="3000", earned=span("2026-05-01", "2026-07-31"))
    august = Month(2026, 8)
    found = only(
        sound(message(run(person(1, hourly, lines=[line("hourly_pay", "100"), arrears]), month=august), month=august))
    )
    pay, back = found.inntekt
    assert (pay.loennsinntekt.beskrivelse, pay.loennsinntekt.antall) == ("timeloenn", Decimal(100))
    assert (back.loennsinntekt.beskrivelse, back.loennsinntekt.antall) == ("timeloenn", None)
    assert (back.startdato_opptjeningsperiode, back.sluttdato_opptjeningsperiode) == (
        date(2026, 5, 1),
        date(2026, 7, 31),
    )


def test_holiday_pay_is_subject_to_withholding_by_its_nature() -> None:
    """True also where nothing is withheld; the deduction for holiday is negative, beside the fixed pay."""
    june = Month(2026, 6)
    paid = [line("holiday_pay", amount="50000"), line("holiday_deduction", "25")]
    found = only(sound(message(run(person(1, lines=paid), month=june), month=june)))
    holiday = next(each for each in found.inntekt if each.loennsinntekt.beskrivelse == "feriepenger")
    assert (holiday.inngaar_i_grunnlag_for_trekk, holiday.utloeser_arbeidsgiveravgift) == (True, True)
    deduction = next(each for each in found.inntekt if each.loennsinntekt.beskrivelse == "trekkILoennForFerie")
    assert deduction.beloep < kr(0)


def test_what_is_not_reported_is_not_there() -> None:
    extra = [line("expense", amount="500"), line("advance", amount="1000")]
    assert [each[0] for each in lines(only(message(run(person(1, lines=extra)))))] == ["fastloenn"]


def test_a_correction_that_takes_everything_back_leaves_no_line() -> None:
    kari = person(1, lines=[line("bonus", amount="1000")])
    back = person(1, lines=[line("bonus", amount="-1000")])
    delivery = message(run(kari), run(back, day=27, kind=RunKind.CORRECTION, sequence=2))
    assert [each[0] for each in lines(only(delivery))] == ["fastloenn"]


# --- deductions, withholding, attachments ----------------------------------------------------------------------------


def test_deductions_are_negative() -> None:
    taken = [line("union_dues", amount="500"), line("pension_own", amount="900"), line("other_deduction", amount="75")]
    found = only(sound(message(run(person(1, lines=taken)))))
    assert {each.beskrivelse: str(each.beloep) for each in found.fradrag} == {
        "fagforeningskontingent": "-500.00",
        "premieTilPensjonsordninger": "-900.00",
    }


def test_withholding_is_told_for_each_pay_date_from_2026() -> None:
    kari = person(1, lines=[line("bonus", amount="1000")])
    early = run(kari, day=10, kind=RunKind.EXTRA, sequence=2)
    nothing = run(person(2, lines=[line("expense", amount="10")]), day=27, kind=RunKind.EXTRA, sequence=3)
    delivery = sound(message(run(person(1), person(2)), early, nothing))
    payments = delivery.oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_forskuddstrekk is None
    by_date = payments.sum_forskuddstrekk_per_loennsutbetalingsdato
    assert [(each.loennsutbetalingsdato.day, each.beloep) for each in by_date] == [
        (10, early.totals["withholding"]),
        (20, kr(2 * 12244)),
    ]
    withheld = [each.beloep for unit in delivery.oppgave.virksomhet for each in unit.inntektsmottaker[0].forskuddstrekk]
    assert withheld == [-(kr(12244) + early.totals["withholding"])]


def test_withholding_was_one_sum_a_month_through_2025() -> None:
    december = Month(2025, 12)
    card = TaxCard(2025, "percent", "", Percent.of("30"))
    taken = [line("attachment", amount="1500", claim="tax")]
    delivery = sound(message(run(person(1, tax_card=card, lines=taken), month=december), month=december))
    payments = delivery.oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_forskuddstrekk == kr(13500)
    assert payments.sum_forskuddstrekk_per_loennsutbetalingsdato == ()
    assert (payments.sum_utleggstrekk, only(delivery).utleggstrekk) == (None, ())  # not reported before 2026


def test_attachments_for_the_tax_administration_are_told_and_no_others() -> None:
    """Employee 2 has a coordinated one: the older ones stop (norway-payroll 13.4)."""
    old = [
        line("attachment", amount="1500.75", claim="tax"),
        line("attachment", amount="300", claim="other"),
        line("maintenance", amount="2000"),
    ]
    new = [line("attachment", amount="700", claim="coordinated"), line("attachment", amount="300", claim="other")]
    delivery = sound(message(run(person(1, lines=old), person(2, lines=new))))
    told = {
        each.beskrivelse: str(each.beloep)
        for unit in delivery.oppgave.virksomhet
        for recipient in unit.inntektsmottaker
        for each in recipient.utleggstrekk
    }
    assert told == {"utleggstrekkSkatt": "-1500.00", "utleggstrekkSamordnet": "-700.00"}
    payments = delivery.oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_utleggstrekk == kr(2200)


# --- the employer's contribution -------------------------------------------------------------------------------------


def test_two_zones_have_a_basis_each_and_one_sum() -> None:
    by = employer(*TWO_ZONES)
    people = person(1), person(2, employment(establishment=FROEYA))
    delivery = sound(message(run(*people, by=by)))
    bases = {
        orgnr: [
            (each.sone, str(each.avgiftsgrunnlag_beloep), each.prosentsats_for_avgiftsberegning)
            for each in told.loenn_og_godtgjoerelse + told.tilskudd_og_premie_til_pensjon
        ]
        for orgnr, unit in units(delivery).items()
        if (told := unit.arbeidsgiveravgift)
    }
    assert bases == {
        OSLO: [("1", "45000.00", Decimal("14.1")), ("1", "900.00", Decimal("14.1"))],
        FROEYA: [("2", "45000.00", Decimal("10.6")), ("2", "900.00", Decimal("10.6"))],
    }
    payments = delivery.oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_arbeidsgiveravgift == kr(11337)  # 45 900 × 24.7 % = 11 337.30


def test_products_are_added_exactly_and_rounded_once() -> None:
    """Three sub-units in zone 5 … 1 whose parts of a krone make a whole one together."""
    part = ContributionPart(OSLO, "1", "generelleNaeringer", Percent.of("14.1"), kr("3.55"))
    other = replace(part, establishment=FROEYA)
    # 2 × 0.50055 = 1.0011; rounded one by one it would be 2
    delivery = message(
        people=[person()],
        refunds=(part, other),
        by=employer(*TWO_ZONES),
    )
    payments = delivery.oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_arbeidsgiveravgift == kr(1)


def test_half_a_krone_goes_up() -> None:
    part = ContributionPart(OSLO, "1", "generelleNaeringer", Percent.of("10"), kr("25"))
    payments = message(people=[person()], refunds=(part,)).oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_arbeidsgiveravgift == kr(3)


def test_zone_1a_is_told_at_both_rates_where_the_allowance_ends() -> None:
    """Three million a month: the low rate saves 3.5 %, and 850 000 is saved at 24 285 714.29."""
    by = employer(Establishment(OSLO, "1a"))
    delivery = sound(message(run(person(1, employment(terms("30000000"))), by=by)))
    told = units(delivery)[OSLO].arbeidsgiveravgift
    assert told is not None
    rates = [(each.sone, each.prosentsats_for_avgiftsberegning) for each in told.loenn_og_godtgjoerelse]
    assert rates == [("1a", Decimal("10.6")), ("1a", Decimal("14.1"))]


def test_in_zone_5_the_basis_is_told_and_nothing_is_owed() -> None:
    delivery = sound(message(run(person(1), by=employer(Establishment(OSLO, "5")))))
    told = units(delivery)[OSLO].arbeidsgiveravgift
    assert told is not None
    assert told.loenn_og_godtgjoerelse[0].prosentsats_for_avgiftsberegning == 0
    payments = delivery.oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_arbeidsgiveravgift == kr(0)


def test_a_refund_from_nav_lowers_what_is_owed() -> None:
    refund = ContributionPart(OSLO, "1", "generelleNaeringer", Percent.of("14.1"), kr("-31526.00"))
    delivery = sound(message(run(person(1)), refunds=(refund,)))
    told = units(delivery)[OSLO].arbeidsgiveravgift
    assert told is not None
    assert [str(each.avgiftsfradrag_beloep) for each in told.fradrag_i_grunnlaget_for_sone] == ["-31526.00"]
    payments = delivery.oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_arbeidsgiveravgift == kr(2027)  # (45 900 − 31 526) × 14.1 % = 2 026.73


def test_finance_tax_is_told() -> None:
    payments = message(run(person(1), by=employer(finance_tax=True))).oppgave.betalingsinformasjon
    assert payments is not None
    assert payments.sum_finansskatt_loenn == kr(2295)  # 45 900 × 5 %


def test_the_pension_provider_is_named_every_month() -> None:
    delivery = message(people=[person()])
    assert [each.identifikator for each in delivery.oppgave.pensjonsinnretning] == ["810000007"]


# --- the whole -------------------------------------------------------------------------------------------------------


def test_what_is_built_fits_the_official_schema(shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "reference" / "amelding" / "amelding_v2_3.xsd"))
    foreign = replace(person(), national_id="", international_id=InternationalId("P1", "passnummer", "SE"))
    refund = ContributionPart(OSLO, "1", "generelleNaeringer", Percent.of("14.1"), kr(-100))
    away = {(1, "1"): (Permisjon(date(2026, 3, 1), Decimal(50), "p1", "permittering", loennet=False),)}
    for data in (
        good(),
        write(message(people=[person()])),
        write(message(run(foreign), refunds=(refund,), leave=away)),
        write(message(people=[])),
    ):
        assert schema.validate(etree.fromstring(data)), schema.error_log


def test_the_same_month_gives_the_same_bytes() -> None:
    kari = person(1, lines=[line("bonus", amount="1000")])
    assert write(message(run(kari))) == write(message(run(kari)))


def test_people_stand_in_the_order_of_their_numbers() -> None:
    delivery = message(run(person(3), person(1)), people=[person(2), person(3), person(1)])
    [unit] = delivery.oppgave.virksomhet
    assert [each.norsk_identifikator for each in unit.inntektsmottaker] == [national_id(n) for n in (1, 2, 3)]
    assert delivery.kalendermaaned == MARCH
