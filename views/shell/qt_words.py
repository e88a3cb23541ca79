"""Qt's own words in a language that Qt does not bring: of file dialogs, button boxes, menus of text fields."""

from __future__ import annotations

import tomllib

from PySide6.QtCore import QObject, QTranslator

from views.shell.tokens import qt_words


class QtWords(QTranslator):
    """Translates what Qt itself says, by its source text."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: dict[str, str] = tomllib.loads(qt_words(language))

    def translate(
        self,
        context: str,
        source: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        """The words; where there are none, the source itself: an empty answer would be taken for the words."""
        return self._words.get(source, source)

    def isEmpty(self) -> bool:
        return False
