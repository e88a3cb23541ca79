"""Pay in any country, pure: facts in, result out. No window, database, clock or file is known here."""
