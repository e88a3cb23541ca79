"""NAV's inntektsmelding: who needs one, and its worksheet."""
