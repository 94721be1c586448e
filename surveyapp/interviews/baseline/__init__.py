"""The answer of the round before, beside the question."""
