"""Copies of a draft, or of a report that was not published."""
