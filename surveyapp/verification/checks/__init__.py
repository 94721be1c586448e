"""Comparison of what was agreed and said with the audit log."""
