"""Holiday: what is owed for a year, and the days."""
