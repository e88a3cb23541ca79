"""What is entered on a run: cells and lines, stored row by row, computed person by person, and taken back."""

from datetime import date
from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.actions import entry, run_setup, runs
from services.actions.entry import Cell, Column, Preview
from services.actions.undo import last, undo
from services.desk.desk import Desk
from services.queries.run_entry import column_groups, grid_columns, line_fields
from services.reference.formats import Unreadable, formats
from services.reference.texts import texts
from tests.actions.samples import refused, rows, start_march

MARCH = {"month": Month(2026, 3), "pay_date": date(2026, 3, 20)}


@pytest.fixture
def run_id(desk: Desk) -> int:
    """March, begun, with nothing entered."""
    return run_setup.begin(desk, **MARCH)


@pytest.fixture
def preview(desk: Desk, run_id: int) -> Preview:
    return entry.opened(desk, run_id)


def column(desk: Desk, preview: Preview, slug: str) -> Column:
    return next(each for group in column_groups(preview) for each in group.columns if each.slug == slug)


def put(desk: Desk, run_id: int, preview: Preview, number: int, slug: str, value: str | None) -> int:
    amount = None if value is None else Decimal(value)
    return entry.enter(desk, run_id, preview, [Cell(number, column(desk, preview, slug), amount)])


def test_a_cell_is_stored_at_once_and_its_person_computed(desk: Desk, run_id: int, preview: Preview) -> None:
    before = preview.row(1).gross
    assert put(desk, run_id, preview, 1, "overtime_50", "7.5") == 1
    assert preview.row(1).gross > before
    assert preview.row(1).gross - before == Money.kr("4167.68")  # 370.46 an hour and half of it more
    [stored] = rows(desk, "entered_line")
    assert '"7.5"' in stored[-1]
    assert entry.cell_of(column(desk, preview, "overtime_50"), preview.entered(1)).value == Decimal("7.5")


def test_the_same_value_again_writes_nothing(desk: Desk, run_id: int, preview: Preview) -> None:
    put(desk, run_id, preview, 1, "overtime_50", "7.5")
    entries = len(desk.client.history())
    assert put(desk, run_id, preview, 1, "overtime_50", "7.50") == 0
    assert len(desk.client.history()) == entries


def test_what_is_seen_is_what_the_draft_computes(desk: Desk, run_id: int, preview: Preview) -> None:
    put(desk, run_id, preview, 1, "overtime_50", "7.5")
    put(desk, run_id, preview, 2, "hourly_pay", "81.25")
    put(desk, run_id, preview, 3, "mileage", "120")
    result = runs.draft(desk, run_id)
    seen = {number: (preview.row(number).gross, preview.row(number).net) for number in preview.numbers}
    assert seen == {slip.person.number: (slip["gross_cash"], slip["net_pay"]) for slip in result.payslips}


def test_trying_stores_nothing(desk: Desk, run_id: int, preview: Preview) -> None:
    before = preview.row(1).gross
    tried = entry.tried(preview, Cell(1, column(desk, preview, "overtime_50"), Decimal(10)))
    assert tried.gross > before
    assert preview.row(1).gross == before
    assert not rows(desk, "entered_line")


def test_many_cells_are_one_change_and_taken_back_in_one(desk: Desk, run_id: int, preview: Preview) -> None:
    put(desk, run_id, preview, 2, "overtime_50", "1")
    overtime = column(desk, preview, "overtime_50")
    cells = [Cell(1, overtime, Decimal(6)), Cell(2, overtime, Decimal(18)), Cell(3, overtime, None)]
    assert entry.enter(desk, run_id, preview, cells) == 2
    seq = last(desk)
    assert seq is not None
    undo(desk, seq)
    assert entry.take_over(desk, run_id, preview) == {1, 2}
    assert [each.line.quantity for each in preview.entered(2)] == [Decimal(1)]
    assert preview.entered(1) == ()


def test_clearing_a_cell_deletes_its_line(desk: Desk, run_id: int, preview: Preview) -> None:
    put(desk, run_id, preview, 1, "bonus", "5000")
    put(desk, run_id, preview, 1, "bonus", None)
    assert not rows(desk, "entered_line")
    assert preview.row(1).entered == ()


def test_a_deduction_is_shown_with_a_minus_and_stored_without(desk: Desk, run_id: int, preview: Preview) -> None:
    taken = column(desk, preview, "other_deduction")
    assert entry.read_cell(taken, "450", formats("nb")) == Decimal(-450)
    put(desk, run_id, preview, 1, "other_deduction", "-450")
    [line] = preview.entered(1)
    assert line.line.amount == Money.kr(450)
    assert entry.cell_of(taken, preview.entered(1)).value == Decimal(-450)
    assert entry.amount_of(preview.row(1), preview, line) == Money.kr(-450)


@pytest.mark.parametrize(
    ("slug", "typed", "value"),
    [
        ("hourly_pay", "7:30", "7.5"),
        ("hourly_pay", "7:20", "7.33"),
        ("hourly_pay", " 1 207,5 ", "1207.5"),
        ("hourly_pay", "12,5 t", "12.5"),
        ("hourly_pay", "8.25", "8.25"),
        ("mileage", "212 km", "212"),
        ("bonus", "kr 12 000,50", "12000.50"),
        ("bonus", "1.234", "1234"),
        ("bonus", "−300", "-300"),
    ],
)
def test_what_people_type_and_paste(desk: Desk, preview: Preview, slug: str, typed: str, value: str) -> None:
    assert entry.read_cell(column(desk, preview, slug), typed, formats("nb")) == Decimal(value)


@pytest.mark.parametrize(
    ("slug", "typed"),
    [("hourly_pay", "abc"), ("hourly_pay", "7,555"), ("hourly_pay", "1.234"), ("mileage", "7:30"), ("bonus", "9" * 12)],
)
def test_what_cannot_be_read_is_said(desk: Desk, preview: Preview, slug: str, typed: str) -> None:
    with pytest.raises(Unreadable):
        entry.read_cell(column(desk, preview, slug), typed, formats("nb"))


def test_nothing_typed_is_nothing(desk: Desk, preview: Preview) -> None:
    assert entry.read_cell(column(desk, preview, "bonus"), "  ", formats("nb")) is None


def test_a_cell_with_more_to_it_is_not_overwritten(desk: Desk, run_id: int, preview: Preview) -> None:
    for hours, text in (("4", "uke 10"), ("3.5", "uke 11")):
        entry.put_line(desk, run_id, preview, 1, 0, slug="overtime_50", quantity=Decimal(hours), text=text)
    found = entry.cell_of(column(desk, preview, "overtime_50"), preview.entered(1))
    assert (found.value, found.count, found.is_plain) == (Decimal("7.5"), 2, False)
    with refused("more than one line"):
        put(desk, run_id, preview, 1, "overtime_50", "1")


def test_a_line_with_all_that_it_can_say(desk: Desk, run_id: int, preview: Preview) -> None:
    entry.put_line(
        desk,
        run_id,
        preview,
        3,
        0,
        slug="back_pay",
        amount=Money.kr(1500),
        text=" Etterbetaling januar ",
        earned=Span(date(2026, 1, 1), date(2026, 1, 31)),
        employment="1",
        tax="percent",
    )
    [made] = preview.entered(3)
    assert made.line.text == "Etterbetaling januar"
    assert entry.amount_of(preview.row(3), preview, made) == Money.kr(1500)
    entry.put_line(desk, run_id, preview, 3, made.id, slug="back_pay", amount=Money.kr(1600))
    assert [each.id for each in preview.entered(3)] == [made.id]
    entry.remove_line(desk, run_id, preview, 3, made.id)
    assert not rows(desk, "entered_line")


def test_a_percentage_line_follows_the_pay(desk: Desk, run_id: int, preview: Preview) -> None:
    said = {"slug": "pension_own", "percent": Percent.of(2)}
    amount = entry.line_amount(preview, 1, 0, **said)
    assert amount is not None
    assert amount.ore < 0
    entry.put_line(desk, run_id, preview, 1, 0, **said)
    assert entry.amount_of(preview.row(1), preview, preview.entered(1)[0]) == amount


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"slug": ""}, "Choose a wage type"),
        ({"slug": "bonus"}, "Enter an amount"),
        ({"slug": "other_deduction", "amount": Money.kr(-5)}, "without a minus"),
        ({"slug": "bonus", "amount": Money.kr(5), "tax": "much"}, "in the list"),
        ({"slug": "bonus", "amount": Money.kr(5), "employment": "9"}, "has no employment"),
        ({"slug": "shift_addition", "quantity": Decimal(4)}, "a quantity and a rate"),
    ],
)
def test_a_line_that_cannot_be_is_refused(
    desk: Desk, run_id: int, preview: Preview, said: dict[str, object], why: str
) -> None:
    with refused(why):
        entry.put_line(desk, run_id, preview, 1, 0, **said)
    assert not rows(desk, "entered_line")


def test_somebody_whose_pay_cannot_be_computed_is_told_and_the_others_are_computed(
    desk: Desk, run_id: int, preview: Preview
) -> None:
    put(desk, run_id, preview, 2, "absence_deduction", "2")
    row = preview.row(2)
    assert row.slip is None
    assert "monthly pay" in str(row.problems[0].what)
    assert row.problems[0].where is not None
    assert row.problems[0].where.field == "absence_deduction"
    assert preview.row(1).gross
    again = entry.opened(desk, run_id)
    assert again.row(2).problems
    assert again.row(1).gross == preview.row(1).gross


def test_hours_are_missed_until_they_are_entered(desk: Desk, run_id: int, preview: Preview) -> None:
    assert [number for number in preview.numbers if preview.row(number).lacks_hours] == [2, 3]
    put(desk, run_id, preview, 2, "hourly_pay", "0")
    assert not preview.row(2).lacks_hours


def test_an_approved_run_takes_nothing(desk: Desk) -> None:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    preview = entry.opened(desk, run_id)
    before = {number: preview.row(number).gross for number in preview.numbers}
    runs.approve(desk, run_id, prove=False)
    with refused("is approved"):
        put(desk, run_id, preview, 1, "bonus", "100")
    shown = entry.opened(desk, run_id)
    assert shown.is_approved
    assert {number: shown.row(number).gross for number in shown.numbers} == before


def test_what_is_changed_elsewhere_is_noticed(desk: Desk, run_id: int, preview: Preview) -> None:
    other = entry.opened(desk, run_id)
    put(desk, run_id, other, 1, "bonus", "100")
    assert entry.take_over(desk, run_id, preview) == {1}
    assert entry.take_over(desk, run_id, preview) == frozenset()
    runs.draft(desk, run_id)
    assert entry.take_over(desk, run_id, preview) == frozenset()
    run_setup.revise(desk, run_id, **(MARCH | {"pay_date": date(2026, 3, 25)}))
    assert entry.take_over(desk, run_id, preview) is None


def test_a_line_that_is_gone_is_not_brought_back(desk: Desk, run_id: int, preview: Preview) -> None:
    put(desk, run_id, preview, 1, "bonus", "100")
    other = entry.opened(desk, run_id)
    put(desk, run_id, other, 1, "bonus", None)
    with refused("changed elsewhere"):
        put(desk, run_id, preview, 1, "bonus", "200")


def test_columns_are_the_usual_ones_until_some_are_chosen(desk: Desk, run_id: int, preview: Preview) -> None:
    usual = [each.slug for each in grid_columns(desk, preview)]
    assert usual[:3] == ["hourly_pay", "overtime_50", "overtime_100"]
    entry.choose_columns(desk, "ordinary", ["overtime_50", "bonus"])
    put(desk, run_id, preview, 1, "mileage", "10")
    assert [each.slug for each in grid_columns(desk, preview)] == ["overtime_50", "bonus", "mileage"]
    entry.choose_columns(desk, "ordinary", ["bonus"])
    assert [each.slug for each in grid_columns(desk, preview)] == ["bonus", "mileage"]


def test_the_fields_of_a_line_follow_its_type(preview: Preview) -> None:
    assert line_fields(preview, "mileage").unit == "km"
    assert line_fields(preview, "diet_day").meals
    assert line_fields(preview, "attachment").claim
    assert line_fields(preview, "union_dues").percent
    assert not line_fields(preview, "union_dues").unit
    assert not line_fields(preview, "expense").tax


# --- setting a run up ------------------------------------------------------------------------------------------------


@pytest.fixture
def paid_desk(later_desk: Desk) -> Desk:
    return later_desk


def test_a_correction_begins_with_what_was_paid_and_gives_nothing(paid_desk: Desk) -> None:
    pay_date = {"month": Month(2026, 3), "pay_date": date(2026, 3, 27)}
    run_id = run_setup.begin(paid_desk, **pay_date, kind="correction", corrects="2026-03", whom=[1, 3])
    result = runs.draft(paid_desk, run_id)
    assert {slip.person.number for slip in result.payslips} == {1, 3}
    assert {(slip["gross_cash"].ore, slip["withholding"].ore, slip["net_pay"].ore) for slip in result.payslips} == {
        (0, 0, 0)
    }
    preview = entry.opened(paid_desk, run_id)
    assert preview.row(1).gross == preview.row(1).before


def test_a_correction_can_concern_others(paid_desk: Desk) -> None:
    pay_date = {"month": Month(2026, 3), "pay_date": date(2026, 3, 27)}
    run_id = run_setup.begin(paid_desk, **pay_date, kind="correction", corrects="2026-03", whom=[1])
    run_setup.revise(paid_desk, run_id, **pay_date, kind="correction", whom=[2])
    assert {slip.person.number for slip in runs.draft(paid_desk, run_id).payslips} == {2}
    preview = entry.opened(paid_desk, run_id)
    assert [each.line.quantity for each in preview.entered(2)] == [Decimal("81.25")]
    with refused("another kind"):
        run_setup.revise(paid_desk, run_id, **pay_date, kind="extra")


def test_what_begin_refuses(paid_desk: Desk) -> None:
    for more, why in (
        ({"month": Month(2026, 3)}, "already approved"),
        ({"kind": "correction"}, "Choose the run"),
        ({"kind": "correction", "corrects": "2026-09"}, "not approved"),
        ({"pay_date": date(2031, 1, 2)}, "no rates for 2031"),
        ({"period": "14D", "days": Span(date(2026, 4, 1))}, "last day"),
    ):
        with refused(why):
            run_setup.begin(paid_desk, **({"month": Month(2026, 4), "pay_date": date(2026, 4, 20)} | more))


def test_a_head_is_revised_and_the_lines_stay(desk: Desk, run_id: int, preview: Preview) -> None:
    put(desk, run_id, preview, 1, "bonus", "100")
    runs.draft(desk, run_id)
    run_setup.revise(desk, run_id, month=Month(2026, 4), pay_date=date(2026, 4, 17))
    with pytest.raises(Refused, match="changed afterwards"):
        runs.approve(desk, run_id, prove=False)
    assert runs.draft(desk, run_id).head.month == Month(2026, 4)
    assert len(rows(desk, "entered_line")) == 1


@pytest.mark.parametrize("is_computed", [False, True])
def test_a_draft_is_deleted_and_comes_back(desk: Desk, run_id: int, preview: Preview, is_computed: bool) -> None:
    put(desk, run_id, preview, 1, "bonus", "100")
    if is_computed:
        runs.draft(desk, run_id)
    run_setup.discard(desk, run_id)
    for table in ("pay_run", "entered_line", "payslip", "pay_line", "run_total"):
        assert not rows(desk, table)
    seq = last(desk)
    assert seq is not None
    undo(desk, seq)
    assert len(rows(desk, "entered_line")) == 1
    assert runs.draft(desk, run_id).payslips


def test_an_approved_run_is_not_deleted(paid_desk: Desk) -> None:
    with refused("is approved"):
        run_setup.discard(paid_desk, 1)


def notes(preview: Preview, number: int, slug: str, **said: object) -> list[tuple[str, str]]:
    found = entry.line_outcome(preview, number, 0, slug=slug, **said)
    return [(each.kind, texts("en")(each.what)) for each in found.notes]


def test_the_time_bank_is_told_and_warns_below_zero(preview: Preview) -> None:
    assert notes(preview, 1, "time_bank_earned", quantity=Decimal("7.5")) == [
        ("info", "The time bank has 0 hours, and 7.5 after this run")
    ]
    assert notes(preview, 1, "time_off", quantity=Decimal(4)) == [
        ("warn", "The time bank has 0 hours and goes 4 hours below zero")
    ]


def test_what_is_left_of_a_free_limit_is_told(preview: Preview) -> None:
    [(kind, words)] = notes(preview, 1, "gift_general", amount=Money.kr(1000))
    assert kind == "info"
    assert words.startswith("Free of tax. ")
    [(kind, words)] = notes(preview, 1, "gift_general", amount=Money.kr(100_000))
    assert kind == "warn"
    assert "is taxed" in words
    [(_, words)] = notes(preview, 1, "mileage", quantity=Decimal(100))
    assert "free of tax" in words


def test_a_rate_of_ones_own_leads_to_the_settings(preview: Preview, desk: Desk, run_id: int) -> None:
    found = entry.line_outcome(preview, 1, 0, slug="lodging_benefit", quantity=Decimal(10))
    if found.problem is None:
        pytest.skip("the rate is known")
    where = found.problem.where
    assert where is not None
    assert (where.page, where.field) == ("settings", "rates")
    with pytest.raises(Refused) as refusal:
        entry.put_line(desk, run_id, preview, 1, 0, slug="lodging_benefit", quantity=Decimal(10))
    assert refusal.value.findings[0].where == where


def test_a_line_on_a_department_keeps_what_it_cannot_say(preview: Preview, desk: Desk, run_id: int) -> None:
    entry.put_line(desk, run_id, preview, 1, 0, slug="bonus", amount=Money.kr(5000), department="10", project="A")
    [kept] = preview.entered(1)
    assert (kept.line.department, kept.line.project) == ("10", "A")
    entry.put_line(desk, run_id, preview, 1, kept.id, slug="bonus", amount=Money.kr(6000), department="20")
    [changed] = preview.entered(1)
    assert (changed.line.department, changed.line.project) == ("20", "")


def test_a_refund_is_a_line_of_the_employer_alone(preview: Preview, desk: Desk, run_id: int) -> None:
    before = preview.row(1).net
    put(desk, run_id, preview, 1, "refund_k27", "12000")
    assert preview.row(1).net == before
    fields = line_fields(preview, "refund_k27")
    assert (fields.unit, fields.cost, fields.tax) == ("", False, False)
    assert not line_fields(preview, "time_off").amount
    slugs = {each.slug for group in column_groups(preview) for each in group.columns}
    assert "full_withholding" not in slugs
    result = runs.draft(desk, run_id)
    assert result.totals["aga"].ore < Money.kr(60_000).ore
