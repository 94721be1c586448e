"""More time: asked by a reader, given or refused by staff."""
