"""Actions on many interviews: choose, look over, do."""
