"""Makes the .mo files, which are not committed, from every .po file."""

from pathlib import Path

from babel.messages import mofile, pofile

LOCALE = Path(__file__).parents[1] / "resources" / "locale"


def main() -> None:
    for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with po.open("rb") as source:
            catalogue = pofile.read_po(source)
        with po.with_suffix(".mo").open("wb") as target:
            mofile.write_mo(target, catalogue)


if __name__ == "__main__":
    main()
