"""Refunds: what NAV owes, its report read in, and what was taken in before."""
