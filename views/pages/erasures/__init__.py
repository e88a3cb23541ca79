"""Erase people who left, when the years are over in which their pay must be kept."""
