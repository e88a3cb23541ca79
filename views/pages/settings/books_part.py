"""The books: which accounting system takes the vouchers, in which form, and how a file looks then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from models.values.finding import Finding, Refused
from models.values.message import Message
from services.actions.books import save_books
from services.queries import books
from services.queries.books import (
    DATES,
    ENCODINGS,
    R_FIELDS,
    SEPARATORS,
    TEMPLATE_DECIMALS,
    TEMPLATE_ENCODINGS,
    BooksChoices,
    Template,
)
from services.reference.accounting import accounting_systems
from views.pages.settings.part import ChoicesForm
from views.pages.settings.template_columns import TemplateColumns
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.finding_list import FindingList, Group
from views.widgets.form import Check, Choice, Field, FormGrid, LongTextEdit, NumberEdit, TextEdit
from views.widgets.text import Label

_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "generic": (),
    "gbat10": ("voucher_type", "decimal", "encoding", "text_twice"),
    "visma": ("voucher_type", "department_field", "project_field"),
    "saft": ("contact",),
    "template": ("voucher_type",),
}
"""What there is to choose of each form, besides the voucher number and its lines."""
_ENCODING_WORDS: Final = {
    "iso-8859-1": "ISO-8859-1",
    "cp1252": "Windows-1252",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
}
_POINT: Final = Message("Point (1250.00)")
_COMMA: Final = Message("Comma (1250,00)")
_DECIMAL_WORDS: Final[Mapping[str, Message]] = {".": _POINT, ",": _COMMA, "point": _POINT, "comma": _COMMA}
_SEPARATOR_WORDS: Final[Mapping[str, Message]] = {
    "semicolon": Message("Semicolon"),
    "comma": Message("Comma"),
    "tab": Message("Tab"),
    "bar": Message("Vertical bar"),
}
_SHOWN: Final = 1200  # signs of the sample

_DATE_WORDS: Final = {
    "dd.mm.yyyy": Message("dd.mm.yyyy"),
    "yyyy-mm-dd": Message("yyyy-mm-dd"),
    "yyyymmdd": Message("yyyymmdd"),
    "dd/mm/yyyy": Message("dd/mm/yyyy"),
    "ddmmyyyy": Message("ddmmyyyy"),
}


class BooksPart(ChoicesForm[BooksChoices]):
    """The form. It holds for runs that are approved from now on; vouchers can be saved in any form at any time."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self._systems = accounting_systems(seat.desk.client.country)
        self._is_filling = False
        self.column.addWidget(self._system_card())
        self.form_card = self._form_card(books.books(seat.desk).contact)
        self.column.addWidget(self.form_card)
        self.template_card = self._template_card()
        self.column.addWidget(self.template_card)
        self.column.addWidget(self._sample_card())
        self.column.addWidget(self.row)
        self.column.addStretch(1)
        for field in self.fields.values():
            field.changed.connect(self._on_changed)
            field.checked.connect(self._on_checked)
        self.columns.changed.connect(self._on_changed)
        self.fields["system"].changed.connect(self._propose)
        self._show(self._stored)
        self.setAccessibleName(t("Accounting"))

    # --- cards ----------------------------------------------------------------------------------------------------

    def _field(self, name: str, label: str, editor: QWidget, **more: Any) -> Field:
        self.fields[name] = field = Field(self.seat, label, editor, topic=f"settings.books_{name}", **more)
        return field

    def _system_card(self) -> Card:
        seat, t = self.seat, self.seat.t
        card = Card(
            t("Accounting system"),
            t("Each approved run gets a voucher. Applies to runs approved from now on."),
            padding=24,
        )
        card.body.setSpacing(16)
        systems = [("", t("Not chosen"))]
        systems += [(key, system.name or t("Another one")) for key, system in self._systems.items()]
        forms = [(key, t(form.name)) for key, form in books.forms(seat.desk).items()]
        grid = FormGrid()
        system = self._field("system", t("System"), Choice(seat, systems))
        if self._systems:
            grid.add(system)
        else:  # no system of the country is known
            system.setParent(card)
            system.hide()
        grid.add(self._field("format", t("Form of the file"), Choice(seat, forms)))
        card.add(grid)
        self.how = card.add(Label("", "note", "ink2", wrap=True))
        self.warnings = card.add(FindingList(seat))
        return card

    def _form_card(self, contact: str) -> Card:
        seat, t = self.seat, self.seat.t
        card = Card(t("Voucher"), padding=24)
        card.body.setSpacing(16)
        grid = FormGrid()
        grid.add(self._field("first_number", t("First voucher number"), NumberEdit(seat, most=0, lowest=1)))
        grid.add(self._field("voucher_type", t("Voucher type"), NumberEdit(seat, most=0, lowest=0, highest=999)))
        decimals = [(".", t(_POINT)), (",", t(_COMMA))]
        encodings = [(name, _ENCODING_WORDS[name]) for name in ENCODINGS]
        grid.add(self._field("decimal", t("Decimal sign"), Choice(seat, decimals)))
        grid.add(self._field("encoding", t("Encoding"), Choice(seat, encodings)))
        r_fields = [("", t("Not in the file")), *((name, name) for name in R_FIELDS)]
        grid.add(self._field("department_field", t("Department is in"), Choice(seat, r_fields)))
        grid.add(self._field("project_field", t("Project is in"), Choice(seat, r_fields)))
        contact_help = t("Empty: {name}, as on the employer.", name=contact) if contact else ""
        grid.add(
            self._field(
                "contact", t("Contact person"), TextEdit(seat, limit=90), optional=bool(contact), help=contact_help
            ),
            2,
        )
        card.add(grid)
        card.add(
            self._field("text_twice", "", Check(seat, t("The text also in the column of the subledger (Tripletex)")))
        )
        card.add(self._field("by_type", "", Check(seat, t("A line of its own for each wage type"))))
        return card

    def _template_card(self) -> Card:
        seat, t = self.seat, self.seat.t
        card = Card(t("Own layout"), t("The columns that your system's import expects."), padding=24)
        card.body.setSpacing(16)
        self.columns = card.add(TemplateColumns(seat))
        grid = FormGrid()
        separators = [(name, t(_SEPARATOR_WORDS[name])) for name in SEPARATORS]
        decimals = [(name, t(_DECIMAL_WORDS[name])) for name in TEMPLATE_DECIMALS]
        encodings = [(name, _ENCODING_WORDS[name]) for name in TEMPLATE_ENCODINGS]
        grid.add(self._field("separator", t("Between columns"), Choice(seat, separators)))
        grid.add(self._field("template_decimal", t("Decimal sign"), Choice(seat, decimals)))
        grid.add(self._field("dates", t("Dates"), Choice(seat, [(name, t(_DATE_WORDS[name])) for name in DATES])))
        grid.add(self._field("template_encoding", t("Encoding"), Choice(seat, encodings)))
        card.add(grid)
        card.add(self._field("header", "", Check(seat, t("Headings in the first line"))))
        return card

    def _sample_card(self) -> Card:
        t = self.seat.t
        card = Card(t("How the file looks"), t("A voucher of two lines, made up."), padding=24)
        self.sample = LongTextEdit(self.seat, rows=5)
        self.sample.setReadOnly(True)
        self.sample.setAccessibleName(t("How the file looks"))
        card.add(self.sample)
        return card

    # --- what is chosen -------------------------------------------------------------------------------------------

    def choices(self) -> BooksChoices:
        value = {name: field.value() for name, field in self.fields.items()}
        stored = self._stored
        template = Template(
            self.columns.columns(),
            value["separator"] or "semicolon",
            value["template_decimal"] or "comma",
            value["dates"] or "dd.mm.yyyy",
            value["template_encoding"] or "utf-8-sig",
            bool(value["header"]),
        )
        return replace(
            stored,
            system=value["system"] or "",
            format=value["format"] or "generic",
            voucher_type=_whole(value["voucher_type"], stored.voucher_type),
            first_number=_whole(value["first_number"], stored.first_number),
            decimal=value["decimal"] or ".",
            encoding=value["encoding"] or "iso-8859-1",
            text_twice=bool(value["text_twice"]),
            department_field=value["department_field"] or "",
            project_field=value["project_field"] or "",
            by_type=bool(value["by_type"]),
            contact=value["contact"] or "",
            template=template,
        )

    def show_typed(self, kept: Any) -> None:
        if isinstance(kept, dict):
            self._show(books.read_choices(kept))

    def _read(self) -> BooksChoices:
        return books.books(self.seat.desk).choices

    def _keep(self, choices: BooksChoices) -> None:
        save_books(self.seat.desk, choices)

    def _show_refusal(self, findings: tuple[Finding, ...]) -> None:
        super()._show_refusal(findings)
        for name in (finding.where.thing for finding in findings if finding.where is not None):
            if isinstance(name, str) and name in self.fields:
                self.fields[name].focus()

    # --- showing --------------------------------------------------------------------------------------------------

    def _show(self, choices: BooksChoices) -> None:
        self._is_filling = True
        template = choices.template
        values = asdict(choices) | {
            "separator": template.separator,
            "template_decimal": template.decimal,
            "dates": template.dates,
            "template_encoding": template.encoding,
            "header": template.header,
            "contact": choices.contact or None,
            "voucher_type": Decimal(choices.voucher_type),
            "first_number": Decimal(choices.first_number),
        }
        for name, field in self.fields.items():
            field.set_value(values[name])
        self.columns.show_columns(template.columns)
        self._is_filling = False
        self._on_changed()

    def _propose(self) -> None:
        """Another system: the form that is right for it."""
        system = self._systems.get(self.fields["system"].value() or "")
        if system is not None and not self._is_filling:
            self.fields["format"].set_value(system.format)
            self.fields["text_twice"].set_value(system.text_twice)
            self._on_changed()

    def _on_changed(self) -> None:
        if self._is_filling:
            return
        t, choices = self.seat.t, self.choices()
        system = self._systems.get(choices.system)
        self.how.setText(system.how[self.seat.language] if system is not None else "")
        self.how.setVisible(system is not None)
        asked = _FORMS[choices.format]
        for name in (
            "voucher_type",
            "decimal",
            "encoding",
            "department_field",
            "project_field",
            "contact",
            "text_twice",
        ):
            self.fields[name].setVisible(name in asked)
        self.fields["by_type"].setVisible(choices.format != "generic")
        self.template_card.setVisible(choices.format == "template")
        warnings = books.warnings(self.seat.desk, choices)
        rows = [self.warnings.row_of(finding) for finding in warnings]
        group = Group(t("Stops the file"), t("as soon as a voucher has it"), "warn", rows)
        self.warnings.set_groups([group] if rows else [])
        self.warnings.setVisible(bool(warnings))
        self._show_sample(choices)
        self._on_checked()

    def _show_sample(self, choices: BooksChoices) -> None:
        try:
            shown = books.sample(self.seat.desk, choices)
        except Refused as refused:
            shown = "\n".join(self.seat.t(finding.what) for finding in refused.findings)
        shown = shown[:_SHOWN] + ("…" if len(shown) > _SHOWN else "")
        self.sample.set_value(shown.replace("\t", " → ").replace("\r\n", "\n").strip())

    def _on_checked(self) -> None:
        problem = next((field.problem() for field in self.fields.values() if field.problem()), "")
        self.row.set(self.has_changes(), problem)
        self.changed.emit()


def _whole(value: Any, otherwise: int) -> int:
    return int(value) if isinstance(value, Decimal | int) else otherwise
