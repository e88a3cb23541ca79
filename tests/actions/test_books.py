"""The books: a form for the accounting system, kept with each approved run and saved anew in any other; accounts of one
wage type, department or project; and the lines of a voucher with whom they are of.
"""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions import runs, undo
from services.actions.books import BooksChoices, save_books, save_voucher, set_grouping
from services.actions.exports import approve_and_export, export_month_journal, export_run, kept_files
from services.actions.settings import set_account
from services.actions.verify import verify
from services.desk.books import FORMATS
from services.queries import books as asked
from services.queries import settings as shown
from services.queries.trace import TraceNode
from services.reference.accounting import accounting_systems, saft_groupings
from services.reference.wage_type_rows import account_plan, wage_types
from tests.actions.samples import play_in, refused, rows, scenario, start_march
from tests.files.test_journal_formats import read_gbat10, read_saft, read_visma

MARCH = Month(2026, 3)


def by_account(lines) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.account] = sums.get(line.account, 0) + (line.ore if hasattr(line, "ore") else line.amount.ore)
    return {account: ore for account, ore in sums.items() if ore}


def approved_march(desk) -> int:
    (run_id,) = play_in(desk, scenario())
    return run_id


# --- the form that is chosen ----------------------------------------------------------------------------------------


def test_the_chosen_form_is_kept_with_the_run_byte_for_byte(desk):
    save_books(desk, BooksChoices(system="tripletex", format="gbat10", voucher_type=60, first_number=501))
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    made = approve_and_export(desk, run_id)
    assert [file.name for file in made][-2:] == ["journal-2026-03.csv", "journal-2026-03-gbat10.csv"]
    kept = kept_files(desk, run_id)
    assert [file.content for file in kept] == [file.content for file in made]
    lines = read_gbat10(kept[-1].content)
    assert by_account(lines) == by_account(runs.result_of(desk, run_id).voucher.lines)
    assert {line.number for line in lines} == {501}
    assert b";60;3;2026;" in kept[-1].content
    save_books(desk, BooksChoices(format="visma"))
    assert kept_files(desk, run_id)[-1].content == made[-1].content  # what was made stays
    assert not list(verify(desk))


def test_the_plain_form_makes_no_second_file(desk):
    assert [file.kind for file in export_run(desk, approved_march(desk))].count("books") == 0


def test_a_form_without_room_stops_the_approval_with_the_account_that_is_to_change(desk):
    set_account(desk, "salary", "50001")
    save_books(desk, BooksChoices(format="gbat10"))
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    with refused("Account 50001 has 5 digits, and GBAT10 takes 4"):
        approve_and_export(desk, run_id)
    assert rows(desk, "stored_file") == []
    assert [str(each.what)[:13] for each in asked.books(desk).warnings] == ["Account 50001"]
    save_books(desk, BooksChoices(format="visma"))
    assert approve_and_export(desk, run_id)[-1].name == "journal-2026-03-visma.txt"


def test_saft_needs_a_contact_person_and_warns_before_the_run(desk):
    save_books(desk, BooksChoices(format="saft"))
    assert "contact person" in str(asked.books(desk).warnings[0].what)
    save_books(desk, BooksChoices(format="saft", contact="  Lise   Lønn "))
    assert asked.books(desk).choices.contact == "Lise Lønn"
    assert asked.books(desk).warnings == ()


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (BooksChoices(system="sap"), "“sap” is not one of"),
        (BooksChoices(format="xml"), "“xml” is not one of"),
        (BooksChoices(decimal=";"), "“;” is not one of"),
        (BooksChoices(encoding="ebcdic"), "“ebcdic” is not one of"),
        (BooksChoices(department_field="R13"), "“R13” is not one of"),
        (BooksChoices(department_field="R2", project_field="R2"), "cannot both be in R2"),
        (BooksChoices(voucher_type=1000), "from 0 to 999"),
        (BooksChoices(first_number=0), "from 1 to"),
        (BooksChoices(contact="Lise"), "first and last name"),
        (BooksChoices(grouping={"salary": "loennskostnad/9"}), "not a SAF-T grouping"),
    ],
)
def test_a_choice_that_there_is_not_is_refused(desk, choices, said):
    with refused(said):
        save_books(desk, choices)
    assert asked.books(desk).choices == BooksChoices()


def test_choices_come_back_as_they_were_and_can_be_taken_back(desk):
    columns = (asked.TemplateColumn("account", "Konto"), asked.TemplateColumn("amount", "Beløp"))
    chosen = BooksChoices(
        "xledger",
        "template",
        template=replace(asked.USUAL, columns=columns, separator="tab", header=False),
        grouping={"salary": "loennskostnad/5900"},
    )
    save_books(desk, chosen)
    assert asked.books(desk).choices == chosen
    undo.undo(desk, undo.last(desk))
    assert asked.books(desk).choices == BooksChoices()


# --- saved anew in any form -----------------------------------------------------------------------------------------


def test_a_voucher_is_saved_in_every_form_without_changing_the_run(desk, tmp_path: Path):
    run_id = approved_march(desk)
    save_books(desk, BooksChoices(contact="Lise Lønn"))
    export_run(desk, run_id)
    before = rows(desk, "stored_file"), rows(desk, "pay_run")
    wanted = by_account(runs.result_of(desk, run_id).voucher.lines)

    def saved(form: str) -> bytes:
        return save_voucher(desk, run_id, form, tmp_path / f"bilag.{form}", "nb").read_bytes()

    assert by_account(read_gbat10(saved("gbat10"))) == wanted
    assert by_account(read_visma(saved("visma"))) == wanted
    assert by_account(read_saft(saved("saft"))) == wanted
    for form in ("generic", "template"):
        table = csv.DictReader(io.StringIO(saved(form).decode("utf-8-sig")), delimiter=";")
        sums: dict[str, int] = {}
        for row in table:
            amount = row.get("Beløp") or row["Debet"] or f"-{row['Kredit']}"
            sums[row["Konto"]] = sums.get(row["Konto"], 0) + Money.kr(amount.replace(",", ".")).ore
        assert {account: ore for account, ore in sums.items() if ore} == wanted
    sheet = load_workbook(io.BytesIO(saved("xlsx"))).worksheets[0]
    amounts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    debit = sum(line.amount.ore for line in runs.result_of(desk, run_id).voucher.lines if line.amount.ore > 0)
    assert round(100 * sum(amounts)) in (2 * debit, 4 * debit)  # with or without its line of sums
    assert saved("pdf").startswith(b"%PDF")
    assert (rows(desk, "stored_file"), rows(desk, "pay_run")) == before


def test_a_dot_in_the_name_is_no_ending(desk, tmp_path: Path):
    run_id = approved_march(desk)
    target = save_voucher(desk, run_id, "pdf", tmp_path / "Bilag mars. 2026", "nb")
    assert target.name == "Bilag mars. 2026.pdf"
    assert [each.name for each in tmp_path.glob("Bilag*")] == ["Bilag mars. 2026.pdf"]


def test_a_month_is_saved_with_all_its_vouchers(desk, tmp_path: Path):
    run_id = approved_march(desk)
    target = save_voucher(desk, MARCH, "gbat10", tmp_path / "mars.csv", "nb")
    lines = read_gbat10(target.read_bytes())
    assert next(line.number for line in lines) == run_id
    assert {line.number for line in lines} == {run_id, 202603}
    view = asked.vouchers_of_month(desk, MARCH, "nb")
    assert view is not None
    assert by_account(view.rows) == by_account(lines)
    assert [(row.number, row.run_id) for row in view.rows if not row.run_id] == [(202603, 0)] * 2
    own = next(row for row in view.rows if not row.run_id)
    assert asked.why_of_month(own, MARCH).node.value == own.amount
    save_voucher(desk, MARCH, "pdf", tmp_path / "mars.pdf", "nb")


def test_the_months_own_voucher_is_kept_in_the_chosen_form_too(desk):
    approved_march(desk)
    save_books(desk, BooksChoices(format="visma"))
    assert export_month_journal(desk, MARCH) is not None
    export_month_journal(desk, MARCH)
    names = [(row[4], row[5]) for row in rows(desk, "stored_file")]
    assert names == [("journal-month-2026-03.csv", 1), ("journal-month-2026-03-visma.txt", 1)]


def test_a_draft_and_a_month_without_vouchers_save_nothing(desk, tmp_path: Path):
    run_id = start_march(desk)
    runs.draft(desk, run_id)
    with refused("not approved"):
        save_voucher(desk, run_id, "generic", tmp_path / "x.csv", "nb")
    with refused("nothing to post"):
        save_voucher(desk, Month(2026, 2), "generic", tmp_path / "x.csv", "nb")
    assert list(tmp_path.glob("x*")) == []


# --- by wage type, department and project ---------------------------------------------------------------------------


def test_a_wage_type_a_department_and_a_project_can_have_an_account_of_their_own(desk):
    """Of pay in the department 10 the overtime stands on its type's account, the rest on the department's."""
    set_account(desk, "salary", "5011", department="10")
    set_account(desk, "salary", "5012", wage_type="bonus")
    set_account(desk, "salary", "5013", wage_type="bonus", project="P1")
    add = {
        1: [
            *(scenario().runs[0].lines.get(1) or ()),
            line("bonus", "1000"),
            line("bonus", "200", project="P1"),
            line("fixed_addition", "30", department="10"),
            line("fixed_addition", "4", department="20"),
        ]
    }
    run_id = runs.start(desk, scenario().runs[0].head, add)
    runs.draft(desk, run_id)
    sums = by_account(runs.result_of(desk, run_id).voucher.lines)
    assert sums["5011"] == 30_00
    assert sums["5013"] == 200_00
    assert sums["5012"] >= 1000_00
    assert sum(sums.values()) == 0
    [salary] = [row for row in shown.accounts(desk) if row.purpose == "salary"]
    assert salary.more == {
        "salary department:10": "5011",
        "salary type:bonus": "5012",
        "salary type:bonus project:P1": "5013",
    }
    names = {row.account: row.name for row in asked.voucher_of_run(desk, run_id, "nb").rows}
    assert names["5011"] == account_plan("NO")["salary"].names["nb"]
    assert names["5012"] == wage_types("NO")["bonus"].name("nb")
    [bonus] = [row for row in shown.wage_types(desk) if row.slug == "bonus"]
    assert bonus.account == "5012"
    set_account(desk, "salary", "", department="10")
    runs.draft(desk, run_id)
    assert "5011" not in by_account(runs.result_of(desk, run_id).voucher.lines)
    runs.approve(desk, run_id, prove=False)
    assert not list(verify(desk))


def line(slug: str, amount: str, **more):
    from services.engine.facts import LineInput

    return LineInput(slug, amount=Money.kr(amount), **more)


def test_what_is_reconciled_stays_on_one_account(desk):
    with refused("reconciled with the reports"):
        set_account(desk, "holiday_payable", "2941", wage_type="holiday_pay")
    with refused("is not posted there"):
        set_account(desk, "salary", "5012", wage_type="union_dues")
    with refused("3 to 10 digits"):
        set_account(desk, "salary", "50,1", department="10")


def test_the_voucher_by_wage_type_has_the_same_sums_on_each_account(desk):
    run_id = approved_march(desk)
    plain = asked.voucher_of_run(desk, run_id, "nb")
    typed = asked.voucher_of_run(desk, run_id, "nb", by_type=True)
    assert by_account(typed.rows) == by_account(plain.rows)
    assert len(typed.rows) > len(plain.rows)
    assert "Fastlønn" in [row.text for row in typed.rows]
    assert plain.total == typed.total or typed.total > plain.total
    assert sum(row.amount.ore for row in typed.rows) == 0


@pytest.mark.parametrize("by_type", [False, True])
def test_every_line_says_why_and_whose_it_is(desk, by_type):
    """The people of a line add up to it, and each person's wage types to the person."""
    run_id = approved_march(desk)
    view = asked.voucher_of_run(desk, run_id, "nb", by_type=by_type)
    for row in view.rows:
        trace = asked.why_row(desk, run_id, row.place, "nb", by_type=by_type)
        assert trace is not None
        assert trace.words is not None
        assert total(trace.node.children) == row.amount.ore
        for person in trace.node.children:
            assert not person.children or total(person.children) == person.value.ore
    assert asked.why_row(desk, run_id, len(view.rows), "nb") is None
    assert asked.why_row(desk, 99, 0, "nb") is None


def total(nodes: tuple[TraceNode, ...]) -> int:
    return sum(node.value.ore for node in nodes if isinstance(node.value, Money))


# --- SAF-T groupings and systems ------------------------------------------------------------------------------------


def test_every_account_of_the_plan_has_an_official_grouping_and_the_user_may_choose_another(desk, tmp_path, shared):
    official = set()
    with (shared / "reference/saft/naeringsspesifikasjon.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file, delimiter=";"):
            official.add(f"{row['GroupingCategory']}/{row['GroupingCode']}")
    assert {account.saft for account in account_plan("NO").values()} <= saft_groupings("NO").keys()
    assert saft_groupings("NO").keys() <= official
    run_id = approved_march(desk)
    set_grouping(desk, "salary", "loennskostnad/5900")
    save_books(desk, replace(asked.books(desk).choices, contact="Lise Lønn"))
    content = save_voucher(desk, run_id, "saft", tmp_path / "x.xml", "nb").read_bytes()
    root = etree.fromstring(content)
    schema = etree.XMLSchema(etree.parse(shared / "reference/saft/Norwegian_SAF-T_Financial_Schema_v_1.30.xsd"))
    schema.assertValid(root)
    accounts = {
        account.findtext("{*}AccountID"): account.findtext("{*}GroupingCode") for account in root.iter("{*}Account")
    }
    assert (accounts["5000"], accounts["2930"]) == ("5900", "2949")
    [salary] = [row for row in shown.accounts(desk) if row.purpose == "salary"]
    assert (salary.saft, salary.planned_saft) == ("loennskostnad/5900", "loennskostnad/5000")
    set_grouping(desk, "salary", "")
    assert asked.books(desk).choices.grouping == {}
    with pytest.raises(Refused):
        set_grouping(desk, "salary", "x")


def test_every_system_has_a_form_that_there_is_and_says_how_it_is_taken_in():
    for system in accounting_systems("NO").values():
        assert system.format in FORMATS
        assert all(system.how[language] for language in ("nb", "da", "en"))
    assert [key for key, system in accounting_systems("NO").items() if not system.name] == ["other"]
