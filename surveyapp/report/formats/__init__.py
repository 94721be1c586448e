"""The report as HTML, PDF, Word, Markdown and one page."""
