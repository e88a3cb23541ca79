"""Packaged data, read and checked: texts, rates, codes, wage types."""
