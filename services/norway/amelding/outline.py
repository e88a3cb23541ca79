"""An a-melding as a person reads it: the delivery with its sub-units and people, and what is to be paid.

Every part keeps its way in the file, so that a finding can be shown where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from models.values.message import Message, Plain
from models.values.money import Money
from models.values.percent import Percent
from services.engine.country import ReadReport
from services.engine.report import ReportAround, ReportNode, ReportPayment, Words
from services.norway.amelding.control import Context, identity
from services.norway.amelding.controls import check_reading
from services.norway.amelding.mending import in_words, told
from services.norway.amelding.read import Node, read
from services.norway.amelding.words import COUNTS, PERCENTAGES, code, element
from services.reference.codes import code_lists
from services.reference.formats import organisation

_ABOUT = ("kalendermaaned", "leveringstidspunkt", "kildesystem", "meldingsId", "opplysningspliktig")
_YES, _NO = Message("Yes"), Message("No")
_PAYMENTS = {
    "sumForskuddstrekk": "withholding",
    "sumForskuddstrekkPerLoennsutbetalingsdato": "withholding",
    "sumArbeidsgiveravgift": "aga",
    "sumFinansskattLoenn": "finance_tax",
    "sumUtleggstrekk": "attachments",
}

_Made: TypeAlias = "tuple[Words, Plain | None, Sequence[ReportNode]]"


def read_in_words(content: bytes, names: Mapping[str, str], around: ReportAround) -> ReadReport:
    """A file in plain words, with what the controls find in it; see the country's face."""
    reading = read(content)
    before = [root for each in around.last_month if (root := read(each).root) is not None]
    context = Context(before, frozenset(), around.replaced, around.establishments, around.today)
    findings = [told(found) for found in check_reading(reading, len(content), context)]
    delivery = reading.root.first("Leveranse") if reading.root is not None else None
    said = tuple(replace(found, what=in_words(found.what)) for found in findings)
    if delivery is None:
        return ReadReport("", "", (), (), said)
    return ReadReport(
        delivery.value("meldingsId"),
        delivery.value("erstatterMeldingsId"),
        tuple(_Outline(names).parts(delivery)),
        tuple(_payments(delivery)),
        said,
    )


def _payments(delivery: Node) -> Iterator[ReportPayment]:
    sums = delivery.first("oppgave", "betalingsinformasjon")
    for node in sums.children if sums is not None else ():
        kind = _PAYMENTS.get(node.name)
        amount = node.number("beloep") if node.children else node.number()
        if kind is not None and amount is not None:
            yield ReportPayment(kind, Money.rounded(amount), node.day("loennsutbetalingsdato"))


class _Outline:
    """Puts one message into words. `names` are those of people and sub-units by their numbers."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._occupations = code_lists("no/amelding_occupations")["yrke"]
        self._groups: Mapping[str, Callable[[Node], _Made]] = {
            "inntektsmottaker": self._person,
            "arbeidsforhold": self._employment,
            "inntekt": self._income,
            "fradrag": self._described,
            "utleggstrekk": self._described,
            "permisjon": self._leave,
            "forskuddstrekk": self._amount,
            "loennOgGodtgjoerelse": self._basis,
            "tilskuddOgPremieTilPensjon": self._basis,
            "fradragIGrunnlagetForSone": self._basis,
            "arbeidsgiveravgift": self._group,
            "internasjonalIdentifikator": self._foreign,
            "opplysningspliktig": self._only,
            "pensjonsinnretning": self._only,
        }

    def parts(self, delivery: Node) -> Iterator[ReportNode]:
        """The delivery, and the sums."""
        content = delivery.first("oppgave")
        about = tuple(self._node(child) for child in delivery.children if child.name in _ABOUT)
        replaces = delivery.value("erstatterMeldingsId")
        inside: list[ReportNode] = []
        for child in content.children if content is not None else ():
            if child.name == "virksomhet":
                inside.append(self._unit(child))
            elif child.name != "betalingsinformasjon":
                inside.append(self._node(child))
        yield ReportNode(
            delivery.path,
            delivery.line,
            delivery.name,
            element(delivery.name),
            Message("replaces another") if replaces else Message("replaces none"),
            (ReportNode(f"{delivery.path}/", delivery.line, "", Message("About the report"), None, about), *inside),
        )
        if content is not None:
            yield self._summary(content)

    def _summary(self, content: Node) -> ReportNode:
        """What is to be paid: withheld tax, the employer's contribution, and what is deducted from its basis."""
        sums = content.first("betalingsinformasjon")
        at = sums or content
        order = list(_PAYMENTS)
        inside = [node for node in sums.children if node.name in order] if sums is not None else []
        parts = [self._sum(node) for node in sorted(inside, key=lambda node: order.index(node.name))]
        deducted = sum(
            (
                line.number("avgiftsfradragBeloep") or Decimal(0)
                for unit in content.all("virksomhet")
                for contribution in unit.all("arbeidsgiveravgift")
                for line in contribution.all("fradragIGrunnlagetForSone")
            ),
            Decimal(0),
        )
        parts.append(ReportNode(f"{at.path}/-", at.line, "", Message("Deducted from the basis"), abs(deducted)))
        return ReportNode(at.path, at.line, at.name, Message("Summary"), None, tuple(parts))

    def _sum(self, node: Node) -> ReportNode:
        day = node.day("loennsutbetalingsdato")
        amount = node.number("beloep") if node.children else node.number()
        title: Words = element(node.name)
        if day is not None:
            title = Message("Withheld tax, paid {day}", day=day)
        return ReportNode(node.path, node.line, node.name, title, _kroner(amount, node))

    def _unit(self, node: Node) -> ReportNode:
        number = node.value("norskIdentifikator")
        people = len(node.all("inntektsmottaker"))
        many = Message("1 person") if people == 1 else Message("{count} people", count=people)
        return ReportNode(
            node.path,
            node.line,
            node.name,
            self._names.get(number) or Message("Sub-unit {number}", number=organisation(number)),
            many,
            tuple(self._node(child) for child in node.children),
        )

    def _node(self, node: Node) -> ReportNode:
        """Any element: in the form that its kind has, or as its name and its value."""
        make = self._groups.get(node.name)
        if make is None:
            if node.children:
                make = self._group
            else:
                return self._leaf(node)
        title, value, children = make(node)
        person = identity(node) if node.name == "inntektsmottaker" else ""
        return ReportNode(node.path, node.line, node.name, title, value, tuple(children), person)

    def _leaf(self, node: Node) -> ReportNode:
        is_person = node.above("inntektsmottaker") is not None
        if node.name == "norskIdentifikator":
            title = Message("National identity number") if is_person else Message("Organisation number")
            return ReportNode(node.path, node.line, node.name, title, node.text.strip(), secret=is_person)
        return ReportNode(node.path, node.line, node.name, element(node.name), self._value(node))

    def _value(self, node: Node) -> Plain | None:
        text = node.text.strip()
        kind = node.element.kind
        if node.name == "yrke":
            known = self._occupations.get(text)
            return f"{text} {known.note.capitalize()}" if known is not None else text
        if kind in ("dec", "kr", "int"):
            return _number(node)
        if kind in ("date", "datetime"):
            return node.day() or text
        if kind == "month":
            return node.month() or text
        if kind == "bool":
            truth = node.truth()
            return text if truth is None else _YES if truth else _NO
        return code(text)

    def _leaves(self, nodes: Iterable[Node]) -> list[ReportNode]:
        return [self._node(node) for node in nodes]

    def _group(self, node: Node) -> _Made:
        return element(node.name), None, self._leaves(node.children)

    def _only(self, node: Node) -> _Made:
        """A group that holds one value, as that value."""
        return element(node.name), node.children[0].text.strip() if node.children else None, ()

    def _person(self, node: Node) -> _Made:
        number = identity(node)
        name = self._names.get(number) or node.value("identifiserendeInformasjon", "navn")
        paid = sum((line.number("beloep") or Decimal(0) for line in node.all("inntekt")), Decimal(0))
        return name or Message("Person without a name"), _money(paid), self._leaves(node.children)

    def _employment(self, node: Node) -> _Made:
        number = node.value("arbeidsforholdId")
        percent = node.number("stillingsprosent")
        title = Message("Employment {id}", id=number) if number else element(node.name)
        value = Percent(percent) if percent is not None else code(node.value("typeArbeidsforhold"))
        return title, value, self._leaves(node.children)

    def _income(self, node: Node) -> _Made:
        """A line of pay under the name of what was paid; what its description says beside that is its own."""
        rest = [child for child in node.children if child.name != "beloep"]
        pay = next((child for child in rest if child.value("beskrivelse")), None)
        if pay is None:
            return element(node.name), _money(node.number("beloep")), self._leaves(rest)
        inside = [child for child in rest if child is not pay]
        inside += [child for child in pay.children if child.name != "beskrivelse"]
        return code(pay.value("beskrivelse")), _money(node.number("beloep")), self._leaves(inside)

    def _described(self, node: Node) -> _Made:
        title = code(node.value("beskrivelse")) if node.value("beskrivelse") else element(node.name)
        rest = [child for child in node.children if child.name not in ("beskrivelse", "beloep")]
        return title, _number_of(node.first("beloep")), self._leaves(rest)

    def _leave(self, node: Node) -> _Made:
        percent = node.number("permisjonsprosent")
        return (
            code(node.value("beskrivelse")),
            Percent(percent) if percent is not None else None,
            self._leaves(child for child in node.children if child.name != "beskrivelse"),
        )

    def _amount(self, node: Node) -> _Made:
        kind = node.value("beskrivelse")
        rest = [child for child in node.children if child.name == "beskrivelse" and kind != "ordinaert"]
        return element(node.name), _number_of(node.first("beloep")), self._leaves(rest)

    def _basis(self, node: Node) -> _Made:
        amount = node.first("avgiftsgrunnlagBeloep") or node.first("avgiftsfradragBeloep")
        title = element(node.name)
        zone = node.value("sone")
        if zone and isinstance(title, Message):
            title = Message("{what}, zone {zone}", what=title, zone=zone)
        return title, _number_of(amount), self._leaves(child for child in node.children if child is not amount)

    def _foreign(self, node: Node) -> _Made:
        inside = [replace(self._node(child), secret=child.name == "identifikator") for child in node.children]
        return element(node.name), None, inside


def _number_of(node: Node | None) -> Plain | None:
    return _number(node) if node is not None else None


def _number(node: Node) -> Plain | None:
    """A number as what it is: percentage, count, whole kroner or amount. What cannot be read stands as it is."""
    number = node.number()
    if number is None:
        return node.text.strip()
    if node.name in PERCENTAGES:
        return Percent(number)
    if node.name in COUNTS or node.element.kind == "int":
        return number
    return _kroner(number, node)


def _kroner(number: Decimal | None, node: Node) -> Plain | None:
    """Whole kroner as a plain number, as the message has them; other amounts with their øre."""
    amount = node.first("beloep") if node.children else node
    if number is not None and amount is not None and amount.element.kind == "kr":
        return number
    return _money(number)


def _money(number: Decimal | None) -> Plain | None:
    return Money.rounded(number) if number is not None else None
