"""Evaluators: the pages of a body.

The owner manages it; the near miss manages another one.
The pages of a researcher, and those of a match, have files of their own.
"""

from datetime import timedelta

from django.utils import timezone

from munera.services.evaluators import actions
from munera.services.evaluators.choices import Direction
from tests.factories import people
from tests.factories.evaluators import demand, manager, profile
from tests.factories.skills import ENGLISH, skill
from tests.house.matrix import Scene, get, post, public


def scene() -> Scene:
    owner, near_miss = manager(), manager()
    card = demand(owner)
    draft = demand(owner, is_open=False)
    researcher = profile(people.person("Ana Souza"))
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
            "theirs": demand(manager(card.body)),
            "line": draft.requirements.get(),
            "skill": skill(ENGLISH),
            "researcher": researcher,
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
    post("evaluators:take_over_demand",        "sign in", 403,       404,       "done", at={"pk": "theirs"}),
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
]  # fmt: skip
