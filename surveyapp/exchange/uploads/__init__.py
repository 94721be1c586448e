"""The pages on which staff uploads a file and chooses what to take over."""
