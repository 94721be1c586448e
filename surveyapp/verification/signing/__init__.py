"""Who signs a mail about an interview."""
