"""What opening a client will need, imported ahead: while somebody reads the list of clients and types a password.

Nothing is read of any client, and nothing changes: whoever comes first, this or the page, imports the same modules.
"""

from __future__ import annotations


def warm_up() -> None:
    """Import the database, the country pack and what the pages ask, and get the tables ready. Takes about a second."""
    from sqlalchemy.orm import configure_mappers

    from models import records  # noqa: F401  every table
    from services.desk import countries
    from services.queries import (  # noqa: F401
        changes,
        clients,
        control,
        deadlines,
        employee_page,
        employee_parts,
        employees,
        line_kinds,
        new_employee,
        ordinary_month,
        overview,
        reporting,
        run_entry,
        run_files,
        runs,
        settings,
        why,
    )
    from services.reference import occupations

    configure_mappers()
    for code in countries.codes():
        countries.country(code).report_controls()  # their types are many, and slow to import
        occupations.catalogue(code)
