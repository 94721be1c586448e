"""Whose hands a link could have been in."""
