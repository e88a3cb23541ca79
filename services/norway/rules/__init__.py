"""Pure: Norwegian pay law as functions."""
