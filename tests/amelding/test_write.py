"""What is written: one element a line, escaped, and nothing that could not be delivered."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.norway.amelding.message import (
    Arbeidsforhold,
    Betalingsinformasjon,
    Fradrag,
    IdentifiserendeInformasjon,
    Inntektsmottaker,
    InternasjonalIdentifikator,
    Leveranse,
    Oppgave,
    Opplysningspliktig,
    Permisjon,
    Virksomhet,
)
from services.norway.amelding.read import read
from services.norway.amelding.write import write, write_again, write_content
from tests.amelding.samples import MAIN, OSLO, good

NOON = datetime(2026, 3, 20, 12, tzinfo=timezone(timedelta(hours=1)))


EMPTY = Oppgave()


def delivery(content: Oppgave = EMPTY, **changes: object) -> Leveranse:
    return replace(
        Leveranse(NOON, Month(2026, 3), "Lønnsom", "a1", Opplysningspliktig(MAIN), content),
        **changes,  # type: ignore[arg-type]
    )


def somebody(name: str) -> Leveranse:
    person = Inntektsmottaker(
        None,
        (InternasjonalIdentifikator("P 12", "passnummer", "SE"),),
        IdentifiserendeInformasjon(name, date(1990, 1, 1)),
    )
    return delivery(Oppgave(virksomhet=(Virksomhet(OSLO, (person,)),)))


def text_at(data: bytes, path: str) -> str | None:
    return etree.fromstring(data).findtext("/".join(f".//{{*}}{step}" for step in path.split("/")))


def test_the_smallest_message_to_the_byte() -> None:
    assert write(delivery()).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<melding xmlns="urn:ske:fastsetting:innsamling:a-meldingen:v2_3">\n'
        "  <Leveranse>\n"
        "    <leveringstidspunkt>2026-03-20T12:00:00+01:00</leveringstidspunkt>\n"
        "    <kalendermaaned>2026-03</kalendermaaned>\n"
        "    <kildesystem>Lønnsom</kildesystem>\n"
        "    <meldingsId>a1</meldingsId>\n"
        "    <opplysningspliktig>\n"
        "      <norskIdentifikator>313000001</norskIdentifikator>\n"
        "    </opplysningspliktig>\n"
        "    <oppgave/>\n"
        "  </Leveranse>\n"
        "</melding>\n"
    )


def test_a_replacement_names_what_it_replaces_before_itself() -> None:
    data = write(delivery(erstatter_meldings_id="b2", spraak_for_tilbakemelding="nynorsk")).decode()
    assert data.index("<erstatterMeldingsId>b2<") < data.index("<meldingsId>a1<")
    assert data.index("<oppgave/>") < data.index("nynorsk")


@pytest.mark.parametrize("name", ["Å & Ø <AS>", 'Siri "Sis" O\'Brien', "a\rb", "Đặng", "🦌", "]]>", "&amp;"])
def test_signs_that_mean_something_in_xml_come_through(name: str) -> None:
    assert text_at(write(somebody(name)), "navn") == name


@pytest.mark.parametrize("name", ["a\x00b", "\x07", "a\x1b[0m", "\ud800", "\ufffe", "x" * 256])
def test_what_a_file_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="navn"):
        write(somebody(name))


@pytest.mark.parametrize("message_id", ["a b", "æ", "x" * 151])
def test_an_id_that_breaks_its_form_is_refused(message_id: str) -> None:
    with pytest.raises(Refused, match="meldingsId"):
        write(delivery(meldings_id=message_id))


def test_whole_kroner_are_whole() -> None:
    payments = Betalingsinformasjon(sum_arbeidsgiveravgift=Money.kr("0"), sum_utleggstrekk=Money.kr(-5))
    data = write(delivery(Oppgave(payments)))
    assert (text_at(data, "sumArbeidsgiveravgift"), text_at(data, "sumUtleggstrekk")) == ("0", "-5")
    with pytest.raises(ValueError, match="sumArbeidsgiveravgift is in whole kroner"):
        write(delivery(Oppgave(Betalingsinformasjon(sum_arbeidsgiveravgift=Money.kr("0.50")))))


@pytest.mark.parametrize(
    ("number", "written"),
    [("37.5", "37.5"), ("1E+2", "100"), ("0.00", "0.00"), ("53.33", "53.33"), ("1E-7", "0.0000001")],
)
def test_numbers_have_no_exponent(number: str, written: str) -> None:
    leave = Permisjon(date(2026, 1, 1), Decimal(number), "p1", "permittering")
    person = Inntektsmottaker(
        "02838449991", arbeidsforhold=(Arbeidsforhold("ordinaertArbeidsforhold", permisjon=(leave,)),)
    )
    data = write(delivery(Oppgave(virksomhet=(Virksomhet(OSLO, (person,)),))))
    assert text_at(data, "permisjonsprosent") == written


def test_amounts_have_two_decimals_and_their_sign() -> None:
    person = Inntektsmottaker("02838449991", fradrag=(Fradrag("brakkeleie", Money(-5)),))
    assert text_at(write(delivery(Oppgave(virksomhet=(Virksomhet(OSLO, (person,)),)))), "fradrag/beloep") == "-0.05"


def test_a_point_in_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="leveringstidspunkt needs a time zone"):
        write(delivery(leveringstidspunkt=NOON.replace(tzinfo=None)))


def test_an_element_that_must_be_there_is_asked_for() -> None:
    with pytest.raises(ValueError, match="Leveranse/kildesystem is missing"):
        write(delivery(kildesystem=None))


def test_an_attribute_that_the_version_does_not_know_is_refused() -> None:
    @dataclass(frozen=True)
    class Strange:
        identifikator: str
        farge: str

    with pytest.raises(ValueError, match="Pensjonsinnretning has no element for Strange"):
        write(delivery(Oppgave(pensjonsinnretning=(Strange("1", "2"),))))  # type: ignore[arg-type]


def test_content_that_was_written_before_is_taken_as_it_is() -> None:
    message = somebody("Å & Ø")
    written = write_content(message.oppgave)
    assert write(message, written) == write(message)
    assert written in write(message)


def test_what_is_read_is_written_again_to_the_byte() -> None:
    assert write_again(read(good())) == good()


def test_the_official_example_is_read_checked_and_written_again(shared: Path) -> None:
    data = (shared / "reference" / "amelding" / "derived" / "example_from_official_json.xml").read_bytes()
    reading = read(data)
    assert reading.findings == ()
    assert write_again(reading).partition(b"\n")[2] == data.partition(b"\n")[2]  # all but the declaration's quotes


def test_nothing_that_was_not_read_is_written() -> None:
    with pytest.raises(ValueError, match="nothing was read"):
        write_again(read(b"<a/>"))
