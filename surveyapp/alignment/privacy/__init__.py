"""What alignments keep of a person: for their copy, and for erasure."""
