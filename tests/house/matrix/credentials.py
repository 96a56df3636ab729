"""What verifiers, witnesses and monitors fetch is open to everybody; a wallet to its person alone."""

from munera.kernel.credentials import actions, queries
from tests.factories.credentials import achievement, credential, issuer
from tests.factories.people import person
from tests.house.matrix import Scene, get, post, public


def scene() -> Scene:
    certifying = issuer(runs_site=True)
    owner = person()
    issued = credential(owner, of=achievement(certifying))
    share = actions.share_credential(issued, days=7, by=owner)
    actions.make_key_of_site(queries.LOG_KEY)
    actions.publish_checkpoint()
    rows = {
        "issuer": certifying.slug,
        "list": issued.status_list_id,
        "number": str(issued.number),
        "json": "json",
        "share": share,
        "token": share.token,
        "tile": f"0/000.p/{queries.log_size()}",
    }
    return Scene(signed_in=person(), near_miss=person(), owner=owner, rows=rows)


WALLET = {"number": "number"}
FILE = {"number": "number", "kind": "json"}
ROWS = [
    #                                       nobody     signed in  near miss  owner
    get("credentials:list_credentials",     "sign in", 200,       200,       200),
    get("credentials:show_credential",      "sign in", 404,       404,       200,    at=WALLET),
    get("credentials:download_credential",  "sign in", 404,       404,       200,    at=FILE),
    get("credentials:share_credential",     "sign in", 404,       404,       200,    at=WALLET),
    post("credentials:share_credential",    "sign in", 404,       404,       "done", at=WALLET, send={"days": "7"}),
    post("credentials:end_share",           "sign in", 404,       404,       "done", at={"pk": "share"}),
    # Whoever was given the link, the paper or the file may see what it says.
    public("credentials:check_credential"),
    post("credentials:check_credential",    200,       200,       200,       200,    send={"text": "no credential"}),
    public("credentials:check_paper", at=WALLET),
    public("credentials:check_shared", at={"token": "token"}),
    public("credentials:show_site_did"),
    public("credentials:show_did", at={"slug": "issuer"}),
    public("credentials:show_status_list", at={"pk": "list"}),
    public("credentials:show_log"),
    public("credentials:show_checkpoint"),
    public("credentials:show_tile", at={"path": "tile"}),
    public("credentials:show_proof", at={"name": "number"}),
    # A program of another body: the signature in the request is its door, and a form is no request.
    #                                  nobody  signed in  near miss  owner
    post("credentials:add_checkpoint",      404,       404,       404,       404),
]  # fmt: skip
