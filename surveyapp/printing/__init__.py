"""Questions on paper."""
