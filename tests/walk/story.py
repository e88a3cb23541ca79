"""The first payday of somebody who has never seen the program: from the empty start page to the uploaded report.

One story for quiet and for real hands, in any language: controls are called by what the window calls them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from models.values.finding import Place
from models.values.message import Message
from tests.builders import ACCOUNT, EMPLOYER, EMPLOYER_ACCOUNT, UNIT, person_number
from tests.walk.hands import QuietHands
from views.main_window import MainWindow
from views.widgets.input_grid import InputGrid

PASSWORD = "tre blåbær på rad"


@dataclass(frozen=True, slots=True)
class Someone:
    """An employee as they are entered; labels in English, as the texts of the program are."""

    template: str
    first_name: str
    last_name: str
    national_id: str
    occupation: str
    pay_field: str
    pay: str
    card: str
    card_field: str
    card_value: str
    account: str


PEOPLE = (
    Someone(
        "Monthly salary",
        "Ingrid",
        "Ødegård-Kristoffersen",
        person_number(date(1984, 3, 15)),
        "baker",
        "Monthly salary",
        "52 300",
        "Table",
        "Table number",
        "8010",
        ACCOUNT,
    ),
    Someone(
        "Hourly pay",
        "Jonas",
        "Lie",
        person_number(date(1999, 8, 2)),
        "butikk",
        "Hourly pay",
        "221,50",
        "Percentage",
        "Percentage",
        "28",
        "12034001373",
    ),
)


class Files:
    """Stands in place of the system's file dialogs: always the same folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.parent = None

    def open_file(self, title: str, pattern: str = "") -> Path | None:
        return None

    def save_file(self, title: str, name: str, pattern: str = "") -> Path | None:
        return self.path / name

    def folder(self, title: str) -> Path | None:
        return self.path


class Story:
    """Somebody at the window."""

    def __init__(self, hands: QuietHands, files: Files) -> None:
        assert isinstance(hands.window, MainWindow)
        self.window = hands.window
        self.seat = self.window.seat
        self.hands = hands
        self.files = files

    def t(self, text: str, **values: object) -> str:
        """What the window says for an English text."""
        return self.seat.t(Message(text, **values))  # type: ignore[arg-type]

    # --- a new client ----------------------------------------------------------------------------------------------

    def make_the_client(self) -> None:
        hands, t = self.hands, self.t
        hands.shot("start")
        hands.click(t("New client"))
        hands.type(t("Name of the client"), "Fjordgløtt Bakeri")
        hands.type(t("Folder"), str(self.files.path))
        hands.click(t("Only to practise: it takes invented numbers, and every file says so"))
        hands.shot("new-client")
        hands.click(t("Choose a password"))
        hands.type(t("Password"), PASSWORD)
        hands.type(t("The same password again"), PASSWORD)
        hands.click(t("Make the client file"))
        hands.until(lambda: hands.sees(t("The recovery key")), "the recovery key")
        hands.shot("recovery-key")
        hands.click(t("Save as text …"))
        key = self._key()
        hands.click(t("Try the key"))
        hands.type(t("Recovery key"), key)
        hands.until(lambda: hands.sees(t("The key works")), "the key works")
        hands.shot("key-works")
        hands.click(t("Set up the firm"))

    def _key(self) -> str:
        """The groups, from the file that was saved."""
        [file] = self.files.path.glob("*.txt")
        groups = [line.split()[-1] for line in file.read_text("utf-8").splitlines() if line[:3].strip().isdigit()]
        return "-".join(groups)

    # --- the employer ----------------------------------------------------------------------------------------------

    def set_up_the_employer(self) -> None:
        hands, t = self.hands, self.t
        hands.until(lambda: self.seat.place.page == "setup", "the set-up guide")
        hands.type(t("Name of the firm"), "Fjordgløtt Bakeri AS")
        hands.type(t("Organisation number of the main unit"), EMPLOYER)
        hands.shot("employer")
        hands.click(t("Sub-units"), QPushButton)
        hands.type(t("Number of the sub-unit (virksomhet)"), UNIT)
        hands.type(t("Municipality"), "Bergen")
        hands.press("Return")
        hands.shot("sub-unit")
        hands.click(t("Pay and holiday"), QPushButton)
        hands.shot("pay")
        hands.click(t("Pension and account"), QPushButton)
        hands.type(t("Account that wages are paid from"), EMPLOYER_ACCOUNT)
        hands.click(t("Review"), QPushButton)
        hands.shot("review")
        hands.click(t("Save the firm"))
        hands.until(lambda: self.seat.place.page == "overview", "the overview")
        hands.shot("overview-empty")

    # --- two employees -----------------------------------------------------------------------------------------------

    def employ(self, someone: Someone) -> None:
        """The five steps of the guide for a new employee."""
        hands, t = self.hands, self.t
        self.window.go(Place("overview"))
        hands.press("Ctrl+2")
        hands.press("Ctrl+N")
        hands.until(lambda: hands.sees(t("Who is it?")), "the guide")
        hands.click(t(someone.template))
        hands.type(t("First name"), someone.first_name)
        hands.type(t("Surname"), someone.last_name)
        hands.type(t("National identity number or D-number"), someone.national_id)
        hands.shot(f"{someone.last_name}-person")
        hands.click(t("Employment"), QPushButton)
        hands.type(t("First day at work"), "01.11.2026")
        hands.type(t("Occupation code"), someone.occupation)
        hands.press("Return")
        hands.shot(f"{someone.last_name}-employment")
        hands.click(t("Pay"), QPushButton)
        hands.type(t(someone.pay_field), someone.pay)
        hands.shot(f"{someone.last_name}-pay")
        hands.click(t("Tax and account"), QPushButton)
        hands.choose(t("Tax card"), t(someone.card))
        hands.type(t(someone.card_field), someone.card_value)
        hands.type(t("Bank account"), someone.account)
        hands.shot(f"{someone.last_name}-tax")
        hands.click(t("Review"), QPushButton)
        hands.shot(f"{someone.last_name}-review")
        hands.click(t("Employ {name}", name=someone.first_name))
        hands.until(lambda: hands.sees(t("{name} is employed", name=f"{someone.first_name} {someone.last_name}")))
        hands.shot(f"{someone.last_name}-employed")

    # --- the month ---------------------------------------------------------------------------------------------------

    def run_the_month(self) -> None:
        hands, t = self.hands, self.t
        hands.press("Ctrl+4")
        hands.press("Ctrl+N")
        hands.until(lambda: hands.sees(t("To the basis")), "the period")
        hands.shot("period")
        hands.click(t("To the basis"))
        hands.until(lambda: hands.sees(t("Calculate and check")), "the basis")
        hands.shot("basis")
        self.type_hours("37,5")
        hands.shot("basis-filled")
        hands.click(t("Calculate and check"), QPushButton)
        hands.until(lambda: hands.sees(t("To approval")), "the control")
        hands.shot("control")
        hands.click(t("To approval"))
        hands.until(lambda: hands.sees(t("Approve and make the files")), "the approval")
        hands.shot("approval")
        hands.click(t("Approve and make the files"))
        hands.until(lambda: hands.sees(t("Save all …")), "the files")
        hands.shot("files")
        hands.click(t("Save all …"))
        hands.until(lambda: any(self.files.path.rglob("bank-*.xml")), "the bank file")
        hands.shot("files-saved")

    def type_hours(self, hours: str) -> None:
        """Into the cell that asks for them, as a person does: go there by keys, type, Enter."""
        grid = self.window.findChild(InputGrid)
        assert grid is not None
        [column] = [place for place, each in enumerate(grid.columns) if each.heading == self.t("Hours")]
        grid.setFocus()
        grid.go_to(1, column)
        self.hands.write(hours)
        self.hands.press("Return")

    # --- the report --------------------------------------------------------------------------------------------------

    def report_the_month(self) -> None:
        hands, t = self.hands, self.t
        hands.press("Ctrl+5")
        hands.until(lambda: bool(hands._usable(t("Save the file"), QWidget)), "the report")
        hands.shot("report")
        hands.click(t("Save the file"))
        hands.until(lambda: any(self.files.path.rglob("amelding-*.xml")), "the report's file")
        hands.click(t("Mark as uploaded"))
        hands.shot("report-uploaded")
        hands.press("Ctrl+1")
        hands.shot("overview-done")


def first_payday(hands: QuietHands, files: Files) -> None:
    """All of it."""
    story = Story(hands, files)
    story.make_the_client()
    story.set_up_the_employer()
    for someone in PEOPLE:
        story.employ(someone)
    story.run_the_month()
    story.report_the_month()
