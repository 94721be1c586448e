"""What a message says, whatever state it is in."""
