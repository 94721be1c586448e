"""Published editions and their manifests."""
