"""Which reports there are: data, in the order of the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from services.queries.reports import (
    absences,
    changes,
    contribution,
    costs,
    deadlines,
    holiday,
    payslips,
    reconciliation,
    refunds,
    wage_journal,
    withholding,
)
from services.queries.reports.model import DEPARTMENT, PERIOD, PERSON, RUN, YEAR, Entry

_PAY: Final = Message("Pay and cost")
_OWED: Final = Message("Owed to others")
_ABSENCE: Final = Message("Absence")
_CONTROL: Final = Message("Control")
_TO_RUNS: Final = (Message("Go to the pay runs"), Place("pay_run"))
_NO_PAY: Final = Message("No run is approved in the period")

_ENTRIES: Final = (
    Entry(
        "wage_journal",
        _PAY,
        wage_journal.TITLE,
        Message("What was everybody paid, and for what?"),
        wage_journal.wage_journal,
        frozenset({PERIOD, RUN, DEPARTMENT, PERSON}),
        _NO_PAY,
        _TO_RUNS,
        wage_journal.WAYS,
        "lønnsjournal lønnsliste lønnsarter lønjournal lønliste payroll journal register",
    ),
    Entry(
        "payslips",
        _PAY,
        payslips.TITLE,
        Message("Which payslips are there, and where do I get the papers?"),
        payslips.payslips,
        frozenset({PERIOD, RUN, DEPARTMENT, PERSON}),
        _NO_PAY,
        _TO_RUNS,
        words="lønnsslipper lønnsslipp alle lønsedler payslips all",
    ),
    Entry(
        "costs",
        _PAY,
        costs.TITLE,
        Message("What did pay cost, and whom?"),
        costs.cost_by_department,
        frozenset({PERIOD, DEPARTMENT}),
        _NO_PAY,
        _TO_RUNS,
        costs.WAYS,
        "lønnskostnad kostnad avdeling prosjekt lønomkostning afdeling cost department project",
    ),
    Entry(
        "holiday_liability",
        _OWED,
        holiday.TITLE,
        Message("How much holiday pay is owed, and to whom?"),
        holiday.holiday_liability,
        frozenset({PERIOD, DEPARTMENT, PERSON}),
        Message("No holiday pay is owed"),
        (Message("Go to the holiday pay"), Place("holiday")),
        words="feriepengeforpliktelse feriepenger skyldig avsetning feriepengeforpligtelse holiday liability accrual",
    ),
    Entry(
        "contribution",
        _OWED,
        contribution.TITLE,
        Message("What is the contribution reckoned from, by zone and rate?"),
        contribution.contribution_by_term,
        frozenset({PERIOD}),
        _NO_PAY,
        _TO_RUNS,
        words="arbeidsgiveravgift aga termin sone arbejdsgiverafgift contribution term zone",
    ),
    Entry(
        "withholding",
        _OWED,
        withholding.TITLE,
        Message("What was withheld on each pay date, and when is it due?"),
        withholding.withholding_by_date,
        frozenset({PERIOD}),
        _NO_PAY,
        _TO_RUNS,
        words="forskuddstrekk skattetrekk trekk utleggstrekk indeholdt skat withholding tax",
    ),
    Entry(
        "absences",
        _ABSENCE,
        absences.TITLE,
        Message("How many days were people away, and which share is that?"),
        absences.absence_statistics,
        frozenset({PERIOD, DEPARTMENT, PERSON}),
        Message("Nobody was away in the period"),
        (Message("Go to the absences"), Place("absence")),
        absences.WAYS,
        "fraværsstatistikk sykefravær prosent sykefraværsprosent fraværsstatistik sygefravær absence statistics",
    ),
    Entry(
        "refunds",
        _ABSENCE,
        refunds.TITLE,
        Message("What does NAV owe, what came, and what is missing?"),
        refunds.refund_ledger,
        frozenset({PERIOD, DEPARTMENT, PERSON}),
        Message("Nothing is due from NAV in the period"),
        (Message("Go to the refunds"), Place("refunds")),
        words="refusjon refusjonsoversikt nav k27 refusion refund ledger",
    ),
    Entry(
        "reconciliation",
        _CONTROL,
        reconciliation.TITLE,
        Message("Do runs, reports and journal say the same?"),
        reconciliation.reconciliation,
        frozenset({YEAR}),
        Message("Nothing was paid in the year"),
        _TO_RUNS,
        reconciliation.WAYS,
        "avstemming avstemme a07 afstemning reconcile reconciliation",
    ),
    Entry(
        "changes",
        _CONTROL,
        changes.TITLE,
        Message("Who changed what, and when?"),
        changes.change_list,
        frozenset({PERIOD, PERSON}),
        Message("Nothing was changed in the period"),
        words="endringslogg logg endringer ændringslog change log",
    ),
    Entry(
        "deadlines",
        _CONTROL,
        deadlines.TITLE,
        Message("What is due, for every client?"),
        deadlines.deadlines_of_clients,
        frozenset({PERIOD}),
        Message("Nothing is due in the period"),
        (Message("Go to the deadlines"), Place("deadlines")),
        words="frister alle klienter frister alle klienter deadlines all clients",
    ),
)

CATALOGUE: Final[Mapping[str, Entry]] = {entry.name: entry for entry in _ENTRIES}
