"""Mails out and in."""
