"""Passages that wait for a theme."""
