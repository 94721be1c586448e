"""Mails that wait to be delivered, and their delivery."""
