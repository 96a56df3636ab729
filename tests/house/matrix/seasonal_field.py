"""The phone in the field: the employer's own page; what a browser needs to keep it, anyone may have."""

from tests.factories.access import person
from tests.factories.seasonal import employer_with_crew
from tests.house.matrix import Scene, call, get, public


def scene() -> Scene:
    of, owner, _crew = employer_with_crew(2)
    _next_door, near_miss, _other_crew = employer_with_crew(1)
    return Scene(signed_in=person(), near_miss=near_miss, owner=owner, rows={"employer": of})


ROWS = [
    #                                  nobody     signed in  near miss  owner
    get("seasonal:show_field_start",   "sign in", 403,       "done",    "done"),
    get("seasonal:show_field",         "sign in", 403,       404,       200,    at={"pk": "employer"}),
    get("seasonal:show_leaving",       "sign in", 200,       200,       200),
    public("seasonal:show_without_network"),
    public("seasonal:field_worker_script"),
    public("seasonal:field_webmanifest"),
    call("GET", "api:show_field",            401, 403,       404,       200,    at={"number": "employer"}),
    call("GET", "api:show_field_session",    401, 403,       200,       200),
]  # fmt: skip
