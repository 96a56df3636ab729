"""Passkeys: the one kind of row of an installed package that belongs to somebody."""

from allauth.mfa.models import Authenticator

from tests.factories.access import person
from tests.house.matrix import Scene, get, post


def scene() -> Scene:
    """The near miss has a passkey too, and asks for the owner's."""
    near_miss, owner = person(), person()
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=near_miss, type=kind, data={"name": "theirs"})
    passkey = Authenticator.objects.create(user=owner, type=kind, data={"name": "phone"})
    return Scene(signed_in=person(), near_miss=near_miss, owner=owner, rows={"passkey": passkey})


# Whoever has a passkey is first asked to show it again ("done" is the way there), before any row is looked for.
ROWS = [
    #                             nobody     signed in  near miss  owner
    get("mfa_remove_webauthn",    "sign in", 404,       "done",    "done",   at={"pk": "passkey"}),
    post("mfa_remove_webauthn",   "sign in", 404,       "done",    "done",   at={"pk": "passkey"}),
    get("mfa_edit_webauthn",      "sign in", 404,       "done",    "done",   at={"pk": "passkey"}),
    post("mfa_edit_webauthn",     "sign in", 404,       "done",    "done",   at={"pk": "passkey"}),
]  # fmt: skip
