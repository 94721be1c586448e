"""Copies and erasure of personal data."""
