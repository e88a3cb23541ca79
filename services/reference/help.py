"""The help: what fields, findings and pages are about, in three languages.

A page of help is a text file: `# Title`, a few words about the page, then `## key` or `## key: Title` for each thing on
it. Each file is read when somebody first asks for something on its page. A topic is `page.key`; `page` alone is the
page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from models.values.finding import Finding
from services.reference import packaged

GENERAL: Final = "general"
FINDINGS: Final = "findings"
_HEAD: Final = re.compile(r"^## +([\w.\-]+)(?:: *(.+))?$")
_PAGE: Final = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class HelpText:
    """What is said of a topic. The body is paragraphs with an empty line between; a line that begins with “- ” or “1. ”
    is one of a list. The title of a field may be empty: the field has its own name.
    """

    topic: str
    title: str
    body: str


def help_text(language: str, topic: str) -> HelpText | None:
    """What there is to say of a topic; None for nothing. Of a page without words of its own the general one speaks."""
    page, _, key = topic.partition(".")
    found = _sections(language, page).get(key)
    if found is not None and found.body:
        return found
    if not key and (general := _sections(language, GENERAL).get(f"page_{page}")) is not None:
        return HelpText(topic, general.title, general.body)
    return None


def help_page(language: str, page: str) -> tuple[HelpText, ...]:
    """Everything on a page of help, in order; without the words about the page itself."""
    return tuple(section for key, section in _sections(language, page).items() if key)


def page_title(language: str, page: str) -> str:
    """What a page of help is called; empty where there is none."""
    found = _sections(language, page).get("")
    return found.title if found is not None else ""


def help_for(finding: Finding, language: str = "nb") -> str:
    """The topic that explains a finding: by its code, else by the place where it is mended; empty for none."""
    where = finding.where
    asked: Iterable[str] = (
        f"{FINDINGS}.{finding.code.lower()}" if finding.code else "",
        f"{FINDINGS}.{where.field}" if where is not None and where.field else "",
        f"{where.page}.{where.field}" if where is not None and where.field else "",
    )
    return next((topic for topic in asked if topic and help_text(language, topic) is not None), "")


@cache
def _sections(language: str, page: str) -> dict[str, HelpText]:
    """The sections of a page by key; under "" the page itself. Empty where there is no such file."""
    if not _PAGE.fullmatch(page):
        return {}
    path = packaged.path(f"help/{language}/{page}.md")
    return read(page, path.read_text(encoding="utf-8")) if path.is_file() else {}


def read(page: str, text: str) -> dict[str, HelpText]:
    """The sections of a page of help from its text."""
    title, key = "", ""
    titles: dict[str, str] = {"": ""}
    lines: dict[str, list[str]] = {"": []}
    for line in text.splitlines():
        if line.startswith("# "):
            title = line[2:].strip()
        elif found := _HEAD.match(line):
            key = found[1]
            titles[key] = (found[2] or "").strip()
            lines[key] = []
        else:
            lines[key].append(line.rstrip())
    titles[""] = title
    return {
        each: HelpText(f"{page}.{each}" if each else page, titles[each], "\n".join(some).strip())
        for each, some in lines.items()
    }
