"""What became of an item since the baseline."""
