"""Flask-Security as this product uses it: passwords, links to choose one, known browsers."""
