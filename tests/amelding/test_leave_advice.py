"""Which leave an absence is: the table of the vendor's article of 2023, and the questions that were asked under it."""

from datetime import date

import pytest

from models.values.percent import Percent
from models.values.span import Month
from services.engine.facts import Absence
from services.engine.leave_advice import Proposal
from services.norway.amelding.leave import leaves_known, reportable
from services.norway.amelding.leave_advice import RESIGNED, SITUATIONS, propose
from services.reference.codes import code_lists
from tests.amelding.samples import employment, message, person, terms
from tests.amelding.test_leave import AGREED, BY_LAW, PARENTAL, away, who

MARCH = ("2026-03-02", "2026-03-31")


def proposed(situation: str, *around: Absence, kind: str = "unpaid", **more: date) -> Proposal:
    absence = away(kind, *MARCH)
    return propose(absence, situation, (*around, absence), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        ("parental_benefit", PARENTAL),
        ("military", "permisjonVedMilitaertjeneste"),
        ("education_by_law", "utdanningspermisjonLovfestet"),
        ("education_agreed", "utdanningspermisjonIkkeLovfestet"),
        ("foster_child", BY_LAW),
        ("nursing", BY_LAW),
        ("training", BY_LAW),
        ("birth_care", BY_LAW),
        ("adoption_care", BY_LAW),
        ("religious_holiday", BY_LAW),
        ("public_office", BY_LAW),
        ("pregnancy_check", BY_LAW),
        ("pregnancy_benefit", BY_LAW),
        ("breastfeeding", BY_LAW),
        ("care_for_relatives", BY_LAW),
        ("care_for_adult_child", BY_LAW),
        ("agreed", AGREED),
        ("work_assessment_allowance", AGREED),
        ("part_disabled", AGREED),
        ("layoff", "permittering"),
        ("layoff_by_nature", "permittering"),
        ("sick_child", ""),
        ("child_minder_ill", ""),
        ("ordered_course", ""),
        ("strike", ""),
        ("holiday", ""),
        ("other_employer", ""),
    ],
)
def test_the_table_of_the_article(situation: str, code: str) -> None:
    assert proposed(situation).description == code


def test_every_situation_is_in_the_table_and_says_why() -> None:
    known = code_lists("no/amelding_codes")["permisjon.beskrivelse"]
    for each in SITUATIONS:
        found = proposed(each.name)
        assert str(found.why)
        assert str(each.title)
        assert not found.description or known[found.description].is_valid(Month(2026, 3))
        assert all(other.description != found.description for other in found.alternatives)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("leave_parental", PARENTAL),
        ("leave_other_statutory", BY_LAW),
        ("leave_other", AGREED),
        ("layoff", "permittering"),
        ("unpaid", AGREED),
        ("other_paid", ""),
        ("sick_child", ""),
        ("care", ""),
        ("holiday", ""),
        ("sick_note", ""),
    ],
)
def test_without_a_word_of_what_it_is_for_the_kind_decides(kind: str, code: str) -> None:
    found = proposed("", kind=kind)
    assert found.description == code
    assert str(found.why)


def test_paid_time_asks_what_it_is_for() -> None:
    assert [each.description for each in proposed("", kind="other_paid").alternatives] == [AGREED, BY_LAW]


def test_the_codes_of_before_2023() -> None:
    absence = away("unpaid", "2022-10-03", "2022-12-30")
    assert propose(absence, "agreed").description == "velferdspermisjon"
    assert propose(absence, "nursing").description == "velferdspermisjon"
    assert propose(absence, "education_by_law").description == "utdanningspermisjon"
    assert propose(absence, "agreed", month=Month(2023, 1)).description == AGREED


# --- the questions under the article ---------------------------------------------------------------------------------


def test_kjes_leave_to_work_for_another_employer_is_an_end_date_and_no_leave() -> None:
    """“Skal denne personen sluttmeldes eller skal det rapporteres permisjon? … Hvilken sluttårsak?”"""
    found = proposed("other_employer")
    assert (found.kind, found.description, found.end_reason) == ("", "", RESIGNED)
    assert RESIGNED == "arbeidstakerHarSagtOppSelv"
    assert RESIGNED in code_lists("no/amelding_codes")["aarsakTilSluttdato"]


def test_mari_ulsrud_the_contract_is_not_ended_by_the_end_date() -> None:
    """“Vi kan ikke sluttmelde en ansatt som ikke har sagt opp”: only the report is; that is said."""
    assert "contract is not ended" in str(proposed("other_employer").why)


def test_ajgbralm_leave_without_pay_gets_one_of_the_new_codes() -> None:
    """“Kan ‘permisjon’ og ‘permisjon uten lønn’ som velferdspermisjon fortsatt benyttes?” Not from 2023."""
    found = proposed("")
    assert found.description == AGREED
    assert BY_LAW in [each.description for each in found.alternatives]
    assert "velferdspermisjon" not in [each.description for each in found.alternatives]


def test_eligje_two_weeks_at_a_birth_are_told_from_their_first_day() -> None:
    """“Omsorgspermisjon ifbm fødsel på 14 dager går utenfor denne regelen?” The vendor says from day 15, the official
    guide 14 days or more; shorter leave may always be told, so 14 days are told, from the first day.
    """
    birth = away("leave_other_statutory", "2026-03-02", "2026-03-15")
    known = leaves_known(who(birth), employment(), date(2026, 3, 31))
    assert reportable(known) == {known[0].id}
    assert known[0].first == date(2026, 3, 2)


def test_catharina_livden_leave_that_does_not_follow_straight_on_is_agreed() -> None:
    """“Foreldrepermisjon til medio desember, og omsorgspermisjon fra barn fra 1. januar: lovfestet eller ikke?”"""
    benefit = away("leave_parental", "2025-03-03", "2025-12-15")
    absence = away("unpaid", "2026-01-01", "2026-06-30")
    found = propose(absence, "extended_parental", (benefit, absence))
    assert found.description == AGREED
    assert propose(absence, "", (benefit, absence)).description == AGREED


def test_catharina_livden_leave_straight_after_parental_benefit_is_by_law() -> None:
    benefit = away("leave_parental", "2025-03-03", "2026-02-27")  # a Friday; the leave begins on the Monday
    for kind in ("unpaid", "leave_other"):
        absence = away(kind, *MARCH)
        assert propose(absence, "", (benefit, absence)).description == BY_LAW
    assert proposed("extended_parental", benefit).description == BY_LAW


def test_example_1_mother_takes_unpaid_leave_straight_after_the_father() -> None:
    """Mother with benefit, then the father with his quota, then the mother unpaid straight after him: by law."""
    benefit = away("leave_parental", "2025-03-03", "2025-11-14")
    assert proposed("extended_parental", benefit, other_parent_until=date(2026, 2, 27)).description == BY_LAW


def test_example_2_both_were_back_at_work_for_four_weeks() -> None:
    benefit = away("leave_parental", "2025-03-03", "2025-10-17")
    assert proposed("extended_parental", benefit, other_parent_until=date(2026, 2, 1)).description == AGREED


def test_jorunn_vadla_work_assessment_allowance_is_agreed_leave() -> None:
    """“Når en ansatt har Arbeidsavklaringspenger, skal han da bruke ‘Andre ikke-lovfestede permisjoner’?” Yes."""
    assert proposed("work_assessment_allowance").description == AGREED


def test_sickness_of_more_than_twelve_months_is_agreed_leave_from_then_on() -> None:
    note = away("sick_note", "2025-03-10", "2026-06-30")
    found = propose(note, "", (note,))
    assert found.description == AGREED
    assert "2026-03-10" in str(found.why)
    assert propose(away("sick_note", "2025-03-10", "2026-03-09")).description == ""


def test_camilla_mikalsen_leave_below_14_days_is_not_told() -> None:
    """“Permisjoner som er under 14 dager, og kunden ikke ønsker å rapportere?” They stay in the book alone."""
    short = who(away("unpaid", "2026-03-02", "2026-03-06"))
    assert message(people=[short]).oppgave.virksomhet[0].inntektsmottaker[0].arbeidsforhold[0].permisjon == ()


def test_bodil_sigurdsson_partly_disabled_with_an_unchanged_agreement_is_part_leave() -> None:
    """“Delvis ufør, delvis i jobb”: what is not worked of the agreed position is leave …"""
    assert proposed("part_disabled").description == AGREED
    someone = who(away("leave_other", "2026-03-01", None, "50"))
    [job] = message(people=[someone]).oppgave.virksomhet[0].inntektsmottaker[0].arbeidsforhold
    assert (str(job.stillingsprosent), str(job.permisjon[0].permisjonsprosent)) == ("100", "50")


def test_kari_whose_agreement_is_changed_to_50_percent_has_no_leave() -> None:
    """… and where the agreement is changed, the percentage of the position is, and nothing is leave."""
    work = employment(terms(), terms("22500", date(2026, 3, 1), percent=Percent.of(50)))
    [job] = message(people=[person(1, work)]).oppgave.virksomhet[0].inntektsmottaker[0].arbeidsforhold
    assert (str(job.stillingsprosent), job.permisjon) == ("50", ())
    assert job.siste_dato_for_stillingsprosentendring == date(2026, 3, 1)


def test_merete12_twelve_months_of_service_entered_ahead_are_told_month_by_month() -> None:
    """“12 måneder førstegangstjeneste … et helt år fram i tid. Trenger jeg å gjøre noe?” Nothing more."""
    service = who(away("leave_military", "2026-01-12", "2027-01-11"))
    for number in range(1, 13):
        [job] = (
            message(people=[service], month=Month(2026, number))
            .oppgave.virksomhet[0]
            .inntektsmottaker[0]
            .arbeidsforhold
        )
        [told] = job.permisjon
        assert (told.startdato, told.sluttdato) == (date(2026, 1, 12), None)
        assert told.beskrivelse == "permisjonVedMilitaertjeneste"


def test_dag_eirik_lannem_unpaid_welfare_leave_of_20_percent_is_agreed_leave() -> None:
    """“20 % ubetalt velferdspermisjon i ett år: annen ikke-lovfestet?” Yes, at 20 %."""
    absence = away("leave_other", "2026-03-01", "2027-02-28", "20", paid=False)
    assert propose(absence).description == AGREED
    [job] = message(people=[who(absence)]).oppgave.virksomhet[0].inntektsmottaker[0].arbeidsforhold
    assert str(job.permisjon[0].permisjonsprosent) == "20"


def test_days_at_home_with_a_sick_child_are_never_told() -> None:
    """“Når arbeidstaker har omsorgsdager skal dette ikke rapporteres som permisjon.” However many."""
    child = who(*(away("sick_child", f"2026-{month:02d}-02", f"2026-{month:02d}-04") for month in range(1, 8)))
    assert (
        message(people=[child], month=Month(2026, 7))
        .oppgave.virksomhet[0]
        .inntektsmottaker[0]
        .arbeidsforhold[0]
        .permisjon
        == ()
    )
