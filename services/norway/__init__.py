"""The Norwegian pack: rules, the monthly report, the country's files, and `pack.py`, its one face."""
