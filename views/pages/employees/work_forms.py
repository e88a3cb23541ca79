"""An employment as forms: where and as what, position and pay, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from models.values.finding import Place
from services.actions.employees import EmploymentPart, TermsPart
from services.queries.new_employee import Surroundings
from services.reference.employment_words import (
    FORMS,
    PERIODS,
    SCHEDULES,
    TYPES,
    VESSEL_AREAS,
    VESSEL_REGISTERS,
    VESSEL_TYPES,
    ZONES,
)
from services.reference.occupations import find_occupations, occupation_name
from views.pages.employees.part_form import WIDTH, Find, PartForm, about, choosable, words
from views.shell.seat import Seat
from views.widgets.flow_grid import FlowGrid
from views.widgets.form import (
    Check,
    Choice,
    DateEdit,
    LookupEdit,
    MoneyEdit,
    NumberEdit,
    PercentEdit,
    Segments,
    TextEdit,
)
from views.widgets.text import MessageBox

FREELANCER: Final = "frilanserOppdragstakerHonorarPersonerMm"
PENSION: Final = "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
MARITIME: Final = "maritimtArbeidsforhold"
_FEW: Final = 3  # choices that stand side by side
_STANDARD_HOURS: Final = Decimal("160.33")  # a month, of 37 hours a week
_HELP_OF_VESSEL: Final = "vessel"
_VESSEL: Final = ("vessel_register", "vessel_type", "vessel_area")


class EmploymentForm(PartForm):
    """Where, as what and since when somebody works."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings, country: str, *, wide: bool = False) -> None:
        super().__init__(seat, find)
        t = seat.t
        self._country, self._wide = country, wide
        units = [(unit.orgnr, unit.name or unit.orgnr) for unit in around.units]
        self.add("start", t("First day at work"), DateEdit(seat), width=WIDTH["date"])
        self.add("establishment", t("Works at"), Choice(seat, units, placeholder=t("Choose a sub-unit")), width=-1)
        occupation = LookupEdit(
            seat,
            self._suggest,
            title_of=self._occupation,
            free=True,
            placeholder=t("Search by title or code"),
        )
        self.add("occupation", t("Occupation code"), occupation, span=2)
        title = t("Stands on the payslip and in lists, where you have a word of your own.")
        self.add("title", t("Job title"), TextEdit(seat), optional=True, help=title, span=2)
        self.kinds = FlowGrid(3 if wide else 1)
        self.body.addWidget(self.kinds)
        self.add("type", t("Kind of employment"), Choice(seat, words(seat, TYPES)), width=-1, into=self.kinds)
        self.add("form", t("Form of employment"), Choice(seat, words(seat, FORMS)), width=-1, into=self.kinds)
        schedule = Choice(seat, words(seat, SCHEDULES))
        self.add("work_schedule", t("Working hours"), schedule, width=-1, into=self.kinds)
        self.vessel = FlowGrid(3 if wide else 1)
        self.body.addWidget(self.vessel)
        choose = t("Choose")
        for key, label, table in (
            ("vessel_register", t("Register of the vessel"), VESSEL_REGISTERS),
            ("vessel_type", t("Type of vessel"), VESSEL_TYPES),
            ("vessel_area", t("Area of the vessel"), VESSEL_AREAS),
        ):
            vessel = Choice(seat, words(seat, table), placeholder=choose)
            self.add(key, label, vessel, width=-1, into=self.vessel, topic=_HELP_OF_VESSEL)
        main = Check(seat, t("Is the person's main employer"))
        self.rest = FlowGrid(1)
        self.body.addWidget(self.rest)
        self.add("main_employer", "", main, into=self.rest)
        zones = [("", t("That of the sub-unit")), *((zone, t("Zone {zone}", zone=zone)) for zone in ZONES)]
        usual = t("That of the sub-unit")
        choice = Choice(seat, zones, placeholder=usual)
        self.add("zone", t("Zone of the contribution"), choice, into=self.rest, width=WIDTH["account"])
        self._by_steps = around.pays_by_steps
        since = t("From which day length of service counts for the pay. The a-melding asks for it.")
        day = DateEdit(seat)
        label = t("Seniority for pay from")
        self.add("seniority", label, day, into=self.rest, optional=True, width=WIDTH["date"], help=since)
        abroad = t("Two letters, where the work is done in another country than Norway.")
        where = TextEdit(seat, limit=2)
        self.add("earned_in", t("Country of work"), where, into=self.rest, optional=True, width=110, help=abroad)

    def _suggest(self, written: str) -> list[tuple[Any, str, str]]:
        return [(each.code, each.name, each.code) for each in find_occupations(self._country, written)]

    def _occupation(self, code: str) -> str:
        return f"{code} {occupation_name(self._country, code)}".strip()

    def react(self) -> None:
        """A freelancer has no form and no hours; each kind says when it is the right one."""
        kind = self.text("type")
        employed = kind not in (FREELANCER, PENSION)
        for key in ("form", "work_schedule"):
            self.show_field(key, employed)
        for key in ("zone", "earned_in"):  # the guide does not ask for exceptions
            self.show_field(key, not self._wide or bool(self.text(key)))
        self.show_field("seniority", employed and (self._by_steps or self.value("seniority") is not None))
        self.vessel.setVisible(kind == MARITIME)
        if kind in TYPES:
            self.fields["type"].set_help(self.seat.t(TYPES[kind].about))
        form = self.text("form")
        if form in FORMS:
            self.fields["form"].set_help(self.seat.t(FORMS[form].about))
        schedule = self.text("work_schedule")
        if schedule in SCHEDULES:
            self.fields["work_schedule"].set_help(self.seat.t(SCHEDULES[schedule].about))

    def show_part(self, part: EmploymentPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        values = {key: getattr(part, key) for key in self.fields}
        values["form"] = part.form or "fast"
        values["work_schedule"] = part.work_schedule or "ikkeSkift"
        values |= {key: getattr(part, key) or None for key in _VESSEL}
        self.fill(values, typed)

    def part(self, base: EmploymentPart) -> EmploymentPart:
        """What stands in the form; the rest is as it was."""
        return replace(
            base,
            establishment=self.text("establishment"),
            start=self.value("start"),
            occupation=self.text("occupation"),
            title=self.text("title"),
            type=self.text("type"),
            form=self.text("form"),
            work_schedule=self.text("work_schedule"),
            main_employer=bool(self.value("main_employer")),
            zone=self.text("zone"),
            seniority=self.value("seniority"),
            earned_in=self.text("earned_in"),
            **{key: self.text(key) for key in _VESSEL},
        )


class TermsForm(PartForm):
    """Position and pay; with `dated` also from which day they hold, `by_steps` where agreements pay by pay steps."""

    def __init__(self, seat: Seat, find: Find, *, dated: bool, by_steps: bool = False) -> None:
        super().__init__(seat, find)
        t = seat.t
        self._by_steps = by_steps
        self.is_employed = True  # somebody who is not has no percentage
        if dated:
            self.add("from_day", t("Effective from"), DateEdit(seat), width=WIDTH["date"])
            self.grid.add_row()
        pays = choosable(seat, "pay")
        few = len(pays) <= _FEW
        self.add("pay", t("Form of pay"), Segments(seat, pays) if few else Choice(seat, pays), span=2)
        self.add("percent", t("Position"), PercentEdit(seat), width=WIDTH["percent"])
        hours = NumberEdit(seat, unit=t("h a week"))
        self.add("full_time_hours", t("Hours of a full position"), hours, width=WIDTH["money"])
        self.add("monthly_salary", t("Monthly salary"), MoneyEdit(seat), width=WIDTH["money"])
        self.add("hourly_rate", t("Hourly pay"), MoneyEdit(seat), width=WIDTH["money"])
        self.add("period", t("Is paid"), Choice(seat, words(seat, PERIODS)), width=WIDTH["account"])
        divisor = NumberEdit(seat, unit=t("h a month"))
        self.add(
            "hours_divisor",
            t("Hours a month by agreement"),
            divisor,
            span=2,
            optional=True,
            width=WIDTH["money"],
            help=t("For the hourly pay of overtime. Without it the year's hours are used."),
        )
        step = t("Where the pay follows a step of the agreement. It stands in the a-melding.")
        text = TextEdit(seat, limit=40)
        self.add("pay_step", t("Pay step"), text, span=2, optional=True, width=WIDTH["money"], help=step)

    def react(self) -> None:
        """Only what belongs to the form of pay."""
        pay = self.text("pay")
        brought = self.seat.questions.brings("pay", pay)
        for key in ("monthly_salary", "hours_divisor", "hourly_rate"):
            self.show_field(key, key in brought)
        for key in ("percent", "full_time_hours"):
            self.show_field(key, pay != "fee" or self.is_employed)
        self.show_field("pay_step", self.is_employed and (self._by_steps or bool(self.text("pay_step"))))
        self.fields["pay"].set_help(about(self.seat, "pay", pay))
        if "monthly_salary" in self.seat.questions.helps:
            return
        percent, full = self.value("percent"), self.value("monthly_salary")
        note = ""
        if pay == "monthly" and percent is not None and full is not None and 0 < percent.value < 100 and full.ore > 0:
            note = self.seat.t(
                "For {percent}. A full position would be {amount}.", percent=percent, amount=_whole(full, percent)
            )
        elif pay == "monthly":
            note = self.seat.t("For the percentage that is worked.")
        self.fields["monthly_salary"].set_help(note)

    def set_kind(self, kind: str) -> None:
        """The kind of employment says whether there is a percentage where the pay is a fee."""
        is_employed = kind not in (FREELANCER, PENSION)
        if is_employed != self.is_employed:
            self.is_employed = is_employed
            self.react()
            self.settle()

    def show_part(self, part: TermsPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        self.fill({key: getattr(part, key) for key in self.fields}, typed)

    def part(self, base: TermsPart) -> TermsPart:
        """What stands in the form; the rest is as it was."""
        return replace(
            base,
            from_day=self.value("from_day") if "from_day" in self.fields else base.from_day,
            pay=self.text("pay"),
            percent=self.value("percent"),
            full_time_hours=self.value("full_time_hours"),
            monthly_salary=self.value("monthly_salary"),
            hourly_rate=self.value("hourly_rate"),
            period=self.text("period") or "MND",
            hours_divisor=self.value("hours_divisor"),
            pay_step=self.text("pay_step"),
        )


def _whole(salary: Any, percent: Any) -> Any:
    """What a full position would be paid."""
    return salary.part(100, percent.value)


class NumberedForm(PartForm):
    """What numbered wage types ask of the terms: the position category, the pay group and the hours of a month."""

    def __init__(self, seat: Seat, find: Find, around: Surroundings, columns: int = 2) -> None:
        super().__init__(seat, find, columns)
        t = seat.t
        self._groups = around.pay_groups
        names = [(number, f"{number} {name}".strip()) for number, name in around.categories]
        self.is_asked = seat.questions.has("category")
        if not self.is_asked:
            self.hide()
        elif not names:
            self._say_none()
        choice = Choice(seat, names, placeholder=t("Choose the position category"))
        self.add("category", t("Position category"), choice, span=columns, width=-1)
        group = LookupEdit(seat, self._suggest, title_of=str, free=True)
        words = t("By which result tables are read.")
        self.add("pay_group", t("Pay group"), group, optional=True, width=WIDTH["money"], help=words)
        self.grid.break_row()
        for key, label in (
            ("norm_hours", t("Hours a month")),
            ("agreement_hours", t("Hours a month of a full position")),
        ):
            hours = NumberEdit(seat, unit=t("h a month"))
            hours.setPlaceholderText(seat.formats.number(_STANDARD_HOURS))
            self.add(key, label, hours, optional=True, width=WIDTH["money"])
        if not names:
            self.fields["category"].hide()
            self.settle()

    def _say_none(self) -> None:
        t = self.seat.t
        box = MessageBox(
            "info",
            t("No position categories yet"),
            t("They decide holiday, savings and absence for everybody in them."),
            t("Set them up"),
        )
        box.clicked.connect(lambda: self.seat.go(Place("settings", None, "categories")))
        self.body.insertWidget(0, box)

    def _suggest(self, written: str) -> list[tuple[Any, str, str]]:
        """The groups that a result table knows; another may be typed."""
        return [(each, each, "") for each in self._groups if written.casefold() in each.casefold()]

    def show_part(self, part: TermsPart, typed: dict[str, str] | None = None) -> None:
        """Fill the form."""
        values = {key: getattr(part, key) for key in self.fields}
        values["category"] = part.category or None
        self.fill(values, typed)

    def part(self, base: TermsPart) -> TermsPart:
        """What stands in the form; the rest is as it was."""
        if not self.is_asked:
            return base
        return replace(
            base,
            category=self.text("category"),
            pay_group=self.text("pay_group").strip(),
            norm_hours=self.value("norm_hours"),
            agreement_hours=self.value("agreement_hours"),
        )


class EndForm(PartForm):
    """The last day, and why."""

    def __init__(self, seat: Seat, find: Find) -> None:
        super().__init__(seat, find, columns=1)
        t = seat.t
        self.add("employment_end", t("Last day at work"), DateEdit(seat), width=WIDTH["date"], required=True)
        words = t("Choose") if "end_reason" in seat.questions.names else t("Choose the reason")
        choice = Choice(seat, choosable(seat, "end_reason"), placeholder=words)
        self.add("end_reason", t("Why it ends"), choice, width=-1)

    def react(self) -> None:
        """The reason says when it is the right one."""
        self.fields["end_reason"].set_help(about(self.seat, "end_reason", self.text("end_reason")))

    def show_part(self, end: date | None, reason: str) -> None:
        """Fill the form."""
        self.fill({"employment_end": end, "end_reason": reason or None})
