"""The Danish rows as the product's own data: all there, named in three languages, and made of closed words."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.reference import packaged
from services.reference.codes import code_lists
from services.reference.row_error import RowError
from tests.reference.danish_rows import (
    LANGUAGES,
    TYPES,
    DanishRow,
    DanishRows,
    danish_rows,
    expanded,
    read_danish_rows,
    word_name,
)

# What the reference calls the tables beside the numbered types, in its column "kind".
TABLES = {
    "resultattabel": "result_table",
    "lønartstype": "type_set",
    "fraværskode": "absence_code",
    "fratrædelseskode": "leaving_code",
    "ikrafttrædelseskode": "activation_code",
    "generel sats": "general_rate",
    "eIndkomst-felt": "eincome_field",
    "IL-type": "il_type",
    "IP-type": "ip_type",
    "rubrik (MLE-60)": "eincome_heading",
    "stillingskategorinr.": "job_category",
    "kørselsselektion": "run_selection",
    "kørselsordre": "run_order",
    "afregningstype": "settlement_type",
}
KINDS = {
    "stillingskategori": "job_category",
    "fast": "fixed",
    "variabel": "variable",
    "variabel efterregulering": "variable_retro",
    "ikke angivet (variabel antaget)": "variable",
    "fravær": "absence",
    "personlig sats": "personal_rate",
    "bogføring": "posting",
    "lønseddel": "payslip",
    "saldo (variabel)": "balance",
    "ferierækkefølge": "chain_step",
    "grundlag": "basis",
    "ikke via fil": "not_by_file",
    "ikke via fil (erstattes)": "not_by_file",
    "alias": "alias",
}
RUN_ORDER = "1YYMM"  # the reference lists examples of it
OPERATIONS = (
    "ACCRUE GRANT ADJUST SET TAKE DEDUCT PAY PENSION PAYOUT_AMT PAYOUT_CALC PAYOUT_ALL TRANSFER SETTLE "
    "RATE BASIS STOP MARK POST SHOW COUNT REFUSE ALIAS"
)
# Names that are the same word in every language.
SAME_EVERYWHERE = {"Dag/time", "Feriekort"}


@pytest.fixture(scope="module")
def rows() -> DanishRows:
    return danish_rows()


@pytest.fixture(scope="module")
def types(rows: DanishRows) -> dict[str, DanishRow]:
    return rows.table(TYPES)


def table_of(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        pytest.skip(f"{path.name} does not lie beside the tree")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def codes(file: str, name: str) -> set[str]:
    return set(code_lists(f"dk/{file}")[name])


# ---------------------------------------------------------------- every row of the reference


def test_every_row_of_the_reference_is_there_once(rows: DanishRows, shared: Path) -> None:
    given = [
        (TABLES.get(row["kind"], TYPES), RUN_ORDER if row["kind"] == "kørselsordre" else row["number"])
        for row in table_of(shared / "reference/denmark/lonarter.csv")
    ]
    assert len(given) == 565
    assert list(rows) == given


def test_every_wage_type_has_the_operation_and_kind_of_its_engine_row(
    types: dict[str, DanishRow], shared: Path
) -> None:
    given = table_of(shared / "reference/denmark/engine-rows.csv")
    assert len(given) == 473
    assert {number: (row.op, row.kind) for number, row in types.items()} == {
        row["number"]: (row["op"], KINDS[row["kind"]]) for row in given
    }


def test_every_row_names_the_chapters_it_comes_from(rows: DanishRows, shared: Path) -> None:
    given = table_of(shared / "reference/denmark/lonarter.csv")
    for row, source in zip(rows.values(), given, strict=True):
        assert " ".join(row.chapters) == source["source chapter"].replace(",", "").replace("–", "-"), row.label("da")


def test_the_sides_that_the_reference_is_sure_of_are_kept(types: dict[str, DanishRow], shared: Path) -> None:
    """ "D balance" and the like: the purpose stands on that side and in that part of the accounts."""
    statement = {code: entry.more["statement"] for code, entry in code_lists("dk/posting_purposes")["purpose"].items()}
    parts = {"resultat": "result", "balance": "balance"}
    checked = 0
    for source in table_of(shared / "reference/denmark/lonarter.csv"):
        if source["kind"] in TABLES or not (
            found := re.fullmatch(
                r"(?:provision: )?([DK]) (resultat|balance)(?:, ([DK]) (resultat|balance))?.*", source["posting"]
            )
        ):
            continue
        wanted = {(found[1], parts[found[2]])} | ({(found[3], parts[found[4]])} if found[3] else set())
        row = types[source["number"]]
        there = {(each.side, statement[purpose]) for each in row.posting for purpose in each.purposes}
        through = {
            (each.side, statement[purpose])
            for carrier in row.posting
            for number in carrier.rows
            for each in types[number].posting
            for purpose in each.purposes
        }
        assert wanted <= there | through, row.label("da")
        checked += 1
    assert checked > 50


# ---------------------------------------------------------------- names


def test_every_row_is_named_in_three_languages(rows: DanishRows) -> None:
    for row in rows.values():
        names = [row.names[language] for language in LANGUAGES]
        assert all(names), row.number
        assert len(set(names)) > 1 or names[0] in SAME_EVERYWHERE, row.number
        assert all(name == " ".join(name.split()) and not name.endswith((".", ",")) for name in names), names


@pytest.mark.parametrize(
    ("language", "foreign"),
    [
        ("da", r"lønn(?!e|i)|ferietillegg|feriepenger\b|utbetal|fratreden|pensjon|oppsparing|\bav\b|avspas|\buke"),
        (
            "nb",
            r"tillæg|udbetal|opsparing|fratrædelse|\baf\b|løn\b|feriepenge\b|afholdt|pension|grundlag|sygedag|æ(?!r)|hensættelse",
        ),
        ("en", r"[æøå]|\bog\b|\bved\b|dage\b|timer\b"),
    ],
)
def test_no_name_holds_words_of_another_language(rows: DanishRows, language: str, foreign: str) -> None:
    found = {row.names[language] for row in rows.values() if re.search(foreign, row.names[language], re.IGNORECASE)}
    assert found == set()


def test_no_two_types_that_people_choose_have_one_name(types: dict[str, DanishRow]) -> None:
    """Only what the engine prints may share its words: there one of them stands on a payslip."""
    for language in LANGUAGES:
        names = Counter(row.names[language] for row in types.values() if row.op != "SHOW")
        assert [name for name, count in names.items() if count > 1] == []


def test_the_code_tables_call_things_as_the_rows_do(rows: DanishRows) -> None:
    beside = {
        "absence_code": ("absence_codes", "absence"),
        "leaving_code": ("leaving_codes", "leaving"),
        "activation_code": ("runs", "activation"),
        "run_selection": ("runs", "selection"),
        "result_table": ("result_tables", "table"),
        "type_set": ("type_sets", "set"),
        "general_rate": ("personal_rates", "general"),
        "il_type": ("eincome", "il_type"),
        "ip_type": ("eincome", "ip_type"),
        "eincome_heading": ("eincome", "heading"),
        "settlement_type": ("pension", "recipient"),
    }
    for table, (file, name) in beside.items():
        listed = code_lists(f"dk/{file}")[name]
        assert set(listed) == set(rows.table(table)), table
        for code, entry in listed.items():
            assert [entry.more[f"name_{language}"] for language in LANGUAGES] == [
                rows.name(table, code, language) for language in LANGUAGES
            ]
    fields = code_lists("dk/eincome")["field"]
    assert all(fields[code].more["name_nb"] == row.names["nb"] for code, row in rows.table("eincome_field").items())


def test_every_code_of_every_danish_table_has_three_names() -> None:
    for name in packaged.names("codes/dk", ".csv"):
        for found in code_lists(f"dk/{name.removesuffix('.csv')}").values():
            assert all(entry.more[f"name_{language}"] for entry in found.values() for language in LANGUAGES), name


# ---------------------------------------------------------------- closed words


def test_every_operation_is_one_of_the_closed_set(types: dict[str, DanishRow]) -> None:
    """denmark 1.3."""
    closed = set(OPERATIONS.split())
    assert codes("operations", "op") == closed
    assert {row.op for row in types.values()} == closed


def test_every_account_is_in_the_register(types: dict[str, DanishRow]) -> None:
    """denmark 1.4, wildcards expanded; what is no account is a place that money or absence goes to."""
    known = codes("accounts", "account") | codes("accounts", "place")
    for row in types.values():
        named = row.accounts()
        assert expanded(named, known) or not named
        rest = re.sub(r"[A-Z_*]+(@(0|-1|past|input|\d{4}))?", "", row.account)
        assert set(rest) <= set(" +|>"), row.label("da")


def test_every_basis_is_in_the_register(rows: DanishRows, types: dict[str, DanishRow]) -> None:
    """denmark 1.5; beside it a type set, an eIndkomst field, a result table or a wage type by its number."""
    known = codes("bases", "basis")
    beside = {"set": "type_set", "felt": "eincome_field", "table": "result_table"}
    for row in types.values():
        for part in row.basis.split(" + ") if row.basis else ():
            table, colon, number = part.partition(":")
            if colon:
                assert (beside[table], number) in rows, row.label("da")
            elif part.isdecimal():
                assert part in types, row.label("da")
            else:
                assert expanded([re.sub(r"@(KY|FY)-1$", "", part)], known), row.label("da")


def test_every_rate_names_tables_and_personal_rates_that_are_there(
    rows: DanishRows, types: dict[str, DanishRow]
) -> None:
    found = Counter[str]()
    for row in types.values():
        for kind, number in re.findall(r"(?<![a-z_])([ptg])(\d{3,4}|[A-ZØ]{5,6})(?![\d\w])", row.rate):
            table = {"p": TYPES, "t": "result_table", "g": "general_rate"}[kind]
            assert (table, number) in rows, row.label("da")
            assert kind != "p" or types[number].op == "RATE"
            found[kind] += 1
    assert min(found.values()) > 0
    assert set(found) == {"p", "t", "g"}


@pytest.mark.parametrize(
    ("column", "words"), [("trigger", "trigger"), ("control", "control"), ("flags", "flag"), ("inputs", "input")]
)
def test_every_word_is_one_of_the_closed_words(rows: DanishRows, column: str, words: str) -> None:
    closed = codes("row_words", words)
    used: set[str] = set()
    for row in rows.values():
        for word in getattr(row, column):
            used |= {part.rstrip("±?").removesuffix("≥0") for part in word.partition(":")[0].split("|")}
    assert used == closed


def test_every_table_kind_and_status_has_its_words(rows: DanishRows, types: dict[str, DanishRow]) -> None:
    assert {row.table for row in rows.values()} == codes("row_words", "table")
    assert {row.kind for row in types.values()} == codes("row_words", "kind")
    assert {row.status for row in rows.values()} == codes("row_words", "status")


def test_numbers_in_controls_and_triggers_lead_somewhere(rows: DanishRows, types: dict[str, DanishRow]) -> None:
    for row in types.values():
        for word in (*row.control, *row.trigger):
            name, _, after = word.partition(":")
            if name in ("cap", "code"):
                continue
            for number in filter(None, after.split(",")):
                assert (TYPES, number) in rows or ("result_table", number) in rows, row.label("da")


def test_postings_lead_to_purposes_and_rows_that_are_there(types: dict[str, DanishRow]) -> None:
    purposes = codes("posting_purposes", "purpose")
    used = {purpose for row in types.values() for each in row.posting for purpose in each.purposes}
    assert used == purposes
    for row in types.values():
        for each in row.posting:
            assert set(each.rows) <= set(types), row.label("da")
            assert each.when in ("", "provision", "cash", "holiday", "own", "firm"), row.label("da")
            assert bool(each.side) != bool(each.rows)


# ---------------------------------------------------------------- status


def test_the_statuses_add_up(rows: DanishRows, types: dict[str, DanishRow]) -> None:
    assert Counter(row.status for row in types.values()) == {"computed": 453, "off": 6, "alias": 2, "refused": 12}
    assert Counter(row.status for row in rows.values() if row.table != TYPES) == {"computed": 83, "off": 9}
    for row in types.values():
        assert (row.status == "alias") == (row.op == "ALIAS")
        assert row.status == "refused" or row.op != "REFUSE" or row.status == "off"


def test_what_is_off_says_so_in_the_language_of_the_window(types: dict[str, DanishRow]) -> None:
    off = types["4436"]
    assert word_name("status", off.status, "nb") == "Slått av: betydningen er ikke offentlig"
    assert word_name("status", off.status, "da") == "Slået fra: betydningen er ikke offentlig"


def test_a_misprint_leads_to_the_right_number(types: dict[str, DanishRow]) -> None:
    assert types["4696"].control == ("alias:4796",)
    assert types["4907"].control == ("alias:4607",)


def test_numbers_refused_in_a_file_name_what_to_use(types: dict[str, DanishRow]) -> None:
    """The import guide's list of replacements (D9)."""
    assert types["400"].control == ("refuse", "use:310,311,312,313")
    assert types["4280"].control == ("refuse", "use:4278,4279")
    assert types["7802"].control == ("refuse",)


# ---------------------------------------------------------------- facts, one of each kind


def test_a_number_means_different_things_in_different_tables(rows: DanishRows) -> None:
    """denmark 1.2: these occur both as a wage type and in another table."""
    both = {number for table, number in rows if table != TYPES} & {number for table, number in rows if table == TYPES}
    assert {"47", "600", "610", "1100", "1103", "4040", "6000", "6003", "9870", "9871"} <= both
    assert rows.name(TYPES, "47", "da") != rows.name("absence_code", "47", "da")


def test_holiday_with_pay_is_two_accounts_by_one_chain_of_rates(types: dict[str, DanishRow]) -> None:
    row = types["4600"]
    assert (row.kind, row.op, row.basis) == ("job_category", "ACCRUE", "FERIEB_LOV")
    assert row.accounts() == ("FERIE_D", "FERIE_T", "FERIEPENGE")
    assert row.rate.endswith("pct:p9907>t4002>=12.5")
    assert row.control == ("cap:25d,185h",)


def test_defaults_of_the_result_tables_are_those_of_the_law() -> None:
    """denmark 2.1."""
    tables = code_lists("dk/result_tables")["table"]
    assert {
        code: entry.more["default"] for code, entry in tables.items() if entry.more["default"] not in ("", "0")
    } == {
        "4002": "12.5",
        "4003": "1",
        "4004": "4.8",
        "TRTIM": "7.4",
        "4413": "1",
    }
    assert len(tables) == 33
    assert {code: entry.more["personal"] for code, entry in tables.items() if entry.more["personal"]} == {
        "4002": "9907",
        "4003": "9908",
        "4004": "9909",
        "4007": "9912",
        "TRTIM": "9918",
        "100": "9905",
    }


def test_the_family_days_lead_to_the_wage_types_of_their_absence_code(types: dict[str, DanishRow]) -> None:
    """denmark 6.7: the left type deducts, its partner pays from the account."""
    absence = code_lists("dk/absence_codes")["absence"]
    assert absence["77"].more["rows"].split() == ["41586", "41588", "41600", "41610", "41612"]
    for code in ("77", "78", "79"):
        for number in absence[code].more["rows"].split():
            assert types[number].kind == "absence"
            assert types[number].name("da").startswith(absence[code].more["name_da"])
    assert {number for entry in absence.values() for number in entry.more["rows"].split()} <= set(types)


def test_the_rounding_methods_are_the_five_of_the_tax_authority() -> None:
    """denmark 3.3."""
    methods = code_lists("dk/rounding_methods")["tax_rounding"]
    assert {
        code: tuple(entry.more[part] for part in ("am_basis", "am", "tax_basis", "tax"))
        for code, entry in methods.items()
    } == {
        "1": ("exact", "exact", "exact", "exact"),
        "2": ("exact", "half_up", "exact", "half_up"),
        "2b": ("exact", "down", "exact", "down"),
        "3": ("tens", "up", "tens", "up"),
        "4": ("exact", "half_up", "tens", "up"),
    }


def test_names_are_found_and_a_number_without_a_row_is_shown_as_it_is(rows: DanishRows) -> None:
    assert rows.name(TYPES, "1000", "nb") == "Månedslønn"
    assert rows[TYPES, "1000"].label("en") == "1000 Monthly pay"
    assert rows[TYPES, "1060"].name("nb") == "Fast lønnsdel 1060"
    assert rows[TYPES, "1060"].label("nb") == "1060 Fast lønnsdel"
    assert rows[TYPES, "1000"].name("fr") == "Månedsløn"
    assert rows.name(TYPES, "99999", "da") == "99999"
    assert word_name("trigger", "code:T", "da") == "Kode på kørselsordren"
    assert word_name("trigger", "moon", "da") == "moon"


# ---------------------------------------------------------------- bad rows


def lines() -> Iterator[str]:
    return (line for line in packaged.read_text("wage_types/dk_lonarter.csv").splitlines() if not line.startswith("#"))


def with_cell(column: str, value: str) -> str:
    head, *rest = lines()
    names = head.split(";")
    cells = next(line for line in rest if line.startswith("wage_type;4703;")).split(";")
    cells[names.index(column)] = value
    return f"# a remark\n{head}\n{';'.join(cells)}\n"


def test_a_row_with_an_unused_number_is_read_without_code() -> None:
    row = read_danish_rows(with_cell("number", "47999"))[TYPES, "47999"]
    assert (row.op, row.posting[0].side, row.posting[0].purposes, row.posting[0].when) == (
        "POST",
        "D",
        ("holiday_pay",),
        "provision",
    )


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("name_nb", " ", "wage_type 4703: name_nb: is empty"),
        ("kind", "", "wage_type 4703: kind: is empty"),
        ("op", "", "wage_type 4703: op: is empty"),
        ("number", "47x", "wage_type 47x: number: is no number"),
        ("status", "perhaps", "wage_type 4703: status: perhaps is none of computed, off, alias, refused"),
        ("posting", "D:holiday_pay C:cash", "wage_type 4703: posting: C:cash is no posting"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(column: str, value: str, said: str) -> None:
    with pytest.raises(RowError, match=re.escape(said)):
        read_danish_rows(with_cell(column, value))


def test_a_table_without_a_column_a_short_row_and_a_number_that_stands_twice_are_refused() -> None:
    head, first, *_ = lines()
    with pytest.raises(RowError, match="there is no column posting"):
        read_danish_rows(head.replace(";posting", ""))
    with pytest.raises(RowError, match="wage_type 47: 3 columns instead of 17"):
        read_danish_rows(f"{head}\nwage_type;47;Navn")
    with pytest.raises(RowError, match="wage_type 47: number: stands twice"):
        read_danish_rows(f"{head}\n{first}\n{first}")
    with pytest.raises(RowError, match="there is no column table"):
        read_danish_rows("")


def test_an_account_that_fits_no_code_is_refused() -> None:
    assert expanded(["FERIE_*"], ["FERIE_D", "FERIE_T", "FRITVALG"]) == ["FERIE_D", "FERIE_T"]
    with pytest.raises(RowError, match="FERIA_D: there is no such code"):
        expanded(["FERIA_D"], ["FERIE_D"])
