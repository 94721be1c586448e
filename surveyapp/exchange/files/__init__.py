"""A file from bytes to answers, and back."""
