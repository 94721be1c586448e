"""Comparison of editors' texts, outline and figures with the audit log."""
