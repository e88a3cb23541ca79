"""Employees: the list, one employee, and employing somebody."""
