"""The law's choices, rates that the program does not know, departments and projects: by clicks and keys."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.values.finding import Place, Refused
from services.actions.pay_choices import save_own_rate
from services.queries import pay_choices, settings
from tests.views.keys import press
from tests.views.test_settings import Show, click, enter, show
from views.pages.settings.account_parts import WageTypesPart
from views.pages.settings.choices_part import CARDS, ChoicesPart
from views.pages.settings.cost_units_part import CostUnitsPart
from views.pages.settings.rates_part import RatesPart
from views.shell.seat import Seat

__all__ = ["show"]


def radio(part: ChoicesPart, name: str, value: str) -> Any:
    return part.fields[name].editor.radio(value)  # type: ignore[attr-defined]


def choices(show: Show, seat: Seat) -> ChoicesPart:
    part = show(seat, "choices").part("choices")
    assert isinstance(part, ChoicesPart)
    return part


# --- the law's choices --------------------------------------------------------------------------------------------


def test_a_choice_is_changed_saved_and_taken_back(run_seat: Seat, show: Show, qtbot: Any) -> None:
    part = choices(show, run_seat)
    assert part.fields["card_months"].value() == "10.5"
    assert not part.row.save_button.isVisible()
    radio(part, "pension_cap", "year").click()
    assert part.consequences.isVisible()
    with qtbot.waitSignal(run_seat.asked_toast) as toast:
        click(part.row.save_button)
    assert toast.args == ["Innstillingene er lagret", True]
    assert pay_choices.pay_choices(run_seat.desk).pension_cap == "year"
    assert not part.row.save_button.isVisible()
    assert run_seat.undo()
    assert pay_choices.pay_choices(run_seat.desk).pension_cap == "month"
    assert part.fields["pension_cap"].value() == "month"
    assert not part.has_changes()


def test_changes_are_discarded(client_seat: Seat, show: Show) -> None:
    part = choices(show, client_seat)
    radio(part, "holiday_booking", "cash").click()
    radio(part, "over_60", "accrued").click()
    assert "settes av" in part.fields["over_60"].warning()
    assert not part.consequences.isVisible()  # nothing is approved
    click(part.row.discard_button)
    assert part.fields["holiday_booking"].value() == "accrual"
    assert not part.fields["over_60"].warning()
    assert not part.has_changes()


@pytest.mark.parametrize("typed", ["0", "500", "mange"])
def test_hours_that_cannot_be(client_seat: Seat, show: Show, typed: str) -> None:
    part = choices(show, client_seat)
    enter(part.fields["hours_divisor"], typed)
    assert part.fields["hours_divisor"].problem()
    assert not part.row.save_button.isEnabled()
    assert pay_choices.pay_choices(client_seat.desk).hours_divisor is None


def test_hours_are_saved_and_taken_out(client_seat: Seat, show: Show) -> None:
    part = choices(show, client_seat)
    enter(part.fields["hours_divisor"], "120")
    assert part.fields["hours_divisor"].warning()
    enter(part.fields["hours_divisor"], "162,5")
    click(part.row.save_button)
    assert pay_choices.pay_choices(client_seat.desk).hours_divisor == Decimal("162.5")
    enter(part.fields["hours_divisor"], "")
    click(part.row.save_button)
    assert pay_choices.pay_choices(client_seat.desk).hours_divisor is None


def test_what_is_typed_is_kept_when_one_goes_away(client_seat: Seat, show: Show) -> None:
    page = show(client_seat, "choices")
    part = page.part("choices")
    assert isinstance(part, ChoicesPart)
    radio(part, "card_months", "12").click()
    enter(part.fields["hours_divisor"], "hundre")
    assert page.header.line == "Ikke lagret ennå: Lovens valg"
    assert page.leave()
    again = show(client_seat, "choices").part("choices")
    assert isinstance(again, ChoicesPart)
    assert again.fields["card_months"].value() == "12"
    assert again.fields["hours_divisor"].editor.text() == "hundre"  # type: ignore[attr-defined]
    again.discard()


@pytest.mark.parametrize(
    "place",
    [Place("settings", "over_60", "pay"), Place("settings", None, "over_60"), Place("settings", "over_60", "choices")],
)
def test_a_finding_leads_to_the_choice(client_seat: Seat, show: Show, place: Place) -> None:
    page = show(client_seat, "employer")
    page.show_place(place)
    part = page.part("choices")
    assert isinstance(part, ChoicesPart)
    assert part.isVisible()
    assert part.fields["over_60"].isAncestorOf(page.window().focusWidget())


# --- rates --------------------------------------------------------------------------------------------------------


def rates(show: Show, seat: Seat, place: Place | None = None) -> RatesPart:
    page = show(seat, "rates")
    part = page.part("rates")
    assert isinstance(part, RatesPart)
    if place is not None:
        page.show_place(place)
    return part


def test_a_rate_that_the_program_does_not_know_is_entered_and_taken_away(
    client_seat: Seat, show: Show, qtbot: Any
) -> None:
    part = rates(show, client_seat, Place("settings", "benefit.lodging", "rates"))
    assert part.table.current().is_missing
    assert part.form.value.editor.hasFocus()
    assert "Andre år: " in part.detail._line.text()
    enter(part.form.value, "44")
    enter(part.form.source, "skatteetaten.no, 12.01.2026")
    with qtbot.waitSignal(client_seat.asked_toast) as toast:
        click(part.form.save_button)
    assert toast.args[1]
    [own] = pay_choices.own_rates(client_seat.desk)
    assert (own.name, own.since, own.source) == ("benefit.lodging", date(2026, 1, 1), "skatteetaten.no, 12.01.2026")
    row = part.table.current()
    cells = [cell.text for cell in part.table.model.cells(row)]
    assert cells[1].startswith("44")
    assert cells[3] == "egen"
    assert part.table.model.cells(row)[0].second == "skatteetaten.no, 12.01.2026"
    click(part.form.remove_button)
    assert pay_choices.own_rates(client_seat.desk) == ()
    assert part.table.current().is_missing
    assert client_seat.undo()
    assert part.table.current().is_own


@pytest.mark.parametrize(
    ("value", "since", "source", "wrong"),
    [
        ("", "01.01.2026", "skatteetaten.no", "value"),
        ("mye", "01.01.2026", "skatteetaten.no", "value"),
        ("-4", "01.01.2026", "skatteetaten.no", "value"),
        ("44", "", "skatteetaten.no", "since"),
        ("44", "31.31.2026", "skatteetaten.no", "since"),
        ("44", "01.01.2031", "skatteetaten.no", "value"),
        ("44", "01.01.2026", "", "source"),
        ("44", "01.01.2026", "   ", "source"),
    ],
)
def test_a_rate_that_cannot_be_kept(
    client_seat: Seat, show: Show, value: str, since: str, source: str, wrong: str
) -> None:
    part = rates(show, client_seat, Place("settings", "benefit.lodging", "rates"))
    for field, text in ((part.form.value, value), (part.form.since, since), (part.form.source, source)):
        enter(field, text)
    click(part.form.save_button)
    assert getattr(part.form, wrong).problem()
    assert pay_choices.own_rates(client_seat.desk) == ()


def test_only_those_that_are_not_known_are_shown(client_seat: Seat, show: Show) -> None:
    part = rates(show, client_seat)
    assert part.unknown.isVisible()
    click(part.unknown_link)
    assert {row.status for row in part.table.rows()} == {"missing"}
    save_own_rate(client_seat.desk, "benefit.lodging", "number", "44", date(2026, 1, 1), "side 4")
    assert {row.status for row in part.table.rows()} == {"missing", "own"}


def test_a_rate_of_another_kind_is_refused(client_seat: Seat) -> None:
    with pytest.raises(Refused, match="another kind"):
        save_own_rate(client_seat.desk, "benefit.lodging", "amount", "44", date(2026, 1, 1), "side 4")


def test_the_law_has_dropped_some_and_nobody_asks_for_them(client_seat: Seat) -> None:
    names = {row.rate for row in settings.rates(client_seat.desk, 2026) if row.is_missing}
    assert "benefit.lodging" in names
    assert not any(name.startswith(("employer_contribution.extra", "tax_table")) for name in names)


# --- wage types ---------------------------------------------------------------------------------------------------


def test_a_wage_type_says_how_its_amount_is_made_and_leads_to_the_rate(
    client_seat: Seat, show: Show, qtbot: Any
) -> None:
    page = show(client_seat, "wage_types")
    part = page.part("wage_types")
    assert isinstance(part, WageTypesPart)
    page.show_place(Place("settings", "mileage", "wage_types"))
    assert part.made.text() == "Antall × sats. Det over den trekkfrie satsen skattlegges."
    with qtbot.waitSignal(client_seat.asked_place) as asked:
        click(part.rate_link)
    assert asked.args[0] == Place("settings", "mileage.state", "rates")
    page.show_place(Place("settings", "time_bank_earned", "wage_types"))
    assert not part.rate_link.isVisible()
    assert client_seat.t(part.table.current().kind) == "Timebank"


# --- departments and projects -------------------------------------------------------------------------------------


def units(show: Show, seat: Seat) -> CostUnitsPart:
    part = show(seat, "cost_units").part("cost_units")
    assert isinstance(part, CostUnitsPart)
    return part


def add(part: CostUnitsPart, kind: str, code: str, name: str) -> None:
    click(part.new_button)
    part.form.kind.editor.segment(kind).click()  # type: ignore[attr-defined]
    enter(part.form.code, code)
    enter(part.form.name, name)
    click(part.form.save_button)


def test_a_department_is_added_renamed_closed_and_offered_again(client_seat: Seat, show: Show) -> None:
    part = units(show, client_seat)
    assert not part.new_button.isVisible()  # one button for one thing
    click(part.first_button)
    assert part.form.code.editor.hasFocus()
    assert not part.first_button.isVisible()
    enter(part.form.code, "10")
    enter(part.form.name, "Butikk")
    press(part.form.name.editor, Qt.Key.Key_Return)
    add(part, "project", "P-1", "Åpning")
    assert [(row.code, row.name) for row in pay_choices.cost_units(client_seat.desk)] == [
        ("10", "Butikk"),
        ("P-1", "Åpning"),
    ]
    assert part.table.current().code == "P-1"
    part.table.select(lambda row: row.code == "10", tell=True)
    enter(part.form.name, "Butikk og kafé")
    click(part.form.save_button)
    assert part.table.current().name == "Butikk og kafé"
    click(part.form.close_button)
    assert part.table.current().closed
    assert client_seat.undo()
    assert not part.table.current().closed
    click(part.form.close_button)
    click(part.form.close_button)
    assert not part.table.current().closed


@pytest.mark.parametrize(("code", "name", "wrong"), [("", "X", "code"), ("a b", "X", "code"), ("1", "", "name")])
def test_a_department_that_cannot_be_kept(client_seat: Seat, show: Show, code: str, name: str, wrong: str) -> None:
    part = units(show, client_seat)
    add_to = part.first_button
    click(add_to)
    enter(part.form.code, code)
    enter(part.form.name, name)
    click(part.form.save_button)
    assert getattr(part.form, wrong).problem()
    assert pay_choices.cost_units(client_seat.desk) == ()
    click(part.form.cancel_button)
    assert not part.detail.isVisible()


def test_a_code_that_is_taken(client_seat: Seat, show: Show) -> None:
    part = units(show, client_seat)
    click(part.first_button)
    enter(part.form.code, "10")
    enter(part.form.name, "Butikk")
    click(part.form.save_button)
    add(part, "department", "10", "Lager")
    assert part.form.code.problem() == "10 er koden til Butikk"
    click(part.form.cancel_button)
    assert part.form.name.value() == "Butikk"


def test_every_choice_has_words_and_help_in_three_languages() -> None:
    for language in ("nb", "da", "en"):
        told = Path(f"resources/help/{language}/settings.md").read_text(encoding="utf-8")
        for name in (*pay_choices.CHOICES, "hours_divisor", "rate_value", "rate_source", "cost_unit_code"):
            assert f"## {name}\n" in told, (language, name)
    assert {name for _, names in CARDS.values() for name in names} == {*pay_choices.CHOICES, "hours_divisor"}
    for name, (_, answers) in pay_choices.CHOICES.items():
        assert answers.keys() == pay_choices.MEANS[name].keys()
        assert tuple(answers) == pay_choices.ALLOWED[name]
