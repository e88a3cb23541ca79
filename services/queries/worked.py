"""A rule written out: in words, and as the formula with the values that it was computed with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from models.values.message import Message, Plain
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.why import Figure, Node, Rate
from services.reference import why_words
from services.reference.why import RULES, readable

LEAVES: Final = frozenset({"pay.salary", "pay.entered", "pay.entered_rate", "pay.hourly_terms", "pay.nothing"})
"""Rules that only say where a value comes from."""

RATES: Final = frozenset({"pay.entered_rate", "pay.hourly_terms", "pay.hourly_from_year", "pay.hourly_from_divisor"})
"""Rules whose value is kroner for one of something."""

SIGNED: Final = {
    "pay.net": ("gross_cash", "-withholding", "-deductions"),
    "pay.difference": ("reversed", "now"),
    "no.withholding.sum": ("by_table", "by_percent"),
    "no.withholding_base.sum": ("table", "percent", "holiday"),
    "no.withholding_base.less": ("pay", "-union_dues", "-own_pension"),
}
"""Rules that add and take away: what is nothing is left out."""

_MOST_PARTS: Final = 4  # of a sum that is written out
_LETTERS: Final = re.compile(r"\{(\w+)\}")


def formula_of(figure: Figure[Any], *, with_result: bool = True) -> tuple[Message | None, Message | None]:
    """The rule in words, and with its values where it is arithmetic: with what it comes to, if wanted."""
    rule, words = figure.rule, why_words.rule_words(figure.rule)
    values = {name: _shown(name, node) for name, node in figure.inputs.items()}
    if rule.startswith("sum.") or rule in SIGNED:
        return words, added(_amounts(figure), figure.value, with_result=with_result)
    if _is_entered_instead(figure):
        return why_words.ENTERED_INSTEAD, None
    if _is_of_nothing(figure):
        return why_words.OF_NOTHING, None
    template = _template(figure)
    if template:
        signed = {name: _in_brackets(values[name], place) for place, name in enumerate(_LETTERS.findall(template))}
        return words, _equals(put(template, **signed), _result(figure) if with_result else None)
    sentence = RULES.get(rule)
    if sentence is None or not figure.inputs or rule in LEAVES or rule in _WORDS_SAY_ALL:
        return words, None
    told = {name: values.get(name, "") for name in _LETTERS.findall(sentence.text)}
    return words, Message(sentence.text, **told)


_WORDS_SAY_ALL: Final = frozenset({"pay.reversed", "pay.deducted", "no.exempt_left", "no.withholding.zero"})


def _template(figure: Figure[Any]) -> str:
    """The formula that the figure was computed by; empty where it is not arithmetic, or a limit came in."""
    rule, inputs = figure.rule, figure.inputs
    method = inputs.get("method")
    if rule == "pay.part_of_month":
        is_whole = figure.value == value_of(inputs["salary"])
        return "" if is_whole or method in why_words.METHODS else why_words.formula(rule, str(method))
    if rule == "no.holiday_pay.deduction":
        return why_words.formula(rule, str(method))
    if rule == "no.aga.on_accrual" and inputs.get("rate") is None:
        return ""
    if rule in _PRODUCTS and not _is_product(figure):
        return ""
    if rule == "no.withholding_base.exempt_excess" and not figure.value:
        return ""
    return why_words.formula(rule)


_PRODUCTS: Final = {
    "no.allowance.by_unit": ("units", "rate"),
    "no.allowance.free": ("units", "rate"),
    "no.allowance.subsistence": ("days", "rate"),
}


def _is_product(figure: Figure[Any]) -> bool:
    first, second = (value_of(figure.inputs[name]) for name in _PRODUCTS[figure.rule])
    return bool(Money.rounded(Decimal(first) * Decimal(second)) == figure.value)


def _is_entered_instead(figure: Figure[Any]) -> bool:
    """Whether somebody entered what an allowance comes to, instead of quantity × rate."""
    if figure.rule == "no.allowance.by_unit":
        return not _is_product(figure)
    return figure.rule == "no.allowance.subsistence" and len(figure.inputs) == 2 and not _is_product(figure)


_OF_A_BASIS: Final = {
    "pay.percent_of": "basis",
    "no.withholding.percent": "base",
    "no.withholding.no_card": "base",
}


def _is_of_nothing(figure: Figure[Any]) -> bool:
    """Whether a percentage is of a basis below zero, of which nothing is taken."""
    name = _OF_A_BASIS.get(figure.rule)
    if name is None or figure.value:
        return False
    basis = value_of(figure.inputs[name])
    return isinstance(basis, Money) and basis.ore < 0


def _amounts(figure: Figure[Any]) -> list[Money]:
    """What a figure is the sum of, each with its sign."""
    if figure.rule not in SIGNED:
        return [value for node in figure.inputs.values() if isinstance(value := value_of(node), Money)]
    found = []
    for name in SIGNED[figure.rule]:
        value = value_of(figure.inputs.get(name.lstrip("-")))
        if isinstance(value, Money):
            found.append(-value if name.startswith("-") else value)
    return found


def added(amounts: Iterable[Money], result: Money, *, with_result: bool = True) -> Message | None:
    """Amounts one after the other with their signs. None where there is one only, where they are too many to read, and
    where they do not add up to the result: a part of each was taken.
    """
    parts = [each for each in amounts if each]
    if not 1 < len(parts) <= _MOST_PARTS or Money.total(parts) != result:
        return None
    total = put("{amount}", amount=parts[0])
    for each in parts[1:]:
        total = put("{sum} − {amount}" if each.ore < 0 else "{sum} + {amount}", sum=total, amount=abs(each))
    return _equals(total, result if with_result else None)


def _equals(worked: Message, result: Plain | None) -> Message:
    return worked if result is None else put("{worked} = {result}", worked=worked, result=result)


def put(template: str, **values: Plain) -> Message:
    """Signs and values only: the same in every language, so that no catalogue has to know it."""
    return Message(template, **values)


def _in_brackets(value: Plain, place: int) -> Plain:
    """A negative amount inside a formula stands in brackets."""
    is_negative = isinstance(value, Money) and value.ore < 0
    return put("({amount})", amount=value) if is_negative and place else value


def _result(figure: Figure[Any]) -> Plain:
    return rated(figure.value) if figure.rule in RATES else plain(figure.value)


def value_of(node: Node) -> Any:
    return node.value if isinstance(node, Figure | Rate) else node


def _shown(name: str, node: Node) -> Plain:
    value = value_of(node)
    if isinstance(node, Figure) and node.rule in RATES:
        return rated(value)
    if name == "method" and str(value) in why_words.METHODS:
        return why_words.METHODS[str(value)]
    return in_words(name, value)


def in_words(name: str, value: Any) -> Plain:
    """A plain value as it is said: codes as words, years and numbers of days as text."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return plain(value)
    if name == "card":
        return why_words.CARDS.get(str(value)) or str(value)
    if name == "period":
        return why_words.PERIODS.get(str(value)) or str(value)
    if name == "method":
        return why_words.METHODS.get(str(value)) or _method(str(value))
    if isinstance(value, int):
        return str(value)
    return plain(value)


def _method(value: str) -> Plain:
    if not value.replace(".", "", 1).isdecimal():
        return value  # a rounding method that has a letter
    return "12/260" if value == "260" else Decimal(value)


def rated(value: Any) -> Plain:
    """Kroner for an hour or a piece, with øre; more decimals where there are more."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -2:
            return Money.kr(value)
    return plain(value)


def plain(value: Any) -> Plain:
    """A value of a figure as one that a message takes; a number that a division made has a few decimals."""
    value = readable(value)
    if isinstance(value, tuple):
        return " · ".join(str(part) for part in value)
    if isinstance(value, Money | Percent | Decimal | Message | Month | Span | date | str):
        return value
    return "" if value is None else str(value)
