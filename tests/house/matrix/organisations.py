"""The people of an organisation, and who acts for it: its own administrator and members, nobody else's."""

from django.utils import timezone

from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.organisations.actions import appoint
from munera.kernel.people.models import Person
from tests.factories.organisations import ROLE, delegation, member, membership, organisation
from tests.factories.people import person
from tests.house.matrix import Scene, get, post


def administrator_and_employer() -> tuple[Person, object]:
    theirs = organisation()
    both = member(theirs, role=ADMINISTRATOR.code)
    appoint(both, theirs, ROLE, by=None, starts_on=timezone.localdate())
    return both, theirs


def scene() -> Scene:
    owner, ours = administrator_and_employer()
    near_miss, _theirs = administrator_and_employer()
    rows = {"organisation": ours, "membership": membership(ours), "delegation": delegation(ours, by=owner)}
    return Scene(signed_in=person(), near_miss=near_miss, owner=owner, rows=rows)


def spell(scene: Scene) -> dict[str, object]:
    """Whom to appoint or let act: somebody new each time."""
    return {"email": person().email, "role": ROLE, "starts_on": timezone.localdate().isoformat()}


END = {"ends_on": timezone.localdate().isoformat()}
HERE, MEMBERSHIP, DELEGATION = {"pk": "organisation"}, {"pk": "membership"}, {"pk": "delegation"}

ROWS = [
    #                                    nobody     signed in  near miss  owner
    get("organisations:list_roles",      "sign in", 200,       200,       200),
    get("organisations:list_members",    "sign in", 403,       404,       200,    at=HERE),
    get("organisations:appoint_member",  "sign in", 403,       404,       200,    at=HERE),
    post("organisations:appoint_member", "sign in", 403,       404,       "done", at=HERE, send=spell),
    get("organisations:end_membership",  "sign in", 403,       404,       200,    at=MEMBERSHIP),
    post("organisations:end_membership", "sign in", 403,       404,       "done", at=MEMBERSHIP, send=END),
    get("organisations:delegate",        "sign in", 404,       404,       200,    at=HERE),
    post("organisations:delegate",       "sign in", 404,       404,       "done", at=HERE, send=spell),
    get("organisations:end_delegation",  "sign in", 404,       404,       200,    at=DELEGATION),
    post("organisations:end_delegation", "sign in", 404,       404,       "done", at=DELEGATION, send=END),
]  # fmt: skip
