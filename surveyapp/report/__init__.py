"""The report, from agreed answers to an edition."""
