"""The facts that an interview's state follows from."""
