"""Evaluators: a researcher's own pages, a body's own pages, and what both see of a match.

The owner manages a body and has met the researcher of the scene; *a stranger*, the near miss, manages another body.
The pages of a researcher have a file of their own.
"""

from datetime import timedelta

from django.utils import timezone

from munera.services.evaluators import actions
from munera.services.evaluators.choices import Direction
from tests.factories import people
from tests.factories.evaluators import demand, manager, match, profile
from tests.factories.skills import ENGLISH, skill
from tests.house.matrix import Scene, get, post, public


def scene() -> Scene:
    owner, near_miss = manager(), manager()
    card = demand(owner)
    draft = demand(owner, is_open=False)
    researcher = profile(people.person("Ana Souza"))
    met = match(demand(owner), profile(people.person("Bento Luz")))
    waiting = match(demand(owner), profile(people.person("Cida Paz")))
    by = met.demand.manager
    proposed = actions.propose_project(met, title="Waiting times", side=Direction.EVALUATOR, by=met.profile.person)
    started = actions.propose_project(waiting, title="Visits", side=Direction.EVALUATOR, by=waiting.profile.person)
    actions.agree_project(started, side=Direction.BODY, by=by)
    agreed = match(demand(owner), profile(people.person("Duda Sá")))
    ready = actions.propose_project(agreed, title="Beds", side=Direction.EVALUATOR, by=agreed.profile.person)
    actions.agree_project(ready, side=Direction.BODY, by=by)
    actions.start_project(ready, side=Direction.BODY, by=by)
    over = match(demand(owner), profile(people.person("Eli Mar")))
    ended = actions.propose_project(over, title="Buses", side=Direction.EVALUATOR, by=over.profile.person)
    actions.abandon_project(ended, side=Direction.BODY, by=by)
    passed = actions.answer_profile(card, profile(people.person("Fabi Rio")), interested=False, by=owner)
    liked = actions.answer_profile(card, profile(people.person("Gal Mel")), interested=True, by=owner)
    blocked = actions.block(profile(people.person("Hugo Rei")), card.body, side=Direction.BODY, by=owner)
    return Scene(
        signed_in=people.person(),
        near_miss=near_miss,
        owner=owner,
        rows={
            "body": card.body,
            "card": card,
            "draft": draft,
            "line": draft.requirements.get(),
            "skill": skill(ENGLISH),
            "researcher": researcher,
            "match": over,
            "bare": match(demand(owner), profile(people.person("Ivo Som"))),
            "proposed": proposed,
            "agreed": started,
            "started": ready,
            "ended": ended,
            "passed": passed,
            "liked": liked,
            "block": blocked,
        },
    )


DEMAND = {
    "policy": "Short Queue",
    "question": "Has it shortened the wait?",
    "sphere": "state",
    "theme": "10",
    "kind": "impact",
    "place": "BR-SP",
    "deadline": (timezone.now() + timedelta(days=40)).date().isoformat(),
}
ASKED = {"weight": "3", "minimum_level": "0", "minimum_evidence": "declared"}
BORA = {"answer": "bora"}
REPORT = {"concern": "report:untrue"}
FINISHED = {"evaluation_url": "https://example.org/evaluation", "finished_on": "2026-01-31"}
BODY, CARD, DRAFT = {"pk": "body"}, {"pk": "card"}, {"pk": "draft"}
ABOUT = CARD | {"profile": "researcher"}

ROWS = [
    #                                          nobody     signed in  near miss  owner
    public("evaluators:show_ranking"),
    get("evaluators:show_start",               "sign in", 200,       200,       200),
    get("evaluators:show_body",                "sign in", 403,       404,       200,    at=BODY),
    get("evaluators:write_demand",             "sign in", 403,       404,       200,    at=BODY),
    post("evaluators:write_demand",            "sign in", 403,       404,       "done", at=BODY, send=DEMAND),
    get("evaluators:show_demand",              "sign in", 403,       404,       200,    at=CARD),
    get("evaluators:change_demand",            "sign in", 403,       404,       200,    at=CARD),
    post("evaluators:change_demand",           "sign in", 403,       404,       "done", at=CARD, send=DEMAND),
    post("evaluators:open_demand",             "sign in", 403,       404,       "done", at=DRAFT),
    post("evaluators:close_demand",            "sign in", 403,       404,       "done", at=CARD),
    get("evaluators:find_required_skill",      "sign in", 403,       404,       200,    at=CARD),
    get("evaluators:ask_for_skill",            "sign in", 403,       404,       200,    at=CARD | {"skill": "skill"}),
    post("evaluators:ask_for_skill",           "sign in", 403,       404,       "done", at=CARD | {"skill": "skill"},
         send=ASKED),
    post("evaluators:drop_requirement",        "sign in", 403,       404,       "done", at={"pk": "line"}),
    get("evaluators:show_demand_deck",         "sign in", 403,       404,       200,    at=CARD),
    post("evaluators:answer_profile",          "sign in", 403,       404,       "done", at=ABOUT, send=BORA),
    get("evaluators:object_to_profile",        "sign in", 403,       404,       200,    at=ABOUT),
    post("evaluators:object_to_profile",       "sign in", 403,       404,       "done", at=ABOUT, send=REPORT),
    get("evaluators:list_demand_answers",      "sign in", 403,       404,       200,    at=CARD),
    post("evaluators:undo_answer",             "sign in", 404,       404,       "done", at={"pk": "passed"}),
    post("evaluators:withdraw_interest",       "sign in", 404,       404,       "done", at={"pk": "liked"}),
    post("evaluators:lift_block",              "sign in", 404,       404,       "done", at={"pk": "block"}),
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
