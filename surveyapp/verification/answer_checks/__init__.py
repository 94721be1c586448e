"""Comparison of answers and agreement with the audit log."""
