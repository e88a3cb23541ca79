"""Lines of decentral registrering about pay, MLE-40: personal rates, fixed and variable wage types. What of a line has
no place of its own is kept beside it; a variable type is a line of the run of its day, and waits until there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.desk.decentral_book import Row
from services.desk.decentral_kept import Said, key_of, register, registered, said_in, with_entry, write_said
from services.desk.decentral_one import ONE_DAY, Loading, Rejected, refuse_stops
from services.desk.decentral_people import HOME, refuse_used
from services.desk.employee_form import LinePart, numbered_line
from services.desk.employee_pay_checks import asks, line_findings
from services.desk.employee_rates import RatePart, is_used, rate_findings, rate_types
from services.desk.stored_form import read_line, write_line
from services.engine.facts import LineInput
from services.engine.numbered import FIXED, NumberedLine
from services.engine.wage_types import WageType
from services.files.decentral import Action, Cause, Entry, Line
from services.files.decentral_layout import PAY
from services.reference.wage_type_rows import wage_types

RATE: Final = "personal_rate"
FIGURES: Final = ("amount", "rate", "percent", "units")
"""Where a personal rate may stand, the first that is filled in."""
OF_LINE: Final = frozenset(
    {"from_date", "to_date", "type", "text", "units", "rate", "amount", "percent", "company_amount", "company_percent"}
    | {"pension_basis", "delete"}
)
"""Fields that a fixed line of the program has a place for."""
_FIELDS: Final[Mapping[str, str]] = {
    "line_type": "type",
    "line_amount": "amount",
    "line_quantity": "units",
    "line_rate": "rate",
    "line_percent": "percent",
    "line_company_percent": "company_percent",
    "line_to": "to_date",
    "line_text": "text",
    "rate.type": "type",
    "rate.since": "from_date",
    "rate.value": "amount",
}


def pay(load: Loading, line: Line, entry: Entry) -> Message:
    """MLE-40."""
    person = load.employee(entry)
    number = entry.whole("type")
    of = _types().get(str(number))
    if of is None or of.row is None:
        raise Rejected(Cause.REFERENCE, Message("There is no such salary type"), "type")
    if of.row.kind == RATE:
        return _rate(load, line, entry, person, of)
    if of.row.kind == FIXED:
        return _fixed(load, line, entry, person, of)
    if of.row.kind.startswith("variable"):
        return _variable(load, entry, person, of)
    what = Message("This salary type is not registered on employees: it follows from what is set up, or from absence")
    raise Rejected(Cause.REFERENCE, what, "type")


@cache
def _types() -> Mapping[str, WageType]:
    return wage_types(HOME)


@cache
def _rates() -> frozenset[str]:
    return frozenset(rate_types(HOME))


@cache
def pays_terms(slug: str) -> bool:
    """Whether a fixed type is the fixed pay of the terms."""
    of = _types().get(slug)
    return of is not None and of.row is not None and "terms" in of.row.trigger.split(" ")


@lru_cache(maxsize=20_000)
def line_of(text: str) -> LineInput:
    """A line as it lies in the file."""
    return read_line(text)


def _keep_more(load: Loading, person: Row, entry: Entry, of: WageType, own: frozenset[str]) -> None:
    """Keep what the program has no place for beside the line."""
    since = entry.day("from_date")
    key = key_of(of.slug, since)
    said = with_entry(said_in(registered(load.book, person["id"], PAY, key)), entry)
    register(load.book, person["id"], PAY, key, {name: value for name, value in said.items() if name not in own}, since)


def _only_kept(load: Loading, line: Line, entry: Entry, person: Row, of: WageType) -> Message:
    """A type that the program knows by its number alone: it is kept, and nothing is computed from it."""
    since = entry.day("from_date")
    assert since is not None
    key = key_of(of.slug, since)
    row = registered(load.book, person["id"], PAY, key)
    if line.action is Action.DELETE:
        if row is None:
            raise Rejected(Cause.REFERENCE, Message("There is nothing of this key to delete"))
        load.book.registered.remove(row)
        return Message("{number} taken away", number=of.slug)
    said = with_entry(said_in(row), entry)
    for name in ("from_date", "type", "delete"):
        said.pop(name, None)
    until = said.pop("to_date", None)
    for each in load.book.registered.of(person["id"], PAY):
        is_earlier = each["key"].startswith(f"{of.slug}|") and each["since"] < since and each["run_id"] is None
        if is_earlier and (each["until"] is None or each["until"] >= since):
            load.book.registered.set(each, until=since - ONE_DAY)
    values = {"since": since, "until": until if isinstance(until, date) else None, "said": write_said(said)}
    if row is None:
        load.book.registered.add(employee_id=person["id"], record=PAY, key=key, run_id=None, **values)
    else:
        load.book.registered.set(row, **values)
    return Message("{number} is kept; nothing is computed from it", number=of.slug)


# --- personal rates --------------------------------------------------------------------------------------------------


def _rate(load: Loading, line: Line, entry: Entry, person: Row, of: WageType) -> Message:
    if of.slug not in _rates():
        return _only_kept(load, line, entry, person, of)
    since = entry.day("from_date")
    assert since is not None
    rows = sorted(load.book.rates.of(person["id"], of.slug), key=lambda row: row["since"])
    old = next((row for row in rows if row["since"] == since), None)
    paid = load.paid_of(person)
    if old is not None:
        after = next((row["since"] for row in rows if row["since"] > since), None)
        if is_used(since, after, paid):
            what = Message(
                "Pay is approved with the rate from {day}, so it stands. Add another from a later day", day=since
            )
            raise Rejected(Cause.DAY, what, "from_date")
    key = key_of(of.slug, since)
    if line.action is Action.DELETE:
        if old is None:
            raise Rejected(Cause.REFERENCE, Message("There is nothing of this key to delete"))
        load.book.rates.remove(old)
        register(load.book, person["id"], PAY, key, {})
        return Message("Personal rate {number} taken away", number=of.slug)
    name = next((each for each in FIGURES if entry.number(each) is not None), "")
    value = entry.number(name) if name else old["value"] if old is not None else None
    if value is None:
        raise Rejected(Cause.CONDITION, Message("How much?"), "amount")
    found = rate_findings(HOME, RatePart(of.slug, since, value), person["number"], (), () if old is not None else paid)
    refuse_stops(found, _FIELDS)
    if old is None:
        load.book.rates.add(employee_id=person["id"], type=of.slug, since=since, value=value)
    else:
        load.book.rates.set(old, value=value)
    _keep_more(
        load, person, entry, of, frozenset({"from_date", "type", "delete", "amount"}) | ({name} if name else set())
    )
    if entry.day("to_date") is not None:
        load.warn(
            line, Cause.VALUE, Message("The rate holds until a later one: the end is kept, and ends nothing"), "to_date"
        )
    return Message("Personal rate {number} from {day}", number=of.slug, day=since)


# --- fixed types -----------------------------------------------------------------------------------------------------


def _fixed(load: Loading, line: Line, entry: Entry, person: Row, of: WageType) -> Message:
    assert of.row is not None
    if not of.row.is_entered:
        return _only_kept(load, line, entry, person, of)
    since, until = entry.day("from_date"), entry.day("to_date")
    assert since is not None
    said = entry.values.keys() - {"employee", "from_date", "type"}
    if pays_terms(of.slug) and _is_of_terms(load, line, person, of, since, said):
        return _terms_pay(load, line, entry, person, since, until)
    rows = [(row, line_of(row["line"])) for row in load.book.fixed.of(person["id"])]
    rows = [each for each in rows if each[1].type == of.slug]
    old = next((row for row, _ in rows if row["from_day"] == since), None)
    key = key_of(of.slug, since)
    kept = registered(load.book, person["id"], PAY, key)
    if line.action is Action.DELETE:
        if old is None and kept is None:
            raise Rejected(Cause.REFERENCE, Message("There is nothing of this key to delete"))
        if old is not None:
            load.book.fixed.remove(old)
        register(load.book, person["id"], PAY, key, {})
        return Message("{number} taken away", number=of.slug)
    if old is None and said <= {"to_date"} and until is not None:
        register(load.book, person["id"], PAY, key, {}, since, until)
        return Message("{number}: a period without an amount, which pays nothing yet", number=of.slug)
    part = _part(entry, of, line_of(old["line"]) if old is not None else None)
    last = until if until is not None else old["to_day"] if old is not None else kept["until"] if kept else None
    if old is None:
        for row, _ in rows:
            begins, ends = row["from_day"], row["to_day"]
            if (begins is None or begins < since) and (ends is None or ends >= since):
                load.book.fixed.set(row, to_day=since - ONE_DAY)
            elif begins is not None and begins > since and (last is None or last >= begins):
                last = begins - ONE_DAY
    part = replace(part, from_day=since, to_day=last)
    refuse_stops(line_findings(load.person, part, person["number"]), _FIELDS)
    values = {"from_day": since, "to_day": last, "line": write_line(_line(part, old))}
    if old is None:
        load.book.fixed.add(employee_id=person["id"], **values)
    else:
        load.book.fixed.set(old, **values)
    _keep_more(load, person, entry, of, OF_LINE)
    return Message("{number} from {day}", number=of.slug, day=since)


def _part(entry: Entry, of: WageType, old: LineInput | None) -> LinePart:
    """The line as the screen has it: what was, with what stands in the file over it."""
    values: dict[str, Any] = {"type": of.slug}
    if old is not None:
        values |= {
            name: getattr(old, name) for name in ("amount", "quantity", "rate", "percent", "text", "claim", "at_most")
        }
        if old.numbered is not None:
            values |= {
                name: getattr(old.numbered, name) for name in ("company_percent", "company_amount", "pension_basis")
            }
    for name, where in (("quantity", "units"), ("rate", "rate"), ("company_amount", "company_amount")):
        if (number := entry.number(where)) is not None:
            values[name] = number
    if (number := entry.number("company_percent")) is not None:
        values["company_percent"] = number
    if (number := entry.number("amount")) is not None:
        values["amount"] = Money.rounded(number)
    if (number := entry.number("percent")) is not None:
        values["percent"] = Percent(number)
    if (basis := entry.whole("pension_basis")) is not None:
        values["pension_basis"] = str(basis)
    if "text" in entry.values:
        values["text"] = entry.text("text")
    return LinePart(**values)


def _line(part: LinePart, old: Row | None) -> LineInput:
    """The line as it is stored."""
    before = line_of(old["line"]) if old is not None else LineInput(part.type)
    numbered = numbered_line(part)
    if before.numbered is not None:
        numbered = replace(
            before.numbered,
            company_amount=part.company_amount,
            company_percent=part.company_percent,
            pension_basis=part.pension_basis,
        )
    figures = {name: getattr(part, name) for name in ("quantity", "rate", "amount", "percent", "text")}
    return replace(before, **figures, fixed=False, numbered=numbered)


# --- the fixed pay of the terms --------------------------------------------------------------------------------------


def _is_of_terms(load: Loading, line: Line, person: Row, of: WageType, since: date, said: Any) -> bool:
    """Whether a line of monthly pay is the pay of the terms: it says an amount alone, and there is no line of it."""
    if not said <= {"amount", "to_date", "delete"} or not ("amount" in said or line.action is Action.DELETE):
        return False
    if any(line_of(row["line"]).type == of.slug for row in load.book.fixed.of(person["id"])):
        return False
    return load.job_on(person, since) is not None


def _terms_pay(load: Loading, line: Line, entry: Entry, person: Row, since: date, until: date | None) -> Message:
    """Set the fixed pay of the terms from a day on, and until a day where there is one."""
    job = load.job_on(person, since)
    assert job is not None
    amount = entry.number("amount")
    salary = None if amount is None or line.action is Action.DELETE else Money.rounded(amount)
    if salary is not None and salary < Money(0):
        raise Rejected(Cause.VALUE, Message("The pay is 0 or more"), "amount")
    row = _terms_from(load, person, job, since, salary)
    load.book.terms.set(row, monthly_salary=salary)
    for each in load.terms(job):
        if (
            each["from_day"] > since
            and (until is None or each["from_day"] <= until)
            and each["monthly_salary"] != salary
        ):
            refuse_used(load, person, each, load.terms(job))
            load.book.terms.set(each, monthly_salary=salary)
    if until is not None and until != date.max and (job["end"] is None or until < job["end"]):
        after = until + ONE_DAY
        entries = load.terms(job)
        current = max((row for row in entries if row["from_day"] <= after), key=lambda row: row["from_day"])
        if current["from_day"] < after and current["monthly_salary"] is not None:
            copied = {name: value for name, value in current.items() if name != "id"}
            load.book.terms.add(**copied | {"from_day": after, "monthly_salary": None})
    return Message("Fixed pay from {day}", day=since)


def _terms_from(load: Loading, person: Row, job: Row, day: date, salary: Money | None) -> Row:
    """The terms that begin on a day; where none do, those that hold then are divided."""
    entries = load.terms(job)
    current = max((row for row in entries if row["from_day"] <= day), key=lambda row: row["from_day"])
    if current["from_day"] == day:
        if current["monthly_salary"] != salary:
            refuse_used(load, person, current, entries)
        return current
    if current["monthly_salary"] == salary:
        return current
    return load.book.terms.add(**{name: value for name, value in current.items() if name != "id"} | {"from_day": day})


# --- variable types --------------------------------------------------------------------------------------------------


def _variable(load: Loading, entry: Entry, person: Row, of: WageType) -> Message:
    """One more line: of the open run of its day, or of the next that is started."""
    since = entry.day("from_date")
    assert since is not None
    assert of.row is not None
    said: Said = {
        name: value
        for name, value in entry.values.items()
        if name not in ("employee", "from_date", "to_date", "type", "delete")
    }
    figures = ("units", "rate", "amount", "percent", "company_amount", "company_percent", "pension_basis", "balance")
    if of.row.is_entered and asks(of) and not any(name in said for name in figures):
        raise Rejected(Cause.CONDITION, Message("How much? An amount or another figure is missing"), "amount")
    row = load.book.registered.add(
        employee_id=person["id"],
        record=PAY,
        key=of.slug,
        since=since,
        until=entry.day("to_date"),
        said=write_said(said),
        run_id=None,
    )
    if not can_pay(of, said):
        return Message("{number} is kept; nothing is computed from it", number=of.slug)
    start = load.around.start_month
    if start is not None and since < start.first:
        return Message("{number} is kept: {day} is before the first month here", number=of.slug, day=since)
    run = next((each for each in load.runs if since <= each.last), None)
    if run is None:
        return Message("{number} waits for the run of {day}", number=of.slug, day=since)
    load.book.registered.set(row, run_id=run.id)
    text = write_line(entered_line(of.slug, since, said))
    load.book.entered.add(run_id=run.id, employee_id=person["id"], import_id=None, line=text)
    return Message("{number}, a line of the run of {day}", number=of.slug, day=run.pay_date)


def can_pay(of: WageType | None, said: Said) -> bool:
    """Whether a run can compute a line: the program knows the type, and a rate does not stand alone."""
    if of is None or of.row is None or not of.row.is_entered:
        return False
    counts = "quantity" in asks(of)
    return not counts or any(said.get(name) is not None for name in ("units", "amount"))


def entered_line(slug: str, since: date, said: Said) -> LineInput:
    """A line of a run as a file says it."""
    number: Callable[[str], Any] = said.get
    amount, percent, basis = number("amount"), number("percent"), number("pension_basis")
    more = NumberedLine(
        day=since,
        company_amount=number("company_amount"),
        company_percent=number("company_percent"),
        pension_basis=str(basis) if basis is not None else "",
        year=number("year"),
    )
    return LineInput(
        slug,
        number("units"),
        number("rate"),
        Money.rounded(amount) if isinstance(amount, Decimal) else None,
        Percent(percent) if isinstance(percent, Decimal) else None,
        text=str(said.get("text") or ""),
        numbered=more,
    )
