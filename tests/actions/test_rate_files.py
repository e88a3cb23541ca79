"""Rates by file: what a signed file would change, taken in and taken back, and that a paid month never changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from models.values.finding import Refused, Severity
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.actions import rate_files, runs
from services.actions.inspect import inspect_file
from services.actions.rate_files import RateState, preview
from services.actions.verify import verify
from services.desk import rate_folder
from services.desk.calculate import calculate
from services.desk.desk import Desk
from services.engine.facts import RunHead
from services.queries import rate_files as queries
from services.reference import year_files
from services.reference.year_files import RateFileError, learn, rate_book, read_edition
from tests.actions.samples import Clock, Made, start_march
from tests.rate_files import Maker, next_year, second_edition, text_of

NOW = Clock()()
Sign = Callable[[str], bytes]
APRIL = RunHead(Month(2026, 4), date(2026, 4, 20))


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    maker = Maker()
    monkeypatch.setattr(rate_folder, "keys", lambda: maker.keys)
    return maker


@pytest.fixture
def sign(maker: Maker) -> Sign:
    return maker.sign


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """This machine's folder for rates; afterwards nothing counts but what is packaged."""
    rate_files.use_folder(tmp_path / "rates")
    yield tmp_path / "rates"
    rate_files.use_folder(None)
    year_files.count_on("NO", ())


def take(content: bytes) -> str:
    return rate_files.take_in(content, "satser.txt", NOW, "kari").digest


def zone_1(day: date) -> Percent:
    return rate_book("NO").on(day).percent("employer_contribution.zone_1").value


def stops(content: bytes) -> str:
    """Why a file cannot be taken in; nothing is stored then."""
    seen = preview(content)
    assert not seen.can_take
    with pytest.raises(Refused):
        take(content)
    assert rate_folder.FOLDER.taken == ()
    return " ".join(str(found.what) for found in seen.findings if found.severity is Severity.STOP)


# --- what a file would change -----------------------------------------------------------------------------------------


def test_a_file_is_shown_rate_by_rate_with_old_new_and_source(sign: Sign) -> None:
    seen = preview(sign(second_edition()))
    assert seen.can_take
    assert seen.beside is not None
    assert seen.beside.number == 1
    changed = {each.name: each for each in seen.of(RateState.CHANGED)}
    assert set(changed) == {"employer_contribution.zone_1", "basic_amount"}
    zone = changed["employer_contribution.zone_1"]
    assert [(rate.value, rate.source) for rate in zone.after] == [(Percent.of("14.3"), zone.before[0].source)]
    assert zone.before[0].value == Percent.of("14.1")
    assert [rate.value for rate in changed["basic_amount"].after] == [Money.kr("130160"), Money.kr("137000")]
    assert not seen.of(RateState.NEW, RateState.GONE, RateState.SOURCE)
    assert zone_1(date(2026, 4, 20)) == Percent.of("14.1")  # nothing was stored


def test_the_next_year_is_held_against_what_this_one_ends_with(sign: Sign) -> None:
    seen = preview(sign(next_year()))
    assert seen.can_take
    assert seen.beside is not None
    assert seen.beside.year == 2026
    assert "employer_contribution.zone_1" in {each.name for each in seen.of(RateState.CHANGED)}
    g = next(each for each in seen.changes if each.name == "basic_amount")
    assert [each.value for each in g.before] == [Money.kr("136549")]  # only what holds on 31 December


def test_what_a_file_lacks_is_told_and_what_moved_far_is_marked(sign: Sign) -> None:
    """The minimum pension away, and a zone with 41.1 in place of 14.1 per cent: a slip of the finger."""
    words = re.sub(r"\[pension\.minimum\]\n(.+\n)+", "", second_edition().replace('"14.3"', '"41.1"', 1))
    seen = preview(sign(words))
    assert [each.name for each in seen.of(RateState.GONE)] == ["pension.minimum"]
    assert [each.name for each in seen.changes if each.is_far] == ["employer_contribution.zone_1"]
    warnings = [str(found.what) for found in seen.findings if found.severity is Severity.WARNING]
    assert len(warnings) == 2
    assert warnings[0].startswith("1 rates that the program knows are not in the file")


def test_a_better_source_is_a_difference_of_its_own(sign: Sign) -> None:
    words = second_edition().replace('"14.3"', '"14.1"').replace('"137000"', '"136549"')
    seen = preview(
        sign(words.replace("an auditor's sheet for 2026; Skatteetaten's zone list 2026", "The budget 2026", 1))
    )
    assert [each.name for each in seen.of(RateState.SOURCE)] == ["employer_contribution.zone_1"]
    assert not seen.of(RateState.CHANGED)


# --- taken in and taken back ------------------------------------------------------------------------------------------


def test_next_years_rates_make_its_pay_dates_possible(desk: Desk, sign: Sign) -> None:
    january = RunHead(Month(2027, 1), date(2027, 1, 20))
    with pytest.raises(Refused):
        runs.draft(desk, runs.start(desk, january))
    take(sign(next_year()))
    run_id = runs.start(desk, RunHead(Month(2027, 1), date(2027, 1, 20), sequence=2))
    assert runs.draft(desk, run_id).totals["aga"] > Money(0)
    assert zone_1(date(2027, 1, 20)) == Percent.of("14.0")
    assert zone_1(date(2026, 12, 31)) == Percent.of("14.1")


def test_a_paid_month_never_changes(approved: Made, approved_path: Path, sign: Sign) -> None:
    """March is approved by 14.1 %. Then 14.3 % comes: March proves itself as it was, and April is paid by the new."""
    with approved.desk(approved_path) as desk:
        march = runs.result_of(desk, 1)
        take(sign(second_edition()))
        assert verify(desk) == []
        assert runs.result_of(desk, 1) == march
        april = runs.start(desk, APRIL)
        result = runs.draft(desk, april)
        rate = rate_book("NO").on(APRIL.pay_date).percent("employer_contribution.zone_1").value
        assert rate == Percent.of("14.3")
        base = sum(slip["aga_base"].ore for slip in result.payslips if slip.person.number == 1)
        assert result.payslips[0]["aga"].ore == pytest.approx(base * 0.143, abs=1)
        runs.approve(desk, april, prove=False)
        rate_files.take_back(result.facts.editions[-1], NOW, "kari")
        assert verify(desk) == []  # both months, each by its own rates


def test_a_draft_is_to_be_calculated_anew_when_the_rates_become_others(desk: Desk, sign: Sign) -> None:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    runs.refuse_unready(desk, run_id)
    digest = take(sign(second_edition()))
    with pytest.raises(Refused, match="changed afterwards"):
        runs.approve(desk, run_id, prove=False)
    with_new = runs.draft(desk, run_id).totals["aga"]
    rate_files.take_back(digest, NOW, "kari")
    with pytest.raises(Refused, match="changed afterwards"):
        runs.refuse_unready(desk, run_id)
    assert runs.draft(desk, run_id).totals["aga"] < with_new
    runs.approve(desk, run_id, prove=False)


def test_the_rates_of_the_year_after_do_not_touch_a_draft_of_this_year(desk: Desk, sign: Sign) -> None:
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    take(sign(next_year()))
    runs.approve(desk, run_id, prove=False)


def test_another_machine_proves_a_month_that_was_paid_by_rates_it_never_took_in(
    new: Made, path: Path, sign: Sign, tmp_path: Path
) -> None:
    take(sign(second_edition()))
    with new.desk(path) as desk:
        run_id = start_march(desk)
        runs.draft(desk, run_id)
        runs.approve(desk, run_id, prove=False)
        editions = runs.result_of(desk, run_id).facts.editions
    rate_files.use_folder(tmp_path / "another machine")
    year_files._KNOWN.pop(editions[-1])
    year_files._forget()
    assert zone_1(APRIL.pay_date) == Percent.of("14.1")
    with new.desk(path) as desk:
        assert verify(desk) == []
        assert zone_1(APRIL.pay_date) == Percent.of("14.1")  # it counts for that month, and for no other


def test_a_run_whose_rates_are_nowhere_says_so(approved: Made, approved_path: Path) -> None:
    with approved.desk(approved_path) as desk:
        facts = runs.result_of(desk, 1).facts
    with pytest.raises(Refused, match="are not at hand"):
        calculate(replace(facts, editions=("0" * 32,)))


def test_the_log_tells_who_took_in_what_and_what_was_taken_back(desk: Desk, sign: Sign) -> None:
    digest = take(sign(second_edition()))
    (row,) = queries.taken_in(desk)
    assert (row.year, row.number, row.taken_by, row.counts) == (2026, 2, "kari", True)
    (this_year, *_) = queries.years_in_use(desk)
    assert (this_year.year, this_year.number, this_year.taken) == (2026, 2, row)
    rate_files.take_back(digest, NOW, "ola")
    (row,) = queries.taken_in(desk)
    assert (row.counts, row.back_by) == (False, "ola")
    assert queries.years_in_use(desk)[0].taken is None
    with pytest.raises(Refused, match="not in use"):
        rate_files.take_back(digest, NOW, "ola")
    (note,) = preview(sign(second_edition())).findings
    assert str(note.what).startswith("The same file was taken in before and taken back on")
    assert take(sign(second_edition())) == digest
    assert [each.counts for each in queries.taken_in(desk)] == [True]


def test_what_was_taken_in_counts_after_a_restart(sign: Sign, folder: Path) -> None:
    take(sign(second_edition()))
    year_files.count_on("NO", ())
    assert zone_1(APRIL.pay_date) == Percent.of("14.1")
    rate_files.use_folder(folder)
    assert zone_1(APRIL.pay_date) == Percent.of("14.3")


def test_inspect_says_what_the_file_would_change(sign: Sign, tmp_path: Path) -> None:
    file = tmp_path / "satser.txt"
    file.write_bytes(sign(second_edition()))
    said = inspect_file(file)
    assert (said["kind"], said["accepted"], said["findings"]) == ("rates", True, [])
    assert said["data"] == {
        "country": "NO",
        "year": 2026,
        "edition": 2,
        "new": 0,
        "changed": 2,
        "source": 0,
        "same": said["rows"] - 2,
        "gone": 0,
    }
    file.write_bytes(file.read_bytes().replace(b"14.3", b"24.3"))
    said = inspect_file(file)
    assert (said["kind"], said["accepted"], len(said["findings"])) == ("rates", False, 1)


# --- what cannot be right ---------------------------------------------------------------------------------------------


def test_whoever_changes_a_digit_breaks_the_signature(sign: Sign) -> None:
    assert "changed after it was signed" in stops(sign(second_edition()).replace(b"14.3", b"13.3"))


def test_a_mail_program_that_turned_the_line_ends_does_not(sign: Sign) -> None:
    turned = b"\xef\xbb\xbf" + sign(second_edition()).replace(b"\n", b"\r\n")
    assert preview(turned).can_take
    assert preview(turned).edition == preview(sign(second_edition())).edition


def test_another_makers_file_is_named_as_such(maker: Maker) -> None:
    assert "not signed by the maker" in stops(Maker().sign(second_edition()))


def test_a_signature_of_another_key_under_the_makers_mark(maker: Maker) -> None:
    assert "changed after it was signed" in stops(Maker().sign(second_edition(), maker.public))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"[about]\nyear = 2026\n",
        b"# lonnsom-rates 1\n",
        b"# lonnsom-rates 1\n# key 00\n# signature \n",
        b"# lonnsom-rates 1\n# key 0123456789abcdef\n# signature ===\n[about]\n",
        "# lonnsom-rates 1\n# key 0123456789abcdef\n# signature æ\n".encode(),
        bytes(range(256)),
    ],
)
def test_what_is_no_file_of_rates_is_refused(content: bytes, sign: Sign) -> None:
    assert stops(content)


def test_a_file_of_a_newer_form_is_refused_by_name(sign: Sign) -> None:
    assert "newer than this program" in stops(sign(second_edition()).replace(b"lonnsom-rates 1", b"lonnsom-rates 2"))


def test_a_file_that_is_far_too_large_is_not_read(sign: Sign) -> None:
    assert "larger than a file of rates" in stops(sign(second_edition() + "#" * 1_000_000))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("edition = 2", "edition = 1", "older edition"),  # not newer than what is in use
        ("year = 2026", "year = 2030", "2027 are missing"),
        ("year = 2026", 'year = "2026"', "cannot be used"),
        ('country = "NO"', 'country = "SE"', "no rates for the country"),
        ('percent = "14.3"', "percent = 14.3", "cannot be used"),
        ('percent = "14.3"', 'percent = "fourteen"', "cannot be used"),
        ('percent = "14.3"', 'amount = "14.3"', "another kind of value"),
        ("from = 2026-05-01", "from = 2025-05-01", "another year"),
        ("from = 2026-05-01", 'from = "May"', "cannot be used"),
        ('status = "page"', 'status = "sure"', "cannot be used"),
        ("[about]", "[about", "cannot be used"),
        ("[about]", "[somewhere]", "cannot be used"),
    ],
)
def test_rates_that_cannot_be_right_are_refused_though_signed(sign: Sign, old: str, new: str, why: str) -> None:
    words = second_edition()
    assert old in words
    assert why in stops(sign(words.replace(old, new)))


def test_the_same_edition_twice_is_told(sign: Sign) -> None:
    content = sign(second_edition())
    take(content)
    assert "in use already" in " ".join(str(found.what) for found in preview(content).findings)


def test_a_file_that_was_changed_in_the_folder_counts_no_more(sign: Sign, folder: Path) -> None:
    digest = take(sign(second_edition()))
    lying = folder / f"{digest}.rates"
    lying.write_bytes(lying.read_bytes().replace(b"14.3", b"10.3"))
    rate_files.use_folder(folder)
    assert zone_1(APRIL.pay_date) == Percent.of("14.1")
    assert str(queries.troubles()[0]).startswith("The rates of 2026 cannot be used")


def test_one_damaged_file_in_the_folder_stands_in_nobodys_way(sign: Sign, folder: Path) -> None:
    """Next year's file is damaged; this year's can be taken back and taken in all the same."""
    later, now = take(sign(next_year())), take(sign(second_edition()))
    (folder / f"{later}.rates").write_bytes(b"")
    rate_files.take_back(now, NOW, "kari")
    assert zone_1(APRIL.pay_date) == Percent.of("14.1")
    take(sign(second_edition()))
    assert zone_1(APRIL.pay_date) == Percent.of("14.3")
    assert len(queries.troubles()) == 1


@pytest.mark.parametrize("listed", [b"", b"{", b"[1]", b'[{"digest": "../../etc/passwd"}]', b"\xff"])
def test_a_damaged_list_is_told_and_stops_nothing(folder: Path, listed: bytes) -> None:
    folder.mkdir()
    (folder / "taken.json").write_bytes(listed)
    rate_files.use_folder(folder)
    assert zone_1(APRIL.pay_date) == Percent.of("14.1")
    assert len(queries.troubles()) == 1


def test_a_folder_that_cannot_be_written_refuses_and_nothing_counts(sign: Sign, folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(Refused, match="could not be written"):
        take(sign(second_edition()))
    assert zone_1(APRIL.pay_date) == Percent.of("14.1")


def test_no_path_out_of_a_list_is_ever_opened(folder: Path) -> None:
    folder.mkdir()
    row = {"digest": "../secret", "country": "NO", "year": 2026, "number": 2, "name": "x", "taken_by": ""}
    (folder / "taken.json").write_text(
        json.dumps([row | {"taken_at": NOW.isoformat(), "back_at": None, "back_by": ""}])
    )
    rate_files.use_folder(folder)
    rate_book("NO")
    assert rate_folder.FOLDER.taken == ()


def test_kept_rates_are_never_changed_or_deleted(approved: Made, approved_path: Path) -> None:
    with approved.desk(approved_path) as desk:
        for statement in ("DELETE FROM rate_edition", "UPDATE rate_edition SET year = 1"):
            with pytest.raises(Exception, match="approved"), desk.change("test") as session:
                session.execute(text(statement))


def test_a_year_file_that_says_nothing_of_itself_is_none() -> None:
    with pytest.raises(RateFileError):
        read_edition(b"[zone]\npercent = '1'\nsource = 'x'\nstatus = 'page'\n")
    assert learn(text_of().encode()) is learn(text_of().encode())
