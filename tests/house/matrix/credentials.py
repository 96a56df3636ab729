"""What verifiers, witnesses and monitors fetch is open to everybody."""

from munera.kernel.credentials import actions, queries
from tests.factories.access import member, organisation, person
from tests.factories.credentials import achievement, credential, issuer
from tests.house.matrix import Scene, post, public


def scene() -> Scene:
    certifying = issuer(runs_site=True)
    issued = credential(of=achievement(certifying))
    actions.make_key_of_site(queries.LOG_KEY)
    actions.publish_checkpoint()
    rows = {
        "issuer": certifying.slug,
        "list": issued.status_list_id,
        "number": str(issued.number),
        "tile": f"0/000.p/{queries.log_size()}",
    }
    return Scene(signed_in=person(), near_miss=member(organisation()), owner=member(organisation()), rows=rows)


ROWS = [
    public("credentials:show_site_did"),
    public("credentials:show_did", at={"slug": "issuer"}),
    public("credentials:show_status_list", at={"pk": "list"}),
    public("credentials:show_log"),
    public("credentials:show_checkpoint"),
    public("credentials:show_tile", at={"path": "tile"}),
    public("credentials:show_proof", at={"name": "number"}),
    # A program of another body: the signature in the request is its door, and a form is no request.
    #                                  nobody  signed in  near miss  owner
    post("credentials:add_checkpoint", 404, 404, 404, 404),
]
