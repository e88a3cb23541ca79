"""The feedback on a-meldinger (A03): read whatever its children are called, and refused where it is something else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.values.finding import Place, Refused
from models.values.money import Money
from models.values.span import Month
from services.engine.feedback import DeliveryState, Feedback, FeedbackFor, FeedbackSums
from services.norway.amelding.feedback import control_of, read
from tests.amelding.feedback_samples import (
    BAKERY,
    UNIT,
    avvik,
    delivery,
    feedback,
    month,
    payment,
    period,
    person,
    total,
    unit,
    zipped,
)

OURS = FeedbackFor(BAKERY, frozenset({UNIT}), frozenset({"m1"}))
WINTER = timezone(timedelta(hours=1))


def why_not(content: bytes, awaited: FeedbackFor | None = None) -> str:
    with pytest.raises(Refused) as refusal:
        read(content, awaited)
    (finding,) = refusal.value.findings
    assert finding.where == Place("reporting")
    return str(finding.what)


def the_finding(inside: str) -> tuple[str, bool, str, str]:
    """Level, whether the level is known, code and text of the one finding."""
    (found,) = read(feedback(month(inside))).findings
    return found.level, found.is_level_known, found.code, found.text


# --- the shared samples: derived, not official


@pytest.fixture
def sample(shared: Path) -> Callable[[str], Feedback]:
    folder = shared / "reference" / "amelding" / "derived"
    if not folder.is_dir():
        pytest.skip("the derived samples of the feedback do not lie beside the tree")
    return lambda name: read((folder / f"feedback_sample_{name}.xml").read_bytes())


def test_received_with_findings(sample):
    (said,) = sample("1_received_with_findings").months
    assert (said.month, said.sender) == (Month(2026, 11), "316200001")
    assert [(each.id, each.state, each.replaces) for each in said.reports] == [
        ("prove2026110001", DeliveryState.REPLACED, ""),
        ("prove2026110002", DeliveryState.RECEIVED, "prove2026110001"),
    ]
    newest = said.reports[1]
    assert newest.arrived == datetime(2026, 11, 27, 10, 4, 2, tzinfo=WINTER)
    assert (newest.reference, newest.source, newest.people) == ("AR00000102", "Loennsom 1.0", 1)
    assert newest.sums == said.sums == FeedbackSums(Money.kr(10157), Money.kr(5203))  # the file has a minus
    (pay,) = said.payments
    assert (pay.account, pay.due) == ("12345678903", date(2027, 1, 15))
    assert dict(pay.references) == {"aga": "3162000012026116", "withholding": "3162000012026124"}
    changed, missing = said.findings
    assert (changed.code, changed.level, changed.blocks) == ("MAGNET_EDAG-110", "RETNINGSLINJE", False)
    assert (changed.where.person, changed.where.employment, changed.where.name) == (
        "03848130078",
        "12-1",
        "PRØVE PERSON",
    )
    assert (missing.code, missing.level, missing.blocks) == ("MAGNET_EDAG-108", "OEYEBLIKKELIG", True)
    assert (missing.where.part, missing.where.unit) == ("inntektsmottaker", "316213731")
    assert missing.line == 63
    assert said.unknown == ()


def test_rejected(sample):
    (said,) = sample("2_rejected").months
    assert said.month is None
    assert [(each.id, each.state) for each in said.reports] == [("prove2026110003", DeliveryState.REJECTED)]
    assert [(each.code, each.level, each.where.report) for each in said.findings] == [
        ("MAGNET_EDAG-166B", "AVVISNING", "prove2026110003"),
        ("MAGNET-000002", "AVVISNING", ""),
    ]
    assert not said.refused_file  # it says which


def test_two_months(sample):
    october, november = sample("3_two_months").months
    assert (october.month, november.month) == (Month(2026, 10), Month(2026, 11))
    assert october.sums == FeedbackSums(Money.kr(9801), Money.kr(5117), Money.kr(0))
    (found,) = november.findings
    assert (found.code, found.level, found.where.part) == ("MAGNET_EDAG-184", "RETNINGSLINJE", "arbeidsgiveravgift")
    assert november.reports == ()


# --- how it is written does not matter (amelding 10.2)

WHOLE = feedback(month(delivery("m1", at="2026-03-20T10:00:00Z"), period(total(-6000, 100) + unit()), payment()))


@pytest.mark.parametrize(
    "content",
    [
        WHOLE,
        b"\xef\xbb\xbf" + WHOLE,
        WHOLE.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        WHOLE.replace(b"<melding>", b'<melding xmlns="urn:x">'),
        WHOLE.replace(b"</", b"</f:")
        .replace(b"<", b"<f:")
        .replace(b"<f:/f:", b"</f:")
        .replace(b"<f:?", b"<?")
        .replace(b"<f:melding>", b'<f:melding xmlns:f="urn:y">'),
        b"\n" + WHOLE.partition(b"\n")[2].replace(b"<melding>", b"").replace(b"</melding>", b""),
        zipped(WHOLE),
        zipped(WHOLE.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "A03.XML"),
    ],
    ids=["plain", "a mark", "UTF-16", "a namespace", "a prefix", "Mottak alone", "a zip", "a zip of UTF-16"],
)
def test_the_same_in_every_dress(content):
    assert read(content) == read(WHOLE)
    assert read(content, OURS).months[0].sums == FeedbackSums(Money.kr(6000), Money.kr(100))


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (avvik(), ("RETNINGSLINJE", True, "MAGNET_EDAG-110", "Prøvetekst.")),
        (
            '<avvik alvorlighetsgrad="Avvisning" kode="MAGNET_EDAG-187-4"><melding>Feil i fartøyet.</melding></avvik>',
            ("AVVISNING", True, "MAGNET_EDAG-187-4", "Feil i fartøyet."),
        ),
        (
            "<avvik><a>Øyeblikkelig</a><b><c>F282</c><d>Koden finnes ikke</d></b></avvik>",
            ("OEYEBLIKKELIG", True, "F282", "Koden finnes ikke"),
        ),
        (
            "<avvik>MAGNET_EDAG-175C: To identer. <nivaa>guideline</nivaa></avvik>",
            ("RETNINGSLINJE", True, "MAGNET_EDAG-175C", "MAGNET_EDAG-175C: To identer."),
        ),
        (
            "<avvik><id>MAGNET_EDAG-999</id><alvorlighetsgrad>VARSEL</alvorlighetsgrad><t>Noe nytt</t></avvik>",
            ("OEYEBLIKKELIG", False, "MAGNET_EDAG-999", "Noe nytt"),  # an unknown level must be looked at
        ),
        ("<avvik/>", ("OEYEBLIKKELIG", False, "", "")),
        (f"<avvik>{avvik()}</avvik>", ("RETNINGSLINJE", True, "MAGNET_EDAG-110", "Prøvetekst.")),
        (f"<nyttFelt>{avvik()}</nyttFelt>", ("RETNINGSLINJE", True, "MAGNET_EDAG-110", "Prøvetekst.")),
    ],
    ids=["elements", "attributes", "an old code", "mixed text", "unknown level", "empty", "in another", "in unknown"],
)
def test_a_finding_is_understood_by_what_it_says(inside, told):
    assert the_finding(period(inside)) == told


def test_what_else_a_finding_says_is_kept():
    (found,) = read(feedback(month("<avvik><a>MAGNET_EDAG-1</a><b>kort</b><c>en lengre tekst</c></avvik>"))).findings
    assert (found.text, found.rest) == ("en lengre tekst", ("kort",))


def test_a_finding_knows_what_it_stands_in():
    leave = f"<permisjon><permisjonId>p9</permisjonId>{avvik('MAGNET_EDAG-276')}</permisjon>"
    pay = (
        "<inntekt><beloep>1568</beloep><fordel>kontantytelse</fordel><arbeidsforholdId>2</arbeidsforholdId>"
        f"<loennsinntekt><beskrivelse>overtidsgodtgjoerelse</beskrivelse></loennsinntekt>{avvik()}</inntekt>"
    )
    people = (person("12847913736", leave, "1"), person("12847913736", pay))
    first, second = read(feedback(month(period(unit(*people))))).findings
    assert (first.where.leave, first.where.employment, first.where.part) == ("p9", "1", "permisjon")
    assert (second.where.employment, second.where.part, second.where.unit) == ("2", "inntekt", UNIT)
    assert second.where.income == ("overtidsgodtgjoerelse", "kontantytelse", "1568")
    assert second.where.path == "melding/Mottak[1]/mottattPeriode/virksomhet/inntektsmottaker[2]/inntekt/avvik"


def test_what_is_not_known_is_kept_as_it_was_found():
    """From 2026 there may be a KID for attachments by another name, and sums for each pay date (amelding 10.1)."""
    by_day = (
        "<sumForskuddstrekkPerLoennsutbetalingsdato><loennsutbetalingsdato>2026-03-20</loennsutbetalingsdato>"
        "<beloep>-6000</beloep></sumForskuddstrekkPerLoennsutbetalingsdato>"
    )
    content = feedback(
        month(
            delivery("m1", more="<kanal type='x'>API</kanal>"),
            period(total(more=by_day) + unit("<nyttFelt>7</nyttFelt>")),
            payment(more="<kidForNoeNytt>123</kidForNoeNytt>"),
        ),
        "<varsel>Systemet er nede</varsel>",
    )
    said = read(content)
    assert [(part.name, part.text) for part in said.months[0].unknown] == [
        ("kanal", "type: x · API"),
        (
            "sumForskuddstrekkPerLoennsutbetalingsdato",
            "loennsutbetalingsdato: 2026-03-20 · beloep: -6000",
        ),
        ("nyttFelt", "7"),
        ("kidForNoeNytt", "123"),
    ]
    assert said.months[0].sums.withholding == Money.kr(6000)  # the sum alone is missing: the days are added up
    assert [(part.path, part.text) for part in said.unknown] == [("melding/varsel", "Systemet er nede")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5203", Money.kr(5203)),
        ("-5203", Money.kr(-5203)),
        ("−5 203,50", Money.kr("-5203.50")),
        ("5203.00", Money.kr(5203)),
        ("fem tusen", None),
        ("", None),
    ],
)
def test_amounts_as_they_may_be_written(text, amount):
    (said,) = read(feedback(month(period(total(more=f"<sumArbeidsgiveravgift>{text}</sumArbeidsgiveravgift>"))))).months
    assert said.sums.aga == amount
    assert bool(said.unknown) == (amount is None)  # what cannot be read is shown


def test_states_and_ways():
    content = feedback(
        month(
            delivery("m1", "MOTTATT"), delivery("A01-7", "mottatt"), delivery("x", "under behandling"), delivery("", "")
        )
    )
    assert [(each.state.value, each.by_hand, each.status) for each in read(content).reports] == [
        ("received", False, "MOTTATT"),
        ("received", True, "mottatt"),
        ("unknown", False, "under behandling"),
        ("unknown", False, ""),
    ]


def test_a_file_that_was_refused_says_nothing_of_months_or_reports():
    (said,) = read(feedback(month(avvik("MAGNET-000002", "AVVISNING"), of=""))).months
    assert said.refused_file
    (said,) = read(feedback(month(period(avvik("MAGNET_EDAG-108", "OEYEBLIKKELIG")), of="2026-04"))).months
    assert not said.refused_file  # control 108 speaks of the month after


# --- whose it is


def test_of_another_employer():
    other = month(delivery("x1"), period(unit(number="315999999")), sender="999888777")
    assert why_not(feedback(other), OURS) == f"The feedback is for the employer 999888777, not for {BAKERY}"
    assert read(feedback(other)).months  # alone it is good
    assert "999888777" in why_not(feedback(month(delivery("m1")), other), OURS)


def test_an_accountant_may_have_sent_it():
    assert read(feedback(month(delivery("m1"), sender="999888777")), OURS).months
    assert read(feedback(month(period(unit()), sender="999888777")), OURS).months
    told = "<opplysningspliktig><norskIdentifikator>999888777</norskIdentifikator></opplysningspliktig>"
    assert "999888777" in why_not(feedback(month(told, delivery("m1"))), OURS)


# --- what is no feedback: the reason, within a second

HEAD = feedback(month(delivery("m1"), period("§"))).partition("§".encode())[0]
END = b"</mottattPeriode></Mottak></melding>"
ENTITY = b'<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
UNITS = b"<virksomhet><norskIdentifikator>315000017</norskIdentifikator></virksomhet>"
MELDING = b'<melding xmlns="urn:ske:fastsetting:innsamling:a-meldingen:v2_3"><Leveranse>'

BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "The file is empty"),
    "text": (lambda: "Dette er ingen fil, Åse".encode("cp1252"), "text of a kind that is not known"),
    "a PDF": (lambda: b"%PDF-1.7\n", "This is a PDF"),
    "noise": (lambda: bytes(range(256)) * 40, "does not know this kind of file"),
    "K27": (
        lambda: b"8020;314572106;314572335;4;12838543284;20260817;12345678911;x;20260831;0001012500 ;0 ;0\r\n",
        "NAV's report of refunds (K27)",
    ),
    "an a-melding": (lambda: MELDING + b"</Leveranse></melding>", "This is an a-melding itself"),
    "tax cards": (lambda: b'<skattekortTilArbeidsgiver xmlns="urn:no:skatteetaten:x:v3"/>', "These are tax cards"),
    "a scenario": (lambda: b'scenario = 1\ntitle = "x"\n', "This is a scenario file"),
    "another XML": (lambda: b"<a><b/></a>", "it begins with <a>"),
    "cut off": (lambda: HEAD + UNITS, "ends too early"),
    "damaged": (lambda: HEAD + b"</x>" + END, "damaged in line 2"),
    "entities": (lambda: ENTITY + HEAD.partition(b"\n")[2] + b"&c;" + END, "DOCTYPE"),
    "an entity inside": (lambda: HEAD + b"&c;" + END, "damaged"),
    "deep": (lambda: HEAD + b"<a>" * 100 + b"</a>" * 100 + END, "nested deeper"),
    "very deep": (lambda: HEAD + b"<a>" * 1_000_000 + END, "damaged"),
    "more than 50 MB": (lambda: HEAD + b" " * 50_000_000 + END, "larger than 50 MB"),
    "50 MB cut off": (lambda: HEAD + UNITS * 650_000, "ends too early"),
    "50 MB of one text": (lambda: HEAD + b"x" * 49_000_000 + END, "damaged"),
    "50 MB of elements": (lambda: HEAD + b"<a/>" * 12_000_000 + END, "more elements"),
    "50 MB of another": (
        lambda: HEAD.replace(b"310000019", b"999888777").replace(b"m1", b"x") + b" " * 49_000_000 + END,
        "999888777",
    ),
    "an a-melding of 50 MB": (lambda: MELDING + b"<x>1</x>" * 6_000_000, "This is an a-melding itself"),
    "a zip bomb": (lambda: zipped(HEAD + b" " * 60_000_000 + END), "larger than 50 MB unpacked"),
    "a zip in a zip": (lambda: zipped(zipped(WHOLE)), "compressed archive"),
    "a zip of something else": (lambda: zipped(b"<a/>"), "compressed archive"),
    "a broken zip": (lambda: zipped(WHOLE)[:-30], "damaged"),
}


@pytest.mark.parametrize(("make", "says"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_feedback(make, says):
    assert says in why_not(make(), OURS)


def test_very_much_that_is_not_known_is_counted():
    said = read(HEAD + b"<a/>" * 3_000 + END)
    assert len(said.months[0].unknown) == 2_001
    assert said.months[0].unknown[-1].text == "+1000"


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400)
    | st.builds(lambda tail: HEAD + tail, st.binary(max_size=200))
    | st.builds(lambda inside, cut: zipped(HEAD + inside)[:cut], st.binary(max_size=50), st.integers(1, 400))
)
@example(b"<melding><Mottak/></melding>")
@example(b"<Mottak>")
@example("<melding><Mottak><avvik>\ud7ff</avvik></Mottak></melding>".encode())
def test_whatever_the_bytes_are(content):
    with suppress(Refused):
        assert read(content).months


_WORDS = st.sampled_from(
    [
        "Mottak",
        "avvik",
        "mottattPeriode",
        "mottattLeveranse",
        "virksomhet",
        "kalendermaaned",
        "meldingsId",
        "nytt",
        "sumForskuddstrekk",
        "forfallsdato",
        "tidsstempelFraAltinn",
        "innbetalingsinformasjon",
        "mottattAvgiftOgTrekkTotalt",
    ]
)
_TEXTS = st.sampled_from(
    ["", "2026-03", "9999-99-99", "0001-01-01T00:00:00+14:00", "2026-02-30", "٣", "1e5", "-", "Avvisning"]
)
_TREES = st.recursive(
    st.builds(lambda name, text: f"<{name}>{text}</{name}>", _WORDS, _TEXTS),
    lambda inside: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", _WORDS, st.lists(inside, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(_TREES)
def test_whatever_stands_where(tree):
    content = f"<melding><Mottak>{tree}</Mottak></melding>".encode()
    assert read(content) == read(content)
    assert len(list(read(content).findings)) <= tree.count("<avvik")


# --- what a code means


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("MAGNET_EDAG-175B", "person_twice"),
        ("MAGNET_EDAG-110", "start_changed"),
        ("F110", "start_changed"),  # as old texts write it
        ("F282", "codes"),
        ("MAGNET-000002", ""),  # the form of the file
        ("MAGNET_EDAG-187-4", "fields_too_many"),
        ("MAGNET_EDAG-235-3", "full_time_hours"),
        ("MAGNET_EDAG-110-9", "start_changed"),  # one that we know only as a whole
    ],
)
def test_codes_lead_to_our_controls(code, name):
    control = control_of(code)
    assert control is not None
    assert control.name == name


@pytest.mark.parametrize("code", ["", "MAGNET_EDAG-116B", "MAGNET_EDAG-999", "nonsense"])
def test_codes_that_are_not_known(code):
    assert control_of(code) is None
