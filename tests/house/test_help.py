"""Help is complete: every topic that a view asks for, and every page, in nb, da and en, with the same sections."""

import re
from pathlib import Path

import pytest

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.reference.help import help_for, help_page, help_text, page_title, read
from views.shell.registry import PAGES

LANGUAGES = ("nb", "da", "en")
TOPIC = re.compile(r"(?:topic=|\.help\()\"([a-z_]+(?:\.[a-z_0-9]+)?)\"")


def pages(root: Path) -> set[str]:
    return {path.stem for path in (root / "resources/help/nb").glob("*.md")}


def asked(root: Path) -> dict[str, str]:
    """Every topic that is written out in a view, and where."""
    return {
        topic: path.name for path in (root / "views").rglob("*.py") for topic in TOPIC.findall(path.read_text("utf-8"))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_explained(root: Path, language: str) -> None:
    lacking = {topic: where for topic, where in asked(root).items() if help_text(language, topic) is None}
    assert not lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_explained(language: str) -> None:
    assert not [name for name in PAGES if help_text(language, name) is None]


def test_the_same_sections_in_every_language(root: Path) -> None:
    for page in pages(root):
        of = {language: [section.topic for section in help_page(language, page)] for language in LANGUAGES}
        assert of["nb"] == of["da"] == of["en"], page
        assert all(page_title(language, page) for language in LANGUAGES), page


def test_no_section_is_empty_or_long(root: Path) -> None:
    for language in LANGUAGES:
        for page in pages(root):
            for section in help_page(language, page):
                assert section.body, section.topic
                if page not in ("general",):
                    assert len(section.body) < 700, (language, section.topic)


def test_the_general_pages_have_titles() -> None:
    for page in ("general", "overview", "findings"):
        for language in LANGUAGES:
            assert not [section.topic for section in help_page(language, page) if not section.title]


def test_sections_are_read() -> None:
    found = read(
        "setup", "# Oppsett\n\nOm siden.\n\n## name\nFirst.\n\nSecond.\n\n## pay_day: Lønnsdag\n- one\n- two\n"
    )
    assert found[""].title == "Oppsett"
    assert found[""].body == "Om siden."
    assert found["name"].body == "First.\n\nSecond."
    assert (found["pay_day"].title, found["pay_day"].topic) == ("Lønnsdag", "setup.pay_day")


def test_a_finding_finds_its_help() -> None:
    no_card = Finding(Severity.WARNING, Message("x"), Place("employees", 1, "tax_card"))
    assert help_for(no_card) == "findings.tax_card"
    assert help_for(Finding(Severity.STOP, Message("x"))) == ""
    assert help_for(Finding(Severity.STOP, Message("x"), Place("nowhere", 1, "nothing"), "X-1")) == ""


def test_what_is_not_a_topic_is_nothing() -> None:
    assert help_text("nb", "../../etc.passwd") is None
    assert help_text("nb", "") is None
    assert help_text("xx", "overview") is None
