"""Moving in from another payroll program."""
