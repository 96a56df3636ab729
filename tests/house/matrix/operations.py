"""What machines ask of the site. Without a token in the settings, nobody reads the numbers."""

from tests.factories.access import person
from tests.factories.jobs import worker
from tests.house.matrix import Scene, get, public


def scene() -> Scene:
    worker()
    return Scene(signed_in=person(), near_miss=person(), owner=person())


ROWS = [
    public("health_live"),
    public("health_ready"),
    public("health_work"),
    get("metrics", 404, 404, 404, 404),
]
