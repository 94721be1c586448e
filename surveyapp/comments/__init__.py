"""What colleagues say of an answer."""
