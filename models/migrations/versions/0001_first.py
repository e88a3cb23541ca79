"""Everything that a client file keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account_number",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_account_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "change_log",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("touched", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change_log")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "column_mapping",
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("signature", "kind", name=op.f("pk_column_mapping")),
        sqlite_strict=True,
    )
    op.create_table(
        "cost_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_unit")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_cost_unit_kind_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "employee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("national_id", sa.Text(), nullable=False),
        sa.Column("born", sa.Text(), nullable=True),
        sa.Column("international_id", sa.Text(), nullable=False),
        sa.Column("international_type", sa.Text(), nullable=False),
        sa.Column("international_country", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("small_payments", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("payslip_password", sa.Text(), nullable=False),
        sa.Column("bank_bic", sa.Text(), nullable=False),
        sa.Column("tax_home", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee")),
        sa.UniqueConstraint("number", name=op.f("uq_employee_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "employee_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_draft")),
        sqlite_strict=True,
    )
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("orgnr", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("pension_percent", sa.Text(), nullable=False),
        sa.Column("pension_provider", sa.Text(), nullable=False),
        sa.Column("holiday_plan", sa.Text(), nullable=False),
        sa.Column("holiday_deduction", sa.Text(), nullable=False),
        sa.Column("part_month", sa.Text(), nullable=False),
        sa.Column("finance_tax", sa.Integer(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("test_client", sa.Integer(), nullable=False),
        sa.Column("start_month", sa.Text(), nullable=False),
        sa.Column("pay_day", sa.Integer(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("se", sa.Text(), nullable=False),
        sa.Column("numbered", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_employer_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sqlite_strict=True,
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("head_before", sa.Text(), nullable=False),
        sa.Column("head_after", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_strict=True,
    )
    op.create_table(
        "establishment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("orgnr", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("calculation_code", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint("orgnr", name=op.f("uq_establishment_orgnr")),
        sqlite_strict=True,
    )
    op.create_table(
        "file_meta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_file_meta_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_meta")),
        sqlite_strict=True,
    )
    op.create_table(
        "file_part",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_part")),
        sqlite_strict=True,
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("subject", "verb", name=op.f("uq_mark_subject_verb")),
        sqlite_strict=True,
    )
    op.create_table(
        "other_aid",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_other_aid")),
        sqlite_strict=True,
    )
    op.create_table(
        "own_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_rate")),
        sa.UniqueConstraint("name", "since", name=op.f("uq_own_rate_name_since")),
        sqlite_strict=True,
    )
    op.create_table(
        "pay_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pay_date", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("december_relief", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.Text(), nullable=False),
        sa.Column("reported_in", sa.Text(), nullable=True),
        sa.Column("report_choice", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("computed_at", sa.Text(), nullable=True),
        sa.Column("computed_after", sa.Integer(), nullable=True),
        sa.Column("editions", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.Column("voucher", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_run")),
        sa.UniqueConstraint("month", "sequence", name=op.f("uq_pay_run_month_sequence")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pay_run_pay_date"), "pay_run", ["pay_date"], unique=False)
    op.create_table(
        "position_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("absence_codes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_category")),
        sa.UniqueConstraint("number", name=op.f("uq_position_category_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "rate_edition",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rate_edition")),
        sqlite_strict=True,
    )
    op.create_table(
        "rate_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("pay_group", sa.Text(), nullable=False),
        sa.Column("arrears", sa.Text(), nullable=True),
        sa.Column("advance", sa.Text(), nullable=True),
        sa.Column("hourly", sa.Text(), nullable=True),
        sa.Column("fortnightly", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_step")),
        sa.UniqueConstraint(
            "table_number", "since", "pay_group", name=op.f("uq_rate_step_table_number_since_pay_group")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.Column("leave_id", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_absence_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_absence_employee_id"), "absence", ["employee_id"], unique=False)
    op.create_index(op.f("ix_absence_first"), "absence", ["first"], unique=False)
    op.create_table(
        "category_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["position_category.id"], name=op.f("fk_category_line_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_category_line_category_id"), "category_line", ["category_id"], unique=False)
    op.create_table(
        "company_car",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("list_price", sa.Integer(), nullable=False),
        sa.Column("first_registered", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("over_40000_km", sa.Integer(), nullable=False),
        sa.Column("vehicle", sa.Text(), nullable=False),
        sa.Column("own_payment", sa.Integer(), nullable=False),
        sa.Column("registration", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_company_car_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_car")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_company_car_employee_id"), "company_car", ["employee_id"], unique=False)
    op.create_table(
        "corrected_employee",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_corrected_employee_employee_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_corrected_employee_run_id")),
        sa.PrimaryKeyConstraint("run_id", "employee_id", name=op.f("pk_corrected_employee")),
        sqlite_strict=True,
    )
    op.create_table(
        "cost_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Text(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_cost_share_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_share")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_cost_share_employee_id"), "cost_share", ["employee_id"], unique=False)
    op.create_table(
        "employment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Text(), nullable=False),
        sa.Column("establishment", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("work_schedule", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("vessel_register", sa.Text(), nullable=False),
        sa.Column("vessel_type", sa.Text(), nullable=False),
        sa.Column("vessel_area", sa.Text(), nullable=False),
        sa.Column("main_employer", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seniority", sa.Text(), nullable=True),
        sa.Column("earned_in", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_employment_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
        sa.UniqueConstraint("employee_id", "employment_id", name=op.f("uq_employment_employee_id_employment_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_employment_employee_id"), "employment", ["employee_id"], unique=False)
    op.create_table(
        "fixed_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Text(), nullable=True),
        sa.Column("to_day", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_fixed_line_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixed_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_fixed_line_employee_id"), "fixed_line", ["employee_id"], unique=False)
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("payment_date", sa.Text(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_imported_file_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_file")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_imported_file_kind"), "imported_file", ["kind"], unique=False)
    op.create_index(op.f("ix_imported_file_run_id"), "imported_file", ["run_id"], unique=False)
    op.create_index(op.f("ix_imported_file_sha256"), "imported_file", ["sha256"], unique=False)
    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_movement_employee_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_movement_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sqlite_strict=True,
    )
    op.create_index("ix_movement_balance", "movement", ["employee_id", "account", "vintage"], unique=False)
    op.create_index(op.f("ix_movement_run_id"), "movement", ["run_id"], unique=False)
    op.create_table(
        "pay_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("rate", sa.Text(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_pay_line_employee_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_pay_line_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pay_line_run_id"), "pay_line", ["run_id"], unique=False)
    op.create_table(
        "payslip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("gross_cash", sa.Integer(), nullable=False),
        sa.Column("withholding", sa.Integer(), nullable=False),
        sa.Column("deductions", sa.Integer(), nullable=False),
        sa.Column("net_pay", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_payslip_employee_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_payslip_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payslip")),
        sa.UniqueConstraint("run_id", "employee_id", name=op.f("uq_payslip_run_id_employee_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payslip_employee_id"), "payslip", ["employee_id"], unique=False)
    op.create_table(
        "payslip_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_payslip_note_employee_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_payslip_note_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payslip_note")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payslip_note_run_id"), "payslip_note", ["run_id"], unique=False)
    op.create_table(
        "personal_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_personal_rate_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_rate")),
        sa.UniqueConstraint("employee_id", "type", "since", name=op.f("uq_personal_rate_employee_id_type_since")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_personal_rate_employee_id"), "personal_rate", ["employee_id"], unique=False)
    op.create_table(
        "registered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_registered_employee_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_registered_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_registered_employee_id"), "registered", ["employee_id"], unique=False)
    op.create_index(op.f("ix_registered_run_id"), "registered", ["run_id"], unique=False)
    op.create_table(
        "run_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("taken_in_at", sa.Text(), nullable=False),
        sa.Column("taken_in_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_run_approval_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_approval")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_run_approval_run_id"), "run_approval", ["run_id"], unique=False)
    op.create_table(
        "run_total",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_run_total_run_id")),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_run_total")),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_staff_loan_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_loan")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_staff_loan_employee_id"), "staff_loan", ["employee_id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_stored_file_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_stored_file_name_version")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stored_file_run_id"), "stored_file", ["run_id"], unique=False)
    op.create_table(
        "tax_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("table_number", sa.Text(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=True),
        sa.Column("exempt_amount", sa.Integer(), nullable=True),
        sa.Column("months", sa.Text(), nullable=True),
        sa.Column("issued", sa.Text(), nullable=True),
        sa.Column("allowance_month", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_tax_card_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_card")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tax_card_employee_id"), "tax_card", ["employee_id"], unique=False)
    op.create_table(
        "employment_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Text(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.Column("full_time_hours", sa.Text(), nullable=False),
        sa.Column("pay", sa.Text(), nullable=False),
        sa.Column("monthly_salary", sa.Integer(), nullable=True),
        sa.Column("hourly_rate", sa.Integer(), nullable=True),
        sa.Column("hours_divisor", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("pay_since", sa.Text(), nullable=True),
        sa.Column("percent_since", sa.Text(), nullable=True),
        sa.Column("pay_step", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("pay_group", sa.Text(), nullable=False),
        sa.Column("norm_hours", sa.Text(), nullable=True),
        sa.Column("agreement_hours", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_employment_terms_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_terms")),
        sa.UniqueConstraint("employment_id", "from_day", name=op.f("uq_employment_terms_employment_id_from_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "entered_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_entered_line_employee_id")),
        sa.ForeignKeyConstraint(["import_id"], ["imported_file.id"], name=op.f("fk_entered_line_import_id")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_entered_line_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entered_line_import_id"), "entered_line", ["import_id"], unique=False)
    op.create_index(op.f("ix_entered_line_run_id"), "entered_line", ["run_id"], unique=False)
    op.create_table(
        "imported_content",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imported_file.id"], name=op.f("fk_imported_content_import_id")),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imported_content")),
        sqlite_strict=True,
    )
    op.create_table(
        "refund_posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("establishment", sa.Text(), nullable=False),
        sa.Column("national_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=True),
        sa.Column("last", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("employment_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("opposite_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_refund_posting_employee_id")),
        sa.ForeignKeyConstraint(["import_id"], ["imported_file.id"], name=op.f("fk_refund_posting_import_id")),
        sa.ForeignKeyConstraint(["opposite_of"], ["refund_posting.id"], name=op.f("fk_refund_posting_opposite_of")),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_refund_posting_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_posting")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_refund_posting_employee_id"), "refund_posting", ["employee_id"], unique=False)
    op.create_index(op.f("ix_refund_posting_import_id"), "refund_posting", ["import_id"], unique=False)
    op.create_index(op.f("ix_refund_posting_opposite_of"), "refund_posting", ["opposite_of"], unique=False)
    op.create_index(op.f("ix_refund_posting_run_id"), "refund_posting", ["run_id"], unique=False)
    op.create_table(
        "refund_link",
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("absence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["absence_id"], ["absence.id"], name=op.f("fk_refund_link_absence_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["refund_posting.id"], name=op.f("fk_refund_link_posting_id")),
        sa.PrimaryKeyConstraint("posting_id", name=op.f("pk_refund_link")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_refund_link_absence_id"), "refund_link", ["absence_id"], unique=False)
    op.execute("""CREATE TRIGGER keep_change_log_update BEFORE UPDATE ON change_log
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_change_log_delete BEFORE DELETE ON change_log
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_change_log_insert BEFORE INSERT ON change_log
            WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM change_log), 0)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_corrected_employee_update BEFORE UPDATE ON corrected_employee
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_corrected_employee_delete BEFORE DELETE ON corrected_employee
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_corrected_employee_insert BEFORE INSERT ON corrected_employee
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_entered_line_update BEFORE UPDATE ON entered_line
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_entered_line_delete BEFORE DELETE ON entered_line
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_entered_line_insert BEFORE INSERT ON entered_line
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_erasure_update BEFORE UPDATE ON erasure
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_erasure_delete BEFORE DELETE ON erasure
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_file_part_update BEFORE UPDATE ON file_part
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_file_part_delete BEFORE DELETE ON file_part
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_imported_content_update BEFORE UPDATE ON imported_content
            WHEN (EXISTS (SELECT 1 FROM imported_file f JOIN pay_run r ON r.id = f.run_id
            WHERE f.id = OLD.import_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM imported_file f JOIN pay_run r ON r.id = f.run_id
            WHERE f.id = NEW.import_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_imported_content_delete BEFORE DELETE ON imported_content
            WHEN (EXISTS (SELECT 1 FROM imported_file f JOIN pay_run r ON r.id = f.run_id
            WHERE f.id = OLD.import_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_imported_content_insert BEFORE INSERT ON imported_content
            WHEN (EXISTS (SELECT 1 FROM imported_file f JOIN pay_run r ON r.id = f.run_id
            WHERE f.id = NEW.import_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_imported_file_update BEFORE UPDATE ON imported_file
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_imported_file_delete BEFORE DELETE ON imported_file
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_imported_file_insert BEFORE INSERT ON imported_file
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_movement_update BEFORE UPDATE ON movement
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_movement_delete BEFORE DELETE ON movement
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_movement_insert BEFORE INSERT ON movement
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_pay_line_update BEFORE UPDATE ON pay_line
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_pay_line_delete BEFORE DELETE ON pay_line
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_pay_line_insert BEFORE INSERT ON pay_line
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_pay_run_update BEFORE UPDATE ON pay_run
            WHEN (OLD.approved_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_pay_run_delete BEFORE DELETE ON pay_run
            WHEN (OLD.approved_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_pay_run_insert BEFORE INSERT ON pay_run
            WHEN (NEW.approved_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_payslip_update BEFORE UPDATE ON payslip
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_payslip_delete BEFORE DELETE ON payslip
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_payslip_insert BEFORE INSERT ON payslip
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_payslip_note_update BEFORE UPDATE ON payslip_note
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_payslip_note_delete BEFORE DELETE ON payslip_note
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_payslip_note_insert BEFORE INSERT ON payslip_note
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_rate_edition_update BEFORE UPDATE ON rate_edition
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_rate_edition_delete BEFORE DELETE ON rate_edition
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_refund_posting_update BEFORE UPDATE ON refund_posting
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_refund_posting_delete BEFORE DELETE ON refund_posting
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_refund_posting_insert BEFORE INSERT ON refund_posting
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_run_approval_update BEFORE UPDATE ON run_approval
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_run_approval_delete BEFORE DELETE ON run_approval
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_run_approval_insert BEFORE INSERT ON run_approval
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_run_total_update BEFORE UPDATE ON run_total
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            OR (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_run_total_delete BEFORE DELETE ON run_total
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_run_total_insert BEFORE INSERT ON run_total
            WHEN (EXISTS (SELECT 1 FROM pay_run r WHERE r.id = NEW.run_id AND r.approved_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_stored_file_update BEFORE UPDATE ON stored_file
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
    op.execute("""CREATE TRIGGER keep_stored_file_delete BEFORE DELETE ON stored_file
            WHEN (1)
            BEGIN SELECT RAISE(ABORT, 'approved'); END""")
