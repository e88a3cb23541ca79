"""The readable log of changes."""
