"""What the authority answered to the monthly reports: state of each report, findings, amounts, and how to pay.

Everything follows from the answers as they were taken in, read again. Nothing that an answer says is left out: what the
program does not know is shown as it was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.pay_run import PayRun
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.feedback import KeptFeedback, Told, ToldFinding, ToldMonth, told
from services.desk.reporting import KeptReport, answered, content_of, ids_of, kept_reports, runs_paid
from services.engine.country import Country
from services.engine.feedback import (
    DeliveryState,
    FeedbackPlace,
    FeedbackReport,
    FeedbackSums,
    UnknownPart,
)
from services.engine.report import ReportControl
from services.engine.year_end import ReportSums

PAGE: Final = "reporting"
REJECTION, IMMEDIATE, GUIDELINE = "AVVISNING", "OEYEBLIKKELIG", "RETNINGSLINJE"
_FIRST, _LAST = Month(2014, 1), Month(2099, 12)
_PREFIXES: Final = ("MAGNET_EDAG-", "MAGNET-EDAG-")


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """An answer that was taken in. `months` are those that it speaks of; `given_at` is the moment that it names."""

    id: int
    name: str
    taken_at: datetime
    by: str
    given_at: datetime | None
    months: tuple[Month, ...]
    reports: int
    rejections: int
    immediate: int
    guidelines: int


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One of our kept reports of the month, and what became of it. `state` is None where no answer speaks of it;
    `is_uploaded` is the user's word.
    """

    file_id: int
    version: int
    id: str
    replaces: str
    made_at: datetime
    is_uploaded: bool
    state: DeliveryState | None
    told: FeedbackReport | None = None
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class OtherReport:
    """A report that the authority has and this file does not: of another program, or entered by hand. It counts."""

    told: FeedbackReport
    what: Message

    @property
    def counts(self) -> bool:
        """Whether it is part of the month's sums."""
        return self.told.state is DeliveryState.RECEIVED


@dataclass(frozen=True, slots=True)
class AmountRow:
    """What the authority adds up beside what our received reports say. `why` explains a difference; it `is_explained`
    where the reason makes up all of it.
    """

    kind: str
    what: Message
    told: Money
    ours: Money
    why: Message | None = None
    is_explained: bool = True

    @property
    def difference(self) -> Money:
        return self.told - self.ours


@dataclass(frozen=True, slots=True)
class TermRow:
    """The employer's contribution of one month of a term; None where no answer tells of the month."""

    month: Month
    told: Money | None
    ours: Money


@dataclass(frozen=True, slots=True)
class PaymentWay:
    """How one kind of payment is paid. A wrong account or reference has a reason in words; then it is not used.

    `amount` is that of the month; of the employer's contribution and finance tax that of the whole term.
    """

    kind: str
    what: Message
    account: str
    reference: str
    due: date | None
    amount: Money | None
    wrong: Message | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of the authority. `text` is what it says itself; `title` is the code in plain words, None for a code
    that is not known. `place` is where it is mended. `is_past` where it is about a report that has been followed by
    another since. `rest` is what else it says.
    """

    level: str
    is_level_known: bool
    code: str
    title: Message | None
    topic: str
    text: str
    rest: tuple[str, ...]
    who: str
    about: tuple[str, ...]
    report: str
    verb: Message
    place: Place
    path: str
    line: int
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """An answer that refuses a file without saying which. `offered` is the report that it most likely was: the one
    that was uploaded last; `said` is what somebody said. `choices` are the numbers of all that it can have been.
    """

    import_id: int
    taken_at: datetime
    findings: tuple[FindingRow, ...]
    offered: OwnReport | None
    choices: tuple[OwnReport, ...]
    said: int | None


@dataclass(frozen=True, slots=True)
class MonthFeedback:
    """Everything that is known of a month from the authority. `files` are empty where no answer speaks of it."""

    month: Month
    files: tuple[FeedbackFile, ...]
    reports: tuple[OwnReport, ...]
    others: tuple[OtherReport, ...]
    amounts: tuple[AmountRow, ...]
    term: tuple[TermRow, ...]
    payments: tuple[PaymentWay, ...]
    findings: tuple[FindingRow, ...]
    unknown: tuple[UnknownPart, ...]

    @property
    def missing(self) -> tuple[OwnReport, ...]:
        """Our reports that were uploaded and are in no answer yet."""
        return tuple(each for each in self.reports if each.is_uploaded and each.state is None)

    @property
    def term_total(self) -> Money | None:
        """The contribution of the term as far as it is told; None where nothing is."""
        said = [row.told for row in self.term if row.told is not None]
        return Money.total(said) if said else None

    def count(self, level: str) -> int:
        """How many findings of a level are still to be looked at."""
        return sum(1 for found in self.findings if found.level == level and not found.is_past)


def files(desk: Desk) -> tuple[FeedbackFile, ...]:
    """Every answer that was taken in, the newest first."""
    with desk.reading() as session:
        known = _Known(desk, session)
        return tuple(known.file(each) for each in reversed(known.told.files))


def month(desk: Desk, month: Month) -> MonthFeedback:
    """What the authority says of a month, from all answers. Large answers take a moment: not on the window's thread."""
    with desk.reading() as session:
        return _Known(desk, session).month(month)


def questions(desk: Desk) -> tuple[Question, ...]:
    """The answers that refuse a file without saying which, those without an answer of the user first."""
    with desk.reading() as session:
        found = list(_Known(desk, session).questions())
    return tuple(sorted(found, key=lambda each: each.said is not None))


def unplaced(desk: Desk) -> tuple[OtherReport, ...]:
    """Reports that the authority names without a month, and that nothing here knows."""
    with desk.reading() as session:
        known = _Known(desk, session)
        return tuple(known.others(None))


def without_month(desk: Desk) -> tuple[FindingRow, ...]:
    """Findings in answers that name neither a month nor a report that is known here, and refuse no whole file."""
    with desk.reading() as session:
        return tuple(_Known(desk, session).without_month())


class _Known:
    """What the file knows: our reports, and everything that was told of them."""

    def __init__(self, desk: Desk, session: Session) -> None:
        self._session, self._country = session, desk.client.country
        self.pack: Country = countries.country(desk.client.country)
        kept = kept_reports(session, self.pack.report_kind, _FIRST, _LAST)
        self._ids = ids_of(session, self._country, kept)
        self._months = {self._ids[each.id][0]: each.month for each in kept}
        self.told: Told = told(session, self._country, self._months)
        self.kept = answered(kept, self._ids, self.told)
        self._by_id: Mapping[int, KeptFeedback] = {each.id: each for each in self.told.files}

    def month(self, month: Month) -> MonthFeedback:
        """One month."""
        said = self.told.months.get(month, ToldMonth(month))
        term = tuple(self._term(month))
        return MonthFeedback(
            month,
            tuple(self.file(self._by_id[number]) for number in reversed(said.files)),
            tuple(self._own(month)),
            tuple(self.others(month)),
            tuple(self._amounts(month, said.sums)),
            term,
            tuple(self._payments(said, term)),
            tuple(self._rows([*said.findings, *self._said_of(month)], month)),
            tuple(part for number in said.files[-1:] for part in self._by_id[number].feedback.unknown) + said.unknown,
        )

    def file(self, kept: KeptFeedback) -> FeedbackFile:
        """An answer in short."""
        said = kept.feedback
        return FeedbackFile(
            kept.id,
            kept.name,
            kept.taken_at,
            kept.by,
            said.at,
            tuple(dict.fromkeys(part.month for part in said.months if part.month is not None)),
            len({report.id for report in said.reports}),
            said.count(REJECTION),
            said.count(IMMEDIATE),
            said.count(GUIDELINE),
        )

    def others(self, month: Month | None) -> Iterator[OtherReport]:
        """The reports of the month that are not ours."""
        for name, each in self.told.reports.items():
            if each.month == month and name not in self._months:
                what = Message("Entered by hand") if each.report.by_hand else Message("Sent from another program")
                yield OtherReport(each.report, what)

    def questions(self) -> Iterator[Question]:
        """What somebody must tell."""
        sent = [self._own_report(each) for each in self.kept if each.is_sent or each.saved is not None]
        for number, said in self.told.refused.items():
            kept = self._by_id[number]
            choices = tuple(each for each in reversed(sent) if each.state in (None, DeliveryState.REJECTED))
            uploaded = {each.id: each.uploaded.at for each in self.kept if each.uploaded is not None}
            offered = max(
                (each for each in choices if each.file_id in uploaded and each.told is None),
                key=lambda each: uploaded[each.file_id],
                default=None,
            )
            parts = [part for part in kept.feedback.months if part.refused_file]
            findings = [ToldFinding(found, number) for part in parts for found in part.findings]
            yield Question(number, kept.taken_at, tuple(self._rows(findings, None)), offered, choices, said)

    def without_month(self) -> Iterator[FindingRow]:
        """The findings that belong nowhere else."""
        said = self.told.months.get(None, ToldMonth(None))
        return self._rows([each for each in said.findings if each.by not in self.told.refused], None)

    def _said_of(self, month: Month) -> Iterator[ToldFinding]:
        """The findings of refused files of which somebody said that they were a report of the month."""
        names = {each.id: self._ids[each.id][0] for each in self.kept if each.month == month}
        for number, file_id in self.told.refused.items():
            if file_id is not None and file_id in names:
                for part in self._by_id[number].feedback.months:
                    for found in part.findings if part.refused_file and part.month is None else ():
                        yield ToldFinding(replace(found, where=replace(found.where, report=names[file_id])), number)

    # --- reports ---------------------------------------------------------------------------------------------------

    def _own(self, month: Month) -> Iterator[OwnReport]:
        return (self._own_report(each) for each in self.kept if each.month == month)

    def _own_report(self, kept: KeptReport) -> OwnReport:
        name, replaces = self._ids[kept.id]
        said = self.told.reports.get(name)
        return OwnReport(
            kept.id,
            kept.version,
            name,
            replaces,
            kept.made_at,
            kept.uploaded is not None,
            kept.answer,
            said.report if said is not None else None,
            kept.month,
        )

    # --- amounts ---------------------------------------------------------------------------------------------------

    def _ours(self, month: Month) -> list[ReportSums]:
        """What our received reports of the month say."""
        return [
            _sums(self._session, self.pack, each)
            for each in self.kept
            if each.month == month and each.answer is DeliveryState.RECEIVED
        ]

    def _amounts(self, month: Month, said: FeedbackSums) -> Iterator[AmountRow]:
        if not said.named():
            return
        ours = self._ours(month)
        others = [each.told for each in self.others(month) if each.counts]
        waiting = any(each.is_sent and each.answer is None for each in self.kept if each.month == month)
        for kind, amount in said.named().items():
            own = Money.total(_of_kind(each, kind) for each in ours)
            row = AmountRow(kind, _WHAT[kind], amount, own)
            if row.difference:
                lines = sum(each.contribution_lines for each in ours) if kind == "aga" else 0
                why, is_explained = _why(row.difference, kind, others, lines, waiting=waiting, any_own=bool(ours))
                row = replace(row, why=why, is_explained=is_explained)
            yield row

    def _term(self, month: Month) -> Iterator[TermRow]:
        """The months whose contribution is paid on the same day."""
        due = self.pack.month_deadlines(month)["aga_due"]
        for each in (month.plus(-1), month, month.plus(1)):
            if self.pack.month_deadlines(each)["aga_due"] == due:
                said = self.told.months.get(each)
                ours = Money.total(sums.contribution for sums in self._ours(each))
                yield TermRow(each, said.sums.aga if said is not None else None, ours)

    def _payments(self, said: ToldMonth, term: Sequence[TermRow]) -> Iterator[PaymentWay]:
        """How to pay, by kind: the contribution also as the other month of the term tells it."""
        ways = {kind: (pay, text) for pay in said.payments for kind, text in pay.references.items()}
        for row in term:
            other = self.told.months.get(row.month)
            for pay in other.payments if other is not None else ():
                for kind in _OF_TERM & pay.references.keys() - ways.keys():
                    ways[kind] = (pay, pay.references[kind])
        sums = said.sums.named()
        for kind in [kind for kind in _WHAT if kind in ways]:
            pay, reference = ways[kind]
            amount = sums.get(kind)
            if kind == "aga":
                amount = Money.total(row.told for row in term if row.told is not None)
            elif kind == "finance_tax":
                months = [self.told.months[row.month].sums for row in term if row.month in self.told.months]
                amount = Money.total(each.finance_tax for each in months if each.finance_tax is not None)
            yield PaymentWay(kind, _WHAT[kind], pay.account, reference, pay.due, amount, _wrong(pay.account, reference))
        for pay in said.payments:
            if not pay.references and (pay.account or pay.due):
                yield PaymentWay(
                    "", Message("Account to pay to"), pay.account, "", pay.due, None, _wrong(pay.account, "")
                )

    # --- findings --------------------------------------------------------------------------------------------------

    def _rows(self, some: Sequence[ToldFinding], month: Month | None) -> Iterator[FindingRow]:
        if not some:
            return
        columns = (Employee.number, Employee.name, Employee.national_id, Employee.international_id)
        people: dict[str, tuple[int | None, str]] = {}
        for row in self._session.execute(select(*columns)):
            people.update({own: (row.number, row.name) for own in (row.national_id, row.international_id) if own})
        runs = runs_paid(self._session, month, month) if month is not None else ()
        followed = self._followed(month)
        for each in some:
            found = each.finding
            where = found.where
            number, name = people.get(where.person, (None, where.name))
            control = self.pack.feedback_control(found.code)
            verb, place = _mend(control, where, number, month, runs)
            yield FindingRow(
                found.level,
                found.is_level_known,
                _short(found.code),
                control.title if control is not None else None,
                control.topic if control is not None else "",
                found.text,
                found.rest,
                name or where.person or where.unit,
                tuple(filter(None, (where.employment, where.leave, *where.income))),
                where.report,
                verb,
                place,
                where.path,
                found.line,
                where.report in followed,
            )

    def _followed(self, month: Month | None) -> set[str]:
        """Our reports of the month that were rejected or replaced, and have been followed by another one."""
        own = [each for each in self.kept if each.month == month and each.is_sent]
        return {self._ids[each.id][0] for each in own[:-1] if each.answer is not DeliveryState.RECEIVED}


# --- what follows ----------------------------------------------------------------------------------------------------

_WHAT: Final[Mapping[str, Message]] = {
    "withholding": Message("Withheld tax"),
    "aga": Message("Employer's contribution"),
    "finance_tax": Message("Finance tax"),
    "attachments": Message("Attachments"),
}
_OF_TERM: Final = frozenset({"aga", "finance_tax"})
_ONE_KRONE: Final = Money.kr(1)


def _of_kind(sums: ReportSums, kind: str) -> Money:
    """A sum of a report, by the name that the authority's has here."""
    match kind:
        case "withholding":
            return sums.withheld
        case "aga":
            return sums.contribution
        case "finance_tax":
            return sums.finance_tax
    return sums.attachments


def _why(
    difference: Money,
    kind: str,
    others: Sequence[FeedbackReport],
    lines: int,
    *,
    waiting: bool,
    any_own: bool,
) -> tuple[Message, bool]:
    """What a difference comes from, as far as it can be known (amelding 1.1 and 10.2.7): rounding is at most a krone
    for each line of the contribution; what came by another way is in the sums too.
    """
    rounding = _ONE_KRONE.times(lines)
    if not others and abs(difference) <= rounding:
        return Message("Rounding: at most one krone for each line of the contribution"), True
    if others:
        told = [each.sums.named().get(kind) for each in others]
        known = Money.total(amount for amount in told if amount is not None)
        if None in told:
            return Message("What came by another way is in the sum too; how much it is, the answer does not say"), False
        if abs(difference - known) <= rounding:
            return Message("{amount} of it came by another way", amount=known), True
        return Message("Only {amount} of it came by another way", amount=known), False
    if waiting:
        return Message("A report that was uploaded is not in the answer yet"), False
    if not any_own:
        return Message("None of this program's reports is in the sum"), False
    return Message("The program knows no reason. Compare the report with what was uploaded"), False


def _wrong(account: str, reference: str) -> Message | None:
    """Why an account or a payment reference cannot be right; None where nothing is wrong."""
    if account and not countries.is_account(account):
        return Message("The account number in the answer is not right: look at it before paying")
    if reference and not countries.is_payment_reference(reference):
        return Message("The payment reference (KID) in the answer is not right: look at it before paying")
    return None


def _mend(
    control: ReportControl | None,
    where: FeedbackPlace,
    number: int | None,
    month: Month | None,
    runs: Sequence[PayRun],
) -> tuple[Message, Place]:
    """Where a finding is mended: as our own control of the same code, else by the part that it stands in."""
    page, name, verb = _BY_PART.get(where.part, ("", "", None))
    if control is not None and control.page:
        page, name, verb = control.page, control.field, control.verb
    match page:
        case "employees":
            return verb or Message("See the employee"), Place("employees", number, name if number and name else None)
        case "settings":
            return verb or Message("See the settings"), Place("settings", None, name)
        case "pay_run":
            run = next((run for run in runs if run.approved_at is None), runs[-1] if runs else None)
            place = Place("pay_run", run.id, name) if run is not None else Place("pay_run", None)
            return verb or Message("See the pay run"), place
    return Message("See the report"), Place(PAGE, str(month) if month is not None else None)


_BY_PART: Final[Mapping[str, tuple[str, str, Message | None]]] = {
    "inntektsmottaker": ("employees", "", None),
    "arbeidsforhold": ("employees", "employment", Message("See the employment")),
    "permisjon": ("employees", "absence", Message("See the leave")),
    "inntekt": ("pay_run", "control", None),
    "arbeidsgiveravgift": ("pay_run", "control", None),
    "virksomhet": ("settings", "establishments", Message("See the sub-units")),
}


def _short(code: str) -> str:
    """A code as it is spoken of."""
    for prefix in _PREFIXES:
        code = code.removeprefix(prefix)
    return code


_known_sums: Final[dict[str, ReportSums]] = {}  # by the checksum of a report; sums of a whole report name nobody


def _sums(session: Session, pack: Country, kept: KeptReport) -> ReportSums:
    if kept.sha256 not in _known_sums:
        _known_sums[kept.sha256] = pack.report_sums(content_of(session, kept))
    return _known_sums[kept.sha256]
