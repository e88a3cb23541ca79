"""The kit's part of the style sheet: what its own painting must not find in the way."""

from __future__ import annotations

from views.shell import theme
from views.shell.theme import Theme

_STATES = ("", ":focus", ":hover", ":disabled", ":read-only")


def widgets_sheet(of: Theme) -> str:
    """Fields that paint their own box, and the lists that open under them."""
    bare = ", ".join(
        f'{kind}[kit="true"]{state}' for kind in ("QLineEdit", "QPlainTextEdit", "QComboBox") for state in _STATES
    )
    return f"""
{bare} {{ border: none; background: transparent; padding: 0; min-height: 0; color: {of.ink.name()}; }}
QLineEdit[kit="true"]:disabled, QPlainTextEdit[kit="true"]:disabled {{ color: {of.ink2.name()}; }}
QComboBox[kit="true"] {{ combobox-popup: 0; }}
QListView#choices {{ background: {of.raised.name()}; border: 1px solid {of.line2.name()}; border-radius: 8px;
  padding: 5px; outline: none; }}
QListView#choices::item {{ min-height: 0; padding: 0; }}
QTableView#rows {{ background: transparent; border: none; outline: none; selection-background-color: transparent; }}
QTableView#rows QHeaderView, QTableView#rows QHeaderView::section {{ background: transparent; border: none; }}
"""


theme.add_sheet(widgets_sheet)
