"""Questions: answers are frozen rows and tables; nothing is written here."""
