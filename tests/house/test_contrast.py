"""Contrast by WCAG 2, computed from the tokens: 4.5 for every text on every ground it may stand on, 3 for edges."""

import tomllib
from pathlib import Path

import pytest

TEXTS = ("ink", "ink2", "ink3", "accent", "ok", "warn", "err", "info")
GROUNDS = ("surface", "canvas", "select")
ON_THEIR_OWN = (
    ("ok", "ok_soft"),
    ("warn", "warn_soft"),
    ("err", "err_soft"),
    ("info", "info_soft"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    ("on_toast", "toast"),
    ("toast_link", "toast"),
    ("ink2", "sidebar"),
    ("ink3", "sidebar"),
    ("ink2", "sunken"),
    ("ink3", "sunken"),
    ("ink2", "hover"),
    ("ink3", "hover"),
    ("ink", "raised"),
    ("ink2", "raised"),
)
EDGES = (
    ("control", "surface"),
    ("control", "canvas"),
    ("focus", "surface"),
    ("focus", "canvas"),
    ("chart1", "surface"),
)


def tokens(root: Path) -> dict:
    return tomllib.loads((root / "resources/look/tokens.toml").read_text(encoding="utf-8"))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_text_can_be_read(root: Path, name: str) -> None:
    colours = tokens(root)["color"][name]
    pairs = [(ink, ground) for ink in TEXTS for ground in GROUNDS] + list(ON_THEIR_OWN)
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_edges_and_marks_can_be_seen(root: Path, name: str) -> None:
    colours = tokens(root)["color"][name]
    assert [pair for pair in EDGES if contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


def test_white_letters_stand_on_every_clients_colour(root: Path) -> None:
    assert [colour for colour in tokens(root)["client"]["colors"] if contrast("#FFFFFF", colour) < 4.5] == []
