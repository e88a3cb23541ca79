"""A worksheet → JSON in the shape of NAV's API for payroll systems, for whoever has a sender (files 3.2, 3.3).

Only what is known is written. What still has to be answered stops it: a guess would be sent as the truth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Span
from services.engine.income_report import PARENTAL, PREGNANCY, SICK_PAY, Reason, Worksheet
from services.norway.inntektsmelding.form import contact_of, phone_of

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | Money | date | str | None"
_INDENT = "  "


def to_json(sheet: Worksheet, contact: str, system: tuple[str, str]) -> bytes:
    """The message as UTF-8, one member a line; the same worksheet gives the same bytes. `contact` is the employer's
    own, for where none was answered; `system` the name and version of the program.

    Raises Refused with everything that is still to be answered, or that NAV would not take, and for a benefit that has
    no such API.
    """
    if sheet.benefit not in (SICK_PAY, PARENTAL, PREGNANCY):
        what = Message("There is no file for {benefit}: type the answers on nav.no", benefit=sheet.benefit)
        raise refuse(what, Place("absence", None, "inntektsmelding"))
    if sheet.findings:
        raise Refused(sheet.findings)
    return "".join(_written(tree(sheet, contact, system), 0)).encode() + b"\n"


def tree(sheet: Worksheet, contact: str, system: tuple[str, str]) -> dict[str, Tree]:
    """What is known of the message, in the order of the API's own examples."""
    sender: Tree = {"systemNavn": system[0], "systemVersjon": system[1]}
    made = _sick_pay(sheet, contact) if sheet.benefit == SICK_PAY else _parental(sheet, contact)
    return {**{name: value for name, value in made.items() if value != ""}, "avsender": sender}


def _sick_pay(sheet: Worksheet, contact: str) -> dict[str, Tree]:
    answers = sheet.answers
    reduced: Tree = None
    if sheet.reduced is not None:
        amount, reason = sheet.reduced
        reduced = _known({"beloep": amount, "begrunnelse": reason})
    period: Tree = {"perioder": [_days(each) for each in sheet.periods], "redusertLoennIAgp": reduced}
    refund: Tree = None
    if sheet.refund is not None:
        refund = {
            "beloepPerMaaned": sheet.refund.value,
            "endringer": [{"beloep": each.amount, "startdato": each.since} for each in sheet.changes],
        }
    return {
        "navReferanseId": answers.reference,
        "agp": None if answers.period_not_asked else period,
        "inntekt": {
            "beloep": sheet.income.value,
            "inntektsdato": sheet.first_day,
            "endringAarsaker": [_reason(each) for each in sheet.reasons],
        },
        "refusjon": refund,
        "naturalytelser": [
            {"naturalytelse": each.code, "verdiBeloep": each.value, "sluttdato": each.last} for each in sheet.benefits
        ],
        "sykmeldtFnr": sheet.person.national_id,
        "aarsakInnsending": "Endring" if answers.is_change else "Ny",
        "kontaktinformasjon": contact_of(answers, contact),
        "arbeidsgiverTlf": phone_of(answers),
    }


def _parental(sheet: Worksheet, contact: str) -> dict[str, Tree]:
    answers = sheet.answers
    refund: Tree = None
    if sheet.refund is not None:
        refund = {
            "beloepPerMaaned": sheet.refund.value,
            "endringer": [{"beloepPerMaaned": each.amount, "startdato": each.since} for each in sheet.changes],
        }
    return {
        "forespoerselId": answers.reference,
        "soekerFnr": sheet.person.national_id,
        "startdato": sheet.first_day,
        "ytelse": sheet.benefit,
        "inntekt": {
            "beloepPerMaaned": sheet.income.value,
            "endringAarsaker": [each for reason in sheet.reasons for each in _reason_by_days(reason)],
        },
        "refusjon": refund,
        "naturalytelser": [
            {"naturalytelse": each.code, "beloepPerMaaned": each.value, "bortfallerFra": each.first_without}
            for each in sheet.benefits
        ],
        "kontaktinformasjon": _known(
            {"arbeidsgiverNavn": contact_of(answers, contact), "arbeidsgiverTlf": phone_of(answers)}
        ),
    }


def _reason(reason: Reason) -> Tree:
    """A reason with what belongs to it: days under the reason's own name, or the day from which it holds."""
    made: dict[str, Tree] = {"aarsak": reason.name}
    if reason.spans:
        made[_DAYS[reason.name]] = [_days(span) for span in reason.spans]
    if reason.since is not None:
        made["gjelderFra"] = reason.since
    if reason.known is not None:
        made["bleKjent"] = reason.known
    return made


_DAYS = {
    "Ferie": "ferier",
    "Permisjon": "permisjoner",
    "Permittering": "permitteringer",
    "Sykefravaer": "sykefravaer",
}


def _reason_by_days(reason: Reason) -> Iterator[Tree]:
    """The parental message has an entry for each time."""
    for span in reason.spans:
        yield {"aarsak": reason.name, **_days(span)}
    if not reason.spans:
        yield _known({"aarsak": reason.name, "gjelderFra": reason.since})


def _days(span: Span) -> dict[str, Tree]:
    return {"fom": span.first, "tom": span.last}


def _known(members: dict[str, Tree]) -> dict[str, Tree]:
    return {name: value for name, value in members.items() if value is not None and value != ""}


def _written(value: Tree, depth: int) -> Iterator[str]:
    """JSON with amounts as exact decimal numbers, which the standard library does not write."""
    pad, inside = _INDENT * depth, _INDENT * (depth + 1)
    match value:
        case dict() if value:
            for place, (name, member) in enumerate(value.items()):
                yield f"{',' if place else '{'}\n{inside}{json.dumps(name)}: "
                yield from _written(member, depth + 1)
            yield f"\n{pad}}}"
        case list() if value:
            for place, each in enumerate(value):
                yield f"{',' if place else '['}\n{inside}"
                yield from _written(each, depth + 1)
            yield f"\n{pad}]"
        case Money():
            yield str(value)
        case date():
            yield f'"{value.isoformat()}"'
        case _:
            yield json.dumps(value, ensure_ascii=False)
