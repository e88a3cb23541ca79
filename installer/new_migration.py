"""Writes the next step in models/migrations/versions from what the records say now.

    python installer/new_migration.py "bank account of an employee"    the step after the newest
    python installer/new_migration.py --first                          the first step anew; only until the first release

A step is plain: tables, columns and triggers, no import of ours. Read it before it is committed: data that have to
move, a column that was renamed and a column that may not be empty are never guessed right.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, Final, Literal

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402
from alembic import command  # noqa: E402
from alembic.autogenerate import produce_migrations, render_python_code  # noqa: E402
from alembic.config import Config  # noqa: E402
from alembic.migration import MigrationContext  # noqa: E402
from sqlcipher3 import dbapi2 as sqlcipher  # noqa: E402

import models.records  # noqa: E402
from models.records.base import Record, protections  # noqa: E402
from models.records.columns import Kept  # noqa: E402

FOLDER: Final = ROOT / "models" / "migrations"
TRIGGERS: Final = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"

STEP: Final = '''"""{title}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
{body}
'''


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A column type as the file knows it, so that a step needs nothing of ours."""
    if kind != "type":
        return False
    if isinstance(item, Kept):
        item = item.impl
    return f"sa.{type(item).__name__}()"


def in_one_line(sql: str) -> str:
    return " ".join(sql.split())


def step(connection: sa.Connection) -> str:
    """The code that leads from the form of this database to that of the records."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "render_item": plain_type})
    found = produce_migrations(context, Record.metadata)
    assert found.upgrade_ops is not None
    is_first = not sa.inspect(connection).get_table_names()
    code = render_python_code(
        found.upgrade_ops, render_as_batch=not is_first, render_item=plain_type, migration_context=context
    )
    lines = [line for line in code.splitlines() if line.strip() and not line.strip().startswith("#")]
    tables = textwrap.dedent("\n".join(["    pass", *lines])).removeprefix("pass").strip()
    there = set(map(in_one_line, connection.exec_driver_sql(TRIGGERS).scalars()))
    wanted = dict(zip(map(in_one_line, protections()), protections(), strict=True))
    dropped = [f'op.execute("DROP TRIGGER {sql.split()[2]}")' for sql in sorted(there - wanted.keys())]
    made = [
        'op.execute("""{}""")'.format(sql.replace("\n", "\n        "))
        for line, sql in wanted.items()
        if line not in there
    ]
    return textwrap.indent("\n".join([tables, *dropped, *made]), "    ")


def main() -> None:
    for module in pkgutil.iter_modules(models.records.__path__, "models.records."):
        importlib.import_module(module.name)
    is_first = sys.argv[1:] == ["--first"]
    title = "Everything that a client file keeps." if is_first else f"{sys.argv[1].rstrip('.').capitalize()}."
    steps = sorted((FOLDER / "versions").glob("[0-9]*_*.py"))
    before = None if is_first else steps[-1].name.partition("_")[0]
    revision = f"{int(before or 0) + 1:04}"
    slug = "first" if is_first else "_".join(re.findall(r"[a-z0-9]+", title.lower()))
    engine = sa.create_engine("sqlite://", module=sqlcipher)
    with engine.begin() as connection:
        if not is_first:
            config = Config()
            config.set_main_option("script_location", str(FOLDER))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        body = step(connection)
    path = FOLDER / "versions" / f"{revision}_{slug}.py"
    path.write_text(STEP.format(title=title, revision=revision, before=repr(before), body=body or "    pass"), "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], cwd=ROOT, check=True)
    sys.stdout.write(f"{path.relative_to(ROOT)}: read it, then run the tests\n")


if __name__ == "__main__":
    main()
