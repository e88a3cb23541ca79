"""Everything in a client file in open formats, with a guide: every table as CSV, every kept file as it was made."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, select

from models.records.base import Record
from models.records.imported_file import ImportedFile
from models.records.stored_file import StoredFile
from services.desk import kept_files
from services.desk.desk import Desk
from services.desk.refunds import content_of
from services.files.table_csv import harmless

_GUIDE = """Lønnsom: everything in a client file

tables/   every table as CSV (semicolons, UTF-8): one line a row, the first line names the columns.
          Columns that hold amounts are whole øre; hundredths are hundredths of a krone, an hour or a day.
          payslip.csv and pay_line.csv hold the pay, movement.csv every balance as movements,
          change_log.csv who changed what and when.
files/    payslips, bank files, journals and a-meldinger exactly as they were made; stored_file.csv has their checksums.
imports/  files from outside exactly as they came, by their number in imported_file.csv, which has their checksums.
"""


def export_all(desk: Desk, folder: Path) -> int:
    """Write the tables and the kept files into an empty folder; how many files that made."""
    (folder / "tables").mkdir()
    (folder / "files").mkdir()
    count = 1
    (folder / "README.txt").write_text(_GUIDE, encoding="utf-8")
    with desk.reading() as session:
        for table in Record.metadata.sorted_tables:
            columns: list[Any] = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
            with (folder / "tables" / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as out:
                rows = csv.writer(out, delimiter=";")
                rows.writerow([column.name for column in columns])
                for row in session.connection().exec_driver_sql(
                    str(select(*columns).select_from(table).order_by(*table.primary_key))
                ):
                    rows.writerow([harmless(value) if isinstance(value, str) else value for value in row])
            count += 1
        for name, version, parts in session.execute(select(StoredFile.name, StoredFile.version, StoredFile.parts)):
            (content,) = kept_files.get(session, [parts])
            stem, dot, ending = name.rpartition(".")
            kept = name if version == 1 else f"{stem}-v{version}{dot}{ending}"
            (folder / "files" / kept).write_bytes(content)
            count += 1
        for number, name in session.execute(select(ImportedFile.id, ImportedFile.name)):
            (folder / "imports").mkdir(exist_ok=True)
            ending = "".join(sign for sign in Path(name).suffix[:8] if sign.isalnum() or sign == ".")
            (folder / "imports" / f"{number}{ending}").write_bytes(content_of(session, number))
            count += 1
    return count
