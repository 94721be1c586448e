"""Home, Mijn interviews, and the pages that begin a round or an interview."""
