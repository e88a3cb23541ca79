"""Brings every .po file up to date with the texts in the code.

A new text comes in empty, a changed one as fuzzy, and one that is gone stays as a comment at the end.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, extract, pofile

ROOT = Path(__file__).parents[1]
CODE = ("desktop", "views", "services", "models")
KEYWORDS = {"Message": None, "t": None}
LANGUAGES = ("nb", "da")


def texts() -> Iterator[tuple[str, int, str]]:
    """Where each text stands in the code: file, line, text."""
    for folder in CODE:
        for name, line, text, _, _ in extract.extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            assert isinstance(text, str)
            yield f"{folder}/{name}", line, text


def main() -> None:
    template = Catalog()
    for name, line, text in sorted(texts()):
        template.add(text, locations=[(name, line)])
    for language in LANGUAGES:
        po = ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "lonnsom.po"
        po.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(language, header_comment=f"# Lønnsom: {language}", project="Lønnsom", fuzzy=False)
        if po.exists():
            with po.open("rb") as source:
                catalogue = pofile.read_po(source)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        with po.open("wb") as target:
            pofile.write_po(target, catalogue, width=120, include_lineno=False)


if __name__ == "__main__":
    main()
