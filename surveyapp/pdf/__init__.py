"""HTML and CSS to tagged PDF, and words out of it."""
