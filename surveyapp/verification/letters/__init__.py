"""Mails to respondents about a record."""
