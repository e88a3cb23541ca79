"""Controls of employments, of leave, and of what last month's messages said about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from models.values.message import Message
from models.values.span import Month
from services.norway.amelding.control import OWN, Checked, Hit, control, identity, kind_of, shown
from services.norway.amelding.description import Element
from services.norway.amelding.finding import Level, masked
from services.norway.amelding.node import Node, number_of
from services.reference.codes import code_facts, code_lists

_FULL_TIME = "antallTimerPerUkeSomEnFullStillingTilsvarer"
_MARITIME = "maritimtArbeidsforhold"
_APART = {"arbeidsforholdId", "formForAnsettelse", "fartoey"}  # have codes of their own
_WHOLE = Decimal(100)
_STANDARD_GROUP = 4  # digits of an occupation code that are STYRK-98; the last three are added to them
_DAYS_A_YEAR = 365
_REASONS_SINCE = Month(2021, 1)


# --- fields ----------------------------------------------------------------------------------------------------------


@control("187-7", Level.OEYEBLIKKELIG)
def fields_missing(message: Checked) -> Iterator[Hit]:
    yield from _missing(message, set(message.description.groups["Arbeidsforhold"].by_name) - _APART)


@control("242", Level.OEYEBLIKKELIG)
def employment_id_missing(message: Checked) -> Iterator[Hit]:
    yield from _missing(message, {"arbeidsforholdId"})


@control("291", Level.OEYEBLIKKELIG)
def form_of_employment(message: Checked) -> Iterator[Hit]:
    yield from _missing(message, {"formForAnsettelse"})

    def is_odd(_element: Element, text: str) -> bool:
        code = message.codes["formForAnsettelse"].get(text)
        return code is None or (message.month is not None and not code.is_valid(message.month))

    for node in message.like(lambda element: element.name == "formForAnsettelse", is_odd):
        yield node, Message("“{code}” is not a form of employment in this month", code=masked(node.text))


def _missing(message: Checked, wanted: set[str]) -> Iterator[Hit]:
    needed: dict[str, list[str]] = {}
    for element in message.description.groups["Arbeidsforhold"].elements:
        if element.name in wanted and (message.month is None or element.is_used(message.month)):
            for kind, how in (element.employment or {}).items():
                if how == "must":
                    needed.setdefault(kind, []).append(element.name)
    for job in message.jobs:
        names = needed.get(job.kind, ())
        texts = job.node.texts(names)
        if all(texts) and not any(map(str.isspace, texts)):
            continue  # as nearly always
        for name, text in zip(names, texts, strict=True):
            if not text.strip():
                yield job.node, Message("{element} is missing in the employment", element=name)


@control("187-4", Level.OEYEBLIKKELIG)
def fields_too_many(message: Checked) -> Iterator[Hit]:
    elements = message.description.groups["Arbeidsforhold"].elements
    never = {
        kind: {each.name for each in elements if not each.unused and (each.employment or {}).get(kind) == "never"}
        for kind in {job.kind for job in message.jobs} - {"pen"}
    }
    for job in message.jobs:
        names = never.get(job.kind)
        for node in job.node.children if names and job.node.has_any(names) else ():
            if names and node.name in names:
                yield node, Message("{element} does not belong in an employment of this type", element=node.name)


@control("266", Level.OEYEBLIKKELIG)
def type_of_employment(message: Checked) -> Iterator[Hit]:
    """Pensions and the like outside employment carry no other field, and stand beside no other type."""
    if all(job.kind != "pen" for job in message.jobs):
        return
    for job in message.jobs:
        if job.kind == "pen" and len(job.node.children) > 1:
            yield job.node, Message("An employment of this type has no other fields than its type")
    for person in message.people:
        kinds = [kind_of(each) for each in person.all("arbeidsforhold")]
        if "pen" in kinds and len(set(kinds)) > 1:
            yield person, Message("Pensions outside employment do not stand beside another type of employment")


@control("187", Level.OEYEBLIKKELIG)
def vessel(message: Checked) -> Iterator[Hit]:
    has_vessel = message.has("fartoey")
    for employment in message.employments:
        is_maritime = employment.value("typeArbeidsforhold") == _MARITIME
        if is_maritime and employment.first("fartoey") is None:
            yield employment, Message("A maritime employment needs its vessel (fartoey)")
        elif has_vessel and not is_maritime and kind_of(employment) == "ord" and (node := employment.first("fartoey")):
            yield node, Message("Only a maritime employment has a vessel")


@control("115", Level.AVVISNING)
def occupation(message: Checked) -> Iterator[Hit]:
    """Seven digits from the official list. Ours is of 2023: a new code of a group that it knows may be right."""
    known = code_lists("no/amelding_occupations")["yrke"]
    strange = message.like(lambda element: element.name == "yrke", lambda _, code: code not in known)
    groups = {code[:_STANDARD_GROUP] for code in known} if strange else set()
    for node in strange:
        code = node.text
        if not re.fullmatch(r"[0-9]{7}", code):
            yield node, Message("An occupation code has seven digits")
        elif code[:_STANDARD_GROUP] in groups:
            what = Message("The occupation code {code} is not in our list of October 2023; newer ones are", code=code)
            yield node, what, Level.RETNINGSLINJE
        else:
            yield node, Message("The occupation code {code} is not in the official list", code=code)


@control("235", Level.RETNINGSLINJE)
def full_time_hours(message: Checked) -> Iterator[Hit]:
    """The hours of a full post fit the schedule of the work (235-1 to 235-4)."""
    limits = {
        schedule: (Decimal(each["least"]), Decimal(each["most"]))
        for schedule, each in message.limits["full_time_hours"].items()
        if schedule != "any"
    }
    for employment in message.employments:
        schedule = employment.value("arbeidstidsordning")
        if schedule not in limits:
            continue
        hours = employment.number(_FULL_TIME)
        least, most = limits[schedule]
        if hours is not None and not least <= hours <= most and (node := employment.first(_FULL_TIME)) is not None:
            yield (
                node,
                Message(
                    "{schedule} has {least} to {most} hours a week in a full post",
                    schedule=schedule,
                    least=least,
                    most=most,
                ),
            )


@control("235-5", Level.RETNINGSLINJE)
def hours_above_a_full_post(message: Checked) -> Iterator[Hit]:
    limit = message.limits["full_time_hours"]["any"]
    least, most = Decimal(limit["least"]), Decimal(limit["most"])

    def is_odd(_element: Element, text: str) -> bool:
        hours = number_of(text.strip())
        return hours is not None and not least <= hours <= most

    for node in message.like(lambda element: element.name == _FULL_TIME, is_odd):
        if node.parent is not None and node.parent.first(_FULL_TIME) is node:
            yield node, Message("A full post of {hours} hours a week is not likely", hours=node.number() or Decimal(0))


@control(OWN, Level.RETNINGSLINJE)
def percentage_of_position(message: Checked) -> Iterator[Hit]:
    """0 only for short assignments without agreed hours, or to end an employment that should not have been."""
    for employment in message.employments:
        percent = employment.number("stillingsprosent")
        if percent is None or 0 < percent <= _WHOLE:
            continue
        node = employment.first("stillingsprosent")
        assert node is not None
        deletes = employment.day("startdato") is not None and employment.day("startdato") == employment.day("sluttdato")
        if percent or not deletes:
            yield node, Message("A position of {percent}% is seldom right", percent=percent)


# --- dates -----------------------------------------------------------------------------------------------------------


@control("256", Level.OEYEBLIKKELIG)
def start_and_end(message: Checked) -> Iterator[Hit]:
    far: set[date] = set()  # each day is judged once
    if message.month is not None:
        ahead = timedelta(int(message.limit("dates", "ahead_years")) * _DAYS_A_YEAR)
        latest = message.month.last + ahead
        earliest = message.month.year - int(message.limit("dates", "start_years_back"))
        days = {job.start for job in message.jobs} | {job.end for job in message.jobs}
        far = {day for day in days if day is not None and (day > latest or day.year < earliest)}
    for job in message.jobs:
        start, end, employment = job.start, job.end, job.node
        if start is not None and end is not None and end < start:
            yield employment, Message("The employment ends on {end}, before it starts on {start}", end=end, start=start)
        for name, day in (("startdato", start), ("sluttdato", end)) if far else ():
            node = employment.first(name)
            if day is not None and node is not None and day in far:
                yield node, Message("{day} is far away from the month that is reported", day=day), Level.RETNINGSLINJE


@control(OWN, Level.RETNINGSLINJE)
def outside_the_month(message: Checked) -> Iterator[Hit]:
    """Ended in an earlier month, or starts much later; allowed beside pay after the end, and unusual."""
    if message.month is None:
        return
    latest = message.month.plus(int(message.limit("dates", "start_months_ahead"))).last
    for job in message.jobs:
        start, end, employment = job.start, job.end, job.node
        deletes = start is not None and start == end
        if end is not None and end < message.month.first and not deletes and job.kind == "ord":
            yield employment, Message("The employment ended on {day}, before this month", day=end)
        elif start is not None and start > latest:
            yield employment, Message("The employment starts on {day}, long after this month", day=start)


@control(OWN, Level.OEYEBLIKKELIG)
def end_and_its_reason(message: Checked) -> Iterator[Hit]:
    if message.month is None or message.month < _REASONS_SINCE:
        return
    if not message.has("sluttdato", "aarsakTilSluttdato"):
        return
    for job in message.jobs:
        if job.kind != "ord":
            continue
        employment = job.node
        end, reason = employment.first("sluttdato"), employment.first("aarsakTilSluttdato")
        if end is not None and reason is None:
            yield employment, Message("The end of the employment has no reason (aarsakTilSluttdato)")
        elif reason is not None and end is None:
            yield reason, Message("There is a reason for an end, but no end (sluttdato)")


@control("258", Level.RETNINGSLINJE)
def change_of_percentage(message: Checked) -> Iterator[Hit]:
    yield from _date_of_change(message, "sisteDatoForStillingsprosentendring")


@control("259", Level.RETNINGSLINJE)
def change_of_pay(message: Checked) -> Iterator[Hit]:
    yield from _date_of_change(message, "sisteLoennsendringsdato")


def _date_of_change(message: Checked, name: str) -> Iterator[Hit]:
    ahead = int(message.limit("dates", "change_months_ahead"))
    latest = message.month.plus(ahead).last if message.month is not None else None
    for job in message.jobs:
        day, start = job.node.day(name), job.start
        if day is None:
            continue
        if start is not None and day < start:
            what = Message("{day} is before the employment started, {start}", day=day, start=start)
            yield job.node.first(name) or job.node, what
        elif latest is not None and day > latest:
            what = Message("{day} is far away from the month that is reported", day=day)
            yield job.node.first(name) or job.node, what


# --- leave -----------------------------------------------------------------------------------------------------------


@control("192", Level.OEYEBLIKKELIG)
def leave_percentage(message: Checked) -> Iterator[Hit]:
    """Above 0 and at most 100; 0 on one and the same first and last day deletes a leave (amelding 6.3)."""
    for leave in _leaves(message):
        percent = leave.number("permisjonsprosent")
        deletes = percent == 0 and leave.day("startdato") == leave.day("sluttdato")
        if percent is not None and not 0 < percent <= _WHOLE and not deletes:
            yield (
                leave,
                Message("The percentage of a leave is above 0 and at most 100; {percent} is not", percent=percent),
            )


@control("192B", Level.OEYEBLIKKELIG)
def leave_ends_before_it_starts(message: Checked) -> Iterator[Hit]:
    for leave in _leaves(message):
        start, end = leave.day("startdato"), leave.day("sluttdato")
        if start is not None and end is not None and end < start:
            yield leave, Message("The leave ends on {end}, before it starts on {start}", end=end, start=start)


@control("193", Level.OEYEBLIKKELIG)
def leave_outside_employment(message: Checked) -> Iterator[Hit]:
    for employment, leaves in message.with_leave:
        first, last = employment.day("startdato"), employment.day("sluttdato")
        for leave in leaves:
            start, end = leave.day("startdato"), leave.day("sluttdato")
            if start is not None and first is not None and start < first:
                yield leave, Message("The leave starts on {day}, before the employment", day=start)
            elif last is not None and ((end is not None and end > last) or (start is not None and start > last)):
                yield leave, Message("The leave goes on after the employment ended on {day}", day=last)


@control("192C", Level.OEYEBLIKKELIG)
def leave_id(message: Checked) -> Iterator[Hit]:
    for _, leaves in message.with_leave:
        seen: set[str] = set()
        for leave in leaves:
            name = leave.value("permisjonId")
            if not name:
                yield leave, Message("A leave needs an id (permisjonId)")
            elif name in seen:
                yield leave, Message("Two leaves of the employment have the same id (permisjonId)")
            seen.add(name)


@control(OWN, Level.RETNINGSLINJE)
def leaves_together(message: Checked) -> Iterator[Hit]:
    """What overlaps is not above 100 % of the position."""
    for _, leaves in message.with_leave:
        periods = [
            (start, leave.day("sluttdato") or date.max, percent, leave)
            for leave in leaves
            if (start := leave.day("startdato")) and (percent := leave.number("permisjonsprosent"))
        ]
        for start, _, _, leave in periods:
            total = sum((percent for first, last, percent, _ in periods if first <= start <= last), Decimal(0))
            if total > _WHOLE and len(periods) > 1:
                yield (
                    leave,
                    Message("On {day} the leaves of the employment are {percent}% together", day=start, percent=total),
                )


@control(OWN, Level.RETNINGSLINJE)
def leave_id_of_another(message: Checked) -> Iterator[Hit]:
    """An id that stood on another employment of the person, now or last month: what comes later overwrites it."""
    before = {
        (key[1], leave.value("permisjonId")): key
        for key, employment in _last_employments(message).items()
        for leave in employment.all("permisjon")
    }
    for employment, leaves in message.with_leave:
        key = _key(employment)
        for leave in leaves if key is not None else ():
            name = leave.value("permisjonId")
            if name and key is not None and before.setdefault((key[1], name), key) != key:
                yield leave, Message("Another employment of the person has a leave with this id (permisjonId)")


@control("257", Level.RETNINGSLINJE)
def leave_dates(message: Checked) -> Iterator[Hit]:
    """A leave that begins long after the month, began before anybody was born, or ends years ahead."""
    if message.month is None:
        return
    latest = message.month.plus(int(message.limit("leave", "start_months_ahead"))).last
    end_by = message.month.plus(12 * int(message.limit("leave", "end_years_ahead"))).last
    earliest = message.month.year - int(message.limit("dates", "start_years_back"))
    for leave in _leaves(message):
        start, end = leave.day("startdato"), leave.day("sluttdato")
        for day, is_far in (
            (start, start is not None and (start > latest or start.year < earliest)),
            (end, end is not None and end > end_by),
        ):
            if day is not None and is_far:
                yield leave, Message("{day} is far away from the month that is reported", day=day)


def _leaves(message: Checked) -> Iterator[Node]:
    for _, leaves in message.with_leave:
        yield from leaves


# --- pay and its employment ------------------------------------------------------------------------------------------


@control(OWN, Level.RETNINGSLINJE)
def pay_of_another_employment(message: Checked) -> Iterator[Hit]:
    """A line names an employment of the person in the message; with two, every line must name one."""
    for person, lines in message.pay:
        ids = {each.value("arbeidsforholdId") for each in person.all("arbeidsforhold")}
        for line, _, _ in lines:
            named = line.value("arbeidsforholdId")
            if named in ids and named:
                continue  # as nearly all do
            if named and named not in ids and ids:
                yield line, Message("The line names an employment that the person does not have here")
            elif not named and len(ids) > 1:
                yield line, Message("The person has several employments, and the line names none")


# --- against last month ----------------------------------------------------------------------------------------------


def _last_employments(message: Checked) -> dict[tuple[str, str, str], Node]:
    """Last month's ordinary employments by sub-unit, person and id, as the last message told them."""
    found: dict[tuple[str, str, str], Node] = {}
    for root in message.context.last_month:
        for employment in (node for node in root if node.name == "arbeidsforhold"):
            if key := _key(employment):
                found[key] = employment
    return found


def _key(employment: Node) -> tuple[str, str, str] | None:
    person, unit = employment.above("inntektsmottaker"), employment.above("virksomhet")
    if person is None or unit is None:
        return None
    return unit.value("norskIdentifikator"), identity(person), employment.value("arbeidsforholdId")


@control("108", Level.OEYEBLIKKELIG)
def employment_missing(message: Checked) -> Iterator[Hit]:
    if message.month is None:
        return
    before = _last_employments(message)
    now = {_key(each) for each in message.employments} if before else set()
    for key, employment in before.items():
        end = employment.day("sluttdato")
        if kind_of(employment) == "ord" and key not in now and (end is None or end >= message.month.first):
            person = employment.above("inntektsmottaker")
            what = Message(
                "{person}: employment {id} of last month has not ended, and is missing",
                person=shown(person) if person else "",
                id=masked(key[2]),
            )
            yield message.delivery, what


@control("110", Level.RETNINGSLINJE)
def start_changed(message: Checked) -> Iterator[Hit]:
    before = _last_employments(message)
    for employment in message.employments if before else ():
        key = _key(employment)
        old = before[key].day("startdato") if key in before else None
        if old is not None and employment.day("startdato") not in (None, old):
            yield employment, Message("Last month the employment started on {day}", day=old)


@control("231", Level.OEYEBLIKKELIG)
def leave_missing(message: Checked) -> Iterator[Hit]:
    """A leave that has not ended stands in every month's message."""
    if message.month is None:
        return
    before = _last_employments(message)
    now = {_key(each): each for each in message.employments} if before else {}
    for key, old in before.items():
        employment = now.get(key)
        if employment is None:
            continue
        named = {leave.value("permisjonId") for leave in employment.all("permisjon")}
        for leave in old.all("permisjon"):
            end = leave.day("sluttdato")
            if (end is None or end >= message.month.first) and leave.value("permisjonId") not in named:
                yield (
                    employment,
                    Message(
                        "Leave {id} of last month has not ended, and is missing", id=masked(leave.value("permisjonId"))
                    ),
                )


@control("276", Level.RETNINGSLINJE)
def leave_changed_kind(message: Checked) -> Iterator[Hit]:
    """A leave keeps its description, but where the list itself changed with the month (January 2023)."""
    before = _last_employments(message)
    for employment, leaves in message.with_leave if before else ():
        key = _key(employment)
        old = before.get(key) if key else None
        kinds = {each.value("permisjonId"): each.value("beskrivelse") for each in old.all("permisjon")} if old else {}
        for leave in leaves:
            kind = kinds.get(leave.value("permisjonId"))
            now = leave.value("beskrivelse")
            if kind is not None and kind != now and not _is_split(kind, now, message):
                yield leave, Message("Last month this leave was {kind}", kind=masked(kind))


def _is_split(old: str, new: str, message: Checked) -> bool:
    """Whether the new description is one of those into which the old one was split, which is not valid any more."""
    codes = message.codes["permisjon.beskrivelse"]
    if message.month is None or old not in codes or codes[old].is_valid(message.month):
        return False
    return any(old in names and names[0] == new for names in code_facts("no/amelding_names")["leave"].values())
