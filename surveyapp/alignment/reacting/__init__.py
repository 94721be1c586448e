"""What a reader says of passages: react, agree to the rest, send."""
