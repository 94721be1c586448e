"""Links, codes and sessions of readers without an account."""
