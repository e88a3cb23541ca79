"""What the lines of a file of decentral registrering need of each other, and of the client they are meant for.

Lines are looked at in the order in which they are loaded, so a line may refer to whatever comes before it there,
wherever it stands in the file. Without a client an employee has to be created in the file; departments, pay groups and
whatever else a client is set up with are taken for known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from models.values.message import Message
from services.files.decentral import Action, Cause, Key, Known
from services.files.decentral_fields import Draft
from services.files.decentral_layout import (
    ABSENCE,
    DEPARTMENT,
    EMPLOYEE,
    EMPLOYMENT,
    PAY,
    PAY_OFFICE,
    STATISTICS,
    STEP,
    Layout,
)

Turn = tuple[int, int, int, int, date, int]
Scope = tuple[int, int]

_VALUED: Final = frozenset({600, 610, 620})  # the kinds of statistics that are a value; their code is 99999
_NO_CODE: Final = 99_999
_OF_A_YEAR: Final = frozenset({510, 512})  # corrections of an earlier year's holiday (denmark, decentral 3)
_TO_FRITVALG: Final[Mapping[int, tuple[tuple[str, ...], Message]]] = {
    4410: (
        ("rate", "amount"),
        Message("4410 takes hours only. Write down days with 3800, hours with 3801, an amount with 3804"),
    ),
    4412: (
        ("amount",),
        Message("4412 takes hours and a rate only. Write down days with 3800, hours with 3801, an amount with 3804"),
    ),
}
"""The fields of the full form, which is split between numbers in a file (decentral 3)."""


def turn_of(draft: Draft) -> Turn:
    """When a line is loaded: by record, then employer, employee and day; lines of the same as they stand."""
    if draft.type is None:
        return (99, 0, 0, 0, date.min, draft.number)
    day = draft.values.get(draft.type.day) if draft.type.day else None
    if day is None and draft.record == EMPLOYMENT:
        day = draft.values.get("end_date")
    customer, employer = draft.scope
    known_day = day if isinstance(day, date) else date.min
    return (draft.type.place, customer, employer, draft.employee or 0, known_day, draft.number)


def settle(drafts: Iterable[Draft], layout: Layout, known: Known | None) -> dict[int, Turn]:
    """Look at all lines in their order, and say on each what it lacks. What is given back is each line's turn."""
    turns = {each.number: turn_of(each) for each in drafts}
    book = _Book(layout, known)
    for draft in sorted(drafts, key=lambda each: turns[each.number]):
        if draft.type is not None:
            book.look(draft)
    return turns


@dataclass(slots=True)
class _Made:
    """What lines of the file make, by scope and name; and what rejected lines would have made, with their lines."""

    made: set[tuple[Scope, object]] = field(default_factory=set)
    failed: dict[tuple[Scope, object], int] = field(default_factory=dict)
    spelled: dict[tuple[Scope, str], str] = field(default_factory=dict)

    def note(self, scope: Scope, name: object, draft: Draft) -> None:
        if draft.is_rejected:
            self.failed[scope, name] = draft.number
        else:
            self.made.add((scope, name))
            if isinstance(name, str):
                self.spelled.setdefault((scope, name.casefold()), name)


class _Book:
    """What is known while the lines are looked at."""

    def __init__(self, layout: Layout, known: Known | None) -> None:
        self._layout = layout
        self._known = known
        self._seen: dict[tuple[str, Scope, Key], int] = {}
        self._employed: set[tuple[Scope, int]] = set()
        self._people, self._departments, self._offices, self._groups = _Made(), _Made(), _Made(), _Made()

    def look(self, draft: Draft) -> None:
        """One line, after all that come before it."""
        self._employer(draft)
        has_person = self._person(draft)
        is_there = self._action(draft)
        if draft.action is Action.CREATE and has_person:
            self._compulsory(draft)
        _CHECKS.get(draft.record, _nothing)(self, draft)
        self._twice(draft)
        if draft.action is Action.DELETE and is_there is False and has_person and not draft.is_rejected:
            draft.remark(Cause.REFERENCE, Message("There is nothing of this key to delete"))
        self._remember(draft)

    def _employer(self, draft: Draft) -> None:
        employers = self._known.employers if self._known else None
        if employers is None or draft.is_wrong("customer") or draft.is_wrong("employer"):
            return
        customer, employer = draft.scope
        if customer not in {each for each, _ in employers}:
            draft.remark(Cause.EMPLOYER, Message("The client is not this customer"), "customer", str(customer))
        elif draft.record != STEP and (customer, employer) not in employers:
            draft.remark(Cause.EMPLOYER, Message("The client is not this employer"), "employer", str(employer))

    def _person(self, draft: Draft) -> bool:
        """Whether the employee is there, or none is needed."""
        number = draft.employee
        if draft.type is None or not draft.type.is_of_a_person or draft.record == EMPLOYEE:
            return True
        if number is None:
            return False
        if (draft.scope, number) in self._people.made or (self._known and number in self._known.employees):
            return True
        if line := self._people.failed.get((draft.scope, number)):
            what = Message("The employee was not created: line {line} is rejected", line=line)
        elif self._known:
            what = Message("There is no such employee")
        else:
            what = Message("The employee is not created in the file")
        draft.remark(Cause.REFERENCE, what, "employee", str(number))
        return False

    def _action(self, draft: Draft) -> bool | None:
        """Set what the line does. Whether its key is there; None: nobody knows."""
        is_there = self._is_there(draft)
        if draft.is_deleting:
            draft.action = Action.DELETE
        elif self._adds(draft) or is_there is False:
            draft.action = Action.CREATE
        else:
            draft.action = Action.CHANGE if is_there else Action.PUT
        return is_there

    def _twice(self, draft: Draft) -> None:
        """Say where a key stood before. A line that is rejected replaces nothing, so nothing is said of it."""
        assert draft.type is not None
        name = (draft.record, draft.scope, draft.key)
        is_whole = len(draft.key) == len(draft.type.keys)
        if is_whole and name in self._seen and not draft.is_rejected and not self._adds(draft):
            what = Message("The same key as line {line}; what stands here applies", line=self._seen[name])
            draft.remark(Cause.DUPLICATE, what, warns=True)

    def _is_there(self, draft: Draft) -> bool | None:
        assert draft.type is not None
        if (draft.record, draft.scope, draft.key) in self._seen:
            return True
        if draft.record == EMPLOYEE:
            return bool(self._known and draft.employee in self._known.employees)
        if draft.record == EMPLOYMENT:
            if draft.employee is None:
                return None
            employed = self._known.employed if self._known else frozenset()
            return (draft.scope, draft.employee) in self._employed or draft.employee in employed
        if self._known and draft.record in self._known.keys:
            return draft.key in self._known.keys[draft.record]
        if draft.type.is_of_a_person and (draft.scope, draft.employee) in self._people.made:
            return False if not (self._known and draft.employee in self._known.employees) else None
        return None if self._known or not draft.type.is_of_a_person else False

    def _adds(self, draft: Draft) -> bool:
        """Whether the line is one more, whatever there is: a variable salary type, which belongs to its run."""
        number = draft.values.get("type")
        if draft.record != PAY or not isinstance(number, int):
            return False
        kind = self._layout.salary_types.get(number)
        return kind is not None and kind.is_additive

    def _compulsory(self, draft: Draft) -> None:
        assert draft.type is not None
        if draft.record == EMPLOYMENT and _only_ends(draft):
            return
        for name in draft.type.compulsory:
            if name not in draft.values and not draft.is_wrong(name):
                if draft.record == EMPLOYEE and name == "postcode" and _is_abroad(draft):
                    continue  # looked at with the rest of the address
                draft.remark(Cause.MISSING, Message("The field must be filled in"), name)

    def _remember(self, draft: Draft) -> None:
        scope = draft.scope
        if draft.record == EMPLOYEE and draft.employee is not None:
            self._people.note(scope, draft.employee, draft)
        elif draft.record == DEPARTMENT and (name := draft.values.get("department")):
            self._departments.note(scope, name, draft)
        elif draft.record == PAY_OFFICE and (name := draft.values.get("pay_office")):
            self._offices.note(scope, name, draft)
        elif draft.record == STEP and (name := draft.values.get("group")):
            self._groups.note((scope[0], 0), name, draft)
        elif draft.record == EMPLOYMENT and draft.employee is not None and not draft.is_rejected:
            self._employed.add((scope, draft.employee))
        if not draft.is_rejected and draft.type is not None and len(draft.key) == len(draft.type.keys):
            self._seen[draft.record, scope, draft.key] = draft.number

    # --- the records, each with what it alone has ----------------------------------------------------------------

    def absent(self, draft: Draft) -> None:
        """MLE-55: the code is one of the client's; what is deleted needs its last day too."""
        codes = self._known.absence_codes if self._known else None
        code = draft.values.get("code")
        if codes is not None and isinstance(code, int) and code not in codes:
            draft.remark(Cause.REFERENCE, Message("The absence code is not in use here"), "code", str(code))
        if draft.is_deleting and not draft.says("to_date") and not draft.is_wrong("to_date"):
            draft.remark(Cause.MISSING, Message("The field must be filled in"), "to_date")

    def employee(self, draft: Draft) -> None:
        """MLE-25."""
        creates = draft.action is Action.CREATE
        _number_of_person(draft)
        _address(draft, creates)
        # Somebody whom the same file created is new still: the second of two like lines is no mistake (decentral 4.7).
        is_old = self._known is not None and draft.employee in self._known.employees
        if is_old and draft.says("tax_card"):
            what = Message("A tax card is requested here for a new employee only. Use MLE-65-GREK")
            draft.remark(Cause.VALUE, what, "tax_card", str(draft.values["tax_card"]))
        if creates and draft.values.get("mit_dk") == "NEJ" and not draft.says("email") and not draft.is_wrong("email"):
            draft.remark(Cause.CONDITION, Message("Without mit.dk an e-mail address is needed"), "email")

    def employment(self, draft: Draft) -> None:
        """MLE-30."""
        only_ends = _only_ends(draft)
        if only_ends and draft.action is Action.CREATE:
            if not any(each.cause is Cause.REFERENCE for each in draft.remarks):
                draft.remark(Cause.REFERENCE, Message("The employee has no period of employment that could end"))
        elif not draft.says("from_date") and not only_ends and not draft.is_wrong("from_date"):
            draft.remark(Cause.MISSING, Message("The field must be filled in"), "from_date")
        if "end_code" in draft.values and not draft.says("end_date") and not draft.is_wrong("end_date"):
            draft.remark(Cause.CONDITION, Message("A leaving code needs the last day"), "end_date")
        if draft.says("end_date") and not draft.says("end_code") and not draft.is_wrong("end_code"):
            draft.remark(Cause.CONDITION, Message("A last day needs a leaving code"), "end_code")
        known = self._known
        self._named(draft, "department", self._departments, draft.scope, known.departments if known else None)
        self._named(draft, "pay_office", self._offices, draft.scope, known.pay_offices if known else None)
        if known:
            self._named(draft, "group", self._groups, (draft.scope[0], 0), known.groups)
            self._named(draft, "chart", _Made(), draft.scope, known.charts)
            category = draft.values.get("category")
            if known.categories is not None and category is not None and category not in known.categories:
                draft.remark(Cause.REFERENCE, Message("There is no such position category"), "category", str(category))

    def pay(self, draft: Draft) -> None:
        """MLE-40: the salary type may be named in a file, and has what it needs."""
        number = draft.values.get("type")
        if not isinstance(number, int) or not self._layout.salary_types:
            return
        found = self._layout.salary_types.get(number)
        if found is None:
            draft.remark(Cause.REFERENCE, Message("There is no such salary type"), "type", str(number))
        elif found.is_refused:
            draft.remark(Cause.SALARY_TYPE, _instead(found.instead), "type", str(number))
        elif found.is_made_by_the_program:
            what = Message("The program makes this salary type itself; nobody registers it")
            draft.remark(Cause.REFERENCE, what, "type", str(number))
        elif number in _TO_FRITVALG:
            fields, what = _TO_FRITVALG[number]
            for name in fields:
                if draft.says(name):
                    draft.remark(Cause.SALARY_TYPE, what, name, str(draft.values[name]))
        if number in _OF_A_YEAR and not draft.says("year") and not draft.is_wrong("year"):
            draft.remark(Cause.CONDITION, Message("This salary type needs the year"), "year")
        if found is not None and found.is_additive and draft.is_deleting:
            what = Message("Only a fixed salary type can be deleted; a variable one belongs to its run")
            draft.remark(Cause.VALUE, what, "delete", "9")

    def statistics(self, draft: Draft) -> None:
        """MLE-50: some kinds are a value, and their code is 99999; the others are a code and no value."""
        kind, code = draft.values.get("ip_type"), draft.values.get("ip_code")
        if kind in _VALUED and code is not None and code != _NO_CODE:
            what = Message("Must be {code} for IP type {type}", code=str(_NO_CODE), type=str(kind))
            draft.remark(Cause.VALUE, what, "ip_code", str(code))
        if isinstance(kind, int) and kind not in _VALUED and draft.says("value"):
            what = Message("Only IP types 600, 610 and 620 have a value")
            draft.remark(Cause.VALUE, what, "value", str(draft.values["value"]))

    def _named(self, draft: Draft, name: str, made: _Made, scope: Scope, known: AbstractSet[str] | None) -> None:
        """Whether what a field names is there. Capital letters count."""
        value = draft.values.get(name)
        if not isinstance(value, str) or (scope, value) in made.made or (known is not None and value in known):
            return
        if (line := made.failed.get((scope, value))) is not None:
            draft.remark(Cause.REFERENCE, Message("Not created: line {line} is rejected", line=line), name, value)
            return
        there = {each.casefold(): each for each in known} if known is not None else {}
        other = made.spelled.get((scope, value.casefold())) or there.get(value.casefold())
        if other:
            draft.remark(Cause.REFERENCE, Message("Capital letters count: it is {name}", name=other), name, value)
        elif known is not None:
            draft.remark(Cause.REFERENCE, Message("There is none of this name"), name, value)


_CHECKS: Final[Mapping[str, Callable[[_Book, Draft], None]]] = {
    EMPLOYEE: _Book.employee,
    EMPLOYMENT: _Book.employment,
    PAY: _Book.pay,
    STATISTICS: _Book.statistics,
    ABSENCE: _Book.absent,
}


def _nothing(book: _Book, draft: Draft) -> None:
    """Nothing more to look at."""


def _instead(numbers: tuple[int, ...]) -> Message:
    if not numbers:
        return Message("This salary type cannot be imported by file, and no other stands for it")
    others = ", ".join(map(str, numbers))
    return Message("This salary type cannot be imported by file. Use {others}", others=others)


def _only_ends(draft: Draft) -> bool:
    """Whether a period of employment is only ended: leaving code and day, and at most the period's start."""
    said = (draft.values.keys() | draft.clears) - {"customer", "employer", "record", "employee", "from_date"}
    return bool(said) and said <= {"end_code", "end_date"}


def _number_of_person(draft: Draft) -> None:
    """CPR or CVR: the second only where the first is 0."""
    cpr, cvr = draft.values.get("national_id"), draft.values.get("company_id", "0")
    if draft.is_wrong("national_id") or draft.is_wrong("company_id"):
        return
    if cpr == "0" and cvr == "0":
        draft.remark(Cause.CONDITION, Message("Needed where the CPR number is 0"), "company_id")
    elif cvr != "0" and cpr != "0":
        what = Message("Only where the CPR number is 0")
        draft.remark(Cause.CONDITION, what, "company_id", str(cvr))


def _is_abroad(draft: Draft) -> bool:
    return draft.values.get("country", "DK") != "DK"


def _address(draft: Draft, creates: bool) -> None:
    """A postcode is Danish where the country is; abroad the district is needed. A form of older files has the postcode
    0 and the place in address 2: it is taken with a warning (decentral 6, case 4).
    """
    postcode, district = draft.values.get("postcode"), draft.says("foreign_district")
    if draft.is_wrong("postcode") or draft.is_wrong("country") or draft.is_wrong("foreign_district"):
        return
    if not _is_abroad(draft):
        if isinstance(postcode, str) and not (len(postcode) == 4 and postcode.isascii() and postcode.isdecimal()):
            draft.remark(Cause.VALUE, Message("No Danish postcode: four digits"), "postcode", postcode)
        return
    if postcode == "0" and not district and draft.says("address_2"):
        what = Message("Postcode 0 abroad, and the postal district is missing")
        draft.remark(Cause.CONDITION, what, "postcode", "0", warns=True)
        return
    if creates and postcode is None:
        draft.remark(Cause.MISSING, Message("The field must be filled in"), "postcode")
    if not district and (creates or postcode is not None):
        draft.remark(Cause.CONDITION, Message("An address abroad needs the postal district"), "foreign_district")
