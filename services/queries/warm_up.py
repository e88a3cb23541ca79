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
        employees,
        new_employee,
        overview,
        reporting,
        run_entry,
        run_files,
        runs,
        settings,
        why,
    )

    configure_mappers()
    countries.country("NO")
