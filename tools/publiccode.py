"""Whether ``publiccode.yml`` says what the standard asks (version 0.5) and what is true of this repository."""
