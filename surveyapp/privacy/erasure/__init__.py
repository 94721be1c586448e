"""Erasure of a person or a round."""
