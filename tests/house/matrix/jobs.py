"""Work in the background is seen by who asked for it."""

from tests.factories.access import person
from tests.factories.jobs import job
from tests.house.matrix import Scene, get


def scene() -> Scene:
    owner, other = person(), person()
    job(other)
    return Scene(signed_in=person(), near_miss=other, owner=owner, rows={"job": job(owner)})


ROWS = [
    #                   nobody     signed in  near miss  owner
    get("jobs:show_job", "sign in", 404, 404, 200, at={"pk": "job"}),
]
