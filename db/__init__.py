"""Keep analyses in one SQLite file and query them."""
