"""What an entry does to the absences of a person, before anything is stored: which rows are made, cut, changed or taken
away, what stands on the same days, and what is to be said of it. The same plan is shown while one types and carried
out when one saves.

Two absences that are together more than a whole day are refused until somebody says how they are to be resolved. Only
absences of different kinds may both stand: then the calendar's rule says what each day counts as.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Final

from sqlalchemy.orm import Session

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.percent import HUNDRED
from models.values.span import Month, Span
from services.desk import countries
from services.desk.absence_allowed import ALL, Allowed, allowed_codes
from services.desk.absence_form import (
    AbsenceForm,
    Overlap,
    Resolve,
    Way,
    Where,
    form_findings,
    kind_choice,
    title_of,
    usual_type,
)
from services.desk.absences import (
    Around,
    KeptAbsence,
    PaidRun,
    approved_runs,
    day_after,
    day_before,
    rates_on,
    scheme_of,
)
from services.engine.facts import Absence
from services.engine.rates import MissingRate, RatesOn

CORRECTIONS: Final = Place("corrections")
RUN_AGAIN: Final = Place("pay_run", "new", "correction")
_WHOLE: Final = Decimal(1)
_CENT: Final = Decimal("0.01")
_SICK: Final = frozenset({"self_certified", "sick_note"})
_BY_WORKING_DAYS: Final = frozenset({"holiday", "sick_child", "care", "unpaid", "other_paid"})
_TAKEN_UP: Final = 12  # months back in which the next run takes up by itself what was entered late


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan is made with besides the person: today, the runs that are approved, how people may certify sickness
    themselves, the rates of the day (None where the program knows none), and which kinds are allowed whom.
    """

    today: date
    runs: Sequence[PaidRun] = ()
    scheme: str = ""
    rates: RatesOn | None = None
    country: str = "NO"
    allowed: Allowed = ALL


def known_in(session: Session, country: str, today: date) -> Known:
    """What entries in the client file are planned with."""
    try:
        rates: RatesOn | None = rates_on(session, country, today)
    except MissingRate:
        rates = None
    allowed = allowed_codes(session, country)
    return Known(today, tuple(approved_runs(session)), scheme_of(session), rates, country, allowed)


@dataclass(frozen=True, slots=True)
class Write:
    """One row that is made (no `id`), changed, or taken away (`gone`): deleted, or withdrawn where something counts on
    it. `withdrawn` says that it is withdrawn in any case.
    """

    absence: Absence
    note: str = ""
    id: int | None = None
    gone: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order. `main` is the place among the writes of the one that the entry is about."""

    after: Around
    writes: tuple[Write, ...] = ()
    main: int = 0
    findings: tuple[Finding, ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def stops(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity is Severity.STOP)


def plan_new(
    around: Around, form: AbsenceForm, known: Known, resolve: Resolve = Resolve.REFUSE, where: Where | None = None
) -> Plan:
    """Enter an absence."""
    at = where or Where()
    found = [*form_findings(form, known.today, at, known.country)]
    if not _stops(found):
        found += _job_findings(around, form, at)
        found += allowed_findings(around.number, form, known.allowed, at)
    if _stops(found):
        return Plan(around, findings=tuple(found))
    laid = _lay(around, form, None, resolve, at)
    made = [Write(_absence(form, piece), form.note) for piece in laid.pieces]
    return _finish(around, form, (*laid.cuts, *made), len(laid.cuts), [*found, *laid.findings], laid, known, at)


def plan_change(
    around: Around,
    kept: KeptAbsence,
    form: AbsenceForm,
    known: Known,
    resolve: Resolve = Resolve.REFUSE,
    *,
    since: date | None = None,
    told: bool = False,
    where: Where | None = None,
) -> Plan:
    """Change an absence; from `since` on, where it was right until then. `told` says that a report holds it as leave.

    A leave that was told keeps its id as long as its percentage does: with another percentage, or when it turns out to
    be no leave, the old one ends or is withdrawn and another one comes in its place.
    """
    at = where or Where(f"absence:{kept.id}")
    old = kept.absence
    found = [*_withdrawn(kept, at), *form_findings(form, known.today, at, known.country)]
    if not _stops(found):
        found += _job_findings(around, form, at)
        if form.kind != old.kind:
            found += allowed_findings(around.number, form, known.allowed, at)
        found += _since_findings(old, form, since, told=told, at=at)
    if _stops(found):
        return Plan(around, findings=tuple(found))
    assert form.first is not None
    is_cut = since is not None and since > max(old.first, form.first)
    assert since is not None or not is_cut
    part = replace(form, first=since) if is_cut else form
    laid = _lay(around, part, kept.id, resolve, at, old)
    pieces = [_absence(part, piece) for piece in laid.pieces]
    writes: list[Write] = list(laid.cuts)
    if is_cut and since is not None:
        writes.append(Write(on_days(old, form.first, day_before(since)), kept.note, kept.id))
    elif told and _is_another(old, form):
        writes.append(Write(old, kept.note, kept.id, gone=True, withdrawn=True))
    elif pieces:
        writes.append(Write(replace(pieces.pop(0), id=old.id), form.note, kept.id))
    main = len(writes) if is_cut or (told and _is_another(old, form)) else len(writes) - 1
    writes += [Write(each, form.note) for each in pieces]
    found += laid.findings
    if told and not _is_another(old, form) and form.kind != old.kind:
        what = Message(
            "The a-melding has reported this as {old}. The next one reports {new} under the same id",
            old=title_of(old.kind),
            new=title_of(form.kind),
        )
        found.append(at.note(what, "kind"))
    before = replace(old, first=since) if is_cut and since is not None else old
    return _finish(around, part, writes, main, found, laid, known, at, before)


def plan_split(around: Around, kept: KeptAbsence, day: date, where: Where | None = None) -> Plan:
    """Make two of one: the second begins on the day."""
    at = where or Where(f"absence:{kept.id}")
    old = kept.absence
    found = [*_withdrawn(kept, at)]
    if day <= old.first or (old.last is not None and day > old.last):
        what = Message("Choose a day inside the absence, after {day}", day=old.first)
        found.append(at.stop(what, "since"))
    if found:
        return Plan(around, findings=tuple(found))
    writes = (
        Write(on_days(old, old.first, day_before(day)), kept.note, kept.id),
        Write(replace(on_days(old, day, old.last), id=""), kept.note),
    )
    return Plan(after_writes(around, writes), writes, 1)


def plan_restore(around: Around, kept: KeptAbsence) -> Plan:
    """Bring a withdrawn absence back: it happened after all. What was entered in its place meanwhile is in the way."""
    at = Where(f"absence:{kept.id}")
    form = kept.form(around.number)
    laid = _lay(around, form, kept.id, Resolve.REFUSE, at)
    writes = (Write(replace(kept.absence, withdrawn=None), kept.note, kept.id),)
    return Plan(after_writes(around, writes), writes, 0, tuple(laid.findings), tuple(laid.overlaps))


def after_writes(around: Around, writes: Iterable[Write]) -> Around:
    """The person as they would be afterwards; rows that are made get numbers below nought."""
    kept = {each.id: each for each in around.kept}
    fresh = count(min((0, *kept)) - 1, -1)
    for write in writes:
        if write.gone and write.id is not None:
            del kept[write.id]
        else:
            key = write.id if write.id is not None else next(fresh)
            kept[key] = KeptAbsence(key, write.absence, write.note)
    return around.with_absences(kept.values())


def _stops(found: Iterable[Finding]) -> bool:
    return any(each.severity is Severity.STOP for each in found)


def _absence(form: AbsenceForm, days: Span) -> Absence:
    assert form.grade is not None
    whole = Absence(form.kind, form.span.first, form.span.last, form.grade, form.paid, form.employment or "")
    whole = replace(whole, units=form.units, type=form.type or usual_type(form.kind))
    return on_days(whole, days.first, days.last)


def on_days(absence: Absence, first: date, last: date | None) -> Absence:
    """A part of an absence: what is counted of it is divided by working days, or by all days where it has none."""
    part = replace(absence, first=first, last=last)
    kind = countries.absence_kind(absence.kind)
    if absence.units is None or kind is None or absence.last is None or last is None or part.span == absence.span:
        return part
    whole, left = (_working_days(each, kind.country) for each in (absence.span, part.span))
    if not whole:
        whole, left = absence.span.days, part.span.days
    return replace(part, units=(absence.units * left / whole).quantize(_CENT, ROUND_HALF_UP))


def resized(form: AbsenceForm, first: date, last: date | None) -> AbsenceForm:
    """The same entry on other days: what is counted of it grows and shrinks with its working days."""
    if form.units is None or form.first is None or form.last is None or last is None or last < first:
        return replace(form, first=first, last=last)
    there = Absence(form.kind, form.first, form.last, units=form.units)
    return replace(form, first=first, last=last, units=on_days(there, first, last).units)


def _working_days(span: Span, country: str) -> int:
    return sum(1 for day in span if countries.is_working_day(day, country))


def _finish(
    around: Around,
    form: AbsenceForm,
    writes: Iterable[Write],
    main: int,
    found: list[Finding],
    laid: _Laid,
    known: Known,
    at: Where,
    old: Absence | None = None,
) -> Plan:
    writes = tuple(writes)
    after = around if _stops(found) else after_writes(around, writes)
    if not _stops(found):
        found += _by_rule(after, form, known, at)
        found += _paid_already(form, old, [each.kept for each in laid.cut], known)
    return Plan(after, writes, main, tuple(found), tuple(laid.overlaps))


# --- what the form is checked against ---------------------------------------------------------------------------------


def _withdrawn(kept: KeptAbsence, at: Where) -> Iterator[Finding]:
    if kept.absence.withdrawn is not None:
        what = Message("This absence was withdrawn on {day}. Bring it back first", day=kept.absence.withdrawn)
        yield at.stop(what, "from")


def _job_findings(around: Around, form: AbsenceForm, at: Where) -> Iterator[Finding]:
    """Whether the person was employed on the days, and from which of several employments they are absent."""
    assert form.first is not None
    jobs = around.person.employments
    if form.employment:
        jobs = tuple(job for job in jobs if job.id == form.employment)
        if not jobs:
            yield at.stop(Message("There is no such employment. Choose another"), "employment")
            return
    if not jobs:
        yield at.stop(Message("This person has no employment to be absent from"), "employee")
        return
    if not any(form.first in job.span for job in jobs):
        yield at.stop(_outside(jobs, form.first), "from")
    elif form.last is not None and not any(form.last in job.span for job in jobs):
        yield at.stop(_outside(jobs, form.last), "to")
    there = [job for job in around.person.employments if job.span.overlap(form.span)]
    if form.employment is None and len(there) > 1 and kind_choice(form.kind, form.first).asks_employment:
        what = Message("Choose which of the {count} employments it is about, or all of them", count=len(there))
        yield at.stop(what, "employment")


def allowed_findings(number: int, form: AbsenceForm, allowed: Allowed, at: Where) -> Iterator[Finding]:
    """Where the position category of somebody does not allow the code on the first day."""
    assert form.first is not None
    if category := allowed.refuses(number, form.kind, form.first, form.employment or ""):
        what = Message(
            "Absence code {code} is not allowed in position category {category}. Choose another, or allow it there",
            code=form.kind,
            category=category,
        )
        yield at.stop(what, "kind")


def _outside(jobs: Sequence[object], day: date) -> Message:
    spans: list[Span] = [job.span for job in jobs]  # type: ignore[attr-defined]
    start = min(span.first for span in spans)
    if day < start:
        return Message("The employment begins on {day}", day=start)
    ends = [span.last for span in spans if span.last is not None and span.last < day]
    return Message("The employment ended on {day}", day=max(ends, default=start))


def _since_findings(old: Absence, form: AbsenceForm, since: date | None, *, told: bool, at: Where) -> Iterator[Finding]:
    if since is not None and (since < old.first or (old.last is not None and since > old.last)):
        yield at.stop(Message("Choose a day of the absence, from {day} on", day=old.first), "since")
    elif since is not None and form.last is not None and since > form.last:
        yield at.stop(Message("Choose a day before the last one, {day}", day=form.last), "since")
    elif since is None and told and countries.is_leave(form.kind) and form.grade != old.grade:
        what = Message(
            "The a-melding has reported this leave at {old}. Enter the day from which it is {new}",
            old=old.grade,
            new=form.grade or HUNDRED,
        )
        yield at.stop(what, "since")


def _is_another(old: Absence, form: AbsenceForm) -> bool:
    """Whether a leave that was told can no longer go by its id."""
    return countries.is_leave(old.kind) and (form.grade != old.grade or not countries.is_leave(form.kind))


# --- the same days ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """What becomes of an absence that is there: the days that it keeps; none, and it goes away."""

    kept: KeptAbsence
    days: tuple[Span, ...]


@dataclass(slots=True)
class _Laid:
    """An entry laid on the absences that are there."""

    pieces: list[Span]
    overlaps: list[Overlap] = field(default_factory=list)
    cut: list[_Cut] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def cuts(self) -> list[Write]:
        """The writes of what is cut: its first days stay in its row."""
        writes = []
        for each in self.cut:
            old, note, row = each.kept.absence, each.kept.note, each.kept.id
            if not each.days:
                writes.append(Write(old, note, row, gone=True))
                continue
            first, *rest = each.days
            writes.append(Write(on_days(old, first.first, first.last), note, row))
            writes += [Write(replace(on_days(old, part.first, part.last), id=""), note) for part in rest]
        return writes


def _lay(
    around: Around, form: AbsenceForm, own: int | None, resolve: Resolve, at: Where, old: Absence | None = None
) -> _Laid:
    """Lay an entry on what is there. What was left standing on the same days before is not asked about again."""
    laid = _Laid([form.span])
    clashes = []
    for each, days in _clashes(around, form, own):
        if old is not None and _stood(each.absence, days, form, old):
            overlap = _overlap(each, days, form)
            what = Message("{kind} is on the same days: {rule}", kind=overlap.title, rule=overlap.rule)
            laid.findings.append(at.note(what, "resolve"))
        else:
            clashes.append((each, days))
    laid.overlaps = [_overlap(each, days, form) for each, days in clashes]
    if not clashes:
        return laid
    if resolve is Resolve.REFUSE:
        laid.findings += [_refused(overlap, around, at) for overlap in laid.overlaps]
    elif resolve is Resolve.KEEP:
        for overlap in laid.overlaps:
            if _is_same(overlap.kind, form.kind):
                laid.findings.append(_refused(overlap, around, at))
            else:
                what = Message("{kind} is on the same days: {rule}", kind=overlap.title, rule=overlap.rule)
                laid.findings.append(at.note(what, "resolve"))
    elif resolve is Resolve.AROUND:
        for each, _ in clashes:
            laid.pieces = [part for piece in laid.pieces for part in _outside_of(piece, each.span)]
        if not laid.pieces:
            laid.findings.append(at.stop(Message("No days are left: all of them are taken already"), "resolve"))
    else:
        for each, _ in clashes:
            parts = _outside_of(each.span, form.span)
            if resolve is Resolve.END:
                parts = [part for part in parts if part.first < form.span.first]
            laid.cut.append(_Cut(each, tuple(parts)))
    return laid


def _stood(other: Absence, days: Span, form: AbsenceForm, old: Absence) -> bool:
    """Whether an absence of another kind stood on all those days beside the one that is changed."""
    assert form.grade is not None
    is_as_it_was = form.kind == old.kind and form.grade <= old.grade
    return is_as_it_was and not _is_same(other.kind, form.kind) and old.span.overlap(days) == days


def _clashes(around: Around, form: AbsenceForm, own: int | None) -> list[tuple[KeptAbsence, Span]]:
    """The absences with which the entry is more than a whole day, each with the days of both."""
    assert form.grade is not None
    mine = form.span
    there = [
        (each, days)
        for each in around.kept
        if each.id != own
        and each.absence.withdrawn is None
        and (not each.absence.employment or not form.employment or each.absence.employment == form.employment)
        and (days := each.span.overlap(mine)) is not None
    ]
    found: dict[int, Span] = {}
    for stretch in _stretches([days for _, days in there]):
        on_it = [(place, each) for place, (each, days) in enumerate(there) if stretch.first in days]
        total = form.grade.share + sum(min(_WHOLE, each.absence.grade.share) for _, each in on_it)
        if total > 1:
            for place, _ in on_it:
                first = found[place].first if place in found else stretch.first
                found[place] = Span(first, stretch.last)
    return [(there[place][0], found[place]) for place in sorted(found)]


def _stretches(spans: Sequence[Span]) -> Iterator[Span]:
    """The parts of some spans on which the same ones hold, in order."""
    edges = sorted({each.first for each in spans} | {day_after(each.last) for each in spans if each.last is not None})
    for place, first in enumerate(edges):
        following = edges[place + 1] if place + 1 < len(edges) else None
        if any(first in each for each in spans):
            yield Span(first, day_before(following) if following is not None else None)


def _outside_of(span: Span, taken: Span) -> list[Span]:
    """What of a span lies before and after another."""
    parts = []
    if span.first < taken.first:
        end = day_before(taken.first)
        parts.append(Span(span.first, end if span.last is None else min(end, span.last)))
    if taken.last is not None and (span.last is None or span.last > taken.last):
        parts.append(Span(max(span.first, day_after(taken.last)), span.last))
    return parts


def _is_same(one: str, other: str) -> bool:
    return countries.absence_family(one) == countries.absence_family(other)


def _overlap(kept: KeptAbsence, days: Span, form: AbsenceForm) -> Overlap:
    old = kept.absence
    if _is_same(old.kind, form.kind):
        rule: Message | None = Message("two of the same kind are at most a whole day together")
    else:
        mine = _absence(form, form.span)
        rule = countries.absence_rule((replace(old, employment=""), replace(mine, employment="")), days.first)
    told = rule or Message("only what is left of the day counts")
    return Overlap(kept.id, old.kind, title_of(old.kind), days, told, tuple(_ways(kept, form, told)))


def _ways(kept: KeptAbsence, form: AbsenceForm, rule: Message) -> list[Way]:
    """How the two may be resolved, the one to propose first."""
    old, mine = kept.span, form.span
    title = title_of(kept.absence.kind)
    rest = _outside_of(old, mine)
    ways = [_cut_way(title, rest, old)]
    if len(rest) > 1:
        assert rest[0].last is not None
        what = Message("{kind} ends on {day}; its days after that are removed", kind=title, day=rest[0].last)
        ways.append(Way(Resolve.END, Message("End the other one"), what))
    if _outside_of(mine, old):
        what = Message("{kind} stays as it is, and this one gets the days around it", kind=title)
        ways.append(Way(Resolve.AROUND, Message("Only the days that are left"), what))
    if not _is_same(kept.absence.kind, form.kind):
        keep = Way(Resolve.KEEP, Message("Keep both"), Message("Both stay as they are: {rule}", rule=rule))
        ways.insert(1 if _stands_aside(kept.absence, form) else 0, keep)
    return ways


def _stands_aside(old: Absence, form: AbsenceForm) -> bool:
    """Whether the older one is cut rather than both kept: a sick note in a holiday gives the days back, and whoever
    goes straight from a leave into sickness or holiday has ended it (amelding 6.2).
    """
    if old.kind == "holiday":
        return form.kind == "sick_note" and form.grade == HUNDRED
    ends_it = form.last is None or (old.last is not None and form.last >= old.last)
    return countries.is_leave(old.kind) and form.kind in {*_SICK, "holiday"} and ends_it


def _cut_way(title: Message, rest: list[Span], old: Span) -> Way:
    if len(rest) > 1:
        assert rest[0].last is not None
        what = Message(
            "{kind} ends on {day} and goes on from {again}", kind=title, day=rest[0].last, again=rest[1].first
        )
        return Way(Resolve.SPLIT, Message("Divide the other one"), what)
    if not rest:
        what = Message("{kind} is removed; what was paid or reported stays in the history", kind=title)
        return Way(Resolve.SPLIT, Message("This one in its place"), what)
    if rest[0].first == old.first:
        assert rest[0].last is not None
        what = Message("{kind} ends on {day}", kind=title, day=rest[0].last)
        return Way(Resolve.SPLIT, Message("End the other one"), what)
    what = Message("{kind} begins on {day}", kind=title, day=rest[0].first)
    return Way(Resolve.SPLIT, Message("Let the other one begin later"), what)


def _refused(overlap: Overlap, around: Around, at: Where) -> Finding:
    what = Message(
        "{kind} ({name}) is on the same days, {days}. Together that is more than a whole day: {rule}",
        kind=overlap.title,
        name=around.person.name,
        days=overlap.days,
        rule=overlap.rule,
    )
    return at.stop(what, "resolve")


# --- what is to be said of it ----------------------------------------------------------------------------------------


def _by_rule(after: Around, form: AbsenceForm, known: Known, at: Where) -> Iterator[Finding]:
    """What the country's rules say of it: days on which nobody works, more self-certified days than there are."""
    kind = countries.absence_kind(form.kind)
    is_counted = form.kind in _BY_WORKING_DAYS or (kind is not None and bool(kind.units))
    if is_counted and form.last is not None and not _working_days(form.span, known.country):
        yield at.warn(Message("There is no working day in it: only weekend or public holidays"), "to")
    for what in countries.country(known.country).absence_notes(_absence(form, form.span)):
        yield at.note(what, "year")
    if form.kind != "self_certified" or known.rates is None:
        return
    if form.span.first > known.today:
        yield at.warn(Message("Self-certified sickness begins after today. Check the days"), "from")
    span = form.span if form.last is not None else Span(form.span.first, max(form.span.first, known.today))
    try:
        found = countries.absence_findings(after.person, span, known.scheme, known.rates)
    except MissingRate:
        return
    for each in found:
        yield replace(each, where=Place("absence", at.thing, "to"))


def _paid_already(
    form: AbsenceForm, old: Absence | None, cut: Iterable[KeptAbsence], known: Known
) -> Iterator[Finding]:
    """Months whose pay was approved already: it is allowed, and the next run puts the difference right."""
    days = [form.span]
    if old is not None:
        same = (old.kind, old.grade, old.paid, old.employment, old.units, old.type) == (
            form.kind,
            form.grade,
            form.paid,
            form.employment or "",
            form.units,
            form.type or usual_type(form.kind),
        )
        days = [*_outside_of(form.span, old.span), *_outside_of(old.span, form.span)] if same else [form.span, old.span]
    if form.first is not None:
        days += [each.span for each in cut]
    months = sorted({run.month for run in known.runs if any(run.days.overlap(each) for each in days)})
    kind = countries.absence_kind(form.kind)
    if kind is not None and kind.late is not None and kind.changed is not None:
        what = kind.late if old is None else kind.changed
        for month in months:
            yield Finding(Severity.WARNING, Message(what.text, month=month), RUN_AGAIN if old is not None else None)
        return
    oldest = Month.of(known.today).plus(-_TAKEN_UP)
    if by_itself := [month for month in months if month >= oldest]:
        yield Finding(Severity.WARNING, _approved_words(by_itself), CORRECTIONS)
    if too_old := [month for month in months if month < oldest]:
        what = Message(
            "The pay of {month} was approved more than {months} months ago, and no run includes the difference by "
            "itself. Go to Correct a mistake",
            month=too_old[0],
            months=_TAKEN_UP,
        )
        yield Finding(Severity.WARNING, what, CORRECTIONS)


def _approved_words(months: Sequence[Month]) -> Message:
    if len(months) == 1:
        return Message(
            "The pay of {month} is already approved. The next run includes the difference; to pay it in a run of its "
            "own, go to Correct a mistake",
            month=months[0],
        )
    return Message(
        "The pay of {first} to {last} is already approved. The next run includes the difference; to pay it in a run of "
        "its own, go to Correct a mistake",
        first=months[0],
        last=months[-1],
    )
