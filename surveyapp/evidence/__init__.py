"""Receipts, records, agreed texts and dossiers, and the check of any copy."""
