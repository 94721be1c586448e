"""PDFs made and files read in processes with limits."""
