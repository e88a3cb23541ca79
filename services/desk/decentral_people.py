"""Lines of decentral registrering that set up the firm and its people, MLE-05 to MLE-35: what each does to the rows of
the client, with the checks of the screens. Each returns what it did, in a few words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from models.values.message import Message
from models.values.percent import HUNDRED, Percent
from services.desk import countries
from services.desk.decentral_book import Book, Row
from services.desk.decentral_kept import Said, key_of, register, registered, said_in, with_entry, write_said
from services.desk.decentral_one import ONE_DAY, Loading, Rejected, refuse_stops
from services.desk.employee_checks import employment_findings, end_findings, person_findings, terms_findings
from services.desk.employee_form import EmploymentPart, PersonPart, TermsPart
from services.desk.employee_use import is_used
from services.desk.numbered_setup import FORMS_OF_PAY, StepForm, step_findings
from services.files.decentral import Action, Cause, Entry, Line
from services.files.decentral_layout import ACCOUNT, DEPARTMENT, EMPLOYEE, EMPLOYMENT, PAY_OFFICE, STEP

DEPARTMENTS, OFFICES = "department", "pay_office"
HOME: Final = "DK"
_NONE: Final = "0"  # a CPR number, or a postcode abroad, that is not there
_LONGEST_NAME: Final = 30
_POSTCODE: Final = re.compile(r"([0-9]{4})(?: (.*))?")
_FORMS: Final = {"1": "monthly_arrears", "2": "monthly_advance", "3": "hourly", "4": "fortnightly"}
"""The form of pay by the first digit of a position category, where nobody of the category says another."""
_OF_STEP: Final = ("to_date", "text", "scale_type_1", "scale_type_2", "scale_type_3", "scale_key_2", "scale_key_3")
_OF_TERMS: Final = {"category": "category", "pay_group": "group", "norm_hours": "norm_hours"}
_OF_TERMS_ALL: Final = {**_OF_TERMS, "agreement_hours": "agreement_hours"}
KEPT_BY_ROWS: Final = frozenset(
    {"from_date", "end_code", "end_date", "category", "job_title", "norm_hours", "agreement_hours", "group"}
    | {"department", "unused_start"}
)
"""Fields of MLE-30 that have a place of their own."""


# --- the firm --------------------------------------------------------------------------------------------------------


def department(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-05."""
    return _unit(
        load, entry, DEPARTMENTS, entry.text("department"), Message("Department {code}", code=entry.text("department"))
    )


def pay_office(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-10."""
    code = entry.text("pay_office")
    return _unit(load, entry, OFFICES, code, Message("Pay office {code}", code=code))


def _unit(load: Loading, entry: Entry, kind: str, code: str, what: Message) -> Message:
    units = load.book.units
    row = units.one(kind, code)
    name = "" if "text" in entry.clears else entry.text("text") if "text" in entry.values else None
    if row is None:
        units.add(kind=kind, code=code, name=name or "", closed=False)
    elif name is not None:
        units.set(row, name=name)
    return what


def step(load: Loading, line: Line, entry: Entry) -> Message:
    """MLE-15: a step of a result table, with what the table's period is called and when it ends."""
    steps = load.book.steps
    table, since, group = entry.text("table").upper(), entry.day("from_date"), entry.text("group")
    assert since is not None
    row = steps.one(table, since, group)
    key = key_of(table, since, group)
    kept = registered(load.book, None, STEP, key)
    if line.action is Action.DELETE:
        if row is None and kept is None:
            raise Rejected(Cause.REFERENCE, Message("There is nothing of this key to delete"))
        if row is not None:
            steps.remove(row)
        register(load.book, None, STEP, key, {})
        return Message("Step of table {table} taken away", table=table)
    if row is None and not entry.clears and all(entry.number(name) is None for name in FORMS_OF_PAY):
        more = {name: value for name, value in with_entry(said_in(kept), entry).items() if name in _OF_STEP}
        if kept is None:
            load.book.registered.add(
                employee_id=None, record=STEP, key=key, since=since, until=None, said=write_said(more), run_id=None
            )
        else:
            load.book.registered.set(kept, said=write_said(more))
        return Message("Pay group {group}, without rates of its own", group=group)
    values: dict[str, Decimal | None] = {name: row[name] if row is not None else None for name in FORMS_OF_PAY}
    values |= {name: number for name in FORMS_OF_PAY if (number := entry.number(name)) is not None}
    values |= {name: None for name in FORMS_OF_PAY if name in entry.clears}
    form = StepForm(table, since, group, {name: value for name, value in values.items() if value is not None})
    refuse_stops(
        step_findings(load.around.country, form), {"table": "table", "group": "group", **{n: n for n in FORMS_OF_PAY}}
    )
    if row is None:
        steps.add(table_number=table, since=since, pay_group=group, **values)
    else:
        steps.set(row, **values)
    more = with_entry(said_in(registered(load.book, None, STEP, key)), entry)
    more = {name: value for name, value in more.items() if name in _OF_STEP}
    register(load.book, None, STEP, key, more, since)
    if entry.day("to_date") is not None:
        load.warn(
            line, Cause.VALUE, Message("The step holds until a later one: the end is kept, and ends nothing"), "to_date"
        )
    return Message("Table {table}, pay group {group}", table=table, group=group)


# --- the person ------------------------------------------------------------------------------------------------------


def person_said(row: Row | None, kept: Said) -> tuple[Said, str]:
    """Who somebody is, field by field, and the place behind a Danish postcode. What was kept counts as long as it is
    what stands on the person; else the name and the address are divided as one reads them.
    """
    if row is None:
        return {}, ""
    found = {name: value for name, value in kept.items() if name not in _OF_NAME and name not in _OF_ADDRESS}
    family = str(kept.get("family_name") or "")
    if family and row["name"] == full_name(kept):
        found |= {name: kept[name] for name in _OF_NAME if name in kept}
    else:
        given, family = divided_name(row["name"])
        found |= {"given_name": given, "family_name": family}
    lines = row["address"].splitlines()
    place = (_POSTCODE.fullmatch(lines[-1]) or ["", "", ""])[2] or "" if lines else ""
    if address_of(kept, place) == row["address"]:
        found |= {name: kept[name] for name in _OF_ADDRESS if name in kept}
    else:
        found |= _divided(lines)
    found["national_id"] = row["national_id"] or _NONE
    if row["email"]:
        found["email"] = row["email"]
    return found, place


def divided_name(name: str) -> tuple[str, str]:
    """First names and surname: the last word is the surname, and more of them where the others are too long for their
    field.
    """
    words = name.split()
    ways = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(len(words) - 1, 0, -1)]
    fits = (way for way in ways if max(map(len, way)) <= _LONGEST_NAME)
    return next(fits, ways[0] if ways else ("", name))


_OF_NAME: Final = ("given_name", "family_name")
_OF_ADDRESS: Final = ("address_1", "address_2", "postcode", "foreign_district", "country")


def full_name(said: Said) -> str:
    """The name as the program has it."""
    return f"{said.get('given_name') or ''} {said.get('family_name') or ''}".strip()


def address_of(said: Said, place: str = "") -> str:
    """The address as the program has it, in lines. `place` stands behind a Danish postcode."""
    country = str(said.get("country") or HOME)
    postcode = str(said.get("postcode") or "")
    behind = place if country == HOME else str(said.get("foreign_district") or "")
    last = f"{postcode if postcode != _NONE else ''} {behind}".strip()
    lines = [
        str(said.get("address_1") or ""),
        str(said.get("address_2") or ""),
        last,
        country if country != HOME else "",
    ]
    return "\n".join(each for each in lines if each)


def _divided(lines: list[str]) -> Said:
    """An address that was typed, in the fields of the file."""
    country = HOME
    if len(lines) > 1 and re.fullmatch("[A-Z]{2}", lines[-1]):
        country, lines = lines[-1], lines[:-1]
    found: Said = {}
    if lines and country == HOME and (read := _POSTCODE.fullmatch(lines[-1])):
        found["postcode"], lines = read[1], lines[:-1]
    elif lines and country != HOME:
        code, _, district = lines[-1].partition(" ")
        found |= {"postcode": code, "foreign_district": district}
        lines = lines[:-1]
    if country != HOME:
        found["country"] = country
    if lines:
        found["address_1"] = lines[0]
    if len(lines) > 1:
        found["address_2"] = " ".join(lines[1:])
    return found


_PERSON_FIELDS: Final = {
    "number": "employee",
    "name": "family_name",
    "national_id": "national_id",
    "address": "address_1",
    "email": "email",
}


def employee(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-25: somebody new, or something new of somebody."""
    book, number = load.book, entry.employee
    assert number is not None
    row = book.people.one(number)
    kept = registered(book, row["id"], EMPLOYEE, "") if row is not None else None
    before, place = person_said(row, said_in(kept))
    said = with_entry(before, entry)
    if said.get("country", HOME) == HOME:
        said.pop("foreign_district", None)
        said.pop("country", None)
    if said.get("postcode") != before.get("postcode"):
        place = ""
    cpr = str(said.get("national_id") or _NONE)
    part = PersonPart(
        number,
        full_name(said),
        "" if cpr == _NONE else cpr,
        address=address_of(said, place),
        language=load.around.language,
        email=str(said.get("email") or ""),
    )
    was = replace(part, national_id=row["national_id"]) if row is not None else None
    refuse_stops(person_findings(load.person, part, number, was), _PERSON_FIELDS)
    if part.national_id and load.cprs.get(part.national_id, number) != number:
        what = Message("Employee {number} has this CPR number", number=str(load.cprs[part.national_id]))
        raise Rejected(Cause.VALUE, what, "national_id")
    values = {name: getattr(part, name) for name in ("name", "national_id", "address", "email")}
    if row is None:
        fresh = {name: getattr(part, name) for name in PersonPart.__dataclass_fields__}
        row = book.people.add(**fresh)
        what = Message("New employee")
    else:
        book.people.set(row, **values)
        what = Message("Changes the employee")
    if part.national_id:
        load.cprs[part.national_id] = number
    more = {name: value for name, value in said.items() if name not in ("national_id", "email")}
    register(book, row["id"], EMPLOYEE, "", more)
    since = said.get("pay_seniority_from")
    if isinstance(since, date):
        for job in load.jobs(row):
            book.jobs.set(job, seniority=since)
    return what


# --- employment ------------------------------------------------------------------------------------------------------

_JOB_FIELDS: Final = {"start": "from_date", "title": "job_title"}
_TERMS_FIELDS: Final = {"from_day": "from_date", "category": "category", "pay_group": "group"} | {
    name: name for name in ("norm_hours", "agreement_hours")
}
_END_FIELDS: Final = {"employment_end": "end_date", "end_reason": "end_code"}


def employment(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-30: what holds for somebody from a day on, the end of an employment, and employment anew."""
    person = load.employee(entry)
    end_code, end_date = entry.whole("end_code"), entry.day("end_date")
    since = entry.day("from_date")
    jobs = load.jobs(person)
    day = since or end_date
    assert day is not None
    job = load.job_on(person, day)
    if job is None and since is None:
        raise Rejected(Cause.REFERENCE, Message("The employee has no period of employment that could end"), "end_date")
    what = Message("Changes the employment")
    if job is None:
        assert since is not None
        job = _new_job(load, entry, person, jobs, since)
        what = Message("Employed from {day}", day=since)
    else:
        if "end_code" in entry.clears and job["end"] is not None:
            if any(job["end"] in span for span in load.paid_of(person)):
                raise Rejected(Cause.VALUE, Message("The last pay is approved. Employ from a later day"), "end_code")
            load.book.jobs.set(job, end=None, end_reason="")
            what = Message("Employed again")
        if since is not None and _set_terms(load, entry, person, job, since):
            what = Message("New terms from {day}", day=since)
    if "job_title" in entry.values or "job_title" in entry.clears:
        load.book.jobs.set(job, title=entry.text("job_title"))
    if since is not None:
        _set_department(load, entry, person, since)
        key = key_of(since)
        more = with_entry(said_in(registered(load.book, person["id"], EMPLOYMENT, key)), entry, keeps_empty=True)
        more = {name: value for name, value in more.items() if name not in KEPT_BY_ROWS}
        if entry.number("norm_hours") == 0:
            more["norm_hours"] = Decimal(0)
        register(load.book, person["id"], EMPLOYMENT, key, more, since)
    if end_code is not None:
        found = end_findings(load.around, job["start"], end_date, str(end_code), job["type"], person["number"])
        refuse_stops(found, _END_FIELDS)
        load.book.jobs.set(job, end=end_date, end_reason=str(end_code))
        assert end_date is not None
        what = Message("Leaves on {day}", day=end_date)
    return what


def _new_job(load: Loading, entry: Entry, person: Row, jobs: list[Row], since: date) -> Row:
    """Somebody is employed, or employed anew with the terms that they had."""
    book = load.book
    if any(job["start"] > since for job in jobs):
        first = min(job["start"] for job in jobs if job["start"] > since)
        raise Rejected(Cause.DAY, Message("The employment starts on {start}", start=first), "from_date")
    if jobs and "end_code" not in entry.clears:
        what = Message("Left on {day}. % in the leaving code employs anew", day=jobs[-1]["end"])
        raise Rejected(Cause.CONDITION, what, "end_code")
    kept = said_in(registered(book, person["id"], EMPLOYEE, ""))
    seniority = kept.get("pay_seniority_from")
    units = load.around.units
    part = EmploymentPart(
        establishment=units[0].orgnr if units else "",
        start=since,
        title=entry.text("job_title"),
        seniority=seniority if isinstance(seniority, date) else None,
    )
    who = PersonPart(person["number"], person["name"], person["national_id"])
    refuse_stops(employment_findings(load.person, part, person["number"], who), _JOB_FIELDS)
    before = load.terms(jobs[-1])[-1] if jobs else None
    values = _terms_values(load, entry, before)
    for name in ("category", "pay_group"):
        if not values[name]:
            raise Rejected(Cause.MISSING, Message("The field must be filled in"), _OF_TERMS[name])
    _refuse_terms(load, person, values, since, None, None)
    name = str(1 + max((int(job["employment_id"]) for job in jobs if job["employment_id"].isdigit()), default=0))
    fresh: dict[str, Any] = {field: getattr(part, field) for field in EmploymentPart.__dataclass_fields__}
    job = book.jobs.add(employee_id=person["id"], employment_id=name, end=None, end_reason="", **fresh)
    book.terms.add(employment_id=job["id"], from_day=since, **values)
    return job


def _terms_values(load: Loading, entry: Entry, before: Row | None) -> dict[str, Any]:
    """The values of terms: those before, with what the line says over them."""
    values: dict[str, Any] = {
        "percent": HUNDRED,
        "full_time_hours": Decimal("37.5"),
        "pay": "",
        "monthly_salary": None,
        "hourly_rate": None,
        "hours_divisor": None,
        "period": "MND",
        "pay_since": None,
        "percent_since": None,
        "pay_step": "",
        "category": "",
        "pay_group": "",
        "norm_hours": None,
        "agreement_hours": None,
    }
    if before is not None:
        values = {name: before[name] for name in values}
    was = values["category"]
    if (category := entry.whole("category")) is not None:
        values["category"] = str(category)
    if "group" in entry.values:
        values["pay_group"] = entry.text("group")
    for name in ("norm_hours", "agreement_hours"):
        if name in entry.clears:
            values[name] = None
        elif (hours := entry.number(name)) is not None:
            values[name] = hours or None
    if values["category"] != was or not values["pay"]:
        values["pay"] = form_of_pay(load.book, values["category"], values["pay"])
    return values


def form_of_pay(book: Book, category: str, otherwise: str = "") -> str:
    """How people of a position category are paid: as those who have it are; else by its first digit, as categories are
    numbered (1 monthly in arrears, 2 in advance, 3 by the hour, 4 every 14 days).
    """
    found = next((row["pay"] for row in book.terms.rows.values() if row["category"] == category), "")
    return found or _FORMS.get(category[:1] if len(category) == 4 else "", otherwise or "monthly_arrears")


def _refuse_terms(
    load: Loading, person: Row, values: dict[str, Any], since: date, start: date | None, end: date | None
) -> None:
    part = TermsPart(since, **{name: values[name] for name in TermsPart.__dataclass_fields__ if name != "from_day"})
    refuse_stops(terms_findings(load.around, part, person["number"], start, end), _TERMS_FIELDS)


def _set_terms(load: Loading, entry: Entry, person: Row, job: Row, since: date) -> bool:
    """Terms from a day on, where they are other than those that hold. Whether they are."""
    entries = load.terms(job)
    current = max((row for row in entries if row["from_day"] <= since), key=lambda row: row["from_day"])
    values = _terms_values(load, entry, current)
    if all(current[name] == value for name, value in values.items()):
        return False
    _refuse_terms(load, person, values, since, job["start"], job["end"])
    if current["from_day"] == since:
        refuse_used(load, person, current, entries)
        load.book.terms.set(current, **values)
    else:
        load.book.terms.add(employment_id=job["id"], from_day=since, **values)
    return True


def refuse_used(load: Loading, person: Row, row: Row, entries: list[Row]) -> None:
    """Terms that approved pay was made from stand."""
    after = min((each["from_day"] for each in entries if each["from_day"] > row["from_day"]), default=None)
    if is_used(_Since(row["from_day"]), after, load.paid_of(person)):
        what = Message(
            "Pay is approved with the terms from {day}, so they stand. Let it hold from a later day",
            day=row["from_day"],
        )
        raise Rejected(Cause.DAY, what, "from_date")


class _Since:
    """Terms as `is_used` asks for them."""

    def __init__(self, day: date) -> None:
        self.from_day = day


def _set_department(load: Loading, entry: Entry, person: Row, since: date) -> None:
    """Where the pay is booked from a day on."""
    if "department" not in entry.values and "department" not in entry.clears:
        return
    code = entry.text("department")
    if code and load.book.units.one(DEPARTMENTS, code) is None:
        raise missing_unit(load, DEPARTMENT, code, "department")
    shares = load.book.shares.of(person["id"])
    if [row["department"] for row in shares_on(shares, since)] == ([code] if code else []):
        return
    if not code and not shares_on(shares, since):
        return
    for row in shares:
        if row["from_day"] == since:
            load.book.shares.remove(row)
    load.book.shares.add(
        employee_id=person["id"], from_day=since, percent=Percent(HUNDRED.value), department=code, project=""
    )


def shares_on(shares: list[Row], day: date) -> list[Row]:
    """Where the pay of a day is booked: the rows of the newest day until then."""
    newest = max((row["from_day"] for row in shares if row["from_day"] <= day), default=None)
    return [row for row in shares if row["from_day"] == newest]


def missing_unit(load: Loading, record: str, code: str, field: str) -> Rejected:
    """That a department or pay office is not there."""
    line = load.failed.get((record, code))
    what = Message("There is none of this name")
    if line is not None:
        what = Message("Not created: line {line} is rejected", line=line)
    return Rejected(Cause.REFERENCE, what, field)


# --- the account -----------------------------------------------------------------------------------------------------


def account(load: Loading, _line: Line, entry: Entry) -> Message:
    """MLE-35: an account from a day on. The one of today is the person's; the others are kept."""
    person, since = load.employee(entry), entry.day("from_date")
    assert since is not None
    key = key_of(since)
    said = with_entry(said_in(registered(load.book, person["id"], ACCOUNT, key)), entry)
    said.pop("from_date", None)
    until = said.pop("to_date", None)
    number = plain_account(said)
    if not number:
        raise Rejected(Cause.VALUE, Message("This is no account number"), "bank_account")
    end_earlier(load, person["id"], ACCOUNT, since)
    register(load.book, person["id"], ACCOUNT, key, said, since, until if isinstance(until, date) else None)
    load.book.people.set(person, bank_account=account_on(load.book, person["id"], load.today))
    return Message("Account from {day}", day=since)


def plain_account(said: Said) -> str:
    """The account as the program has it; empty for what is none."""
    return countries.read_account(HOME, f"{said.get('bank_register') or ''} {said.get('bank_account') or ''}") or ""


def account_on(book: Book, employee_id: int, today: date) -> str:
    """The account of a day: that in force, else the next one, else the last."""
    rows = sorted(book.registered.of(employee_id, ACCOUNT), key=lambda row: row["since"])
    now = [row for row in rows if row["since"] <= today and (row["until"] is None or row["until"] >= today)]
    later = [row for row in rows if row["since"] > today]
    found = now[-1] if now else later[0] if later else rows[-1] if rows else None
    return plain_account(said_in(found))


def end_earlier(load: Loading, employee_id: int, record: str, since: date, beginning: str = "") -> None:
    """End the earlier period of a key on the day before. `beginning` is that of the keys that are meant."""
    for row in load.book.registered.of(employee_id, record):
        is_meant = not beginning or row["key"].startswith(beginning)
        if is_meant and row["since"] < since and (row["until"] is None or row["until"] >= since):
            load.book.registered.set(row, until=since - ONE_DAY)


LOADERS: Final = {
    DEPARTMENT: department,
    PAY_OFFICE: pay_office,
    STEP: step,
    EMPLOYEE: employee,
    EMPLOYMENT: employment,
    ACCOUNT: account,
}
