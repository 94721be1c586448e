"""The mails of one interview."""
