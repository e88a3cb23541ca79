"""What a client file keeps: rows with an identity. Importing the room makes every table known."""

from models.records import absence, audit, employee, employer, imported_file, movement, numbered, pay_run, stored_file

__all__ = [
    "absence",
    "audit",
    "employee",
    "employer",
    "imported_file",
    "movement",
    "numbered",
    "pay_run",
    "stored_file",
]
