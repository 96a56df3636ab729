"""Arabic with Latin digits: the digits of every number on the site, whatever its language, are the same."""
