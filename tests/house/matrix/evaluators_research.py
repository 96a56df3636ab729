"""Evaluators: the pages of a researcher. Whoever has no profile is led to write one; the near miss has their own."""

from munera.services.evaluators import actions, queries
from munera.services.evaluators.models import Experience
from tests.factories import people
from tests.factories.evaluators import demand, profile
from tests.house.matrix import Scene, get, post

PROFILE = {
    "headline": "Evaluates health programmes",
    "degree": "doctor",
    "institution_name": "University of the Plateau",
    "themes": ["10"],
    "places": ["BR-SP"],
}
EXPERIENCE = {"title": "Beds", "kind": "impact", "theme": "10", "year": "2024"}


def scene() -> Scene:
    owner, near_miss = profile(people.person("Ana Souza")), profile(people.person("Bento Luz"))
    listed = actions.add_experience(owner, title="Waiting times", kind="impact", theme="10", year=2024, by=owner.person)
    assert list(queries.experiences_of(owner)) == [Experience.objects.get(pk=listed.pk)]
    return Scene(
        signed_in=people.person(),
        near_miss=near_miss.person,
        owner=owner.person,
        rows={"demand": demand(), "listed": listed},
    )


CARD = {"pk": "demand"}
LISTED = {"pk": "listed"}

ROWS = [
    #                                      nobody     signed in  near miss  owner
    get("evaluators:edit_profile",         "sign in", 200,       200,       200),
    post("evaluators:edit_profile",        "sign in", "done",    "done",    "done", send=PROFILE),
    get("evaluators:show_own_card",        "sign in", "done",    200,       200),
    post("evaluators:open_profile",        "sign in", 404,       "done",    "done", send={"agreed": "on"}),
    post("evaluators:close_profile",       "sign in", 404,       "done",    "done"),
    get("evaluators:add_experience",       "sign in", 404,       200,       200),
    post("evaluators:add_experience",      "sign in", 404,       "done",    "done", send=EXPERIENCE),
    post("evaluators:remove_experience",   "sign in", 404,       404,       "done", at=LISTED),
    get("evaluators:show_deck",            "sign in", "done",    200,       200),
    post("evaluators:answer_demand",       "sign in", 404,       "done",    "done", at=CARD, send={"answer": "bora"}),
    get("evaluators:object_to_demand",     "sign in", 404,       200,       200,    at=CARD),
    post("evaluators:object_to_demand",    "sign in", 404,       "done",    "done", at=CARD, send={"concern": "block"}),
    get("evaluators:list_answers",         "sign in", "done",    200,       200),
]  # fmt: skip
