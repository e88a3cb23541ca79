"""A month to eIndkomst from its runs (denmark 3.6, 3.7, 4.9, 4.13): fields by hand, reports of their own for people who
left, zero reports, and what is said after a file was sent.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from models.values.finding import Refused
from models.values.money import Money
from models.values.span import Month
from services.actions.scenario import Book, play, read
from services.actions.scenario_files import scenario_files
from services.denmark import eindkomst
from services.denmark.eindkomst import NothingToReport, Report, Reversal
from services.denmark.income_report import Told, first_file, next_file, read_back, report_id, report_of
from services.denmark.settlements import settlements
from services.desk import countries
from services.engine.income_fields import ReportedPart
from services.engine.month import MonthFacts
from services.engine.result import RunResult
from tests.denmark.played import months, personal, run, scenario
from tests.denmark.test_leaving import e08

OCTOBER, MARCH = Month(2026, 10), Month(2026, 3)
CPR = "0203859991"  # made up: ends in 9991
MADE = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001  local time, as the file has it


def e02(*runs: str, person: str = f'national_id = "{CPR}"', employer: str = "", table: str = "") -> Book:
    """Hourly paid: 148 hours of 175 in October."""
    text = scenario(
        *(runs or (run("2026-10", '1100: units = "148"', day=30),)),
        pay="hourly",
        person=person,
        category="4601",
        more=personal("9905", "175") + table,
    )
    return play(read(text.replace('rounding = "2"', f'rounding = "2"\n{employer}').encode()))


def shown(part: ReportedPart) -> dict[str, str]:
    return {name: str(value) for name, value in part.fields.items()}


def reports(content: bytes) -> list[eindkomst.Part]:
    return list(eindkomst.read(content).parts)


def sums(parts: tuple[ReportedPart, ...]) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for part in parts:
        for name, value in part.fields.items():
            found[name] = found.get(name, Money(0)) + value
    return found


def file_of(facts: MonthFacts) -> bytes:
    return first_file(facts, MADE, "1.0")[0]


def after(facts: MonthFacts, *sent: bytes) -> list[eindkomst.Part] | None:
    """What is to be sent next; None for nothing."""
    found = next_file(facts, sent, (), MADE, "1.0")
    return None if found is None else reports(found.content)


# --- the fields ------------------------------------------------------------------------------------------------------


def test_e02_hourly_pay_with_feriekonto() -> None:
    """E02: pay 25,801.00 + holiday money 3,237.50 = 29,038.50; A-tax 6,968 + 1,132; AM 2,064 + 259; the net holiday
    money 1,846.50 and its 2.08 days go to FerieKonto.
    """
    (part,) = report_of(e02().month(OCTOBER)).parts
    assert shown(part) == {
        "13": "29038.50",
        "15": "8100.00",
        "16": "2323.00",
        "46": "297.00",
        "200": "148.00",
        "202": "1846.50",
        "203": "2.08",
        "209": "33088566.00",
    }
    assert (part.cpr, part.paid, str(part.period.last)) == (CPR, date(2026, 10, 30), "2026-10-31")
    (settled,) = settlements(*slip_of(e02()))
    assert (settled.to, settled.year, settled.days) == ("konto", "2026", Decimal("2.08"))
    assert [str(each) for each in (settled.gross, settled.am, settled.tax, settled.net)] == [
        "3237.50",
        "259.00",
        "1132.00",
        "1846.50",
    ]
    assert settled.due == date(2026, 11, 13)  # 15 November is a Sunday


def slip_of(book: Book):  # type: ignore[no-untyped-def]
    result = list(book.runs.values())[-1]
    return result.payslips[0], result.head


def test_e08_the_settlement_of_somebody_who_left_is_a_report_of_its_own() -> None:
    """E08: 18,318.46 gross, AM 1,465, A-tax 6,404, net 10,449.46 of 10.56 days: of March, at disposal on 31 March, and
    without hours. The pay of March is 30,462.10 after ATP with its own taxes.
    """
    facts = e08("3", '4788:amount = "561.10"').book.month(MARCH)
    leaving, pay = report_of(facts).parts
    assert shown(leaving) == {
        "13": "18318.46",
        "15": "6404.00",
        "16": "1465.00",
        "200": "0.00",
        "6102 2025": "10449.46",
        "6102 2025 days": "10.56",
        "209": "33088566.00",
    }
    assert (leaving.paid, leaving.period, leaving.left) == (date(2026, 3, 31), MARCH.span, date(2026, 3, 31))
    assert {name: shown(pay)[name] for name in ("13", "15", "16", "200")} == {
        "13": "30462.10",
        "15": "8598.00",
        "16": "2437.00",
        "200": "160.33",
    }
    assert "209" not in pay.fields
    (settled,) = settlements(*slip_of(e08("3").book))
    assert (settled.due, settled.left, str(settled.net)) == (date(2026, 3, 31), date(2026, 3, 31), "10449.46")


def test_a_feriekort_is_reported_before_tax_under_the_own_number() -> None:
    """Code 2: 18,318.46 and 10.56 days in record 6202, no income and no tax, field 209 the employer's SE number."""
    facts = e08("2").book.month(MARCH)
    leaving = next(part for part in report_of(facts).parts if part.left)
    assert shown(leaving) == {
        "200": "0.00",
        "6202 2025": "18318.46",
        "6202 2025 days": "10.56",
        "209": "13748136.00",
    }
    (person,) = next(
        part for part in reports(file_of(facts)) if isinstance(part, Report) and part.people[0].holidays
    ).people
    assert (person.codes, person.holidays[0].is_net) == ({209: "13748136"}, False)
    (settled,) = settlements(*slip_of(e08("2").book))
    assert (settled.to, settled.due, str(settled.net)) == ("kort", None, "18318.46")


def test_the_se_number_is_the_own_one_where_there_is_another() -> None:
    """A Feriekort of each pay (FEAFR 2): gross 3,237.50 in field 198, and 209 is the SE number."""
    table = '[[rate]]\ntable = "FEAFR"\nfrom = 2020-01-01\ngroup = "F1"\nhourly = "2"\n'
    (part,) = report_of(e02(table=table, employer='se = "33088566"').month(OCTOBER)).parts
    assert (shown(part)["198"], shown(part)["203"], shown(part)["209"]) == ("3237.50", "2.08", "33088566.00")


def test_pay_in_advance_is_a_report_of_its_own() -> None:
    text = scenario(run("2026-10"), pay="monthly_advance", lines={"1000": 'amount = "30000"'}, category="4600")
    (part,) = report_of(play(read(text.encode())).month(OCTOBER)).parts
    (told,) = reports(file_of(play(read(text.encode())).month(OCTOBER)))
    assert isinstance(told, Report)
    assert (part.in_advance, told.in_advance, told.id) == (True, True, "202610F")


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_read_back_gives_the_sums_of_the_slips() -> None:
    facts = e08("3").book.month(MARCH)
    (slip,) = facts.runs[-1].payslips
    told = {name: value for name, value in slip.reported.items() if not name.startswith("settled")}
    assert sums(read_back([file_of(facts)], {})) == told
    assert report_id(file_of(facts)) == "202603-1"
    assert countries.country("DK").check_report(file_of(facts)) == []
    assert countries.country("DK").check_report(b"<xml/>")[0].blocks


def test_a_file_without_a_slip_differs_from_the_runs() -> None:
    facts = e02().month(OCTOBER)
    (result,) = facts.runs
    nobody = replace(facts, runs=(replace(result, payslips=()),))
    assert sums(read_back([file_of(facts)], {})) != sums(read_back([file_of(nobody)], {}))


def test_a_month_without_pay_is_a_zero_report() -> None:
    (nothing,) = reports(file_of(e02().month(Month(2026, 11))))
    assert isinstance(nothing, NothingToReport)
    assert (nothing.period.first, nothing.period.last) == (date(2026, 11, 1), date(2026, 11, 30))


def test_the_answer_of_a_scenario_names_the_file_of_each_month() -> None:
    book = e02(run("2026-09", '1100: units = "10"'), run("2026-10", '1100: units = "148"'))
    made, told = scenario_files(book, made=True)
    assert [file.name for file in made if file.kind == "eindkomst"] == [
        "eindkomst-2026-09.txt",
        "eindkomst-2026-10.txt",
    ]
    assert [told[month]["eindkomst"] for month in ("2026-09", "2026-10")] == [
        "eindkomst-2026-09.txt",
        "eindkomst-2026-10.txt",
    ]
    assert told["2026-10"]["findings"] == []


# --- what is found ---------------------------------------------------------------------------------------------------


def test_somebody_without_a_cpr_number_has_a_constructed_one() -> None:
    """Born on 2 March 1985: 020385 with 6 added to its first digit, and who it is in record 8001."""
    facts = e02(person="").month(OCTOBER)
    found = report_of(facts)
    assert [part.cpr for part in found.parts] == ["6203850001"]
    assert "has no CPR number" in str(found.findings[0].what)
    (report,) = reports(file_of(facts))
    assert isinstance(report, Report)
    abroad = report.people[0].abroad
    assert abroad is not None
    assert (abroad.name, abroad.born, abroad.gender) == ("Anna Prøve", date(1985, 3, 2), "3")


def test_nobody_without_any_number_is_reported_and_the_other_files_are_made() -> None:
    text = scenario(run("2026-10"), lines={"1000": 'amount = "30000"'}, category="4600")
    book = play(read(text.replace("born = 1985-03-02\n", "").encode()))
    assert report_of(book.month(OCTOBER)).stops
    with pytest.raises(Refused, match="neither a CPR number nor a birth date"):
        file_of(book.month(OCTOBER))
    made, told = scenario_files(book, made=True)
    assert "eindkomst" not in told["2026-10"]
    assert "cannot be reported" not in str(told["2026-10"]["findings"])  # in Danish
    assert "payslip-1-2026-10.pdf" in [file.name for file in made]


def test_a_holiday_fund_has_no_number_here() -> None:
    """FEAFR 1: the SE number of the fund is asked for nowhere; what stands in field 209 is told."""
    table = '[[rate]]\ntable = "FEAFR"\nfrom = 2020-01-01\ngroup = "F1"\nhourly = "1"\n'
    found = report_of(e02(table=table).month(OCTOBER))
    assert any("whose SE number is not known" in str(each.what) for each in found.findings)
    assert shown(found.parts[0])["209"] == "13748136.00"


# --- after a file was sent -------------------------------------------------------------------------------------------


def changed(facts: MonthFacts, **more: str) -> MonthFacts:
    """The month with a run that adds to what the first slip says."""
    (result,) = facts.runs
    (slip,) = result.payslips
    added = replace(slip, reported={name: Money.kr(value) for name, value in more.items()})
    head = replace(result.head, corrects=result.head.name, sequence=2, pay_date=date(2026, 11, 5))
    return replace(facts, runs=(result, RunResult(replace(result.facts, head=head), (added,), {}, result.voucher)))


def test_nothing_is_to_be_said_again() -> None:
    facts = e02().month(OCTOBER)
    assert after(facts, file_of(facts)) is None
    assert after(e02().month(Month(2026, 11)), file_of(e02().month(Month(2026, 11)))) is None


def test_a_change_without_tax_is_reported_as_the_difference() -> None:
    """Two more hours, and 18 kr more of pension: a correction record with the differences, to the first report."""
    facts = e02().month(OCTOBER)
    now = changed(facts, **{"200": "2", "148": "18"})
    found = next_file(now, [file_of(facts)], (), MADE, "1.0")
    assert found is not None
    assert found.kind == "correction"
    (report,) = reports(found.content)
    assert isinstance(report, Report)
    assert (report.id, report.corrects) == ("202610B.2", "202610B")
    assert report.people[0].fields == {148: Decimal(18), 200: Decimal(2)}
    assert after(now, file_of(facts), found.content) is None


def test_a_change_of_tax_is_taken_back_and_reported_anew() -> None:
    """1,000 kr more with 80 kr of AM and 350 kr of A-tax: a correction carries no tax (denmark 3.7)."""
    facts = e02().month(OCTOBER)
    now = changed(facts, **{"13": "1000", "15": "350", "16": "80"})
    back, anew = after(now, file_of(facts)) or []
    assert isinstance(back, Reversal)
    assert isinstance(anew, Report)
    assert (back.refers_to, back.cpr, anew.corrects) == ("202610B", CPR, "")
    assert {name: anew.people[0].fields[name] for name in (13, 15, 16)} == {
        13: Decimal("30038.50"),
        15: Decimal(8450),
        16: Decimal(2403),
    }
    assert back.id != anew.id
    both = next_file(now, [file_of(facts)], (), MADE, "1.0")
    assert both is not None
    assert after(now, file_of(facts), both.content) is None
    third = next_file(changed(facts, **{"200": "1"}), [file_of(facts), both.content], (), MADE, "1.0")
    assert third is not None  # what was reported anew is what is corrected next
    assert {type(part) for part in reports(third.content)} == {Reversal, Report}


def test_somebody_new_is_reported_beside_and_somebody_gone_is_taken_back() -> None:
    facts = e02().month(OCTOBER)
    (result,) = facts.runs
    nobody = replace(facts, runs=(replace(result, payslips=()),))
    (added,) = after(facts, file_of(nobody)) or []
    assert isinstance(added, Report)
    assert (added.corrects, added.people[0].cpr) == ("", CPR)
    (gone,) = after(nobody, file_of(facts)) or []
    assert isinstance(gone, Reversal)
    assert (gone.refers_to, gone.cpr) == ("202610B", CPR)


def test_no_difference_makes_the_sum_of_the_year_negative() -> None:
    facts = e02().month(OCTOBER)
    now = changed(facts, **{"46": "-300"})
    with pytest.raises(Refused, match="the year's sum of the field 46 would be negative"):
        after(now, file_of(facts))
    september = file_of(e02(run("2026-09", '1100: units = "148"', day=30)).month(Month(2026, 9)))
    assert next_file(now, [file_of(facts)], [september], MADE, "1.0") is not None  # 297 − 300 + 297 of September


def test_a_correction_run_belongs_to_the_month_of_what_it_corrects() -> None:
    """Paid in November, it says 10 hours more of October: 1,750.00 more, and its holiday money."""
    correcting = run("2026-10", '1100: units = "158"', keys='corrects = "2026-10"\nemployees = [1]', day=30)
    correcting = correcting.replace("pay_date = 2026-10-30", "pay_date = 2026-11-13")
    book = e02(run("2026-10", '1100: units = "148"', day=30), correcting)
    (part,) = report_of(book.month(OCTOBER)).parts
    assert (shown(part)["200"], part.paid) == ("158.00", date(2026, 10, 30))
    assert shown(part)["209"] == "33088566.00"
    assert report_of(book.month(Month(2026, 11))).parts == ()


def test_what_was_told_is_added_up_over_months() -> None:
    book = e02(*(run(month, '1100: units = "100"') for month in months("2026-09", 2)))
    told = Told.of([file_of(book.month(month)) for month in (Month(2026, 9), OCTOBER)])
    assert told.sums()[CPR, "1"][200] == Decimal(200)
