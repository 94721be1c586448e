"""The table of what was said of each passage and what was done with it."""
