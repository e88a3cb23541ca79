"""Controls of pay, withholding and the employer's contribution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from models.values.message import Message
from services.engine.rates import MissingRate
from services.norway.amelding.control import OWN, Checked, Hit, control, incomes
from services.norway.amelding.description import Element
from services.norway.amelding.finding import Level, masked
from services.norway.amelding.node import Node, day_of, number_of, truth_of
from services.norway.rules.employer_contribution import zone_rate
from services.reference.codes import Code, code_facts
from services.reference.year_files import rate_book

_ZERO, _CENT, _ABSURD = Decimal(0), Decimal("0.01"), Decimal("1E15")
_KNOWN_RATES = {"generelleNaeringer", "jordOgSkogbrukFiskeri"}
_LINES_OF_BASIS = ("loennOgGodtgjoerelse", "tilskuddOgPremieTilPensjon")
_HOURLY = "timeloenn"
_FLAGS = {"ja": True, "nei": False}


# --- lines of pay ----------------------------------------------------------------------------------------------------


@control("200", Level.OEYEBLIKKELIG)
def combination(message: Checked) -> Iterator[Hit]:
    """Kind of benefit and withholding flag fit the description. The official list of combinations was not to be had.

    Under a special tax rule only the kind is looked at.
    """
    codes = message.codes["loennsinntekt"]
    judged: dict[tuple[str, ...], Sequence[tuple[Message, Level]]] = {}  # most lines are the same again and again
    for _, lines in message.pay:
        for line, _, description in lines:
            together = (description, *line.texts(_COMBINED))
            said = judged.get(together)
            if said is None:
                code = codes.get(description)
                said = judged[together] = list(_combined(code, line)) if code is not None else ()
            for what, level in said:
                yield line, what, level


_COMBINED = ("fordel", "inngaarIGrunnlagForTrekk", "skatteOgAvgiftsregel", "utloeserArbeidsgiveravgift")


def _combined(code: Code, line: Node) -> Iterator[tuple[Message, Level]]:
    """What can be said of a description and what stands beside it."""
    if not code.more["fordel"]:
        return
    fordel = line.value("fordel")
    if fordel not in code.more["fordel"].split("|"):
        what = Message("{description} does not go with {benefit}", description=code.code, benefit=masked(fordel))
        yield what, Level.OEYEBLIKKELIG
    flag = line.truth("inngaarIGrunnlagForTrekk")
    right = _FLAGS.get(code.more["trekk"])
    if line.value("skatteOgAvgiftsregel") or flag is None:
        return
    if right is not None and flag is not right:
        what = (
            Message("{description} is subject to withholding", description=code.code)
            if right
            else Message("{description} is free of withholding", description=code.code)
        )
        yield what, Level.OEYEBLIKKELIG
    elif not flag and line.truth("utloeserArbeidsgiveravgift"):
        what = Message("{description} without withholding seldom has employer's contribution", description=code.code)
        yield what, Level.RETNINGSLINJE


@control(OWN, Level.OEYEBLIKKELIG)
def hours_missing(message: Checked) -> Iterator[Hit]:
    """Hourly pay and overtime come with their hours; arrears do not repeat them."""
    codes = message.codes["loennsinntekt"]
    with_hours = [each for each in message.descriptions if each in codes and codes[each].more["must"]]
    for _, lines in message.paid_as(*with_hours):
        for line, pay, description in lines:
            code = codes[description]
            count = pay.number("antall")
            if count is not None and count > 0:
                continue
            amount = line.number("beloep")
            if amount is None or amount <= 0:
                continue
            is_arrears = bool(line.value("startdatoOpptjeningsperiode"))
            if (count is None and not is_arrears) or (count is not None and count <= 0):
                yield line, Message("{description} needs the number of hours (antall)", description=code.code)


@control("504", Level.RETNINGSLINJE)
def many_hours(message: Checked) -> Iterator[Hit]:
    most = Decimal(message.limit("hours_paid", "most"))
    for person, lines in message.paid_as(_HOURLY):
        hours = _sum(pay.number("antall") for _, pay, _ in lines)
        if hours > most:
            yield person, Message("{hours} hours are paid in one month", hours=hours)


@control("505", Level.RETNINGSLINJE)
def pay_an_hour(message: Checked) -> Iterator[Hit]:
    least, most = Decimal(message.limit("pay_an_hour", "least")), Decimal(message.limit("pay_an_hour", "most"))
    for _, lines in message.paid_as(_HOURLY):
        for line, pay, _ in lines:
            amount, hours = line.number("beloep"), pay.number("antall")
            if (
                amount is not None
                and hours
                and amount > 0
                and hours > 0
                and not least * hours <= amount <= most * hours
            ):
                yield line, Message("{amount} for {hours} hours is not likely", amount=amount, hours=hours)


@control(OWN, Level.OEYEBLIKKELIG)
def deduction_for_holiday(message: Checked) -> Iterator[Hit]:
    """trekkILoennForFerie is negative, and stands beside a positive fastloenn of the same person."""
    for person, deductions in message.paid_as("trekkILoennForFerie"):
        fixed = _sum(line.number("beloep") for line, pay in incomes(person) if pay.value("beskrivelse") == "fastloenn")
        for line, _, _ in deductions:
            if (line.number("beloep") or _ZERO) > 0:
                yield line, Message("The deduction for holiday is negative")
            elif fixed <= 0:
                yield line, Message("The deduction for holiday stands only beside a positive fixed pay (fastloenn)")


@control(OWN, Level.RETNINGSLINJE)
def earning_period(message: Checked) -> Iterator[Hit]:
    if not message.has("startdatoOpptjeningsperiode", "sluttdatoOpptjeningsperiode"):
        return
    for person in message.people:
        for line in person.all("inntekt"):
            first, last = line.first("startdatoOpptjeningsperiode"), line.first("sluttdatoOpptjeningsperiode")
            if (first is None) != (last is None):
                yield line, Message("A period of earning has a first and a last day")
            elif (
                first is not None
                and last is not None
                and (start := first.day())
                and (end := last.day())
                and end < start
            ):
                yield (
                    line,
                    Message("The period of earning ends on {end}, before it starts on {start}", end=end, start=start),
                )


# --- withholding and attachments -------------------------------------------------------------------------------------


@control("278", Level.OEYEBLIKKELIG)
def positive_withholding(message: Checked) -> Iterator[Hit]:
    for withheld in message.withheld:
        if (withheld.number("beloep") or _ZERO) > 0:
            yield withheld, Message("Withheld tax is negative here; a positive amount gives it back")


@control(OWN, Level.OEYEBLIKKELIG)
def sum_of_withholding(message: Checked) -> Iterator[Hit]:
    """What is to be paid is what was withheld: one sum a month through 2025, one a pay date from 2026."""
    content = message.delivery.first("oppgave")
    if message.month is None or content is None:
        return
    group = message.description.groups["Betalingsinformasjon"]
    payments = content.first("betalingsinformasjon")
    whole = payments.first("sumForskuddstrekk") if payments else None
    by_date = payments.all("sumForskuddstrekkPerLoennsutbetalingsdato") if payments else []
    withheld = -_sum(each.number("beloep") for each in message.withheld)
    if group["sumForskuddstrekk"].is_used(message.month):
        said, node = (whole.number() if whole else None), whole
        if by_date:
            yield by_date[0], Message("Sums a pay date are not used for {month}", month=message.month)
    else:
        said, node = (
            (_sum(each.number("beloep") for each in by_date) if by_date else None),
            by_date[0] if by_date else None,
        )
        if whole is not None:
            yield whole, Message("From January 2026 withholding is reported for each pay date, not in one sum")
    if (said or _ZERO) != withheld:
        yield (
            node or payments or content,
            Message(
                "Withholding to be paid is {said}, and the people's adds up to {sum}", said=said or _ZERO, sum=withheld
            ),
        )


@control(OWN, Level.OEYEBLIKKELIG)
def pay_date_outside_the_month(message: Checked) -> Iterator[Hit]:
    month = message.month
    if month is None:
        return

    def is_odd(_element: Element, text: str) -> bool:
        day = day_of(text.strip()[:10])
        return day is not None and day not in month.span

    for node in message.like(lambda element: element.name == "loennsutbetalingsdato", is_odd):
        if day := node.day():
            yield node, Message("The pay date {day} is not in {month}", day=day, month=month)


@control(OWN, Level.OEYEBLIKKELIG)
def sum_of_attachments(message: Checked) -> Iterator[Hit]:
    content = message.delivery.first("oppgave")
    if content is None:
        return
    node = content.first("betalingsinformasjon", "sumUtleggstrekk")
    said = (node.number() if node else None) or _ZERO
    people = message.people if message.has("utleggstrekk") else ()
    taken = -_sum(each.number("beloep") for person in people for each in person.all("utleggstrekk"))
    if said != taken:
        yield (
            node or content,
            Message("Attachments to be paid are {said}, and the people's add up to {sum}", said=said, sum=taken),
        )


# --- the employer's contribution -------------------------------------------------------------------------------------


@control("183", Level.RETNINGSLINJE)
def negative_basis(message: Checked) -> Iterator[Hit]:
    """By code, zone and rate: refunds from NAV count where they lower the same rate's basis."""
    for _, contribution in _contributions(message):
        bases: dict[tuple[str, str, Decimal | None], Decimal] = {}
        for line in _lines(contribution):
            key = (line.value("beregningskodeForArbeidsgiveravgift"), line.value("sone"), line.number(_RATE))
            bases[key] = bases.get(key, _ZERO) + (line.number("avgiftsgrunnlagBeloep") or _ZERO)
        for (_, zone, rate), basis in bases.items():
            if basis < 0:
                yield (
                    contribution,
                    Message(
                        "The basis in zone {zone} at {rate}% is negative: {basis}",
                        zone=masked(zone),
                        rate=rate or _ZERO,
                        basis=basis,
                    ),
                )


@control("184", Level.OEYEBLIKKELIG)
def basis_and_pay(message: Checked) -> Iterator[Hit]:
    """The basis from pay is what the lines with employer's contribution add up to, sub-unit by sub-unit, and what of it
    stands on nobody because it is below the limit. The extra contribution of 2023-2024 has a basis of the same pay.

    Where an amount a person is paid for foreigners, their pay has no basis, and nothing can be said.
    """
    for unit in message.units:
        contribution = unit.first("arbeidsgiveravgift")
        if contribution is not None and contribution.all("utenlandskeMedFastAvgiftsbeloep"):
            continue
        lines = message.lines_in(unit)
        pay = _sum(
            number_of(amount.strip())
            for counts, amount in (line.texts(("utloeserArbeidsgiveravgift", "beloep")) for line in lines)
            if truth_of(counts.strip())
        )
        names = ("loennOgGodtgjoerelse", "utenlandskeMedSaerskiltProsentsats")
        parts = [line for name in names for line in contribution.all(name)] if contribution else []
        basis = _sum(line.number("avgiftsgrunnlagBeloep") for line in parts if line.value(_CODE) != _EXTRA)
        pay += _sum(line.number() for line in (contribution.all(_BELOW) if contribution else ()))
        if abs(basis - pay) >= 1:
            yield (
                contribution or unit,
                Message(
                    "The basis of the employer's contribution is {basis}, and the pay adds up to {pay}",
                    basis=basis,
                    pay=pay,
                ),
            )


@control(OWN, Level.OEYEBLIKKELIG)
def sum_of_contributions(message: Checked) -> Iterator[Hit]:
    """Within one krone of the exact products, added.

    Some programs have no line of the extra contribution of 2023-2024, so more is not wrong then.
    """
    content = message.delivery.first("oppgave")
    if content is None:
        return
    contributions = [contribution for _, contribution in _contributions(message)]
    node = content.first("betalingsinformasjon", "sumArbeidsgiveravgift")
    said = (node.number() if node else None) or _ZERO
    owed = _sum(amount for each in contributions for amount in _owed(each))
    has_extra = message.month is not None and str(message.month) < message.limit("contribution", "no_extra_from")
    if has_extra and said > owed:
        return
    if abs(said - owed) > Decimal(message.limit("contribution", "tolerance")):
        yield (
            node or content,
            Message(
                "Employer's contribution to be paid is {said}; bases and rates make {sum}",
                said=said,
                sum=_ore(owed),
            ),
        )


@control(OWN, Level.OEYEBLIKKELIG)
def rate_of_the_zone(message: Checked) -> Iterator[Hit]:
    """Code and zone have the rate of the month; other codes than the ordinary and farming have rates of their own."""
    if message.month is None:
        return
    try:
        rates = rate_book("NO").on(message.month.last)
    except MissingRate:
        return
    for _, contribution in _contributions(message):
        for line in [*_lines(contribution), *contribution.all("fradragIGrunnlagetForSone")]:
            code, zone, rate = line.value("beregningskodeForArbeidsgiveravgift"), line.value("sone"), line.number(_RATE)
            if code not in _KNOWN_RATES or rate is None:
                continue
            try:
                right = {zone_rate(each, code, rates).value.value for each in ({zone, "1"} if zone == "1a" else {zone})}
            except MissingRate:
                continue  # an unknown zone is another control's
            if rate not in right:
                yield (
                    line,
                    Message("The rate of zone {zone} is {right}%, not {rate}%", zone=zone, right=max(right), rate=rate),
                )


@control(OWN, Level.RETNINGSLINJE)
def pension_provider(message: Checked) -> Iterator[Hit]:
    content = message.delivery.first("oppgave")
    if content is None or content.all("pensjonsinnretning"):
        return
    for _, contribution in _contributions(message):
        if contribution.all("tilskuddOgPremieTilPensjon"):
            yield content, Message("Pension contributions are reported, and no pension provider (pensjonsinnretning)")
            return


_RATE, _CODE = "prosentsatsForAvgiftsberegning", "beregningskodeForArbeidsgiveravgift"
_BELOW, _EXTRA = "samletGrunnlagUnderOpplysningsplikt", code_facts("no/amelding_names")["contribution"]["extra"]


def _contributions(message: Checked) -> list[tuple[Node, Node]]:
    return [(unit, contribution) for unit in message.units for contribution in unit.all("arbeidsgiveravgift")]


def _lines(contribution: Node) -> list[Node]:
    return [line for name in _LINES_OF_BASIS for line in contribution.all(name)]


def _owed(contribution: Node) -> Iterator[Decimal]:
    """The unrounded contribution of every line; a deduction is negative as it stands."""
    for line in contribution.children:
        rate = line.number(_RATE)
        basis = line.number("avgiftsgrunnlagBeloep") or line.number("avgiftsfradragBeloep")
        if rate is not None and basis is not None:
            yield basis * rate / 100
        people, amount = line.number("antallAvgiftsgrunnlagPersoner"), line.number("beloepssatsForAvgiftsberegning")
        if people is not None and amount is not None:
            yield people * amount


def _ore(amount: Decimal) -> Decimal:
    """An amount as it is shown: with two decimals, where it is an amount that anybody could owe."""
    return amount.quantize(_CENT) if abs(amount) < _ABSURD else amount


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), _ZERO)
