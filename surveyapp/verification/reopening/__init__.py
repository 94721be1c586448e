"""An agreed answer opened again, with a reason."""
