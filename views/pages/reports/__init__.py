"""The reports page: the catalogue at the left, the report with its choices at the right."""
