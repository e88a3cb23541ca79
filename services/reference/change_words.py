"""The words of the change log: what each action, each kind of record and each field is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.values.message import Message
from services.reference import employment_words, why_words

ACTIONS: Final[Mapping[str, Message]] = {
    "file.create": Message("The client file was made"),
    "file.password": Message("New password and recovery key"),
    "file.migrate": Message("The file was brought to a newer form"),
    "client.fill": Message("Filled from a scenario file"),
    "employer.save": Message("Employer changed"),
    "account.set": Message("Account number changed"),
    "employee.hire": Message("Employee added"),
    "employee.save": Message("Employee changed"),
    "employee.delete": Message("Employee deleted"),
    "employee.draft": Message("Unfinished employee kept"),
    "employee.draft_discard": Message("Unfinished employee thrown away"),
    "employment.add": Message("Employment added"),
    "employment.save": Message("Employment changed"),
    "employment.end": Message("Employment ended"),
    "employment.reopen": Message("Employment goes on after all"),
    "terms.save": Message("Terms of pay changed"),
    "terms.remove": Message("Terms of pay removed"),
    "tax_card.add": Message("Tax card added"),
    "tax_card.remove": Message("Tax card removed"),
    "fixed_line.save": Message("Fixed line changed"),
    "fixed_line.remove": Message("Fixed line removed"),
    "opening.save": Message("Opening balance changed"),
    "run.start": Message("Pay run started"),
    "run.revise": Message("Pay run changed"),
    "run.enter": Message("Basis of the run entered"),
    "run.line": Message("Line of the run changed"),
    "run.draft": Message("Draft computed"),
    "run.uncompute": Message("Draft thrown away"),
    "run.discard": Message("Pay run deleted"),
    "run.forget": Message("Pay run deleted"),
    "run.approve": Message("Pay run approved"),
    "files.keep": Message("Files made and kept"),
    "report.saved": Message("A-melding saved"),
    "report.uploaded": Message("A-melding marked as uploaded"),
    "report.not_uploaded": Message("A-melding not uploaded after all"),
    "report.accepted": Message("A finding was looked at and accepted"),
    "report.look_again": Message("A finding is to be looked at again"),
    "mark.paid": Message("Marked as paid"),
    "mark.saved": Message("Files saved"),
    "mark.uploaded": Message("Marked as uploaded"),
    "mark.handed_out": Message("Payslips marked as handed out"),
    "mark.accepted": Message("Looked at and accepted"),
    "unmark.paid": Message("Not paid after all"),
    "unmark.saved": Message("Not saved after all"),
    "unmark.uploaded": Message("Not uploaded after all"),
    "unmark.handed_out": Message("Payslips not handed out after all"),
    "unmark.accepted": Message("To be looked at again"),
    "setting.recovery_key": Message("Recovery key tried"),
    "setting.color": Message("Colour of the client chosen"),
    "setting.demo": Message("Marked as a demo client"),
    "setting.payslip": Message("Payslip choices changed"),
    "setting.setup_draft": Message("Set-up begun"),
    "settings.columns": Message("Columns of the run chosen"),
    "undo": Message("A change was taken back"),
}
"""Every action, as something that happened."""

_PREFIXES: Final[Mapping[str, Message]] = {
    "setting.": Message("Setting changed"),
    "mark.": Message("Something was marked as done"),
    "unmark.": Message("Something was marked as not done"),
}

GROUPS: Final[Mapping[str, tuple[Message, frozenset[str]]]] = {
    "people": (
        Message("Employees"),
        frozenset({"employee", "employee_draft", "employment", "employment_terms", "tax_card", "fixed_line"}),
    ),
    "pay": (
        Message("Pay"),
        frozenset({"pay_run", "entered_line", "corrected_employee", "movement", "payslip", "pay_line", "run_total"}),
    ),
    "files": (Message("Files and reports"), frozenset({"stored_file", "file_part", "mark"})),
    "settings": (
        Message("Settings"),
        frozenset({"employer", "establishment", "account_number", "setting", "file_meta"}),
    ),
}
"""Kinds of records by what somebody looks for."""

KINDS: Final[Mapping[str, Message]] = {
    "employee": Message("Employee"),
    "employee_draft": Message("Unfinished employee"),
    "employment": Message("Employment"),
    "employment_terms": Message("Terms of pay"),
    "tax_card": Message("Tax card"),
    "fixed_line": Message("Fixed line"),
    "pay_run": Message("Pay run"),
    "entered_line": Message("Line of the run"),
    "corrected_employee": Message("Corrected employee"),
    "movement": Message("Balance"),
    "payslip": Message("Payslip"),
    "pay_line": Message("Line of a payslip"),
    "run_total": Message("Sum of the run"),
    "stored_file": Message("Kept file"),
    "file_part": Message("Part of a file"),
    "mark": Message("Mark"),
    "employer": Message("Employer"),
    "establishment": Message("Sub-unit"),
    "account_number": Message("Account"),
    "setting": Message("Setting"),
    "file_meta": Message("Client file"),
}
"""Every kind of record."""

FIELDS: Final[Mapping[str, Message]] = {
    "account": Message("Account"),
    "address": Message("Address"),
    "amount": Message("Amount"),
    "approved_at": Message("Approved"),
    "approved_by": Message("Approved by"),
    "at": Message("When"),
    "bank_account": Message("Bank account"),
    "born": Message("Born"),
    "by": Message("Who"),
    "calculation_code": Message("Kind of business"),
    "contact": Message("Contact"),
    "corrects": Message("Corrects"),
    "country": Message("Country"),
    "created_at": Message("Made"),
    "created_by": Message("Made by"),
    "december_relief": Message("Less withholding before Christmas"),
    "email": Message("E-mail"),
    "employment_id": Message("Number of the employment"),
    "end": Message("Last day"),
    "end_reason": Message("Why it ends"),
    "establishment": Message("Sub-unit"),
    "exempt_amount": Message("Exempt amount"),
    "finance_tax": Message("Finance tax"),
    "first_day": Message("First day"),
    "form": Message("Form of employment"),
    "from_day": Message("From"),
    "full_time_hours": Message("Hours a week, full time"),
    "holiday_deduction": Message("Deduction for holiday"),
    "holiday_plan": Message("Holiday"),
    "hourly_rate": Message("Hourly pay"),
    "hours_divisor": Message("Hours a month, full time"),
    "hundredths": Message("Amount"),
    "international_country": Message("Country of the foreign number"),
    "international_id": Message("Foreign number"),
    "international_type": Message("Kind of foreign number"),
    "issued": Message("Issued"),
    "kind": Message("Kind"),
    "language": Message("Language"),
    "last_day": Message("Last day"),
    "line": Message("Line"),
    "main_employer": Message("Main employer"),
    "monthly_salary": Message("Monthly pay"),
    "month": Message("Month"),
    "months": Message("Months with withholding"),
    "municipality": Message("Municipality"),
    "name": Message("Name"),
    "national_id": Message("National identity number"),
    "note": Message("Note"),
    "number": Message("Number"),
    "occupation": Message("Occupation"),
    "orgnr": Message("Organisation number"),
    "part_month": Message("Part of a month"),
    "pay": Message("Pay"),
    "pay_date": Message("Pay date"),
    "pay_day": Message("Pay day"),
    "payslip_password": Message("Password of the payslip"),
    "pension_percent": Message("Pension"),
    "pension_provider": Message("Pension provider"),
    "percent": Message("Percentage"),
    "period": Message("How often"),
    "purpose": Message("Used for"),
    "reason": Message("Reason"),
    "sector": Message("Kind of employer"),
    "sequence": Message("Run of the month"),
    "small_payments": Message("Small payments free of tax"),
    "start": Message("First day"),
    "start_month": Message("First month"),
    "subject": Message("What"),
    "table_number": Message("Table"),
    "test_client": Message("Test client"),
    "title": Message("Title"),
    "to_day": Message("Until"),
    "type": Message("Type"),
    "value": Message("Value"),
    "verb": Message("Mark"),
    "version": Message("Version"),
    "vessel_area": Message("Area of the vessel"),
    "vessel_register": Message("Register of the vessel"),
    "vessel_type": Message("Type of vessel"),
    "vintage": Message("Year"),
    "work_schedule": Message("Working hours"),
    "year": Message("Year"),
    "zone": Message("Zone"),
    "employment_terms.percent": Message("Position"),
    "mark.by": Message("Told by"),
    "movement.reason": Message("Why"),
    "setting.name": Message("Setting"),
    "employment.type": Message("Kind of employment"),
}
"""Every field that a person reads; under the kind of record where it means something else there."""

INTERNAL: Final = frozenset(
    {
        "id",
        "employee_id",
        "run_id",
        "facts",
        "voucher",
        "computed_at",
        "computed_after",
        "changed_at",
        "content",
        "parts",
        "sha256",
        "size",
        "media_type",
        "made_at",
        "quantity",
        "rate",
        "gross_cash",
        "withholding",
        "deductions",
        "net_pay",
        "format",
        "file_id",
        "employee_draft.form",
        "employment_terms.employment_id",
    }
)
"""Fields that only the program knows."""

YES, NO = Message("yes"), Message("no")

VALUES: Final[Mapping[str, Mapping[str, Message]]] = {
    "employment.type": {code: word.name for code, word in employment_words.TYPES.items()},
    "employment.form": {code: word.name for code, word in employment_words.FORMS.items()},
    "employment.work_schedule": {code: word.name for code, word in employment_words.SCHEDULES.items()},
    "employment.end_reason": {code: word.name for code, word in employment_words.END_REASONS.items()},
    "employment_terms.pay": {code: word.name for code, word in employment_words.PAYS.items()},
    "employment_terms.period": employment_words.PERIODS,
    "pay_run.period": employment_words.PERIODS,
    "tax_card.kind": {code: word.name for code, word in employment_words.CARDS.items()},
    "employee.language": employment_words.LANGUAGES,
    "employer.part_month": why_words.METHODS,
    "employer.holiday_plan": {
        "agreement": Message("five weeks, by agreement"),
        "statutory": Message("by law"),
    },
    "employer.sector": {
        "": Message("ordinary firm"),
        "association": Message("association"),
        "home": Message("household"),
    },
    "pay_run.kind": {
        "ordinary": Message("ordinary"),
        "extra": Message("extra"),
        "holiday": Message("with holiday pay"),
        "correction": Message("correction"),
    },
    "mark.verb": {
        "paid": Message("paid"),
        "saved": Message("saved"),
        "uploaded": Message("uploaded"),
        "handed_out": Message("handed out"),
        "accepted": Message("accepted"),
    },
}
"""Codes in words, by kind and field."""


def action_words(action: str) -> Message:
    """What happened."""
    if action in ACTIONS:
        return ACTIONS[action]
    return next((words for prefix, words in _PREFIXES.items() if action.startswith(prefix)), Message("Changed"))


def field_words(kind: str, name: str) -> Message | None:
    """What a field is called; None for one that only the program knows."""
    if name in INTERNAL or f"{kind}.{name}" in INTERNAL:
        return None
    return FIELDS.get(f"{kind}.{name}") or FIELDS.get(name)
