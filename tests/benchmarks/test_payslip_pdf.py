"""1,000 payslips of one page, a file each, beside the same words drawn raw by ReportLab in the same run."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import fontpkg_lato
import pytest
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from services.reports.fonts import MEDIUM, REGULAR, SEMIBOLD
from services.reports.page import Paper
from services.reports.payslip import Employee, PayslipDocument
from services.reports.payslip_pdf import payslip_pdf
from services.reports.typesetting import Style
from tests.reports.samples import SLIP, kr

SLIPS, ROUNDS = 100, 7
UNTAGGED, TAGGED = 1.3, 2.0  # of the raw drawing, at most

Words = list[tuple[float, float, str, Style]]


def slips() -> Iterator[PayslipDocument]:
    """Different people with different amounts."""
    for number in range(SLIPS):
        name = f"{['Åse', 'Bjørn', 'Kari', 'Ola', 'Øystein', 'Łukasz'][number % 6]} Nordmann-{number}"
        pay = tuple(replace(line, amount=line.amount + kr(number)) for line in SLIP.pay)
        person = Employee(name, (f"Nedre Fyllingsveien {number}", "5147 Fyllingsdalen"))
        yield replace(SLIP, number=f"2026-11-{number:04d}", employee=person, pay=pay, net=SLIP.net + kr(number))


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[Words]:
    """What stands on each slip, and where."""
    pages: list[Words] = []
    with monkeypatch.context() as patch:
        patch.setattr(Paper, "text", lambda _, x, y, text, style: pages[-1].append((x, y, text, style)))
        ends = lambda _, x, y, text, style: pages[-1].append((x - style.width(text), y, text, style))  # noqa: E731
        patch.setattr(Paper, "text_to", ends)
        for slip in slips():
            pages.append([])
            payslip_pdf(slip)
    return pages


def raw(page: Words, path: Path) -> None:
    canvas = Canvas(str(path), lang="nb-NO", initialFontName=REGULAR)
    for x, y, text, style in page:
        canvas.setFont(style.weight, style.size)
        canvas.setFillGray(style.grey)
        canvas.drawString(x, 842 - y, text)
    canvas.showPage()
    canvas.save()


def test_a_thousand_payslips(words: list[Words], tmp_path: Path) -> None:
    for weight in (REGULAR, MEDIUM, SEMIBOLD):
        registerFont(TTFont(weight, str(fontpkg_lato.ROOT / "files" / f"Lato-{weight}.ttf")))
    made = list(slips())

    def ours(password: str | None = None, *, tagged: bool) -> Callable[[], None]:
        def draw() -> None:
            for place, slip in enumerate(made):
                (tmp_path / f"{place}.pdf").write_bytes(payslip_pdf(slip, password, tagged))

        return draw

    def floor() -> None:
        for place, page in enumerate(words):
            raw(page, tmp_path / f"{place}.pdf")

    jobs: dict[str, Callable[[], None]] = {
        "raw ReportLab": floor,
        "untagged": ours(tagged=False),
        "tagged": ours(tagged=True),
        "tagged, AES-256": ours("blåbær", tagged=True),
    }
    times: dict[str, list[float]] = {name: [] for name in jobs}
    sizes: dict[str, int] = {}
    for _ in range(ROUNDS):  # in turns, so that a slow moment of the machine hits all of them
        for name, job in jobs.items():
            started = perf_counter()
            job()
            times[name].append(perf_counter() - started)
            sizes[name] = (tmp_path / "0.pdf").stat().st_size
    took = {name: median(each) / SLIPS for name, each in times.items()}
    print()
    for name, seconds in took.items():
        ratio = seconds / took["raw ReportLab"]
        print(
            f"1,000 payslips, {name:16} {seconds * 1000:6.2f} s  {ratio:5.2f} × raw  {sizes[name] / 1000:5.0f} kB each"
        )
    assert took["untagged"] <= UNTAGGED * took["raw ReportLab"]
    assert took["tagged"] <= TAGGED * took["raw ReportLab"]
