"""The record as a Word file, and back."""
