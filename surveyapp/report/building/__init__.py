"""The worker's PDFs."""
