"""The check of a document that somebody brings."""
