"""Payment files through the encrypted file: what must hold before one is saved, tax and deductions, bank answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.stored_file import StoredFile
from models.values.finding import Place, Refused
from models.values.money import Money
from models.values.span import Month
from services.actions import payment_files as act
from services.actions import payment_status, runs
from services.actions.exports import export_run
from services.actions.inspect import inspect_file
from services.actions.marks import mark, unmark
from services.actions.payment_files import BankChoices, ChosenPayment
from services.actions.save_files import save_as
from services.actions.settings import keep_setting
from services.actions.verify import verify
from services.desk.bank_choices import bank_choices, bank_day
from services.desk.desk import Desk
from services.desk.payment_answers import read_payments
from services.engine.facts import RunHead
from services.files.payment_file import message_id, payments_in
from services.queries.payments import PaidSlip, PaymentsOfRun, payments_of_run
from services.queries.run_files import run_files
from tests.actions.samples import Made, refused

RUN = 1
BEFORE = datetime(2026, 3, 18, 9, tzinfo=UTC)
AFTER = datetime(2026, 3, 23, 9, tzinfo=UTC)
KID = "314572106202611016"
TAX_ACCOUNT = "76940512057"


@pytest.fixture
def desk(approved: Made, tmp_path: Path) -> Iterator[Desk]:
    """March is approved, to be paid on the 20th; today is the 18th."""
    with approved.desk(approved.copied_to(tmp_path)) as desk:
        yield Desk(desk.client, "kari", lambda: BEFORE)


def late(desk: Desk, moment: datetime = AFTER) -> Desk:
    return Desk(desk.client, "kari", lambda: moment)


def found(desk: Desk) -> PaymentsOfRun:
    payments = payments_of_run(desk, RUN)
    assert payments is not None
    return payments


def told(desk: Desk) -> list[str]:
    return [str(each.what) for each in found(desk).findings]


def content(desk: Desk, file_id: int) -> bytes:
    from services.queries.run_files import file_content

    whole = file_content(desk, file_id)
    assert whole is not None
    return whole


def bank(desk: Desk) -> bytes:
    file_id = found(desk).bank.file_id
    assert file_id is not None
    return content(desk, file_id)


def slip(desk: Desk, number: int) -> PaidSlip:
    return next(each for each in found(desk).slips if each.number == number)


# --- before it is saved ---------------------------------------------------------------------------------------------


def test_a_bank_file_in_time_leaves_as_it_was_kept(desk: Desk, tmp_path: Path) -> None:
    assert told(desk) == []
    target = save_as(desk, found(desk).bank.file_id or 0, tmp_path / "bank.xml")
    assert target.read_bytes() == bank(desk)


def test_a_date_that_has_passed_stops_until_the_file_is_made_again(desk: Desk, tmp_path: Path) -> None:
    then = late(desk)
    assert told(then) == ["The date of the bank file, 2026-03-20, has passed: make the file again"]
    before = bank(then)
    with refused("has passed"):
        save_as(then, found(then).bank.file_id or 0, tmp_path / "bank.xml")
    assert not (tmp_path / "bank.xml").exists()
    made = act.remake_bank_file(then, RUN, date(2026, 3, 23))
    assert told(then) == []
    again = save_as(then, made, tmp_path / "bank.xml").read_bytes()
    assert [each.day for each in payments_in(again)] == [date(2026, 3, 23)] * 2
    assert message_id(again) == message_id(before)  # so that the bank refuses what it has
    with then.reading() as session:
        assert session.query(StoredFile).filter(StoredFile.kind == "bank").count() == 2  # the first one is kept
    assert verify(then) == []


def test_what_was_sent_or_paid_may_be_taken_out_again(desk: Desk, tmp_path: Path) -> None:
    """Such as for the archive, when its date is long past."""
    save_as(desk, found(desk).bank.file_id or 0, tmp_path / "bank.xml")
    assert told(late(desk)) == []


def test_pay_that_was_told_as_paid_does_not_stop(desk: Desk) -> None:
    mark(desk, "due:pay:1", "paid")
    assert told(late(desk)) == []


@pytest.mark.parametrize("day", [date(2026, 3, 17), date(2027, 3, 19)])
def test_a_day_that_no_bank_takes_is_refused(desk: Desk, day: date) -> None:
    with pytest.raises(Refused):
        act.remake_bank_file(desk, RUN, day)


def test_a_day_that_is_no_bank_day_becomes_the_next(desk: Desk) -> None:
    act.remake_bank_file(desk, RUN, date(2026, 4, 2))  # Maundy Thursday; Easter Monday is the 6th
    assert found(desk).day == date(2026, 4, 7)


def test_more_than_a_year_ahead_stops(desk: Desk) -> None:
    assert told(late(desk, BEFORE - timedelta(days=400)))[0].endswith("is more than 12 months ahead")


def second_run(desk: Desk, account: str) -> int:
    """April, with another account for number 1. The new run's number."""
    with desk.change("employee.save") as session:
        employee = session.query(Employee).filter(Employee.number == 1).one()
        employee.bank_account = account
    run_id = runs.start(desk, RunHead(Month(2026, 4), date(2026, 4, 20)))
    runs.draft(desk, run_id)
    runs.approve(desk, run_id, prove=False)
    export_run(desk, run_id)
    return run_id


def test_a_changed_account_must_be_confirmed(desk: Desk, tmp_path: Path) -> None:
    run_id = second_run(desk, "15032222223")
    payments = payments_of_run(desk, run_id)
    assert payments is not None
    [changed] = payments.bank.changed
    assert (changed.number, changed.before, changed.now) == (1, "12034001373", "15032222223")
    assert [str(each.what) for each in payments.findings] == [
        "1 account has changed since the last pay: ask the employee, and confirm it"
    ]
    assert payments.findings[0].where == Place("pay_run", run_id, "payments")
    with refused("confirm"):
        save_as(desk, payments.bank.file_id or 0, tmp_path / "bank.xml")
    mark(desk, changed.subject, "confirmed")
    after = payments_of_run(desk, run_id)
    assert after is not None
    assert after.findings == ()
    save_as(desk, after.bank.file_id or 0, tmp_path / "bank.xml")
    unmark(desk, changed.subject, "confirmed")
    assert [each.is_confirmed for each in (payments_of_run(desk, run_id) or after).bank.changed] == [False]


def test_the_same_account_written_otherwise_is_no_change(desk: Desk) -> None:
    run_id = second_run(desk, "1203.40.01373")
    payments = payments_of_run(desk, run_id)
    assert payments is not None
    assert payments.bank.changed == ()


def test_the_file_pays_the_net_pay_less_what_is_paid_otherwise(desk: Desk) -> None:
    files = run_files(desk, RUN)
    assert files is not None
    assert files.agreement is not None
    assert files.agreement.is_right
    paid = Money.total(each.amount for each in payments_in(bank(desk)))
    net = Money.total(each.amount for each in found(desk).slips)
    by_hand = Money.total(each.amount for each in found(desk).slips if not each.in_file)
    assert by_hand.ore > 0
    assert paid == net - by_hand


def test_a_file_with_another_sum_than_the_slips_stops(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.desk import payment_controls

    def one_less(session: Session, parts: str) -> object:
        return read_payments(session, parts)[1:]

    monkeypatch.setattr(payment_controls, "read_payments", one_less)
    assert [line.split(" pays ")[0] for line in told(desk)] == ["The bank file"]


# --- the profile ----------------------------------------------------------------------------------------------------


def test_the_profile_decides_how_the_next_file_is_written(desk: Desk, shared: Path) -> None:
    first = bank(desk)
    act.save_bank_choices(
        desk, BankChoices("09", "LONN 01", "", "ndea nokk", batch=False, iban=True, text="Lønn fra Fjordgløtt")
    )
    act.remake_bank_file(desk, RUN)
    root = etree.fromstring(bank(desk))
    etree.XMLSchema(etree.parse(str(shared / "reference" / "bank" / "pain.001.001.09.xsd"))).assertValid(root)
    text = bank(desk).decode()
    assert "<BICFI>NDEANOKK</BICFI>" in text
    assert "<BtchBookg>false</BtchBookg>" in text
    assert "<Id>LONN 01</Id><SchmeNm><Cd>BANK</Cd></SchmeNm>" in text
    assert "<IBAN>NO" in text
    assert "<Ustrd>Lønn fra Fjordgløtt mars 2026</Ustrd>" in text
    assert message_id(bank(desk)) == message_id(first)
    assert [(each.account, each.amount) for each in payments_in(bank(desk))] == [
        (each.account, each.amount) for each in payments_in(first)
    ]


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        (BankChoices(version="08"), "version"),
        (BankChoices(bic="DNB"), "bic"),
        (BankChoices(division="LØNN"), "division"),
        (BankChoices(customer="x" * 36), "customer"),
        (BankChoices(day="never"), "day"),
        (BankChoices(text="x" * 61), "text"),
    ],
)
def test_a_profile_that_no_bank_takes_is_refused_at_its_field(desk: Desk, choices: BankChoices, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        act.save_bank_choices(desk, choices)
    assert [each.where for each in refusal.value.findings] == [Place("settings", field, "bank")]


def test_a_kept_profile_that_cannot_be_is_the_usual_one(desk: Desk) -> None:
    keep_setting(desk, "bank", {"version": "17", "batch": "yes"})
    with desk.reading() as session:
        assert bank_choices(session) == BankChoices()


def test_a_pay_date_that_is_no_bank_day_moves_as_chosen() -> None:
    assert bank_day(date(2026, 5, 17), "before") == date(2026, 5, 15)  # a Sunday, and the national day
    assert bank_day(date(2026, 5, 17), "after") == date(2026, 5, 18)
    assert bank_day(date(2026, 4, 2), "before") == date(2026, 4, 1)


# --- tax and deductions ---------------------------------------------------------------------------------------------


def test_tax_waits_for_account_and_kid(desk: Desk) -> None:
    tax = next(each for each in found(desk).others if each.kind == "withholding")
    assert (tax.day, str(tax.wrong), tax.can_be_chosen) == (date(2026, 3, 23), "Enter account and KID", False)
    act.save_receiver(desk, tax.key, "Skatteetaten", "7694 05 12057", KID)
    tax = next(each for each in found(desk).others if each.kind == "withholding")
    assert (tax.account, tax.kid, tax.source, tax.can_be_chosen) == (TAX_ACCOUNT, KID, "typed", True)


@pytest.mark.parametrize(("account", "kid"), [("76940512058", KID), (TAX_ACCOUNT, "314572106202611017"), ("1", "")])
def test_an_account_or_kid_with_a_wrong_last_digit_is_refused(desk: Desk, account: str, kid: str) -> None:
    with pytest.raises(Refused):
        act.save_receiver(desk, "withholding:2026-03", "Skatteetaten", account, kid)


def test_a_kid_may_end_in_a_hyphen(desk: Desk) -> None:
    """2345676 × weights 2–7 leaves 10 by modulus 11: written as a hyphen."""
    kid = next(f"{number}-" for number in range(100, 999) if _is_kid(f"{number}-"))
    act.save_receiver(desk, "withholding:2026-03", "", TAX_ACCOUNT, kid)
    assert next(each for each in found(desk).others if each.kind == "withholding").kid == kid


def _is_kid(kid: str) -> bool:
    from services.desk.countries import is_payment_reference

    return is_payment_reference(kid)


def chosen(desk: Desk) -> list[ChosenPayment]:
    """Tax with a KID and union dues without one."""
    for each in found(desk).others:
        if each.kind == "withholding":
            act.save_receiver(desk, each.key, "", TAX_ACCOUNT, KID)
        if each.kind == "union_dues":
            act.save_receiver(desk, each.key, "Fagforbundet", "12341111119", "")
    return [
        ChosenPayment(each.reference, str(each.receiver), each.account, each.amount, each.day, each.kid, str(each.what))
        for each in found(desk).others
        if each.can_be_chosen
    ]


def test_tax_and_dues_are_blocks_of_their_own_by_day(desk: Desk, shared: Path) -> None:
    some = chosen(desk)
    assert len(some) == 2
    [number] = act.make_payment_files(desk, some)
    written = content(desk, number)
    root = etree.fromstring(written)
    etree.XMLSchema(etree.parse(str(shared / "reference" / "bank" / "pain.001.001.03.xsd"))).assertValid(root)
    text = written.decode()
    assert "SALA" not in text
    assert text.count("<BtchBookg>false</BtchBookg>") == 2
    assert [each.text for each in root.iter("{*}ReqdExctnDt")] == ["2026-03-20", "2026-03-23"]
    assert [(each.text, each.getparent().find("{*}Tp/{*}CdOrPrtry/{*}Cd").text) for each in root.iter("{*}Ref")] == [
        (KID, "SCOR")
    ]
    assert {(each.reference, each.amount) for each in payments_in(written)} == {
        (each.reference, each.amount) for each in some
    }
    after = found(desk)
    assert [each.in_file is not None for each in after.others if each.can_be_chosen] == [True, True]
    assert [(each.id, each.count, each.amount) for each in after.files] == [
        (number, 2, Money.total(each.amount for each in some))
    ]


def test_a_file_for_each_day(desk: Desk) -> None:
    numbers = act.make_payment_files(desk, chosen(desk), one_a_day=True)
    days = [{each.day for each in payments_in(content(desk, number))} for number in numbers]
    assert days == [{date(2026, 3, 20)}, {date(2026, 3, 23)}]


def test_a_payment_that_is_late_goes_on_the_next_bank_day(desk: Desk) -> None:
    some = chosen(desk)
    then = late(desk, datetime(2026, 3, 28, 9, tzinfo=UTC))  # a Saturday
    [number] = act.make_payment_files(then, some)
    assert {each.day for each in payments_in(content(desk, number))} == {date(2026, 3, 30)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "12341111118"},
        {"account": ""},
        {"kid": "123"},
        {"amount": Money(0)},
        {"amount": Money(-100)},
        {"account": "15032001006"},  # the employer's own
    ],
)
def test_what_cannot_be_paid_is_refused_and_nothing_is_kept(desk: Desk, wrong: dict[str, object]) -> None:
    first = chosen(desk)[0]
    with pytest.raises(Refused):
        act.make_payment_files(desk, [replace(first, **wrong)])  # type: ignore[arg-type]
    assert found(desk).files == ()


def test_nothing_ticked_is_said(desk: Desk) -> None:
    with refused("Tick"):
        act.make_payment_files(desk, [])


# --- the bank's answers ---------------------------------------------------------------------------------------------


def answer(
    message: str,
    *,
    group: str = "",
    payments: dict[str, str] | None = None,
    when: str = "2026-03-19T10:00:00",
    reason: str = "AC01",
) -> bytes:
    """A pain.002."""
    why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>"
    lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{code}</TxSts>{why if code == 'RJCT' else ''}"
        "</TxInfAndSts>"
        for name, code in (payments or {}).items()
    )
    block = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-1</OrgnlPmtInfId>{lines}</OrgnlPmtInfAndSts>" if lines else ""
    status = f"<GrpSts>{group}</GrpSts>{why if group == 'RJCT' else ''}" if group else ""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>B</MsgId><CreDtTm>{when}</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>{status}</OrgnlGrpInfAndSts>{block}"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def states(desk: Desk) -> dict[int, str]:
    return {each.number: each.told.state for each in found(desk).slips if each.told is not None}


def test_an_answer_is_looked_at_and_stores_nothing(desk: Desk) -> None:
    first, second = (each.reference for each in payments_in(bank(desk)))
    seen = payment_status.preview(desk, answer(message_id(bank(desk)), payments={first: "ACSC", second: "RJCT"}))
    assert not seen.refused
    assert [(row.reference, row.state, row.code) for row in seen.rows] == [
        (first, "accepted", "ACSC"),
        (second, "rejected", "RJCT"),
    ]
    assert (seen.run_id, seen.place) == (RUN, Place("pay_run", RUN, "payments"))
    assert states(desk) == {}


def test_a_rejected_payment_goes_back_to_the_list(desk: Desk) -> None:
    first, second = (each.reference for each in payments_in(bank(desk)))
    payment_status.take_in(desk, answer(message_id(bank(desk)), payments={first: "ACSC", second: "RJCT"}), "svar.xml")
    [rejected] = found(desk).rejected
    assert rejected.reference == second
    assert rejected.told is not None
    assert rejected.told.words("nb") == "Avvist av banken: Feil kontonummer"
    assert rejected.where == Place("employees", rejected.number, "bank_account")
    again = next(each for each in found(desk).others if each.kind == "pay")
    assert (str(again.wrong), again.can_be_chosen) == ("The bank rejected this account", False)
    with desk.change("employee.save") as session:
        session.query(Employee).filter(Employee.number == rejected.number).one().bank_account = "15032222223"
    again = next(each for each in found(desk).others if each.kind == "pay")
    assert (again.account, again.amount, again.can_be_chosen) == ("15032222223", rejected.amount, True)
    [number] = act.make_payment_files(
        desk, [ChosenPayment(again.reference, rejected.name, again.account, again.amount, again.day)]
    )
    assert [each.account for each in payments_in(content(desk, number))] == ["15032222223"]
    mark(desk, rejected.subject, "paid")
    assert found(desk).rejected == ()


def test_a_later_answer_overrules_an_earlier_one_whatever_came_first(desk: Desk) -> None:
    message = message_id(bank(desk))
    payment_status.take_in(desk, answer(message, group="ACSC", when="2026-03-20T12:00:00+01:00"), "b.xml")
    payment_status.take_in(desk, answer(message, group="PDNG", when="2026-03-19T12:00:00"), "a.xml")
    assert set(states(desk).values()) == {"accepted"}
    assert [each.name for each in found(desk).answers] == ["a.xml", "b.xml"]


def test_sent_before_does_not_put_the_pay_on_the_list_again(desk: Desk) -> None:
    message = message_id(bank(desk))
    payment_status.take_in(desk, answer(message, group="ACCP"), "a.xml")
    twice = answer(message, group="RJCT", reason="DUPL", when="2026-03-19T15:00:00")
    payment_status.take_in(desk, twice, "b.xml")
    assert set(states(desk).values()) == {"accepted"}
    assert found(desk).rejected == ()


def test_sent_before_alone_is_told_and_not_paid_again(desk: Desk) -> None:
    payment_status.take_in(desk, answer(message_id(bank(desk)), group="RJCT", reason="DUPL"), "b.xml")
    assert set(states(desk).values()) == {"rejected"}
    assert found(desk).rejected == ()


def test_a_file_that_was_rejected_whole_gets_another_id(desk: Desk) -> None:
    """The bank knows the first one already."""
    first = message_id(bank(desk))
    payment_status.take_in(desk, answer(first, group="RJCT", reason="FF01"), "b.xml")
    act.remake_bank_file(desk, RUN)
    assert message_id(bank(desk)) != first
    assert states(desk) == {}


def test_the_same_answer_again_changes_nothing_and_undo_takes_it_back(desk: Desk) -> None:
    said = answer(message_id(bank(desk)), group="ACSC")
    taken = payment_status.take_in(desk, said, "a.xml")
    assert not payment_status.take_in(desk, said, "kopi.xml").is_new
    assert payment_status.preview(desk, said).imported_on == date(2026, 3, 18)
    payment_status.undo_import(desk, taken.import_id)
    assert states(desk) == {}
    assert [each.undone_at is not None for each in found(desk).answers] == [True]
    with refused("undone"):
        payment_status.undo_import(desk, taken.import_id)
    assert payment_status.take_in(desk, said, "a.xml").is_new


def test_an_answer_to_somebody_elses_file_is_refused_by_its_name(desk: Desk) -> None:
    said = answer("LONN-2026-03-FFFFFFFF", group="ACSC")
    with pytest.raises(Refused) as refusal:
        payment_status.take_in(desk, said, "a.xml")
    assert "LONN-2026-03-FFFFFFFF, which is not of this client" in str(refusal.value)


def test_inspect_knows_an_answer(desk: Desk, tmp_path: Path) -> None:
    first, second = (each.reference for each in payments_in(bank(desk)))
    path = tmp_path / "svar.xml"
    path.write_bytes(answer(message_id(bank(desk)), payments={first: "ACSC", second: "RJCT"}))
    said = inspect_file(path, "nb")
    assert (said["kind"], said["accepted"], said["rows"], said["findings"]) == ("payment_status", True, 2, [])
    assert said["data"]["message"] == message_id(bank(desk))
    assert said["data"]["payments"][1] == {
        "reference": second,
        "status": "RJCT",
        "state": "rejected",
        "reasons": [{"code": "AC01", "text": "Feil kontonummer"}],
    }
    assert inspect_file(path, "nb", desk)["accepted"]
    path.write_bytes(answer("ANNEN", group="ACSC"))
    judged = inspect_file(path, "nb", desk)
    assert not judged["accepted"]
    assert "ANNEN" in judged["findings"][0]["text"]
    assert inspect_file(path, "nb")["accepted"]
