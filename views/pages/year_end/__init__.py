"""The page for the year's end."""
