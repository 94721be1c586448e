"""The answers of a round as plain values."""
