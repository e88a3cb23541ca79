"""Lines of decentral registrering beside pay, MLE-45 to MLE-65: reminders, statistics, absence, eIndkomst data and
requests for tax cards. Absence is the calendar's; the rest is kept as it was said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import uuid4

from models.values.message import Message
from models.values.percent import HUNDRED, Percent
from models.values.span import Span
from models.values.timeline import Timeline
from services.desk import countries
from services.desk.absence_allowed import ALL
from services.desk.absence_form import AbsenceForm, kinds
from services.desk.absence_plan import Plan, plan_change, plan_new
from services.desk.absences import Around, KeptAbsence, usual_units
from services.desk.decentral_book import Row
from services.desk.decentral_kept import key_of, register, registered, said_in, with_entry
from services.desk.decentral_one import Loading, Rejected, refuse_stops
from services.desk.decentral_people import HOME, end_earlier
from services.engine.facts import Absence, Employment, PersonFacts, Terms
from services.engine.numbered import NumberedTerms
from services.files.decentral import Action, Cause, Entry, Line
from services.files.decentral_layout import ABSENCE, EINCOME, REMINDER, STATISTICS, TAX_CARD
from services.reference.codes import code_lists

_ABSENCE_FIELDS: Final = {"from": "from_date", "to": "to_date", "kind": "code", "units": "duration", "note": "text"}
_OF_ABSENCE: Final = frozenset({"from_date", "to_date", "code", "text", "duration", "delete"})
_ABSENT: Final = "absence"


def absence_codes() -> frozenset[int]:
    """The absence codes that there are, also those that nothing is computed from."""
    return frozenset(int(code) for code in code_lists("dk/absence_codes")[_ABSENT])


def reminder(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-45."""
    day = entry.day("date")
    _keep(load, entry, REMINDER, key_of(day, entry.whole("recipient")), day)
    assert day is not None
    return Message("Reminder of {day}", day=day)


def statistics(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-50: from a day on, in place of what the type said before."""
    kind, code = entry.whole("ip_type"), entry.whole("ip_code")
    _keep(load, entry, STATISTICS, key_of(kind, code, entry.day("from_date")), entry.day("from_date"), f"{kind}|")
    return Message("Statistics {kind}: {code}", kind=str(kind), code=str(code))


def income(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-60."""
    heading, code = entry.whole("heading"), entry.whole("code")
    beginning = f"{heading}|{code}|"
    _keep(load, entry, EINCOME, key_of(heading, code, entry.day("from_date")), entry.day("from_date"), beginning)
    return Message("eIndkomst field {number}", number=str(heading))


def tax_card(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-65: that the tax card is to be asked for again."""
    day = entry.day("from_date")
    _keep(load, entry, TAX_CARD, key_of(day, entry.text("tax_card")), day)
    assert day is not None
    return Message("Tax card asked for from {day}", day=day)


def _keep(load: Loading, entry: Entry, record: str, key: str, since: date | None, replaces: str = "") -> None:
    person = load.employee(entry)
    said = with_entry(said_in(registered(load.book, person["id"], record, key)), entry)
    until = said.pop("to_date", None)
    if replaces and since is not None:
        end_earlier(load, person["id"], record, since, replaces)
    row = registered(load.book, person["id"], record, key)
    last = until if isinstance(until, date) else row["until"] if row is not None else None
    register(load.book, person["id"], record, key, said, since, last)


# --- absence ---------------------------------------------------------------------------------------------------------


def absence(load: Loading, line: Line, entry: Entry) -> Message:
    """MLE-55."""
    person = load.employee(entry)
    code, first, last = entry.whole("code") or 0, entry.day("from_date"), entry.day("to_date")
    assert first is not None
    key = key_of(first, code)
    if str(code) not in kinds(HOME):
        return _kept_absence(load, line, entry, person, key, first)
    rows = load.book.absences.of(person["id"])
    old = next((row for row in rows if (row["kind"], row["first"], row["withdrawn"]) == (str(code), first, None)), None)
    more = {name: value for name, value in entry.values.items() if name == "rate"}
    if line.action is Action.DELETE:
        if old is None or old["last"] != last:
            raise Rejected(Cause.REFERENCE, Message("There is nothing of this key to delete"))
        if is_paid(load, person, old):
            load.book.absences.set(old, withdrawn=load.today)
            return Message("Absence withdrawn: it is in approved pay")
        load.book.absences.remove(old)
        register(load.book, person["id"], ABSENCE, key, {})
        return Message("Absence taken away")
    around = _around(load, person, first, last, old)
    terms = _terms(load, person, first)
    category = terms.numbered.category if terms is not None and terms.numbered is not None else ""
    if old is None and str(code) not in load.absence.allowed.codes.get(category, (str(code),)):
        what = Message(
            "Absence code {code} is not allowed in position category {category}", code=code, category=category
        )
        raise Rejected(Cause.REFERENCE, what, "code")
    form = AbsenceForm(
        person["number"],
        str(code),
        first,
        last if last is not None else old["last"] if old is not None else None,
        Percent(HUNDRED.value),
        note=entry.text("text") if "text" in entry.values or old is None else old["note"],
        units=entry.number("duration"),
    )
    if form.units is None:
        is_same = old is not None and old["last"] == form.last
        units = old["units"] if is_same and old is not None else usual_units(HOME, form, terms)
        form = replace(form, units=units)
    kind = countries.absence_kind(str(code))
    form = replace(form, paid=kind.paid if kind is not None else True)
    if old is None:
        plan = plan_new(around, form, replace(load.absence, allowed=ALL))  # asked above, of the terms of the file
    else:
        form = replace(
            form, type=old["type"], paid=old["paid"], grade=old["grade"], employment=old["employment_id"] or None
        )
        kept = next(each for each in around.kept if each.id == old["id"])
        plan = plan_change(around, kept, form, replace(load.absence, allowed=ALL))
    refuse_stops(plan.findings, _ABSENCE_FIELDS)
    _carry_out(load, person, plan)
    if more:
        register(
            load.book,
            person["id"],
            ABSENCE,
            key,
            with_entry(said_in(registered(load.book, person["id"], ABSENCE, key)), replace(entry, values=more)),
            first,
        )
    if old is not None:
        return Message("Absence {code} changed", code=str(code))
    return Message("Absence {code}", code=str(code))


def _kept_absence(load: Loading, line: Line, entry: Entry, person: Row, key: str, first: date) -> Message:
    """A code that nothing is computed from: it is kept as it was said."""
    row = registered(load.book, person["id"], ABSENCE, key)
    if line.action is Action.DELETE:
        if row is None or row["until"] != entry.day("to_date"):
            raise Rejected(Cause.REFERENCE, Message("There is nothing of this key to delete"))
        load.book.registered.remove(row)
        return Message("Absence taken away")
    said = with_entry(said_in(row), entry)
    for name in ("from_date", "to_date", "code", "delete"):
        said.pop(name, None)
    until = entry.day("to_date") or (row["until"] if row is not None else None)
    register(load.book, person["id"], ABSENCE, key, said, first, until)
    return Message("Absence {code} is kept; nothing is computed from it", code=str(entry.whole("code")))


def is_paid(load: Loading, person: Row, row: Row) -> bool:
    """Whether approved pay was made for days of an absence."""
    days = Span(row["first"], row["last"])
    return any(days.overlap(span) for span in load.paid_of(person))


def _around(load: Loading, person: Row, first: date, last: date | None, old: Row | None) -> Around:
    """The person with what they are absent on those days, and with the absence that is changed."""
    jobs = tuple(
        Employment(job["employment_id"], job["establishment"], job["start"], Timeline(()), job["type"], job["end"])
        for job in load.jobs(person)
    )
    kept = [
        KeptAbsence(
            row["id"],
            Absence(
                row["kind"],
                row["first"],
                row["last"],
                row["grade"],
                row["paid"],
                row["employment_id"],
                row["leave_id"],
                row["withdrawn"],
                row["units"],
                row["type"],
            ),
            row["note"],
        )
        for row in load.book.absences.of(person["id"])
        if row is old or ((last is None or row["first"] <= last) and (row["last"] is None or row["last"] >= first))
    ]
    facts = PersonFacts(person["number"], person["name"], person["national_id"], person["born"], employments=jobs)
    return Around(person["id"], facts, ()).with_absences(kept)


def _terms(load: Loading, person: Row, day: date) -> Terms | None:
    job = load.job_on(person, day)
    if job is None:
        return None
    found = [row for row in load.terms(job) if row["from_day"] <= day]
    if not found:
        return None
    row = found[-1]
    numbered = NumberedTerms(row["category"], row["pay_group"], row["norm_hours"], row["agreement_hours"])
    return Terms(row["percent"], row["full_time_hours"], row["pay"], row["monthly_salary"], numbered=numbered)


def _carry_out(load: Loading, person: Row, plan: Plan) -> None:
    rows = load.book.absences
    for write in plan.writes:
        each = write.absence
        values: dict[str, Any] = {
            "kind": each.kind,
            "first": each.first,
            "last": each.last,
            "grade": each.grade,
            "paid": each.paid,
            "employment_id": each.employment,
            "units": each.units,
            "type": each.type,
            "note": write.note,
        }
        if write.id is None:
            rows.add(employee_id=person["id"], leave_id=str(uuid4()), withdrawn=None, **values)
        elif write.withdrawn:
            rows.set(rows.rows[write.id], withdrawn=load.today)
        elif write.gone:
            rows.remove(rows.rows[write.id])
        else:
            rows.set(rows.rows[write.id], withdrawn=each.withdrawn, **values)


MORE: Final = {REMINDER: reminder, STATISTICS: statistics, ABSENCE: absence, EINCOME: income, TAX_CARD: tax_card}
