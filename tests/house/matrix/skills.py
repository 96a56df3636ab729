"""What somebody says they can do is said and taken back by themselves."""

from tests.factories.people import person
from tests.factories.skills import HARVEST, declared, skill
from tests.house.matrix import Scene, get, post


def scene() -> Scene:
    owner, other = person(), person()
    declared(other)
    rows = {"word": declared(owner), "skill": skill(HARVEST)}
    return Scene(signed_in=person(), near_miss=other, owner=owner, rows=rows)


ROWS = [
    #                            nobody     signed in  near miss  owner
    get("skills:list_skills",    "sign in", 200,       200,       200),
    get("skills:find_skill",     "sign in", 200,       200,       200,    send={"q": "harv"}),
    get("skills:declare_skill",  "sign in", 200,       200,       200,    at={"pk": "skill"}),
    post("skills:declare_skill", "sign in", "done",    "done",    "done", at={"pk": "skill"}, send={"level": "4"}),
    post("skills:withdraw_skill", "sign in", 404,      404,       "done", at={"pk": "word"}),
]  # fmt: skip
