"""Light and dark: the colour tokens, and what the application wears because of them.

Painted widgets ask `current()` when they paint. `apply` dresses the whole application: palette, style sheet and font.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from views.shell.fonts import font, load
from views.shell.tokens import caret_path, tokens

THEMES: Final = ("light", "dark")

SIDEBAR: Final = 212
SIDEBAR_SMALL: Final = 56
CLIENT_BAR: Final = 48
FOOTER: Final = 64
PANEL: Final = 396
PANEL_SMALL: Final = 360
PANEL_WIDE: Final = 480
BUTTON: Final = 34
FIELD: Final = 36
ROW: Final = 40
ROW_TWO: Final = 50
ROW_TALL: Final = 68
HEAD: Final = 36
HEAD_UNITS: Final = 48
GRID_ROW: Final = 34
PILL: Final = 22
CHIP: Final = 30
MARGIN: Final = 32
CONTENT: Final = 1240  # the widest that content grows
FORM: Final = 640  # the widest that text and forms grow
RADIUS_SMALL: Final = 4
RADIUS_CONTROL: Final = 7
RADIUS_BOX: Final = 8
RADIUS_CARD: Final = 10
RADIUS_POPOVER: Final = 12


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, by token."""

    name: str
    canvas: QColor
    surface: QColor
    sunken: QColor
    raised: QColor
    sidebar: QColor
    hover: QColor
    select: QColor
    weekend: QColor
    line: QColor
    line2: QColor
    control: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    accent: QColor
    accent_hover: QColor
    accent_pressed: QColor
    accent_soft: QColor
    accent_line: QColor
    on_accent: QColor
    focus: QColor
    ok: QColor
    ok_soft: QColor
    warn: QColor
    warn_soft: QColor
    warn_line: QColor
    err: QColor
    err_soft: QColor
    err_line: QColor
    info: QColor
    info_soft: QColor
    toast: QColor
    on_toast: QColor
    toast_link: QColor
    chart1: QColor
    chart2: QColor
    chart3: QColor
    shadow: QColor

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"

    def token(self, name: str) -> QColor:
        """A colour by the name of its token. Raises AttributeError for a name that there is not."""
        colour: QColor = getattr(self, name)
        return colour


class _Signals(QObject):
    """What the theme tells: it was changed."""

    changed = Signal()


@cache
def signals() -> _Signals:
    """The theme's signals: `signals().changed`."""
    return _Signals()


@cache
def theme(name: str) -> Theme:
    """A theme by its name."""
    colours = tokens()["color"][name]
    named = {field.name: QColor(colours[field.name]) for field in fields(Theme) if field.name != "name"}
    return Theme(name, **named)


def client_colours() -> tuple[str, ...]:
    """The colours that a client can have, for its mark and its stripe only."""
    return tuple(tokens()["client"]["colors"])


class _Current:
    """Which theme is worn, and which was asked for."""

    name = "light"
    wanted = "light"
    follows = False


def current() -> Theme:
    """The theme that is worn now."""
    return theme(_Current.name)


def apply(app: QApplication, wanted: str) -> None:
    """Dress the application: `light`, `dark`, or `system` to follow the system, also when that changes."""
    hints = app.styleHints()
    if not _Current.follows:
        hints.colorSchemeChanged.connect(lambda: apply(app, _Current.wanted))
        _Current.follows = True
    _Current.wanted = wanted
    is_dark = wanted == "dark" or (wanted == "system" and hints.colorScheme() is Qt.ColorScheme.Dark)
    _Current.name = "dark" if is_dark else "light"
    load()
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(_palette(current()))
    app.setStyleSheet(sheet(current()))
    signals().changed.emit()


def wants_less_motion() -> bool:
    """Whether nothing should move: offscreen, in tests, or because the system asks for it."""
    return QGuiApplication.platformName() in ("offscreen", "minimal")


def _palette(of: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in {
        role.Window: of.canvas,
        role.WindowText: of.ink,
        role.Base: of.surface,
        role.AlternateBase: of.canvas,
        role.Text: of.ink,
        role.Button: of.surface,
        role.ButtonText: of.ink,
        role.BrightText: of.err,
        role.Highlight: of.accent,
        role.HighlightedText: of.on_accent,
        role.Link: of.accent,
        role.LinkVisited: of.accent,
        role.PlaceholderText: of.ink3,
        role.ToolTipBase: of.toast,
        role.ToolTipText: of.on_toast,
        role.Light: of.surface,
        role.Midlight: of.line,
        role.Mid: of.line2,
        role.Dark: of.control,
        role.Shadow: of.shadow,
        role.Accent: of.accent,
    }.items():
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, of.ink3)
    return palette


_FIELDS: Final = ("QLineEdit", "QPlainTextEdit", "QComboBox")  # with `kit` they paint their own box
_STATES: Final = ("", ":focus", ":hover", ":disabled", ":read-only")


def sheet(of: Theme) -> str:
    """The one style sheet: grounds, fields, menus, tool tips, scroll bars. Everything else paints itself."""
    c = {field.name: getattr(of, field.name).name() for field in fields(Theme) if field.name != "name"}
    bare = ", ".join(f'{kind}[kit="true"]{state}' for kind in _FIELDS for state in _STATES)
    return f"""
QMainWindow, QDialog, QMessageBox {{ background: {c["canvas"]}; color: {c["ink"]}; }}
QToolTip {{ background: {c["toast"]}; color: {c["on_toast"]}; border: none; padding: 6px 8px; font-size: 13px; }}
QMenu {{ background: {c["raised"]}; color: {c["ink"]}; border: 1px solid {c["line2"]}; border-radius: 8px;
  padding: 6px; }}
QMenu::item {{ padding: 7px 28px 7px 12px; border-radius: 5px; }}
QMenu::item:selected {{ background: {c["select"]}; color: {c["ink"]}; }}
QMenu::item:disabled {{ color: {c["ink3"]}; }}
QMenu::separator {{ height: 1px; background: {c["line"]}; margin: 6px 4px; }}
QMenu::indicator {{ width: 16px; height: 16px; left: 8px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{ background: {c["surface"]}; color: {c["ink"]};
  border: 1px solid {c["control"]}; border-radius: 7px; padding: 0 11px; min-height: 34px;
  selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]}; }}
QPlainTextEdit, QTextEdit {{ padding: 7px 8px; }}
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QComboBox:hover {{ border-color: {c["ink2"]}; }}
QLineEdit[state="error"], QComboBox[state="error"], QPlainTextEdit[state="error"] {{ border-color: {c["err"]}; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {c["focus"]};
  padding: 0 10px; min-height: 32px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 6px 7px; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QLineEdit[readOnly="true"] {{
  background: {c["sunken"]}; color: {c["ink3"]}; border-color: {c["line2"]}; }}
QComboBox {{ padding-right: 30px; combobox-popup: 0; }}
QComboBox:focus {{ padding-right: 29px; }}
QComboBox::drop-down {{ border: none; width: 28px; subcontrol-position: center right; }}
QComboBox::down-arrow {{ image: url("{caret_path(of.name)}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {c["raised"]}; color: {c["ink"]}; border: 1px solid {c["line2"]};
  border-radius: 8px; padding: 4px; outline: none; selection-background-color: {c["select"]};
  selection-color: {c["ink"]}; }}
QComboBox QAbstractItemView::item {{ min-height: 32px; padding: 0 8px; border-radius: 5px; }}
QScrollArea {{ border: none; background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; border: none; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; border: none; }}
QScrollBar::handle {{ background: {c["line2"]}; border-radius: 4px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {c["control"]}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QDialogButtonBox QPushButton, QMessageBox QPushButton {{ background: {c["surface"]}; color: {c["ink"]};
  border: 1px solid {c["line2"]}; border-radius: 7px; padding: 7px 14px; font-weight: 600; }}
#canvas {{ background: {c["canvas"]}; }}
#surface {{ background: {c["surface"]}; }}
#card {{ background: {c["surface"]}; border: 1px solid {c["line"]}; border-radius: 10px; }}
{bare} {{ border: none; background: transparent; padding: 0; min-height: 0; color: {c["ink"]}; }}
QLineEdit[kit="true"]:disabled, QPlainTextEdit[kit="true"]:disabled {{ color: {c["ink2"]}; }}
QComboBox[kit="true"] {{ combobox-popup: 0; }}
QListView#choices {{ background: {c["raised"]}; border: 1px solid {c["line2"]}; border-radius: 8px;
  padding: 5px; outline: none; }}
QListView#choices::item {{ min-height: 0; padding: 0; }}
QTableView#rows {{ background: transparent; border: none; outline: none; selection-background-color: transparent; }}
QTableView#rows QHeaderView, QTableView#rows QHeaderView::section {{ background: transparent; border: none; }}
"""
