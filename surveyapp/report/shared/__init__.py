"""What the pages of editors share: which round, which section."""
