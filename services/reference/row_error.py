"""What is raised for a row of data that cannot be used."""

from __future__ import annotations


class RowError(ValueError):
    """A row of data cannot be used. The text names the row and the field."""
