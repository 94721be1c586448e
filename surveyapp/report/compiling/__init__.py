"""From plain values to the report's tree, and what it lacks."""
