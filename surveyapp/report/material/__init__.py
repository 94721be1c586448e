"""What a report is made of, as plain values: sources, tree, structure, decisions."""
