"""The events: for auditors, of whom there is one kind; the near miss is the administrator beside them."""

from munera.kernel.access.rules import ADMINISTRATOR, AUDITOR
from munera.kernel.organisations.choices import OrganisationKind
from tests.factories.organisations import member, organisation
from tests.factories.people import person
from tests.house.matrix import Scene, get


def scene() -> Scene:
    town = organisation(OrganisationKind.PUBLIC_BODY, runs_site=True)
    administrator, auditor = member(town, role=ADMINISTRATOR.code), member(town, role=AUDITOR.code)
    return Scene(signed_in=person(), near_miss=administrator, owner=auditor)


ROWS = [
    #                        nobody     signed in  near miss  owner
    get("audit:list_events", "sign in", 403,       403,       200),
]  # fmt: skip
