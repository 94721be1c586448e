"""What both sides said of an answer over all records."""
