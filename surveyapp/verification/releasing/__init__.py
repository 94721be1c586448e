"""Readers first, then those who must agree."""
