"""The data of a round as spreadsheet, CSV and QDPX."""
