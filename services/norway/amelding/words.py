"""The a-melding's own words in plain ones: what its elements and its codes mean, to be read on the screen.

What has no word here is shown as it stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.values.message import Message

ELEMENTS: Mapping[str, Message] = {
    "Leveranse": Message("Delivery"),
    "leveringstidspunkt": Message("Made on"),
    "kalendermaaned": Message("Month"),
    "kildesystem": Message("Made with"),
    "erstatterMeldingsId": Message("Replaces"),
    "meldingsId": Message("The report's id"),
    "opplysningspliktig": Message("Employer"),
    "norskIdentifikator": Message("Number"),
    "oppgave": Message("Content"),
    "spraakForTilbakemelding": Message("Language of the answer"),
    "betalingsinformasjon": Message("To pay"),
    "sumForskuddstrekk": Message("Withheld tax"),
    "sumForskuddstrekkPerLoennsutbetalingsdato": Message("Withheld tax"),
    "sumArbeidsgiveravgift": Message("Employer's contribution"),
    "sumFinansskattLoenn": Message("Finance tax"),
    "sumUtleggstrekk": Message("Attachments"),
    "loennsutbetalingsdato": Message("Paid on"),
    "annenBagatellmessigStoette": Message("Other small state aid"),
    "virksomhet": Message("Sub-unit"),
    "pensjonsinnretning": Message("Pension provider"),
    "identifikator": Message("Number"),
    "inntektsmottaker": Message("Person"),
    "internasjonalIdentifikator": Message("Foreign number"),
    "identifikatortype": Message("Kind of number"),
    "land": Message("Country"),
    "identifiserendeInformasjon": Message("Who it is"),
    "navn": Message("Name"),
    "foedselsdato": Message("Date of birth"),
    "ansattnummer": Message("Employee number"),
    "arbeidsforhold": Message("Employment"),
    "arbeidsforholdId": Message("Id of the employment"),
    "typeArbeidsforhold": Message("Type of employment"),
    "startdato": Message("First day"),
    "sluttdato": Message("Last day"),
    "aarsakTilSluttdato": Message("Why it ended"),
    "antallTimerPerUkeSomEnFullStillingTilsvarer": Message("Hours a week in a full post"),
    "yrke": Message("Occupation"),
    "arbeidstidsordning": Message("Work schedule"),
    "stillingsprosent": Message("Percentage of a full post"),
    "sisteLoennsendringsdato": Message("Pay last changed"),
    "sisteDatoForStillingsprosentendring": Message("Percentage last changed"),
    "loennsansiennitet": Message("Seniority from"),
    "loennstrinn": Message("Pay grade"),
    "formForAnsettelse": Message("Form of employment"),
    "fartoey": Message("Vessel"),
    "skipsregister": Message("Ship register"),
    "skipstype": Message("Type of ship"),
    "fartsomraade": Message("Trading area"),
    "permisjon": Message("Leave of absence"),
    "permisjonId": Message("Id of the leave"),
    "permisjonsprosent": Message("Percentage of leave"),
    "loennet": Message("With pay"),
    "beskrivelse": Message("Description"),
    "fradrag": Message("Deduction"),
    "beloep": Message("Amount"),
    "forskuddstrekk": Message("Withheld tax"),
    "utleggstrekk": Message("Attachment"),
    "datoForUtleggstrekk": Message("Day of the attachment"),
    "inntekt": Message("Pay"),
    "loennsinntekt": Message("Pay"),
    "fordel": Message("Kind of benefit"),
    "utloeserArbeidsgiveravgift": Message("Employer's contribution is paid"),
    "inngaarIGrunnlagForTrekk": Message("Tax is withheld"),
    "skatteOgAvgiftsregel": Message("Special rule"),
    "antall": Message("How many"),
    "startdatoOpptjeningsperiode": Message("Earned from"),
    "sluttdatoOpptjeningsperiode": Message("Earned until"),
    "tilleggsinformasjon": Message("More about it"),
    "bilOgBaat": Message("Car or boat"),
    "antallKilometer": Message("Kilometres"),
    "antallReiser": Message("Journeys"),
    "listeprisForBil": Message("List price of the car"),
    "bilregistreringsnummer": Message("Registration number"),
    "arbeidsgiveravgift": Message("Employer's contribution"),
    "loennOgGodtgjoerelse": Message("Basis: pay"),
    "tilskuddOgPremieTilPensjon": Message("Basis: pension"),
    "fradragIGrunnlagetForSone": Message("Deducted from the basis"),
    "beregningskodeForArbeidsgiveravgift": Message("Kind of business"),
    "sone": Message("Zone"),
    "avgiftsgrunnlagBeloep": Message("Basis"),
    "avgiftsfradragBeloep": Message("Deducted"),
    "prosentsatsForAvgiftsberegning": Message("Rate"),
    "samletGrunnlagUnderOpplysningsplikt": Message("Basis below the limit for reporting"),
}

CODES: Mapping[str, Message] = {
    # pay
    "fastloenn": Message("Fixed pay"),
    "timeloenn": Message("Hourly pay"),
    "fastTillegg": Message("Fixed supplement"),
    "uregelmessigeTilleggKnyttetTilArbeidetTid": Message("Supplements for hours worked"),
    "uregelmessigeTilleggKnyttetTilIkkeArbeidetTid": Message("Supplements for standby"),
    "helligdagstillegg": Message("Public holiday supplement"),
    "overtidsgodtgjoerelse": Message("Overtime"),
    "bonus": Message("Bonus"),
    "honorarAkkordProsentProvisjon": Message("Fees, piece work and commission"),
    "feriepenger": Message("Holiday pay"),
    "trekkILoennForFerie": Message("Deduction for holiday"),
    "sluttvederlag": Message("Severance pay"),
    "styrehonorarOgGodtgjoerelseVerv": Message("Board fee"),
    "tips": Message("Tips"),
    "bil": Message("Company car"),
    "bolig": Message("Housing"),
    "losji": Message("Lodging"),
    "kostDager": Message("Meals, by day"),
    "kostDoegn": Message("Board, by day and night"),
    "elektroniskKommunikasjon": Message("Phone and internet"),
    "rentefordelLaan": Message("Benefit of a cheap loan"),
    "skattepliktigDelForsikringer": Message("Taxable part of insurance"),
    "skattepliktigPersonalrabatt": Message("Taxable staff discount"),
    "kilometergodtgjoerelseBil": Message("Mileage by car"),
    "kilometergodtgjoerelsePassasjertillegg": Message("Passenger supplement"),
    "reiseAnnet": Message("Other travel"),
    "reiseKost": Message("Taxable subsistence"),
    "reiseKostUtenOvernatting": Message("Subsistence, day trip"),
    "reiseKostMedOvernattingPaaHotell": Message("Subsistence, hotel"),
    "reiseKostMedOvernattingPaaHybelMedKokEllerPrivat": Message("Subsistence, lodging with a kitchen"),
    "reiseKostMedOvernattingPaaHybelUtenKokEllerPensjonatEllerBrakke": Message(
        "Subsistence, lodging without a kitchen"
    ),
    "reiseLosji": Message("Lodging on travel"),
    "reiseNattillegg": Message("Night supplement on travel"),
    "annet": Message("Other"),
    # kinds of benefit
    "kontantytelse": Message("Cash"),
    "naturalytelse": Message("Benefit in kind"),
    "utgiftsgodtgjoerelse": Message("Covered expenses"),
    # withheld and deducted
    "ordinaert": Message("Ordinary withholding"),
    "frivillig": Message("Extra, by wish"),
    "fagforeningskontingent": Message("Union dues"),
    "premieTilPensjonsordninger": Message("Own share of pension"),
    "utleggstrekkSkatt": Message("Attachment for tax"),
    "utleggstrekkSamordnet": Message("Coordinated attachment"),
    # employments
    "ordinaertArbeidsforhold": Message("Ordinary employment"),
    "maritimtArbeidsforhold": Message("Maritime employment"),
    "frilanserOppdragstakerHonorarPersonerMm": Message("Freelancer or board member"),
    "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold": Message("Pension, outside employment"),
    "ikkeSkift": Message("No shift work"),
    "andreSkift": Message("Other shift work"),
    "skift365": Message("Shift work, 36.5 hours"),
    "doegnkontinuerligSkiftOgTurnus355": Message("Round the clock, 35.5 hours"),
    "helkontinuerligSkiftOgAndreOrdninger336": Message("All days round the clock, 33.6 hours"),
    "offshore336": Message("Offshore, 33.6 hours"),
    "fast": Message("Permanent"),
    "midlertidig": Message("Temporary"),
    "fastAnsattUtleid": Message("Permanent, hired out"),
    "midlertidigAnsattUtleid": Message("Temporary, hired out"),
    "midlertidigAnsattSomTilkallingsvikar": Message("Temporary, on call"),
    "arbeidstakerHarSagtOppSelv": Message("The employee resigned"),
    "arbeidsgiverHarSagtOppArbeidstaker": Message("The employer gave notice"),
    "kontraktEngasjementEllerVikariatErUtloept": Message("A fixed term ended"),
    "endringIOrganisasjonsstrukturEllerByttetJobbInternt": Message("Reorganisation, or another job inside"),
    "byttetLoenssystemEllerRegnskapsfoerer": Message("Another payroll program or accountant"),
    "arbeidsforholdetSkulleAldriVaertRapportert": Message("Should never have been reported"),
    # leave
    "permisjonMedForeldrepenger": Message("Leave with parental benefit"),
    "permisjonVedMilitaertjeneste": Message("Leave for military service"),
    "utdanningspermisjonLovfestet": Message("Leave for education, by law"),
    "utdanningspermisjonIkkeLovfestet": Message("Leave for education, agreed"),
    "andreLovfestedePermisjoner": Message("Other leave by law"),
    "andreIkkeLovfestedePermisjoner": Message("Other agreed leave"),
    "permittering": Message("Layoff"),
    # the employer's contribution
    "generelleNaeringer": Message("Ordinary business"),
    "jordOgSkogbrukFiskeri": Message("Farming, forestry and fishing"),
    "godstransportPaaVei": Message("Road haulage"),
    "helseforetakOgDelerAvStatsforvaltningen": Message("Health trusts and parts of the state"),
    "kunForskuddstrekk": Message("Withholding only"),
    "ekstraArbeidsgiveravgift": Message("Extra contribution on high pay"),
    # the rest
    "passnummer": Message("Passport number"),
}

PERCENTAGES = frozenset({"stillingsprosent", "permisjonsprosent", "prosentsatsForAvgiftsberegning"})
"""Decimal elements that are percentages."""

COUNTS = frozenset({"antall", "antallTimerPerUkeSomEnFullStillingTilsvarer", "antallKilometer"})
"""Decimal elements that count something; all others are amounts."""


def element(name: str) -> Message | str:
    """What an element is called."""
    return ELEMENTS.get(name, name)


def code(text: str) -> Message | str:
    """What a code means; a code without a word stands as it is."""
    return CODES.get(text, text)


def plain(text: str) -> Message | str:
    """The word of an element or of a code; anything else stands as it is."""
    return ELEMENTS.get(text) or CODES.get(text) or text
