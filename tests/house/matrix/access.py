"""The keys of an organisation, and the API's own endpoints: the administrator, and that of another organisation."""

from datetime import timedelta

from django.utils import timezone

from munera.kernel.access.rules import READ_AUDIT
from tests.factories.access import key_of, member, organisation, person
from tests.house.matrix import METHODS, Scene, call, get, post


def scene() -> Scene:
    ours = organisation()
    owner = member(ours)
    key, _secret = key_of(owner, of=ours)
    return Scene(
        signed_in=person(), near_miss=member(organisation()), owner=owner, rows={"key": key, "organisation": ours}
    )


def key_for_us(scene: Scene) -> dict[str, object]:
    """What the form holds; the near miss asks for a key of an organisation that is not theirs."""
    organisation = scene.rows["organisation"]
    return {
        "organisation": getattr(organisation, "pk", ""),
        "name": "Stock-taking",
        "scopes": [READ_AUDIT.code],
        "expires_on": (timezone.localdate() + timedelta(days=90)).isoformat(),
    }


# The near miss sees the form again, which offers only their own organisation; test_views holds that nothing is issued.
ROWS = [
    #                               nobody     signed in  near miss  owner
    get("access:list_keys",         "sign in", 403,       200,       200),
    get("access:issue_key",         "sign in", 403,       200,       200),
    post("access:issue_key",        "sign in", 403,       200,       200,    send=key_for_us),
    get("access:revoke_key",        "sign in", 403,       404,       200,    at={"pk": "key"}),
    post("access:revoke_key",       "sign in", 403,       404,       "done", at={"pk": "key"}),
    call("GET", "api:show_me",             401, 200,      200,       200),
    call("GET", "api:list_organisations",  401, 200,      200,       200),
    call("GET", "api:list_audit_events",   401, 403,      200,       200),
    # An address the API's library needs; nobody finds anything there.
    *(call(method, "api:api-root",  404,       404,       404,       404) for method in METHODS),
]  # fmt: skip
