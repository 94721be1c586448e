"""The sources of a round."""
