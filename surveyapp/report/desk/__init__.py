"""A section beside the answers that feed it."""
