"""Whether the words of a document stand on the pages of a copy."""
