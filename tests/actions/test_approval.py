"""A second person's approval by file, from asking to a locked run."""

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from models.values.finding import Refused
from models.values.money import Money
from services.actions import approval, runs
from services.actions.approval import APPROVED, SENT_BACK, AnswerSeen, RequestSeen
from services.actions.exports import approve_and_export
from services.actions.payslip_notes import save_note
from services.actions.verify import verify
from services.desk.desk import Desk
from services.queries.approval import approval_of
from tests.actions.samples import MARCH, Clock, a_bonus, extra

SHARED = "to grønne epler i kurv"


@dataclass
class Two:
    """Kari at the client file, Berit at another machine, and the folder in which files lie between them."""

    desk: Desk
    run: int
    folder: Path

    def ask(self) -> Path:
        return approval.ask(self.desk, self.run, self.folder / "ask.json", SHARED)

    def seen(self) -> RequestSeen:
        return approval.look_at_request(self.folder / "ask.json", SHARED)

    def answer(self, decision: str = APPROVED, name: str = "Berit Ås", remark: str = "", whose: str = "berit") -> Path:
        return approval.answer(
            self.seen(), decision, name, remark, self.folder / "answer.json", Clock(), self.folder / whose
        )

    def take(self, compared: bool = True) -> AnswerSeen:
        mine = self.folder / "kari"
        return approval.take_answer(self.desk, self.folder / "answer.json", compared=compared, folder=mine)


@pytest.fixture
def two(desk: Desk, tmp_path: Path) -> Two:
    run = runs.start(desk, MARCH)
    runs.draft(desk, run)
    approval.set_two_approve(desk, True)
    folder = tmp_path / "between"
    folder.mkdir()
    return Two(desk, run, folder)


def test_from_asking_to_a_locked_run(two: Two) -> None:
    with pytest.raises(Refused, match="Two people approve pay runs here"):
        approve_and_export(two.desk, two.run)
    two.ask()
    seen = two.seen()
    result = runs.result_of(two.desk, two.run)
    assert (seen.employer, seen.run, seen.pay_date, seen.made_by) == (
        "Fjordgløtt Bakeri AS",
        "2026-03",
        MARCH.pay_date,
        "kari",
    )
    assert [(each.number, each.net) for each in seen.people] == [
        (slip.person.number, slip["net_pay"]) for slip in result.payslips
    ]
    assert {name: amount for name, amount, _ in seen.totals}["net_pay"] == result.totals["net_pay"]
    two.answer(remark="Ser riktig ut")
    taken = two.take()
    assert (taken.name, taken.decision, taken.remark) == ("Berit Ås", APPROVED, "Ser riktig ut")
    approve_and_export(two.desk, two.run)
    found = approval_of(two.desk, two.run)
    assert found.is_accepted
    assert found.answers[-1].by == "Berit Ås"
    assert verify(two.desk) == []


def test_no_more_of_a_person_than_is_needed(two: Two) -> None:
    two.ask()
    told = repr(two.seen())
    for slip in runs.result_of(two.desk, two.run).payslips:
        person = slip.person
        assert person.name in told
        for secret in (person.national_id, person.bank_account, *person.address):
            assert not secret or secret not in told


def test_off_unless_somebody_chose_it(two: Two) -> None:
    approval.set_two_approve(two.desk, False)
    assert not approval_of(two.desk, two.run).is_needed
    approve_and_export(two.desk, two.run)


def test_asking_and_taking_in_makes_no_draft_old(two: Two) -> None:
    two.ask()
    two.answer()
    two.take()
    runs.refuse_unready(two.desk, two.run)


def test_sent_back(two: Two) -> None:
    two.ask()
    two.answer(SENT_BACK, remark="Overtiden til nr. 3 mangler")
    assert two.take().decision == SENT_BACK
    with pytest.raises(Refused, match="has sent the run back"):
        approve_and_export(two.desk, two.run)
    two.answer()  # and after a word on the telephone
    two.take()
    approve_and_export(two.desk, two.run)


def test_changed_after_it_was_looked_at(two: Two) -> None:
    two.ask()
    two.answer()
    save_note(two.desk, two.run, "Noe nytt på slippen")
    with pytest.raises(Refused, match="was changed after"):
        two.take()


def test_changed_after_it_was_approved_by_the_second(two: Two) -> None:
    two.ask()
    two.answer()
    two.take()
    save_note(two.desk, two.run, "Noe nytt på slippen")
    assert not approval_of(two.desk, two.run).is_accepted
    with pytest.raises(Refused, match="was changed after"):
        approve_and_export(two.desk, two.run)
    save_note(two.desk, two.run, "")  # as it was looked at
    approve_and_export(two.desk, two.run)


def test_calculated_again_without_a_change_it_is_the_same_run(two: Two) -> None:
    two.ask()
    two.answer()
    runs.draft(two.desk, two.run)
    two.take()
    runs.draft(two.desk, two.run)
    approve_and_export(two.desk, two.run)


@pytest.mark.parametrize("name", ["kari", "KARI", "  Kari "])
def test_whoever_made_the_run_does_not_approve_it(two: Two, name: str) -> None:
    two.ask()
    with pytest.raises(Refused, match="made the run"):
        two.answer(name=name)


def test_under_another_name_on_the_same_machine(two: Two) -> None:
    two.ask()
    two.answer(whose="kari")
    with pytest.raises(Refused, match="signed on this machine"):
        two.take()


def test_whoever_took_over_the_desk_does_not_take_in_their_own_answer(two: Two) -> None:
    two.ask()
    two.answer(name="Berit Ås")
    berit = replace(two.desk, user="berit ås")
    with pytest.raises(Refused, match="made the run"):
        approval.take_answer(berit, two.folder / "answer.json", compared=True, folder=two.folder / "kari")


def test_a_new_approver_is_compared_once(two: Two) -> None:
    two.ask()
    two.answer()
    with pytest.raises(Refused, match="has not approved here before"):
        two.take(compared=False)
    assert approval_of(two.desk, two.run).answers == ()
    own = approval.own_key(two.folder / "berit")
    assert two.take().fingerprint == own.fingerprint
    two.ask()
    two.answer()
    again = two.take(compared=False)
    assert again.is_known
    assert again.known_as == "Berit Ås"


def test_another_key_under_a_known_name_is_new(two: Two) -> None:
    two.ask()
    two.answer()
    two.take()
    two.answer(whose="somebody else")
    seen = approval.look_at_answer(two.desk, two.folder / "answer.json", two.folder / "kari")
    assert not seen.is_known
    assert [each.name for each in seen.others] == ["Berit Ås"]
    with pytest.raises(Refused, match="has not approved here before"):
        two.take(compared=False)


def test_an_approver_can_be_forgotten(two: Two) -> None:
    two.ask()
    two.answer()
    two.take()
    [known] = approval_of(two.desk, two.run).approvers
    approval.forget_approver(two.desk, known.key)
    assert approval_of(two.desk, two.run).approvers == ()
    with pytest.raises(Refused, match="This is gone"):
        approval.forget_approver(two.desk, known.key)


def test_the_same_answer_twice(two: Two) -> None:
    two.ask()
    two.answer()
    two.take()
    with pytest.raises(Refused, match="was taken in on"):
        two.take()


def test_an_answer_to_another_client(two: Two) -> None:
    two.ask()
    two.answer()
    with two.desk.change("test") as session:
        from models.records.employer import Setting

        session.delete(session.get_one(Setting, "approval_requests"))
    with pytest.raises(Refused, match="not saved from this client file"):
        two.take()


def test_a_run_that_cannot_be_approved_is_not_asked_about(two: Two) -> None:
    run = runs.start(two.desk, extra(), a_bonus("1000.00"))
    with pytest.raises(Refused, match="not calculated yet"):
        approval.ask(two.desk, run, two.folder / "extra.json", SHARED)
    for password, reason in (("", "Choose a password"), ("kort", "Too short")):
        with pytest.raises(Refused, match=reason):
            approval.ask(two.desk, two.run, two.folder / "ask.json", password)
    assert not list(two.folder.iterdir())


@pytest.mark.parametrize(
    ("decision", "name", "remark", "reason"),
    [
        (APPROVED, "", "", "Write your name"),
        (APPROVED, "x" * 201, "", "Write your name"),
        (SENT_BACK, "Berit", "", "what is to be corrected"),
        (SENT_BACK, "Berit", "x" * 1001, "too long"),
    ],
)
def test_an_answer_that_cannot_be_signed(two: Two, decision: str, name: str, remark: str, reason: str) -> None:
    two.ask()
    with pytest.raises(Refused, match=reason):
        two.answer(decision, name, remark)
    assert not (two.folder / "answer.json").exists()


def test_the_key_is_its_owners_alone(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONNSOM_CONFIG", str(two.folder / "config"))
    own = approval.own_key()
    assert own.path == two.folder / "config" / "approval-key"
    if os.name != "nt":
        assert stat.S_IMODE(own.path.stat().st_mode) == 0o600
    assert own.path.read_text() not in repr(own)
    assert approval.own_key() == own
    own.path.write_text("noe annet")
    with pytest.raises(Refused, match="damaged"):
        approval.own_key()


def test_what_the_files_are_called(two: Two) -> None:
    assert approval.request_name(two.desk, two.run, "nb") == "test-godkjenning-2026-03.json"
    two.ask()
    assert approval.answer_name(two.seen(), "nb") == "test-godkjenningssvar-2026-03.json"
    assert approval.kind_of_file(two.folder / "ask.json") == "request"
    assert approval.kind_of_file(two.answer()) == "answer"
    assert approval.kind_of_file(two.folder / "borte.json") == ""


def test_what_differs_from_the_run_before(later_desk: Desk, tmp_path: Path) -> None:
    """April as March: the same people, the same month's pay but the bonus that Ingrid gets now."""
    from models.values.span import Month

    head = replace(MARCH, month=Month(2026, 4), pay_date=MARCH.pay_date.replace(month=4))
    run = runs.start(later_desk, head)
    result = runs.draft(later_desk, run)
    approval.ask(later_desk, run, tmp_path / "ask.json", SHARED)
    seen = approval.look_at_request(tmp_path / "ask.json", SHARED)
    before = runs.result_of(later_desk, 1)
    assert seen.before == "2026-03"
    net = {slip.person.number: slip["net_pay"] for slip in before.payslips}
    for each, slip in zip(seen.people, result.payslips, strict=True):
        assert each.difference == slip["net_pay"] - net[each.number]
    [(_, amount, difference)] = [each for each in seen.totals if each[0] == "net_pay"]
    assert difference == amount - before.totals["net_pay"] != Money(0)
