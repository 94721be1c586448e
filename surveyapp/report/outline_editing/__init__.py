"""Pages on which editors change the outline."""
