"""Comparing one question or theme over all organisations."""
