"""React, agree to the rest, send, and the receipt of it."""
