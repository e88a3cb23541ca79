"""The inntektsmelding worksheet: every answer worked out by hand from norway-payroll 9 and files 3."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.values.finding import Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.engine.facts import Absence, CompanyCar, Employment, PayChoices, PersonFacts
from services.engine.income_report import (
    CARE_DAYS,
    NURSING,
    PARENTAL,
    PREGNANCY,
    TRAINING,
    Answers,
    EndedBenefit,
    PaidLine,
    PaidMonth,
    Reason,
    RefundChange,
    Worksheet,
)
from services.norway.inntektsmelding.json_form import to_json, tree
from services.norway.inntektsmelding.worksheet import first_days, months_before, worksheet
from services.reference.year_files import rate_book
from tests.amelding.samples import OSLO, employer, employment, person, terms
from tests.amelding.test_leave import away

kr = Money.kr
ANSWERED = Answers(reference="6f1f2b0a-6f5c-4c8a-9d55-1b1b5a3f0c01", contact="Lise Lønn", phone="22334455")
SICK = away("sick_note", "2026-09-01", "2026-10-31")
SYSTEM = ("Lønnsom", "1.0")
SALARY = "46500"


def paid(month: str, *lines: tuple[str, str, str]) -> PaidMonth:
    return PaidMonth(Month.parse(month), tuple(PaidLine(slug, code, kr(amount)) for slug, code, amount in lines))


def salary(month: str, amount: str = SALARY, *more: tuple[str, str, str]) -> PaidMonth:
    return paid(month, ("fixed_salary", "fastloenn", amount), *more)


def summer(*more: tuple[str, str, str]) -> list[PaidMonth]:
    """June to August at the same salary, and what June had besides."""
    return [salary("2026-06", SALARY, *more), salary("2026-07"), salary("2026-08")]


def who(*absences: Absence, jobs: tuple[Employment, ...] = (), **more: Any) -> PersonFacts:
    return person(1, *(jobs or (employment(terms(SALARY)),)), absences=absences or (SICK,), **more)


def sheet(
    someone: PersonFacts | None = None,
    months: list[PaidMonth] | None = None,
    answers: Answers = ANSWERED,
    absence: Absence | None = None,
    ended: tuple[EndedBenefit, ...] = (),
    **choices: str,
) -> Worksheet:
    someone = someone or who()
    about = absence or someone.absences[-1]
    rates = rate_book("NO").on(about.first)
    by = employer(choices=PayChoices(**choices))  # type: ignore[arg-type]
    return worksheet(someone, by, about, summer() if months is None else months, rates, answers, ended)


def said(made: Worksheet) -> list[str]:
    return [str(finding.what) for finding in made.findings]


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


# --- the samples -----------------------------------------------------------------------------------------------------


def test_the_sample_of_sick_pay_comes_out_member_by_member(shared: Path) -> None:
    """46 500 a month; sick 1 September to 31 October, so the employer pays 1–16 September and claims until the end."""
    sample = json.loads((shared / "reference/inntektsmelding/sample_sykepenger_api_v1.json").read_text("utf-8"))
    made = to_json(sheet(who(national_id="12838543284")), "", SYSTEM)
    ours = json.loads(made)
    assert ours == sample
    assert list(ours) == list(sample)
    assert all(list(ours[name]) == list(sample[name]) for name in ("agp", "inntekt", "refusjon", "avsender"))


def test_the_sample_of_parental_benefit_comes_out_member_by_member(shared: Path) -> None:
    """(54 000 + 54 000 + 54 700) / 3 = 54 233.33; away from 14 December until the end of February."""
    sample = json.loads((shared / "reference/inntektsmelding/sample_foreldrepenger_api_v1.json").read_text("utf-8"))
    leave = away("leave_parental", "2026-12-14", "2027-02-28")
    addition = ("variable_addition", "uregelmessigeTilleggKnyttetTilArbeidetTid", "700")
    months = [salary("2026-09", "54000"), salary("2026-10", "54000"), salary("2026-11", "54000", addition)]
    answers = replace(ANSWERED, reference="6f1f2b0a-6f5c-4c8a-9d55-1b1b5a3f0c02")
    someone = who(leave, jobs=(employment(terms("54000")),), national_id="30869138882")
    ours = json.loads(to_json(sheet(someone, months, answers), "", SYSTEM))
    assert ours == sample
    assert list(ours) == list(sample)


def test_amounts_are_exact_decimal_numbers() -> None:
    """Never 0.1 + 0.2: the text of the file has the two decimals of the øre."""
    months = [salary("2026-06", "46500.10"), salary("2026-07", "46500.10"), salary("2026-08", "46500.11")]
    text = to_json(sheet(months=months), "", SYSTEM).decode()  # 139 500.31 / 3 = 46 500.1033
    assert '"beloep": 46500.10,' in text
    assert json.loads(text, parse_float=Decimal)["inntekt"]["beloep"] == Decimal("46500.10")
    assert to_json(sheet(months=months), "", SYSTEM).decode() == text


# --- the employer's period -------------------------------------------------------------------------------------------


def test_the_employers_period_is_the_first_16_calendar_days() -> None:
    made = sheet()
    assert made.periods == (span("2026-09-01", "2026-09-16"),)
    assert made.reduced is None
    assert made.first_day == date(2026, 9, 1)


def test_earlier_sickness_is_joined_and_the_income_is_as_of_the_last() -> None:
    """Three days from 2 September, then from the 16th (11 days between): 3 + 13 days, until 28 September. The income is
    reckoned from the second sickness.
    """
    someone = who(away("self_certified", "2026-09-02", "2026-09-04"), away("sick_note", "2026-09-16", "2026-10-31"))
    made = sheet(someone)
    assert made.periods == (span("2026-09-02", "2026-09-04"), span("2026-09-16", "2026-09-28"))
    assert made.first_day == date(2026, 9, 16)
    assert [entry.value for entry in made.entries if entry.name == "agp.perioder"] == list(made.periods)


def test_somebody_employed_for_less_than_four_weeks_has_no_period() -> None:
    new = employment(terms(SALARY, since=date(2026, 8, 17)), start=date(2026, 8, 17))
    made = sheet(who(jobs=(new,)), [paid("2026-06"), paid("2026-07"), salary("2026-08", "22500")])
    assert (made.periods, made.reduced) == ((), (kr(0), "ManglerOpptjening"))
    assert json.loads(to_json(made, "", SYSTEM))["agp"] == {
        "perioder": [],
        "redusertLoennIAgp": {"beloep": 0.0, "begrunnelse": "ManglerOpptjening"},
    }


def test_a_period_that_was_not_whole_asks_for_the_reason_and_for_what_was_paid() -> None:
    short = away("sick_note", "2026-09-01", "2026-09-10")
    made = sheet(who(short))
    assert [entry.name for entry in made.asked] == [
        "agp.redusertLoennIAgp.beloep",
        "agp.redusertLoennIAgp.begrunnelse",
    ]
    told = replace(ANSWERED, reduced_amount=kr("15000"), reduced_reason="ArbeidOpphoert")
    assert sheet(who(short), answers=told).findings == ()
    wrong = replace(told, reduced_reason="Fordi")
    assert said(sheet(who(short), answers=wrong)) == ["“Fordi” is not a reason that NAV knows"]


@pytest.mark.parametrize(("weeks", "is_reduced"), [(12, False), (11, True)])
def test_treatment_on_single_days_in_weeks_of_their_own_is_a_whole_period(weeks: int, is_reduced: bool) -> None:
    """Every Tuesday from 1 September: twelve days, each in its own week, need no reason (files 3.2)."""
    days = [date(2026, 9, 1) + timedelta(weeks=number) for number in range(weeks)]
    treated = [replace(SICK, first=day, last=day) for day in days]
    made = sheet(who(*treated), absence=treated[-1])
    assert len(made.periods) == weeks
    assert (made.reduced is not None) == is_reduced


def test_a_request_that_does_not_ask_for_the_period() -> None:
    made = sheet(answers=replace(ANSWERED, period_not_asked=True))
    assert json.loads(to_json(made, "", SYSTEM))["agp"] is None
    assert not any(entry.name.startswith("agp") for entry in made.entries)


# --- the income ------------------------------------------------------------------------------------------------------


def test_the_income_is_the_mean_of_the_three_calendar_months_before() -> None:
    addition = ("shift_addition", "uregelmessigeTilleggKnyttetTilArbeidetTid", "900")
    made = sheet(months=summer(addition))  # (3 × 46 500 + 900) / 3
    assert made.income.value == kr("46800")
    assert made.mean is not None
    assert (made.mean.value, made.reasons) == (kr("46800"), ())
    assert [str(month.month) for month in made.months] == ["2026-06", "2026-07", "2026-08"]
    assert months_before(date(2026, 1, 31)) == [Month(2025, 10), Month(2025, 11), Month(2025, 12)]


def test_overtime_and_holiday_pay_are_no_part_of_it() -> None:
    more = ("overtime_50", "overtidsgodtgjoerelse", "8000"), ("holiday_pay", "feriepenger", "60000")
    assert sheet(months=summer(*more)).income.value == kr(SALARY)


@pytest.mark.parametrize(
    ("bonus", "reasons"),
    [
        ("3000", ()),  # 1 000 off the mean: not above
        ("3000.03", ("Bonus",)),  # 1 000.01 off
        ("30000", ("Bonus",)),
    ],
)
def test_a_reason_is_needed_above_a_thousand_kroner(bonus: str, reasons: tuple[str, ...]) -> None:
    made = sheet(months=summer(("bonus", "bonus", bonus)))
    assert made.income.value == kr(SALARY)
    assert tuple(reason.name for reason in made.reasons) == reasons


def test_a_deduction_for_holiday_is_no_less_income() -> None:
    """June: 46 500 − 44 711.54 (25 days of 260). NAV sees (139 500 − 44 711.54) / 3 = 31 596.15."""
    made = sheet(months=summer(("holiday_deduction", "trekkILoennForFerie", "-44711.54")))
    assert made.mean is not None
    assert (made.mean.value, made.income.value) == (kr("31596.15"), kr(SALARY))
    assert made.reasons == (Reason("Ferietrekk"),)


def test_unpaid_leave_in_the_months_is_a_reason_with_its_days() -> None:
    """Ten working days of 22 in June unpaid: 46 500 × 10 / 22 = 21 136.36 less."""
    gone = away("unpaid", "2026-06-01", "2026-06-12", paid=False)
    made = sheet(who(gone, SICK), summer(("absence_deduction", "fastloenn", "-21136.36")), absence=SICK)
    assert made.income.value == kr(SALARY)
    assert made.mean is not None
    assert made.mean.value == kr("39454.55")  # 118 363.64 / 3
    [why] = [entry.why for entry in made.entries if entry.name == "inntekt.beloep"]
    assert why == Message("The mean of the regular pay of {count} calendar months before", count=3)
    assert made.reasons == (Reason("Permisjon", (span("2026-06-01", "2026-06-12"),)),)
    [reason] = json.loads(to_json(made, "", SYSTEM))["inntekt"]["endringAarsaker"]
    assert reason == {"aarsak": "Permisjon", "permisjoner": [{"fom": "2026-06-01", "tom": "2026-06-12"}]}


@pytest.mark.parametrize(
    ("kind", "name", "member"),
    [("layoff", "Permittering", "permitteringer"), ("sick_note", "Sykefravaer", "sykefravaer")],
)
def test_layoff_and_sickness_in_the_months_are_reasons(kind: str, name: str, member: str) -> None:
    gone = away(kind, "2026-06-01", "2026-06-12")
    made = sheet(who(gone, SICK), summer(("absence_deduction", "fastloenn", "-21136.36")), absence=SICK)
    [reason] = json.loads(to_json(made, "", SYSTEM))["inntekt"]["endringAarsaker"]
    assert reason == {"aarsak": name, member: [{"fom": "2026-06-01", "tom": "2026-06-12"}]}


def test_a_lasting_rise_counts_at_once() -> None:
    """40 000 until 1 August, 44 000 from then. The mean is 41 333.33; what holds is 44 000."""
    job = employment(terms("40000"), terms("44000", date(2026, 8, 1)))
    months = [salary("2026-06", "40000"), salary("2026-07", "40000"), salary("2026-08", "44000")]
    made = sheet(who(jobs=(job,)), months)
    assert made.mean is not None
    assert (made.mean.value, made.income.value) == (kr("41333.33"), kr("44000"))
    assert made.reasons == (Reason("VarigLoennsendring", since=date(2026, 8, 1)),)
    [reason] = json.loads(to_json(made, "", SYSTEM))["inntekt"]["endringAarsaker"]
    assert reason == {"aarsak": "VarigLoennsendring", "gjelderFra": "2026-08-01"}


def test_another_percentage_counts_with_what_varies() -> None:
    """80 % from 1 July: 37 200, and shift additions of 1 500, 900 and 600, whose mean is 1 000."""
    job = employment(terms(SALARY), terms("37200", date(2026, 7, 1), percent=Percent.of(80)))
    code = "uregelmessigeTilleggKnyttetTilArbeidetTid"
    months = [
        salary("2026-06", SALARY, ("shift_addition", code, "1500")),
        salary("2026-07", "37200", ("shift_addition", code, "900")),
        salary("2026-08", "37200", ("shift_addition", code, "600")),
    ]
    made = sheet(who(jobs=(job,)), months)
    assert made.income.value == kr("38200")
    assert made.reasons == (Reason("NyStillingsprosent", since=date(2026, 7, 1)),)


def test_who_went_from_hours_to_a_salary_has_the_salary() -> None:
    """Hourly until 1 August, then 46 500 a month: the hours of June and July are no addition to it."""
    job = employment(
        terms(monthly_salary=None, pay="hourly", hourly_rate=kr(250)), terms(SALARY, date(2026, 8, 1), pay="monthly")
    )
    months = [
        paid("2026-06", ("hourly_pay", "timeloenn", "30000")),
        paid("2026-07", ("hourly_pay", "timeloenn", "33000")),
        salary("2026-08"),
    ]
    made = sheet(who(jobs=(job,)), months)
    assert (made.income.value, [reason.name for reason in made.reasons]) == (kr(SALARY), ["VarigLoennsendring"])


def test_two_positions_in_the_sub_unit_are_one_income() -> None:
    """30 000, raised to 33 000 in August, beside 12 000: 45 000 is what holds; of the second alone 12 000."""
    first = employment(terms("30000", percent=Percent.of(60)), terms("33000", date(2026, 8, 1), percent=Percent.of(60)))
    second = employment(terms("12000", percent=Percent.of(25)), id="2")
    months = [salary("2026-06", "42000"), salary("2026-07", "42000"), salary("2026-08", "45000")]
    assert sheet(who(jobs=(first, second)), months).income.value == kr("45000")
    alone = who(replace(SICK, employment="2"), jobs=(first, second))
    own = [salary("2026-06", "12000"), salary("2026-07", "12000"), salary("2026-08", "12000")]
    assert sheet(alone, own).income.value == kr("12000")


def test_somebody_new_has_the_whole_months_there_are() -> None:
    """Employed since 1 August: one whole month. NAV sees 46 500 / 3 = 15 500."""
    job = employment(terms(SALARY, since=date(2026, 8, 1)), start=date(2026, 8, 1))
    made = sheet(who(jobs=(job,)), [paid("2026-06"), paid("2026-07"), salary("2026-08")])
    assert made.mean is not None
    assert (made.mean.value, made.income.value) == (kr("15500"), kr(SALARY))
    assert made.reasons == (Reason("Nyansatt"),)
    [why] = [entry.why for entry in made.entries if entry.name == "inntekt.beloep"]
    assert why == Message("The regular pay of the one whole calendar month before")


def test_hourly_pay_is_the_mean_of_what_was_paid() -> None:
    """30 000, 33 000 and 36 000."""
    job = employment(terms(monthly_salary=None, pay="hourly", hourly_rate=kr(250)))
    months = [
        paid(f"2026-0{number}", ("hourly_pay", "timeloenn", amount))
        for number, amount in ((6, "30000"), (7, "33000"), (8, "36000"))
    ]
    assert sheet(who(jobs=(job,)), months).income.value == kr("33000")


def test_months_that_were_paid_elsewhere_are_not_guessed() -> None:
    unknown = [PaidMonth(month, is_known=False) for month in months_before(date(2026, 9, 1))]
    made = sheet(months=unknown)
    assert made.mean is None
    assert (made.income.value, made.income.rule) == (kr(SALARY), "no.inntektsmelding.by_terms")
    partly = [*unknown[:2], salary("2026-08")]
    assert sheet(months=partly).mean is None


def test_what_the_user_chose_stands_first() -> None:
    collective = Reason("Tariffendring", since=date(2026, 8, 1), known=date(2026, 8, 20))
    made = sheet(answers=replace(ANSWERED, income=kr("48000"), reasons=(collective,), refund=kr("48000")))
    form = json.loads(to_json(made, "", SYSTEM))
    assert form["inntekt"] == {
        "beloep": 48000.0,
        "inntektsdato": "2026-09-01",
        "endringAarsaker": [{"aarsak": "Tariffendring", "gjelderFra": "2026-08-01", "bleKjent": "2026-08-20"}],
    }
    assert form["refusjon"]["beloepPerMaaned"] == 48000.0


def test_an_income_far_off_without_a_known_reason_asks_for_one() -> None:
    made = sheet(answers=replace(ANSWERED, income=kr("50000")))
    assert [entry.name for entry in made.asked] == ["inntekt.endringAarsaker"]


# --- refund and benefits ---------------------------------------------------------------------------------------------


def test_who_does_not_pay_in_advance_claims_nothing() -> None:
    made = sheet(who(replace(SICK, paid=False)))
    assert (made.refund, made.changes) == (None, ())
    assert json.loads(to_json(made, "", SYSTEM))["refusjon"] is None


def test_a_refund_without_a_known_end_has_no_stop() -> None:
    assert sheet(who(away("sick_note", "2026-09-01"))).changes == ()


def test_sick_notes_in_a_row_are_one_refund_until_the_employer_stops_paying() -> None:
    notes = (
        away("sick_note", "2026-09-01", "2026-09-30"),
        away("sick_note", "2026-10-01", "2026-10-31"),
        away("sick_note", "2026-11-01", "2026-11-30", paid=False),
    )
    made = sheet(who(*notes), absence=notes[0])
    assert made.changes == (RefundChange(date(2026, 11, 1), kr(0)),)


def test_the_refund_stops_with_the_employment() -> None:
    job = employment(terms(SALARY), end=date(2026, 10, 15), end_reason="arbeidstakerHarSagtOppSelv")
    assert sheet(who(jobs=(job,))).changes == (RefundChange(date(2026, 10, 16), kr(0)),)


def test_an_employer_that_pays_up_to_six_g_claims_no_more() -> None:
    """6 × 136 549 / 12 = 68 274.50; the income itself is told in full."""
    months = [salary(f"2026-0{number}", "90000") for number in (6, 7, 8)]
    someone = who(jobs=(employment(terms("90000")),))
    made = sheet(someone, months, beyond_six_g="no")
    assert made.refund is not None
    assert (made.income.value, made.refund.value) == (kr("90000"), kr("68274.50"))
    full = sheet(someone, months)
    assert full.refund is not None
    assert full.refund.value == kr("90000")


def test_sickness_that_ended_in_the_employers_period_claims_nothing() -> None:
    assert sheet(who(away("sick_note", "2026-09-01", "2026-09-10"))).refund is None


def test_benefits_that_fall_away() -> None:
    """A car of 400 000 whose use ends on 30 September: (370 300 × 30 % + 29 700 × 20 %) / 12 = 9 752.50 a month. A
    fixed line comes with its own amount.
    """
    car = CompanyCar(kr("400000"), date(2025, 3, 1), date(2025, 3, 1), date(2026, 9, 30))
    later = replace(car, until=date(2026, 12, 31))
    phone = EndedBenefit("ELEKTRONISKKOMMUNIKASJON", kr("366"), date(2026, 9, 15))
    made = sheet(who(cars=(car, later)), ended=(phone,))
    assert json.loads(to_json(made, "", SYSTEM))["naturalytelser"] == [
        {"naturalytelse": "BIL", "verdiBeloep": 9752.5, "sluttdato": "2026-09-30"},
        {"naturalytelse": "ELEKTRONISKKOMMUNIKASJON", "verdiBeloep": 366.0, "sluttdato": "2026-09-15"},
    ]
    leave = away("leave_parental", "2026-09-01", "2026-12-31")
    parental = sheet(who(leave), ended=(phone,))
    assert json.loads(to_json(parental, "", SYSTEM))["naturalytelser"] == [
        {"naturalytelse": "ELEKTRONISKKOMMUNIKASJON", "beloepPerMaaned": 366.0, "bortfallerFra": "2026-09-16"}
    ]


# --- other benefits of NAV -------------------------------------------------------------------------------------------


def test_pregnancy_benefit_is_chosen_by_the_user() -> None:
    leave = away("leave_other_statutory", "2026-09-01", "2026-10-31")
    made = sheet(who(leave), answers=replace(ANSWERED, benefit=PREGNANCY))
    assert json.loads(to_json(made, "", SYSTEM))["ytelse"] == "SVANGERSKAPSPENGER"
    with pytest.raises(Refused):
        sheet(who(leave))


def test_reasons_of_parental_benefit_stand_one_by_one() -> None:
    gone = away("unpaid", "2026-06-01", "2026-06-12", paid=False)
    leave = away("leave_parental", "2026-09-01", "2026-12-31")
    made = sheet(who(gone, leave), summer(("absence_deduction", "fastloenn", "-21136.36")))
    assert json.loads(to_json(made, "", SYSTEM))["inntekt"]["endringAarsaker"] == [
        {"aarsak": "Permisjon", "fom": "2026-06-01", "tom": "2026-06-12"}
    ]


@pytest.mark.parametrize("benefit", [NURSING, TRAINING])
def test_nursing_and_training_are_chosen_by_the_user_and_typed_on_nav_no(benefit: str) -> None:
    """46 500 a month, claimed until the leave ends: from 1 November nothing. No payroll system may send it."""
    leave = away("leave_other_statutory", "2026-09-01", "2026-10-31")
    made = sheet(who(leave), answers=replace(ANSWERED, benefit=benefit))
    assert not made.findings
    shown = {entry.name: entry.value for entry in made.entries}
    assert shown["ytelse"] == benefit
    assert shown["arbeidsforhold.foersteFravaersdag"] == date(2026, 9, 1)
    assert shown["beregnetInntekt.beloep"] == shown["refusjon.beloepPerMaaned"] == kr("46500")
    assert shown["refusjon.endringer.refusjonsbeloepPrMnd"] == date(2026, 11, 1)
    with pytest.raises(Refused, match="type the answers"):
        to_json(made, "", SYSTEM)


def test_care_is_asked_about_from_the_eleventh_day() -> None:
    """1-15 September are eleven working days: the 15th is NAV's. The ten before are the employer's own."""
    long = away("sick_child", "2026-09-01", "2026-09-15")
    made = sheet(who(long))
    assert (made.benefit, made.nav_days) == (CARE_DAYS, (span("2026-09-15", "2026-09-15"),))
    shown = {entry.name: entry.value for entry in made.entries}
    assert shown["omsorgspenger.fravaersPerioder"] == span("2026-09-15", "2026-09-15")
    assert made.changes == ()
    with pytest.raises(Refused, match="by itself"):
        sheet(who(away("sick_child", "2026-09-01", "2026-09-14")))


def test_days_of_care_earlier_in_the_year_count() -> None:
    """Eleven working days in May (the 14th is Ascension Day): all of 1-2 September are NAV's. Unpaid: no claim."""
    before, now = away("care", "2026-05-04", "2026-05-19"), away("sick_child", "2026-09-01", "2026-09-02", paid=False)
    made = sheet(who(before, now))
    assert made.nav_days == (span("2026-09-01", "2026-09-02"),)
    assert made.refund is None


def test_a_benefit_that_does_not_fit_the_absence_is_not_taken() -> None:
    leave = away("leave_parental", "2026-09-01", "2026-12-31")
    assert sheet(who(leave), answers=replace(ANSWERED, benefit=NURSING)).benefit == PARENTAL
    with pytest.raises(Refused, match="which benefit"):
        sheet(
            who(away("leave_other_statutory", "2026-09-01", "2026-12-31")), answers=replace(ANSWERED, benefit=PARENTAL)
        )


@pytest.mark.parametrize("kind", ["holiday", "layoff", "leave_military", "leave_other", "unpaid"])
def test_nav_asks_nothing_about_other_absences(kind: str) -> None:
    with pytest.raises(Refused, match="alone"):
        sheet(who(away(kind, "2026-09-01", "2026-10-31")))


def test_what_never_happened_has_none() -> None:
    with pytest.raises(Refused, match="never happened"):
        sheet(who(replace(SICK, withdrawn=date(2026, 9, 2))))


# --- what is not known -----------------------------------------------------------------------------------------------


def test_json_never_holds_what_is_unknown() -> None:
    made = sheet(answers=Answers())
    assert [entry.name for entry in made.asked] == ["navReferanseId", "kontaktinformasjon", "arbeidsgiverTlf"]
    with pytest.raises(Refused) as refused:
        to_json(made, "", SYSTEM)
    assert [str(finding.what) for finding in refused.value.findings] == [
        "Still to be answered: NAV's reference",
        "Still to be answered: Contact",
        "Still to be answered: Phone",
    ]
    known = tree(made, "", SYSTEM)
    assert not {"navReferanseId", "kontaktinformasjon", "arbeidsgiverTlf"} & set(known)


def test_the_employers_own_contact_is_used_where_it_has_the_form() -> None:
    made = worksheet(
        who(),
        employer(contact="Lise Lønn"),
        SICK,
        summer(),
        rate_book("NO").on(SICK.first),
        replace(ANSWERED, contact=""),
    )
    assert made.findings == ()
    assert json.loads(to_json(made, "Lise Lønn", SYSTEM))["kontaktinformasjon"] == "Lise Lønn"


@pytest.mark.parametrize(
    ("change", "said_of_it"),
    [
        ({"reference": "123"}, "NAV's reference has the form"),
        ({"contact": "L"}, "A contact has 2 to 64"),
        ({"contact": "lise@firma.no"}, "A contact has 2 to 64"),
        ({"phone": "223344"}, "A phone number has 8 digits"),
        ({"income": kr(1_000_000), "reasons": (Reason("Bonus"),)}, "less than one million"),
        ({"refund": kr("46500.01")}, "No more is refunded than the income"),
        ({"refund_changes": (RefundChange(date(2026, 9, 16), kr(0)),)}, "comes after"),
        (
            {"refund_changes": (RefundChange(date(2026, 10, 1), kr(1)), RefundChange(date(2026, 10, 1), kr(0)))},
            "on the same day",
        ),
        ({"reasons": (Reason("Bonus"), Reason("Bonus"))}, "Bonus stands twice"),
        ({"reasons": (Reason("Permisjon"),)}, "Permisjon needs its dates"),
        ({"reasons": (Reason("Tariffendring", since=date(2026, 8, 1)),)}, "Tariffendring needs its dates"),
        ({"reasons": (Reason("MangelfullRapporteringAordning"),)}, "not a reason that NAV knows"),
        ({"benefits": (EndedBenefit("BIL", kr(0), date(2026, 9, 30)),)}, "it has no value"),
        ({"benefits": (EndedBenefit("SYKKEL", kr(100), date(2026, 9, 30)),)}, "NAV knows no such benefit"),
    ],
)
def test_what_nav_would_refuse_is_said_before(change: dict[str, Any], said_of_it: str) -> None:
    found = said(sheet(answers=replace(ANSWERED, **change)))
    assert len(found) == 1
    assert said_of_it in found[0]


def test_a_phone_number_may_have_spaces_and_a_country() -> None:
    for phone in ("22 33 44 55", "+4722334455", "004722334455"):
        assert sheet(answers=replace(ANSWERED, phone=phone)).findings == ()


# --- the order -------------------------------------------------------------------------------------------------------


def test_the_answers_stand_in_the_order_of_the_form() -> None:
    names = [entry.name for entry in sheet().entries]
    assert names == [
        "navReferanseId",
        "sykmeldtFnr",
        "agp.perioder",
        "agp.redusertLoennIAgp",
        "inntekt.beloep",
        "inntekt.inntektsdato",
        "inntekt.endringAarsaker",
        "refusjon.beloepPerMaaned",
        "refusjon.endringer.beloep",
        "aarsakInnsending",
        "kontaktinformasjon",
        "arbeidsgiverTlf",
    ]


def test_one_that_was_sent_before_is_a_change() -> None:
    made = sheet(answers=replace(ANSWERED, is_change=True))
    assert json.loads(to_json(made, "", SYSTEM))["aarsakInnsending"] == "Endring"


def test_the_first_day_of_a_leave_is_its_own() -> None:
    leave = away("leave_parental", "2026-12-14", "2027-02-28")
    assert first_days(who(leave), leave, rate_book("NO").on(leave.first)) == date(2026, 12, 14)
    assert sheet(who(leave)).orgnr == OSLO
