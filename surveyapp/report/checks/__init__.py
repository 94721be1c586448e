"""Comparison of what a report rests on with the audit log."""
