"""What the authority answered, month by month: states, findings with a place, amounts with a reason, how to pay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from models.records.employee import Employment
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.actions.clients import fill
from services.actions.feedback import say_which, take_in
from services.actions.reporting import mark_uploaded, save_report
from services.desk.desk import Desk
from services.engine.feedback import DeliveryState
from services.queries import feedback as asked
from services.queries import report_months
from services.queries.deadlines import deadlines
from services.queries.next_steps import next_steps
from services.vault.client import Client
from tests.actions.samples import NO_COPIES, PASSWORD, Clock, Made, play_in, scenario
from tests.amelding.feedback_samples import (
    ACCOUNT,
    KID_AGA,
    KID_TAX,
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

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
INGRID, JONAS = "12847913736", "19910174846"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """March is paid and approved."""
    path = tmp_path_factory.mktemp("feedback") / "bakeri.lonnsom"
    client, recovery_key = Client.create(path, PASSWORD, "NO", "kari", now=Clock(), copies=NO_COPIES)
    desk = Desk(client, "kari", Clock())
    fill(desk, scenario())
    play_in(desk, scenario())
    client.close()
    return Made(path, recovery_key)


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    clock.at += timedelta(hours=1)  # later than the run was approved
    with made.desk(made.copied_to(tmp_path)) as desk:
        yield Desk(desk.client, "kari", clock)


@pytest.fixture
def sent(desk: Desk, tmp_path: Path) -> etree._Element:
    """The report of March, saved and uploaded."""
    mark_uploaded(desk, save_report(desk, MARCH, tmp_path / "mars.xml"))
    return etree.parse(tmp_path / "mars.xml").getroot()


def said(sent: etree._Element, name: str) -> str:
    return sent.findtext(f".//{{*}}{name}") or ""


def tax(sent: etree._Element) -> int:
    """What was withheld, from what the report itself says of each pay date."""
    each = sent.findall(".//{*}sumForskuddstrekkPerLoennsutbetalingsdato/{*}beloep")
    return sum(int(beloep.text or 0) for beloep in each)


def aga(sent: etree._Element) -> int:
    return int(said(sent, "sumArbeidsgiveravgift"))


def answer(desk: Desk, *inside: str, of: str = "2026-03", name: str = "svar.xml") -> int:
    return take_in(desk, feedback(month(*inside, of=of)), name).import_id


# --- the reports


def test_before_any_answer(desk: Desk, sent: etree._Element) -> None:
    seen = asked.month(desk, MARCH)
    assert seen.files == seen.findings == seen.amounts == seen.payments == ()
    assert [each.state for each in seen.reports] == [None]
    assert [each.id for each in seen.missing] == [said(sent, "meldingsId")]
    assert asked.files(desk) == asked.questions(desk) == asked.unplaced(desk) == ()


def test_received_beside_what_came_another_way(desk: Desk, sent: etree._Element) -> None:
    own = said(sent, "meldingsId")
    answer(
        desk,
        delivery(own, at="2026-03-21T08:00:00+01:00"),
        delivery("A01-4711"),
        delivery("annet-system-1", "avvist"),
        period(total(tax(sent), aga(sent))),
    )
    seen = asked.month(desk, MARCH)
    (mine,) = seen.reports
    assert (mine.id, mine.state, mine.is_uploaded) == (own, DeliveryState.RECEIVED, True)
    assert mine.told is not None
    assert [(each.told.id, each.what, each.counts) for each in seen.others] == [
        ("A01-4711", Message("Entered by hand"), True),
        ("annet-system-1", Message("Sent from another program"), False),
    ]
    assert seen.missing == ()
    (file,) = asked.files(desk)
    assert (file.months, file.reports, file.rejections) == ((MARCH,), 3, 0)
    assert file.given_at == datetime.fromisoformat("2026-03-21T08:00:00+01:00")


def test_the_newest_answer_replaces_what_was_known_and_all_are_kept(desk: Desk, sent: etree._Element) -> None:
    """Taken in the wrong way round: what was given last holds."""
    own = said(sent, "meldingsId")
    newer = answer(
        desk, delivery(own, at="2026-03-27T10:00:00+01:00"), period(total(6000, 100) + avvik("MAGNET_EDAG-110"))
    )
    older = answer(
        desk,
        delivery(own, "avvist", at="2026-03-22T10:00:00+01:00"),
        period(total(5000, 90) + avvik("MAGNET_EDAG-108", "OEYEBLIKKELIG")),
        payment(),
    )
    seen = asked.month(desk, MARCH)
    assert [each.id for each in seen.files] == [newer, older]
    assert seen.reports[0].state is DeliveryState.RECEIVED
    assert [each.code for each in seen.findings] == ["110"]
    assert {each.kind: each.told for each in seen.amounts} == {"withholding": Money.kr(6000), "aga": Money.kr(100)}
    assert seen.payments[0].reference == KID_TAX  # the newer one does not say how to pay: that still holds


def test_a_month_of_which_only_a_finding_speaks_keeps_its_reports(desk: Desk, sent: etree._Element) -> None:
    """Control 108 speaks of the month after: nothing that was known of it goes away."""
    own = said(sent, "meldingsId")
    answer(desk, delivery(own, at="2026-03-21T08:00:00Z"), period(total(tax(sent), aga(sent))))
    february = month(delivery("feb", at="2026-03-25T08:00:00Z"), period(""), of="2026-02")
    late = month(period(avvik("MAGNET_EDAG-108", "OEYEBLIKKELIG")))
    take_in(desk, feedback(february, late), "februar.xml")
    seen = asked.month(desk, MARCH)
    assert seen.reports[0].state is DeliveryState.RECEIVED
    assert [each.code for each in seen.findings] == ["108"]
    assert not any(each.difference for each in seen.amounts)
    assert [each.told.id for each in asked.month(desk, Month(2026, 2)).others] == ["feb"]


@pytest.mark.parametrize("told_before", [True, False])
def test_what_a_received_report_replaces_is_replaced(desk, sent, tmp_path, told_before):
    """The answer to the second one speaks of it alone: the first counts no more, in sums least of all."""
    own = said(sent, "meldingsId")
    if told_before:
        answer(desk, delivery(own, at="2026-03-21T08:00:00Z"), period(total(tax(sent), aga(sent))))
    with desk.change("test") as session:
        session.get_one(Employment, 1).occupation = "7412102"
    mark_uploaded(desk, save_report(desk, MARCH, tmp_path / "to.xml"))
    second = etree.parse(tmp_path / "to.xml").getroot()
    newer = delivery(said(second, "meldingsId"), replaces=own, at="2026-03-23T08:00:00Z")
    answer(desk, newer, period(total(tax(sent), aga(sent))), name="2.xml")
    seen = asked.month(desk, MARCH)
    assert [each.state for each in seen.reports] == [DeliveryState.REPLACED, DeliveryState.RECEIVED]
    assert seen.missing == ()
    assert not any(row.difference for row in seen.amounts)


def test_an_answer_in_a_zip(desk: Desk, sent: etree._Element) -> None:
    content = zipped(feedback(month(delivery(said(sent, "meldingsId")), period(""))))
    take_in(desk, content, "tilbakemelding.zip")
    assert asked.month(desk, MARCH).reports[0].state is DeliveryState.RECEIVED


def test_reports_that_belong_to_no_month(desk: Desk) -> None:
    answer(desk, delivery("ukjent", "avvist", more=avvik("MAGNET_EDAG-115", "AVVISNING")), of="")
    assert [each.told.id for each in asked.unplaced(desk)] == ["ukjent"]
    assert [(row.code, row.report, row.place) for row in asked.without_month(desk)] == [
        ("115", "ukjent", Place("employees", None, None))
    ]
    answer(desk, avvik("MAGNET-000002", "AVVISNING"), of="", name="2.xml")
    assert [row.code for row in asked.without_month(desk)] == ["115"]  # the other is a question
    assert [len(each.findings) for each in asked.questions(desk)] == [1]


# --- amounts (amelding 1.1 and 10.2.7)


@pytest.mark.parametrize(
    ("others", "more_tax", "more_aga", "why", "is_explained"),
    [
        ((), 0, 0, None, True),
        ((), 0, 2, "Rounding: at most one krone for each line of the contribution", True),
        ((), 0, 500, "The program knows no reason. Compare the report with what was uploaded", False),
        ((("x", 1000, 141),), 1000, 141, "141.00 of it came by another way", True),
        ((("x", 1000, 141),), 1000, 641, "Only 141.00 of it came by another way", False),
        (
            (("x", None, None),),
            1000,
            141,
            "What came by another way is in the sum too; how much it is, the answer does not say",
            False,
        ),
    ],
    ids=["the same", "rounding", "unknown", "another program", "not all of it", "another without sums"],
)
def test_amounts_against_ours(desk, sent, others, more_tax, more_aga, why, is_explained):
    own = delivery(said(sent, "meldingsId"))
    also = "".join(delivery(name, tax=told_tax, aga=told_aga) for name, told_tax, told_aga in others)
    answer(desk, own, also, period(total(-(tax(sent) + more_tax), aga(sent) + more_aga)))
    by_kind = {row.kind: row for row in asked.month(desk, MARCH).amounts}
    assert by_kind["withholding"].difference == Money.kr(more_tax)
    row = by_kind["aga"]
    assert (row.ours, row.difference, row.is_explained) == (Money.kr(aga(sent)), Money.kr(more_aga), is_explained)
    assert (str(row.why) if row.why else None) == why


def test_amounts_without_a_report_of_ours(desk: Desk, sent: etree._Element) -> None:
    answer(desk, period(total(-900, 50)))
    assert {str(row.why) for row in asked.month(desk, MARCH).amounts} == {
        "A report that was uploaded is not in the answer yet"
    }
    answer(desk, delivery(said(sent, "meldingsId"), "avvist"), period(total(-900, 50)), name="2.xml")
    assert {str(row.why) for row in asked.month(desk, MARCH).amounts} == {
        "None of this program's reports is in the sum"
    }


def test_the_contribution_is_paid_for_both_months_of_the_term(desk: Desk, sent: etree._Element) -> None:
    """March and April are one term, due on 15 May: 5 203 + 4 000 = 9 203."""
    answer(desk, period(total(-10157, 5203)), payment())
    assert asked.month(desk, APRIL).term_total == Money.kr(5203)
    answer(desk, period(total(-9000, 4000)), of="2026-04", name="april.xml")
    seen = asked.month(desk, APRIL)
    assert [(row.month, row.told) for row in seen.term] == [(MARCH, Money.kr(5203)), (APRIL, Money.kr(4000))]
    assert seen.term_total == Money.kr(9203)
    (way,) = seen.payments  # April does not say it: the reference is that of the term
    assert (way.kind, way.reference, way.amount) == ("aga", KID_AGA, Money.kr(9203))
    assert [(each.kind, each.amount) for each in asked.month(desk, MARCH).payments] == [
        ("withholding", Money.kr(10157)),
        ("aga", Money.kr(9203)),
    ]


# --- how to pay


def test_how_to_pay_goes_to_what_is_due(desk: Desk, sent: etree._Element) -> None:
    def ways() -> dict[str, tuple[str, str]]:
        found = deadlines(Desk(desk.client, "kari", lambda: datetime(2026, 4, 1, 9, tzinfo=desk.now().tzinfo)))
        return {each.subject.split(":")[1]: (each.account, each.reference) for each in found}

    assert ways()["withholding"] == ways()["aga"] == ("", "")
    answer(desk, delivery(said(sent, "meldingsId")), period(""), payment())
    seen = ways()
    assert seen["withholding"] == (ACCOUNT, KID_TAX)
    assert seen["aga"] == (ACCOUNT, KID_AGA)
    assert seen["report"] == seen["pay"] == ("", "")


@pytest.mark.parametrize(
    ("account", "reference", "wrong"),
    [
        (ACCOUNT, KID_AGA, ""),
        ("15032001007", KID_AGA, "The account number in the answer is not right"),
        (ACCOUNT, KID_AGA[:-1] + "0", "The payment reference (KID) in the answer is not right"),
    ],
)
def test_a_wrong_reference_is_shown_and_not_used(desk, account, reference, wrong):
    answer(desk, period(total(-1, 1)), payment(account, aga=reference))
    way = next(each for each in asked.month(desk, MARCH).payments if each.kind == "aga")
    assert (way.account, way.reference, way.due) == (account, reference, date(2026, 5, 15))
    assert str(way.wrong or "").startswith(wrong)
    assert (way.wrong is None) == (wrong == "")
    later = Desk(desk.client, "kari", lambda: datetime(2026, 4, 1, 9, tzinfo=desk.now().tzinfo))
    due = next(each for each in deadlines(later) if each.subject.startswith("due:aga"))
    assert due.reference == ("" if wrong else reference)


# --- findings


@pytest.mark.parametrize(
    ("inside", "who", "place"),
    [
        (person(INGRID, avvik("MAGNET_EDAG-110"), "1"), "Ingrid Haugen Ås", Place("employees", 1, "employment")),
        (person(JONAS, avvik("MAGNET_EDAG-235"), "1"), "Jonas Fjeldstad", Place("employees", 2, "terms")),
        (person("24929930092", avvik("MAGNET_EDAG-180D")), "Maja Eikeland", Place("employees", 3, "national_id")),
        (person("03848130078", avvik("MAGNET_EDAG-110"), "1"), "03848130078", Place("employees", None, None)),
        (avvik("MAGNET_EDAG-142C"), "315000017", Place("settings", None, "establishments")),
        (person(INGRID, f"<inntekt>{avvik('MAGNET_EDAG-504')}</inntekt>"), "", Place("pay_run", 1, "basis")),
        # codes that are not known: by what they stand in
        (person(INGRID, avvik("MAGNET_EDAG-999")), "", Place("employees", 1, None)),
        (person(INGRID, avvik("MAGNET_EDAG-999"), "1"), "", Place("employees", 1, "employment")),
        (person(INGRID, f"<permisjon>{avvik('?')}</permisjon>", "1"), "", Place("employees", 1, "absence")),
        (person(INGRID, f"<inntekt>{avvik('?')}</inntekt>"), "", Place("pay_run", 1, "control")),
        (f"<arbeidsgiveravgift>{avvik('MAGNET_EDAG-184')}</arbeidsgiveravgift>", "", Place("pay_run", 1, "control")),
    ],
)
def test_each_finding_leads_to_where_it_is_mended(desk, inside, who, place):
    answer(desk, period(unit(inside)))
    (row,) = asked.month(desk, MARCH).findings
    assert row.place == place
    assert row.verb
    assert not who or row.who == who


def test_a_finding_in_plain_words_beside_its_own(desk: Desk) -> None:
    text = "Startdatoen er endret."
    answer(desk, period(unit(person(INGRID, avvik("MAGNET_EDAG-110", "RETNINGSLINJE", text), "1"))))
    (row,) = asked.month(desk, MARCH).findings
    assert (row.code, row.level, row.text, row.topic) == ("110", "RETNINGSLINJE", text, "last_month")
    assert row.title == Message("The first day is another than last month")
    assert row.about == ("1",)


def test_an_unknown_code_is_shown_as_it_was_found(desk: Desk) -> None:
    answer(desk, avvik("MAGNET_EDAG-999", "VARSEL", "Noe som ingen har sett."))
    seen = asked.month(desk, MARCH)
    (row,) = seen.findings
    assert (row.code, row.title, row.text) == ("999", None, "Noe som ingen har sett.")
    assert (row.level, row.is_level_known) == ("OEYEBLIKKELIG", False)
    assert row.place == Place("reporting", "2026-03")
    assert seen.count("OEYEBLIKKELIG") == 1


def test_a_refused_file_that_names_its_month_stands_there_once(desk: Desk, sent: etree._Element) -> None:
    taken = answer(desk, avvik("MAGNET-000002", "AVVISNING"))
    (question,) = asked.questions(desk)
    assert question.offered is not None
    say_which(desk, taken, question.offered.file_id)
    seen = asked.month(desk, MARCH)
    assert [row.code for row in seen.findings] == ["MAGNET-000002"]
    assert [each.state for each in seen.reports] == [DeliveryState.REJECTED]


def test_unknown_content_is_shown(desk: Desk) -> None:
    answer(desk, period("<kidForUtlegg>42</kidForUtlegg>"))
    assert [(part.name, part.text) for part in asked.month(desk, MARCH).unknown] == [("kidForUtlegg", "42")]


def test_findings_of_a_rejected_report_are_past_when_it_was_sent_again(
    desk: Desk, sent: etree._Element, tmp_path: Path
) -> None:
    own = said(sent, "meldingsId")
    answer(desk, delivery(own, "avvist", more=avvik("MAGNET_EDAG-115", "AVVISNING")), of="")
    seen = asked.month(desk, MARCH)
    assert [(row.code, row.report, row.is_past) for row in seen.findings] == [("115", own, False)]
    (tile,) = report_months.months_between(desk, MARCH, MARCH)
    assert (tile.state, tile.answer) == ("ready", "rejected")
    (step,) = [step for step in next_steps(desk) if step.icon == "paper-plane-tilt"]
    assert step.title == Message("Send the a-melding for {month} again", month=MARCH)
    assert step.where == Place("reporting", "2026-03")
    with desk.change("test") as session:
        session.get_one(Employment, 1).occupation = "7412102"
    mark_uploaded(desk, save_report(desk, MARCH, tmp_path / "igjen.xml"))
    seen = asked.month(desk, MARCH)
    assert [row.is_past for row in seen.findings] == [True]
    assert seen.count("AVVISNING") == 0
    (tile,) = report_months.months_between(desk, MARCH, MARCH)
    assert (tile.state, tile.answer, tile.is_done) == ("uploaded", "", True)


# --- the tile of the month, and what is due


@pytest.mark.parametrize(
    ("inside", "answered", "is_done"),
    [
        ("", "received", True),
        (avvik("MAGNET_EDAG-110", "RETNINGSLINJE"), "received", True),
        (avvik("MAGNET_EDAG-108", "OEYEBLIKKELIG"), "findings", False),
    ],
)
def test_the_tile_of_the_month(desk, sent, inside, answered, is_done):
    answer(desk, delivery(said(sent, "meldingsId")), period(inside))
    (tile,) = report_months.months_between(desk, MARCH, MARCH)
    assert (tile.state, tile.answer, tile.is_done) == ("uploaded", answered, is_done)
