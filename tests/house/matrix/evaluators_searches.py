"""Evaluators: saved searches, seats that a researcher is asked to take, invitations and drafts of a manager.

The owner manages a body, has saved a search and is asked to sit in a panel; the near miss is another manager, with a
search and a seat of their own.
"""

from munera.services.evaluators import actions
from munera.services.evaluators.choices import Direction, SeatState
from munera.services.evaluators.models import Seat
from tests.factories import people
from tests.factories.evaluators import demand, manager, profile
from tests.factories.organisations import organisation
from tests.house.matrix import Scene, get, post
from tests.house.matrix.evaluators_offices import seated


def scene() -> Scene:
    owner, near_miss = manager(), manager()
    seats = []
    for person in (owner, near_miss):
        by = people.person()
        round_ = actions.open_round(organisation(), [demand()], name="Call", fewest=1, most=1, load=1, by=by)
        seats.append(seated(round_, profile(person), [], by=by))
    Seat.objects.update(state=SeatState.APPOINTED)
    searches = [
        actions.save_search(person, actions.Sought(), side=Direction.EVALUATOR, name="all", by=person)
        for person in (owner, near_miss)
    ]
    return Scene(
        signed_in=people.person(),
        near_miss=near_miss,
        owner=owner,
        rows={
            "card": demand(owner),
            "draft": demand(owner, is_open=False, skills=(), policy="Pruning for beginners"),
            "invited": profile(),
            "search": searches[0],
            "seat": seats[0],
            "evaluator": "evaluator",
            "body": "body",
        },
    )


INVITED = {"pk": "card", "profile": "invited"}
CARD, SEARCH, SEAT = {"pk": "card"}, {"pk": "search"}, {"pk": "seat"}

ROWS = [
    #                                          nobody     signed in  near miss  owner
    get("evaluators:list_searches",            "sign in", 200,       200,       200),
    get("evaluators:save_search",              "sign in", 200,       200,       200,    at={"side": "evaluator"}),
    get("evaluators:save_search",              "sign in", 404,       200,       200,    at={"side": "body"}),
    post("evaluators:save_search",             "sign in", "done",    "done",    "done", at={"side": "evaluator"},
         send={"name": "new"}),
    get("evaluators:show_search",              "sign in", 404,       404,       200,    at=SEARCH),
    post("evaluators:remove_search",           "sign in", 404,       404,       "done", at=SEARCH),
    get("evaluators:list_appointments",        "sign in", 200,       200,       200),
    get("evaluators:answer_appointment",       "sign in", 404,       404,       200,    at=SEAT),
    post("evaluators:answer_appointment",      "sign in", 404,       404,       "done", at=SEAT,
         send={"answer": "accept", "agreed": "on"}),
    get("evaluators:list_invitations",         "sign in", 403,       404,       200,    at=CARD),
    post("evaluators:invite",                  "sign in", 403,       404,       "done", at=INVITED),
    get("evaluators:draft_requirements",       "sign in", 403,       404,       200,    at={"pk": "draft"}),
    post("evaluators:draft_requirements",      "sign in", 403,       404,       200,    at={"pk": "draft"}),
    get("evaluators:read_orcid",               "sign in", 200,       200,       200),
    post("evaluators:read_orcid",              "sign in", 200,       200,       200),
]  # fmt: skip
