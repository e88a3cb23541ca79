"""Absence in Norway: which days, who pays for them, and what follows for the pay (norway-payroll 6, 9, 12.3)."""
