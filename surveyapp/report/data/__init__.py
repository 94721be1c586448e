"""The data of a round."""
