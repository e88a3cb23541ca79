"""A newcomer pays three Danish people in the window: absence, hours, why, approval, the payslip. By clicks and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import pytest

from models.values.finding import Place
from services.actions.exports import export_run
from services.actions.numbered import LineForm, save_category
from services.denmark.pack import Denmark
from services.desk.desk import Desk
from services.queries import numbered
from services.queries.absences import timeline
from services.queries.runs import all_runs
from services.vault.client import Client
from tests.gallery.danish_runs import danish_file
from tests.gallery.stage import NO_COPIES
from tests.views.conftest import Clock
from tests.walk.hands import QuietHands
from views.main_window import MainWindow
from views.pages.pay_run.control_sums import SumButton
from views.shell.preferences import Preferences
from views.shell.seat import Seat

OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Three people, September approved."""
    return danish_file(tmp_path_factory.mktemp("danish"))


@pytest.fixture
def window(qapp: object, file: tuple[Path, str], tmp_path: Path) -> Iterator[MainWindow]:
    """The window in Danish, with the client open."""
    path = tmp_path / "havnens.lonnsom"
    copyfile(file[0], path)
    preferences = Preferences()
    preferences.set("language", "da")
    preferences.set("user", "Kari")
    seat = Seat(preferences, Clock())
    shown = MainWindow(seat)
    shown.resize(1200, 760)
    shown.show()
    client = Client.open(path, recovery_key=file[1], now=seat.now, copies=NO_COPIES)
    seat.open_client(path, Desk(client, "Kari", seat.now))
    yield shown
    seat.wait()
    seat.close_client()
    shown.close()
    shown.deleteLater()


def absence(hands: QuietHands, kind: str, first: str, last: str) -> None:
    """The form of a new absence of Anna, filled in by hand."""
    hands.window.go(Place("absence", "2026-10", "timeline"))  # type: ignore[attr-defined]
    hands.settle()
    hands.press("Ctrl+N")
    hands.until(lambda: hands.sees("Hvad det er"), "the form")
    hands.choose("Hvad det er", kind)
    hands.type("Første dag", first)
    hands.type("Sidste dag", last)
    hands.press("Tab")
    hands.settle()


def test_five_days_of_holiday_are_proposed_and_stored(window: MainWindow) -> None:
    """12 to 18 October: Monday to Sunday, five of them working days. 2.08 of them are earned, so 2.92 are not."""
    hands = QuietHands(window)
    absence(hands, "40 Ferie med løn, dage", "12.10.2026", "18.10.2026")
    assert hands.find("Dage").text() == "5"  # type: ignore[attr-defined]
    hands.until(lambda: hands.sees("Feriedage 2026/27: 0 bliver 2,08 af 2,08"), "what follows")
    assert hands.sees("Ferie, der ikke er optjent: 0 bliver 2,92")
    assert not hands.sees("Hvor stor en del af dagen")
    hands.click("Registrer fraværet")
    hands.settle()
    people = timeline(window.seat.desk, date(2026, 10, 1), date(2026, 10, 31)).people
    [bar] = [bar for row in people for bar in row.bars]
    assert (bar.kind, bar.units, bar.number) == ("40", Decimal(5), 1)


def test_a_code_with_a_choice_asks_for_the_wage_type(window: MainWindow) -> None:
    hands = QuietHands(window)
    absence(hands, "77 Barns 3. sygedag", "21.10.2026", "21.10.2026")
    assert hands.sees("Lønart")
    assert hands.sees("Dage eller timer")


def test_over_31_august_it_is_said_before_it_is_stored(window: MainWindow) -> None:
    """31 August 2027 is a Tuesday: one day of the old year, and two of the new."""
    hands = QuietHands(window)
    absence(hands, "40 Ferie med løn, dage", "31.08.2027", "02.09.2027")
    hands.until(lambda: hands.sees("nyt ferieår: 1 til og med 31.08.2027 og 2 f"), "the two years")


def test_october_for_three_people(window: MainWindow) -> None:
    """Hours for the one who is paid by them, why of A-skat, approval, and the payslips are there."""
    hands = QuietHands(window)
    window.go(Place("pay_run", "new"))
    hands.until(lambda: hands.sees("Til grundlaget"), "the period")
    hands.type("Løn for", "oktober 2026")
    assert hands.sees("A-skat og AM-bidrag forfalder")
    assert not any("melding" in each.casefold() or "feriepengekørsel" in each.casefold() for each in hands.texts())
    hands.click("Til grundlaget")
    hands.until(lambda: hands.sees("Beregn og kontrollér"), "the basis")
    hands.press("Down")  # Anna is the first, Bent the second
    hands.write("148")
    hands.press("Return")
    hands.click("Beregn og kontrollér")
    hands.until(lambda: hands.sees("Til godkendelse"), "the control")
    for words in ("Netto til udbetaling", "A-skat", "AM-bidrag", "ATP i alt", "Pension i alt"):
        assert hands.sees(words)
    assert not hands.sees("Arbejdsgiverafgift")
    [tax] = _sums(window)
    hands.click_on(tax)
    hands.until(lambda: hands.sees("Hvorfor?"), "the why")
    hands.press("Escape")
    hands.click("Til godkendelse")
    hands.until(lambda: hands.sees("Godkend og lav filer"), "the approval")
    hands.click("Jeg har set afvigelserne fra september")
    hands.click("Godkend og lav filer")
    hands.until(lambda: hands.sees("Gem alle …"), "the files")
    assert all_runs(window.seat.desk)[0].is_approved


def test_pay_that_no_posting_is_known_for_is_named(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the voucher shows it, with the way to the account."""
    monkeypatch.setattr(Denmark, "unposted", lambda *_: ["1171"])
    hands = QuietHands(window)
    export_run(window.seat.desk, 1)
    window.go(Place("pay_run", 1, "voucher"))
    hands.until(lambda: hands.sees("Ikke al løn er konteret"), "what is not posted")
    assert hands.sees("1171 Regulering, ikke ferieberettiget")
    hands.click("Vælg konto")
    hands.until(lambda: hands.sees("Kontoplan"), "the accounts")


def test_local_fritvalg_is_offered_where_somebody_saves_it(window: MainWindow) -> None:
    """Code L of the run order, in words; kept with the run, and there again."""
    hands = QuietHands(window)
    desk = window.seat.desk
    window.go(Place("pay_run", "new"))
    hands.until(lambda: hands.sees("Til grundlaget"), "the period")
    assert not hands.sees("Udbetal fritvalg lokal")
    form = numbered.categories(desk, "da")[1].form
    save_category(
        desk, replace(form, name="Bagere", lines=(*form.lines, LineForm("4582", OCTOBER), LineForm("4588", OCTOBER)))
    )
    window.go(Place("pay_run"))
    window.go(Place("pay_run", "new", "ordinary"))
    hands.until(lambda: hands.sees("Udbetal fritvalg lokal"), "the code")
    hands.click("Udbetal fritvalg lokal")
    hands.until(lambda: hands.sees("Fritvalg lokal udbetales"), "what the run pays")
    hands.click("Til grundlaget")
    hands.until(lambda: hands.sees("Beregn og kontrollér"), "the basis")
    run = all_runs(desk)[0]
    assert run.codes == ("L",)
    window.go(Place("pay_run", run.id, "period"))
    hands.until(lambda: hands.sees("Fritvalg lokal udbetales"), "the same again")


def _sums(window: MainWindow) -> list[SumButton]:
    """The sums over the control; the second is A-skat."""
    return [each for each in window.findChildren(SumButton) if each.isVisible()][1:2]
