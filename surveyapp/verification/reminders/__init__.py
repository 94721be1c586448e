"""Reminders of a record by hand."""
