"""A worksheet → its entries in the order of NAV's form, and what NAV would not take (files 3.2, 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from services.engine.facts import EmployerFacts
from services.engine.income_report import (
    CARE_DAYS,
    PARENTAL,
    PREGNANCY,
    SICK_PAY,
    Answers,
    EndedBenefit,
    Entry,
    Reason,
    Value,
    Worksheet,
)
from services.norway.inntektsmelding.known import benefit_in_kind, facts, needs_a_reason

_MOST = Money.kr(1_000_000)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CONTACT = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿ .,_-]{2,64}")
_PHONE = re.compile(r"[0-9]{8}|(00|\+)[0-9]{10}")


def entries_of(sheet: Worksheet, employer: EmployerFacts) -> tuple[Entry, ...]:
    """Every answer of the form, in its order."""
    if sheet.benefit == SICK_PAY:
        return tuple(_sick_pay_entries(sheet, employer))
    if sheet.benefit in (PARENTAL, PREGNANCY):
        return tuple(_parental_entries(sheet, employer))
    return tuple(_other_entries(sheet, employer))


def _sick_pay_entries(sheet: Worksheet, employer: EmployerFacts) -> Iterator[Entry]:
    """The answers of the sick-pay message, in its order."""
    answers = sheet.answers
    yield _asked("navReferanseId", Message("NAV's reference"), answers.reference)
    yield _asked("sykmeldtFnr", Message("National identity number"), sheet.person.national_id)
    yield from () if answers.period_not_asked else _period_entries(sheet)
    yield Entry("inntekt.beloep", Message("Monthly income"), sheet.income.value, _why_income(sheet))
    yield Entry(
        "inntekt.inntektsdato",
        Message("Income as of"),
        sheet.first_day,
        Message("The first day of the sickness; the three calendar months before it count"),
    )
    yield from _reason_entries(sheet)
    yield from _refund_entries(sheet, "beloep")
    yield from _benefit_entries(sheet)
    why = Message("An inntektsmelding was sent before") if answers.is_change else Message("The first one")
    yield Entry("aarsakInnsending", Message("New or changed"), "Endring" if answers.is_change else "Ny", why)
    yield _asked("kontaktinformasjon", Message("Contact"), contact_of(answers, employer.contact))
    yield _asked("arbeidsgiverTlf", Message("Phone"), answers.phone)


def _period_entries(sheet: Worksheet) -> Iterator[Entry]:
    """The employer's period, and what was not paid of it."""
    title = Message("Employer's period")
    for period in sheet.periods:
        yield Entry("agp.perioder", title, period, _why_period(sheet))
    if not sheet.periods:
        yield Entry("agp.perioder", title, None, Message("There is none: NAV pays from the first day"))
    if sheet.reduced is None:
        yield Entry("agp.redusertLoennIAgp", Message("Full pay in the employer's period"), Message("Yes"))
        return
    amount, reason = sheet.reduced
    yield _asked("agp.redusertLoennIAgp.beloep", Message("Paid in the employer's period"), amount)
    why = Message("The period is shorter than {days} days, which needs a reason", days=sheet.employer_days)
    yield _asked("agp.redusertLoennIAgp.begrunnelse", Message("Why not all of it"), reason, why)


def _parental_entries(sheet: Worksheet, employer: EmployerFacts) -> Iterator[Entry]:
    """The answers of the message for parental and pregnancy benefit, in its order."""
    answers = sheet.answers
    yield _asked("forespoerselId", Message("NAV's reference"), answers.reference)
    yield _asked("soekerFnr", Message("National identity number"), sheet.person.national_id)
    why = Message("The first day of the leave; it must be the first day in NAV's request")
    yield Entry("startdato", Message("First day"), sheet.first_day, why)
    yield Entry("ytelse", Message("Benefit from NAV"), sheet.benefit)
    yield Entry("inntekt.beloepPerMaaned", Message("Monthly income"), sheet.income.value, _why_income(sheet))
    yield from _reason_entries(sheet)
    yield from _refund_entries(sheet, "beloepPerMaaned")
    yield from _benefit_entries(sheet)
    yield _asked("kontaktinformasjon.arbeidsgiverNavn", Message("Contact"), contact_of(answers, employer.contact))
    yield _asked("kontaktinformasjon.arbeidsgiverTlf", Message("Phone"), answers.phone)


def _other_entries(sheet: Worksheet, employer: EmployerFacts) -> Iterator[Entry]:
    """The answers about nursing, training and care, in the order of section 9.5; named as in NAV's old message."""
    answers = sheet.answers
    if answers.reference:
        yield Entry("forespoerselId", Message("NAV's reference"), answers.reference)
    yield _asked("arbeidstakerFnr", Message("National identity number"), sheet.person.national_id)
    yield Entry("ytelse", Message("Benefit from NAV"), sheet.benefit)
    why = Message("The first day of the absence; the three calendar months before it count")
    yield Entry("arbeidsforhold.foersteFravaersdag", Message("First day"), sheet.first_day, why)
    if sheet.benefit == CARE_DAYS:
        why = Message("They are paid with the salary")
        title = Message("The employer has paid its own days of the year")
        yield Entry("omsorgspenger.harUtbetaltPliktigeDager", title, Message("Yes"), why)
        for span in sheet.nav_days:
            why = Message("Working days beyond those that the employer pays; of part of a day NAV is told the hours")
            yield Entry("omsorgspenger.fravaersPerioder", Message("Days that NAV pays"), span, why)
    yield Entry("beregnetInntekt.beloep", Message("Monthly income"), sheet.income.value, _why_income(sheet))
    yield from _reason_entries(sheet)
    yield from _refund_entries(sheet, "refusjonsbeloepPrMnd")
    yield from _benefit_entries(sheet)
    yield _asked("kontaktinformasjon", Message("Contact"), contact_of(answers, employer.contact))
    yield _asked("arbeidsgiverTlf", Message("Phone"), answers.phone)


def _benefit_entries(sheet: Worksheet) -> Iterator[Entry]:
    for each in sheet.benefits:
        title = Message("Benefit that falls away: {code}", code=benefit_in_kind(each.code))
        yield Entry("naturalytelser", title, each.value, _since(each))


def _asked(name: str, title: Message, value: Value, why: Message | None = None) -> Entry:
    missing = value is None or value == ""
    return Entry(name, title, value or None if isinstance(value, str) else value, why, is_asked=missing)


def contact_of(answers: Answers, contact: str) -> str:
    """Whom NAV may ask: as answered, or the employer's own contact where it has the form."""
    return answers.contact or (contact if _CONTACT.fullmatch(contact) else "")


def phone_of(answers: Answers) -> str:
    """The phone number without spaces."""
    return answers.phone.replace(" ", "")


def _since(benefit: EndedBenefit) -> Message:
    return Message("A month; its last day is {day}", day=benefit.last)


def _why_period(sheet: Worksheet) -> Message:
    days = sum(period.days for period in sheet.periods)
    if len(sheet.periods) > 1:
        return Message("{days} days in all: sickness shortly before is part of the same period", days=days)
    return Message("{days} calendar days from the first whole day of absence", days=days)


def _why_income(sheet: Worksheet) -> Message:
    months = sheet.income.inputs.get("months")
    count = months if isinstance(months, int) else 0
    match sheet.income.rule:
        case "no.inntektsmelding.chosen":
            return Message("As it was chosen")
        case "no.inntektsmelding.by_terms":
            return Message("By the terms of the employment: there is no whole month before")
        case "no.inntektsmelding.changed":
            return Message("The salary after a lasting change, with the mean of what varies")
        case _ if count == 1:
            return Message("The regular pay of the one whole calendar month before")
        case _ if sheet.mean is not None and sheet.mean.value != sheet.income.value:
            return Message("The mean of the regular pay of {count} calendar months before", count=count)
        case _:
            return Message("The mean of {count} calendar months before", count=count)


def _reason_entries(sheet: Worksheet) -> Iterator[Entry]:
    title = Message("Why the income differs from the mean")
    name = "inntekt.endringAarsaker"
    if sheet.mean is None:
        why = Message("Not every month before was paid here: compare with what NAV shows")
        yield Entry(name, title, None, why)
        return
    difference = sheet.income.value - sheet.mean.value
    if not needs_a_reason(sheet.mean, sheet.income) and not sheet.reasons:
        yield Entry(
            name, title, None, Message("The mean of the months is {mean}: no reason is needed", mean=sheet.mean.value)
        )
        return
    why = Message("The mean of the months is {mean}, {difference} away", mean=sheet.mean.value, difference=difference)
    if not sheet.reasons:
        yield Entry(name, title, None, why, is_asked=True)
    for reason in sheet.reasons:
        yield Entry(name, title, reason.name, _about(reason) or why)
        for span in reason.spans:
            yield Entry(f"{name}.{reason.name}", Message("Days"), span)


def _about(reason: Reason) -> Message | None:
    return Message("From {day}", day=reason.since) if reason.since is not None else None


def _refund_entries(sheet: Worksheet, amount: str) -> Iterator[Entry]:
    if sheet.refund is None:
        why = (
            Message("The employer does not pay in advance")
            if not sheet.absence.paid or sheet.answers.no_refund
            else Message("The absence ended in the employer's period")
        )
        yield Entry("refusjon", Message("No refund is claimed"), None, why)
        return
    why = Message("What the employer pays in advance a month")
    if sheet.refund.rule == "no.inntektsmelding.six_g":
        why = Message("The employer pays up to six times the basic amount")
    yield Entry("refusjon.beloepPerMaaned", Message("Refund a month"), sheet.refund.value, why)
    for change in sheet.changes:
        title = (
            Message("The refund stops from") if not change.amount else Message("Refund from {day}", day=change.since)
        )
        value: Value = change.since if not change.amount else change.amount
        yield Entry(f"refusjon.endringer.{amount}", title, value)


# --- what NAV would refuse -------------------------------------------------------------------------------------------


def findings_of(sheet: Worksheet, entries: Sequence[Entry]) -> Iterator[Finding]:
    """What is still to be answered, and what is answered so that NAV would refuse it."""
    for entry in entries:
        if entry.is_asked:
            yield _stop(Message("Still to be answered: {what}", what=entry.title), entry.name)
    answers = sheet.answers
    if answers.reference and not _UUID.fullmatch(answers.reference):
        yield _stop(Message("NAV's reference has the form 6f1f2b0a-6f5c-4c8a-9d55-1b1b5a3f0c01"), "reference")
    if answers.contact and not _CONTACT.fullmatch(answers.contact):
        yield _stop(Message("A contact has 2 to 64 letters, digits, spaces and . , _ -"), "contact")
    if answers.phone and not _PHONE.fullmatch(phone_of(answers)):
        yield _stop(Message("A phone number has 8 digits, or 00 or + and 10 digits"), "phone")
    if not ZERO <= sheet.income.value < _MOST:
        yield _stop(Message("A monthly income is less than one million kroner"), "income")
    yield from _reason_findings(sheet)
    if sheet.reduced is not None and sheet.reduced[1] and sheet.reduced[1] not in facts()["reduced"]["codes"]:
        yield _stop(Message("“{word}” is not a reason that NAV knows", word=sheet.reduced[1]), "reduced")
    if sum(period.days for period in sheet.periods) > sheet.employer_days:
        yield _stop(Message("The employer's period has at most {days} days", days=sheet.employer_days), "periods")
    yield from _refund_findings(sheet)
    for benefit in sheet.benefits:
        if benefit.value <= ZERO or benefit.code not in facts()["benefits"]["codes"]:
            yield _stop(Message("{code}: NAV knows no such benefit, or it has no value", code=benefit.code), "benefits")


def _reason_findings(sheet: Worksheet) -> Iterator[Finding]:
    codes = facts()
    known = codes["reasons"] if sheet.benefit == SICK_PAY else {**codes["reasons"], **codes["parental_reasons"]}
    names = [reason.name for reason in sheet.reasons]
    for name in dict.fromkeys(names):
        if name not in known:
            yield _stop(Message("“{word}” is not a reason that NAV knows", word=name), "reasons")
        elif names.count(name) > 1:
            yield _stop(Message("Each reason stands once; {word} stands twice", word=name), "reasons")
    for reason in sheet.reasons:
        needs = known.get(reason.name, "")
        is_whole = not needs or (reason.since is not None if needs == "gjelderFra" else bool(reason.spans))
        if reason.name == "Tariffendring" and reason.known is None:
            is_whole = False
        if not is_whole:
            yield _stop(Message("{word} needs its dates", word=reason.name), "reasons")
        if any(span.last is None for span in reason.spans):
            yield _stop(Message("{word} needs its dates", word=reason.name), "reasons")


def _refund_findings(sheet: Worksheet) -> Iterator[Finding]:
    if sheet.refund is None:
        return
    if sheet.refund.value > sheet.income.value and sheet.income.value:
        yield _stop(Message("No more is refunded than the income"), "refund")
    after = max([sheet.first_day, *(period.last or period.first for period in sheet.periods)])
    days = [change.since for change in sheet.changes]
    for change in sheet.changes:
        if change.since <= after:
            what = Message("A change of the refund comes after {day}, the end of the employer's period", day=after)
            yield _stop(what, "refund_changes")
        if change.amount > sheet.income.value and sheet.income.value:
            yield _stop(Message("No more is refunded than the income"), "refund_changes")
    if len(set(days)) < len(days):
        yield _stop(Message("Two changes of the refund are on the same day"), "refund_changes")


def _stop(what: Message, name: str) -> Finding:
    return Finding(Severity.STOP, what, Place("absence", None, name))
