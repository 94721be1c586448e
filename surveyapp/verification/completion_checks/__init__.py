"""Comparison of agreed interviews with the agreements for them."""
