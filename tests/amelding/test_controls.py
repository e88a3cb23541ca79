"""One broken file for each control, and files that are not even messages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.norway.amelding.control import Context
from services.norway.amelding.controls import check, table
from services.norway.amelding.finding import AmeldingFinding, Level, masked, masked_person
from services.norway.amelding.read import Node, read
from tests.amelding.samples import FROEYA, MAIN, OSLO, changed, good, national_id

ALONE = Context()
STOP, NOW, LOOK = Level.AVVISNING, Level.OEYEBLIKKELIG, Level.RETNINGSLINJE
LEAVE = (
    "            <permisjon>\n"
    "              <startdato>2026-02-10</startdato>\n"
    "              <sluttdato>2026-03-09</sluttdato>\n"
    "              <permisjonsprosent>50</permisjonsprosent>\n"
    "              <permisjonId>p1</permisjonId>\n"
    "              <beskrivelse>permittering</beskrivelse>\n"
    "            </permisjon>\n"
)
BEFORE_LEAVE = "<sisteDatoForStillingsprosentendring>"
TIMELOENN = "<beskrivelse>timeloenn</beskrivelse>"


def codes(findings: list[AmeldingFinding]) -> set[str]:
    """Official codes in short; of our own controls the level in brackets."""
    return {finding.code.removeprefix("MAGNET_EDAG-") or f"[{finding.level.value}]" for finding in findings}


def with_leave(*changes: tuple[str, str]) -> bytes:
    leave = LEAVE
    for old, new in changes:
        assert old in leave, old
        leave = leave.replace(old, new)
    return changed(good(), (BEFORE_LEAVE, leave.strip() + BEFORE_LEAVE))


def two_jobs_with_leave(second: str) -> bytes:
    """The first person has two employments in the sub-unit, each with a leave; `second` is the id of the second one."""
    data = with_leave().decode()
    found = re.search(r" *<arbeidsforhold>.*?</arbeidsforhold>\n", data, re.DOTALL)
    assert found is not None
    job = found[0]
    name = re.search(r"<arbeidsforholdId>[^<]*", job)
    assert name is not None
    other = job.replace(name[0], f"{name[0]}-b").replace("<permisjonId>p1", f"<permisjonId>{second}")
    return data.replace(job, job + other, 1).encode()


def person_of(data: bytes, number: int) -> str:
    """The number-th inntektsmottaker of the file, as text."""
    return re.findall(r" *<inntektsmottaker>.*?</inntektsmottaker>\n", data.decode(), re.DOTALL)[number - 1]


def test_nothing_can_be_said_against_a_good_message() -> None:
    assert check(good()) == []
    assert check(with_leave()) == []


@dataclass(frozen=True)
class Broken:
    """A file that breaks one control: what is changed, and what is found."""

    control: str
    level: Level
    code: str
    data: Callable[[], bytes]
    context: Context = ALONE


def b(control: str, level: Level, code: str, *changes: tuple[str, str], context: Context = ALONE) -> Broken:
    return Broken(control, level, code, lambda: changed(good(), *changes), context)


def leave(control: str, level: Level, code: str, *changes: tuple[str, str]) -> Broken:
    return Broken(control, level, code, lambda: with_leave(*changes))


def moved(tag: str, old: str, new: str) -> tuple[str, str]:
    return f"<{tag}>{old}</{tag}>", f"<{tag}>{new}</{tag}>"


ID = "0123456789abcdef0123456789abcdef"
KARI = national_id(1)
AGA_1 = "<sone>1</sone>"
ABROAD = (
    "<internasjonalIdentifikator><identifikator>P 1234567</identifikator>"
    "<identifikatortype>passnummer</identifikatortype><land>SE</land></internasjonalIdentifikator>"
)
WHO = "<identifiserendeInformasjon><navn>K</navn><foedselsdato>{}</foedselsdato></identifiserendeInformasjon>"
SINCE = "<startdatoOpptjeningsperiode>2026-01-01</startdatoOpptjeningsperiode>"
PROVIDER = "<pensjonsinnretning>\n        <identifikator>810000007</identifikator>\n      </pensjonsinnretning>"
OWN_LINE = "A-2</arbeidsforholdId>"
PENSION = "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
NUMBER = f"<norskIdentifikator>{KARI}</norskIdentifikator>"

CASES = (
    # the message
    b("message_id", STOP, "181E", moved("meldingsId", ID, "")),
    b("message_id", STOP, "181E", moved("meldingsId", ID, "a_b")),
    b("message_id", LOOK, "181E", moved("meldingsId", ID, "60656973-9df0-4e93-9e8e-9cf48d812be2")),
    b("message_id_used_before", STOP, "181", context=Context(used_ids=frozenset({ID}))),
    b(
        "replaced_before",
        STOP,
        "166B",
        ("<meldingsId>", "<erstatterMeldingsId>m1</erstatterMeldingsId><meldingsId>"),
        context=Context(replaced_ids=frozenset({"m1"})),
    ),
    b(
        "replaced_before",
        STOP,
        "166B",
        ("<meldingsId>", f"<erstatterMeldingsId>{ID}</erstatterMeldingsId><meldingsId>"),
    ),
    b("month_too_early", STOP, "", context=Context(today=date(2025, 12, 31))),
    b("month_too_early", STOP, "", context=Context(today=date(2025, 11, 1))),
    Broken(
        "empty", LOOK, "", lambda: re.sub(rb"<oppgave>.*</oppgave>", b"<oppgave/>", good(), flags=re.DOTALL)
    ),
    Broken("large_file", LOOK, "", lambda: good() + b" " * 9_000_000),
    b("codes", NOW, "114B", moved("fordel", "kontantytelse", "kontant")),
    b("codes", NOW, "114B", moved("arbeidstidsordning", "ikkeSkift", "ikkeskift")),
    b("codes", LOOK, "114B", ("generelleNaeringer", "foretakIVanskeligheter")),
    leave("codes", NOW, "114B", ("permittering", "velferdspermisjon")),  # until 2022
    b("not_in_use", LOOK, "", ("<yrke>", "<avloenningstype>fastloenn</avloenningstype><yrke>")),
    b("not_in_use", LOOK, "", moved("sumUtleggstrekk", "1500", "1500"), moved("kalendermaaned", "2026-03", "2025-12")),
    b("signs", LOOK, "", moved("beloep", "-589.85", "589.85")),
    b("parts_of_an_ore", LOOK, "", moved("beloep", "45000.00", "45000.001")),
    # the employer
    b("establishment_number", STOP, "107B", moved("norskIdentifikator", FROEYA, "213000013")),
    b("establishment_number", STOP, "107B", moved("norskIdentifikator", FROEYA, "2130000 12")),
    b("employer_number", STOP, "", moved("norskIdentifikator", MAIN, "313000002")),
    b("employer_number", STOP, "", moved("norskIdentifikator", MAIN, "02838449992")),
    b("establishment_of_the_employer", STOP, "142C", moved("norskIdentifikator", FROEYA, MAIN)),
    b("establishment_of_the_employer", STOP, "142C", context=Context(establishments=frozenset({OSLO}))),
    # people
    b("number_of_a_person", STOP, "180D", (KARI, "02838449990")),
    b("number_of_a_person", STOP, "180D", (KARI, "800000000000")),
    Broken(
        "person_twice",
        STOP,
        "175B",
        lambda: changed(good(), (person_of(good(), 2), person_of(good(), 2).replace(national_id(3), KARI))),
    ),
    b("person_without_number", NOW, "", (NUMBER, "")),
    b("person_without_number", NOW, "", (NUMBER, ABROAD)),
    b("two_kinds_of_number", LOOK, "175C", (NUMBER, NUMBER + ABROAD + WHO.format("1984-03-02"))),
    b("birth_date", STOP, "254", (NUMBER, NUMBER + WHO.format("1984-03-03"))),
    b("birth_date", STOP, "254", (NUMBER, NUMBER + WHO.format("1884-03-02"))),
    # employments
    b("fields_missing", NOW, "187-7", ("            <stillingsprosent>100</stillingsprosent>\n", "")),
    b("employment_id_missing", NOW, "242", ("            <arbeidsforholdId>A-2</arbeidsforholdId>\n", "")),
    b("form_of_employment", NOW, "291", ("            <formForAnsettelse>fast</formForAnsettelse>\n", "")),
    b("form_of_employment", NOW, "291", moved("formForAnsettelse", "fast", "vikar")),
    b("fields_too_many", NOW, "187-4", ("ordinaertArbeidsforhold", "frilanserOppdragstakerHonorarPersonerMm")),
    b("type_of_employment", NOW, "266", ("ordinaertArbeidsforhold", PENSION)),
    b("vessel", NOW, "187", ("ordinaertArbeidsforhold", "maritimtArbeidsforhold")),
    b("occupation", STOP, "115", moved("yrke", "5223108", "9999999")),
    b("occupation", STOP, "115", moved("yrke", "5223108", "5223")),
    b("occupation", LOOK, "115", moved("yrke", "5223108", "5223999")),
    b("full_time_hours", LOOK, "235", moved("arbeidstidsordning", "ikkeSkift", "skift365")),
    b("full_time_hours", LOOK, "235", moved("arbeidstidsordning", "ikkeSkift", "offshore336")),
    b("hours_above_a_full_post", LOOK, "235-5", moved("antallTimerPerUkeSomEnFullStillingTilsvarer", "37.5", "41")),
    b("hours_above_a_full_post", LOOK, "235-5", moved("antallTimerPerUkeSomEnFullStillingTilsvarer", "37.5", "0")),
    b("percentage_of_position", LOOK, "", moved("stillingsprosent", "100", "0")),
    b("start_and_end", NOW, "256", moved("sluttdato", "2026-03-15", "2023-12-31")),
    b("start_and_end", LOOK, "256", moved("startdato", "2024-01-01", "1960-01-01")),
    b("outside_the_month", LOOK, "", moved("sluttdato", "2026-03-15", "2026-02-15")),
    b("outside_the_month", LOOK, "", moved("startdato", "2024-01-01", "2026-06-01")),
    b("end_and_its_reason", NOW, "", ("            <sluttdato>2026-03-15</sluttdato>\n", "")),
    b("end_and_its_reason", NOW, "", ("<aarsakTilSluttdato>arbeidstakerHarSagtOppSelv</aarsakTilSluttdato>", "")),
    b("change_of_percentage", LOOK, "258", moved("sisteDatoForStillingsprosentendring", "2024-01-01", "2023-01-01")),
    b("change_of_pay", LOOK, "259", moved("sisteLoennsendringsdato", "2024-01-01", "2026-06-01")),
    # leave
    leave("leave_percentage", NOW, "192", moved("permisjonsprosent", "50", "0")),
    leave("leave_percentage", NOW, "192", moved("permisjonsprosent", "50", "100.01")),
    leave("leave_ends_before_it_starts", NOW, "192B", moved("sluttdato", "2026-03-09", "2026-02-09")),
    leave("leave_outside_employment", NOW, "193", moved("startdato", "2026-02-10", "2023-12-31")),
    leave("leave_id", NOW, "192C", moved("permisjonId", "p1", "")),
    Broken("leave_id", NOW, "192C", lambda: changed(with_leave(), (BEFORE_LEAVE, LEAVE.strip() + BEFORE_LEAVE))),
    Broken(
        "leaves_together",
        LOOK,
        "",
        lambda: changed(
            with_leave(moved("permisjonsprosent", "50", "60")),
            (BEFORE_LEAVE, LEAVE.strip().replace("p1", "p2") + BEFORE_LEAVE),
        ),
    ),
    Broken("leave_id_of_another", LOOK, "", lambda: two_jobs_with_leave("p1")),
    leave("leave_dates", LOOK, "257", moved("sluttdato", "2026-03-09", "2029-04-01")),
    # pay
    b("pay_of_another_employment", LOOK, "", (f"{OWN_LINE}\n            <loenns", "A-3</arbeidsforholdId><loenns")),
    b("combination", NOW, "200", moved("fordel", "kontantytelse", "naturalytelse")),
    b("combination", NOW, "200", moved("inngaarIGrunnlagForTrekk", "true", "false")),
    b("hours_missing", NOW, "", ("              <antall>80</antall>\n", "")),
    b("hours_missing", NOW, "", moved("antall", "80", "0")),
    b("many_hours", LOOK, "504", moved("antall", "80", "301")),
    b("pay_an_hour", LOOK, "505", moved("antall", "80", "8")),
    b("deduction_for_holiday", NOW, "", ("<beskrivelse>fastloenn<", "<beskrivelse>trekkILoennForFerie<")),
    b("earning_period", LOOK, "", ("<fordel>", f"{SINCE}<fordel>")),
    b("positive_withholding", NOW, "278", moved("beloep", "-1625", "1625")),
    b("sum_of_withholding", NOW, "", moved("beloep", "26563", "26562")),
    b("sum_of_withholding", NOW, "", ("<sumArbeids", "<sumForskuddstrekk>26563</sumForskuddstrekk><sumArbeids")),
    b("pay_date_outside_the_month", NOW, "", moved("loennsutbetalingsdato", "2026-03-20", "2026-04-01")),
    b("sum_of_attachments", NOW, "", moved("sumUtleggstrekk", "1500", "1501")),
    b("negative_basis", LOOK, "183", moved("avgiftsgrunnlagBeloep", "336.00", "-20000")),
    b("basis_and_pay", NOW, "184", moved("avgiftsgrunnlagBeloep", "16800.00", "16801.00")),
    b("sum_of_contributions", NOW, "", moved("sumArbeidsgiveravgift", "14666", "14664")),
    b("rate_of_the_zone", NOW, "", moved("prosentsatsForAvgiftsberegning", "10.6", "10.5")),
    b("pension_provider", LOOK, "", (PROVIDER, "")),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.control}-{case.level.value}")
def test_a_broken_file_is_found(case: Broken) -> None:
    found = [(each.level, each.code.removeprefix("MAGNET_EDAG-")) for each in check(case.data(), case.context)]
    assert (case.level, case.code) in found
    [by_itself] = [each for each in table() if each.find.__name__ == case.control]
    assert by_itself.code.removeprefix("MAGNET_EDAG-") == case.code


AGAINST_LAST_MONTH = {
    "employment_missing": (
        NOW,
        "108",
        lambda: changed(good(), (person_of(good(), 3), "")),
    ),
    "start_changed": (LOOK, "110", lambda: changed(good(), moved("startdato", "2024-01-01", "2024-01-02"))),
    "leave_missing": (NOW, "231", good),
    "leave_changed_kind": (LOOK, "276", lambda: with_leave(("permittering", "andreLovfestedePermisjoner"))),
}


def last_month() -> Node:
    """February: the same people, one of them on leave."""
    data = changed(with_leave(), moved("kalendermaaned", "2026-03", "2026-02"))
    root = read(data).root
    assert root is not None
    return root


@pytest.mark.parametrize("name", AGAINST_LAST_MONTH)
def test_what_last_month_shows(name: str) -> None:
    level, code, data = AGAINST_LAST_MONTH[name]
    context = Context(last_month=(last_month(),))
    found = [(each.level, each.code) for each in check(data(), context)]
    assert (level, f"MAGNET_EDAG-{code}") in found
    assert (level, f"MAGNET_EDAG-{code}") not in [(each.level, each.code) for each in check(data())]


def test_nothing_is_missing_where_last_month_goes_on() -> None:
    assert check(with_leave(), Context(last_month=(last_month(),))) == []


def test_leaves_of_two_employments_with_ids_of_their_own() -> None:
    assert "leave_id_of_another" not in {each.control for each in check(two_jobs_with_leave("p2"))}


def test_an_id_of_last_month_on_another_employment_is_found() -> None:
    moved_job = with_leave().replace(b"<arbeidsforholdId>1<", b"<arbeidsforholdId>9<")
    assert moved_job != with_leave()
    found = {each.control for each in check(moved_job, Context(last_month=(last_month(),)))}
    assert "leave_id_of_another" in found


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        ("velferdspermisjon", "andreLovfestedePermisjoner", False),
        ("velferdspermisjon", "andreIkkeLovfestedePermisjoner", False),
        ("velferdspermisjon", "utdanningspermisjonLovfestet", True),
        ("utdanningspermisjon", "utdanningspermisjonIkkeLovfestet", False),
        ("utdanningspermisjon", "andreLovfestedePermisjoner", True),
        ("permisjonMedForeldrepenger", "andreLovfestedePermisjoner", True),
    ],
)
def test_the_new_descriptions_of_2023_come_in_the_place_of_the_old_ones(old: str, new: str, is_found: bool) -> None:
    """Each of the two that went out became one of two; anything else opens a second leave in the register."""
    december = read(changed(with_leave(("permittering", old)), moved("kalendermaaned", "2026-03", "2022-12"))).root
    assert december is not None
    january = changed(with_leave(("permittering", new)), moved("kalendermaaned", "2026-03", "2023-01"))
    found = {each.control for each in check(january, Context(last_month=(december,)))}
    assert ("leave_changed_kind" in found) is is_found


def test_what_ended_last_month_may_be_gone() -> None:
    gone = changed(good(), (person_of(good(), 2), ""))
    ended = last_month()
    for node in ended:
        if node.name == "sluttdato" and node.text == "2026-03-15":
            node.text = "2026-02-15"
    assert "108" not in codes(check(gone, Context(last_month=(ended,))))


def test_every_control_has_a_broken_file() -> None:
    broken = {case.control for case in CASES} | set(AGAINST_LAST_MONTH)
    assert {control.find.__name__ for control in table()} == broken


def test_the_table_has_the_codes_that_a_message_shows() -> None:
    codes_in_spec = (
        "107B 115 142C 166B 175B 180D 181 181E 254 108 114B 187 200 231 278 291 175C 110 183 184 276 504 505"
    )
    more = "187-4 187-7 192 192B 193 192C 242 256 257 258 259 266 235 235-5"
    known = {control.code.removeprefix("MAGNET_EDAG-") for control in table()}
    assert known - {""} == {*codes_in_spec.split(), *more.split()}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        # what is right is not refused
        (moved("arbeidstidsordning", "ikkeSkift", "andreSkift"), "114B"),
        (moved("yrke", "5223108", "0111101"), "115"),
        (moved("prosentsatsForAvgiftsberegning", "10.6", "10.60"), ""),
        (moved("beloep", "16800.00", "+16800"), "184"),
        ((AGA_1, "<sone>1</sone>"), "183"),
    ],
)
def test_what_is_right_is_not_refused(change: tuple[str, str], code: str) -> None:
    assert code not in {each.code.removeprefix("MAGNET_EDAG-") for each in check(changed(good(), change))}


def test_zone_1a_has_two_rates() -> None:
    data = changed(good(), ("<sone>1</sone>", "<sone>1a</sone>"))
    assert check(data) == []


def test_the_one_percentage_of_leave_that_deletes_it() -> None:
    data = with_leave(moved("permisjonsprosent", "50", "0"), moved("sluttdato", "2026-03-09", "2026-02-10"))
    assert check(data) == []


def test_arrears_do_not_repeat_their_hours() -> None:
    period = (
        "<startdatoOpptjeningsperiode>2026-01-01</startdatoOpptjeningsperiode>"
        "<sluttdatoOpptjeningsperiode>2026-02-28</sluttdatoOpptjeningsperiode>"
    )
    line = re.findall(r"<inntekt>(?:(?!<inntekt>).)*timeloenn.*?</inntekt>", good().decode(), re.DOTALL)[0]
    arrears = line.replace("<fordel>", f"{period}<fordel>").replace("              <antall>80</antall>\n", "")
    assert check(changed(good(), (line, arrears))) == []


def test_the_worst_comes_first_and_names_its_line() -> None:
    data = changed(
        good(), moved("yrke", "5223108", "9999999"), moved("antall", "80", "301"), moved("beloep", "26563", "1")
    )
    findings = check(data)
    assert [each.level for each in findings] == [STOP, NOW, LOOK]
    occupation = findings[0]
    assert good().decode().splitlines()[occupation.line - 1].strip() == "<yrke>5223108</yrke>"
    assert occupation.path == "melding/Leveranse/oppgave/virksomhet[1]/inntektsmottaker[1]/arbeidsforhold[1]/yrke"
    assert occupation.where == f"{KARI[:5]}*****"


def test_an_element_is_named_where_nobody_alone_is_meant() -> None:
    [finding] = check(changed(good(), moved("sumUtleggstrekk", "1500", "1501")))
    assert finding.where == "melding/Leveranse/oppgave/betalingsinformasjon/sumUtleggstrekk"


def test_a_message_that_breaks_the_schema_is_controlled_all_the_same() -> None:
    data = changed(good(), moved("startdato", "2024-01-01", "1.1.2024"), moved("yrke", "5223108", "9999999"))
    assert codes(check(data)) == {"MAGNET-000002", "115"}


# --- hostile files ---------------------------------------------------------------------------------------------------

HOSTILE = (
    b"", b"\x00", b"x", b"<", b"<a>", b"<melding/>", b"\xff\xfe", b"PK\x03\x04" + b"\x00" * 100, b"{}",
    b"<?xml version='1.0'?>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a " + b"b='c' " * 3 + b"/>", b"<a>" * 5000,
    b'<melding xmlns="urn:ske:fastsetting:innsamling:a-meldingen:v2_3"/>',
    b'<melding xmlns="urn:ske:fastsetting:innsamling:a-meldingen:v2_1"><Leveranse/></melding>',
    b'<melding xmlns="urn:ske:fastsetting:innsamling:a-meldingen:v2_3">' + b"<Leveranse/>" * 2000 + b"</melding>",
)  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_that_is_no_message_is_refused_with_words(data: bytes) -> None:
    findings = check(data)
    assert findings[0].level is STOP
    assert findings[0].code in ("MAGNET_EDAG-104", "MAGNET-000002")
    assert len(findings) < 1000


VALUES = (
    "", "0", "-1", "9" * 29, "-" + "9" * 28, "9" * 5000, "0." + "9" * 40, "1e9", "0001-01-01", "9999-12-31", "9999-12",
    "2099-12", "2014-01", "12026-01-01", "x" * 5000, "02838449991", "028384 49991", "true", "a\tb\nc", "&#10;", "&#9;",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(VALUES), min_size=1, max_size=6))
def test_no_value_brings_a_control_down(seed: int, values: list[str]) -> None:
    """Any values in any places; and what is found shows nobody's number and stays on one line."""
    data = good().decode()
    places = list(re.finditer(r">([^<>\n]+)</", data))
    for step, value in enumerate(values):
        place = places[(seed * (step + 1)) % len(places)]
        data = data[: place.start(1)] + value + data[place.end(1) :]
        places = list(re.finditer(r">([^<>\n]+)</", data))
    for finding in check(data.encode()):
        shown = f"{finding.where}\t{finding.what}\t{finding.path}"
        assert not any(number in shown for number in (KARI, national_id(2), national_id(3), "028384 49991")), shown
        assert not re.search(r"[\t\n]", f"{finding.where}{finding.what}")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 2**32), st.integers(0, 30))
def test_no_damage_brings_the_reader_down(noise: bytes, place: int, length: int) -> None:
    data = good()
    at = place % len(data)
    check(data[:at] + noise + data[at + length :])


def test_numbers_are_masked() -> None:
    assert masked("08842199736") == "08842*****"
    assert masked("088421 99736 and 0884219973") == "08842***** and 08842*****"
    assert masked("2026-03-20") == "2026-03-20"
    assert masked("a\tb\nc" + "x" * 100) == "a b c" + "x" * 55 + "…"
    assert (masked_person("08842199736"), masked_person("", "P 123"), masked_person("")) == (
        "08842*****",
        "P *****",
        "",
    )


def test_the_official_example_breaks_no_schema(shared: Path) -> None:
    """Its figures are invented and do not add up, so controls find something; nothing of it is a rejection."""
    data = (shared / "reference" / "amelding" / "derived" / "example_from_official_json.xml").read_bytes()
    found = check(data)
    assert STOP not in {each.level for each in found}
    assert {each.where for each in found if each.where[:1].isdigit()} == {"08842*****"}
