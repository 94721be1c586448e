"""One reader of an alignment, for editors: how far, more time, another address."""
