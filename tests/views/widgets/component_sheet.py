"""The sheet of components: all of the kit side by side, as `design/11-komponenter.png` shows them."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place, Severity
from models.values.money import Money
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList, Group, Row
from views.widgets.form import Check, Choice, DateEdit, Field, MoneyEdit, NumberEdit, PercentEdit, Segments
from views.widgets.menu import more_button
from views.widgets.progress import ProgressBox
from views.widgets.side_panel import KeyValues
from views.widgets.stepper import Stepper
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import IconLine, KeyCap, Label, MessageBox, Pill


def component_sheet(seat: Seat) -> QWidget:
    """The sheet, 1280 wide and 800 high."""
    sheet = QWidget()
    sheet.setObjectName("canvas")
    sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    sheet.resize(1280, 800)
    row = QHBoxLayout(sheet)
    row.setContentsMargins(32, 20, 32, 20)
    row.setSpacing(32)
    for part, width in ((_left(seat), 400), (_middle(seat), 392), (_right(seat), 360)):
        part.setFixedWidth(width)
        row.addWidget(part)
    return sheet


def _column() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return part, column


def _row(*widgets: QWidget, spacing: int = 10) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _left(seat: Seat) -> QWidget:
    part, column = _column()
    column.addWidget(Label("Knapper", "note", "ink2"))
    off = Button("Godkjenn", "primary")
    off.setEnabled(False)
    column.addLayout(_row(Button("Godkjenn", "primary"), Button("Ny ansatt", "primary", "plus", "N"), off, spacing=16))
    column.addLayout(
        _row(
            Button("Tilbake"),
            Button("Slett utkast", "danger", "trash"),
            Button("Vis alle", "link"),
            more_button(seat, [("Slett", lambda: None)]),
        )
    )
    column.addWidget(Label("Felt", "note", "ink2"))
    hours = Field(seat, "Timer per uke", NumberEdit(seat, unit="t"), help="Full stilling i avtalen.", topic="a.b")
    hours.set_value(Decimal("37.5"))
    many = Field(seat, "Timer per uke", NumberEdit(seat, unit="t"))
    many.set_value(Decimal("375"))
    many.set_problem("Det er mer enn en uke har.")
    start = Field(seat, "Startdato", DateEdit(seat))
    start.set_value(date(2026, 12, 1))
    where = Field(seat, "Virksomhet", Choice(seat, [(1, "Avd. Bryggen"), (2, "Avd. Lagunen")]))
    where.set_value(1)
    share = Field(seat, "Stilling", PercentEdit(seat), width=-1)
    share.set_disabled("Følger av turnusen.")
    pay = Field(seat, "Månedslønn", MoneyEdit(seat))
    pay.set_value(Money.kr(18400))
    pay.set_warning("Halvparten av forrige måned.")
    for pair in ((hours, many), (start, where), (share, pay)):
        row = QHBoxLayout()
        row.setSpacing(20)
        for field in pair:
            field.editor.setMaximumWidth(400)
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
    column.addWidget(Label("Merker og filtre", "note", "ink2"))
    column.addLayout(
        _row(
            Pill("Mottatt", "ok", "check-circle"),
            Pill("Frist om 3 dager", "warn", "clock"),
            Pill("2 feil", "err", "warning-circle"),
            Pill("Utkast"),
            spacing=8,
        )
    )
    column.addWidget(Chips([("a", "Mangler", 2), ("b", "Avvik", 3), ("c", "Uendret", 6)]))
    segments = Segments(seat, [("a", "Aktive", 11), ("b", "Utkast", 1), ("c", "Sluttet", 3)])
    column.addLayout(_row(segments, KeyCap("Ctrl K")))
    progress = ProgressBox(seat)
    progress.set("Lager lønnsslipper", 7, 11)
    column.addWidget(progress)
    column.addStretch(1)
    return part


def _middle(seat: Seat) -> QWidget:
    part, column = _column()
    column.addWidget(Label("Steg", "note", "ink2"))
    steps = Stepper(seat, ["Periode", "Grunnlag", "Kontroll"])
    steps.set(1, {0})
    column.addWidget(steps)
    column.addWidget(Label("Tom side", "note", "ink2"))
    card = Card()
    card.body.addWidget(
        EmptyState(
            "users",
            "Ingen ansatte ennå",
            "Legg inn den første, eller hent alle fra regneark.",
            Button("Ny ansatt", "primary", "plus"),
            Button("Hent fra fil …"),
        )
    )
    card.setFixedHeight(232)
    column.addWidget(card)
    column.addWidget(Label("Rader", "note", "ink2"))
    table = RowsTable(
        seat,
        [
            TableColumn("name", "Navn", "person", lambda r: r[0], second=lambda r: r[1], width="stretch"),
            TableColumn("pay", "Netto", "money", lambda r: r[2], width=110),
            TableColumn("card", "Kort", "text", lambda r: r[3], state=lambda r: r[4], width=110),
        ],
        "sheet",
    )
    table.set_rows(
        [
            ("Bjørg Tveit Sørbø", "Butikkmedarbeider", Money.kr("14652"), "Prosent 28", ""),
            ("Henrik Bråthen", "Sjåfør", Money.kr("33589.54"), "Tabell 8010", ""),
            ("Jonas Lie", "Tilkallingsvikar", "Timelønn", "Mangler", "err"),
        ]
    )
    table.sort_by("name")
    table.select(lambda r: r[0].startswith("Henrik"))
    column.addWidget(table, 1)
    found = FindingList(seat)
    found.set_groups(
        [
            Group(
                "Avvisning",
                "Meldingen blir ikke levert før dette er rettet",
                "err",
                [
                    Row(
                        Severity.STOP,
                        "Yrkeskoden finnes ikke i listen",
                        "Jonas Lie · Yrkeskode 5223198",
                        "Velg yrke",
                        Place("employees", 1),
                        "115",
                    )
                ],
            )
        ],
        fine=47,
        fine_link="Vis alle",
    )
    card = Card()
    card.body.addWidget(found)
    column.addWidget(card)
    return part


def _right(seat: Seat) -> QWidget:
    part, column = _column()
    column.addWidget(Label("Meldinger", "note", "ink2"))
    column.addWidget(MessageBox("warn", "Sykefravær mangler sluttdato", "Fra 09.11.2026", "Sett dato"))
    column.addWidget(
        MessageBox("err", "Fødselsnummeret er ikke gyldig", "Kontrollsiffer 2 er 3, men skal være 8.", "Gå til feltet")
    )
    column.addWidget(Label("Bekreftelse i sidepanel", "note", "ink2"))
    card = Card("Godkjenn lønn for november", "11 ansatte · utbetales 25.11.2026")
    facts = KeyValues(seat)
    facts.add("Netto til ansatte", "255 717,77", lambda: None, strong=True)
    facts.add("Skattetrekk", "112 406,00", lambda: None)
    facts.add("Arbeidsgiveravgift", "51 800,83")
    card.body.addWidget(facts)
    card.body.addWidget(IconLine("check-circle", "Sikkerhetskopi tas først og leses tilbake"))
    card.body.addWidget(IconLine("warning", "2 ansatte trekkes 50 % uten skattekort", color="warn"))
    card.body.addWidget(IconLine("lock", "Etterpå rettes feil med en ny kjøring", color="ink2"))
    seen = Check(seat, "Jeg har sett avvikene fra oktober")
    seen.set_value(True)
    card.body.addWidget(seen)
    card.add_row(Button("Godkjenn og lag filer", "primary"), Button("Ikke nå"))
    column.addWidget(card)
    column.addStretch(1)
    return part
