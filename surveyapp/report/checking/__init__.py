"""The check of a copy of a published report."""
