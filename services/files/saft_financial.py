"""The payroll journal as SAF-T Financial 1.30 (files 5): a journal in SAF-T clothes, for those whose system reads it.

It is not the books: the header says so. Accounts begin at nothing unless the caller knows better, and end with what the
vouchers move. Only accounts and departments that are used stand in it. The same input always gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from services.files.journal_lines import Journal, JournalLine, fit

FORMAT: Final = "SAF-T Financial"
_NAMESPACE: Final = "urn:StandardAuditFile-Taxation-Financial:NO"
_VERSION: Final = "1.30"
_UTF8: Final = "utf-8"
_SHORT, _MIDDLE_1, _MIDDLE_2, _LONG = 18, 35, 70, 256  # the lengths that the schema knows
_MOST_IN_ACCOUNT: Final = _MIDDLE_2
_STREET = re.compile(r"(.*\S)\s+([0-9]+\s?[A-Za-zÆØÅæøå]?)")
_POSTAL = re.compile(r"(?:NO-)?([0-9]{4})\s+(\S.*)")
_XML_SIGN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_UNITS: Final = (("A", "Avdeling", "department"), ("P", "Prosjekt", "project"))


@dataclass(frozen=True, slots=True)
class SaftCompany:
    """Whose journal it is. `address` are lines. `contact` is a person's whole name, which the format demands."""

    orgnr: str
    name: str
    contact: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SaftWorld:
    """What stands around the vouchers: the grouping category and code of each account, names of departments and
    projects by code, what the accounts held before (debit positive), and the version of the program.
    """

    grouping: Mapping[str, tuple[str, str]]
    version: str
    departments: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    opening: Mapping[str, Money] = field(default_factory=dict)


def write(journals: Sequence[Journal], company: SaftCompany, world: SaftWorld) -> bytes:
    """The vouchers as one journal, made on the last of their days. Raises Refused without a voucher that has lines,
    without a contact person with a first and a last name, and for an account without a grouping.
    """
    booked = [journal for journal in journals if journal.lines]
    if findings := list(_faults(booked, company, world)):
        raise Refused(findings)
    parts = (
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<AuditFile xmlns="{_NAMESPACE}">',
        _header(booked, company, world.version),
        "<MasterFiles>",
        _accounts(booked, world),
        _analysis(booked, world),
        "</MasterFiles>",
        _entries(booked),
        "</AuditFile>\n",
    )
    return "".join(parts).encode(_UTF8)


def person_name(contact: str) -> tuple[str, str] | None:
    """A whole name as first and last name; None where it is not both."""
    first, _, last = " ".join(contact.split()).rpartition(" ")
    return (first, last) if first and last else None


def _faults(journals: Sequence[Journal], company: SaftCompany, world: SaftWorld) -> Iterator[Finding]:
    if not journals:
        yield Finding(Severity.STOP, Message("There is nothing to post, so there is no SAF-T file"))
    if person_name(company.contact) is None:
        what = Message("SAF-T demands a contact person with a first and a last name. Enter it under Accounting")
        yield Finding(Severity.STOP, what, Place("settings", "contact", "books"))
    if not company.orgnr or not company.name.strip():
        what = Message("SAF-T demands the employer's name and organisation number")
        yield Finding(Severity.STOP, what, Place("settings", None, "employer"))
    for account in sorted({line.account for journal in journals for line in journal.lines}):
        if not all(world.grouping.get(account, ("",))):
            what = Message("Account {account} has no SAF-T grouping. Choose one in the account plan", account=account)
            yield Finding(Severity.STOP, what, Place("settings", account, "accounts"))


def _header(journals: Sequence[Journal], company: SaftCompany, version: str) -> str:
    first, last = min(journal.day for journal in journals), max(journal.day for journal in journals)
    names = person_name(company.contact) or ("", "")
    person = _tag("FirstName", names[0], _MIDDLE_1) + _tag("LastName", names[1], _MIDDLE_2)
    contact = f"<ContactPerson>{person}</ContactPerson>"
    contact += _tag("Telephone", company.phone, _SHORT) + _tag("Email", company.email, _MIDDLE_2)
    program = "Lønnsom"
    return (
        "<Header>"
        + _tag("AuditFileVersion", _VERSION)
        + _tag("AuditFileCountry", "NO")
        + _tag("AuditFileDateCreated", last.isoformat())
        + _tag("SoftwareCompanyName", program)
        + _tag("SoftwareID", program)
        + _tag("SoftwareVersion", version, _SHORT)
        + "<Company>"
        + _tag("RegistrationNumber", company.orgnr, _MIDDLE_1)
        + _tag("Name", company.name, _LONG)
        + _address(company.address)
        + f"<Contact>{contact}</Contact></Company>"
        + _tag("DefaultCurrencyCode", "NOK")
        + "<SelectionCriteria>"
        + _tag("PeriodStart", str(first.month))
        + _tag("PeriodStartYear", str(first.year))
        + _tag("PeriodEnd", str(last.month))
        + _tag("PeriodEndYear", str(last.year))
        + "</SelectionCriteria>"
        + _tag("HeaderComment", "Bare lønnsjournalen, ikke hele regnskapet")
        + _tag("TaxAccountingBasis", "A")
        + "</Header>"
    )


def _address(lines: Sequence[str]) -> str:
    """The street of the first line, and the postal place of the last; nothing where there is no address."""
    kept = [line for line in lines if line.strip()]
    if not kept:
        return ""
    postal = _POSTAL.fullmatch(kept[-1].strip())
    streets = kept[:-1] if postal else kept
    street, number, more = streets[0].strip() if streets else "", "", " ".join(streets[1:])
    if found := _STREET.fullmatch(street):
        street, number = found[1], found[2]
    inside = _tag("StreetName", street, _LONG) + _tag("Number", number, _MIDDLE_2)
    inside += _tag("AdditionalAddressDetail", more, _LONG)
    if postal:
        inside += _tag("City", postal[2], _LONG) + _tag("PostalCode", postal[1], _MIDDLE_2)
    return f"<Address>{inside}{_tag('Country', 'NO')}{_tag('AddressType', 'StreetAddress')}</Address>"


def _accounts(journals: Sequence[Journal], world: SaftWorld) -> str:
    """Every account that is used, in the order in which it is met."""
    names: dict[str, str] = {}
    moved: dict[str, int] = {}
    for line in _lines(journals):
        names.setdefault(line.account, line.name or line.text)
        moved[line.account] = moved.get(line.account, 0) + line.amount.ore
    found = []
    for account, name in names.items():
        category, code = world.grouping[account]
        opening = world.opening.get(account, ZERO)
        closing = opening + Money(moved[account])
        found.append(
            "<Account>"
            + _tag("AccountID", account, _MOST_IN_ACCOUNT)
            + _tag("AccountDescription", name, _LONG, account)
            + _tag("GroupingCategory", category, _LONG)
            + _tag("GroupingCode", code, _MIDDLE_1)
            + _tag("AccountType", "GL")
            + _balance("Opening", opening, closing)
            + _balance("Closing", closing, closing)
            + "</Account>"
        )
    return f"<GeneralLedgerAccounts>{''.join(found)}</GeneralLedgerAccounts>"


def _balance(when: str, amount: Money, side: Money) -> str:
    """A balance on its side; nothing stands on the side of the other balance."""
    is_credit = (amount or side).ore < 0
    return _tag(f"{when}{'Credit' if is_credit else 'Debit'}Balance", str(abs(amount)))


def _analysis(journals: Sequence[Journal], world: SaftWorld) -> str:
    names = {"department": world.departments, "project": world.projects}
    found = []
    for kind, word, field_name in _UNITS:
        for code in dict.fromkeys(getattr(line, field_name) for line in _lines(journals)):
            if code:
                found.append(
                    "<AnalysisTypeTableEntry>"
                    + _tag("AnalysisType", kind)
                    + _tag("AnalysisTypeDescription", word)
                    + _tag("AnalysisID", code, _MIDDLE_1)
                    + _tag("AnalysisIDDescription", names[field_name].get(code, ""), _LONG, code)
                    + "</AnalysisTypeTableEntry>"
                )
    return f"<AnalysisTypeTable>{''.join(found)}</AnalysisTypeTable>" if found else ""


def _entries(journals: Sequence[Journal]) -> str:
    total = str(Money.total(journal.debit for journal in journals))
    transactions = "".join(_transaction(journal) for journal in journals)
    return (
        "<GeneralLedgerEntries>"
        + _tag("NumberOfEntries", str(len(journals)))
        + _tag("TotalDebit", total)
        + _tag("TotalCredit", total)
        + "<Journal>"
        + _tag("JournalID", "LONN")
        + _tag("Description", "Lønn")
        + _tag("Type", "A")
        + f"{transactions}</Journal></GeneralLedgerEntries>"
    )


def _transaction(journal: Journal) -> str:
    day: date = journal.day
    lines = "".join(_line(number, line) for number, line in enumerate(journal.lines, 1))
    return (
        "<Transaction>"
        + _tag("TransactionID", f"LONN-{day:%Y-%m}-{journal.number}", _MIDDLE_2)
        + _tag("Period", str(day.month))
        + _tag("PeriodYear", str(day.year))
        + _tag("TransactionDate", day.isoformat())
        + _tag("SourceID", "Lønnsom")
        + _tag("VoucherType", "Lønn")
        + _tag("Description", journal.text, _LONG, "Lønn")
        + _tag("SystemEntryDate", day.isoformat())
        + _tag("GLPostingDate", day.isoformat())
        + f"{lines}</Transaction>"
    )


def _line(number: int, line: JournalLine) -> str:
    side = "Debit" if line.amount.ore >= 0 else "Credit"
    amount = _tag("Amount", str(abs(line.amount)))
    units = "".join(
        f"<Analysis>{_tag('AnalysisType', kind)}{_tag('AnalysisID', code, _MIDDLE_1)}"
        f"<{side}AnalysisAmount>{amount}</{side}AnalysisAmount></Analysis>"
        for kind, _, field_name in _UNITS
        if (code := getattr(line, field_name))
    )
    return (
        f"<Line>{_tag('RecordID', str(number))}{_tag('AccountID', line.account, _MOST_IN_ACCOUNT)}{units}"
        f"{_tag('Description', line.text, _LONG, line.account)}<{side}Amount>{amount}</{side}Amount></Line>"
    )


def _lines(journals: Sequence[Journal]) -> Iterator[JournalLine]:
    for journal in journals:
        yield from journal.lines


def _tag(name: str, text: str, longest: int = _LONG, otherwise: str = "") -> str:
    """An element; none at all for a text that is empty, also once it is fit."""
    kept = _XML_SIGN.sub("", fit(_XML_SIGN.sub(" ", text), _UTF8, longest)) or otherwise
    return f"<{name}>{escape(kept, quote=False)}</{name}>" if kept else ""
