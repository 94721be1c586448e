"""How the PDFs of a round look on screen."""
