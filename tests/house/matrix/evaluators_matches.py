"""Evaluators: what both sides see of a match. The owner manages the body; the near miss manages another one."""

from munera.kernel.people.models import Person
from munera.services.evaluators import actions
from munera.services.evaluators.choices import Direction
from munera.services.evaluators.models import Project
from tests.factories import people
from tests.factories.evaluators import demand, manager, match, profile
from tests.house.matrix import Scene, get, post


def scene() -> Scene:
    """A match without a project, and four with one, each a step further."""
    owner, near_miss = manager(), manager()
    bare = match(demand(owner), profile(people.person("Ivo Som")))
    proposed, agreed, started, ended = (project(name, by=owner) for name in ("Ana", "Bento", "Cida", "Duda"))
    actions.agree_project(agreed, side=Direction.BODY, by=owner)
    actions.agree_project(started, side=Direction.BODY, by=owner)
    actions.start_project(started, side=Direction.BODY, by=owner)
    actions.abandon_project(ended, side=Direction.BODY, by=owner)
    return Scene(
        signed_in=people.person(),
        near_miss=near_miss,
        owner=owner,
        rows={
            "match": ended.match,
            "bare": bare,
            "proposed": proposed,
            "agreed": agreed,
            "started": started,
            "ended": ended,
        },
    )


def project(name: str, *, by: Person) -> Project:
    """Proposed by a researcher of that name."""
    met = match(demand(by), profile(people.person(name)))
    return actions.propose_project(met, title="Waiting times", side=Direction.EVALUATOR, by=met.profile.person)


FINISHED = {"evaluation_url": "https://example.org/evaluation", "finished_on": "2026-01-31"}

ROWS = [
    #                                          nobody     signed in  near miss  owner
    get("evaluators:list_matches",             "sign in", 200,       200,       200),
    get("evaluators:show_match",               "sign in", 404,       404,       200,    at={"pk": "match"}),
    post("evaluators:end_match",               "sign in", 404,       404,       "done", at={"pk": "bare"}),
    post("evaluators:propose_project",         "sign in", 404,       404,       "done", at={"pk": "bare"},
         send={"title": "Trains"}),
    post("evaluators:agree_project",           "sign in", 404,       404,       "done", at={"pk": "proposed"}),
    post("evaluators:start_project",           "sign in", 404,       404,       "done", at={"pk": "agreed"}),
    post("evaluators:abandon_project",         "sign in", 404,       404,       "done", at={"pk": "started"}),
    get("evaluators:finish_project",           "sign in", 404,       404,       200,    at={"pk": "started"}),
    post("evaluators:finish_project",          "sign in", 404,       404,       "done", at={"pk": "started"},
         send=FINISHED),
    get("evaluators:give_feedback",            "sign in", 404,       404,       200,    at={"pk": "ended"}),
    post("evaluators:give_feedback",           "sign in", 404,       404,       "done", at={"pk": "ended"},
         send={"again": "yes"}),
]  # fmt: skip
