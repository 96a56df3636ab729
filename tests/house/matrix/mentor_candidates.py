"""The mentor: a candidate who failed and later passed, and another candidate of the same sitting."""

from tests.factories import credentials, people
from tests.factories import mentor_candidates as made
from tests.house.matrix import Scene, get, post

NUMBER = "KR-000123"


def scene() -> Scene:
    certified = credentials.achievement()
    at = made.sat(body=certified.issuer.organisation, achievement=certified)
    failed = made.told_candidate(at=at)
    owner = failed.claim.person
    later = made.sat(of=at)
    passed = made.attempt(later, passed=True)
    made.reported(passed, at=later)
    made.claimed(passed, owner)
    made.attempt(later, number=NUMBER)
    return Scene(
        signed_in=people.person(),
        near_miss=made.told_candidate(at=at).claim.person,
        owner=owner,
        rows={"failed": failed, "passed": passed, "sitting": later.sitting},
    )


def entries(scene: Scene) -> dict[str, object]:
    """Right for whoever has agreed: the first of them has it from then on."""
    sitting = getattr(scene.rows["sitting"], "pk", 0)
    return {"sitting": sitting, "number": NUMBER, "born_on": made.BORN_ON.isoformat()}


ROWS = [
    #                                  nobody     signed in  near miss  owner
    get("mentor:list_attempts",        "sign in", 200,       200,       200),
    get("mentor:opt_in",               "sign in", 200,       200,       200),
    post("mentor:opt_in",              "sign in", "done",    "done",    "done", send={"agree": "on"}),
    get("mentor:withdraw_opt_in",      "sign in", "done",    200,       200),
    post("mentor:withdraw_opt_in",     "sign in", 409,       "done",    "done"),
    get("mentor:claim_attempt",        "sign in", "done",    200,       200),
    post("mentor:claim_attempt",       "sign in", "done",    "done",    200,    send=entries),
    get("mentor:list_jobs",            "sign in", 200,       200,       200),
    get("mentor:show_report",          "sign in", 404,       404,       200,    at={"pk": "failed"}),
    get("mentor:show_radar",           "sign in", 404,       404,       200,    at={"pk": "failed"}),
    get("mentor:show_plan",            "sign in", 404,       404,       200,    at={"pk": "failed"}),
    get("mentor:list_courses",         "sign in", 404,       404,       200,    at={"pk": "failed"}),
    post("mentor:download_report",     "sign in", 404,       404,       200,    at={"pk": "failed"}),
    post("mentor:export_report",       "sign in", 404,       404,       200,    at={"pk": "failed"}),
    post("mentor:take_credential",     "sign in", 404,       404,       "done", at={"pk": "passed"}),
]  # fmt: skip
