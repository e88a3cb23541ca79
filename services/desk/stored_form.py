"""The form in which facts and results lie in the client file: compact bytes, and the very same values back.

A payslip is kept with the facts it was made from and with every figure's trace. Figures that explain several others are
written once; the order of writing is the order of computing, so the same result always gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, get_origin

import msgspec

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.why import Figure, Rate
from services.engine.facts import LineInput, PayChoices, RunFacts
from services.engine.numbered import NumberedSetup
from services.engine.posting import Voucher
from services.engine.result import ContributionPart, Payslip

T = TypeVar("T")

_LEVEL = 1  # of compression: the fastest takes two thirds already

_TO_PLAIN: dict[type, tuple[str, Callable[[Any], Any]]] = {
    Money: ("m", lambda value: value.ore),
    Percent: ("p", lambda value: str(value.value)),
    Decimal: ("d", str),
    date: ("t", lambda value: value.isoformat()),
    Month: ("M", str),
    Span: ("S", lambda value: [value.first.isoformat(), value.last.isoformat() if value.last else None]),
}
_FROM_PLAIN: dict[str, Callable[[Any], Any]] = {
    "m": Money,
    "p": Percent.of,
    "d": Decimal,
    "t": date.fromisoformat,
    "M": Month.parse,
    "S": lambda days: Span(date.fromisoformat(days[0]), date.fromisoformat(days[1]) if days[1] else None),
}


class NotAsWritten(ValueError):
    """Bytes that are not what this program wrote."""


class _Writer:
    """Writes one document: figures and rates become numbers into lists that stand before the rest."""

    def __init__(self) -> None:
        self.figures: list[Any] = []
        self.rates: list[Any] = []
        self._figures_known: dict[object, int] = {}  # by identity, so they must live on meanwhile
        self._alive: list[Figure[Any]] = []
        self._rates_known: dict[Rate[Any], int] = {}

    def hook(self, value: Any) -> Any:
        """What msgspec does not know: a figure or a message."""
        if isinstance(value, Figure):
            return self._figure(value)
        if isinstance(value, Message):
            return [value.text, [[name, self.plain(each)] for name, each in value.values]]
        if hasattr(value, "items"):
            return dict(value.items())
        raise TypeError(f"{type(value).__name__} has no stored form")

    def _figure(self, figure: Figure[Any]) -> int:
        # One without inputs may be a constant of the program, which is another object after it was read back.
        known = id(figure) if figure.inputs else (figure.rule, type(figure.value), figure.value)
        number = self._figures_known.get(known)
        if number is None:
            written = [
                figure.rule,
                self.plain(figure.value),
                [[name, self.plain(node)] for name, node in figure.inputs.items()],
            ]
            number = self._figures_known[known] = len(self.figures)
            self.figures.append(written)
            self._alive.append(figure)
        return number

    def _rate(self, rate: Rate[Any]) -> int:
        number = self._rates_known.get(rate)
        if number is None:
            number = self._rates_known[rate] = len(self.rates)
            self.rates.append([rate.name, self.plain(rate.value), rate.since.isoformat(), rate.source, rate.status])
        return number

    def plain(self, value: Any) -> Any:
        """A value in a trace or a sentence: text and whole numbers as they are, everything else with a letter before
        it.
        """
        kind = type(value)
        if kind is Figure:
            return ["f", self._figure(value)]
        if kind is Money:
            return ["m", value.ore]
        if kind is str or kind is int or value is None:
            return value
        if kind is Rate:
            return ["r", self._rate(value)]
        if kind is Message:
            return ["x", self.hook(value)]
        letter, write = _TO_PLAIN[kind]
        return [letter, write(value)]


class _Reader:
    """Reads one document back."""

    def __init__(self, figures: list[Any], rates: list[Any]) -> None:
        self._rates = [
            Rate(name, self._value(value), date.fromisoformat(since), source, status)
            for name, value, since, source, status in rates
        ]
        self._figures: list[Figure[Any]] = []
        for rule, value, inputs in figures:
            self._figures.append(Figure(self._value(value), rule, {name: self._value(node) for name, node in inputs}))

    def hook(self, kind: Any, value: Any) -> Any:
        """The other way round."""
        if kind is Message:
            return self._message(value)
        if kind is Figure or get_origin(kind) is Figure:
            return self._figures[value]
        raise TypeError(f"{kind} has no stored form")

    def _message(self, value: Any) -> Message:
        text, values = value
        return Message(text, **{name: self._value(each) for name, each in values})

    def _value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        letter, content = value
        if letter == "f":
            return self._figures[content]
        if letter == "r":
            return self._rates[content]
        if letter == "x":
            return self._message(content)
        return _FROM_PLAIN[letter](content)


def _write(value: Any) -> bytes:
    return zlib.compress(_plainly(value), _LEVEL)


def _plainly(value: Any) -> bytes:
    writer = _Writer()
    body = msgspec.msgpack.Encoder(enc_hook=writer.hook).encode(value)
    return msgspec.msgpack.encode([writer.figures, writer.rates, msgspec.Raw(body)])


def _read(content: bytes, kind: type[T]) -> T:
    try:
        figures, rates, body = msgspec.msgpack.decode(
            zlib.decompress(content), type=tuple[list[Any], list[Any], msgspec.Raw]
        )
        reader = _Reader(figures, rates)
        return msgspec.msgpack.Decoder(kind, dec_hook=reader.hook).decode(body)
    except (zlib.error, msgspec.MsgspecError, ArithmeticError, LookupError, TypeError, ValueError) as wrong:
        raise NotAsWritten(kind.__name__) from wrong


def write_payslip(slip: Payslip) -> bytes:
    """A payslip with its facts and traces."""
    return _write(slip)


def is_written_as(slip: Payslip, content: bytes) -> bool:
    """Whether the payslip would be kept as these bytes: sooner known than by reading them. Raises NotAsWritten."""
    try:
        return zlib.decompress(content) == _plainly(slip)
    except zlib.error as wrong:
        raise NotAsWritten(Payslip.__name__) from wrong


def read_payslip(content: bytes) -> Payslip:
    """The payslip back, equal to what was written."""
    return _read(content, Payslip)


@dataclass(frozen=True, slots=True)
class _OnlyFindings:
    """As much of a payslip as one reads to know whether it is all right."""

    findings: tuple[Finding, ...]


def read_findings(content: bytes) -> tuple[Finding, ...]:
    """What a stored payslip asks to look at, without reading the rest of it. No finding names a figure."""
    _, _, body = msgspec.msgpack.decode(zlib.decompress(content), type=tuple[msgspec.Raw, msgspec.Raw, msgspec.Raw])
    return msgspec.msgpack.Decoder(_OnlyFindings, dec_hook=_Reader([], []).hook).decode(body).findings


@dataclass(frozen=True, slots=True)
class _OnlyContributions:
    """As much of a payslip as the employer's contribution is added up from."""

    contributions: tuple[ContributionPart, ...] = ()


def read_contributions(content: bytes) -> tuple[ContributionPart, ...]:
    """The parts of a stored payslip's contribution, without reading the rest of it. No part names a figure."""
    _, _, body = msgspec.msgpack.decode(zlib.decompress(content), type=tuple[msgspec.Raw, msgspec.Raw, msgspec.Raw])
    return msgspec.msgpack.Decoder(_OnlyContributions, dec_hook=_Reader([], []).hook).decode(body).contributions


def write_facts(facts: RunFacts) -> bytes:
    """A run's facts; the people stand in their payslips and are left out by the caller."""
    return _write(facts)


def read_facts(content: bytes) -> RunFacts:
    """The facts back."""
    return _read(content, RunFacts)


def write_voucher(voucher: Voucher) -> bytes:
    """The journal entry of a run."""
    return _write(voucher)


def read_voucher(content: bytes) -> Voucher:
    """The journal entry back."""
    return _read(content, Voucher)


def write_kept(value: object) -> bytes:
    """Plain values of the program's own that are kept beside what they were made from."""
    return _write(value)


def read_kept(content: bytes, kind: type[T]) -> T:
    """The values back. Raises NotAsWritten."""
    return _read(content, kind)


def write_line(line: LineInput) -> str:
    """An entered line as JSON, which the change log can show."""
    return msgspec.json.encode(line).decode()


def read_line(text: str) -> LineInput:
    """The entered line back."""
    return msgspec.json.decode(text, type=LineInput)


def write_choices(choices: PayChoices) -> str:
    """The pay choices as JSON, which the change log can show: only what differs from the usual."""
    usual = PayChoices()
    own = {name: value for name in choices.__slots__ if (value := getattr(choices, name)) != getattr(usual, name)}
    return msgspec.json.encode(own, order="sorted").decode()


def write_numbered(setup: NumberedSetup) -> str:
    """The choices for numbered wage types as JSON: only what differs from the usual. Position categories, result tables
    and the SE number have rows of their own.
    """
    usual, rows = NumberedSetup(), ("se", "categories", "steps")
    own = {name: value for name in setup.__slots__ if (value := getattr(setup, name)) != getattr(usual, name)}
    return msgspec.json.encode(
        {name: value for name, value in own.items() if name not in rows}, order="sorted"
    ).decode()


def read_numbered(text: str) -> NumberedSetup:
    """The choices back."""
    return msgspec.json.decode(text, type=NumberedSetup)


def read_choices(text: str) -> PayChoices:
    """The pay choices back."""
    return msgspec.json.decode(text, type=PayChoices)
