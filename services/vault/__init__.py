"""The encrypted client file: open, change, copy, prove. It knows nothing about pay."""
