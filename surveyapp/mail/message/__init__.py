"""What a mail says and what is added at delivery."""
