"""Dated code lists."""

import csv
from pathlib import Path

import pytest

from models.values.span import Month
from services.reference.codes import CodeFileError, code_lists, read_code_lists

HEAD = "list;code;from;to;source;note\n"


@pytest.mark.parametrize(
    ("name", "code", "month", "is_valid"),
    [
        ("formForAnsettelse", "fast", "2020-12", False),
        ("formForAnsettelse", "fast", "2021-01", True),
        ("formForAnsettelse", "fastAnsattUtleid", "2024-12", False),
        ("formForAnsettelse", "fastAnsattUtleid", "2025-01", True),
        ("permisjon.beskrivelse", "velferdspermisjon", "2022-12", True),
        ("permisjon.beskrivelse", "velferdspermisjon", "2023-01", False),
        ("loennsinntekt", "bonusFraForsvaret", "2025-01", False),
        ("forskuddstrekk.beskrivelse", "frivillig", "2024-12", False),
        ("sone", "1a", "2014-01", True),
    ],
)
def test_a_code_holds_in_its_months(name: str, code: str, month: str, is_valid: bool) -> None:
    assert code_lists("no/amelding_codes")[name][code].is_valid(Month.parse(month)) is is_valid


def test_the_codes_to_choose_from() -> None:
    reasons = code_lists("no/amelding_codes")["permisjon.beskrivelse"]
    assert [each.code for each in reasons.valid(Month(2022, 12))] == [
        "permisjonMedForeldrepenger",
        "permisjonVedMilitaertjeneste",
        "utdanningspermisjon",
        "velferdspermisjon",
        "permittering",
    ]
    assert len(reasons.valid(Month(2023, 1))) == 7


def test_a_code_knows_what_else_the_table_says() -> None:
    code = code_lists("no/amelding_codes")["loennsinntekt"]["timeloenn"]
    assert (code.source, code.more["fordel"], code.more["antall"], code.more["must"]) == (
        "O",
        "kontantytelse",
        "timer",
        "yes",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("list;code;from;to;source\n", "there is no column note"),
        (f"{HEAD}a;x;;;O;\na;x;;;O;\n", "a: x stands twice"),
        (f"{HEAD}a;x;2026;;O;\n", "a: x: .* is not a month"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CodeFileError, match=reason):
        read_code_lists(text)


def test_remarks_are_left_out() -> None:
    assert list(read_code_lists(f"# a remark; with a sign\n{HEAD}a;x;;;O;\n")["a"]) == ["x"]


def test_the_lists_are_those_that_were_gathered(shared: Path) -> None:
    source = shared / "reference" / "amelding" / "derived" / "codelists.csv"
    with source.open(encoding="utf-8") as rows:
        gathered = {(row["list"], row["code"], row["source"]) for row in csv.DictReader(rows, delimiter=";")}
    ours = {
        (name, code.code, code.source)
        for name, each in code_lists("no/amelding_codes").items()
        for code in each.values()
    }
    found_since = {("beregningskodeForArbeidsgiveravgift", "ekstraArbeidsgiveravgift", "O")}  # on the official pages
    assert ours - found_since == gathered
