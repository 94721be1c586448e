"""Editors' texts."""
