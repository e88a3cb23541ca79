"""A pay run approved by a second person, from a file."""
