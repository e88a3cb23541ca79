"""Payslips to draw, and ways to read what was drawn."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from models.values.money import Money
from models.values.span import Month
from services.reports.payslip import Block, Box, Deduction, Employee, Employer, Entry, Fact, PayLine, PayslipDocument

kr = Money.kr

EMPLOYER = Employer("Fjordbakeriet AS", ("Bryggegaten 14, 5003 Bergen", "Org.nr. 999 888 771"))

SLIP = PayslipDocument(
    language="nb",
    number="2026-11-006",
    period=Month(2026, 11),
    employer=EMPLOYER,
    employee=Employee("Henrik Bråthen", ("Nedre Fyllingsveien 212 C", "5147 Fyllingsdalen")),
    facts=(
        Fact("Ansatt nr.", "6"),
        Fact("Stilling", "Sjåfør, 100 %"),
        Fact("Skattekort", "Tabell 8010"),
        Fact("Feriepenger", "12 %, 5 uker"),
    ),
    pay_date=date(2026, 11, 25),
    account="86011117947",
    pay=(
        PayLine("Fastlønn", kr(41200), "1.–30. november, 100 % stilling"),
        PayLine("Overtid 50 %", kr("6845.54"), "Uke 45: 6,0 t", Decimal(18), "t", 1, kr("380.31")),
        PayLine("Kjøregodtgjørelse", kr(742), "Trekkfri", Decimal(212), "km", 0, kr("3.50")),
    ),
    gross=kr("48787.54"),
    deductions=(
        Deduction("Skattetrekk, tabell 8010", kr(-14738), "Månedstrekk", kr("48045.54")),
        Deduction("Fagforening", kr(-460), "Betales til forbundet for deg"),
    ),
    net=kr("33589.54"),
    blocks=(
        Block("Hittil i 2026", (Entry("Brutto lønn", kr("468912.20")), Entry("Skattetrekk", kr(-139870)))),
        Block("Feriepenger", (Entry("Grunnlag 2026", kr("461334.70")), Entry("Feriedager igjen", "4 av 25"))),
    ),
    explanation=Box("Hvorfor er november høyere enn oktober?", "Overtid 6 845,54 kom i tillegg."),
    contact=("Spørsmål? Kontakt Kari Solheim",),
)


def slip(**changes: Any) -> PayslipDocument:
    return replace(SLIP, **changes)


def lines(count: int) -> tuple[PayLine, ...]:
    return tuple(
        PayLine(f"Tillegg {number}", kr(100 + number), "", Decimal(number), "t", 1, kr("123.45"))
        for number in range(1, count + 1)
    )


def read(pdf: bytes, password: str | None = None) -> list[str]:
    """The text of each page; every space is a plain one."""
    document = pypdfium2.PdfDocument(pdf, password=password)
    return [page.get_textpage().get_text_range().replace("\N{NO-BREAK SPACE}", " ") for page in document]


def poppler(pdf: bytes, folder: Path, command: str, *arguments: str) -> str:
    """What a command of poppler says of the PDF."""
    if shutil.which(command) is None:
        pytest.skip(f"{command} is not installed (poppler-utils)")
    path = folder / "made.pdf"
    path.write_bytes(pdf)
    out = ["-"] if command == "pdftotext" else []
    ended = subprocess.run([command, *arguments, path, *out], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
    return ended.stdout.replace("\N{NO-BREAK SPACE}", " ")
