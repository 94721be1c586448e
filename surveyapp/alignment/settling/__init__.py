"""What editors do with reactions, and the mail that tells it."""
