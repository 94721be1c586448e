"""Pages on which editors take and withdraw such decisions."""
