"""The desk without network: service worker and tokens."""
