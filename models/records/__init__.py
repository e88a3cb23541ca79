"""What a client file keeps: rows with an identity."""
