"""What the authority asks when something that was reported was wrong, in plain words: which month tells it, what is
paid back, what becomes of withholding and contribution, what is sent (amelding 7; the country has the matrix).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from models.values.message import Message
from models.values.span import Month
from services.engine.report_correction import DECEMBER, MISTAKE, NOTICED, PAID, CorrectionRule
from services.queries.report_months import MonthTile

CHOICES: Final[Mapping[str, Message]] = {
    MISTAKE: Message("In the month of the mistake"),
    DECEMBER: Message("Once, in December"),
    PAID: Message("In the month in which it is paid back"),
}
"""The months that somebody may choose, as they are asked for."""

_REPAID: Final[Mapping[str, Message]] = {
    "net": Message("The employee pays back the net amount."),
    "gross": Message("The employee pays back the gross amount: the withholding of that year stands."),
}
_WITHHOLDING: Final[Mapping[str, Message]] = {
    "corrected": Message("The withholding is corrected with the pay, once the net amount is paid back."),
    "less_next": Message("Less is withheld from the next pay of the same year, never below zero."),
    "more_next": Message("More is withheld from the next pay of the same year."),
    "paid_back": Message("What was withheld too much is paid back to the employee until 31 January."),
}
_WHERE_CONTRIBUTION: Final[Mapping[str, Message]] = {
    MISTAKE: Message("the month of the mistake"),
    NOTICED: Message("the month in which it is known"),
    PAID: Message("the month of the payment"),
    DECEMBER: Message("December, once"),
}


def told(rule: CorrectionRule, mistake: Month) -> Message:
    """Which month tells it, in one sentence."""
    if not rule.months:
        return Message("It can be told in no month any more: what was withheld is settled with the tax return.")
    match rule.months:
        case ("mistake",):
            return Message("It is told in {month}, the month of the mistake.", month=mistake)
        case ("mistake", "december"):
            return Message(
                "It is told in {month}, the month of the mistake, or once in {december}.",
                month=mistake,
                december=Month(mistake.year, 12),
            )
        case ("december", "mistake"):
            return Message(
                "It is told in {december}, or in {month}, the month that it concerns.",
                december=Month(mistake.year, 12),
                month=mistake,
            )
        case ("noticed",):
            return Message("It is told in the month in which it is noticed.")
        case ("paid",):
            return Message("It is told in the month in which it is paid.")
        case ("following",):
            return Message("It is told with the ordinary pay of {month}.", month=mistake.plus(1))
        case ("instalment",):
            return Message("Each instalment is told in its own month.")
        case _:
            return Message("It goes with the next a-melding, with the real dates.")


def sent(rule: CorrectionRule, tile: MonthTile, sent_on: date | None) -> Message | None:
    """What is to be sent for the month that tells it, by what has been sent of it, and when; None where nothing is."""
    if "together" in rule.send:
        return Message("They are sent together once the year's instalments are paid.")
    if "replacement" not in rule.send:
        return None
    if tile.state in ("uploaded", "changed"):
        if sent_on is not None:
            return Message(
                "Send a new a-melding of {month}, in the place of the one from {day}.", month=tile.month, day=sent_on
            )
        return Message("Send a new a-melding of {month}, in the place of the one that was sent.", month=tile.month)
    return Message("It goes with the a-melding of {month}, due {day}.", month=tile.month, day=tile.due)


def rule_in_words(rule: CorrectionRule, mistake: Month, tile: MonthTile, sent_on: date | None) -> Iterator[Message]:
    """The whole cell, a sentence each. `tile` is the month of the mistake as it stands, `sent_on` when it was sent."""
    yield told(rule, mistake)
    if rule.repaid:
        yield _REPAID[rule.repaid]
    if rule.withholding in _WITHHOLDING:
        yield _WITHHOLDING[rule.withholding]
    if contribution := _contribution(rule.contribution):
        yield contribution
    if (step := sent(rule, tile, sent_on)) is not None:
        yield step


def _contribution(months: tuple[str, ...]) -> Message | None:
    where = [_WHERE_CONTRIBUTION[each] for each in months]
    if len(where) == 1:
        return Message("The employer's contribution follows in {month}.", month=where[0])
    if len(where) == 2:
        return Message("The employer's contribution follows in {first} or {second}.", first=where[0], second=where[1])
    if where:
        return Message(
            "The employer's contribution follows in {first}, {second} or {third}.",
            first=where[0],
            second=where[1],
            third=where[2],
        )
    return None
