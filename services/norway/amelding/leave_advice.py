"""Which leave an absence is: the program proposes and says why, the user decides (amelding 3.2; vendor table of 2023).

A situation is what the user says about an absence in plain words. Most are one kind of leave, some are none; for
leave after parental benefit it depends on what came before. What is proposed is never written by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from models.values.message import Message
from models.values.span import Month
from services.engine.facts import Absence
from services.engine.leave_advice import Alternative, Proposal, Situation
from services.norway.amelding.leave import description, is_leave, sick_pay_ends
from services.norway.rules.absence.kinds import LAYOFF, SICK
from services.norway.rules.deadlines import is_working_day

RESIGNED = "arbeidstakerHarSagtOppSelv"
_PARENTAL, _BY_LAW, _AGREED = "leave_parental", "leave_other_statutory", "leave_other"
_DAY = timedelta(days=1)
_LONGEST_WITHOUT_WORK = 10  # days to look for a working day in: no row of holidays is longer


_STATUTORY = Message("The Working Environment Act or the National Insurance Act gives the right to this leave")
_NOT_BY_LAW = Message("It is agreed with the employer or by a collective agreement, not given by law")
_NO_LEAVE_DAYS = Message(
    "Days at home with a sick child, or while the child minder is ill, are never reported as leave"
)

SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "parental_benefit",
        Message("Parental leave with parental benefit from NAV"),
        _PARENTAL,
        Message("NAV pays parental benefit, whole or in part"),
    ),
    Situation(
        "extended_parental",
        Message("Unpaid parental leave after parental benefit"),
        _BY_LAW,
        Message("Unpaid leave straight after parental benefit is given by law, for up to two years"),
    ),
    Situation("pregnancy_benefit", Message("Pregnancy benefit from NAV"), _BY_LAW, _STATUTORY),
    Situation("birth_care", Message("Two weeks at a birth, for the other parent"), _BY_LAW, _STATUTORY),
    Situation("adoption_care", Message("Two weeks when taking over an adopted or foster child"), _BY_LAW, _STATUTORY),
    Situation("foster_child", Message("Taking over a foster child"), _BY_LAW, _STATUTORY),
    Situation(
        "nursing",
        Message("Nursing a seriously ill child, or somebody at the end of life"),
        _BY_LAW,
        _STATUTORY,
    ),
    Situation("training", Message("Training to take care of an ill child"), _BY_LAW, _STATUTORY),
    Situation(
        "care_for_relatives",
        Message("Necessary care for parents, spouse or partner (up to 10 days)"),
        _BY_LAW,
        _STATUTORY,
    ),
    Situation(
        "care_for_adult_child",
        Message("Necessary care for a disabled child over 18 (up to 10 days)"),
        _BY_LAW,
        _STATUTORY,
    ),
    Situation("pregnancy_check", Message("Pregnancy checks"), _BY_LAW, _STATUTORY),
    Situation("breastfeeding", Message("Time off for breastfeeding"), _BY_LAW, _STATUTORY),
    Situation("religious_holiday", Message("Religious holidays (up to 2 days)"), _BY_LAW, _STATUTORY),
    Situation("public_office", Message("Public office"), _BY_LAW, _STATUTORY),
    Situation(
        "military",
        Message("Military or similar service, compulsory or by choice"),
        "leave_military",
        Message("Military service, compulsory or by choice, has a description of its own"),
    ),
    Situation(
        "education_by_law",
        Message("Education, by section 12-11 of the Working Environment Act"),
        "leave_education_statutory",
        Message("Section 12-11 of the Working Environment Act gives the right to this leave"),
    ),
    Situation(
        "education_agreed",
        Message("Education, agreed with the employer"),
        "leave_education_other",
        Message("The employer grants it; section 12-11 of the Working Environment Act does not give it"),
    ),
    Situation("agreed", Message("Other leave, agreed or by a collective agreement"), _AGREED, _NOT_BY_LAW),
    Situation(
        "work_assessment_allowance",
        Message("Work assessment allowance from NAV"),
        _AGREED,
        Message("Sick pay has ended, and the employment goes on: leave that is not given by law"),
    ),
    Situation(
        "part_disabled",
        Message("Partly disabled, and the agreed percentage is unchanged"),
        _AGREED,
        Message(
            "The part of the agreed percentage that is not worked is leave. Where the agreement itself is changed to "
            "what is worked, the percentage of the employment is changed, and there is no leave"
        ),
    ),
    Situation(
        LAYOFF,
        Message("Layoff"),
        LAYOFF,
        Message("A layoff is always reported, whatever its length, from its first day"),
    ),
    Situation(
        "layoff_by_nature",
        Message("Layoff because of fire, accident or nature"),
        LAYOFF,
        Message(
            "A layoff is always reported, whatever its length, from its first day. The employer pays no days of it: "
            "enter it as not paid"
        ),
    ),
    Situation("sick_child", Message("At home with a sick child"), "", _NO_LEAVE_DAYS),
    Situation("child_minder_ill", Message("The child minder is ill"), "", _NO_LEAVE_DAYS),
    Situation(
        "other_employer",
        Message("Leave to work for another employer"),
        "",
        Message(
            "Leave to work for another employer is not leave in the a-melding: report the end of the employment, "
            "with the reason that the employee resigned. The employment contract is not ended by that"
        ),
    ),
    Situation(
        "ordered_course",
        Message("Course or studies that the employer has ordered"),
        "",
        Message("Anybody on a course for the employer is at work"),
    ),
    Situation(
        "strike", Message("Strike or lockout"), "", Message("A strike is not leave, and it ends a leave before it")
    ),
    Situation("holiday", Message("Holiday"), "", Message("Holiday is not leave")),
)

_BY_NAME: Mapping[str, Situation] = {each.name: each for each in SITUATIONS}


def propose(
    absence: Absence,
    situation: str = "",
    absences: Sequence[Absence] = (),
    other_parent_until: date | None = None,
    month: Month | None = None,
) -> Proposal:
    """How an absence is told, where the user says what it is for; without that, from its kind and what lies around it.

    `absences` are all of the person's; `other_parent_until` is the last day of the other parent's parental benefit,
    where that came between. `month` is the one for which the code must be valid, left out the month of the first day.
    Raises KeyError for a situation that there is none of.
    """
    when = month or Month.of(absence.first)
    if situation == "extended_parental":
        return _after_parental_benefit(absence, absences, other_parent_until, when)
    if situation:
        chosen = _BY_NAME[situation]
        return _proposal(chosen.kind, chosen.why, when, RESIGNED if situation == "other_employer" else "")
    return _from_kind(absence, absences, other_parent_until, when)


def _from_kind(absence: Absence, absences: Sequence[Absence], other_parent: date | None, when: Month) -> Proposal:
    if absence.kind in ("unpaid", _AGREED) and _follows_parental(absence, absences, other_parent):
        return _after_parental_benefit(absence, absences, other_parent, when)
    if absence.kind in ("sick_child", "care"):
        return _proposal("", _NO_LEAVE_DAYS, when)
    if absence.kind in SICK:
        return _of_sickness(absence, absences)
    if absence.kind == "holiday":
        return _proposal("", _BY_NAME["holiday"].why, when)
    if absence.kind == "other_paid":
        why = Message("Say what it is for: paid leave is reported, other paid time is not")
        return Proposal("", "", why, (_alternative(_AGREED, when), _alternative(_BY_LAW, when)))
    if absence.kind == "unpaid":
        why = Message("Unpaid leave with nothing said of why is agreed leave")
        return Proposal(_AGREED, description(_AGREED, when), why, _others(_AGREED, when))
    if not is_leave(absence.kind):
        return _proposal("", Message("This absence is not leave"), when)
    return _proposal(absence.kind, _WHY_ENTERED[absence.kind], when)


def _of_sickness(absence: Absence, absences: Sequence[Absence]) -> Proposal:
    """Sickness is no leave for twelve months; then, or when sick pay ends, the rest of it is."""
    ends = sick_pay_ends(absence, absences or (absence,))
    if absence.last is not None and absence.last < ends:
        why = Message("Sickness is not leave for the first twelve months, which end before {day}", day=ends)
        return Proposal("", "", why)
    why = Message("Sickness of more than twelve months is reported as leave from {day}", day=ends)
    return Proposal(_AGREED, description(_AGREED, Month.of(max(ends, absence.first))), why)


def _after_parental_benefit(
    absence: Absence, absences: Sequence[Absence], other_parent: date | None, when: Month
) -> Proposal:
    """Straight after parental benefit, one's own or the other parent's, leave is given by law; else it is agreed."""
    if _follows_parental(absence, absences, other_parent):
        return _proposal(_BY_LAW, _BY_NAME["extended_parental"].why, when)
    why = Message(
        "Unpaid parental leave is given by law only straight after parental benefit, one's own or the other parent's. "
        "Here somebody was back at work in between"
    )
    return _proposal(_AGREED, why, when)


def _follows_parental(absence: Absence, absences: Sequence[Absence], other_parent: date | None) -> bool:
    """Whether no working day lies between parental benefit and the absence."""
    ends = [
        each.last
        for each in absences
        if each.kind == _PARENTAL and each.withdrawn is None and each.last is not None and each.last < absence.first
    ]
    if other_parent is not None and other_parent < absence.first:
        ends.append(other_parent)
    return any(_is_straight_after(last, absence.first) for last in ends)


def _is_straight_after(last: date, first: date) -> bool:
    between = (first - last).days - 1
    return between < _LONGEST_WITHOUT_WORK and not any(
        is_working_day(last + _DAY * place) for place in range(1, between + 1)
    )


def _proposal(kind: str, why: Message, when: Month, end_reason: str = "") -> Proposal:
    told = description(kind, when) if kind else ""
    return Proposal(kind, told, why, _others(kind, when) if kind and kind != LAYOFF else (), end_reason)


def _others(kind: str, when: Month) -> tuple[Alternative, ...]:
    return tuple(_alternative(each, when) for each in _WHEN if each != kind)


def _alternative(kind: str, when: Month) -> Alternative:
    return Alternative(kind, description(kind, when), _WHEN[kind])


_WHEN: Mapping[str, Message] = {
    _PARENTAL: Message("NAV pays parental benefit"),
    "leave_military": Message("It is military or similar service"),
    "leave_education_statutory": Message("It is education by section 12-11 of the Working Environment Act"),
    "leave_education_other": Message("It is education that the employer grants"),
    _BY_LAW: Message("Another law gives the right to it"),
    _AGREED: Message("It is agreed, and no law gives the right to it"),
}

_WHY_ENTERED: Mapping[str, Message] = {
    _PARENTAL: _BY_NAME["parental_benefit"].why,
    "leave_military": _BY_NAME["military"].why,
    "leave_education_statutory": _BY_NAME["education_by_law"].why,
    "leave_education_other": _BY_NAME["education_agreed"].why,
    _BY_LAW: _STATUTORY,
    _AGREED: _NOT_BY_LAW,
    LAYOFF: _BY_NAME[LAYOFF].why,
}
