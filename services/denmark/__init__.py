"""Denmark: pay, holiday and free-choice accounts as numbered rows over a small engine."""
