"""Spreadsheets: XLSX, ODS and CSV."""
