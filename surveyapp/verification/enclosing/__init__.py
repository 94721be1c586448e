"""What a record's mail gets at delivery."""
