"""After the talk: versions, progress, themes."""
