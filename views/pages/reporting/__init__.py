"""The a-melding: twelve months at a glance, one month in detail."""
