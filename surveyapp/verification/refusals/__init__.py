"""Answers of readers' pages to what cannot be."""
