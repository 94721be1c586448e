"""Approvals: one respondent, one revision, one channel."""
