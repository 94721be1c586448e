"""Seals, the secret key in a backup, and words without links and codes."""
