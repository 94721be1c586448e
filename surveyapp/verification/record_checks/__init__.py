"""Comparison of records and reactions with the audit log."""
