"""The a-melding as a typed tree: what this program itself writes.

Class and attribute names are the message's own words, attributes in snake case (`description.snake`). Which elements
come in which order, how often and in which form, the description says; an attribute that it does not know is refused
when the message is written. Amounts are `Money`; other numbers are `Decimal`, written with the digits that they have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.values.money import Money
from models.values.span import Month


@dataclass(frozen=True, slots=True)
class Opplysningspliktig:
    """The employer: the main unit's organisation number, or a private employer's fødselsnummer."""

    norsk_identifikator: str


@dataclass(frozen=True, slots=True)
class BeloepPerLoennsutbetalingsdato:
    """What was withheld on one pay date, positive."""

    loennsutbetalingsdato: date
    beloep: Money


@dataclass(frozen=True, slots=True)
class Betalingsinformasjon:
    """What is to be paid for this message alone, in whole kroner. Withholding and attachments are positive here."""

    sum_forskuddstrekk: Money | None = None
    sum_arbeidsgiveravgift: Money | None = None
    sum_finansskatt_loenn: Money | None = None
    sum_utleggstrekk: Money | None = None
    sum_forskuddstrekk_per_loennsutbetalingsdato: tuple[BeloepPerLoennsutbetalingsdato, ...] = ()


@dataclass(frozen=True, slots=True)
class InternasjonalIdentifikator:
    """The number of somebody without a Norwegian one. `land` is the ISO code of two letters."""

    identifikator: str
    identifikatortype: str
    land: str


@dataclass(frozen=True, slots=True)
class IdentifiserendeInformasjon:
    """Who somebody is; needed beside an international number."""

    navn: str
    foedselsdato: date
    ansattnummer: str | None = None


@dataclass(frozen=True, slots=True)
class Fartoey:
    """The vessel of a maritime employment."""

    skipsregister: str
    skipstype: str
    fartsomraade: str


@dataclass(frozen=True, slots=True)
class Permisjon:
    """Leave or layoff at one percentage of the agreed position. 0 % with start = end deletes what was reported."""

    startdato: date
    permisjonsprosent: Decimal
    permisjon_id: str
    beskrivelse: str
    sluttdato: date | None = None
    loennet: bool | None = None


@dataclass(frozen=True, slots=True)
class Arbeidsforhold:
    """One employment as it stands at the end of the month."""

    type_arbeidsforhold: str
    arbeidsforhold_id: str | None = None
    startdato: date | None = None
    sluttdato: date | None = None
    antall_timer_per_uke_som_en_full_stilling_tilsvarer: Decimal | None = None
    yrke: str | None = None
    arbeidstidsordning: str | None = None
    stillingsprosent: Decimal | None = None
    siste_loennsendringsdato: date | None = None
    loennsansiennitet: date | None = None
    loennstrinn: str | None = None
    fartoey: Fartoey | None = None
    permisjon: tuple[Permisjon, ...] = ()
    siste_dato_for_stillingsprosentendring: date | None = None
    aarsak_til_sluttdato: str | None = None
    form_for_ansettelse: str | None = None


@dataclass(frozen=True, slots=True)
class Fradrag:
    """A deduction that the tax return needs, such as union dues; negative."""

    beskrivelse: str
    beloep: Money


@dataclass(frozen=True, slots=True)
class Forskuddstrekk:
    """Tax withheld in the month, in whole kroner; negative or 0."""

    beloep: Money
    beskrivelse: str = "ordinaert"


@dataclass(frozen=True, slots=True)
class Utleggstrekk:
    """An attachment that is paid to the tax administration, in whole kroner; negative."""

    beskrivelse: str
    beloep: Money
    dato_for_utleggstrekk: date | None = None


@dataclass(frozen=True, slots=True)
class BilOgBaat:
    """What is told of a company car or a boat."""

    antall_kilometer: Decimal | None = None
    antall_reiser: int | None = None
    herav_antall_kilometer_mellom_hjem_og_arbeid: Decimal | None = None
    listepris_for_bil: Money | None = None
    bilregistreringsnummer: str | None = None
    er_bilpool: bool | None = None
    er_annen_bil: bool | None = None
    er_bil_utenfor_standardregelen: bool | None = None
    personklassifisering_av_bilbruker: str | None = None


@dataclass(frozen=True, slots=True)
class Tilleggsinformasjon:
    """What some descriptions need beside them."""

    bil_og_baat: BilOgBaat


@dataclass(frozen=True, slots=True)
class Spesifikasjon:
    """Where somebody who was paid is resident for tax, and where the pay was earned: countries of two letters."""

    skattemessig_bosatt_i_land: str | None = None
    opptjeningsland: str | None = None


@dataclass(frozen=True, slots=True)
class Loennsinntekt:
    """What was paid. `antall` counts hours, kilometres, days or nights."""

    beskrivelse: str
    tilleggsinformasjon: Tilleggsinformasjon | None = None
    antall: Decimal | None = None
    spesifikasjon: Spesifikasjon | None = None


@dataclass(frozen=True, slots=True)
class Inntekt:
    """One line of income: the sum of a month's lines with the same properties.

    `inngaar_i_grunnlag_for_trekk` is the nature of the benefit, not whether tax was withheld.
    """

    fordel: str
    utloeser_arbeidsgiveravgift: bool
    inngaar_i_grunnlag_for_trekk: bool
    beloep: Money
    loennsinntekt: Loennsinntekt
    arbeidsforhold_id: str | None = None
    startdato_opptjeningsperiode: date | None = None
    sluttdato_opptjeningsperiode: date | None = None
    skatte_og_avgiftsregel: str | None = None


@dataclass(frozen=True, slots=True)
class Inntektsmottaker:
    """One person in one sub-unit."""

    norsk_identifikator: str | None
    internasjonal_identifikator: tuple[InternasjonalIdentifikator, ...] = ()
    identifiserende_informasjon: IdentifiserendeInformasjon | None = None
    arbeidsforhold: tuple[Arbeidsforhold, ...] = ()
    fradrag: tuple[Fradrag, ...] = ()
    forskuddstrekk: tuple[Forskuddstrekk, ...] = ()
    inntekt: tuple[Inntekt, ...] = ()
    utleggstrekk: tuple[Utleggstrekk, ...] = ()


@dataclass(frozen=True, slots=True)
class Arbeidsgiveravgiftsgrunnlag:
    """The basis of the employer's contribution by code, zone and rate."""

    beregningskode_for_arbeidsgiveravgift: str
    sone: str
    avgiftsgrunnlag_beloep: Money
    prosentsats_for_avgiftsberegning: Decimal


@dataclass(frozen=True, slots=True)
class FradragIGrunnlaget:
    """What NAV refunded, which lowers the basis; negative."""

    beregningskode_for_arbeidsgiveravgift: str
    sone: str
    avgiftsfradrag_beloep: Money
    prosentsats_for_avgiftsberegning: Decimal


@dataclass(frozen=True, slots=True)
class Arbeidsgiveravgift:
    """The employer's contribution of one sub-unit."""

    loenn_og_godtgjoerelse: tuple[Arbeidsgiveravgiftsgrunnlag, ...] = ()
    tilskudd_og_premie_til_pensjon: tuple[Arbeidsgiveravgiftsgrunnlag, ...] = ()
    fradrag_i_grunnlaget_for_sone: tuple[FradragIGrunnlaget, ...] = ()
    samlet_grunnlag_under_opplysningsplikt: Money | None = None


@dataclass(frozen=True, slots=True)
class Virksomhet:
    """One sub-unit with its people."""

    norsk_identifikator: str
    inntektsmottaker: tuple[Inntektsmottaker, ...] = ()
    arbeidsgiveravgift: Arbeidsgiveravgift | None = None


@dataclass(frozen=True, slots=True)
class Pensjonsinnretning:
    """Who provides the occupational pension: an organisation number."""

    identifikator: str


@dataclass(frozen=True, slots=True)
class Oppgave:
    """The content of a message; an empty one withdraws everything that it replaces."""

    betalingsinformasjon: Betalingsinformasjon | None = None
    annen_bagatellmessig_stoette: Money | None = None
    virksomhet: tuple[Virksomhet, ...] = ()
    pensjonsinnretning: tuple[Pensjonsinnretning, ...] = ()


@dataclass(frozen=True, slots=True)
class Leveranse:
    """One message: one employer, one calendar month. `leveringstidspunkt` has its time zone; no id is used again."""

    leveringstidspunkt: datetime
    kalendermaaned: Month
    kildesystem: str
    meldings_id: str
    opplysningspliktig: Opplysningspliktig
    oppgave: Oppgave
    erstatter_meldings_id: str | None = None
    spraak_for_tilbakemelding: str | None = None
