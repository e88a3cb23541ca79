"""Settings: what is chosen once and may be changed."""
