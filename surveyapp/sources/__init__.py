"""Policy documents that answers cite."""
