"""Decentral registrering into a client: the sample of the guide (decentral 7), every record, create, change, delete and
`%`, one bad line, cancelling, taking back, and names that are used once.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models.records.absence import Absence
from models.records.audit import ChangeEntry
from models.records.employee import CostShare, Employee, Employment, EmploymentTerms, FixedLine, PersonalRate
from models.records.employer import CostUnit
from models.records.imported_file import ImportedFile
from models.records.numbered import RateStep, Registered
from models.records.pay_run import EnteredLine
from models.values.finding import Refused
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Cancelled
from models.values.span import Month
from services.actions import decentral, employees, incoming, run_setup, runs
from services.actions.decentral import Taken
from services.actions.inspect import inspect_file
from services.desk.decentral_people import divided_name
from services.desk.desk import Desk
from services.desk.stored_form import read_line
from services.engine.facts import RunHead
from services.queries import pay_choices
from services.queries.decentral import receipt_of
from services.queries.import_log import import_log
from tests.actions.danish_client import SAMPLE, add_people, load, make
from tests.actions.samples import Made

PERSON = "18;1;MLE-25-MEDA;7;3001609992;;Prøve;Petra;Lærkevej 1;;2750;;01032024"
JOB = "18;1;MLE-30-ANSF;7;01012026;;;;1001;Bager;;;F1;100"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("danish"))


@pytest.fixture
def desk(made: Made, tmp_path: Path) -> Iterator[Desk]:
    with made.desk(made.copied_to(tmp_path)) as desk:
        yield desk


def rows(desk: Desk, record: Any) -> list[Any]:
    with desk.reading() as session:
        found = list(session.scalars(select(record).order_by(record.id)))
        for each in found:
            session.expunge(each)
        return found


def one(desk: Desk, record: Any) -> Any:
    [found] = rows(desk, record)
    return found


def codes(taken: Taken) -> list[tuple[int, str]]:
    return [(each.line, each.cause.value) for each in taken.receipt.rows]


def clean(desk: Desk, *lines: str, name: str = "moved.csv") -> Taken:
    taken = load(desk, *lines, name=name)
    assert codes(taken) == []
    return taken


def counts(desk: Desk) -> dict[str, int]:
    kinds = (Employee, Employment, EmploymentTerms, FixedLine, PersonalRate, CostShare, CostUnit, RateStep, Registered)
    with desk.reading() as session:
        return {
            each.__tablename__: session.scalar(select(func.count()).select_from(each)) or 0
            for each in (*kinds, Absence, EnteredLine, ImportedFile)
        }


needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is no file of the program")


class TestSample:
    """The results that the specification gives for the guide's own 35 lines."""

    @needs_sample
    def test_without_employees_29_lines_are_loaded_and_6_rejected(self, desk: Desk) -> None:
        told = decentral.take_in(desk, SAMPLE.read_bytes(), "sample.csv").receipt
        assert (told.received, told.loaded, told.rejected, told.warnings) == (35, 29, 6, 4)
        rejected = [(each.record, each.employee, each.cause.value) for each in told.rows if each.is_error]
        assert rejected == [
            ("MLE-30-ANSF", 10086, "D13"),
            ("MLE-55-FRAV", 10078, "D13"),
            ("MLE-55-FRAV", 987, "D13"),
            ("MLE-55-FRAV", 992, "D13"),
            ("MLE-65-GREK", 1, "D13"),
            ("MLE-65-GREK", 2, "D13"),
        ]
        assert [each.number for each in rows(desk, Employee)] == [3, 4]

    @needs_sample
    def test_with_the_employees_there_all_35_are_loaded(self, desk: Desk) -> None:
        add_people(desk, 1, 2, 987, 992, 10078, 10086)
        clean(desk, "18;1;MLE-55-FRAV;992;02012008;02012008;40;;1", name="before.csv")
        told = decentral.take_in(desk, SAMPLE.read_bytes(), "sample.csv").receipt
        assert (told.loaded, told.rejected) == (35, 0)
        left = {each.number: each.id for each in rows(desk, Employee)}
        ended = next(each for each in rows(desk, Employment) if each.employee_id == left[10086])
        assert (ended.end, ended.end_reason) == (date(2008, 8, 31), "3")
        assert left[992] not in {each.employee_id for each in rows(desk, Absence)}  # its absence is deleted

    @needs_sample
    def test_what_is_written_of_it_reads_back_alike(self, desk: Desk, made: Made, tmp_path: Path) -> None:
        decentral.take_in(desk, SAMPLE.read_bytes(), "sample.csv")
        out = decentral.client_file(desk)
        (tmp_path / "other").mkdir()
        with made.desk(made.copied_to(tmp_path / "other")) as other:
            told = decentral.take_in(other, out.content, out.name).receipt
            assert told.rejected == 0
            assert decentral.client_file(other).content == out.content


class TestRecords:
    """Each record where it goes, and back out again."""

    def test_departments_and_pay_offices(self, desk: Desk) -> None:
        clean(desk, "18;1;MLE-05-AFDE;Øst;Østjylland", "18;1;MLE-10-UDBE;Kbh;København")
        units = [(each.kind, each.code, each.name) for each in rows(desk, CostUnit)]
        assert units[1:] == [("department", "Øst", "Østjylland"), ("pay_office", "Kbh", "København")]
        clean(desk, "18;1;MLE-05-AFDE;Øst;%", "18;1;MLE-10-UDBE;Kbh;Hovedstaden", name="second.csv")
        assert [each.name for each in rows(desk, CostUnit)][1:] == ["", "Hovedstaden"]

    def test_a_step_of_a_result_table_is_made_changed_and_deleted(self, desk: Desk) -> None:
        step = "18;;MLE-15-REST;4003;01012026;;Tillæg;;;;F1;;;{}"
        clean(desk, step.format("1.5"))
        found = next(each for each in rows(desk, RateStep) if each.table_number == "4003")
        assert (found.since, found.pay_group, found.arrears) == (date(2026, 1, 1), "F1", Decimal("1.5"))
        clean(desk, step.format("2"), name="second.csv")
        assert b"4003;01012026;;Till\xe6g;;;;F1;;;2" in decentral.client_file(desk).content
        clean(desk, step.format("%;%;%;%"), name="third.csv")
        assert not [each for each in rows(desk, RateStep) if each.table_number == "4003"]

    def test_a_step_without_rates_makes_its_pay_group_known(self, desk: Desk) -> None:
        job = JOB.replace(";F1;", ";F9;")
        assert codes(load(desk, PERSON, job)) == [(2, "D13")]
        clean(desk, "18;;MLE-15-REST;1100;01012026;;;;;;F9", job, name="second.csv")
        assert b"18;;MLE-15-REST;1100;01012026;;;;;;F9\r\n" in decentral.client_file(desk).content
        clean(desk, "18;;MLE-15-REST;1100;01012026;;;;;;F9;;;%;%;%;%", name="third.csv")

    def test_a_pay_group_that_only_people_have_goes_out_as_a_step_without_rates(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB)
        with desk.change("terms.save") as session:
            session.scalars(select(EmploymentTerms)).one().pay_group = "F9"
        assert b"18;;MLE-15-REST;1100;01012026;;;;;;F9\r\n" in decentral.client_file(desk).content

    def test_a_long_name_is_divided_so_that_both_parts_have_room(self) -> None:
        name = "Bent-Ole Christian Prøve Sønder Vestergaard af Nørre"
        assert divided_name(name) == ("Bent-Ole Christian Prøve", "Sønder Vestergaard af Nørre")
        assert divided_name("Petra Lund Holm") == ("Petra Lund", "Holm")
        assert divided_name("Petra") == ("", "Petra")

    def test_a_step_that_the_screen_would_refuse_is_rejected(self, desk: Desk) -> None:
        taken = load(desk, "18;;MLE-15-REST;4003;01012026;;;;;;F1;;;101", "18;;MLE-15-REST;NIX;01012026;;;;;;F1;;;1")
        assert codes(taken) == [(1, "D08"), (2, "D13")]

    def test_an_employee_with_what_has_no_place_of_its_own(self, desk: Desk) -> None:
        line = (
            "18;1;MLE-25-MEDA;8;0;13748136;Prøve;Poul;Gaden 2;2. tv;SE-45678;Malmø;01082008;p@example.dk;SE;"
            "031130;H;01092008;NEJ;PP;JA;01082007"
        )
        clean(desk, line)
        found = one(desk, Employee)
        assert (found.name, found.national_id, found.email) == ("Poul Prøve", "", "p@example.dk")
        assert found.address.splitlines() == ["Gaden 2", "2. tv", "SE-45678 Malmø", "SE"]
        assert line.encode("cp1252") in decentral.client_file(desk).content

    def test_an_employee_changes_field_by_field(self, desk: Desk) -> None:
        clean(desk, PERSON)
        clean(desk, "18;1;MLE-25-MEDA;7;;;;;Gaden 3;1. th;;;;petra@example.dk", name="second.csv")
        found = one(desk, Employee)
        assert (found.name, found.address) == ("Petra Prøve", "Gaden 3\n1. th\n2750")
        clean(desk, "18;1;MLE-25-MEDA;7;;;;;;%;;;;%", name="third.csv")
        found = one(desk, Employee)
        assert (found.address, found.email) == ("Gaden 3\n2750", "")

    def test_a_name_changed_on_the_screen_goes_out_as_it_is(self, desk: Desk) -> None:
        clean(desk, PERSON)
        with desk.change("employee.save") as session:
            session.scalars(select(Employee)).one().name = "Petra Lund Holm"
        assert b";Holm;Petra Lund;L" in decentral.client_file(desk).content

    def test_the_same_cpr_number_twice(self, desk: Desk) -> None:
        taken = load(desk, PERSON, PERSON.replace(";7;", ";8;"))
        assert codes(taken) == [(2, "D08")]
        assert taken.receipt.rows[0].value == "300160****"

    def test_employment_with_terms_department_and_title(self, desk: Desk) -> None:
        clean(desk, PERSON, "18;1;MLE-30-ANSF;7;01012026;;;;3001;Bager;130;150;T1;100;;123;;01;a;b")
        job, terms, share = one(desk, Employment), one(desk, EmploymentTerms), one(desk, CostShare)
        assert (job.start, job.title, job.end) == (date(2026, 1, 1), "Bager", None)
        assert (terms.category, terms.pay_group, terms.pay) == ("3001", "T1", "hourly")  # 3… is paid by the hour
        assert (terms.norm_hours, terms.agreement_hours) == (Decimal(130), Decimal(150))
        assert (share.department, share.percent.value) == ("100", 100)

    def test_a_new_period_of_employment_and_what_it_empties(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB)
        clean(desk, "18;1;MLE-30-ANSF;7;01032026;;;;1001;;120;;F3;%", name="second.csv")
        assert [(each.from_day, each.pay_group, each.norm_hours) for each in rows(desk, EmploymentTerms)] == [
            (date(2026, 1, 1), "F1", None),
            (date(2026, 3, 1), "F3", Decimal(120)),
        ]
        assert [(each.from_day, each.department) for each in rows(desk, CostShare)] == [
            (date(2026, 1, 1), "100"),
            (date(2026, 3, 1), ""),
        ]

    def test_leaving_and_employed_again(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB)
        clean(desk, "18;1;MLE-30-ANSF;7;;;2;30062026", name="second.csv")
        assert (one(desk, Employment).end, one(desk, Employment).end_reason) == (date(2026, 6, 30), "2")
        taken = load(desk, "18;1;MLE-30-ANSF;7;01092026;;;;1001;;;;F1", name="third.csv")
        assert codes(taken) == [(1, "D14")]  # somebody who left is employed anew by %
        clean(desk, "18;1;MLE-30-ANSF;7;01092026;;%;;1001;;;;F1", name="fourth.csv")
        assert [(each.start, each.end) for each in rows(desk, Employment)] == [
            (date(2026, 1, 1), date(2026, 6, 30)),
            (date(2026, 9, 1), None),
        ]

    def test_leaving_is_taken_back(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-30-ANSF;7;;;2;30062026")
        clean(desk, "18;1;MLE-30-ANSF;7;01012026;;%", name="second.csv")
        assert one(desk, Employment).end is None

    def test_accounts_with_their_periods(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-35-REGK;7;01012026;;1234;567", "18;1;MLE-35-REGK;7;01052026;;4321;765")
        # today is within the second period
        assert one(desk, Employee).bank_account in ("12340000000567", "43210000000765")
        kept = [(each.since, each.until) for each in rows(desk, Registered) if each.record == "MLE-35-REGK"]
        assert kept == [(date(2026, 1, 1), date(2026, 4, 30)), (date(2026, 5, 1), None)]

    def test_personal_rates_are_set_changed_and_deleted(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;9905;;;;170")
        clean(desk, "18;1;MLE-40-LONA;7;01012026;;9905;;;;175", name="second.csv")
        assert (one(desk, PersonalRate).type, one(desk, PersonalRate).value) == ("9905", Decimal(175))
        clean(desk, "18;1;MLE-40-LONA;7;01012026;;9905" + ";" * 29 + "9", name="third.csv")
        assert rows(desk, PersonalRate) == []

    def test_a_fixed_type_replaces_the_earlier_one_from_its_day(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;3000;;;;500")
        clean(desk, "18;1;MLE-40-LONA;7;01042026;;3000;;;;600", name="second.csv")
        found = [(each.from_day, each.to_day, read_line(each.line).amount) for each in rows(desk, FixedLine)]
        assert found == [
            (date(2026, 1, 1), date(2026, 3, 31), Money.kr(500)),
            (date(2026, 4, 1), None, Money.kr(600)),
        ]
        clean(desk, "18;1;MLE-40-LONA;7;01042026;31122026;3000", name="third.csv")
        assert rows(desk, FixedLine)[1].to_day == date(2026, 12, 31)
        clean(desk, "18;1;MLE-40-LONA;7;01042026;;3000" + ";" * 29 + "9", name="fourth.csv")
        assert len(rows(desk, FixedLine)) == 1

    def test_a_pension_with_its_shares_and_recipient(self, desk: Desk) -> None:
        line = "18;1;MLE-40-LONA;7;01012026;;6003;;;;;3.7;;;7.4;2;;;;;;2115;;;;1"
        clean(desk, PERSON, JOB, line)
        kept = read_line(one(desk, FixedLine).line)
        assert kept.percent is not None
        assert kept.numbered is not None
        assert (kept.percent.value, kept.numbered.company_percent) == (Decimal("3.7"), Decimal("7.4"))
        assert kept.numbered.pension_basis == "2"
        assert line.encode() in decentral.client_file(desk).content

    def test_monthly_pay_is_the_pay_of_the_terms(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;1000;;;;30000")
        clean(desk, "18;1;MLE-40-LONA;7;01052026;;1000;;;;31000", name="second.csv")
        found = [(each.from_day, each.monthly_salary) for each in rows(desk, EmploymentTerms)]
        assert found == [(date(2026, 1, 1), Money.kr(30000)), (date(2026, 5, 1), Money.kr(31000))]
        assert rows(desk, FixedLine) == []

    def test_what_only_a_number_is_known_of_is_kept(self, desk: Desk) -> None:
        line = "18;1;MLE-40-LONA;7;01012026;;9906;;;;15"
        clean(desk, PERSON, JOB, line)
        assert rows(desk, PersonalRate) == []
        assert line.encode() in decentral.client_file(desk).content

    def test_a_type_that_stands_on_the_category_is_rejected(self, desk: Desk) -> None:
        taken = load(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;4400;;;;15")
        assert codes(taken) == [(3, "D13")]

    def test_reminders_statistics_income_and_card_requests_come_out_as_they_came(self, desk: Desk) -> None:
        lines = (
            "18;1;MLE-45-ERIN;7;01082026;1;Jubilæum",
            "18;1;MLE-50-ANSO;7;300;412110;;01012026",
            "18;1;MLE-50-ANSO;7;600;99999;30;01012026",
            "18;1;MLE-60-EIND;7;66;0;01012026;;5000;Fri bil",
            "18;1;MLE-65-GREK;7;01022026;H",
        )
        clean(desk, PERSON, JOB, *lines)
        out = decentral.client_file(desk).content
        assert all(line.encode("cp1252") in out for line in lines)
        clean(desk, "18;1;MLE-50-ANSO;7;300;411110;;01062026", name="second.csv")
        assert b"7;300;412110;;01012026;31052026" in decentral.client_file(desk).content

    def test_absence_is_entered_changed_and_deleted(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-55-FRAV;7;02022026;06022026;40;Vinterferie;5")
        found = one(desk, Absence)
        assert (found.kind, found.first, found.last, found.units) == (
            "40",
            date(2026, 2, 2),
            date(2026, 2, 6),
            Decimal(5),
        )
        assert found.note == "Vinterferie"
        clean(desk, "18;1;MLE-55-FRAV;7;02022026;04022026;40;;3", name="second.csv")
        assert (one(desk, Absence).last, one(desk, Absence).units) == (date(2026, 2, 4), Decimal(3))
        taken = load(desk, "18;1;MLE-55-FRAV;7;02022026;06022026;40;;;;9", name="third.csv")
        assert codes(taken) == [(1, "D13")]  # it ends on another day
        clean(desk, "18;1;MLE-55-FRAV;7;02022026;04022026;40;;;;9", name="fourth.csv")
        assert rows(desk, Absence) == []

    def test_absence_before_the_employment_is_rejected_as_on_the_screen(self, desk: Desk) -> None:
        taken = load(desk, PERSON, JOB, "18;1;MLE-55-FRAV;7;01122025;02122025;40;;2")
        assert codes(taken) == [(3, "D09")]


class TestVariable:
    """A variable type is a line of the run of its day."""

    LINE = "18;1;MLE-40-LONA;7;15012026;;1303;;5;120"

    def started(self, desk: Desk) -> int:
        return runs.start(desk, RunHead(Month(2026, 1), date(2026, 1, 30)))

    def test_it_goes_into_the_open_run(self, desk: Desk) -> None:
        run = self.started(desk)
        clean(desk, PERSON, JOB, self.LINE, self.LINE.replace(";5;", ";2;"))
        found = [(each.run_id, read_line(each.line)) for each in rows(desk, EnteredLine)]
        assert [(run_id, line.type, line.quantity, line.rate) for run_id, line in found] == [
            (run, "1303", Decimal(5), Decimal(120)),
            (run, "1303", Decimal(2), Decimal(120)),
        ]
        assert b"1303" not in decentral.client_file(desk).content  # the run has it

    def test_it_waits_for_the_run_and_waits_again_when_the_draft_is_deleted(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, self.LINE)
        assert rows(desk, EnteredLine) == []
        run = self.started(desk)
        assert len(rows(desk, EnteredLine)) == 1
        run_setup.discard(desk, run)
        assert rows(desk, EnteredLine) == []
        assert self.LINE.encode() in decentral.client_file(desk).content
        self.started(desk)
        assert len(rows(desk, EnteredLine)) == 1

    def test_what_is_from_before_the_first_month_here_is_kept_and_not_paid(self, desk: Desk) -> None:
        line = self.LINE.replace("15012026", "15122025")
        clean(desk, PERSON, JOB, line)
        self.started(desk)
        assert rows(desk, EnteredLine) == []
        assert line.encode() in decentral.client_file(desk).content

    def test_what_was_left_over_goes_into_the_next_run(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, self.LINE)
        runs.start(desk, RunHead(Month(2026, 2), date(2026, 2, 27)))
        assert len(rows(desk, EnteredLine)) == 1

    def test_a_later_day_waits_on(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, self.LINE.replace("15012026", "15022026"))
        self.started(desk)
        assert rows(desk, EnteredLine) == []

    def test_the_run_pays_it(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, self.LINE, "18;1;MLE-40-LONA;7;01012026;;1000;;;;30000")
        [slip] = runs.draft(desk, self.started(desk)).payslips
        amounts = {line.type: line.amount.value for line in slip.lines}
        assert amounts["1303"] == Money.kr(600)  # 5 × 120
        assert amounts["1000"] == Money.kr(30000)


class TestBeside:
    """What other parts of the program do with it."""

    def test_somebody_who_was_never_paid_can_be_deleted_with_all_that_is_kept(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-45-ERIN;7;01082026;1;Husk")
        employees.delete_employee(desk, 7)
        assert rows(desk, Registered) == []

    def test_pay_offices_are_no_departments_of_the_settings(self, desk: Desk) -> None:
        clean(desk, "18;1;MLE-10-UDBE;Kbh;København")
        assert [each.code for each in pay_choices.cost_units(desk)] == ["100"]


class TestFile:
    def test_the_order_of_the_lines_has_no_meaning(self, desk: Desk) -> None:
        clean(desk, "18;1;MLE-55-FRAV;7;02022026;06022026;40;;5", "18;1;MLE-40-LONA;7;01012026;;3000;;;;1", JOB, PERSON)

    def test_a_bad_line_loads_the_others_and_says_which(self, desk: Desk) -> None:
        taken = load(desk, PERSON, JOB.replace(";1001;", ";1002;"), "18;1;MLE-45-ERIN;7;01082026;1;Husk")
        assert codes(taken) == [(2, "D13")]
        assert (taken.receipt.loaded, taken.receipt.rejected) == (2, 1)
        assert rows(desk, Employment) == []

    def test_a_new_employee_twice_is_as_the_later_line_says(self, desk: Desk) -> None:
        person = PERSON + ";;;;H"
        taken = load(desk, person, person.replace("Petra", "Pia"))
        assert codes(taken) == [(2, "D15")]
        assert (taken.receipt.loaded, taken.receipt.warnings, one(desk, Employee).name) == (2, 1, "Pia Prøve")

    def test_no_number_of_a_person_is_shown_where_a_field_holds_it_by_mistake(self, desk: Desk) -> None:
        told = load(desk, PERSON + ";3001609992").receipt  # as the e-mail address
        assert [(each.cause.value, each.column) for each in told.rows] == [("D08", "N")]
        assert "9992" not in str(told.rows[0].finding.what)

    def test_pay_until_the_last_day_there_is_never_ends(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;31129999;1000;;;;30000")
        assert [each.monthly_salary for each in rows(desk, EmploymentTerms)] == [Money.kr(30000)]

    def test_lines_that_need_a_rejected_employee_say_so(self, desk: Desk) -> None:
        taken = load(
            desk,
            PERSON.replace("Lærkevej 1", "Lærkevej 1").replace(";7;", ";9999999;"),
            "18;1;MLE-45-ERIN;9999999;01082026;1;Husk",
        )
        assert codes(taken) == [(1, "D08"), (2, "D13")]
        assert taken.receipt.rows[1].what == Message("The employee was not created: line {line} is rejected", line=1)

    def test_a_line_that_fails_leaves_nothing_of_itself(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB)
        before = counts(desk)
        # the title and the group would change, but the department is not there
        taken = load(desk, "18;1;MLE-30-ANSF;7;01032026;;;;1001;Mester;;;F3;999", name="second.csv")
        assert codes(taken) == [(1, "D13")]
        assert counts(desk) == {**before, "imported_file": 2}
        assert one(desk, Employment).title == "Bager"

    def test_a_name_is_used_once_whatever_its_capital_letters(self, desk: Desk) -> None:
        clean(desk, PERSON, name="Flyt.csv")
        with pytest.raises(Refused) as refused:
            load(desk, JOB, name="FLYT.CSV")
        assert [each.code for each in refused.value.findings] == ["D01"]
        taken = load(desk, PERSON, name="igen.csv")  # the same content under another name is only warned of
        assert [code for code, _ in taken.receipt.file_says] == ["D01"]

    def test_a_name_is_used_up_also_where_every_line_fails(self, desk: Desk) -> None:
        load(desk, "18;1;MLE-45-ERIN;7;01082026;1;Husk", name="flyt.csv")
        with pytest.raises(Refused):
            load(desk, PERSON, name="flyt.csv")

    def test_another_employer_is_rejected(self, desk: Desk) -> None:
        assert codes(load(desk, PERSON, PERSON.replace("18;1;", "18;2;").replace(";7;", ";8;"))) == [(2, "D05")]

    def test_who_the_client_is_is_remembered_from_the_first_file(self, desk: Desk) -> None:
        decentral.save_numbers(desk, 20, 3)
        assert codes(load(desk, PERSON)) == [(1, "D05")]
        clean(desk, PERSON.replace("18;1;", "20;3;"), name="second.csv")
        with pytest.raises(Refused):
            decentral.save_numbers(desk, 0, 1)

    def test_a_preview_changes_nothing(self, desk: Desk) -> None:
        before = counts(desk)
        seen = decentral.preview(desk, f"{PERSON}\r\n{JOB}".encode("cp1252"), "flyt.csv")
        assert [each.does for each in seen.lines] == [
            Message("New employee"),
            Message("Employed from {day}", day=date(2026, 1, 1)),
        ]
        assert seen.lines[1].name == "Petra Prøve"
        assert counts(desk) == before

    def test_cancelling_leaves_nothing_behind(self, desk: Desk) -> None:
        before = counts(desk)

        def stop(done: int, total: int, what: Message) -> None:
            assert done <= total
            if what.text == "Storing what was loaded":
                raise Cancelled

        with pytest.raises(Cancelled):
            decentral.take_in(desk, f"{PERSON}\r\n{JOB}".encode("cp1252"), "flyt.csv", None, stop)
        assert counts(desk) == before

    def test_a_norwegian_client_takes_none(self, new: Made, tmp_path: Path) -> None:
        with new.desk(new.copied_to(tmp_path)) as desk, pytest.raises(Refused):
            load(desk, PERSON)

    def test_inspect_judges_it_against_the_client(self, desk: Desk, tmp_path: Path) -> None:
        clean(desk, PERSON)
        path = tmp_path / "second.csv"
        path.write_bytes(f"{JOB}\r\n18;1;MLE-30-ANSF;8;01012026;;;;1001;;;;F1".encode("cp1252"))
        alone, judged = inspect_file(path)["data"], inspect_file(path, desk=desk)["data"]
        assert (alone["loaded"], alone["rejected"]) == (0, 2)
        assert (judged["loaded"], judged["rejected"]) == (1, 1)


class TestLog:
    def test_it_is_in_the_log_and_can_be_taken_back(self, desk: Desk) -> None:
        before = counts(desk)
        taken = load(desk, PERSON, JOB, "18;1;MLE-55-FRAV;7;02022026;06022026;40;;5", "18;1;MLE-45-ERIN;8;01082026;1;x")
        [row] = import_log(desk)
        assert (row.id, row.kind, row.name, row.rows, row.can_undo) == (
            taken.import_id,
            "decentral",
            "moved.csv",
            4,
            True,
        )
        assert receipt_of(desk, taken.import_id) == taken.receipt
        incoming.undo(desk, taken.import_id)
        assert counts(desk) == {**before, "imported_file": 1}
        clean(desk, PERSON, JOB, "18;1;MLE-55-FRAV;7;02022026;06022026;40;;5")  # the name is free again

    def test_taking_back_brings_the_old_values_back(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;3000;;;;500")
        taken = clean(
            desk, PERSON.replace("Lærkevej 1", "Gaden 2"), "18;1;MLE-40-LONA;7;01042026;;3000;;;;600", name="two.csv"
        )
        incoming.undo(desk, taken.import_id)
        assert one(desk, Employee).address == "Lærkevej 1\n2750"
        assert (one(desk, FixedLine).to_day, read_line(one(desk, FixedLine).line).amount) == (None, Money.kr(500))

    def test_what_was_changed_since_stays(self, desk: Desk) -> None:
        taken = clean(desk, PERSON)
        with desk.change("employee.save") as session:
            session.scalars(select(Employee)).one().email = "petra@example.dk"
        assert not import_log(desk)[0].can_undo
        with pytest.raises(Refused):
            incoming.undo(desk, taken.import_id)

    def test_a_computed_draft_stands_in_nobodys_way_an_approved_one_does(self, desk: Desk) -> None:
        taken = clean(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;1000;;;;30000")
        run = runs.start(desk, RunHead(Month(2026, 1), date(2026, 1, 30)))
        runs.draft(desk, run)
        incoming.undo(desk, taken.import_id)
        assert rows(desk, Employee) == []
        taken = clean(desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;1000;;;;30000")
        runs.draft(desk, run)
        runs.approve(desk, run, prove=False)
        with pytest.raises(Refused):
            incoming.undo(desk, taken.import_id)

    def test_approved_pay_holds_the_terms_it_was_made_from(self, desk: Desk) -> None:
        clean(
            desk, PERSON, JOB, "18;1;MLE-40-LONA;7;01012026;;1000;;;;30000", "18;1;MLE-40-LONA;7;01012026;;9907;;12.5"
        )
        run = runs.start(desk, RunHead(Month(2026, 1), date(2026, 1, 30)))
        runs.draft(desk, run)
        runs.approve(desk, run, prove=False)
        taken = load(
            desk,
            "18;1;MLE-30-ANSF;7;01012026;;;;1001;;;;F3",
            "18;1;MLE-40-LONA;7;01012026;;1000;;;;1",
            "18;1;MLE-40-LONA;7;01012026;;9907;;10",
            "18;1;MLE-30-ANSF;7;01022026;;;;1001;;;;F3",
            name="second.csv",
        )
        assert [line for line, _ in codes(taken)] == [1, 2, 3]

    def test_the_change_log_tells_row_by_row(self, desk: Desk) -> None:
        clean(desk, PERSON, JOB)
        with desk.reading() as session:
            entry = session.scalars(select(ChangeEntry).order_by(ChangeEntry.seq.desc())).first()
        assert entry is not None
        assert entry.action == "decentral.take_in"
        assert {"employee", "employment", "employment_terms", "registered"} <= set(entry.touched.split())
