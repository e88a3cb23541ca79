"""The client's front page."""
