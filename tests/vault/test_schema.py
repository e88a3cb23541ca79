"""The records and the steps in models/migrations say the same."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlcipher3 import dbapi2 as sqlcipher

import models.records
from models.records.base import Record, protections
from services.vault import migrations

for module in pkgutil.iter_modules(models.records.__path__, "models.records."):
    importlib.import_module(module.name)


def form(driver: Any) -> dict[str, Any]:
    """What a database consists of, without the order in which it was written down."""
    found: dict[str, Any] = {}
    for name, strict in driver.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'").fetchall():
        if name.startswith("sqlite_") or name == "alembic_version":
            continue
        found[name] = strict
        for column, kind, required, default, key, hidden in driver.execute(
            'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)', (name,)
        ):
            found[f"{name}.{column}"] = (kind, required, default, key, hidden)
        for index, unique, origin, partial in driver.execute(
            'SELECT name, "unique", origin, partial FROM pragma_index_list(?)', (name,)
        ).fetchall():
            columns = [column for (column,) in driver.execute("SELECT name FROM pragma_index_info(?)", (index,))]
            sql = driver.execute("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()[0]
            found[f"{name}: {origin} {'' if origin != 'c' else index} {columns}"] = (unique, partial and sql)
        for parent, column, to, on_update, on_delete in driver.execute(
            'SELECT "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?)', (name,)
        ):
            found[f"{name}.{column} -> {parent}.{to}"] = (on_update, on_delete)
    engine = sa.create_engine("sqlite://", module=sqlcipher, creator=lambda: driver, poolclass=sa.StaticPool)
    for name in sa.inspect(engine).get_table_names():
        for check in sa.inspect(engine).get_check_constraints(name):
            found[f"{name}: check {check['name']}"] = check["sqltext"]
    for name, sql in driver.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"):
        found[f"trigger {name}"] = " ".join(sql.split())
    return found


def made_by_records() -> dict[str, Any]:
    driver = sqlcipher.connect(":memory:", check_same_thread=False)
    engine = sa.create_engine("sqlite://", module=sqlcipher, creator=lambda: driver, poolclass=sa.StaticPool)
    Record.metadata.create_all(engine)
    for trigger in protections():
        driver.execute(trigger)
    found = form(driver)
    driver.close()
    return found


def made_by_steps() -> dict[str, Any]:
    driver = sqlcipher.connect(":memory:", check_same_thread=False)
    engine = sa.create_engine("sqlite://", module=sqlcipher, creator=lambda: driver, poolclass=sa.StaticPool)
    with engine.begin() as connection:
        migrations._take_steps(connection)
    found = form(driver)
    driver.close()
    return found


def test_a_new_file_is_what_the_records_say() -> None:
    """If this fails: `python installer/new_migration.py "what is new"`, or with `--first` until the first release."""
    records, steps = made_by_records(), made_by_steps()
    different = {name: (records.get(name), steps.get(name)) for name in records.keys() | steps.keys()}
    assert {name: both for name, both in sorted(different.items()) if both[0] != both[1]} == {}


@pytest.mark.parametrize(
    "spoil",
    [
        "ALTER TABLE employee DROP COLUMN address",
        "ALTER TABLE employee ADD COLUMN more TEXT",
        "DROP INDEX ix_movement_run_id",
        "DROP TRIGGER keep_pay_run_update",
        "CREATE TABLE more (id INTEGER)",
        "DROP TABLE run_total",
    ],
)
def test_a_difference_is_seen(spoil: str) -> None:
    driver = sqlcipher.connect(":memory:", check_same_thread=False)
    engine = sa.create_engine("sqlite://", module=sqlcipher, creator=lambda: driver, poolclass=sa.StaticPool)
    with engine.begin() as connection:
        migrations._take_steps(connection)
    driver.execute(spoil)
    assert form(driver) != made_by_records()
    driver.close()


def test_the_steps_are_numbered_as_alembic_walks_them() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    walked = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert walked[::-1] == migrations.forms()


def test_a_step_needs_nothing_of_ours() -> None:
    for step in (migrations.FOLDER / "versions").glob("[0-9]*.py"):
        imports = re.findall(r"^\s*(?:import|from) (\w+)", step.read_text("utf-8"), re.MULTILINE)
        assert set(imports) <= {"sqlalchemy", "alembic"}


def test_every_table_is_strict() -> None:
    assert {
        name: strict for name, strict in made_by_steps().items() if "." not in name and isinstance(strict, int)
    } == dict.fromkeys(Record.metadata.tables, 1)


def test_what_belongs_to_a_run_is_found_by_an_index() -> None:
    """Else throwing away a draft reads every table whole, once for each row."""
    missing = []
    for table in Record.metadata.tables.values():
        firsts = {next(iter(index.columns)).name for index in table.indexes}
        firsts |= {
            next(iter(constraint.columns)).name
            for constraint in table.constraints
            if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint) and len(constraint.columns)
        }
        of_run = {key.parent.name for key in table.foreign_keys if key.column.table.name == "pay_run"}
        missing += [f"{table.name}.{name}" for name in of_run - firsts]
    assert missing == []


def test_nothing_is_written_behind_the_back_of_the_change_log() -> None:
    """A row that SQLite deletes or empties by itself would be missing in the log."""
    found = [
        f"{table.name}.{column.name}"
        for table in Record.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.ondelete or key.onupdate
    ]
    assert found == []


def test_alembic_is_not_imported_to_open_a_file(root: Path) -> None:
    code = "import sys, services.vault.client; print(sorted({'alembic', 'mako'} & {*sys.modules}))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert said.stdout == "[]\n"
