"""People from a table, with what they bring from another program: each row is somebody new, a draft where something is
missing, or somebody who works here already and gets what was empty (user-demands S6, M2, M4).

What is wrong is what the form of a new employee says, beside the cell. Two rows about one person are held back, and
what approved pay was made from is never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.absence import Absence
from models.records.employee import (
    CompanyCar,
    CostShare,
    Employee,
    FixedLine,
    StaffLoan,
)
from models.records.imported_file import ImportedFile
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.progress import Progress
from services.desk.desk import Desk
from services.desk.employee_around import Surroundings, surroundings_in
from services.desk.employee_checks import (
    employment_findings,
    end_findings,
    form_findings,
    person_findings,
    terms_findings,
)
from services.desk.employee_form import (
    LATER,
    CardPart,
    EmployeeForm,
    EmploymentPart,
    OpeningPart,
    PersonPart,
    TermsPart,
    one_line,
)
from services.desk.employee_openings import locked_words
from services.desk.employee_pay_checks import card_findings, opening_findings
from services.desk.table_employees_columns import BY_NAME, CODED, OPENINGS, TARGETS
from services.desk.table_employees_here import Everybody, Here, Job
from services.desk.table_employees_rows import Asked, Said, ask_of_new, said_of
from services.desk.table_kind import (
    CHANGED,
    HELD,
    NEW,
    SAME,
    Decision,
    Judged,
    Option,
    OptionValue,
    ReadRow,
    ReadTable,
    TableKind,
    TableRow,
)
from services.desk.table_note import note_of
from services.files.cells import plain_header

KNOWN, INCOMPLETE = "known", "incomplete"
FILL, OVERWRITE = "fill", "overwrite"
DRAFT, HOLD = "draft", "hold"
_STEP: Final = 200
_STAYS: Final = frozenset({"number", "national_id", "start", "type", "establishment"})
"""What a table never changes of somebody who is here: it was told to the authorities, or is how one is known."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Somebody part by part. `job` is the id of the employment, `from_day` the day of the terms."""

    person: PersonPart
    job: str = ""
    employment: EmploymentPart = field(default_factory=EmploymentPart)
    terms: TermsPart = field(default_factory=TermsPart)
    opening: OpeningPart = field(default_factory=OpeningPart)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is employed. `end` is the last day of an employment that is over, or will be."""

    form: EmployeeForm
    end: date | None = None
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who is here, before and after; `card` is a tax card that is added."""

    number: int
    was: Parts
    now: Parts
    card: CardPart | None = None


@dataclass(frozen=True, slots=True)
class EmployeesPlan:
    """What is written."""

    new: tuple[Newcomer, ...]
    drafts: tuple[EmployeeForm, ...]
    changed: tuple[Change, ...]


# --- judging ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Row:
    """A row while it is judged: whom it is about (None: somebody new), and what becomes of it."""

    row: ReadRow
    said: Said
    number: int | None = None
    new: Newcomer | None = None
    draft: EmployeeForm | None = None
    change: Change | None = None
    state: str = HELD
    what: Message | None = None

    @property
    def name(self) -> str:
        return str(self.said.person.get("name", "")) or self.row.cells.get("name", "")


@dataclass(slots=True)
class _Judging:
    around: Surroundings
    everybody: Everybody
    overwrites: bool
    keeps_drafts: bool
    decisions: Mapping[int, Decision]

    def match(self, each: _Row) -> None:
        """Whose row it is. A row that contradicts the one who is here says so, and is held back."""
        row, here = each.row, self.everybody.here
        said = self.decisions.get(row.line)
        if said is not None and said.employee is not None:
            if said.employee not in here:
                what = Message("There is no employee {number}", number=str(said.employee))
                row.tell(Severity.STOP, what, "number")
            else:
                each.number = said.employee
            return
        number, identity = row.values.get("number"), row.values.get("national_id")
        if isinstance(identity, str) and (found := self.everybody.by_identity.get(identity)) is not None:
            each.number = found
            if isinstance(number, int) and number != found:
                what = Message("Is employee {number} here already, and keeps that number", number=str(found))
                row.tell(Severity.WARNING, what, "number")
        elif isinstance(number, int) and number in here:
            self._with_number(each, number, identity)
        elif not isinstance(number, int) and not isinstance(identity, str):
            called = self.everybody.by_name.get(plain_header(each.name), ()) if each.name else ()
            born = each.said.person.get("born")
            called = tuple(one for one in called if not born or here[one].person.born in (None, born))
            if len(called) == 1:
                each.number = called[0]
            elif called:
                what = Message("{count} people are called {name}. Give the number", count=len(called), name=each.name)
                row.tell(Severity.STOP, what, _name_target(row))
        if each.number is None and not each.name and not row.stops:
            if isinstance(number, int):
                row.tell(Severity.STOP, Message("There is no employee {number}", number=str(number)), "number")
            elif isinstance(identity, str):
                row.tell(Severity.STOP, Message("Nobody here has this identity number"), "national_id")
            else:
                row.tell(Severity.STOP, Message("The row does not say who it is about"), _name_target(row))

    def _with_number(self, each: _Row, number: int, identity: object) -> None:
        known = self.everybody.here[number].person
        if isinstance(identity, str) and known.national_id:
            what = Message(
                "Employee {number} is {name}, who has another identity number. Give the row a number that is free",
                number=str(number),
                name=known.name,
            )
            each.row.tell(Severity.STOP, what, "number")
        elif each.name and not _words(each.name) & _words(known.name):
            what = Message("Employee {number} is {name}. Check the row", number=str(number), name=known.name)
            each.row.tell(Severity.STOP, what, "number")
        else:
            each.number = number

    # --- somebody new

    def judge_new(self, each: _Row) -> None:
        """Somebody who is not here yet: employed, or a draft where something is missing."""
        row, said = each.row, each.said
        form = self._form(said).tidy()
        if self._has_draft(each, form):
            return
        if form.opening and (late := self._late()) is not None:
            row.tell(Severity.STOP, late, _first_opening(row))
        found = [*form_findings(self.around, form, row.line)]
        if said.end is not None and form.employment.start is not None:
            job = form.employment
            found += end_findings(self.around, form.employment.start, said.end, said.end_reason, job.type, row.line)
        stops = [one for one in found if one.severity is Severity.STOP]
        is_draft = bool(stops) and self.keeps_drafts
        for one in found:
            severity = Severity.WARNING if is_draft and one.severity is Severity.STOP else one.severity
            row.tell(severity, one.what, _target(one, row))
        if row.stops:
            return
        each.state = NEW
        if is_draft:
            each.draft = replace(form, step=0)
            missing = dict.fromkeys(_label(_target(one, row)) for one in stops)
            each.what = Message("Draft. Left to do: {what}", what=_listed(missing))
            if said.end is not None:
                row.tell(Severity.WARNING, Message("A draft keeps no last day: end it later"), "employment_end")
            return
        each.new = Newcomer(form, said.end, said.end_reason if said.end is not None else "")
        assert form.employment.start is not None  # else it is a draft
        each.what = Message(
            "Becomes employee {number}, from {day}", number=str(form.person.number), day=form.employment.start
        )

    def _form(self, said: Said) -> EmployeeForm:
        person = PersonPart(**{"language": self.around.language, **said.person})
        card = CardPart(**said.card) if said.card else CardPart(kind=LATER)
        has_foreign_id = bool(person.international_id)
        form = EmployeeForm(
            has_foreign_id=has_foreign_id,
            person=person,
            employment=EmploymentPart(**said.employment),
            terms=TermsPart(**{"pay": said.pay_form, **said.terms}),
            card=card,
            opening=OpeningPart(**said.opening),
        )
        return form.named(said.first_name, said.last_name)

    def _has_draft(self, each: _Row, form: EmployeeForm) -> bool:
        """Whether a draft of the person waits already."""
        for draft in self.everybody.drafts:
            mine, theirs = form.person, draft.person
            if mine.national_id or theirs.national_id:
                is_same = mine.national_id == theirs.national_id
            else:
                is_same = plain_header(mine.name) == plain_header(theirs.name)
            if not is_same:
                continue
            if replace(draft.tidy(), step=0, typed={}, template="") == form:
                each.state, each.what = SAME, Message("Is a draft already")
                return True
            what = Message(
                "There is a draft of {name} already. Finish it or discard it, or undo the import that it came from",
                name=theirs.name,
            )
            each.row.tell(Severity.STOP, what, _name_target(each.row))
            return True
        return False

    def _late(self) -> Message | None:
        """Why opening balances cannot be taken any more, or not yet."""
        start, approved = self.around.start_month, self.around.approved
        if start is None:
            return Message("Set up the firm first")
        if approved is not None and approved.year > start.year:
            return Message("Opening balances belong to {year}, which is over", year=str(start.year))
        return None

    # --- somebody who is here

    def judge_known(self, each: _Row, number: int) -> None:
        """Somebody who is here: what is empty is filled, and with the option the rest is changed."""
        row, here = each.row, self.everybody.here[number]
        if (left := _left_before(here, each.said.employment.get("start"))) is not None:
            what = Message(
                "{name} (no. {number}) has this number and left on {day}. Open the old entry and employ them anew: "
                "then holiday pay and the year's tax stay together",
                name=here.person.name,
                number=str(number),
                day=left,
            )
            row.tell(Severity.STOP, what, "start")
            return
        job = self._job(each, here)
        was = Parts(here.person, opening=here.opening)
        if job is not None:
            was = replace(was, job=job.id, employment=job.part, terms=job.terms or TermsPart())
        person, filled = self._merged(row, here.person, each.said.person)
        employment, terms = was.employment, was.terms
        if job is not None:
            employment, more = self._merged(row, was.employment, each.said.employment)
            filled |= more
            if job.terms is not None:
                wanted = {"pay": each.said.pay_form, **each.said.terms} if each.said.has_pay else each.said.terms
                terms, more = self._merged(row, job.terms, wanted, job.terms.from_day if job.is_paid else None)
                filled |= more
            if each.said.end is not None and each.said.end != job.end:
                what = Message("What stands here about the end of the employment stays")
                row.tell(Severity.WARNING, what, "employment_end")
        opening, more = self._openings(row, here, each.said.opening)
        filled |= more
        now = replace(was, person=person, employment=employment, terms=terms, opening=opening)
        card = self._card(each, here)
        if card is not None:
            filled |= {"tax_card": True}
        if not filled:
            differs = any(found.severity is not Severity.STOP for found in row.findings)
            each.state = SAME
            each.what = Message("Is here already; what differs stays") if differs else Message("Is here already")
            return
        self._tell(row, was, now, card, here, job, filled)
        if row.stops:
            return
        each.state, each.change = CHANGED, Change(number, was, now, card)
        names = _listed(_label(name) for name in filled)
        only_empty = all(filled.values())
        each.what = Message("Would get: {what}", what=names) if only_empty else Message("Changes: {what}", what=names)

    def _job(self, each: _Row, here: Here) -> Job | None:
        """Which employment the row is about."""
        said = each.said.employment
        if not (said or each.said.terms or each.said.end):
            return None
        fits = [job for job in here.jobs if said.get("start") in (None, job.part.start)]
        fits = [job for job in fits if said.get("establishment") in (None, "", job.part.establishment)] or fits
        going = [job for job in fits if job.end is None or job.end >= self.around.today] or fits
        if len(going) == 1:
            return going[0]
        if len(here.jobs) == 1:
            return here.jobs[0]
        if here.jobs:
            what = Message(
                "There are {count} employments: what the row says of them is not taken", count=len(here.jobs)
            )
        else:
            what = Message("There is no employment: what the row says of it is not taken")
        each.row.tell(Severity.WARNING, what, "start")
        return None

    def _merged(
        self, row: ReadRow, part: Any, said: Mapping[str, Any], paid_from: date | None = None
    ) -> tuple[Any, dict[str, bool]]:
        """A part with what the row says, and the fields that differ, each with whether it was empty before."""
        filled: dict[str, bool] = {}
        for name, value in said.items():
            old = getattr(part, name)
            if value in (None, "") or value == old or _alike(name, value, old):
                continue
            is_empty = old in (None, "")
            if paid_from is not None and self.overwrites:
                what = Message("Pay is approved with the terms from {day}, so they stand", day=paid_from)
                row.tell(Severity.WARNING, what, _field_target(name, row))
            elif name in _STAYS and not is_empty:
                if name != "number":
                    row.tell(Severity.WARNING, _stands(name, old), _field_target(name, row))
            elif (is_empty and paid_from is None) or self.overwrites:
                filled[name] = is_empty
            else:
                row.tell(Severity.NOTE, _stands(name, old), _field_target(name, row))
        if not filled:
            return part, filled
        merged = replace(part, **{name: said[name] for name in filled})
        if isinstance(merged, OpeningPart):
            return merged, filled
        tidy = merged.tidy()  # a rate by the hour is nothing to who has a monthly salary
        filled = {name: was_empty for name, was_empty in filled.items() if getattr(tidy, name) != getattr(part, name)}
        if isinstance(tidy, TermsPart):
            return (tidy if filled else part), filled
        return replace(part, **{name: getattr(tidy, name) for name in filled}), filled

    def _openings(self, row: ReadRow, here: Here, said: Mapping[str, Any]) -> tuple[OpeningPart, dict[str, bool]]:
        differs = {
            name: value for name, value in said.items() if value != (getattr(here.opening, name) or type(value)(0))
        }
        if not differs:
            return here.opening, {}
        why = locked_words() if here.is_paid else self._late()
        if why is not None:
            row.tell(Severity.WARNING, why, next(iter(differs)))
            return here.opening, {}
        part, filled = self._merged(row, here.opening, differs)
        return part, filled

    def _card(self, each: _Row, here: Here) -> CardPart | None:
        """The tax card of the row, where there is none of its year yet."""
        if not each.said.card:
            return None
        card = CardPart(**each.said.card).tidy()
        same_year = [one for one in here.cards if one.year == card.year]
        if not same_year:
            return card
        if not any(
            (one.kind, one.table, one.percent, one.exempt_amount)
            == (card.kind, card.table, card.percent, card.exempt_amount)
            for one in same_year
        ):
            what = Message("There is a tax card of {year} here, and it stays", year=str(card.year))
            each.row.tell(Severity.WARNING, what, _field_target("tax_card", each.row))
        return None

    def _tell(
        self,
        row: ReadRow,
        was: Parts,
        now: Parts,
        card: CardPart | None,
        here: Here,
        job: Job | None,
        filled: Mapping[str, bool],
    ) -> None:
        """What the form says of what would be changed; what stands is not judged here."""
        found: list[Finding] = []
        if now.person != was.person:
            found += person_findings(self.around, now.person, row.line, was.person)
        if job is not None and now.employment != was.employment:
            found += employment_findings(self.around, now.employment, row.line, now.person, is_new=False)
        if job is not None and now.terms != was.terms:
            found += terms_findings(self.around, now.terms, row.line, now.employment.start, job.end)
        if now.opening != was.opening:
            found += opening_findings(self.around, now.opening, row.line)
        for one in found:
            if one.where is not None and one.where.field in filled:
                row.tell(one.severity, one.what, _target(one, row))
        if card is not None:
            for one in card_findings(self.around, card, row.line, here.cards):
                row.tell(one.severity, one.what, _target(one, row))


def _judge(
    desk: Desk,
    table: ReadTable,
    options: Mapping[str, str],
    decisions: Mapping[int, Decision],
    progress: Progress,
) -> Judged:
    with desk.reading() as session:
        around = surroundings_in(session, desk)
        everybody = Everybody.of(session, around)
    if around.employer is None:
        what = Message("Enter the employer first: an employee works at one of its sub-units")
        rows = tuple(TableRow(row.line, row.cells, HELD, what, tuple(row.findings)) for row in table.rows)
        return Judged(rows, (Finding(Severity.STOP, what, Place("settings", None, "employer")),))
    judging = _Judging(around, everybody, options[KNOWN] == OVERWRITE, options[INCOMPLETE] == DRAFT, decisions)
    asked = Asked(around, table.answers)
    found = [_Row(row, said_of(row, asked)) for row in table.rows]
    for each in found:
        judging.match(each)
    _hold_doubles(found)
    _number(found, around, everybody)
    total = len(found)
    for count, each in enumerate(found):
        if count % _STEP == 0:
            progress(count, total, Message("Rows are matched"))
        if each.number is None:
            ask_of_new(each.row, each.said, asked)
        if each.row.stops:
            continue
        if each.number is None:
            judging.judge_new(each)
        else:
            judging.judge_known(each, each.number)
    _warn_of_one_account(found)
    plan = EmployeesPlan(
        tuple(each.new for each in found if each.new is not None),
        tuple(each.draft for each in found if each.draft is not None),
        tuple(each.change for each in found if each.change is not None),
    )
    rows = tuple(_table_row(each, everybody) for each in found)
    return Judged(rows, (), _tells(rows, found, plan), asked.questions, plan)


def _hold_doubles(found: Sequence[_Row]) -> None:
    """Two rows about one person: nobody can tell which holds, so both wait."""
    by_key: defaultdict[tuple[str, object], list[_Row]] = defaultdict(list)
    for each in found:
        identity, number = each.row.values.get("national_id"), each.row.values.get("number")
        keys: dict[str, object] = {}
        if isinstance(identity, str):
            keys["national_id"] = identity
        if isinstance(number, int):
            keys["number"] = number
        if each.number is not None:
            keys["here"] = each.number
        if not keys and each.name:
            keys["name"] = (plain_header(each.name), each.said.person.get("born"))
        for key in keys.items():
            by_key[key].append(each)
    told: set[int] = set()
    for (kind, _), rows in by_key.items():
        if len(rows) < 2:
            continue
        lines = ", ".join(str(each.row.line) for each in rows[:6])
        for each in rows:
            if each.row.line not in told:
                told.add(each.row.line)
                what = Message("Lines {lines} are about the same person or number: leave all but one out", lines=lines)
                each.row.tell(Severity.STOP, what, kind if kind in each.row.cells else _name_target(each.row))


def _number(found: Iterable[_Row], around: Surroundings, everybody: Everybody) -> None:
    """Those who bring no number get the next that is free."""
    taken = {each.said.person["number"] for each in found if isinstance(each.said.person.get("number"), int)}
    taken |= everybody.here.keys()
    free = around.next_number
    for each in found:
        if each.number is None and each.said.person.get("number") is None and not each.row.stops:
            while free in taken:
                free += 1
            each.said.person["number"] = free
            taken.add(free)


def _warn_of_one_account(found: Sequence[_Row]) -> None:
    """Two people with one account, as the form says it of those who are here."""
    by_account: defaultdict[str, list[_Row]] = defaultdict(list)
    for each in found:
        if each.state != HELD and (account := each.said.person.get("bank_account")):
            by_account[account].append(each)
    for rows in by_account.values():
        for each in rows if len(rows) > 1 else ():
            other = next(one for one in rows if one is not each)
            what = Message("{name}, on line {line}, has the same account", name=other.name, line=str(other.row.line))
            each.row.tell(Severity.WARNING, what, "bank_account")


def _table_row(each: _Row, everybody: Everybody) -> TableRow:
    row = each.row
    state, what = each.state, each.what
    if row.stops:
        state = HELD
        what = next(found.what for found in row.findings if found.severity is Severity.STOP)
    name = each.name or (everybody.here[each.number].person.name if each.number is not None else "")
    return TableRow(row.line, row.cells, state, what, tuple(row.findings), name, each.number)


def _tells(rows: Sequence[TableRow], found: Sequence[_Row], plan: EmployeesPlan) -> tuple[Message, ...]:
    told = [
        Message(
            "New: {new} · drafts: {drafts} · changed: {changed} · as before: {same} · held back: {held}",
            new=len(plan.new),
            drafts=len(plan.drafts),
            changed=len(plan.changed),
            same=sum(row.state == SAME for row in rows),
            held=sum(row.state == HELD for row in rows),
        )
    ]
    openings = [each.said.opening for each in found if not each.row.stops]
    for name in ("taxable_this_year", "withheld_this_year", "holiday_basis_last_year", "holiday_basis_this_year"):
        total = Money.total(amount for each in openings if (amount := each.get(name)) is not None)
        if total:
            told.append(Message("{what}, in all: {amount}", what=_label(name), amount=total))
    return tuple(told)


# --- words -----------------------------------------------------------------------------------------------------------


def _target(found: Finding, row: ReadRow) -> str:
    return _field_target(found.where.field or "" if found.where is not None else "", row)


def _field_target(name: str, row: ReadRow) -> str:
    """The column that a field of the form is about, as the table has it."""
    for other in _INSTEAD.get(name, ()):
        if name not in row.cells and other in row.cells:
            return other
    if name == "opening":
        return _first_opening(row)
    return name


_INSTEAD: Final = {
    "name": ("last_name", "first_name"),
    "address": ("postcode", "place", "address_2"),
    "monthly_salary": ("yearly_salary",),
    "occupation": ("title",),
    "tax_card": ("table", "card_percent", "exempt_amount"),
}


def _name_target(row: ReadRow) -> str:
    return _field_target("name", row)


def _first_opening(row: ReadRow) -> str:
    return next((each.name for each in OPENINGS if row.cells.get(each.name)), OPENINGS[0].name)


def _label(name: str) -> Message:
    return BY_NAME[name].label if name in BY_NAME else Message("{name}", name=name)


def _listed(labels: Iterable[Message]) -> Message:
    """Words with commas between them."""
    first, *rest = labels
    for label in rest:
        first = Message("{before}, {what}", before=first, what=label)
    return first


def _stands(name: str, old: Any) -> Message:
    """That something else stands here. Codes, and numbers by which people are known, are not shown."""
    if name in CODED or BY_NAME[name].secret or not isinstance(old, str | date | Money | Percent):
        return Message("Something else stands here, and it stays")
    shown = one_line(old) if isinstance(old, str) else old
    return Message("Here it is {value}, and that stays", value=shown)


def _alike(name: str, value: Any, old: Any) -> bool:
    """Whether two texts are the same but for signs and case: an address that was written in another way is no other."""
    if not isinstance(value, str) or not isinstance(old, str):
        return False
    return plain_header(value) == plain_header(old) if name in ("address", "name", "email", "title") else False


def _left_before(here: Here, start: object) -> date | None:
    """The last day of somebody who has left, where a row says that they come again."""
    ends = [job.end for job in here.jobs if job.end is not None]
    if not isinstance(start, date) or not ends or len(ends) < len(here.jobs):
        return None
    return max(ends) if start > max(ends) else None


def _words(name: str) -> set[str]:
    return {plain for word in name.replace("-", " ").split() if (plain := plain_header(word))}


# --- the kind --------------------------------------------------------------------------------------------------------


def _options(desk: Desk, said: Mapping[str, str]) -> tuple[Option, ...]:  # noqa: ARG001
    known, incomplete = said.get(KNOWN, FILL), said.get(INCOMPLETE, DRAFT)
    return (
        Option(
            KNOWN,
            Message("People who are here already"),
            (
                OptionValue(FILL, Message("Only what is empty is filled in")),
                OptionValue(
                    OVERWRITE,
                    Message("The table holds"),
                    Message("Not what approved pay was made from, and not what the a-melding has told"),
                ),
            ),
            known if known in (FILL, OVERWRITE) else FILL,
        ),
        Option(
            INCOMPLETE,
            Message("New people of whom something is missing"),
            (
                OptionValue(DRAFT, Message("Become drafts"), Message("They wait in the list, with what is missing")),
                OptionValue(HOLD, Message("Are held back")),
            ),
            incomplete if incomplete in (DRAFT, HOLD) else DRAFT,
        ),
    )


def _hindrance(session: Session, row: ImportedFile) -> Message | None:
    if row.undone_at is not None:
        return Message("It is undone already")
    note = note_of(row)
    new = dict(note.get("new", ()))
    there = {
        ident: name
        for ident, number, name in session.execute(select(Employee.id, Employee.number, Employee.name))
        if new.get(ident) == number
    }
    depending = _depending(session, set(there))
    if depending:
        name = there[min(depending)]
        return Message("There is pay, absence or something else of {name} by now: delete people one by one", name=name)
    counted = {each["id"] for each in note.get("changed", ()) if each["counts"]}
    paid = _paid_since(session, counted, row)
    if paid is not None:
        return Message("{name} was paid with it since", name=paid)
    return None


def _depending(session: Session, ids: set[int]) -> set[int]:
    """Those of whom there is more than a table brings."""
    found: set[int] = set()
    approved = select(runs.Payslip.employee_id).join(runs.PayRun, runs.PayRun.id == runs.Payslip.run_id)
    found |= ids & set(session.scalars(approved.where(runs.PayRun.approved_at.is_not(None)).distinct()))
    records = (Absence, FixedLine, CompanyCar, StaffLoan, CostShare)
    for record in (*records, runs.EnteredLine, runs.CorrectedEmployee, runs.PayslipNote):
        found |= ids & set(session.scalars(select(record.employee_id).distinct()))
    return found


def _paid_since(session: Session, ids: set[int], row: ImportedFile) -> str | None:
    """The name of one of them whom a run has paid that was approved after the import."""
    wanted = (
        select(Employee.id, Employee.name)
        .join(runs.Payslip, runs.Payslip.employee_id == Employee.id)
        .join(runs.PayRun, runs.PayRun.id == runs.Payslip.run_id)
        .where(runs.PayRun.approved_at > row.imported_at)
    )
    return next((name for ident, name in session.execute(wanted.distinct()) if ident in ids), None)


KIND: Final = TableKind(
    "employees",
    Message("Employees"),
    Message("Lists of people with employment, pay, tax card and opening balances"),
    TARGETS,
    _judge,
    _hindrance,
    _options,
)
