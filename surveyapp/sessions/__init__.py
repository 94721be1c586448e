"""Log-ins and visits of browsers, which the server can end."""
