"""Postvak: all mails out and in."""
