"""The seal of an organisation on a published PDF."""
