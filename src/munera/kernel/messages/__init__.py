"""One letter to one person in their language: on the site, by e-mail, never lost and never sent twice."""
