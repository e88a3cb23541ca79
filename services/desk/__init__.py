"""The waist: the open client, the user, today; gather → calculate → keep."""
