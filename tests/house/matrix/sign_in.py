"""Our own addresses around signing in."""

from tests.factories.access import person
from tests.house.matrix import Scene, get, post, public


def scene() -> Scene:
    """Three people who have signed in, and one of the demo town whom anyone may try."""
    player = person()
    player.is_of_demo_town = True
    player.save()
    real = person()
    return Scene(signed_in=person(), near_miss=person(), owner=person(), rows={"player": player, "real": real})


ROWS = [
    #                               nobody     signed in  near miss  owner
    get("sign_in_with_password",    200,       "done",    "done",    "done"),
    post("sign_in_with_password",   200,       "done",    "done",    "done"),
    get("account_security",         "sign in", 200,       200,       200),
    get("second_factor",            "sign in", "done",    "done",    "done"),
    public("demo_people"),
    post("try_as",                  "done",    "done",    "done",    "done",  at={"pk": "player"}),
    post("try_as",                  404,       404,       404,       404,     at={"pk": "real"}),
]  # fmt: skip
