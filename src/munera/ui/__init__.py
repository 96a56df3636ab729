"""Looks: templates, components, charts and static files. No tables, no rules."""
