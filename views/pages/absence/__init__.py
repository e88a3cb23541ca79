"""The absence page: the timeline, its table, the form and the card below."""
