"""Answers to and from Word files and spreadsheets."""
