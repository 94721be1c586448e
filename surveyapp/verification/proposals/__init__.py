"""What looks like a slip in a proposed text."""
