"""One action on many interviews, as it was planned and what became of each."""
