"""Look-ups that come with the program: occupations by any word, postal places, municipalities by postcode."""

from __future__ import annotations

import csv

import pytest

from services.reference import packaged
from services.reference.municipalities import find_municipalities, municipalities
from services.reference.occupations import catalogue, find_occupations
from services.reference.postal_places import complete_address, postal_places, zone_of_code


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("baker", "Baker"),
        ("vaskedame", "Renholder (bedrift)"),
        ("sygeplejerske", "Sykepleier"),
        ("nurse", "Sykepleier"),
        ("waitress", "Servitør"),
        ("frisor", "Frisør"),
        ("elektrikker", "Elektriker"),
        ("sykepleir", "Sykepleier"),
        ("tømmrer", "Tømrer"),
        ("rørleger", "Rørlegger"),
        ("trukfører", "Truckfører"),
        ("butikmedarbeider", "Butikkmedarbeider"),
    ],
)
def test_an_occupation_is_found_by_what_people_call_it_and_with_a_letter_wrong(typed: str, found: str) -> None:
    assert find_occupations("NO", typed)[0].name == found


def test_an_occupation_is_found_while_its_everyday_word_is_still_being_typed() -> None:
    assert find_occupations("NO", "vaskeda")[0].name.startswith("Renholder")


@pytest.mark.parametrize("typed", ["asdfgh", "zzzz qqqq", "9999999"])
def test_what_is_like_nothing_finds_nothing(typed: str) -> None:
    assert find_occupations("NO", typed) == []


def test_a_code_is_found_by_its_first_digits() -> None:
    assert {each.code[:5] for each in find_occupations("NO", "74121")} == {"74121"}


def test_every_everyday_word_leads_to_an_occupation() -> None:
    text = packaged.read_text("codes/no/occupation_words.csv")
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";")
    lost = [row["word"] for row in rows for meant in row["stands for"].split("|") if not find_occupations("NO", meant)]
    assert lost == []


def test_leading_zeros_of_military_codes_are_kept() -> None:
    assert any(code.startswith("0") for code in catalogue("NO"))
    assert all(len(code) == 7 for code in catalogue("NO"))


# --- postal places ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("Storgata 1, 0155", ["Storgata 1, 0155 Oslo"]),
        ("Storgata 1, 0155 os", ["Storgata 1, 0155 Oslo"]),
        ("Storgata 1, 0155 OSLO", ["Storgata 1, 0155 Oslo"]),
        ("Storgata 1, 0155 Oslo", []),  # complete
        ("Storgata 1, 0155 Kristiania", []),  # somebody knows better
        ("Storgata 1", []),
        ("Vei 12345", []),  # five digits are no postcode
        ("Storgata 1, 9999", []),
        ("", []),
    ],
)
def test_the_place_is_filled_in_behind_a_postcode(typed: str, completed: list[str]) -> None:
    assert complete_address("NO", typed) == completed


def test_a_place_leads_to_its_postcodes() -> None:
    found = complete_address("NO", "Storgata 1, longyear")
    assert found[0] == "Storgata 1, 9170 Longyearbyen"


def test_a_country_without_a_list_proposes_nothing() -> None:
    assert complete_address("XX", "Vej 1, 0155") == []
    assert zone_of_code("XX", "0155") == ""


def test_every_postcode_lies_in_a_municipality_that_is_known() -> None:
    unknown = {each.municipality for each in postal_places("NO").values()} - set(municipalities("NO"))
    assert unknown <= {"2211"}  # Jan Mayen has no zone


def test_a_postcode_finds_its_municipality_first() -> None:
    assert find_municipalities("NO", "4525")[0].name == "Lyngdal"


def test_a_postcode_of_a_split_municipality_proposes_a_zone_that_it_has() -> None:
    """Konsmo lay in Audnedal, zone 1a; Lyngdal has more than one zone now."""
    assert zone_of_code("NO", "4525") == "1a"
    text = packaged.read_text("codes/no/split_postal_codes.csv")
    for row in csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";"):
        where = municipalities("NO")[postal_places("NO")[row["code"]].municipality]
        assert not where.zone
        assert row["zone"] in where.zones
