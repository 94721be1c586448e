"""A message from the mailbox taken in."""
