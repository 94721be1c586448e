"""Answers that an editor's text rests on."""
