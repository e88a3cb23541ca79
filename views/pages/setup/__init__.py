"""The set-up guide of the employer."""
