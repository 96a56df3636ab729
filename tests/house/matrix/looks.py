"""How the site looks: the gallery, and the choice of colours."""

from tests.factories.access import person
from tests.house.matrix import Scene, post, public


def scene() -> Scene:
    return Scene(signed_in=person(), near_miss=person(), owner=person())


ROWS = [
    public("design"),
    #                            nobody  signed in  near miss  owner
    post("choose_colour_scheme", "done", "done", "done", "done", send={"scheme": "dark", "next": "/design"}),
]
