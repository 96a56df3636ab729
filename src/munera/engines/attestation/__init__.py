"""Credentials that anybody can check without asking us."""
