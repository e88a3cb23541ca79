"""Every text of the program is there in Bokmål and Danish, with the same placeholders as in the code."""

from pathlib import Path
from string import Formatter

import pytest
from babel.messages import pofile

from installer.update_catalogues import LANGUAGES, texts


def translations(root: Path, language: str) -> dict[str, str]:
    """Text in the code → translation; one that is fuzzy does not count."""
    found: dict[str, str] = {}
    for po in sorted((root / "resources" / "locale" / language).glob("LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = pofile.read_po(source, abort_invalid=True)
        found |= {entry.id: entry.string for entry in catalogue if entry.id and not entry.fuzzy}
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_is_translated(root: Path) -> None:
    translated = {language: translations(root, language) for language in LANGUAGES}
    found = [
        f"{language} {name}:{line} {text}"
        for name, line, text in texts()
        for language in LANGUAGES
        if not translated[language].get(text)
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(root: Path, language: str) -> None:
    found = [
        f"{text} → {translation}"
        for text, translation in translations(root, language).items()
        if translation and placeholders(translation) != placeholders(text)
    ]
    assert not found, "\n" + "\n".join(found)
