"""Norwegian files that come in: what they hold, as plain values. Nothing here knows a client or stores anything."""
