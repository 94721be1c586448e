"""Comparison of alignments with the audit log."""
