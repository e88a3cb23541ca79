"""eIndkomst: the months of a client that reports pay by numbered fields."""
