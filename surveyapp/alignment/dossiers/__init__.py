"""What the dossier of an interview says of alignments."""
