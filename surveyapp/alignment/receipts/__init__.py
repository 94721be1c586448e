"""The receipt of a reader: its facts, its PDF and the check of either."""
