"""One letter to one person in their language: an inbox on the site, e-mail, and an outbox that survives a crash."""
