"""How tests hash passwords: as the site does, at a price that nobody who guesses would mind."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm with 8 KiB and one turn, where the site takes 100 MiB and two."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
