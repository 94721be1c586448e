"""Mails that tell a respondent what staff did."""
