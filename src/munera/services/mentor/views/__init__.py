"""Pages: door, fetch, form, act, answer."""
