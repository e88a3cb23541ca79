"""The page for a rise for many at once."""
