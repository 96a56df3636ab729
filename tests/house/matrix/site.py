"""The site's own public pages."""

from tests.factories.access import member, organisation, person
from tests.house.matrix import Scene, public


def scene() -> Scene:
    rows = {"kind": "nothing-here"}
    return Scene(signed_in=person(), near_miss=member(organisation()), owner=member(organisation()), rows=rows)


ROWS = [
    public("list_problems"),
    public("show_problem", at={"kind": "kind"}),
    public("api_description"),
    public("api_docs"),
]
