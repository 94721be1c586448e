"""The page of Veldwerk."""
