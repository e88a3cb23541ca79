"""Travel claims on a run: what one would give, put it in, change it, take it away. Its lines go with it in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from services.actions.entry import store
from services.desk.calculate import no_rate, rates_of
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.preview import Entered, Preview
from services.desk.travel import KeptClaim, all_claims, read_claims, write_claims
from services.engine.rates import MissingRate
from services.engine.result import PayLine
from services.engine.travel import TravelClaim

__all__ = ["KeptClaim", "TravelClaim", "TripLine", "TripOutcome", "claims", "look_at", "put_claim", "remove_claim"]

_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TripLine:
    """One line that a claim gives: the wage type, how much of it, what is paid, and the part that is taxed."""

    slug: str
    quantity: Decimal | None
    rate: Decimal | None
    amount: Money
    taxable: Money
    text: str = ""
    has_meals: bool = False  # covered meals are taken off

    @property
    def free(self) -> Money:
        return self.amount - self.taxable


@dataclass(frozen=True, slots=True)
class TripOutcome:
    """What a claim gives: lines, reasons for what it does not give, and what is wrong with it."""

    lines: tuple[TripLine, ...] = ()
    reasons: tuple[Message, ...] = ()
    problems: tuple[Finding, ...] = ()

    @property
    def paid(self) -> Money:
        return Money.total(line.amount for line in self.lines)

    @property
    def taxable(self) -> Money:
        return Money.total(line.taxable for line in self.lines)

    @property
    def is_possible(self) -> bool:
        return not self.problems and bool(self.lines)


def claims(desk: Desk, run_id: int, preview: Preview, number: int) -> tuple[KeptClaim, ...]:
    """The claims of somebody on a run, of which a line is still there; the earliest trip first."""
    rows = {each.id for each in preview.entered(number)}
    with desk.reading() as session:
        found = [each for each in read_claims(session, run_id) if each.number == number and rows & set(each.rows)]
    return tuple(sorted(found, key=lambda each: each.claim.departure))


def look_at(
    desk: Desk, run_id: int, preview: Preview, number: int, claim: TravelClaim, claim_id: int = 0
) -> TripOutcome:
    """What a claim would give, in place of an earlier form of it where it has one. Nothing is stored."""
    problems = list(_wrong_times(desk, run_id, number, claim, claim_id))
    try:
        given = country(preview.facts.country).travel_lines(claim, rates_of(preview.facts))
    except MissingRate as missing:
        return TripOutcome(problems=(*problems, *no_rate(missing).findings))
    except Refused as refusal:
        return TripOutcome(problems=(*problems, *refusal.findings))
    others = _without(desk, run_id, preview, number, claim_id)
    row = preview.with_lines(number, [*others, *(Entered(0, line) for line in given.lines)])
    if row.slip is None:
        return TripOutcome((), given.reasons, (*problems, *row.problems))
    made: list[TripLine] = []
    for slug in dict.fromkeys(line.type for line in given.lines):
        asked = [line for line in given.lines if line.type == slug]
        paid = [line for line in row.slip.lines if line.type == slug][-len(asked) :]
        made += [_trip_line(line, bool(said.meals)) for line, said in zip(paid, asked, strict=True)]
    return TripOutcome(tuple(made), given.reasons, tuple(problems))


def put_claim(desk: Desk, run_id: int, preview: Preview, number: int, claim: TravelClaim, claim_id: int = 0) -> int:
    """Put the lines of a claim in; of one that was there, in place of those it gave before. Returns its number.

    Raises Refused for a claim that cannot be, gives nothing, or overlaps another one.
    """
    outcome = look_at(desk, run_id, preview, number, claim, claim_id)
    if outcome.problems:
        raise Refused(outcome.problems)
    if not outcome.lines:
        what = outcome.reasons[0] if outcome.reasons else Message("The trip gives nothing to be paid")
        raise refuse(what, Place("pay_run", number, "departure"))
    given = country(preview.facts.country).travel_lines(claim, rates_of(preview.facts))
    lines = [*_without(desk, run_id, preview, number, claim_id), *(Entered(0, line) for line in given.lines)]
    kept_id = claim_id

    def keep(session: Session, rows: list[int]) -> None:
        nonlocal kept_id
        kept = [each for each in read_claims(session, run_id) if each.id != claim_id]
        kept_id = claim_id or 1 + max((each.id for each in kept), default=0)
        write_claims(session, run_id, [*kept, KeptClaim(kept_id, number, claim, tuple(rows))])

    store(desk, run_id, preview, {number: tuple(lines)}, "run.travel", also=keep)
    return kept_id


def remove_claim(desk: Desk, run_id: int, preview: Preview, number: int, claim_id: int) -> None:
    """Take a claim away with its lines. Raises Refused for an approved run."""
    lines = _without(desk, run_id, preview, number, claim_id)

    def forget(session: Session, _: list[int]) -> None:
        write_claims(session, run_id, [each for each in read_claims(session, run_id) if each.id != claim_id])

    store(desk, run_id, preview, {number: lines}, "run.travel", also=forget)


def _without(desk: Desk, run_id: int, preview: Preview, number: int, claim_id: int) -> tuple[Entered, ...]:
    """Somebody's lines but those of a claim."""
    own: set[int] = set()
    if claim_id:
        own = {row for each in claims(desk, run_id, preview, number) if each.id == claim_id for row in each.rows}
    return tuple(each for each in preview.entered(number) if each.id not in own)


def _trip_line(line: PayLine, has_meals: bool) -> TripLine:
    amount = line.amount.value
    taxable = line.taxable if line.tax != "none" else ZERO
    return TripLine(line.type, line.quantity, line.rate, amount, taxable, line.text, has_meals)


def _wrong_times(desk: Desk, run_id: int, number: int, claim: TravelClaim, claim_id: int) -> Iterable[Finding]:
    """A trip at the same time as another one, or so far away that it is a slip of the hand."""
    today = desk.today
    if claim.departure.date() > today + _AHEAD or claim.departure.date() < date(today.year - 4, 1, 1):
        what = Message("{day} is far away. Is that the right year?", day=claim.departure.date())
        yield Finding(Severity.STOP, what, Place("pay_run", number, "departure"))
    with desk.reading() as session:
        others = [each for each in all_claims(session) if each.number == number]
    for each in others:
        if (each.run_id, each.id) == (run_id, claim_id):
            continue
        other = each.claim
        if claim.departure < other.arrival and other.departure < claim.arrival:
            what = Message(
                "Another trip from {first} to {last} is at the same time",
                first=other.departure.date(),
                last=other.arrival.date(),
            )
            yield Finding(Severity.STOP, what, Place("pay_run", number, "departure"))
            return
