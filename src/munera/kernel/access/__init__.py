"""Who may come in: doors on pages, roles, and the keys with which organisations use the API."""
