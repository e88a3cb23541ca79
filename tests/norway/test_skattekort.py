"""Skattekort: the samples as they should be read, every rule of an answer, and whatever else people bring."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.progress import Cancelled
from services.engine.facts import TaxCard
from services.files.recognise import Kind, recognise
from services.files.tax_cards import TaxCardAnswer, TaxCardFile
from services.norway.files import skattekort
from services.reference.codes import code_lists
from tests.norway.tax_card_samples import (
    AASE,
    ALI,
    BAD_PERSON,
    JAN,
    KARI,
    MAIN,
    NAV,
    NONE,
    NOT_LIABLE,
    ODA,
    OTHER,
    OTHERS,
    PER,
    RENEWED,
    US,
    V2,
    answer,
    card,
    document,
    employer,
    exempt,
    percent,
    person,
    row,
    table,
)

DECEMBER = date(2025, 12, 8)


def told(file: TaxCardFile) -> list[tuple[object, str]]:
    return [(found.where.thing if found.where else None, str(found.what)) for found in file.told]


def only(file: TaxCardFile) -> TaxCardAnswer:
    (single,) = file.answers
    return single


def read_one(*rows: str, main: bool = True, **said: Any) -> TaxCard | None:
    """The card out of an answer with these rows."""
    return skattekort.card_of(only(skattekort.read(answer(person(card(*rows), **said)))), main).card


def says(content: bytes) -> str:
    return "; ".join(text for _, text in told(skattekort.read(content)))


# --- the samples


def test_the_answer_of_2026(shared):
    """Its README: table, percent, frikort with and without amount, PAYE, no card, not liable."""
    content = (shared / "reference" / "skattekort" / "sample_svar_2026.xml").read_bytes()
    file = skattekort.read(content)
    assert recognise(content, len(content)).kind is Kind.TAX_CARDS
    assert (file.version, file.employers, file.years, file.persons, file.cards) == ("3.0", (US,), (2026,), 8, 6)
    assert told(file) == []
    cards = [skattekort.card_of(each, True).card for each in file.answers]
    half, whole = Decimal("10.5"), Decimal(12)
    assert cards == [
        TaxCard(2026, "table", "8100", Percent.of(38), None, half, DECEMBER),
        TaxCard(2026, "table", "8170", Percent.of(46), None, whole, DECEMBER),
        TaxCard(2026, "percent", "", Percent.of("25.5"), None, half, date(2026, 2, 14)),
        TaxCard(2026, "exempt", "", None, Money.kr(100_000), None, DECEMBER),
        TaxCard(2026, "exempt_unlimited", "", None, None, None, DECEMBER),
        TaxCard(2026, "percent", "", Percent.of(25), None, whole, DECEMBER),
        TaxCard(2026, "none"),
        TaxCard(2026, "not_liable"),
    ]


def test_the_answer_that_does_not_keep_to_the_schema(shared):
    """Months left out, a frikort of 0, a renewed identity, Svalbard: it is read all the same, with a word on each."""
    file = skattekort.read((shared / "reference" / "skattekort" / "sample_svar_avvik_fra_xsd.xml").read_bytes())
    assert (file.refused, file.persons, file.cards) == (False, 5, 4)
    assert [line for line, _ in told(file)] == [3, 4, 5, 6, 7]
    cards = [skattekort.card_of(each, True).card for each in file.answers]
    assert cards == [
        TaxCard(2026, "table", "8100", Percent.of(38), None, None, DECEMBER),
        TaxCard(2026, "exempt", "", None, Money(0), None, DECEMBER),
        TaxCard(2026, "table", "8010", Percent.of(33), None, Decimal("10.5"), DECEMBER),
        None,
        TaxCard(2026, "table", "8170", Percent.of(46), None, Decimal(12), DECEMBER),
    ]


def test_our_own_answers_keep_to_the_schema(shared):
    """So what is tried below differs from the schema only where it means to."""
    schema = etree.XMLSchema(etree.parse(shared / "reference" / "skattekort" / "skattekorttilarbeidsgiver_v3.0.xsd"))
    some = answer(person(card(table(), percent(code=OTHER))), person(card(exempt()), who=PER), person(result=NONE))
    assert schema.validate(etree.fromstring(some)), schema.error_log


def test_every_code_of_the_schema_is_known(shared):
    xsd = etree.parse(shared / "reference" / "skattekort" / "skattekorttilarbeidsgiver_v3.0.xsd")
    names = {"Resultatstatus": "result", "Trekkode": "code", "Tabelltype": "table", "Tilleggsopplysning": "addition"}
    for kind, name in names.items():
        values = xsd.xpath(f"//*[@name='{kind}']//@value")
        assert values
        assert set(values) <= code_lists("no/tax_cards")[name].keys()


def test_the_older_version_says_the_same():
    old, new = (skattekort.read(answer(person(card(table())), **kind)) for kind in ({"namespace": V2}, {}))
    assert (old.version, new.version) == ("2.0", "3.0")
    assert old.answers == new.answers
    assert told(old) == [(None, "The file is of the older version 2.0")]


def test_a_version_that_is_not_known_is_read_and_told():
    file = skattekort.read(answer(person(card(table())), namespace="urn:no:skatteetaten:skattekort:v9"))
    assert (file.refused, file.version, file.cards) == (False, "", 1)
    assert told(file) == [(None, "The file is of a version that is not known here; it was read like 3.0")]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-16"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        lambda text: text.replace("<", "<s:").replace("<s:/", "</s:").replace("<s:?", "<?")
        .replace("xmlns=", "xmlns:s=").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("><", ">\n  <").encode(),
        lambda text: text.replace("<arbeidsgiver>", "<!-- laget av Kari --><arbeidsgiver>").encode(),
        lambda text: text.replace('"Trekktabell"', '"skatt:Trekktabell"').encode(),
    ],
    ids=["UTF-16", "BOM", "ISO-8859-1", "prefix", "CRLF", "indented", "comment", "prefixed type"],
)  # fmt: skip
def test_another_hand_wrote_the_same(change):
    plain = answer(person(card(table())))
    one, other = skattekort.read(plain), skattekort.read(change(plain.decode()))
    assert not other.refused
    assert [skattekort.card_of(each, True) for each in other.answers] == [
        skattekort.card_of(each, True) for each in one.answers
    ]


# --- which row of a card


BOTH = (table("8120"), percent("45.0", code=OTHER), percent("30.0", code=NAV))


def test_a_main_employer_takes_its_own_row():
    assert read_one(*BOTH) == TaxCard(2026, "table", "8120", Percent.of(38), None, Decimal("10.5"), DECEMBER)


def test_a_side_employer_takes_its_own_row():
    assert read_one(*BOTH, main=False) == TaxCard(2026, "percent", "", Percent.of(45), None, None, DECEMBER)


@pytest.mark.parametrize(
    ("rows", "main", "kind", "word"),
    [
        ((percent("45.0", code=OTHER),), True, "percent", "no row for the main employer"),
        ((table(),), False, "table", "no row for another employer"),
        ((percent("7.7", code="loennKunTrygdeavgiftTilUtenlandskBorger"),), True, "percent", "loennKunTrygdeavgift"),
    ],
)
def test_without_its_row_the_other_one_is_used_with_a_word_and_never_as_no_card(rows, main, kind, word):
    read = skattekort.card_of(only(skattekort.read(answer(person(card(*rows))))), main)
    assert read.card is not None
    assert (read.card.kind, read.is_fallback) == (kind, True)
    assert word in str(read.findings[0].what)


def test_a_card_with_nothing_for_pay_is_not_used():
    read = skattekort.card_of(only(skattekort.read(answer(person(card(percent(code="pensjonFraNAV")))))), True)
    assert (read.card, len(read.findings)) == (None, 1)


def test_an_unknown_kind_of_pay_is_kept_told_and_harms_nothing():
    content = answer(person(card(percent("9.0", code="loennFraRomfart"), table())))
    file = skattekort.read(content)
    assert told(file) == [
        (3, "“loennFraRomfart” is not a kind of pay that is known here; the row is kept and not used")
    ]
    issued = only(file).card
    assert issued is not None
    assert [each.code for each in issued.deductions] == ["loennFraRomfart", MAIN]
    assert skattekort.card_of(only(file), True).card == read_one(table())


def test_a_table_for_pensions_has_its_letter():
    kept = read_one(table("8100", kind="trekktabellForPensjon"))
    assert kept is not None
    assert kept.table == "8100P"


# --- values


@pytest.mark.parametrize(
    ("text", "value"),
    [("38.0", "38"), ("038.00", "38"), ("25.5", "25.5"), ("25,5", "25.5"), ("0", "0"), ("100", "100"), ("5", "5")],
)
def test_a_percentage_loses_zeros_that_say_nothing(text, value):
    kept = read_one(percent(text))
    assert kept is not None
    assert str(kept.percent) == value


@pytest.mark.parametrize("text", ["79", "90.5", "100"])
def test_a_percentage_above_78_is_looked_at(text):
    content = answer(person(card(percent(text))))
    assert "is a lot" in says(content)
    assert skattekort.card_of(only(skattekort.read(content)), True).card is not None


def test_a_table_number_keeps_its_zeros():
    kept = read_one(table("0101"))
    assert kept is not None
    assert kept.table == "0101"


def test_zeros_in_front_of_an_identity_number():
    """Two of the people are born on days 1 to 9; a spreadsheet takes the 0 and the program gives it back."""
    file = skattekort.read(answer(person(card(table()), who=ODA), person(card(table()), who=ODA[1:], year="2027")))
    assert [each.national_id for each in file.answers] == [ODA, ODA]
    assert told(file) == []


def test_an_identity_number_with_spaces():
    assert only(skattekort.read(answer(person(card(table()), who=f" {AASE[:6]} {AASE[6:]} ")))).national_id == AASE


def test_a_wrong_identity_number_is_told_without_the_number():
    content = answer(person(card(table()), who="12838543285"))
    assert only(skattekort.read(content)).national_id == "12838543285"  # for matching by hand
    assert "second check digit" in says(content)
    assert "12838543285" not in says(content)


def test_an_exemption_of_nothing_was_given_to_another_employer():
    """It is never one without limit: tax is withheld beyond 0 kroner."""
    content = answer(person(card(exempt("0"), exempt("0", OTHER))))
    kept = skattekort.card_of(only(skattekort.read(content)), True).card
    assert kept == TaxCard(2026, "exempt", "", None, Money(0), None, DECEMBER)
    assert len(told(skattekort.read(content))) == 1


def test_an_exemption_card_without_an_amount_has_no_limit():
    kept = read_one(exempt(None))
    assert kept is not None
    assert (kept.kind, kept.exempt_amount) == ("exempt_unlimited", None)


@pytest.mark.parametrize("amount", ["", " ", "hundre", "-1", "100000.555", "1e9", "9" * 40])
def test_an_amount_that_cannot_be_read_is_never_no_limit(amount):
    assert read_one(exempt(amount)) is None
    assert "not the amount of an exemption card" in says(answer(person(card(exempt(amount)))))


def test_an_amount_with_spaces_and_ore():
    kept = read_one(exempt("65 000,00"))
    assert kept is not None
    assert kept.exempt_amount == Money.kr(65_000)


def test_months_that_are_missing_are_not_given():
    kept = read_one(table(months=""))
    assert kept is not None
    assert kept.months is None


@pytest.mark.parametrize("months", ["11", "0", "mange", "-12"])
def test_months_that_no_card_is_made_for_count_as_not_given(months):
    content = answer(person(card(table(months=months))))
    kept = skattekort.card_of(only(skattekort.read(content)), True).card
    assert kept is not None
    assert kept.months is None
    assert "counts as not given" in says(content)


def test_paye_is_made_for_twelve_months_also_where_they_are_left_out():
    kept = read_one(percent("25.0"), added="kildeskattPaaLoenn")
    assert kept is not None
    assert kept.months == 12


def test_paye_beside_a_table_is_told():
    assert "PAYE" in says(answer(person(card(table()), added="kildeskattPaaLoenn")))
    assert says(answer(person(card(percent()), added="oppholdITiltakssone"))) == ""


def test_pay_on_svalbard_is_told_where_its_card_comes():
    assert "Svalbard" in says(answer(person(card(percent()), added="oppholdPaaSvalbard")))


def test_an_unknown_addition_is_kept_and_told():
    file = skattekort.read(answer(person(card(table()), added="oppholdPaaMaanen")))
    assert only(file).additions == ("oppholdPaaMaanen",)
    assert told(file) == [(3, "“oppholdPaaMaanen” is not known here; it is kept and changes nothing")]


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        (card(table("810")), "four digits"),
        (card(table("")), "four digits"),
        (card(table("81OO")), "four digits"),
        (card(percent("")), "percentage is missing"),
        (card(percent("-3")), "not a percentage from 0 to 100"),
        (card(percent("101")), "not a percentage from 0 to 100"),
        (card(percent("NaN")), "not a percentage from 0 to 100"),
        (card(row("Julekort", "")), "neither table, percentage nor exemption card"),
        ("<skattekort> </skattekort>", "none follows"),
        ("", "none follows"),
    ],
)
def test_a_card_that_cannot_be_read_stops_itself_alone(inside, word):
    content = answer(person(inside), person(card(table()), who=PER))
    file = skattekort.read(content)
    assert not file.refused
    assert word in says(content)
    bad, good = (skattekort.card_of(each, True).card for each in file.answers)
    assert bad is None
    assert good is not None


@pytest.mark.parametrize("day", ["2026-02-30", "i går", "0000-00-00", ""])
def test_a_day_of_issue_that_is_none(day):
    content = answer(person(card(table(), issued=day)))
    kept = skattekort.card_of(only(skattekort.read(content)), True).card
    assert kept is not None
    assert kept.issued is None
    assert "day on which the card was issued" in says(content)


@pytest.mark.parametrize("year", ["", "26", "neste", "20266"])
def test_a_year_that_is_none(year):
    content = answer(person(card(table()), year=year))
    assert skattekort.card_of(only(skattekort.read(content)), True).card is None
    assert "year of the card" in says(content)


# --- results


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (NONE, "none"),
        (NOT_LIABLE, "not_liable"),
        (BAD_PERSON, None),
        ("ugyldigOrganisasjonsnummer", None),
        ("vurderArbeidstillatelse", None),
        ("ettNyttSvar", None),
    ],
)
def test_what_a_result_means(result, kind):
    kept = skattekort.card_of(only(skattekort.read(answer(person(result=result)))), True).card
    assert (kept.kind if kept else None) == kind


@pytest.mark.parametrize("result", [BAD_PERSON, "vurderArbeidstillatelse", "ettNyttSvar", ""])
def test_a_result_that_brings_no_card_is_told(result):
    assert "card stays as it is" in says(answer(person(result=result)))


def test_a_card_beside_a_result_that_has_none_is_not_used():
    content = answer(person(card(table()), result=NONE))
    kept = skattekort.card_of(only(skattekort.read(content)), True).card
    assert kept == TaxCard(2026, "none")
    assert "it is not used" in says(content)


def test_a_renewed_identity_has_its_card_and_is_told():
    content = answer(person(card(table()), who=JAN, result=RENEWED))
    assert skattekort.card_of(only(skattekort.read(content)), True).card is not None
    assert "birth number instead of the D-number" in says(content)


def test_of_several_cards_the_newest_counts():
    """By the day, then by the highest number."""
    file = skattekort.read(
        answer(
            person(card(percent("30.0"), issued="2025-12-08", number="5")),
            person(card(percent("32.0"), issued="2026-02-01", number="4")),
            person(card(percent("31.0"), issued="2026-02-01", number="3")),
            person(card(percent("20.0"), issued="2026-12-01", number="9"), year="2027"),
        )
    )
    assert [each.is_surplus for each in file.answers] == [True, False, True, False]


def test_of_several_cards_in_one_answer_the_newest_counts():
    two = card(percent("30.0"), issued="2026-02-01") + card(percent("40.0"), issued="2025-12-01")
    read = skattekort.card_of(only(skattekort.read(answer(person(two)))), True).card
    assert read is not None
    assert read.percent == Percent.of(30)


# --- employer and year


def test_another_employer_stops():
    file = skattekort.read(answer(person(card(table())), number=OTHERS))
    (found,) = skattekort.against(file, US, frozenset(), 2026)
    assert str(found.what) == f"The tax cards are for employer {OTHERS}, not for this client"


def test_a_file_for_several_employers_is_ours_in_part():
    file = skattekort.read(document(employer(person(card(table()))), employer(person(result=NONE), number=OTHERS)))
    assert file.employers == (US, OTHERS)
    (found,) = skattekort.against(file, US, frozenset(), 2026)
    assert "1 of the answers" in str(found.what)


def test_a_file_that_names_no_employer():
    (found,) = skattekort.against(skattekort.read(answer(person(card(table())), number="")), US, frozenset(), 2026)
    assert "does not say for which employer" in str(found.what)


def test_an_employer_who_is_a_person_is_told_without_the_number():
    content = answer(person(card(table()))).decode()
    firm, somebody = f"<organisasjonsnummer>{US}</", f"<personidentifikator>{KARI}</"
    content = content.replace(firm, somebody).replace("</organisasjonsnummer>", "</personidentifikator>")
    file = skattekort.read(content.encode())
    assert file.employers == ("308691*****",)
    (found,) = skattekort.against(file, US, frozenset(), 2026)
    assert KARI not in str(found.what)


@pytest.mark.parametrize(("year", "wrong"), [("2024", True), ("2025", True), ("2026", False), ("2027", False)])
def test_a_year_that_is_neither_this_nor_the_next(year, wrong):
    file = skattekort.read(answer(person(card(table()), year=year)))
    assert bool(skattekort.against(file, US, frozenset(), 2026)) is wrong


# --- files that are none


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (answer(person(card(table())))[:-40], "cut off"),
        (answer(), "no tax card in the file"),
        (answer(person(result="?"), person(result="!")), "no tax card in the file"),
        (b"<skattekortTilArbeidsgiver/>", "no tax card in the file"),
        (b"<melding/>", "no answer about tax cards"),
        (b'<!DOCTYPE s [<!ENTITY a "aa">]><skattekortTilArbeidsgiver>&a;</skattekortTilArbeidsgiver>', "DOCTYPE"),
        (answer(person("<a>" * 80 + "</a>" * 80)), "nested deeper"),
        (b"{", "JSON is damaged"),
        (b"[" * 100_000, "JSON is damaged"),
        (b'{"a": ' * 500 + b"1" + b"}" * 500, "JSON is damaged"),
        (b'{"a": "\xe6"}', "not written in UTF-8"),
        (b"[]", "no tax card in the file"),
        (b"[1, 2]", "no tax card in the file"),
        (b'{"arbeidsgiver": [{"arbeidstaker": "ja"}]}', "no tax card in the file"),
        (b'{"forespoerselOmSkattekortTilArbeidsgiver": {}}', "request for tax cards"),
    ],
)
def test_a_file_that_cannot_be_read(content, word):
    file = skattekort.read(content)
    assert file.refused
    assert word in says(content)


def test_the_request_is_not_the_answer(shared):
    content = (shared / "reference" / "skattekort" / "sample_forespoersel.xml").read_bytes()
    assert "request for tax cards" in says(content)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(content):
    """Read or refused, with a reason; never anything else."""
    for some in (content, b"<skattekortTilArbeidsgiver>" + content, b'{"arbeidsgiver":' + content):
        file = skattekort.read(some)
        assert file.findings or file.answers


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_good_file_with_a_bad_place(data):
    """Some bytes overwritten anywhere, or the end cut off: read or refused."""
    content = bytearray(answer(*[person(card(*BOTH), who=who) for who in (AASE, PER, KARI)], person(result=NONE)))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    file = skattekort.read(bytes(content[: data.draw(st.integers(0, len(content)))]))
    for each in file.answers:
        skattekort.card_of(each, True)
        skattekort.card_of(each, False)
    assert file.findings or file.answers


NAMES = [
    "arbeidsgiver",
    "arbeidstaker",
    "skattekort",
    "forskuddstrekk",
    "trekktabell",
    "frikort",
    "trekkode",
    "inntektsaar",
]
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=9)


@settings(max_examples=150, deadline=None)
@given(st.recursive(VALUES, lambda some: st.lists(some) | st.dictionaries(st.sampled_from(NAMES), some), max_leaves=30))
def test_any_json(said):
    file = skattekort.read(json.dumps({"arbeidsgiver": said}).encode())
    assert file.findings or file.answers


def test_reading_can_be_stopped():
    def stop(done: int, *_: object) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        skattekort.read(answer(*[person(card(table()))] * 600), stop)


# --- JSON, the API's answer saved


def api(**other: Any) -> dict[str, Any]:
    """One person's answer in the API's words."""
    return {
        "arbeidstakeridentifikator": ALI,
        "resultatForSkattekort": "SKATTEKORTOPPLYSNINGER_OK",
        "skattekort": {
            "utstedtDato": "2025-12-08",
            "skattekortidentifikator": 100004,
            "forskuddstrekk": [
                {
                    "trekkode": "LOENN_FRA_HOVEDARBEIDSGIVER",
                    "trekktabell": {
                        "tabelltype": "trekktabellForLoenn",
                        "tabellnummer": "8100",
                        "prosentsats": 38.0,
                        "antallMaanederForTrekk": 10.5,
                    },
                },
                {"trekkode": "loennFraBiarbeidsgiver", "trekkprosent": {"prosentsats": 38}},
            ],
        },
        "inntektsaar": 2026,
    } | other


def saved(*people: dict[str, Any]) -> bytes:
    inside = {"arbeidsgiveridentifikator": {"organisasjonsnummer": US}, "arbeidstaker": list(people)}
    return json.dumps({"status": "FORESPOERSEL_OK", "arbeidsgiver": [inside]}).encode()


def test_the_answer_of_the_api_says_the_same():
    file = skattekort.read(saved(api()))
    assert recognise(saved(api()), len(saved(api()))).kind is Kind.TAX_CARDS
    assert (file.employers, file.years, told(file)) == ((US,), (2026,), [])
    assert skattekort.card_of(only(file), True).card == read_one(table())
    assert skattekort.card_of(only(file), False).card == read_one(percent("38"))


@pytest.mark.parametrize(
    ("inside", "kind", "amount"),
    [
        ({"frikortbeloep": 0}, "exempt", Money(0)),
        ({"frikortbeloep": 65000}, "exempt", Money.kr(65_000)),
        ({"frikortbeloep": None}, "exempt_unlimited", None),
        ({}, "exempt_unlimited", None),
    ],
)
def test_an_exemption_card_of_the_api(inside, kind, amount):
    rows = [{"trekkode": "loennFraHovedarbeidsgiver", "frikort": inside}]
    kept = skattekort.card_of(only(skattekort.read(saved(api(skattekort={"forskuddstrekk": rows})))), True).card
    assert kept is not None
    assert (kept.kind, kept.exempt_amount) == (kind, amount)


# --- the request


def test_a_request_keeps_to_the_schema(shared):
    folder = shared / "reference" / "skattekort"
    schema = etree.XMLSchema(etree.parse(folder / "forespoerselomskattekorttilarbeidsgiver_v2.0.xsd"))
    (made,) = skattekort.requests(US, [PER, AASE, PER, f" {ODA[:6]} {ODA[6:]}"], date(2026, 11, 22))
    assert schema.validate(etree.fromstring(made.content)), schema.error_log
    assert made.persons == 3


def test_a_request_names_each_once_and_in_order():
    (made,) = skattekort.requests(US, [PER, AASE, PER, ODA], date(2026, 11, 22))
    assert made.content.decode().startswith('<?xml version="1.0" encoding="UTF-8"?>\n<forespoerselOmSkattekort')
    root = etree.fromstring(made.content)
    assert root.xpath("//*[local-name()='arbeidstakeridentifikator']/text()") == [ODA, PER, AASE]
    assert root.xpath("//*[local-name()='organisasjonsnummer']/text()") == [US]
    assert skattekort.asked_for(made.content) == {ODA, PER, AASE}


def test_a_request_for_the_people_of_the_sample(shared):
    sample = (shared / "reference" / "skattekort" / "sample_forespoersel.xml").read_bytes()
    (made,) = skattekort.requests(US, skattekort.asked_for(sample), date(2026, 11, 22))
    assert skattekort.asked_for(made.content) == skattekort.asked_for(sample)


def test_a_request_above_a_megabyte_is_divided():
    """The portal takes 1 MB; everybody is asked about once, and no file is above it."""
    numbers = [f"{place:011d}" for place in range(30_000)]
    made = skattekort.requests(US, numbers, date(2026, 11, 22))
    assert len(made) > 1
    assert all(len(each.content) <= 1_000_000 for each in made)
    assert all(len(each.content) > 900_000 for each in made[:-1])
    asked = [number for each in made for number in sorted(skattekort.asked_for(each.content))]
    assert asked == numbers


@pytest.mark.parametrize(("orgnr", "numbers"), [("", [AASE]), ("314572107", [AASE]), (US, [])])
def test_a_request_without_employer_or_people_is_refused(orgnr, numbers):
    with pytest.raises(Refused):
        skattekort.requests(orgnr, numbers, date(2026, 11, 22))
