"""A part of an employee while it is changed: what is wrong with it, and what the change brings with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from services.desk.employee_around import PAGE, Surroundings
from services.desk.employee_checks import employment_findings, end_findings, person_findings, terms_findings
from services.desk.employee_form import CardPart, EmploymentPart, LinePart, OpeningPart, PersonPart, TermsPart
from services.desk.employee_pay_checks import card_findings, line_findings, opening_findings
from services.desk.employee_rates import RatePart, rate_findings, rate_types
from services.queries.employee_page import EmployeeView, EmploymentView
from services.queries.trace import Named


def check_person(view: EmployeeView, part: PersonPart) -> list[Finding]:
    """What is wrong with a change of the person."""
    return list(person_findings(view.around, part, view.number, view.person))


def check_employment(view: EmployeeView, part: EmploymentPart, *, is_new: bool) -> list[Finding]:
    """What is wrong with an employment."""
    return list(employment_findings(view.around, part, view.number, view.person, is_new=is_new))


def check_terms(view: EmployeeView, job: EmploymentView | None, part: TermsPart) -> list[Finding]:
    """What is wrong with terms; of a new employment they hold from its first day."""
    start, end = (job.start, job.end) if job is not None else (None, None)
    return list(terms_findings(view.around, part, view.number, start, end))


def check_end(view: EmployeeView, job: EmploymentView, end: date | None, reason: str) -> list[Finding]:
    """What is wrong with the end of an employment."""
    return list(end_findings(view.around, job.start, end, reason, job.part.type, view.number))


def check_card(view: EmployeeView, part: CardPart) -> list[Finding]:
    """What is wrong with a tax card."""
    return list(card_findings(view.around, part, view.number, [card.part for card in view.cards]))


def check_line(around: Surroundings, part: LinePart) -> list[Finding]:
    """What is wrong with a fixed line."""
    return list(line_findings(around, part, 0))


def check_opening(view: EmployeeView, part: OpeningPart) -> list[Finding]:
    """What is wrong with opening balances."""
    return list(opening_findings(view.around, part, view.number))


@dataclass(frozen=True, slots=True)
class RateKind:
    """A personal rate that can be set: its number, its name with it, and what its value counts."""

    number: str
    name: Named
    unit: str


def rate_kinds(around: Surroundings) -> tuple[RateKind, ...]:
    """The personal rates that there are, by number."""
    return tuple(
        RateKind(
            number,
            Named(tuple((language, f"{number} {each.more[f'name_{language}']}") for language in ("nb", "da", "en"))),
            each.more["unit"],
        )
        for number, each in rate_types(around.country).items()
    )


def check_rate(view: EmployeeView, part: RatePart, rate_id: int | None) -> list[Finding]:
    """What is wrong with a personal rate; what approved pay says to it, the action knows."""
    others = [(each.part.type, each.part.since) for each in view.rates if each.id != rate_id and each.part.since]
    return list(rate_findings(view.around.country, part, view.number, others))


# --- what a change brings with it -------------------------------------------------------------------------------------


def consequences(view: EmployeeView, part: PersonPart) -> tuple[Finding, ...]:
    """What a change of the person brings with it once pay is approved: said, and stops nothing."""
    if not view.approved:
        return ()
    part, was = part.tidy(), view.person.tidy()
    found = []
    is_monthly_report = view.around.questions.has("type")
    if part.national_id != was.national_id and was.national_id and is_monthly_report:
        what = Message(
            "Months that are reported stand under the old number. Send the a-melding of those months anew, so that "
            "they stand under the new one"
        )
        found.append(Finding(Severity.NOTE, what, Place(PAGE, view.number, "national_id")))
    if part.number != view.number:
        what = Message("Number {number} stands on approved payslips, so it stays", number=str(view.number))
        found.append(Finding(Severity.STOP, what, Place(PAGE, view.number, "number")))
    return tuple(found)


def employment_consequences(view: EmployeeView, job: EmploymentView, part: EmploymentPart) -> tuple[Finding, ...]:
    """What a change of an employment brings with it once pay is approved."""
    if not view.approved or not view.around.questions.has("type"):
        return ()
    found = []

    def note(what: Message, field: str) -> None:
        found.append(Finding(Severity.NOTE, what, Place(PAGE, view.number, field)))

    if part.start is not None and part.start != job.start:
        note(
            Message(
                "The employment is reported from {start}. The new first day goes along with the next a-melding; months "
                "before it that are reported already are sent anew",
                start=job.start,
            ),
            "start",
        )
    if part.establishment != job.part.establishment:
        note(
            Message(
                "The authority sees this as a new employment. Better: end this one with the reason “moved within the "
                "firm”, and employ {name} anew at the other sub-unit from the day after",
                name=view.name,
            ),
            "establishment",
        )
    if part.type != job.part.type:
        note(
            Message("Months that are reported keep the old kind of employment until they are sent anew"),
            "type",
        )
    return tuple(found)


def terms_consequences(view: EmployeeView, part: TermsPart) -> tuple[Finding, ...]:
    """What new terms from a day bring with them: months that are paid already keep the pay that they had."""
    approved = view.around.approved
    if part.from_day is None or not view.approved or approved is None or part.from_day > approved.last:
        return ()
    what = Message(
        "Pay is approved up to {month}. The difference from {day} is not paid by itself: enter it as back pay in the "
        "next run",
        month=approved,
        day=part.from_day,
    )
    return (Finding(Severity.NOTE, what, Place(PAGE, view.number, "from_day")),)


def card_consequences(view: EmployeeView, part: CardPart) -> tuple[Finding, ...]:
    """What a new card brings with it: runs that are approved keep the card that they used."""
    if not any(card.used and card.part.year == part.year for card in view.cards) and not view.approved:
        return ()
    what = Message("It applies from the next run. What was withheld before evens out in the tax settlement")
    return (Finding(Severity.NOTE, what, Place(PAGE, view.number, "tax_card")),)
