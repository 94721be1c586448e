"""One reaction, kept as its next revision."""
