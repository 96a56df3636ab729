"""The nouns that every service shares, lowest first: refusal, audit, people, organisations, access, jobs, messages."""
