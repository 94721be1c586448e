"""The report's page, and the requests for PDFs."""
