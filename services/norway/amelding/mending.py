"""What each control of the a-melding is called, and where in the client file that is mended which it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from models.values.message import Message
from services.engine.country import ReportFinding
from services.engine.report import ReportControl
from services.norway.amelding.controls import table
from services.norway.amelding.finding import AmeldingFinding, Level
from services.norway.amelding.read import NOT_IN_SCHEMA
from services.norway.amelding.words import plain

_BLOCKING = (Level.AVVISNING, Level.OEYEBLIKKELIG)
_NAMED = frozenset({"element", "other", "group", "description", "benefit", "schedule", "kind", "code"})
"""Values of findings that are the message's own words."""


class _Mend(NamedTuple):
    """A title, and where to go: no page where nothing in the client file can mend it."""

    title: Message
    verb: Message | None = None
    page: str = ""
    field: str = ""


FORM = ""
"""The name of the control that a file keeps to its form."""

_MENDING: Mapping[str, _Mend] = {
    FORM: _Mend(Message("The file does not keep to the form of the a-melding")),
    # the message
    "message_id": _Mend(Message("The report's id has characters that are not allowed")),
    "message_id_used_before": _Mend(Message("The report's id has been used before")),
    "replaced_before": _Mend(Message("The report that this one replaces is replaced already")),
    "month_too_early": _Mend(Message("The month is too far ahead")),
    "empty": _Mend(Message("The report says nothing")),
    "large_file": _Mend(Message("The file is large")),
    "codes": _Mend(
        Message("A code is not in the authority's list"), Message("See the employment"), "employees", "employment"
    ),
    "not_in_use": _Mend(Message("A field is not in use in this month")),
    "signs": _Mend(Message("An amount has an unusual sign"), Message("See the pay run"), "pay_run", "control"),
    "parts_of_an_ore": _Mend(
        Message("An amount has more than two decimals"), Message("See the pay run"), "pay_run", "control"
    ),
    "establishment_number": _Mend(
        Message("The number of a sub-unit is not right"), Message("Correct the number"), "settings", "establishments"
    ),
    "employer_number": _Mend(
        Message("The employer's number is not right"), Message("Correct the number"), "settings", "employer"
    ),
    "establishment_of_the_employer": _Mend(
        Message("A sub-unit is not the employer's"), Message("See the sub-units"), "settings", "establishments"
    ),
    "number_of_a_person": _Mend(
        Message("The national identity number is not right"),
        Message("Correct the number"),
        "employees",
        "national_id",
    ),
    "person_twice": _Mend(
        Message("The same person stands there twice"), Message("See the number"), "employees", "national_id"
    ),
    "person_without_number": _Mend(
        Message("A person has no number"), Message("Enter the number"), "employees", "national_id"
    ),
    "two_kinds_of_number": _Mend(
        Message("A person has two kinds of number"), Message("See the number"), "employees", "national_id"
    ),
    "birth_date": _Mend(
        Message("The date of birth does not fit the number"), Message("Correct the date"), "employees", "born"
    ),
    # employments
    "fields_missing": _Mend(
        Message("Something is missing in the employment"), Message("Fill it in"), "employees", "employment"
    ),
    "employment_id_missing": _Mend(
        Message("The employment has no id"), Message("See the employment"), "employees", "employment"
    ),
    "form_of_employment": _Mend(
        Message("The form of employment is missing or not right"),
        Message("Choose the form"),
        "employees",
        "employment",
    ),
    "fields_too_many": _Mend(
        Message("The employment has fields that do not belong to its type"),
        Message("See the employment"),
        "employees",
        "employment",
    ),
    "type_of_employment": _Mend(
        Message("The type of employment does not fit"), Message("See the employment"), "employees", "employment"
    ),
    "vessel": _Mend(
        Message("The vessel does not fit the employment"), Message("See the employment"), "employees", "employment"
    ),
    "occupation": _Mend(
        Message("The occupation code is not in the list"), Message("Choose occupation"), "employees", "employment"
    ),
    "full_time_hours": _Mend(
        Message("The hours a week do not fit the work schedule"), Message("See working hours"), "employees", "terms"
    ),
    "hours_above_a_full_post": _Mend(
        Message("More hours a week than usual"), Message("See working hours"), "employees", "terms"
    ),
    "percentage_of_position": _Mend(
        Message("An unusual percentage of a full post"), Message("See the percentage"), "employees", "terms"
    ),
    "start_and_end": _Mend(
        Message("The dates of the employment do not fit"), Message("Correct the date"), "employees", "employment"
    ),
    "outside_the_month": _Mend(
        Message("The employment lies outside the month"), Message("See the dates"), "employees", "employment"
    ),
    "end_and_its_reason": _Mend(
        Message("The end and its reason do not go together"), Message("Choose a reason"), "employees", "employment"
    ),
    "change_of_percentage": _Mend(
        Message("The day on which the percentage changed does not fit"), Message("See the date"), "employees", "terms"
    ),
    "change_of_pay": _Mend(
        Message("The day on which the pay changed does not fit"), Message("See the date"), "employees", "terms"
    ),
    "leave_percentage": _Mend(
        Message("The percentage of a leave is not right"), Message("See the leave"), "employees", "absence"
    ),
    "leave_ends_before_it_starts": _Mend(
        Message("A leave ends before it starts"), Message("Correct the date"), "employees", "absence"
    ),
    "leave_outside_employment": _Mend(
        Message("A leave lies outside the employment"), Message("See the leave"), "employees", "absence"
    ),
    "leave_id": _Mend(Message("A leave has no id of its own"), Message("See the leave"), "employees", "absence"),
    "leaves_together": _Mend(
        Message("Leaves are more than the position together"), Message("See the leave"), "employees", "absence"
    ),
    "leave_id_of_another": _Mend(
        Message("A leave has the id of another one"), Message("See the leave"), "employees", "absence"
    ),
    "leave_dates": _Mend(Message("The days of a leave are far away"), Message("See the leave"), "employees", "absence"),
    "pay_of_another_employment": _Mend(
        Message("Pay does not name a known employment"), Message("See the pay run"), "pay_run", "control"
    ),
    "employment_missing": _Mend(
        Message("An employment of last month is missing"), Message("See the employees"), "employees", ""
    ),
    "start_changed": _Mend(
        Message("The first day is another than last month"), Message("See the dates"), "employees", "employment"
    ),
    "leave_missing": _Mend(
        Message("A leave of last month is missing"), Message("See the leave"), "employees", "absence"
    ),
    "leave_changed_kind": _Mend(
        Message("A leave is of another kind than last month"), Message("See the leave"), "employees", "absence"
    ),
    # pay
    "combination": _Mend(
        Message("Pay is reported in a combination that is not allowed"),
        Message("See the wage types"),
        "settings",
        "wage_types",
    ),
    "hours_missing": _Mend(Message("The number of hours is missing"), Message("See the hours"), "pay_run", "basis"),
    "many_hours": _Mend(Message("Very many hours in one month"), Message("See the hours"), "pay_run", "basis"),
    "pay_an_hour": _Mend(Message("An unusual pay an hour"), Message("See the rate"), "employees", "terms"),
    "deduction_for_holiday": _Mend(
        Message("The deduction for holiday does not fit"), Message("See the pay run"), "pay_run", "control"
    ),
    "earning_period": _Mend(
        Message("The period of earning does not fit"), Message("See the pay run"), "pay_run", "control"
    ),
    "positive_withholding": _Mend(
        Message("Withheld tax is given back"), Message("See the pay run"), "pay_run", "control"
    ),
    "sum_of_withholding": _Mend(Message("Withheld tax does not add up")),
    "pay_date_outside_the_month": _Mend(
        Message("A pay date lies outside the month"), Message("See the pay run"), "pay_run", "period"
    ),
    "sum_of_attachments": _Mend(Message("Attachments do not add up")),
    "negative_basis": _Mend(
        Message("The basis of the employer's contribution is negative"),
        Message("See the pay run"),
        "pay_run",
        "control",
    ),
    "basis_and_pay": _Mend(Message("The basis of the employer's contribution does not fit the pay")),
    "sum_of_contributions": _Mend(Message("The employer's contribution does not add up")),
    "rate_of_the_zone": _Mend(
        Message("The rate does not fit the zone"), Message("See the zone"), "settings", "establishments"
    ),
    "pension_provider": _Mend(
        Message("The pension provider is missing"), Message("Enter the provider"), "settings", "pay"
    ),
}

_TOPICS: Mapping[str, Sequence[str]] = {
    "id": ("message_id", "message_id_used_before", "replaced_before"),
    "too_early": ("month_too_early",),
    "large_file": ("large_file",),
    "number": ("number_of_a_person", "person_twice", "person_without_number", "two_kinds_of_number", "birth_date"),
    "sub_unit": ("establishment_number", "employer_number", "establishment_of_the_employer"),
    "occupation": ("occupation",),
    "employment": (
        "codes",
        "fields_missing",
        "employment_id_missing",
        "form_of_employment",
        "fields_too_many",
        "type_of_employment",
        "vessel",
    ),
    "dates": ("start_and_end", "outside_the_month", "change_of_percentage", "change_of_pay"),
    "end_reason": ("end_and_its_reason",),
    "working_hours": ("full_time_hours", "hours_above_a_full_post", "percentage_of_position"),
    "leave": (
        "leave_percentage",
        "leave_ends_before_it_starts",
        "leave_outside_employment",
        "leave_id",
        "leaves_together",
        "leave_id_of_another",
        "leave_dates",
    ),
    "last_month": ("employment_missing", "start_changed", "leave_missing", "leave_changed_kind"),
    "pay": (
        "signs",
        "parts_of_an_ore",
        "pay_of_another_employment",
        "combination",
        "deduction_for_holiday",
        "earning_period",
        "pay_date_outside_the_month",
    ),
    "hours": ("hours_missing", "many_hours", "pay_an_hour"),
    "sums": ("positive_withholding", "sum_of_withholding", "sum_of_attachments"),
    "contribution": ("negative_basis", "basis_and_pay", "sum_of_contributions", "rate_of_the_zone"),
    "pension_provider": ("pension_provider",),
    "form": (FORM, "empty", "not_in_use"),
}
"""The help about what controls find, by topic."""


@cache
def controls_in_words() -> Sequence[ReportControl]:
    """The controls in the order in which they are done; first that the file keeps to its form."""
    found = [(FORM, NOT_IN_SCHEMA, Level.AVVISNING.value)]
    found += [(control.name, control.code, control.level.value) for control in table()]
    topics = {name: topic for topic, names in _TOPICS.items() for name in names}
    return tuple(ReportControl(name, code, level, topics[name], *_MENDING[name]) for name, code, level in found)


def told(found: AmeldingFinding) -> ReportFinding:
    """A finding of a control as the desk sees it."""
    return ReportFinding(
        found.level.value,
        found.code,
        found.where,
        found.what,
        found.line,
        found.level in _BLOCKING,
        found.path,
        found.control,
    )


def in_words(what: Message) -> Message:
    """A finding's sentence with the message's own words put plainly: what “yrke” and “fastloenn” mean."""
    values = {name: plain(value) if name in _NAMED and isinstance(value, str) else value for name, value in what.values}
    return Message(what.text, **values)
