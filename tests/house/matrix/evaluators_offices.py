"""Evaluators: an office with its rounds and its moderation, and the open numbers.

The owner works in the office that opened the round; the near miss works in another office.
"""

from typing import Any

from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.models import Person
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.models import Composition, Profile, Round, Seat
from tests.factories import people
from tests.factories.evaluators import demand, profile
from tests.factories.organisations import member, organisation
from tests.house.matrix import Scene, get, post, public


def clerk() -> Person:
    return member(organisation(OrganisationKind.PUBLIC_BODY), role=rules.OFFICE.code)


def seated(round_: Round, researcher: Profile, others: list[Profile], *, by: Person) -> Seat:
    """As the engine would leave it, without waiting for the engine: what panels are has tests of its own."""
    [card] = queries.demands_in(round_)
    sums = {"welfare": 700, "worst": 700}
    people_of = sorted([researcher.pk, *(other.pk for other in others)])
    composition = Composition.objects.create(
        round=round_,
        composed_by=by,
        inputs={
            "objective": "balanced",
            "fewest": 1,
            "most": 1,
            "load": 1,
            "demands": [card.pk],
            "people": people_of,
            "arcs": [[0, place, 700] for place in range(len(people_of))],
        },
        inputs_sha256="0" * 64,
        versions={"policy": "2026-11"},
        outcome={
            "bound": 700,
            **sums,
            "prices": {"demands": [700], "people": [0] * len(people_of)},
            "ways": [{"way": "balanced", **sums}],
        },
    )
    reason = queries.reason_of_pair(card, researcher)
    return Seat.objects.create(composition=composition, demand=card, profile=researcher, points=70, reason=reason)


def scene() -> Scene:
    owner = clerk()
    office = queries.offices_of(owner).get()
    sizes: dict[str, Any] = {"fewest": 1, "most": 1, "load": 1}
    waiting = demand()
    round_ = actions.open_round(office, [demand()], name="First call", by=owner, **sizes)
    ready = actions.open_round(office, [demand()], name="Second call", by=owner, **sizes)
    researcher, other, third = profile(), profile(), profile()
    seat = seated(ready, researcher, [other, third], by=owner)
    reported, bad = demand(), profile()
    actions.report_demand(reported, reason="untrue", words="", by=people.person())
    actions.report_profile(bad, reason="untrue", words="", by=people.person())
    return Scene(
        signed_in=people.person(),
        near_miss=clerk(),
        owner=owner,
        rows={
            "office": office,
            "waiting": waiting,
            "round": round_,
            "ready": ready,
            "seat": seat,
            "other": other,
            "reported": reported,
            "bad": bad,
            "named": profile(institution_name=organisation(OrganisationKind.SCHOOL).name),
        },
    )


OFFICE, ROUND, READY, SEAT = {"pk": "office"}, {"pk": "round"}, {"pk": "ready"}, {"pk": "seat"}
WEIGHED = SEAT | {"profile": "other"}
REPORTED, BAD = OFFICE | {"card": "reported"}, OFFICE | {"card": "bad"}
NAMED = OFFICE | {"profile": "named"}
RULING = {"verdict": "hidden", "because": "It names a phone number."}


def _round(scene: Scene) -> dict[str, Any]:
    return {"name": "Third call", "demands": [scene.rows["waiting"].pk], "fewest": 1, "most": 2, "load": 1}  # type: ignore[union-attr]  # a row


def _to(scene: Scene) -> dict[str, Any]:
    return {"to": scene.rows["other"].pk, "because": "Knows the records."}  # type: ignore[union-attr]  # a row


ROWS = [
    #                                          nobody     signed in  near miss  owner
    public("evaluators:show_statistics"),
    get("evaluators:start_office",             "sign in", 403,       "done",    "done"),
    get("evaluators:show_office",              "sign in", 403,       404,       200,    at=OFFICE),
    get("evaluators:open_round",               "sign in", 403,       404,       200,    at=OFFICE),
    post("evaluators:open_round",              "sign in", 403,       404,       "done", at=OFFICE, send=_round),
    get("evaluators:show_round",               "sign in", 403,       404,       200,    at=READY),
    post("evaluators:compose_round",           "sign in", 403,       404,       "done", at=ROUND,
         send={"way": "balanced"}),
    get("evaluators:appoint_round",            "sign in", 403,       404,       200,    at=READY),
    post("evaluators:appoint_round",           "sign in", 403,       404,       "done", at=READY),
    get("evaluators:change_seat",              "sign in", 403,       404,       200,    at=SEAT),
    post("evaluators:change_seat",             "sign in", 403,       404,       "done", at=SEAT, send=_to),
    get("evaluators:weigh_seat",               "sign in", 403,       404,       200,    at=WEIGHED),
    post("evaluators:weigh_seat",              "sign in", 403,       404,       200,    at=WEIGHED),
    get("evaluators:list_reports",             "sign in", 403,       404,       200,    at=OFFICE),
    get("evaluators:list_institutions",        "sign in", 403,       404,       200,    at=OFFICE),
    post("evaluators:check_institution",       "sign in", 403,       404,       "done", at=NAMED),
    get("evaluators:rule_on_demand",           "sign in", 403,       404,       200,    at=REPORTED),
    post("evaluators:rule_on_demand",          "sign in", 403,       404,       "done", at=REPORTED,
         send=RULING),
    get("evaluators:rule_on_profile",          "sign in", 403,       404,       200,    at=BAD),
    post("evaluators:rule_on_profile",         "sign in", 403,       404,       "done", at=BAD,
         send=RULING),
]  # fmt: skip
