"""What "agreed" means, and the guards that the database holds."""
