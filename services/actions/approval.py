"""A second person's approval by file: the request saved, looked at and answered elsewhere, the answer taken in.

The second person needs Lønnsom and the password that was agreed on, and neither the client file nor an account. Their
machine keeps the key that they sign with; here it is known from the first answer on, whose fingerprint was compared.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.employer import Employer, Setting
from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Progress, no_progress
from services.actions.open_file import strength
from services.actions.runs import open_run, refuse_unready_as_computed
from services.actions.save_files import write_file
from services.actions.settings import keep_setting
from services.desk import approvals
from services.desk.approvals import APPROVERS, ASKED, TWO, Approver, Asked
from services.desk.desk import Clock, Desk
from services.desk.employee_form import has_control_signs, one_line
from services.desk.gather import head_of, slips_of
from services.desk.keep import stored_result
from services.desk.payslip_notes import notes_of
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import Operation
from services.files import approval as files
from services.files.approval import APPROVED, SENT_BACK, Answer, Line, Person, Request, Total
from services.reference.disk_words import disk_words
from services.reference.texts import texts
from services.reference.wage_type_rows import wage_types

__all__ = [
    "APPROVED",
    "SENT_BACK",
    "AnswerSeen",
    "OwnKey",
    "RequestLine",
    "RequestPerson",
    "RequestSeen",
    "answer",
    "answer_name",
    "ask",
    "check_answer",
    "forget_approver",
    "kind_of_file",
    "look_at_answer",
    "look_at_request",
    "own_key",
    "request_name",
    "set_two_approve",
    "take_answer",
]

MOST_IN_REMARK: Final = 1000
_SUMS: Final = ("gross_cash", "withholding", "deductions", "net_pay", "aga", "holiday_accrual")
_KEPT: Final = 50  # requests that are remembered


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A line of a payslip in a request; less than nothing is taken from the pay."""

    text: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RequestPerson:
    """A payslip in a request, with what differs from the run before; None where there is nothing to compare with."""

    number: int
    name: str
    gross: Money
    withholding: Money
    deductions: Money
    net: Money
    difference: Money | None
    lines: tuple[RequestLine, ...]
    note: str


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """A request as the second person sees it. `totals` are (name of the sum, amount, difference)."""

    employer: str
    orgnr: str
    is_test: bool
    run: str
    kind: str
    pay_date: date
    made_at: datetime
    made_by: str
    before: str
    note: str
    totals: tuple[tuple[str, Money, Money | None], ...]
    people: tuple[RequestPerson, ...]
    request: Request


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """An answer before it is taken in: its signature is right. `is_known` says that this approver was here before."""

    run_id: int
    run: str
    decision: str
    name: str
    remark: str
    at: datetime
    fingerprint: str
    is_known: bool
    known_as: str
    others: tuple[Approver, ...]


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The key that somebody signs with on this machine. It is in no text that Python makes of it."""

    path: Path
    public: bytes

    @property
    def fingerprint(self) -> str:
        return files.fingerprint(self.public)


# --- the first person asks -----------------------------------------------------------------------------------------


def request_name(desk: Desk, run_id: int, language: str) -> str:
    """What a request is called when it is saved: nothing about a person, and of a test client it says so."""
    with desk.reading() as session:
        name = head_of(open_run(session, run_id)).name
        employer = session.get(Employer, 1)
        test = "test-" if employer is not None and employer.test_client else ""
    word = texts(language)(Message("approval"))
    return f"{test}{word}-{name}.json"


def ask(
    desk: Desk, run_id: int, target: Path, password: str, language: str = "nb", progress: Progress = no_progress
) -> Path:
    """Save a request for approval of a computed run, sealed with a password that reaches the other by another road.

    Raises Refused for a run that cannot be approved as it stands, for a weak password, and where it cannot be written.
    """
    if not password:
        raise refuse(Message("Choose a password for whoever approves"), Place("pay_run", run_id, "password"))
    if (found := strength(password)) and found.severity is Severity.STOP:
        raise Refused([found])
    progress(0, 2, Message("Gathering what is to be looked at"))
    refuse_unready_as_computed(desk, run_id)
    request = _request(desk, run_id, language)
    progress(1, 2, Message("Saving the request"))
    write_file(files.write_request(request, password), target)
    with desk.change("run.ask_approval") as session:
        kept = {number: _plain(each) for number, each in approvals.asked(session).items()}
        kept[request.id] = _plain(
            Asked(request.id, run_id, request.digest, request.answer_key, request.made_at, request.made_by)
        )
        newest = sorted(kept, key=lambda number: str(kept[number]["at"]))[-_KEPT:]
        _keep(session, ASKED, {number: kept[number] for number in newest})
    return target


def _request(desk: Desk, run_id: int, language: str) -> Request:
    with desk.reading() as session:
        run = open_run(session, run_id)
        result = stored_result(session, run)
        before = _before(session, run)
        earlier = {slip.person.number: slip for slip in slips_of(session, before.id)} if before is not None else {}
        totals_before = stored_result(session, before).totals if before is not None else {}
        notes = notes_of(session, run_id)
        types = wage_types(desk.client.country)
        employer = result.facts.employer

        def signed(line: PayLine) -> Money:
            is_taken = types[line.type].operation is Operation.DEDUCT
            return -line.amount.value if is_taken else line.amount.value

        def person(slip: Payslip) -> Person:
            was = earlier.get(slip.person.number)
            return Person(
                slip.person.number,
                slip.person.name[:200],
                slip["gross_cash"].ore,
                slip["withholding"].ore,
                slip["deductions"].ore,
                slip["net_pay"].ore,
                was["gross_cash"].ore if was is not None else None,
                was["net_pay"].ore if was is not None else None,
                tuple(
                    Line((line.text or types[line.type].name(language))[:200], signed(line).ore) for line in slip.lines
                ),
                notes.own.get(slip.person.number, ""),
            )

        return Request(
            id=os.urandom(16).hex(),
            employer=employer.name[:200],
            orgnr=employer.orgnr,
            test=employer.test_client,
            run=result.head.name,
            month=str(result.head.month),
            kind=result.head.kind.value,
            pay_date=result.head.pay_date.isoformat(),
            made_at=desk.now().isoformat(timespec="seconds"),
            made_by=desk.user[:200],
            before=head_of(before).name if before is not None else "",
            note=notes.everybody,
            digest=approvals.digest_of(session, run),
            answer_key=os.urandom(32).hex(),
            totals=tuple(
                Total(name, result.totals[name].ore, totals_before[name].ore if name in totals_before else None)
                for name in _SUMS
                if name in result.totals
            ),
            people=tuple(person(slip) for slip in result.payslips),
        )


def _before(session: Session, run: runs.PayRun) -> runs.PayRun | None:
    """The run that figures are compared with: the last approved one of its kind; of a correction, none."""
    full = ("ordinary", "holiday")
    if run.kind not in full:
        return None
    wanted = (
        select(runs.PayRun)
        .where(
            runs.PayRun.kind.in_(full),
            runs.PayRun.period == run.period,
            runs.PayRun.approved_at.is_not(None),
            runs.PayRun.pay_date < run.pay_date,
        )
        .order_by(runs.PayRun.pay_date.desc(), runs.PayRun.id.desc())
        .limit(1)
    )
    return session.scalar(wanted)


# --- the second person answers ---------------------------------------------------------------------------------------


def kind_of_file(path: Path) -> str:
    """`request`, `answer`, or nothing: what a file is, by its first bytes."""
    try:
        with path.open("rb") as file:
            found = files.kind_of(file.read(256))
    except OSError:
        return ""
    return {files.REQUEST: "request", files.ANSWER: "answer"}.get(found, "")


def look_at_request(path: Path, password: str) -> RequestSeen:
    """What somebody is asked to approve. Raises Refused for another file, a damaged one, and a wrong password."""
    request = files.read_request(_content(path), password)

    def difference(amount: int, before: int | None) -> Money | None:
        return None if before is None else Money(amount - before)

    try:
        pay_date, made_at = date.fromisoformat(request.pay_date), datetime.fromisoformat(request.made_at)
    except ValueError:
        raise refuse(Message("The file is damaged: part of it is missing or was changed. Ask for it again")) from None
    return RequestSeen(
        _shown(request.employer),
        _shown(request.orgnr),
        request.test,
        _shown(request.run),
        _shown(request.kind),
        pay_date,
        made_at,
        _shown(request.made_by),
        _shown(request.before),
        _shown(request.note),
        tuple((total.name, Money(total.amount), difference(total.amount, total.before)) for total in request.totals),
        tuple(
            RequestPerson(
                each.number,
                _shown(each.name),
                Money(each.gross),
                Money(each.withholding),
                Money(each.deductions),
                Money(each.net),
                difference(each.net, each.net_before),
                tuple(RequestLine(_shown(line.text), Money(line.amount)) for line in each.lines),
                _shown(each.note),
            )
            for each in request.people
        ),
        request,
    )


def own_key(folder: Path | None = None) -> OwnKey:
    """The key that this machine's user signs with, made at first use; it lies where only they can read it.

    Raises Refused where it cannot be made or read.
    """
    path = (folder or _folder()) / "approval-key"
    return OwnKey(path, files.public_key(_private(path)))


def answer_name(seen: RequestSeen, language: str) -> str:
    """What an answer is called when it is saved."""
    safe = "".join(sign for sign in seen.run if sign.isascii() and (sign.isalnum() or sign == "-"))
    word = texts(language)(Message("approval-answer"))
    return f"{'test-' if seen.is_test else ''}{word}-{safe}.json"


def check_answer(seen: RequestSeen, decision: str, name: str, remark: str) -> None:
    """Raises Refused for an answer by the person who asked, without a name, or sent back without a word."""
    name, remark = one_line(name), remark.strip()
    if decision not in (APPROVED, SENT_BACK):
        raise ValueError(decision)
    if not name or len(name) > 200 or has_control_signs(name):
        raise refuse(Message("Write your name"), Place("second_person", None, "name"))
    if approvals.is_same_person(name, seen.made_by):
        what = Message("{who} made the run. Somebody else has to approve it", who=seen.made_by)
        raise refuse(what, Place("second_person", None, "name"))
    if decision == SENT_BACK and not remark:
        raise refuse(Message("Say in a few words what is to be corrected"), Place("second_person", None, "remark"))
    if len(remark) > MOST_IN_REMARK or has_control_signs(remark.replace("\n", " ")):
        what = Message("The remark is too long, or has a character in it that cannot be shown")
        raise refuse(what, Place("second_person", None, "remark"))


def answer(
    seen: RequestSeen,
    decision: str,
    name: str,
    remark: str,
    target: Path,
    now: Clock,
    folder: Path | None = None,
) -> Path:
    """Sign an answer (APPROVED or SENT_BACK) and save it. `folder` is where the key lies, if not where it usually does.

    Raises Refused for the person who asked, for an answer without a name, for sending back without a word, and where
    it cannot be written.
    """
    check_answer(seen, decision, name, remark)
    request = seen.request
    said = Answer(
        request.id,
        request.orgnr,
        request.run,
        request.digest,
        decision,  # type: ignore[arg-type]  # one of the two, as was seen above
        remark.strip(),
        one_line(name),
        now().isoformat(timespec="seconds"),
    )
    private = _private((folder or _folder()) / "approval-key")
    return write_file(files.write_answer(said, request.answer_key, private), target)


# --- the first person takes it in ------------------------------------------------------------------------------------


def look_at_answer(desk: Desk, path: Path, folder: Path | None = None) -> AnswerSeen:
    """An answer as it would be taken in; nothing is stored.

    Raises Refused for an answer that was changed or is not signed right, that is about no request of this file, about a
    run that was changed or approved since, or that comes from whoever made the run.
    """
    seen, *_ = _looked_at(desk, _content(path), folder)
    return seen


def take_answer(desk: Desk, path: Path, *, compared: bool = False, folder: Path | None = None) -> AnswerSeen:
    """Take an answer in. `compared` says that the fingerprint of an approver who is new here was compared with them.

    Raises Refused as `look_at_answer` does, for an approver who is new and was not compared, and for an answer that was
    taken in before.
    """
    content = _content(path)
    seen, signed, _ = _looked_at(desk, content, folder)
    if not seen.is_known and not compared:
        what = Message(
            "{who} has not approved here before. Call and compare the fingerprint {fingerprint}",
            who=seen.name,
            fingerprint=seen.fingerprint,
        )
        raise refuse(what, Place("pay_run", seen.run_id, "approve"))
    with desk.change("run.take_answer") as session:
        run = open_run(session, seen.run_id)
        for row in session.scalars(select(runs.RunApproval).where(runs.RunApproval.run_id == run.id)):
            if sha256(row.content).digest() == sha256(content).digest():
                what = Message("This answer was taken in on {day}", day=row.taken_in_at.date())
                raise refuse(what, Place("pay_run", run.id, "approve"))
        session.add(
            runs.RunApproval(
                run_id=run.id,
                taken_in_at=desk.now(),
                taken_in_by=desk.user,
                answered_at=seen.at,
                answered_by=seen.name,
                decision=seen.decision,
                remark=seen.remark,
                digest=signed.answer.digest,
                key=signed.key.hex(),
                content=content,
            )
        )
        if not seen.is_known:
            known = [*approvals.approvers(session), Approver(signed.key.hex(), seen.name, desk.today.isoformat())]
            _keep(session, APPROVERS, [{"key": e.key, "name": e.name, "since": e.since} for e in known])
    return seen


def set_two_approve(desk: Desk, wanted: bool) -> None:
    """Whether runs of this client are approved only with a second person's answer. Off unless somebody chose it."""
    keep_setting(desk, TWO, True if wanted else None)


def forget_approver(desk: Desk, key: str) -> None:
    """Take an approver away: the next answer with that key is compared anew. Raises Refused where there is none."""
    with desk.reading() as session:
        known = approvals.approvers(session)
    left = [each for each in known if each.key != key]
    if len(left) == len(known):
        raise refuse(Message("This is gone"), Place("settings", "approvers", "security"))
    keep_setting(desk, APPROVERS, [{"key": e.key, "name": e.name, "since": e.since} for e in left] or None)


def _looked_at(desk: Desk, content: bytes, folder: Path | None) -> tuple[AnswerSeen, files.Signed, Asked]:
    number = files.answers_to(content)
    with desk.reading() as session:
        request = approvals.asked(session).get(number)
        if request is None:
            raise refuse(Message("This answers a request that was not saved from this client file"))
        signed = files.read_answer(content, request.key)
        said = signed.answer
        run = session.get(runs.PayRun, request.run_id)
        if run is None:
            raise refuse(Message("The run that this is about was deleted"))
        where = Place("pay_run", run.id, "approve")
        name = one_line(_shown(said.name))
        if run.approved_at is not None:
            raise refuse(Message("The run that this is about is approved already"), where)
        if run.computed_at is None or said.digest != approvals.digest_of(session, run):
            raise refuse(
                Message("The run was changed after {who} looked at it. Ask for approval again", who=name), where
            )
        if any(approvals.is_same_person(name, maker) for maker in (desk.user, request.by)):
            raise refuse(Message("{who} made the run. Somebody else has to approve it", who=name), where)
        if _is_own(signed.key, folder):
            what = Message("The answer is signed on this machine by the same user. Somebody else has to approve it")
            raise refuse(what, where)
        known = approvals.approvers(session)
        same = next((each for each in known if each.key == signed.key.hex()), None)
        try:
            at = datetime.fromisoformat(said.at)
            if at.tzinfo is None:
                raise ValueError("without a time zone")
        except ValueError:
            raise refuse(
                Message("The file is damaged: part of it is missing or was changed. Ask for it again")
            ) from None
        seen = AnswerSeen(
            run.id,
            head_of(run).name,
            said.decision,
            name,
            _shown(said.remark),
            at,
            files.fingerprint(signed.key),
            same is not None,
            same.name if same is not None else "",
            known,
        )
        return seen, signed, request


def _is_own(key: bytes, folder: Path | None) -> bool:
    """Whether this machine's user has that key."""
    path = (folder or _folder()) / "approval-key"
    return path.is_file() and files.public_key(_private(path)) == key


def _folder() -> Path:
    """Where this machine keeps the user's own things; LONNSOM_CONFIG names another place."""
    if told := os.environ.get("LONNSOM_CONFIG"):
        return Path(told)
    from platformdirs import user_config_path  # only when somebody signs

    return user_config_path("Lonnsom", appauthor=False)


def _private(path: Path) -> bytes:
    """The private key at the path, made where there is none: a file that only its owner can read."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as out:
                    out.write(files.new_private_key().hex().encode() + b"\n")
                    out.flush()
                    os.fsync(out.fileno())
        written = path.read_bytes().strip()
        private = bytes.fromhex(written.decode("ascii")) if len(written) == 64 else b""
    except (OSError, ValueError) as wrong:
        reason = disk_words(wrong) if isinstance(wrong, OSError) else "?"
        raise refuse(Message("The key that you sign with cannot be read or made ({reason})", reason=reason)) from wrong
    if len(private) != 32:
        raise refuse(
            Message("The key that you sign with is damaged: {file}. Move it away and try again", file=str(path))
        )
    return private


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > files.LARGEST:
            raise refuse(Message("The file is larger than {megabytes} MB", megabytes=files.LARGEST // 1_000_000))
        return path.read_bytes()
    except OSError as wrong:
        raise refuse(Message("{file}: {reason}", file=path.name, reason=disk_words(wrong))) from wrong


def _shown(text: str) -> str:
    """A text from outside without signs that hide or turn what stands beside them."""
    return "".join(sign for sign in text if sign == "\n" or not has_control_signs(sign))


def _plain(each: Asked) -> dict[str, str | int]:
    return {"run": each.run_id, "digest": each.digest, "key": each.key, "at": each.at, "by": each.by}


def _keep(session: Session, name: str, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    row = session.get(Setting, name)
    if row is None:
        session.add(Setting(name=name, value=text))
    else:
        row.value = text
