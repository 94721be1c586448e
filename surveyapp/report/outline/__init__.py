"""The outline of a round, and its versions."""
