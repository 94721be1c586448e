"""The documents: their facts, their PDF, and who gets them."""
