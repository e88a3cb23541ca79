"""Travel claims as they lie in the client file: a setting for each run, with the rows of the lines that they gave."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employer import Setting
from models.values.money import Money
from services.engine.travel import TravelClaim

_PREFIX: Final = "travel:"


@dataclass(frozen=True, slots=True)
class KeptClaim:
    """A claim that was entered: its number within the run, whose it is, and the rows of its lines."""

    id: int
    number: int
    claim: TravelClaim
    rows: tuple[int, ...]
    run_id: int = 0


def read_claims(session: Session, run_id: int) -> tuple[KeptClaim, ...]:
    """The claims of a run."""
    row = session.get(Setting, f"{_PREFIX}{run_id}")
    return _read(row.value, run_id) if row is not None else ()


def all_claims(session: Session) -> tuple[KeptClaim, ...]:
    """The claims of all runs."""
    found = session.execute(select(Setting.name, Setting.value).where(Setting.name.startswith(_PREFIX))).all()
    return tuple(each for name, value in found for each in _read(value, int(name.removeprefix(_PREFIX))))


def write_claims(session: Session, run_id: int, claims: Iterable[KeptClaim]) -> None:
    """Keep the claims of a run in place of those before."""
    name, kept = f"{_PREFIX}{run_id}", [_plain(each) for each in claims]
    row = session.get(Setting, name)
    if not kept:
        if row is not None:
            session.delete(row)
        return
    text = json.dumps(kept, ensure_ascii=False)
    if row is None:
        session.add(Setting(name=name, value=text))
    else:
        row.value = text


def _plain(kept: KeptClaim) -> dict[str, Any]:
    claim = kept.claim
    return {
        "id": kept.id,
        "number": kept.number,
        "rows": list(kept.rows),
        "departure": claim.departure.isoformat(timespec="minutes"),
        "arrival": claim.arrival.isoformat(timespec="minutes"),
        "night": claim.night,
        "is_far": claim.is_far,
        "meals": [list(day) for day in claim.meals],
        "nights_without_receipt": claim.nights_without_receipt,
        "car_km": str(claim.car_km),
        "passenger_km": str(claim.passenger_km),
        "trailer_km": str(claim.trailer_km),
        "text": claim.text,
        "employment": claim.employment,
        "expenses": [[text, amount.ore] for text, amount in claim.expenses],
    }


def _read(value: str, run_id: int) -> tuple[KeptClaim, ...]:
    return tuple(_kept(each, run_id) for each in json.loads(value))


def _kept(plain: Mapping[str, Any], run_id: int) -> KeptClaim:
    claim = TravelClaim(
        datetime.fromisoformat(plain["departure"]),
        datetime.fromisoformat(plain["arrival"]),
        plain["night"],
        plain["is_far"],
        tuple(tuple(day) for day in plain["meals"]),
        plain["nights_without_receipt"],
        Decimal(plain["car_km"]),
        Decimal(plain["passenger_km"]),
        plain["text"],
        plain["employment"],
        Decimal(plain["trailer_km"]),
        tuple((text, Money(ore)) for text, ore in plain["expenses"]),
    )
    return KeptClaim(plain["id"], plain["number"], claim, tuple(plain["rows"]), run_id)
