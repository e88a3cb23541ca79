"""The tables of a client file in words: what one row of each is, and what each column holds, for a data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.values.message import Message
from services.reference import packaged
from services.reference.change_words import field_words

TABLES: Final[Mapping[str, Message]] = {
    "account_number": Message("An account number of the client's own, in place of the one in the account plan"),
    "absence": Message("One absence; an open end is empty"),
    "change_log": Message("One change of the file: who, when, what, and the seal that holds the log together"),
    "column_mapping": Message("Which column is what in a table that was read before"),
    "company_car": Message("One company car of an employee"),
    "corrected_employee": Message("One employee whom a correction run concerns"),
    "cost_share": Message("A part of an employee's pay that is booked on a department or a project"),
    "cost_unit": Message("One department or project"),
    "employee": Message("One employee"),
    "employee_draft": Message("An employee whose entry is not finished"),
    "employer": Message("The employer of the file"),
    "employment": Message("One employment of an employee"),
    "employment_terms": Message("Hours and pay of an employment from a day on"),
    "entered_line": Message("One line that was entered on a pay run"),
    "establishment": Message("One sub-unit of the employer"),
    "file_meta": Message("What the file itself is"),
    "fixed_line": Message("One line that comes in every ordinary pay run"),
    "imported_file": Message("One file from outside that was imported; the file itself is in the folder imports"),
    "mark": Message("Something done outside the program and noted, such as a file that was uploaded"),
    "movement": Message("One change of a balance; a balance is the sum of its movements"),
    "personal_rate": Message("A rate of one employee for a numbered wage type"),
    "position_category": Message("One position category (stillingskategori)"),
    "category_line": Message("One wage type of a position category"),
    "rate_step": Message("One step of a result table: the values of a pay group from a day"),
    "other_aid": Message("Other small aid in the business year"),
    "own_rate": Message("A rate that the user entered"),
    "rate_edition": Message("The rates of a year by which approved runs were calculated"),
    "pay_line": Message("One line of a payslip"),
    "pay_run": Message("One pay run"),
    "payslip": Message("What one employee got in one pay run"),
    "payslip_note": Message("A message on the payslips of a pay run, to everybody or to one employee"),
    "registered": Message("What a file of decentral registrering said that has no place of its own"),
    "refund_link": Message("Which absence a refund is for"),
    "refund_posting": Message("One refund from NAV"),
    "run_total": Message("One sum of a pay run"),
    "setting": Message("A choice of the client"),
    "staff_loan": Message("One loan to an employee"),
    "erasure": Message("People who were erased, by number alone, and the seals that prove it"),
    "stored_file": Message("One file that the program made; the file itself is in the folder files"),
    "tax_card": Message("One tax card"),
}
"""What one row of a table is."""

_NUMBER = Message("The number of the row")
_EMPLOYEE = Message("The employee: the number of the row in the table employee")
_RUN = Message("The pay run: the number of the row in the table pay_run")
_CHECKSUM = Message("The checksum of the file (SHA-256)")

_COLUMNS: Final[Mapping[str, Message]] = {
    "id": _NUMBER,
    "employee_id": _EMPLOYEE,
    "run_id": _RUN,
    "absence_id": Message("The absence: the number of the row in the table absence"),
    "posting_id": Message("The refund: the number of the row in the table refund_posting"),
    "import_id": Message("The import: the number of the row in the table imported_file"),
    "opposite_of": Message("The refund that this one takes back: the number of the row in the table refund_posting"),
    "sha256": _CHECKSUM,
    "size": Message("The size of the file in bytes"),
    "media_type": Message("The kind of file (media type)"),
    "made_at": Message("When the file was made"),
    "parts": Message("The parts that the file was kept in"),
    "changed_at": Message("When it was last changed"),
    "computed_at": Message("When the pay run was calculated"),
    "computed_after": Message("The last change that the calculation knew: seq in the table change_log"),
    "quantity": Message("Quantity"),
    "rate": Message("Rate in kroner"),
    "gross_cash": Message("Gross pay"),
    "withholding": Message("Tax withheld"),
    "deductions": Message("Other deductions"),
    "net_pay": Message("Paid out"),
    "format": Message("The form of the file"),
    "file_id": Message("The file's own number; copies have the same"),
    "columns": Message("The choice of columns that the file was read by"),
    "signature": Message("The headings that the choice of columns is for"),
    "mapping": Message("Which column is what"),
    "used_at": Message("When it was last used"),
    "employee_draft.form": Message("The form as it was typed"),
    "employment_terms.employment_id": Message("The employment: the number of the row in the table employment"),
    "editions": Message("The rates by which the run was calculated: digest in the table rate_edition"),
    "digest": Message("By what the rates of a year are known: the beginning of their checksum"),
    "kept_at": Message("When they were kept"),
    "rate_edition.number": Message("The edition of the year's rates"),
    "erasure.numbers": Message("The employee numbers of the persons"),
    "erasure.last_year": Message("Files of this year and earlier have no content any more"),
    "erasure.since": Message("The first change that was sealed anew: seq in the table change_log"),
    "erasure.until": Message("The last change that was sealed anew: seq in the table change_log"),
    "erasure.head_before": Message("The seal of that change as it was"),
    "erasure.head_after": Message("The seal of that change as it is"),
    "erasure.receipt": Message("The receipt as it was given out"),
    "change_log.seq": Message("The number of the change"),
    "change_log.action": Message("What was done, in the program's own word"),
    "change_log.why": Message("Why, where somebody said so"),
    "change_log.touched": Message("The tables that were changed"),
    "change_log.detail": Message("Each row that was changed, with old and new values"),
    "change_log.undoes": Message("The number of the change that this one takes back"),
    "change_log.previous": Message("The seal of the change before"),
    "change_log.hash": Message("The seal of this change"),
}
_OTHER: Final = Message("Used by the program itself")

UNITS: Final[Mapping[str, Message]] = {
    "money": Message("whole øre: 123450 is 1 234.50 kroner"),
    "hundredths": Message("hundredths of a krone, an hour or a day: 150 is 1.50"),
    "date": Message("date, year-month-day"),
    "moment": Message("date and time in UTC"),
    "month": Message("month, year-month"),
    "percent": Message("per cent, with a decimal point"),
    "decimal": Message("number, with a decimal point"),
    "yes_no": Message("1 is yes, 0 is no"),
    "number": Message("whole number"),
    "json": Message("structured text (JSON)"),
    "text": Message("text"),
}
"""How the values of a column are written."""


def table_words(table: str) -> Message:
    """What one row of a table is; its name where nothing is known."""
    return TABLES.get(table, Message("{word}", word=table))


def column_words(table: str, column: str) -> Message:
    """What a column holds."""
    return _COLUMNS.get(f"{table}.{column}") or field_words(table, column) or _COLUMNS.get(column) or _OTHER


def reading_guide(language: str) -> str:
    """The guide that lies beside everything taken out of a client file (nb or en)."""
    return packaged.read_text(f"export/{language}.txt")
