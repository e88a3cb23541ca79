"""A client as a file of decentral registrering: what it registers of the firm and its people, in the form in which it
is read back alike. Balances and pay that was approved have no record in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from models.values.message import Message
from models.values.money import Money
from services.desk.decentral import layout
from services.desk.decentral_book import Book, Row
from services.desk.decentral_kept import Said, registered, said_in
from services.desk.decentral_load import Numbers
from services.desk.decentral_one import ONE_DAY
from services.desk.decentral_pay import line_of, pays_terms
from services.desk.decentral_people import (
    DEPARTMENTS,
    HOME,
    OFFICES,
    account_on,
    form_of_pay,
    person_said,
    shares_on,
)
from services.engine.facts import LineInput
from services.files.decentral import Entry, Value
from services.files.decentral_layout import (
    ABSENCE,
    ACCOUNT,
    DEPARTMENT,
    EINCOME,
    EMPLOYEE,
    EMPLOYMENT,
    PAY,
    PAY_OFFICE,
    REMINDER,
    STATISTICS,
    STEP,
    TAX_CARD,
)

_HOURLY: Final = 9905
"""The personal rate that says what the terms say of the pay of an hour."""
_EARLIEST: Final = date(1900, 1, 1)
_HOURS: Final = "1100"
"""The result table in whose name a pay group without rates is said: that of the guide's own sample."""
_REGISTER: Final = 4  # digits of an account that are the bank's


@dataclass(frozen=True, slots=True)
class ClientLines:
    """Every line of a client, in no order, and what of it the format cannot say."""

    entries: tuple[Entry, ...]
    left_out: tuple[Message, ...]


def lines_of(session: Session, numbers: Numbers, today: date) -> ClientLines:
    """The client as lines."""
    out = _Out(Book(session), numbers, today)
    entries = tuple(out.entries())
    return ClientLines(entries, tuple(out.told.values()))


class _Out:
    def __init__(self, book: Book, numbers: Numbers, today: date) -> None:
        self._book, self._numbers, self._today = book, numbers, today
        self._salary = next((number for number in layout().salary_types if pays_terms(str(number))), None)
        self._rates: dict[int, list[Row]] = {}
        for row in book.rates.rows.values():
            self._rates.setdefault(row["employee_id"], []).append(row)
        self.told: dict[str, Message] = {}

    def _entry(self, record: str, values: Said, clears: frozenset[str] = frozenset()) -> Entry:
        customer, employer = self._numbers
        told: dict[str, Value] = {name: value for name, value in values.items() if value is not None and value != ""}
        return Entry(record, customer, None if record == STEP else employer, told, clears)

    def entries(self) -> Iterator[Entry]:
        book = self._book
        for row in book.units.rows.values():
            if row["kind"] == DEPARTMENTS:
                yield self._entry(DEPARTMENT, {"department": row["code"], "text": row["name"]})
            elif row["kind"] == OFFICES:
                yield self._entry(PAY_OFFICE, {"pay_office": row["code"], "text": row["name"]})
        for row in book.steps.rows.values():
            if row["pay_group"]:
                yield self._step(row)
            else:
                self.told["steps"] = Message("Steps of result tables without a pay group have no key in the format")
        yield from self._groups()
        for person in book.people.rows.values():
            yield from self._person(person)

    def _groups(self) -> Iterator[Entry]:
        """Pay groups that have no rates of their own: a step that says none, so that the group is known."""
        steps = {(row["table_number"], row["since"], row["pay_group"]) for row in self._book.steps.rows.values()}
        known = {group for _, _, group in steps}
        for row in self._book.registered.of(None, STEP):
            table, _, group = row["key"].split("|")
            known.add(group)
            if (table, row["since"], group) not in steps:
                yield self._entry(STEP, {**said_in(row), "table": table, "from_date": row["since"], "group": group})
        first: dict[str, date] = {}
        for row in self._book.terms.rows.values():
            group = row["pay_group"]
            if group and group not in known:
                first[group] = min(first.get(group, row["from_day"]), row["from_day"])
        for group, since in first.items():
            yield self._entry(STEP, {"table": _HOURS, "from_date": since, "group": group})

    def _step(self, row: Row) -> Entry:
        key = "|".join((row["table_number"], row["since"].isoformat(), row["pay_group"]))
        more = said_in(registered(self._book, None, STEP, key))
        values = {name: row[name] for name in ("arrears", "advance", "hourly", "fortnightly")}
        return self._entry(
            STEP, {**more, "table": row["table_number"], "from_date": row["since"], "group": row["pay_group"], **values}
        )

    # --- a person ----------------------------------------------------------------------------------------------------

    def _person(self, person: Row) -> Iterator[Entry]:
        number, row_id = person["number"], person["id"]
        jobs = sorted(self._book.jobs.of(row_id), key=lambda job: (job["start"], job["id"]))
        said, _ = person_said(person, said_in(registered(self._book, row_id, EMPLOYEE, "")))
        started = jobs[0]["start"] if jobs else None
        said.setdefault("first_employed", started or self._today)
        if jobs and jobs[-1]["seniority"] is not None:
            said["pay_seniority_from"] = jobs[-1]["seniority"]
        if said.get("national_id") == "0" and not said.get("company_id"):
            said["national_id"] = None  # nobody can say it: the line is told as left out
        if said.get("mit_dk") == "NEJ" and not said.get("email"):
            said.pop("mit_dk")
        if not said.get("national_id"):
            what = Message("{name} has no CPR number, and cannot be read back without one", name=person["name"])
            self.told[f"cpr{number}"] = what
        for name in ("address_1", "given_name"):
            if not said.get(name):
                said[name] = "-"
                what = Message("{name} lacks an address or a first name: a hyphen stands there", name=person["name"])
                self.told[f"lacks{number}"] = what
        if not said.get("postcode"):
            said["postcode"] = "0000" if said.get("country", HOME) == HOME else "0"
        yield self._entry(EMPLOYEE, {**said, "employee": number})
        yield from self._employments(person, jobs)
        yield from self._accounts(person, started)
        yield from self._pay(person, jobs, started)
        yield from self._absences(person)
        for record, names in _KEPT.items():
            for row in self._book.registered.of(row_id, record):
                yield self._kept(number, record, names, row)

    def _kept(self, number: int, record: str, names: tuple[str, ...], row: Row) -> Entry:
        """A row that is kept as it was said. `names` are the fields of its key."""
        values: Said = dict(said_in(row))
        for name, part in zip(names, row["key"].split("|"), strict=False):
            values[name] = _part(name, part)
        values["employee"] = number
        if row["until"] is not None:
            values["to_date"] = row["until"]
        return self._entry(record, values)

    def _employments(self, person: Row, jobs: list[Row]) -> Iterator[Entry]:
        kept = {row["since"]: row for row in self._book.registered.of(person["id"], EMPLOYMENT)}
        shares = self._book.shares.of(person["id"])
        share_days = {row["from_day"] for row in shares if row["from_day"] > _EARLIEST}
        for place, job in enumerate(jobs):
            terms = {row["from_day"]: row for row in self._book.terms.of(job["id"])}
            following = jobs[place + 1]["start"] if place + 1 < len(jobs) else None
            inside = {
                day for day in (*kept, *share_days) if day >= job["start"] and (following is None or day < following)
            }
            days = sorted({*terms, *inside})
            was: Row | None = None
            booked: str | None = "" if place == 0 else _department(shares_on(shares, job["start"] - ONE_DAY))
            for day in days:
                values: Said = {"employee": person["number"], "from_date": day}
                clears = set()
                if place and day == job["start"]:
                    clears.add("end_code")
                if (now := terms.get(day)) is not None:
                    if now["pay"] != form_of_pay(self._book, now["category"]):
                        what = Message(
                            "The form of pay follows from the position category; that of some people differs"
                        )
                        self.told["pay"] = what
                    _terms(values, clears, now, was)
                    was = now
                if len(shares_on(shares, day)) > 1 or any(row["project"] for row in shares_on(shares, day)):
                    self.told["shares"] = Message(
                        "Projects and pay on several departments: the main department stands there"
                    )
                if (department := _department(shares_on(shares, day))) != booked:
                    booked = department
                    if department:
                        values["department"] = department
                    else:
                        clears.add("department")
                for name, value in said_in(kept.get(day)).items():
                    if value is None:
                        clears.add(name)
                    else:
                        values[name] = value
                if day == days[-1]:
                    values["job_title"] = job["title"]
                    if job["end"] is not None and "end_code" not in clears:
                        code = job["end_reason"]
                        values |= {"end_code": int(code) if code.isdecimal() else 9, "end_date": job["end"]}
                is_said = clears or any(
                    name not in ("employee", "from_date") and value for name, value in values.items()
                )
                if is_said:
                    yield self._entry(EMPLOYMENT, values, frozenset(clears))
            if job["end"] is not None and place and days[-1] == job["start"]:
                code = job["end_reason"]
                values = {"employee": person["number"], "end_code": int(code) if code.isdecimal() else 9}
                yield self._entry(EMPLOYMENT, {**values, "from_date": job["start"], "end_date": job["end"]})

    def _accounts(self, person: Row, started: date | None) -> Iterator[Entry]:
        account = person["bank_account"]
        rows = self._book.registered.of(person["id"], ACCOUNT)
        if account_on(self._book, person["id"], self._today) == account:
            for row in rows:
                values: Said = {**said_in(row), "employee": person["number"], "from_date": row["since"]}
                yield self._entry(ACCOUNT, {**values, "to_date": row["until"]})
        elif len(account) > _REGISTER and account.isdecimal():
            values = {"bank_register": account[:_REGISTER], "bank_account": account[_REGISTER:]}
            since = max((row["since"] for row in rows), default=started or self._today)
            yield self._entry(
                ACCOUNT, {**values, "employee": person["number"], "from_date": max(since, started or since)}
            )

    # --- pay ---------------------------------------------------------------------------------------------------------

    def _pay(self, person: Row, jobs: list[Row], started: date | None) -> Iterator[Entry]:
        number, row_id = person["number"], person["id"]
        kept = {row["key"]: row for row in self._book.registered.of(row_id, PAY) if "|" in row["key"]}
        yield from self._terms_pay(person, jobs)
        for rate in self._rates.get(row_id, ()):
            extra = kept.pop(f"{rate['type']}|{rate['since'].isoformat()}", None)
            values: Said = {"employee": number, "from_date": rate["since"], "type": int(rate["type"])}
            yield self._entry(PAY, {**said_in(extra), **values, "amount": rate["value"]})
        for row in self._book.fixed.of(row_id):
            line = line_of(row["line"])
            if not line.type.isdecimal():
                continue
            since = row["from_day"] or _EARLIEST
            if since <= _EARLIEST:  # without a limit
                since = started or self._today
            extra = kept.pop(f"{line.type}|{since.isoformat()}", None)
            values = {"employee": number, "from_date": since, "to_date": row["to_day"], **_line_values(line)}
            yield self._entry(PAY, {**said_in(extra), **values})
        for row in self._book.registered.of(row_id, PAY):
            is_waiting = "|" not in row["key"] and row["run_id"] is None
            if row["key"] in kept or is_waiting:
                yield self._waiting(number, row) if is_waiting else self._kept(number, PAY, ("type", "from_date"), row)

    def _waiting(self, number: int, row: Row) -> Entry:
        values: Said = {**said_in(row), "employee": number, "from_date": row["since"], "to_date": row["until"]}
        return self._entry(PAY, {**values, "type": int(row["key"])})

    def _terms_pay(self, person: Row, jobs: list[Row]) -> Iterator[Entry]:
        """The fixed pay of the terms as a line of monthly pay, the pay of an hour as the personal rate."""
        has_rate = any(rate["type"] == str(_HOURLY) for rate in self._rates.get(person["id"], ()))
        for job in jobs:
            terms = sorted(self._book.terms.of(job["id"]), key=lambda row: row["from_day"])
            hourly: Money | None = None
            for place, row in enumerate(terms):
                following = terms[place + 1]["from_day"] - ONE_DAY if place + 1 < len(terms) else None
                values: Said = {"employee": person["number"], "from_date": row["from_day"]}
                if row["monthly_salary"] is not None and self._salary is not None:
                    amount = {"type": self._salary, "amount": row["monthly_salary"].kroner, "to_date": following}
                    yield self._entry(PAY, {**values, **amount})
                if row["hourly_rate"] is not None and row["hourly_rate"] != hourly and not has_rate:
                    yield self._entry(PAY, {**values, "type": _HOURLY, "amount": row["hourly_rate"].kroner})
                hourly = row["hourly_rate"]

    def _absences(self, person: Row) -> Iterator[Entry]:
        number, row_id = person["number"], person["id"]
        kept = {row["key"]: row for row in self._book.registered.of(row_id, ABSENCE)}
        for row in self._book.absences.of(row_id):
            if row["withdrawn"] is not None or not row["kind"].isdecimal():
                continue
            values: Said = {
                "employee": number,
                "from_date": row["first"],
                "to_date": row["last"] or self._today,
                "code": int(row["kind"]),
                "text": row["note"],
                "duration": row["units"],
            }
            extra = kept.pop(f"{row['first'].isoformat()}|{row['kind']}", None)
            yield self._entry(ABSENCE, {**said_in(extra), **values})
        for row in kept.values():
            yield self._kept(number, ABSENCE, ("from_date", "code"), row)


_KEPT: Final[dict[str, tuple[str, ...]]] = {
    REMINDER: ("date", "recipient"),
    STATISTICS: ("ip_type", "ip_code", "from_date"),
    EINCOME: ("heading", "code", "from_date"),
    TAX_CARD: ("from_date", "tax_card"),
}
"""The records that are kept as they were said, with the fields of their keys."""


def _part(name: str, part: str) -> Value:
    """A part of a key as the value that it was."""
    if name in ("from_date", "date"):
        return date.fromisoformat(part)
    return int(part) if part.isdecimal() and name != "tax_card" else part


def _terms(values: Said, clears: set[str], now: Row, was: Row | None) -> None:
    """What terms say that those before them did not."""
    values["category"] = int(now["category"]) if now["category"].isdecimal() else None
    values["group"] = now["pay_group"]
    for name in ("norm_hours", "agreement_hours"):
        if now[name] is not None:
            values[name] = now[name]
        elif was is not None and was[name] is not None and name == "norm_hours":
            clears.add(name)


def _department(shares: list[Row]) -> str:
    """The department that all pay is booked on; empty for none."""
    main = max(shares, key=lambda row: row["percent"].value, default=None)
    return str(main["department"]) if main is not None else ""


def _line_values(line: LineInput) -> Said:
    more = line.numbered
    values: Said = {
        "type": int(line.type),
        "text": line.text,
        "units": line.quantity,
        "rate": line.rate,
        "amount": line.amount.kroner if line.amount is not None else None,
        "percent": line.percent.value if line.percent is not None else None,
    }
    if more is not None:
        values |= {"company_amount": more.company_amount, "company_percent": more.company_percent, "year": more.year}
        values["pension_basis"] = int(more.pension_basis) if more.pension_basis.isdecimal() else None
    return values
