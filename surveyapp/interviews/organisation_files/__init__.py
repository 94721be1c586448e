"""The list of organisations as a file."""
