"""Seasonal work: the employer, and the employer next door."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from munera.kernel.people.choices import IdentifierKind
from munera.services.seasonal.choices import CancelReason, Job
from tests.factories.access import person
from tests.factories.seasonal import employer_with_crew, engagement
from tests.house.matrix import Scene, call, get, post

OPERATION = UUID("0f6b7a44-5c0e-4d0f-9a57-7f1d2c6f3a11")


def scene() -> Scene:
    of, owner, [ana, bojan] = employer_with_crew(2)
    _next_door, near_miss, _crew = employer_with_crew(1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    registered = engagement(of, ana, on=tomorrow, by=owner)
    return Scene(
        signed_in=person(),
        near_miss=near_miss,
        owner=owner,
        rows={
            "employer": of,
            "free": bojan,
            "engagement": registered,
            "receipt": registered.receipt,
            "year": tomorrow.year,
            "month": tomorrow.month,
            "tomorrow": tomorrow.isoformat(),
        },
    )


def crew_form(scene: Scene) -> dict[str, object]:
    return {"on": scene.rows["tomorrow"], "op_id": str(OPERATION), "workers": [getattr(scene.rows["free"], "pk", 0)]}


def batch(scene: Scene) -> dict[str, object]:
    """Whose employer it is not, is told so in the answer: the others of a batch are done all the same."""
    return {
        "operations": [
            {
                "op_id": str(OPERATION),
                "employer": getattr(scene.rows["employer"], "pk", 0),
                "on": scene.rows["tomorrow"],
                "workers": [getattr(scene.rows["free"], "pk", 0)],
            }
        ]
    }


NEW_WORKER = {
    "kind": IdentifierKind.RS_EBS.value,
    "number": "1203990069998",
    "name": "Somebody New",
    "job": Job.FRUIT.value,
}
RAIN = {"reason": CancelReason.RAIN.value}
EMPLOYER = {"pk": "employer"}
MONTH = EMPLOYER | {"year": "year", "month": "month"}

ROWS = [
    #                                   nobody     signed in  near miss  owner
    get("seasonal:show_start",          "sign in", 200,       "done",    "done"),
    get("seasonal:show_own_days",       "sign in", 200,       200,       200),
    get("seasonal:show_day",            "sign in", 403,       404,       200,    at=EMPLOYER),
    post("seasonal:register_crew",      "sign in", 403,       404,       "done", at=EMPLOYER, send=crew_form),
    get("seasonal:enrol_worker",        "sign in", 403,       404,       200,    at=EMPLOYER),
    post("seasonal:enrol_worker",       "sign in", 403,       404,       "done", at=EMPLOYER, send=NEW_WORKER),
    get("seasonal:show_month",          "sign in", 403,       404,       200,    at=MONTH),
    get("seasonal:download_slip",       "sign in", 403,       404,       200,    at=MONTH),
    get("seasonal:show_receipt",        "sign in", 403,       404,       200,    at={"pk": "receipt"}),
    get("seasonal:show_engagement",     "sign in", 403,       404,       200,    at={"pk": "engagement"}),
    get("seasonal:cancel_engagement",   "sign in", 403,       404,       200,    at={"pk": "engagement"}),
    post("seasonal:cancel_engagement",  "sign in", 403,       404,       "done", at={"pk": "engagement"}, send=RAIN),
    call("GET", "api:list_workers",          401,  403,       200,       200),
    call("GET", "api:list_engagements",      401,  403,       200,       200),
    call("GET", "api:show_engagement",       401,  403,       404,       200,    at={"number": "engagement"}),
    call("GET", "api:show_levy",             401,  403,       404,       200,    at={"number": "engagement"}),
    call("POST", "api:register_crew",        401,  403,       404,       201,    at={"number": "employer"},
         send=crew_form),
    call("POST", "api:answer_operations",    401,  403,       200,       200,    send=batch),
    call("POST", "api:cancel_engagement",    401,  403,       404,       200,    at={"number": "engagement"},
         send=RAIN),
]  # fmt: skip
