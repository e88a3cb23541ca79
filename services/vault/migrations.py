"""An older file is brought to the form of this program: all steps in one transaction, or none.

Alembic is imported only when there is something to do. Which forms there are is read from the names of the steps:
`0001_first.py` makes the form 0001. Whoever calls has a proven copy of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine
from sqlcipher3 import dbapi2 as sqlcipher

import models
from services.vault import history
from services.vault.history import Detail, Note
from services.vault.store import Store

FOLDER: Final = Path(str(models.__file__)).parent / "migrations"
_SCHEMA: Final = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@'"
BY: Final = "lonnsom"  # who did it, says the change log


def forms() -> list[str]:
    """The numbers of all forms that this program knows, the newest last."""
    return sorted(step.name.partition("_")[0] for step in (FOLDER / "versions").glob("[0-9]*_*.py"))


def migrate(store: Store, form: str, at: datetime) -> None:
    """Bring a file of an older form to the newest, and say so in its change log."""
    note = Note("file_meta", {"from": form, "to": forms()[-1]})
    build(store, lambda driver: history.append(driver, Detail([], [note], []), at=at, by=BY, action="file.migrate"))


def build(store: Store, finish: Callable[[Any], object]) -> None:
    """Take all steps that the file lacks, then `finish`, in one transaction."""
    with store.connected(writing=True) as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")  # a step may make a table anew; looked at as a whole afterwards
        try:
            with connection.begin():
                _take_steps(connection)
                if loose := driver.execute("PRAGMA foreign_key_check").fetchall():
                    raise RuntimeError(f"a migration left {len(loose)} rows without the row that they belong to")
                finish(driver)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def newest_schema() -> dict[str, str]:
    """What a file of the newest form consists of: by name, the SQL that made each table, index and trigger."""
    return _newest_schema(FOLDER)


@cache
def _newest_schema(_folder: Path) -> dict[str, str]:
    engine = create_engine("sqlite://", module=sqlcipher)
    with engine.begin() as connection:
        _take_steps(connection)
        schema = read_schema(connection.connection.driver_connection)
    engine.dispose()
    return schema


def read_schema(driver: Any) -> dict[str, str]:
    """What a file consists of."""
    return {name: " ".join(sql.split()) for name, sql in driver.execute(_SCHEMA)}


def _take_steps(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
