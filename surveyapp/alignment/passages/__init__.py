"""Alignments, their passages, their readers and what these say."""
