"""Which pages there are, where each is made, and how it stands in the sidebar.

Pages are named by module and class, so that a page is read from disk when somebody first goes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Final

from models.values.message import Message
from views.shell.page import Page
from views.shell.seat import Seat


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: its name in places, its class, its word and icon in the sidebar, and whether it needs an open client."""

    name: str
    made_by: str
    word: Message
    icon: str
    needs_client: bool = True
    words: str = ""  # what one may also look for in the palette
    beside: str = ""  # the page of the sidebar that it belongs to, where it has no place there itself

    @property
    def marked(self) -> str:
        """Which page of the sidebar is marked while this one is shown."""
        return self.beside or self.name

    def make(self, seat: Seat) -> Page:
        """The page itself."""
        page: Page = getattr(self.read(), self.made_by.partition(":")[2])(seat)
        return page

    def read(self) -> ModuleType:
        """Its module, read from disk unless it is there already."""
        return import_module(f"views.pages.{self.made_by.partition(':')[0]}")


PAGES: Final = {
    entry.name: entry
    for entry in (
        PageEntry(
            "clients", "clients.page:ClientsPage", Message("Clients"), "folders", False, "klient kunde file åpne"
        ),
        PageEntry("deadlines", "deadlines.page:DeadlinesPage", Message("Deadlines"), "calendar-check", False),
        PageEntry(
            "second_person",
            "second_person.page:SecondPersonPage",
            Message("Approve from a file"),
            "pen-nib",
            False,
            "godkjenn godkjenning attestere attestasjon annen person to approve second signature godkend",
            beside="clients",
        ),
        PageEntry("backups", "backups.page:BackupsPage", Message("Backups"), "shield-check", False, "kopi restore"),
        PageEntry("setup", "setup.page:SetupPage", Message("Set up the firm"), "buildings", beside="settings"),
        PageEntry("overview", "overview.page:OverviewPage", Message("Overview"), "house"),
        PageEntry("employees", "employees.page:EmployeesPage", Message("Employees"), "users"),
        PageEntry(
            "erasures",
            "erasures.page:ErasuresPage",
            Message("Erase people who left"),
            "trash",
            words="slett sluttet ansatt personvern gdpr oppbevaring slettes fratrådt delete retention slet",
            beside="employees",
        ),
        PageEntry(
            "absence",
            "absence.page:AbsencePage",
            Message("Absence"),
            "calendar-blank",
            words="fravær sykmelding egenmelding sykepenger ferie permisjon permittering syk barn tidslinje "
            "arbeidsgiverperiode fravaer sygdom orlov leave sick holiday layoff timeline",
        ),
        PageEntry(
            "moving_in",
            "moving_in.page:MovingInPage",
            Message("Move in from another program"),
            "sign-in",
            words="flytte inn bytte lønnssystem import a-melding overta ansatte switch",
            beside="employees",
        ),
        PageEntry(
            "pay_run", "pay_run.page:PayRunPage", Message("Pay run"), "money", words="lønn reiseregning diett kontroll"
        ),
        PageEntry(
            "reporting",
            "reporting.page:ReportingPage",
            Message("A-melding"),
            "paper-plane-tilt",
            words="altinn tilbakemelding svar kid a03 feedback",
        ),
        PageEntry(
            "income_report",
            "income_report.page:IncomeReportPage",
            Message("eIndkomst"),
            "paper-plane-tilt",
            words="eindkomst indberetning nulangivelse skat felter afstemning skattestyrelsen report income",
        ),
        PageEntry(
            "refunds",
            "refunds.page:RefundsPage",
            Message("Refunds"),
            "arrow-u-down-left",
            words="refusjon refusjoner k27 nav refund sykepenger oppgjørsrapport sygedagpenge forskuttert",
        ),
        PageEntry(
            "inntektsmelding",
            "inntektsmelding.page:InntektsmeldingPage",
            Message("Inntektsmelding"),
            "file-text",
            words="inntektsmelding nav sykepenger foreldrepenger svangerskapspenger income report",
            beside="refunds",
        ),
        PageEntry(
            "files",
            "files.page:FilesPage",
            Message("Files"),
            "files",
            words="filer ta inn import skattekort be om skattekort logg filimport slipp fil opplasting tax card file "
            "indlæs fil skattekort",
        ),
        PageEntry(
            "reports",
            "reports.page:ReportsPage",
            Message("Reports"),
            "chart-bar",
            words="rapporter rapport lønnsjournal statistikk excel xlsx utskrift udskrift liste report export",
        ),
        PageEntry(
            "changes", "changes.page:ChangesPage", Message("Changes"), "clock-counter-clockwise", words="logg log"
        ),
        PageEntry(
            "year_end",
            "year_end.page:YearEndPage",
            Message("Year end"),
            "calendar-check",
            words="årsslutt årsoppgave årsoppgaver avstemming statement reconcile avslutning",
            beside="reporting",
        ),
        PageEntry(
            "holiday",
            "holiday.page:HolidayPage",
            Message("Holiday pay"),
            "umbrella",
            words="feriepenger ferie feriedager feriepenge feriedage skyldige liability",
            beside="employees",
        ),
        PageEntry(
            "what_if",
            "what_if.page:WhatIfPage",
            Message("What if …"),
            "flask",
            words="hva om hvad hvis sandkasse sandbox prøve simulere baklengs netto brutto lønnsøkning budsjett",
            beside="pay_run",
        ),
        PageEntry(
            "corrections",
            "corrections.page:CorrectionsPage",
            Message("Correct a mistake"),
            "arrow-counter-clockwise",
            words="rett retting korriger feil etterbetaling tilbakefør correct mistake back pay reverse ret fejl",
            beside="pay_run",
        ),
        PageEntry(
            "bulk_rise",
            "bulk_rise.page:BulkRisePage",
            Message("Pay rise"),
            "trend-up",
            words="lønnsøkning tillegg lønnsoppgjør lønstigning rise raise back pay etterbetaling",
            beside="employees",
        ),
        PageEntry(
            "settings", "settings.page:SettingsPage", Message("Settings"), "gear-six", False, "egne merknader grense"
        ),
    )
}

_PARTS: Final = (
    "pay_run.period_step",
    "pay_run.basis_step",
    "pay_run.control_step",
    "pay_run.approve_step",
    "pay_run.files_step",
)
"""What a page reads only when it is shown, and which takes time."""

WITHOUT_CLIENT: Final = ("clients", "deadlines", "backups")
WITH_CLIENT: Final = (
    "overview",
    "employees",
    "absence",
    "pay_run",
    "reporting",
    "income_report",
    "refunds",
    "files",
    "reports",
    "deadlines",
    "backups",
    "changes",
)
ALL_CLIENTS: Final = Message("All clients")
KEYED: Final = 8  # so many pages of the sidebar have a key; Ctrl+9 are the settings


def read_parts() -> None:
    """Read from disk what pages read later: ahead, so that nobody waits for it. Raises ImportError."""
    for name in _PARTS:
        import_module(f"views.pages.{name}")


def listed(*, has_client: bool, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The pages of the sidebar, from the top; `without` those that the client's country has no use for."""
    return tuple(name for name in WITH_CLIENT if name not in without) if has_client else WITHOUT_CLIENT


def key_of(number: int) -> str:
    """The key of the page at a place of the sidebar, counted from 1; empty for none."""
    return f"Ctrl {number}" if number <= KEYED else ""
