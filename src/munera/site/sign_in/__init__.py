"""Signing in: what we add to allauth and how we bend it."""
