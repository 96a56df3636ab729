"""What verifiers and witnesses fetch is open to everybody; a wallet to its person, a desk to its people alone."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.rules import ISSUER
from tests.factories.access import member
from tests.factories.credentials import achievement, credential, issuer, upload_of
from tests.factories.people import person
from tests.house.matrix import Scene, get, post, public


def scene() -> Scene:
    certifying, other = issuer(runs_site=True), issuer()
    owner, near_miss = member(certifying.organisation, role=ISSUER), member(other.organisation, role=ISSUER)
    issued = credential(owner, of=achievement(certifying))
    share = actions.share_credential(issued, days=7, by=owner)
    wallet_key = actions.add_key(certifying, algorithm="P-256", by=None)
    actions.make_key_of_site(queries.LOG_KEY)
    actions.make_key_of_site(queries.WITNESS_KEY)
    actions.publish_checkpoint()
    rows = {
        "issuer": certifying.slug,
        "list": issued.status_list_id,
        "number": str(issued.number),
        "json": "json",
        "share": share,
        "token": share.token,
        "offer": str(actions.offer_credential(issued, by=owner).offer.number),
        "achievement": issued.achievement,
        "key": issued.key,
        "wallet key": wallet_key,
        "other": other,
        "csv": "csv",
        "upload": upload_of(issued.achievement, by=owner),
        "P-256": "P-256",
        "tile": f"0/000.p/{queries.log_size()}",
    }
    return Scene(signed_in=person(), near_miss=near_miss, owner=owner, rows=rows)


WALLET = {"number": "number"}
FILE = {"number": "number", "kind": "json"}
ISSUED = {"number": "number"}
DESK = {"slug": "issuer"}
DESCRIBED = {
    "code": "rescue",
    "kind": "Course",
    "name": "Rescue",
    "description": "Rescues people from ladders.",
    "criterion": "Eight hours.",
    "skills": "",
}


def award(scene: Scene) -> dict[str, str]:
    return {
        "achievement": str(scene.rows["achievement"]),
        "kind": "email",
        "number": str(scene.owner.email),
        "full_name": scene.owner.full_name,
    }


def file_of_awards(scene: Scene) -> dict[str, Any]:
    content = f"E-mail address;Name\r\n{scene.owner.email};{scene.owner.full_name}\r\n".encode()
    file = SimpleUploadedFile("people.csv", content)
    return {"achievement": str(scene.rows["achievement"]), "reference": "spring", "kind": "rs-jmbg", "file": file}


ROWS = [
    #                                       nobody     signed in  near miss  owner
    get("credentials:list_credentials",     "sign in", 200,       200,       200),
    get("credentials:show_credential",      "sign in", 404,       404,       200,    at=WALLET),
    get("credentials:download_credential",  "sign in", 404,       404,       200,    at=FILE),
    get("credentials:share_credential",     "sign in", 404,       404,       200,    at=WALLET),
    post("credentials:share_credential",    "sign in", 404,       404,       "done", at=WALLET, send={"days": "7"}),
    post("credentials:end_share",           "sign in", 404,       404,       "done", at={"pk": "share"}),
    get("credentials:offer_credential",     "sign in", 404,       404,       200,    at=WALLET),
    post("credentials:offer_credential",    "sign in", 404,       404,       200,    at=WALLET),
    get("credentials:show_desk",            "sign in", 403,       200,       200),
    get("credentials:list_issued",          "sign in", 403,       404,       200,    at=DESK),
    get("credentials:show_issued",          "sign in", 403,       404,       200,    at=ISSUED),
    get("credentials:withdraw_credential",  "sign in", 403,       404,       200,    at=ISSUED),
    post("credentials:withdraw_credential", "sign in", 403,       404,       "done", at=ISSUED, send={"because": "No"}),
    get("credentials:issue_credential",     "sign in", 403,       404,       200,    at=DESK),
    post("credentials:issue_credential",    "sign in", 403,       404,       "done", at=DESK, send=award),
    get("credentials:upload_awards",        "sign in", 403,       404,       200,    at=DESK),
    post("credentials:upload_awards",       "sign in", 403,       404,       "done", at=DESK, send=file_of_awards),
    get("credentials:show_upload",          "sign in", 403,       404,       200,    at={"pk": "upload"}),
    get("credentials:download_upload_report", "sign in", 403,     404,       200,    at={"pk": "upload"}),
    get("credentials:download_award_template", "sign in", 403,    404,       200,    at=DESK | {"kind": "csv"}),
    get("credentials:list_achievements",    "sign in", 403,       404,       200,    at=DESK),
    get("credentials:describe_achievement", "sign in", 403,       404,       200,    at=DESK),
    post("credentials:describe_achievement", "sign in", 403,      404,       "done", at=DESK, send=DESCRIBED),
    get("credentials:change_achievement",   "sign in", 403,       404,       200,    at={"pk": "achievement"}),
    post("credentials:change_achievement",  "sign in", 403,       404,       "done", at={"pk": "achievement"},
         send=DESCRIBED),
    post("credentials:retire_achievement",  "sign in", 403,       404,       "done", at={"pk": "achievement"}),
    get("credentials:list_issuer_keys",     "sign in", 403,       404,       200,    at=DESK),
    post("credentials:add_key",             "sign in", 403,       404,       409,    at=DESK | {"algorithm": "P-256"}),
    get("credentials:rotate_key",           "sign in", 403,       404,       200,    at={"pk": "key"}),
    post("credentials:rotate_key",          "sign in", 403,       404,       "done", at={"pk": "key"}),
    get("credentials:certify_key",          "sign in", 403,       404,       200,    at={"pk": "wallet key"}),
    get("credentials:request_certificate",  "sign in", 403,       404,       200,    at={"pk": "wallet key"}),
    post("credentials:certify_key",         "sign in", 403,       404,       200,    at={"pk": "wallet key"}),
    get("credentials:revoke_key",           "sign in", 403,       404,       200,    at={"pk": "key"}),
    post("credentials:revoke_key",          "sign in", 403,       404,       "done", at={"pk": "key"},
         send={"because": "lost"}),
    get("credentials:list_votes",           "sign in", 403,       404,       200,    at=DESK),
    get("credentials:vote_on_issuer",       "sign in", 403,       404,       200,    at=DESK | {"pk": "other"}),
    post("credentials:vote_on_issuer",      "sign in", 403,       404,       "done", at=DESK | {"pk": "other"}),
    # Whoever was given the link, the paper or the file may see what it says.
    public("credentials:check_credential"),
    post("credentials:check_credential",    200,       200,       200,       200,    send={"text": "no credential"}),
    public("credentials:check_paper", at=WALLET),
    public("credentials:check_shared", at={"token": "token"}),
    # What a wallet fetches, and what it gets without a code or a token.
    public("credentials:show_credential_issuer"),
    public("credentials:show_authorization_server"),
    public("credentials:show_type"),
    public("credentials:show_offer", at={"number": "offer"}),
    post("credentials:exchange_code",       400,       400,       400,       400),
    post("credentials:ask_nonce",           200,       200,       200,       200),
    post("credentials:fetch_credential",    401,       401,       401,       401),
    public("credentials:show_site_did"),
    public("credentials:show_did", at={"slug": "issuer"}),
    public("credentials:show_status_list", at={"pk": "list"}),
    public("credentials:show_log"),
    public("credentials:show_checkpoint"),
    public("credentials:show_tile", at={"path": "tile"}),
    public("credentials:show_proof", at={"name": "number"}),
    # A program of another body: the signature in the request is its door, and a form is no request.
    #                                  nobody  signed in  near miss  owner
    post("credentials:add_checkpoint",      400,       400,       400,       400),
]  # fmt: skip
