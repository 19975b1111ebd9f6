"""Formats of others and our own: one module each, found by the registry of what they hold."""
