"""Files with an interview."""
