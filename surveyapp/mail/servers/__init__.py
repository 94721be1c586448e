"""SMTP and IMAP: connections, and what their answers mean."""
