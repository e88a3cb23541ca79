"""Messages become sentences, with their values written as the language writes them."""

import os
import shutil
from datetime import date
from decimal import Decimal
from gettext import GNUTranslations

import pytest

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.reference import packaged, texts


@pytest.mark.parametrize(("language", "payslip"), [("nb", "Lønnsslipp"), ("da", "Lønseddel"), ("en", "Payslip")])
def test_a_message_is_put_into_the_language(language, payslip):
    assert texts.texts(language)(Message("Payslip")) == payslip


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        ("2026", "2026", "2026"),
        (7, "7", "7"),
        (12000, "12\xa0000", "12,000"),
        (Decimal("7.250"), "7,25", "7.25"),
        (Money.kr("-12345.67"), "−12\xa0345,67", "−12,345.67"),
        (Percent.of("14.1"), "14,1\xa0%", "14.1%"),
        (date(2026, 1, 31), "31.01.2026", "31 Jan 2026"),
        (Month(2026, 5), "mai 2026", "May 2026"),
        (Span(date(2026, 5, 1), date(2026, 5, 9)), "1.–9. mai 2026", "1–9 May 2026"),
        (Message("Payslip"), "Lønnsslipp", "Payslip"),
        (Message("{text}, continued", text=Message("Payslip")), "Lønnsslipp, fortsatt", "Payslip, continued"),
    ],
)
def test_values_are_written_as_the_language_does(value, nb, en):
    message = Message("<{value}>", value=value)  # no catalogue has this text, so it stays as it is
    assert (texts.texts("nb")(message), texts.texts("en")(message)) == (f"<{nb}>", f"<{en}>")


def test_a_text_without_translation_stays_english():
    assert texts.texts("da")(Message("No catalogue has this")) == "No catalogue has this"
    assert texts.texts("nb")(Message("")) == ""


def test_braces_in_a_value_are_left_alone():
    assert texts.texts("nb")(Message("<{value}>", value="{0}{x}")) == "<{0}{x}>"
    assert texts.texts("nb")(Message("{{}}")) == "{}" == str(Message("{{}}"))


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="sv"):
        texts.texts("sv")


def test_a_checkout_works_before_and_after_its_catalogues_are_compiled(tmp_path, monkeypatch):
    source = tmp_path / "locale" / "nb" / "LC_MESSAGES" / "lonnsom.po"
    source.parent.mkdir(parents=True)
    shutil.copy(packaged.path("locale/nb/LC_MESSAGES/lonnsom.po"), source)
    monkeypatch.setattr(packaged, "_ROOT", tmp_path)
    catalogue = texts._catalogue("nb")
    assert isinstance(catalogue, GNUTranslations)
    assert catalogue.gettext("Payslip") == "Lønnsslipp"

    compiled = source.with_suffix(".mo")
    compiled.write_bytes(texts._compiled(source.read_bytes().replace("Lønnsslipp".encode(), b"Kompilert")))
    os.utime(source, (1, 1))
    assert texts._catalogue("nb").gettext("Payslip") == "Kompilert"

    os.utime(compiled, (0, 0))  # the source was changed after it
    assert texts._catalogue("nb").gettext("Payslip") == "Lønnsslipp"

    source.unlink()  # an installed program has the compiled ones alone
    assert texts._catalogue("nb").gettext("Payslip") == "Kompilert"
