"""The addresses that installed packages bring: signing in, second factor, other providers, sessions."""

from munera.kernel.people.models import Person
from tests.house.matrix import Scene, get


def scene() -> Scene:
    """Nobody's rows are at stake here; all three have signed in."""
    emin, dragan, milica = (
        Person.objects.create_user(f"{key}@demo.example", full_name=key.title()) for key in ("emin", "dragan", "milica")
    )
    return Scene(signed_in=emin, near_miss=dragan, owner=milica, rows={"provider": "none", "key": "none", "uid": "1"})


ROWS = [
    #                                          nobody     signed in  near miss  owner
    get("account_login", 200, "done", "done", "done"),
]
