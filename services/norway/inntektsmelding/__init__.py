"""The inntektsmelding to NAV: what nav.no asks for because of an absence, worked out, with what lies behind it."""
