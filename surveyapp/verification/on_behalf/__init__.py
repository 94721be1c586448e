"""Agreement and reactions by telephone or letter."""
