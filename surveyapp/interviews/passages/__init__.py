"""Which paragraph of a revision is which of the one before."""
