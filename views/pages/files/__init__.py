"""Files: one way in for every file, what is to be sent, and the log of what was taken in."""
