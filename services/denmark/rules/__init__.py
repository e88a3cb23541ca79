"""The rules of Denmark: pure functions from facts, rates and rows to figures."""
