"""The page that asks what if."""
