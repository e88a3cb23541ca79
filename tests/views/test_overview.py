"""The front page, by clicks and keys: what is next leads there, payments are marked, cost is read by eye and ear."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.values.finding import Place
from models.values.money import Money
from services.queries.deadlines import deadlines
from services.queries.why import Trace
from tests.views.keys import press
from views.main_window import MainWindow
from views.pages.overview.page import OverviewPage
from views.pages.overview.payment_panel import PaymentPanel, PaymentsPanel
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.chart import Bar, Chart, Legend


class Told:
    """What the seat was asked for."""

    def __init__(self, seat: Seat) -> None:
        self.places: list[Place] = []
        self.panels: list[object] = []
        self.traces: list[object] = []
        self.topics: list[str] = []
        seat.asked_place.connect(self.places.append)
        seat.asked_panel.connect(self.panels.append)
        seat.asked_why.connect(self.traces.append)
        seat.asked_help.connect(self.topics.append)


Shown = Callable[[Seat], OverviewPage]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    def show(seat: Seat) -> OverviewPage:
        page = OverviewPage(seat)
        qtbot.addWidget(page)
        page.resize(1068, 752)
        seat.changed.connect(lambda _: page.refresh())
        page.show()
        page.show_place(Place("overview"))
        qtbot.waitUntil(lambda: page.primary_button.text() != "" or page.header.title != "")
        return page

    return show


def click(qtbot: QtBot, widget: object) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def test_the_first_day_shows_three_ways_in(empty_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(empty_seat), shown(empty_seat)
    assert page.header.title == "Velkommen"
    assert [way.text() for way in page.first_day.ways] == [
        "Legg inn den første ansatte",
        "Se over oppsettet",
        "Se hvordan en måned går",
    ]
    for way in page.first_day.ways:
        click(qtbot, way)
    assert told.places == [Place("employees", "new"), Place("settings", None, "employer")]
    assert told.topics == ["general.month"]
    assert not page.primary_button.isVisible()
    assert not page.strip


def test_a_new_file_begins_with_the_employer(new_seat: Seat, shown: Shown) -> None:
    told, page = Told(new_seat), shown(new_seat)
    press(page.first_day.ways[0], Qt.Key.Key_Return)
    assert told.places == [Place("setup")]


def test_the_month_to_be_run(client_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(client_seat), shown(client_seat)
    assert page.header.title == "November 2026"
    assert page.header.line == "Lønningsdagen var fredag 20. november"
    assert page.primary_button.text() == "Start lønn for november 2026"
    click(qtbot, page.primary_button)
    page.new()
    assert told.places == [Place("pay_run", "new")] * 2
    assert not page.chart.isVisible(), "nothing is paid yet"
    assert [row.accessibleName().partition(",")[0] for row in page.owed] == ["Feriepenger"], "brought from before"
    click(qtbot, page.owed[0])
    assert told.places[-1] == Place("holiday", 2027)


def test_each_step_leads_to_where_it_is_done(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(run_seat), shown(run_seat)
    rows = {row.accessibleName().partition(".")[0]: row for row in page.steps}
    card = rows["1 ansatt mangler skattekort for 2026"]
    click(qtbot, card)
    press(card, Qt.Key.Key_Return)
    assert told.places == [Place("employees", 6, "tax_card")] * 2
    click(qtbot, page.steps_head.link)
    assert len(page.steps) > 4
    assert page.steps_head.link.text() == "Vis færre"


def test_the_ten_steps_stand_in_order_and_lead_on(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(run_seat), shown(run_seat)
    assert [step.state for step in page.strip[:4]] == ["done"] * 4
    assert len(page.strip) == 10
    assert page.strip[6].accessibleName() == "7. Send a-meldingen: senere, frist mandag 7. desember"
    click(qtbot, page.strip[6])
    assert told.places == [Place("reporting", "2026-11")]
    page.resize(640, 752)
    qtbot.waitUntil(lambda: page.strip[5].y() > page.strip[0].y())  # two lines where there is little room


def test_a_payment_is_marked_as_paid_and_taken_back(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(run_seat), shown(run_seat)
    tax = page.owed[0]
    assert tax.accessibleName().startswith("Forskuddstrekk, Av lønnen 20.11.2026: 128\xa0492")
    click(qtbot, tax)
    panel = told.panels[-1]
    assert isinstance(panel, PaymentPanel)
    qtbot.addWidget(panel)
    panel.show()
    click(qtbot, panel.actions.itemAt(0).widget())  # type: ignore[union-attr]
    assert next(each for each in deadlines(run_seat.desk) if each.kind == "withholding").done
    again = told.panels[-1]
    assert isinstance(again, PaymentPanel)
    assert again is not panel
    qtbot.addWidget(again)
    again.show()
    click(qtbot, again.actions.itemAt(0).widget())  # type: ignore[union-attr]
    assert not next(each for each in deadlines(run_seat.desk) if each.kind == "withholding").done


def test_an_amount_that_is_due_says_why(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(run_seat), shown(run_seat)
    click(qtbot, page.owed[0])
    panel = told.panels[-1]
    assert isinstance(panel, PaymentPanel)
    qtbot.addWidget(panel)
    panel.show()
    from views.widgets.side_panel import KeyValues

    [mark] = panel.findChildren(KeyValues)[0].marks.values()
    click(qtbot, mark)
    [trace] = told.traces
    assert isinstance(trace, Trace)
    assert trace.amount == Money.kr(128492)


def test_alt_enter_asks_why(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(run_seat), shown(run_seat)
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.waitUntil(page.owed[0].isVisible)
    page.owed[0].setFocus()
    assert page.owed[0].hasFocus()
    page.why()
    assert [trace.amount for trace in told.traces if isinstance(trace, Trace)] == [Money.kr(128492)]
    page.owed[-1].setFocus()
    page.why()
    assert len(told.traces) == 1, "pension has no run of its own to explain"


def test_several_payments_are_ticked_at_once(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    told, page = Told(run_seat), shown(run_seat)
    page.show_place(Place("overview", "payments", "paid"))
    panel = told.panels[-1]
    assert isinstance(panel, PaymentsPanel)
    qtbot.addWidget(panel)
    panel.show()
    assert len(panel.ticks) == 2
    assert not panel.done_button.isEnabled()
    click(qtbot, panel.all_button)
    assert panel.done_button.isEnabled()
    click(qtbot, panel.done_button)
    assert not panel.ticks
    done = [each for each in deadlines(run_seat.desk) if each.done and each.kind in ("pay", "withholding")]
    assert len(done) == 2


def test_a_place_with_a_payment_opens_it(run_seat: Seat, qtbot: QtBot) -> None:
    window = MainWindow(run_seat)
    qtbot.addWidget(window)
    window.show()
    window.go(Place("overview", "due:withholding:2026-11-23", "paid"))
    qtbot.waitUntil(lambda: isinstance(window.panel, PaymentPanel))
    press(window.panel, Qt.Key.Key_Escape)
    assert window.panel is None


def test_the_focus_stays_where_it_was(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    page = shown(run_seat)
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.waitUntil(page.steps[1].isVisible)
    page.steps[1].setFocus()
    old = page.steps[1]
    page.refresh()
    assert page.steps[1] is not old
    assert page.steps[1].hasFocus()


def test_the_page_follows_what_is_done(run_seat: Seat, shown: Shown) -> None:
    from services.actions.marks import mark

    page = shown(run_seat)
    before = len(page.steps), page.steps_head.link.text()
    mark(run_seat.desk, "due:withholding:2026-11-23", "paid")
    assert (len(page.steps), page.steps_head.link.text()) != before


@pytest.fixture
def chart(seat: Seat, qtbot: QtBot) -> Chart:
    chart = Chart(seat)
    qtbot.addWidget(chart)
    chart.resize(900, 220)
    kr = Money.kr
    chart.set(
        "Lønnskostnad",
        ("Lønn", "Avgift", "Pensjon"),
        [
            Bar("sep", "September 2026", (kr(300000), kr(42000), kr(9000))),
            Bar("okt", "Oktober 2026", (kr(-1000), kr(0), kr(9000)), note="feriepenger utbetalt", beside=kr(250000)),
            Bar("nov", "November 2026", (kr(310000), kr(43000), kr(9000)), is_draft=True),
        ],
    )
    chart.show()
    return chart


def test_the_chart_is_read_out_as_a_table(chart: Chart) -> None:
    assert chart.accessibleName() == "Lønnskostnad"
    lines = chart.accessibleDescription().replace("\xa0", " ").splitlines()
    assert lines[0] == "September 2026: 351 000. Lønn 300 000, Avgift 42 000, Pensjon 9 000"
    assert "feriepenger utbetalt 250 000" in lines[1]
    assert lines[2].startswith("November 2026, ikke godkjent ennå: 362 000")
    assert [spot.accessibleName() for spot in chart.spots] == chart.accessibleDescription().splitlines()


def test_the_arrow_keys_show_the_figures(chart: Chart, qtbot: QtBot) -> None:
    last = chart.spots[-1]
    assert last.focusPolicy() is Qt.FocusPolicy.StrongFocus
    press(last, Qt.Key.Key_Left)
    assert chart.shown == 1
    assert ("feriepenger utbetalt", "250\xa0000") in chart.tip
    press(chart.spots[1], Qt.Key.Key_Home)
    assert chart.tip[0] == ("September 2026", "351\xa0000")
    press(chart.spots[0], Qt.Key.Key_End)
    press(chart.spots[2], Qt.Key.Key_Right)
    assert chart.shown == 2


def test_the_figures_are_copied_for_a_spreadsheet(chart: Chart) -> None:
    press(chart.spots[0], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0] == ["Måned", "Lønn", "Avgift", "Pensjon", "Sum", "feriepenger utbetalt"]
    assert rows[1] == ["September 2026", "300000,00", "42000,00", "9000,00", "351000,00", "0,00"]
    assert len(rows) == 4


def ground(chart: Chart, number: int, name: str) -> list[int]:
    """Where a bar has the colour of a part, in pixels from the top of the chart."""
    image, middle = chart.grab().toImage(), int(chart._middle(number))
    wanted = theme.current().token(name).rgb()
    return [y for y in range(image.height()) if image.pixelColor(middle, y).rgb() == wanted]


def test_what_is_below_nothing_hangs_under_the_base_line(seat: Seat, qtbot: QtBot) -> None:
    chart = Chart(seat)
    qtbot.addWidget(chart)
    chart.resize(900, 220)
    kr = Money.kr
    bars = [
        Bar("nov", "November 2026", (kr(80000), kr(10000))),
        Bar("des", "Desember 2026", (kr(-27000), kr(-3000))),
    ]
    chart.set("Lønnskostnad", ("Lønn", "Avgift"), bars)
    chart.show()
    assert (bars[1].height, bars[1].depth) == (kr(0), kr(30000))
    # 90 000 up and 30 000 down in five lines: a line for each 30 000, three up and one down
    assert [figure.replace("\N{MINUS SIGN}", "-") for figure in chart._figures_of_lines()] == [
        "-30",
        "0",
        "30",
        "60",
        "90",
    ]
    plot = chart._plot()
    base = plot.bottom() - plot.height() / 4
    up, down = ground(chart, 0, "chart1"), ground(chart, 1, "chart1")
    assert up[-1] < base
    assert base < down[0] <= base + 3
    assert abs(len(down) - plot.height() / 4 * 0.9) <= 3  # 27 000 of 30 000
    assert min(ground(chart, 1, "chart2")) > max(down)
    assert max(ground(chart, 1, "chart2")) <= plot.bottom() + 3


def test_a_little_below_nothing_is_seen_too(seat: Seat, qtbot: QtBot) -> None:
    chart = Chart(seat)
    qtbot.addWidget(chart)
    chart.resize(900, 220)
    chart.set(
        "Lønnskostnad", ("Lønn",), [Bar("n", "November", (Money.kr(90000),)), Bar("d", "Desember", (Money(-2700),))]
    )
    chart.show()
    assert len(ground(chart, 1, "chart1")) >= 1
    assert chart._lines[1] == 1


def test_an_empty_chart_is_painted(seat: Seat, qtbot: QtBot) -> None:
    chart = Chart(seat)
    qtbot.addWidget(chart)
    chart.resize(500, 180)
    chart.set("Lønnskostnad", ("Lønn",), [Bar("jan", "Januar 2026", (Money(0),))])
    assert not chart.grab().isNull()
    press(chart.spots[0], Qt.Key.Key_Home)
    assert chart.tip == []


def test_what_lies_on_top_of_a_bar_is_in_the_legend(qtbot: QtBot) -> None:
    legend = Legend(("Lønn", "Avgift"))
    qtbot.addWidget(legend)
    before = legend.sizeHint().width()
    legend.set(("Lønn", "Avgift"), "Feriepenger utbetalt")
    assert legend.accessibleName() == "Lønn, Avgift, Feriepenger utbetalt"
    assert legend.sizeHint().width() > before
    assert not legend.grab().isNull()


def test_beside_a_panel_nothing_is_wider_than_the_page(run_seat: Seat, shown: Shown, qtbot: QtBot) -> None:
    page = shown(run_seat)
    page.resize(628, 700)
    qtbot.waitUntil(lambda: page.legend.parentWidget() is not page.cost_head)
    qtbot.waitUntil(lambda: page.content.minimumSizeHint().width() <= 616)
    page.resize(1000, 700)
    qtbot.waitUntil(lambda: page.legend.parentWidget() is page.cost_head)


def test_a_client_that_is_closed_while_it_is_read_leaves_nothing(run_seat: Seat, qtbot: QtBot) -> None:
    page = OverviewPage(run_seat)
    qtbot.addWidget(page)
    page.show_place(Place("overview"))
    run_seat.close_client()
    qtbot.waitUntil(lambda: not run_seat.busy)
    assert page.header.title == ""
