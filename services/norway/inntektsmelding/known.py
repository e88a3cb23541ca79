"""What NAV's form knows: descriptions that are income, reasons, benefits, limits (resources/codes/no)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from models.values.message import Message
from models.values.money import Money
from models.values.why import Figure
from services.engine.income_report import (
    CARE_DAYS,
    NURSING,
    PARENTAL,
    PREGNANCY,
    SICK_PAY,
    TRAINING,
    IncomeReportWords,
)
from services.reference.codes import code_facts


def facts() -> Mapping[str, Any]:
    """What NAV's form knows: descriptions, reasons, codes."""
    return code_facts("no/inntektsmelding")


def needs_a_reason(mean: Figure[Money], income: Figure[Money]) -> bool:
    """Whether the income is so far from the mean of the months that NAV asks why."""
    return abs(income.value - mean.value) > Money.kr(facts()["income"]["needs_a_reason_above"])


_REASONS: Final = {
    "Bonus": Message("Bonus"),
    "Feilregistrert": Message("Wrongly registered"),
    "Ferie": Message("Holiday"),
    "Ferietrekk": Message("Deduction for holiday"),
    "Nyansatt": Message("Newly employed"),
    "NyStilling": Message("Another position"),
    "NyStillingsprosent": Message("New percentage of full time"),
    "Permisjon": Message("Leave"),
    "Permittering": Message("Layoff"),
    "Sykefravaer": Message("Sickness"),
    "Tariffendring": Message("Collective agreement changed"),
    "VarigLoennsendring": Message("Lasting change of pay"),
    "InntektIkkeRapportertEndaAordning": Message("Not reported in the a-melding yet"),
    "MangelfullRapporteringAordning": Message("Reported incompletely in the a-melding"),
}
_REDUCED: Final = {
    "ArbeidOpphoert": Message("The employment has ended"),
    "BeskjedGittForSent": Message("It was told too late"),
    "BetvilerArbeidsufoerhet": Message("The employer doubts that the employee cannot work"),
    "FerieEllerAvspasering": Message("Holiday or time off in lieu"),
    "FiskerMedHyre": Message("Fisherman with a share"),
    "FravaerUtenGyldigGrunn": Message("Absence without a valid reason"),
    "IkkeFravaer": Message("There was no absence"),
    "IkkeFullStillingsandel": Message("Not the whole position"),
    "IkkeLoenn": Message("There is no pay"),
    "LovligFravaer": Message("Lawful absence"),
    "ManglerOpptjening": Message("Employed for less than four weeks"),
    "Permittering": Message("Layoff"),
    "Saerregler": Message("Special rules"),
    "StreikEllerLockout": Message("Strike or lockout"),
    "TidligereVirksomhet": Message("Paid by the firm before"),
}
_BENEFITS: Final = {
    "AKSJERGRUNNFONDSBEVISTILUNDERKURS": Message("Shares below their value"),
    "ANNET": Message("Other"),
    "BEDRIFTSBARNEHAGEPLASS": Message("Place in the firm's kindergarten"),
    "BESOEKSREISERHJEMMETANNET": Message("Visits home, other"),
    "BIL": Message("Company car"),
    "BOLIG": Message("Housing"),
    "ELEKTRONISKKOMMUNIKASJON": Message("Electronic communication"),
    "FRITRANSPORT": Message("Free transport"),
    "INNBETALINGTILUTENLANDSKPENSJONSORDNING": Message("Paid into a foreign pension scheme"),
    "KOSTBESPARELSEIHJEMMET": Message("Saved board at home"),
    "KOSTDAGER": Message("Board, days"),
    "KOSTDOEGN": Message("Board, whole days"),
    "LOSJI": Message("Lodging"),
    "OPSJONER": Message("Options"),
    "RENTEFORDELLAAN": Message("Loan at a low rate"),
    "SKATTEPLIKTIGDELFORSIKRINGER": Message("Insurance, the taxable part"),
    "TILSKUDDBARNEHAGEPLASS": Message("Grant for a kindergarten place"),
    "YRKEBILTJENESTLIGBEHOVKILOMETER": Message("Commercial vehicle, by kilometres"),
    "YRKEBILTJENESTLIGBEHOVLISTEPRIS": Message("Commercial vehicle, by list price"),
}

BENEFITS_OF_NAV: Final = {
    SICK_PAY: Message("Sick pay"),
    PARENTAL: Message("Parental benefit"),
    PREGNANCY: Message("Pregnancy benefit"),
    NURSING: Message("Nursing benefit (pleiepenger)"),
    TRAINING: Message("Training benefit (opplæringspenger)"),
    CARE_DAYS: Message("Care benefit (omsorgspenger)"),
}
_OF_KINDS: Final = {
    "self_certified": (SICK_PAY,),
    "sick_note": (SICK_PAY,),
    "leave_parental": (PARENTAL, PREGNANCY),
    "leave_other_statutory": (PREGNANCY, NURSING, TRAINING),
    "sick_child": (CARE_DAYS,),
    "care": (CARE_DAYS,),
}


def benefits_of(kind: str) -> tuple[str, ...]:
    """The benefits that NAV may pay in an absence of a kind, the likely one first; none where it pays nothing."""
    return _OF_KINDS.get(kind, ())


def benefit_in_kind(code: str) -> Message | str:
    """A benefit in kind in words; a code that NAV does not know as it stands."""
    return _BENEFITS.get(code, code)


def words() -> IncomeReportWords:
    """Everything that can be chosen, in words, in the order of the codes."""
    codes = facts()

    def said(names: Iterable[str], known: Mapping[str, Message]) -> tuple[tuple[str, Message], ...]:
        return tuple((name, known[name]) for name in names)

    return IncomeReportWords(
        said(codes["reasons"], _REASONS),
        said(codes["parental_reasons"], _REASONS),
        said(codes["reduced"]["codes"], _REDUCED),
        said(codes["benefits"]["codes"], _BENEFITS),
        {**codes["reasons"], **codes["parental_reasons"]},
        {kind: said(names, BENEFITS_OF_NAV) for kind, names in _OF_KINDS.items()},
    )
