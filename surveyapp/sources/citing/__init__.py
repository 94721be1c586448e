"""Which answers cite which source."""
