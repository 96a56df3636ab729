"""Seasonal work: the employer, and the employer next door."""

import hashlib
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from munera.kernel.people.actions import add_identifier
from munera.kernel.people.choices import IdentifierKind
from munera.services.seasonal import actions
from munera.services.seasonal.choices import CancelReason, Job
from tests.factories.access import person
from tests.factories.seasonal import (
    closed_day,
    closed_month,
    employer_with_crew,
    engagement,
    register_of_days,
    worker,
)
from tests.house.matrix import Scene, call, get, post

# A month behind whose rates are known, however late these tests run.
CLOSED_DAY = date(2026, 6, 1)
OWN_NUMBER = "1203990069990"
OPERATION = UUID("0f6b7a44-5c0e-4d0f-9a57-7f1d2c6f3a11")


def scene() -> Scene:
    of, owner, [ana, bojan] = employer_with_crew(2)
    _next_door, near_miss, _crew = employer_with_crew(1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    registered = engagement(of, ana, on=tomorrow, by=owner)
    crew = actions.name_crew(of, name="Morning", workers=[ana, bojan], by=owner)
    # The owner works too, and may take that day along.
    add_identifier(owner, IdentifierKind.RS_EBS, OWN_NUMBER, by=None)
    own = worker(of, by=owner, number=OWN_NUMBER)
    register_of_days()
    closed = closed_month(of, [ana, bojan, own], days=[CLOSED_DAY], by=owner)
    return Scene(
        signed_in=person(),
        near_miss=near_miss,
        owner=owner,
        rows={
            "employer": of,
            "free": bojan,
            "engagement": registered,
            "receipt": registered.receipt,
            "worker": bojan,
            "crew": crew,
            "return": closed,
            "struck": closed_day(closed),
            "closed_year": CLOSED_DAY.year,
            "closed_month": CLOSED_DAY.month,
            "year": tomorrow.year,
            "month": tomorrow.month,
            "tomorrow": tomorrow.isoformat(),
        },
    )


def crew_form(scene: Scene) -> dict[str, object]:
    return {"on": scene.rows["tomorrow"], "op_id": str(OPERATION), "workers": [getattr(scene.rows["free"], "pk", 0)]}


def rain_form(scene: Scene) -> dict[str, object]:
    """The crew of tomorrow, off it again."""
    registered = getattr(scene.rows["engagement"], "worker_id", 0)
    return {"on": scene.rows["tomorrow"], "op_id": str(OPERATION), "workers": [registered], "reason": "rain"}


def days_form(scene: Scene) -> dict[str, object]:
    return {
        "op_id": str(OPERATION),
        "days": [scene.rows["tomorrow"]],
        "shift": "morning",
        "workers": [getattr(scene.rows["free"], "pk", 0)],
    }


def new_crew(scene: Scene) -> dict[str, object]:
    return {"name": "Evening", "workers": [getattr(scene.rows["worker"], "pk", 0)]}


def correction(scene: Scene) -> dict[str, object]:
    """What has been shown before; its seal is made as the form makes it."""
    struck = getattr(scene.rows["struck"], "pk", 0)
    seal = hashlib.sha256(f"[{struck}] []".encode()).hexdigest()
    return {"strike": [struck], "because": "Nobody came.", "shown": seal}


def receipts(scene: Scene) -> dict[str, object]:
    return {"number": getattr(scene.rows["receipt"], "pk", 0)}


def batch(scene: Scene) -> dict[str, object]:
    """Whose employer it is not, is told so in the answer to the operation: a batch is done as far as it can be."""
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
    "born_on": "1990-03-12",
}
ENTRY = {"name": "Bojana Marković", "job": "livestock", "municipality": "Loznica"}
PAPERS = {"consent_seen_on": "2026-01-05", "medical_finding_seen_on": ""}
RAIN = {"reason": CancelReason.RAIN.value}
EMPLOYER = {"pk": "employer"}
MONTH = EMPLOYER | {"year": "year", "month": "month"}
CLOSED = EMPLOYER | {"year": "closed_year", "month": "closed_month"}

ROWS = [
    #                                   nobody     signed in  near miss  owner
    get("seasonal:show_start",          "sign in", 200,       "done",    "done"),
    get("seasonal:show_own_days",       "sign in", 200,       200,       200,    send={"year": CLOSED_DAY.year}),
    get("seasonal:show_day",            "sign in", 403,       404,       200,    at=EMPLOYER),
    post("seasonal:register_crew",      "sign in", 403,       404,       "done", at=EMPLOYER, send=crew_form),
    get("seasonal:cancel_crew",         "sign in", 403,       404,       200,    at=EMPLOYER),
    post("seasonal:cancel_crew",        "sign in", 403,       404,       "done", at=EMPLOYER, send=rain_form),
    get("seasonal:show_receipts",       "sign in", 403,       404,       200,    send=receipts),
    get("seasonal:show_receipt",        "sign in", 403,       404,       200,    at={"pk": "receipt"}),
    get("seasonal:show_engagement",     "sign in", 403,       404,       200,    at={"pk": "engagement"}),
    get("seasonal:cancel_engagement",   "sign in", 403,       404,       200,    at={"pk": "engagement"}),
    post("seasonal:cancel_engagement",  "sign in", 403,       404,       "done", at={"pk": "engagement"}, send=RAIN),
    get("seasonal:show_calendar",       "sign in", 403,       404,       200,    at=MONTH),
    post("seasonal:register_days",      "sign in", 403,       404,       "done", at=MONTH, send=days_form),
    get("seasonal:show_workers",        "sign in", 403,       404,       200,    at=EMPLOYER),
    get("seasonal:enrol_worker",        "sign in", 403,       404,       200,    at=EMPLOYER),
    post("seasonal:enrol_worker",       "sign in", 403,       404,       "done", at=EMPLOYER, send=NEW_WORKER),
    get("seasonal:show_worker",         "sign in", 403,       404,       200,    at={"pk": "worker"}),
    get("seasonal:change_worker",       "sign in", 403,       404,       200,    at={"pk": "worker"}),
    post("seasonal:change_worker",      "sign in", 403,       404,       "done", at={"pk": "worker"}, send=ENTRY),
    post("seasonal:note_papers",        "sign in", 403,       404,       "done", at={"pk": "worker"}, send=PAPERS),
    get("seasonal:show_crews",          "sign in", 403,       404,       200,    at=EMPLOYER),
    get("seasonal:name_crew",           "sign in", 403,       404,       200,    at=EMPLOYER),
    post("seasonal:name_crew",          "sign in", 403,       404,       "done", at=EMPLOYER, send=new_crew),
    get("seasonal:change_crew",         "sign in", 403,       404,       200,    at={"pk": "crew"}),
    post("seasonal:change_crew",        "sign in", 403,       404,       "done", at={"pk": "crew"}, send=new_crew),
    post("seasonal:remove_crew",        "sign in", 403,       404,       "done", at={"pk": "crew"}),
    get("seasonal:show_month",          "sign in", 403,       404,       200,    at=CLOSED),
    get("seasonal:download_slip",       "sign in", 403,       404,       200,    at=CLOSED),
    get("seasonal:close_month",         "sign in", 403,       404,       200,    at=MONTH),
    post("seasonal:close_month",        "sign in", 403,       404,       "done", at=MONTH),
    get("seasonal:correct_month",       "sign in", 403,       404,       200,    at={"pk": "return"}),
    post("seasonal:correct_month",      "sign in", 403,       404,       "done", at={"pk": "return"}, send=correction),
    get("seasonal:download_return",     "sign in", 403,       404,       200,    at={"pk": "return"}),
    get("seasonal:download_listing",    "sign in", 403,       404,       200,    at={"pk": "return"}),
    get("seasonal:download_order_code", "sign in", 403,       404,       200,    at={"pk": "return"}),
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
