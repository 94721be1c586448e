"""The dossier of an interview: everything that became of it."""
