"""The page for a code, without the link."""
