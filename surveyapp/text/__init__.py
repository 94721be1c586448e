"""The one reading of texts, and comparing them."""
