"""One row of a list of employees as the parts of the form of a new employee, and what has to be asked because the words
of another program are not ours: which sub-unit, which occupation, why an employment ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from models.values.finding import Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.desk.employee_around import Surroundings
from services.desk.employee_form import FREELANCER, LATER, PENSION, is_abroad, one_line, plain_number
from services.desk.table_employees_columns import BY_NAME, CODED, LISTS, OPENINGS, code_of
from services.desk.table_kind import OptionValue, Question, ReadRow
from services.engine.facts import Establishment
from services.files.cells import plain_header, text_of
from services.reference import employment_words as words
from services.reference.occupations import Occupation, catalogue, find_occupations
from services.reference.postal_places import postal_places

NOTHING: Final = "-"
"""The answer that a word is no code of ours, and the field stays empty."""
_MOST_QUESTIONS: Final = 40
_MOST_HITS: Final = 12
_NUMBER_PUT_BACK: Final = Message("A zero that a spreadsheet took away is put back in front")
_MONTHS: Final = 12
_ASKED: Final = ("type", "form", "work_schedule", "end_reason", "pay", "period", "tax_card", "language")
"""A word that is not known under these is asked about."""
_PERSON: Final = ("number", "national_id", "born", "international_id", "language", "international_type", "bank_bic")
_EMPLOYMENT: Final = (
    *("type", "form", "start", "title", "work_schedule", "seniority", "zone"),
    *("vessel_register", "vessel_type", "vessel_area"),
)
_TERMS: Final = ("percent", "full_time_hours", "monthly_salary", "hourly_rate", "hours_divisor", "period", "pay_step")


@dataclass(slots=True)
class Said:
    """What a row says, part by part, by the names of the form's fields; what it does not say is not there."""

    person: dict[str, Any] = field(default_factory=dict)
    employment: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    opening: dict[str, Any] = field(default_factory=dict)
    first_name: str = ""
    last_name: str = ""
    pay_form: str = "monthly"
    end: date | None = None
    end_reason: str = ""

    @property
    def has_pay(self) -> bool:
        """Whether the row says how the person is paid."""
        return not self.terms.keys().isdisjoint(("monthly_salary", "hourly_rate"))


@dataclass(slots=True)
class Asked:
    """What is asked about the whole table, with the answers that there are."""

    around: Surroundings
    answers: Mapping[str, str]
    _questions: dict[str, Question] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(self._questions.values())[:_MOST_QUESTIONS]

    def ask(self, name: str, target: str, what: Message, values: Iterable[OptionValue]) -> str:
        """The answer to a question, empty where there is none yet."""
        if name not in self._questions:
            offered = tuple(values)
            said = self.answers.get(name, "")
            answer = said if said in {each.value for each in offered} else ""
            self._questions[name] = Question(name, target, what, offered, answer, is_required=False)
        return self._questions[name].answer


def said_of(row: ReadRow, asked: Asked) -> Said:
    """What a row says. What nobody can know without an answer is told beside the cell, as a STOP."""
    values = dict(row.values)
    for target in CODED:
        if isinstance(text := values.get(target), str):
            values[target] = _code(row, target, text, asked)
    said = Said()
    said.person = {name: values[name] for name in _PERSON if values.get(name) not in (None, "")}
    said.employment = {name: values[name] for name in _EMPLOYMENT if values.get(name) not in (None, "")}
    said.terms = {name: values[name] for name in _TERMS if values.get(name) not in (None, "")}
    said.opening = {each.name: values[each.name] for each in OPENINGS if each.name in values}
    _name(said, values)
    _contact(row, said, values)
    _pay(row, said, values)
    _card(said, values, asked.around)
    if text := values.get("establishment"):
        said.employment["establishment"] = _unit(row, str(text), asked)
    _occupation(row, said, values, asked)
    end = values.get("employment_end")
    if isinstance(end, date):
        said.end, said.end_reason = end, str(values.get("end_reason") or "")
    return said


def ask_of_new(row: ReadRow, said: Said, asked: Asked) -> None:
    """What has to be known of somebody new: the sub-unit, and why an employment ends."""
    units = asked.around.units
    if "establishment" not in said.employment:
        what = Message("Which sub-unit do those work in of whom the table does not say it?")
        if len(units) == 1:
            said.employment["establishment"] = units[0].orgnr
        else:
            said.employment["establishment"] = asked.ask("establishment", "establishment", what, _offered(units))
    if said.end is not None and not said.end_reason and said.employment.get("type") not in (FREELANCER, PENSION):
        what = Message("Why do employments end of which the table does not say it?")
        said.end_reason = asked.ask("end_reason", "end_reason", what, _choices("end_reason"))
        if not said.end_reason:
            row.tell(Severity.STOP, Message("Choose why the employment ends. The report asks for it"), "end_reason")


def _code(row: ReadRow, target: str, text: str, asked: Asked) -> str:
    """The code of a word; asked where it is not known."""
    found = code_of(target, text)
    if found is None and target in _ASKED:
        what = Message("What is “{text}” under {column}?", text=text[:60], column=BY_NAME[target].label)
        found = asked.ask(f"{target}={plain_header(text)}", target, what, _choices(target)) or None
    if found is None:
        what = Message("“{text}” is not known here: say what it means, or mend the cell", text=text[:60])
        row.tell(Severity.STOP, what, target)
    return found or ""


def _choices(target: str) -> Iterable[OptionValue]:
    for code, word in LISTS[target].items():
        yield OptionValue(code, word.name, word.about) if isinstance(word, words.Word) else OptionValue(code, word)


# --- the person ------------------------------------------------------------------------------------------------------


def _name(said: Said, values: Mapping[str, Any]) -> None:
    first, last = one_line(str(values.get("first_name", ""))), one_line(str(values.get("last_name", "")))
    if not (first and last) and (whole := one_line(str(values.get("name", "")))):
        family, comma, given = whole.partition(",")
        if comma:
            first, last = given.strip(), family.strip()
        elif last and whole.endswith(last):
            first = whole.removesuffix(last).strip()
        elif first and whole.startswith(first):
            last = whole.removeprefix(first).strip()
        else:
            first, _, last = whole.rpartition(" ")
    said.first_name, said.last_name = first, last
    if name := one_line(f"{first} {last}"):
        said.person["name"] = name


def _contact(row: ReadRow, said: Said, values: Mapping[str, Any]) -> None:
    if email := values.get("email"):
        said.person["email"] = str(email).removeprefix("mailto:")
    if country := values.get("international_country"):
        said.person["international_country"] = str(country).upper()
    if home := values.get("tax_home"):
        said.person["tax_home"] = "" if plain_header(str(home)) in ("no", "norge", "norway") else str(home).upper()
    if address := _address(row, values):
        said.person["address"] = address
    if account := values.get("bank_account"):
        plain = plain_number(str(account)).upper()
        if plain.isdigit() and len(plain) == 10:
            plain = f"0{plain}"
            row.tell(Severity.WARNING, _NUMBER_PUT_BACK, "bank_account")
        if plain.startswith("NO") and len(plain) == 15:
            plain = plain[4:]
        said.person["bank_account"] = plain
        if not is_abroad(plain):
            said.person.pop("bank_bic", None)
    if bic := said.person.get("bank_bic"):
        said.person["bank_bic"] = plain_number(str(bic)).upper()


def _address(row: ReadRow, values: Mapping[str, Any]) -> str:
    """The lines of an address; postcode and place, where they stand alone, are its last."""
    lines = [one_line(text_of(each)) for each in row.cells.get("address", "").splitlines()]
    lines.append(str(values.get("address_2", "")))
    code, place = str(values.get("postcode", "")), str(values.get("place", ""))
    if code.isdigit() and len(code) == 3:
        code = f"0{code}"
        row.tell(Severity.WARNING, _NUMBER_PUT_BACK, "postcode")
    if code and not place and code in (known := postal_places("NO")):
        place = known[code].place
    lines.append(f"{code} {place}")
    return "\n".join(line for each in lines if (line := one_line(each)))


# --- the employment --------------------------------------------------------------------------------------------------


def _offered(units: Iterable[Establishment]) -> list[OptionValue]:
    return [OptionValue(each.orgnr, Message("{name}", name=each.name or each.orgnr)) for each in units]


def _unit(row: ReadRow, text: str, asked: Asked) -> str:
    """The organisation number of the sub-unit that a cell names."""
    units = asked.around.units
    number = plain_number(text)
    if number.isdigit():
        firm = asked.around.employer.orgnr if asked.around.employer is not None else ""
        if number == firm and firm not in {each.orgnr for each in units} and len(units) == 1:
            return units[0].orgnr  # programs that know no sub-units give the firm's number
        return number
    for each in units:
        if each.name and plain_header(each.name) == plain_header(text):
            return each.orgnr
    what = Message("Which sub-unit is “{text}”?", text=text[:60])
    found = asked.ask(f"establishment={plain_header(text)}", "establishment", what, _offered(units))
    if not found:
        what = Message("“{text}” is not known here: say what it means, or mend the cell", text=text[:60])
        row.tell(Severity.STOP, what, "establishment")
    return found


def _occupation(row: ReadRow, said: Said, values: Mapping[str, Any], asked: Asked) -> None:
    """The code of the occupation: as it stands, else by what it is called; several that fit are asked about."""
    text = str(values.get("occupation", ""))
    by_title = not text
    if by_title:
        text = str(values.get("title", ""))
    if not text:
        return
    code = plain_number(text)
    if code.isdigit():
        if not by_title:
            said.employment["occupation"] = code.rjust(7, "0") if len(code) == 6 else code
            if len(code) == 6:
                row.tell(Severity.WARNING, _NUMBER_PUT_BACK, "occupation")
        return
    target = "title" if by_title else "occupation"
    if not by_title:
        said.employment.setdefault("title", text[:100])
    found = _occupations(asked.around.country, text)
    if len(found) == 1:
        said.employment["occupation"] = found[0].code
        what = Message("Taken for {name} ({code})", name=found[0].name, code=found[0].code)
        row.tell(Severity.NOTE, what, target)
        return
    if not found:
        row.tell(Severity.WARNING, Message("There is no occupation called “{text}”", text=text[:60]), target)
        return
    offered = [OptionValue(each.code, Message("{code} {name}", code=each.code, name=each.name)) for each in found]
    offered.append(OptionValue(NOTHING, Message("None of these: leave it empty for now")))
    what = Message("Which occupation is “{text}”?", text=text[:60])
    answer = asked.ask(f"occupation={plain_header(text)}", target, what, offered)
    if answer and answer != NOTHING:
        said.employment["occupation"] = answer
    elif not answer and not by_title:
        what = Message("“{text}” can be {count} occupations: say which", text=text[:60], count=len(found))
        row.tell(Severity.STOP, what, target)


@cache
def _occupations(country: str, text: str) -> tuple[Occupation, ...]:
    """The occupations that words may mean. One that is called exactly so is the only one."""
    wanted = plain_header(text)
    found = [each for each in catalogue(country).values() if plain_header(each.name) == wanted]
    return (found[0],) if found else tuple(find_occupations(country, text, _MOST_HITS))


def _pay(row: ReadRow, said: Said, values: Mapping[str, Any]) -> None:
    """The form of pay is what the row says, else what it has an amount for."""
    zero = Money(0)
    for name in ("monthly_salary", "hourly_rate"):
        if said.terms.get(name) == zero and not values.get("pay"):
            del said.terms[name]  # programs write 0 for what does not apply
    yearly = values.get("yearly_salary")
    if isinstance(yearly, Money) and yearly != zero and "monthly_salary" not in said.terms:
        monthly = Money((2 * yearly.ore + _MONTHS) // (2 * _MONTHS))  # to the nearest øre
        said.terms["monthly_salary"] = monthly
        what = Message("{amount} a month, for the percentage that is worked. See that it is right", amount=monthly)
        row.tell(Severity.NOTE, what, "yearly_salary")
    form = str(values.get("pay") or "")
    has_monthly, has_hourly = "monthly_salary" in said.terms, "hourly_rate" in said.terms
    if not form and has_monthly and has_hourly:
        what = Message("There is a monthly salary as well, and that is taken")
        row.tell(Severity.WARNING, what, "hourly_rate")
    if not form:
        is_fee = said.employment.get("type") in (FREELANCER, PENSION)
        form = "monthly" if has_monthly else "hourly" if has_hourly else "fee" if is_fee else "monthly"
    said.pay_form = form
    if form != "monthly":
        said.terms.pop("monthly_salary", None)
        said.terms.pop("hours_divisor", None)
    if form != "hourly":
        said.terms.pop("hourly_rate", None)
    if (step := said.terms.get("pay_step")) is not None:
        said.terms["pay_step"] = one_line(str(step))


def _card(said: Said, values: Mapping[str, Any], around: Surroundings) -> None:
    """The tax card that the row tells of, of this year where it does not say which."""
    kind = str(values.get("tax_card") or "")
    table = plain_number(str(values.get("table", ""))).upper()
    digits = "".join(sign for sign in table if sign.isdigit())
    table = f"{digits}P" if digits and table.endswith("P") else digits or table
    percent, exempt = values.get("card_percent"), values.get("exempt_amount")
    if not kind:
        if table and table != "0":
            kind = "table"
        elif isinstance(exempt, Money) and exempt != Money(0):
            kind = "exempt"
        elif isinstance(percent, Percent) and percent.value:
            kind = "percent"
    if not kind or kind == LATER:
        return
    year = values.get("card_year")
    said.card = {
        "year": year if isinstance(year, int) else around.today.year,
        "kind": kind,
        "table": table,
        "percent": percent if isinstance(percent, Percent) and (percent.value or kind == "percent") else None,
        "exempt_amount": exempt if isinstance(exempt, Money) else None,
    }
