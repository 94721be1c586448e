"""From a final report to an edition."""
