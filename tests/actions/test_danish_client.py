"""A Danish client from end to end: the demo, a rise for everybody, corrections, handing over, two who approve, export,
backup, and what does not hold there.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.values.finding import Refused
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.actions import approval, backups, bulk_rise, erase, open_file, runs
from services.actions.export_all import export_all
from services.actions.hand_over import hand_over
from services.actions.settings import set_account
from services.actions.verify import verify
from services.desk.desk import Desk
from services.desk.payslip_choices import payslip_choices
from services.engine.facts import LineInput, RunHead, RunKind
from services.engine.result import RunResult
from services.queries import books, settings
from services.queries.numbered import categories
from services.vault import keys
from tests.actions.samples import Clock, Made

OPEN = 3  # November, begun and computed
THEIRS = "sju snille sauer i snø"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The Danish demo: September and October approved, November begun. Passwords are quick."""
    path = tmp_path_factory.mktemp("demo") / "moebler.lonnsom"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_ROUNDS", 100)
        open_file.demo_client(path, "kari", Clock(), country="DK").close()
        yield Made(path, "")


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Iterator[Desk]:
    path = made.copied_to(tmp_path)
    with open_file.open_file(path, "kari", Clock(), passphrase=open_file.DEMO_PASSWORD) as desk:
        yield desk


def net(result: RunResult, number: int) -> str:
    return next(str(slip["net_pay"]) for slip in result.payslips if slip.person.number == number)


def test_the_demo_has_something_on_every_page(desk: Desk) -> None:
    assert verify(desk) == []
    assert [row.form.name for row in categories(desk, "da")] == ["Funktionærer", "Timelønnede", "Ledelse"]
    result = runs.result_of(desk, OPEN)
    assert [slip.person.number for slip in result.payslips] == [1, 2, 3, 4, 5]
    assert not result.findings
    # Sofie: 24 800.00 − 992.00 pension (4 %) − 99.00 ATP = 23 709.00; AM 8 % = 1 897 (rounded), A-income 21 812.00;
    # 37 % of 21 812 − 6 200 = 5 776; 23 709 − 1 897 − 5 776
    assert net(result, 3) == "16036.00"


def test_a_rise_is_paid_in_the_open_run(desk: Desk) -> None:
    rise = bulk_rise.Rise(date(2026, 11, 1), percent=Percent.of(4))
    assert [str(row.after) for row in bulk_rise.preview(desk, rise, OPEN).rows] == [
        "64480.00",
        "37960.00",
        "25792.00",
        "196.04",
    ]
    bulk_rise.give(desk, rise, OPEN)
    [line] = [line for line in runs.draft(desk, OPEN).payslips[1].lines if line.type == "1000"]
    assert line.amount.value == Money.kr(37_960)


def test_a_rise_does_not_reach_back_into_approved_pay(desk: Desk) -> None:
    rise = bulk_rise.Rise(date(2026, 10, 1), percent=Percent.of(4))
    for attempt in (bulk_rise.preview, bulk_rise.give):
        with pytest.raises(Refused, match="correction run"):
            attempt(desk, rise, OPEN)


def test_a_correction_takes_the_run_back_and_pays_it_again(desk: Desk) -> None:
    head = RunHead(Month(2026, 10), date(2026, 11, 27), RunKind.CORRECTION, corrects="2026-10")
    number = runs.start(desk, head, {2: (LineInput("1171", amount=Money.kr(3_500)),)}, (2,))
    [slip] = runs.draft(desk, number).payslips
    lines = [(line.type, str(line.amount.value)) for line in slip.lines]
    assert ("1171", "-2500.00") in lines
    assert ("1171", "3500.00") in lines
    runs.approve(desk, number)
    assert verify(desk) == []


def test_it_is_handed_over_whole(desk: Desk, tmp_path: Path) -> None:
    hand_over(desk, tmp_path / "theirs.lonnsom", THEIRS, "Regnskab ApS")
    with open_file.open_file(tmp_path / "theirs.lonnsom", "berit", Clock(), passphrase=THEIRS) as theirs:
        assert verify(theirs) == []


def test_somebody_else_approves(desk: Desk, tmp_path: Path) -> None:
    approval.set_two_approve(desk, True)
    approval.ask(desk, OPEN, tmp_path / "ask.json", THEIRS)
    seen = approval.look_at_request(tmp_path / "ask.json", THEIRS)
    approval.answer(seen, approval.APPROVED, "Berit Ås", "", tmp_path / "answer.json", Clock(), tmp_path / "berit")
    approval.take_answer(desk, tmp_path / "answer.json", compared=True, folder=tmp_path / "kari")
    runs.approve(desk, OPEN)
    assert verify(desk) == []


def test_everything_is_exported_and_copied(desk: Desk, tmp_path: Path) -> None:
    out = export_all(desk, tmp_path / "out", "da").folder
    assert (out / "files/2026/2026-10-month/eindkomst-2026-10.txt").is_file()
    copy = backups.back_up(desk, tmp_path)
    assert backups.prove(copy.path, desk).country == "DK"
    there, _ = backups.restore(copy.path, tmp_path / "back.lonnsom", Clock(), passphrase=open_file.DEMO_PASSWORD)
    with open_file.open_file(there, "kari", Clock(), passphrase=open_file.DEMO_PASSWORD) as back:
        assert verify(back) == []


def test_who_left_is_kept_five_years_after_the_last_pay(desk: Desk) -> None:
    with pytest.raises(Refused, match="must be kept until"):
        erase.preview(desk, [6])


def test_a_numbered_type_has_an_account_of_its_own(desk: Desk) -> None:
    set_account(desk, "pay", "2215", wage_type="1100")
    [row] = [each for each in settings.wage_types(desk) if each.slug == "1100"]
    assert row.account == "2215"
    with pytest.raises(Refused, match="not posted there"):
        set_account(desk, "pay", "2215", wage_type="6003")
    runs.draft(desk, OPEN)
    view = books.voucher_of_run(desk, OPEN, "da")
    assert view is not None
    # Ali: 148 hours × 188.50 = 27 898.00; Kasper: 148 × 205.75 = 30 451.00
    assert [str(line.amount) for line in view.rows if line.account == "2215"] == ["58349.00"]


def test_vouchers_are_danish(desk: Desk) -> None:
    assert list(books.forms(desk)) == ["generic", "template"]
    first, line, *_ = books.sample(desk, books.books(desk).choices).splitlines()
    assert first.endswith("Afdeling;Projekt")
    assert ";2210;Løn;" in line
    assert [column.heading for column in books.books(desk).choices.template.columns][4:] == [
        "Beløb",
        "Afdeling",
        "Projekt",
    ]


def test_payslips_begin_as_danish(desk: Desk) -> None:
    with desk.reading() as session:
        assert payslip_choices(session).language == "da"
