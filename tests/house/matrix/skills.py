"""What somebody says they can do is said and taken back by themselves, and checked by an assessor whom they asked."""

from tests.factories.organisations import organisation
from tests.factories.people import person
from tests.factories.skills import HARVEST, asked_for_check, assessor, declared, skill
from tests.house.matrix import Scene, get, post


def scene() -> Scene:
    """The owner is the assessor who was asked, and has skills too; the near miss assesses elsewhere."""
    office = organisation()
    owner, other = assessor(office), assessor(organisation())
    declared(other)
    rows = {
        "word": declared(owner),
        "skill": skill(HARVEST),
        "own": asked_for_check(owner, organisation()),
        "asked": asked_for_check(person(), office),
    }
    return Scene(signed_in=person(), near_miss=other, owner=owner, rows=rows)


ROWS = [
    #                            nobody     signed in  near miss  owner
    get("skills:list_skills",    "sign in", 200,       200,       200),
    get("skills:find_skill",     "sign in", 200,       200,       200,    send={"q": "harv"}),
    get("skills:declare_skill",  "sign in", 200,       200,       200,    at={"pk": "skill"}),
    post("skills:declare_skill", "sign in", "done",    "done",    "done", at={"pk": "skill"}, send={"level": "4"}),
    post("skills:withdraw_skill", "sign in", 404,      404,       "done", at={"pk": "word"}),
    get("skills:ask_for_check",  "sign in", 404,       404,       200,    at={"pk": "word"}),
    post("skills:ask_for_check", "sign in", 404,       404,       200,    at={"pk": "word"}, send={}),
    post("skills:take_back_request", "sign in", 404,   404,       "done", at={"pk": "own"}),
    get("skills:list_checks",    "sign in", 403,       200,       200),
    get("skills:show_check",     "sign in", 403,       404,       200,    at={"pk": "asked"}),
    post("skills:show_check",    "sign in", 403,       404,       "done", at={"pk": "asked"}, send={"level": "4"}),
    post("skills:decline_check", "sign in", 403,       404,       "done", at={"pk": "asked"}, send={"because": "no"}),
]  # fmt: skip
