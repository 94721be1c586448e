"""Reminders, by the worker and by hand."""
