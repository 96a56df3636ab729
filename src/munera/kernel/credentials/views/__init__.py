"""The pages: a person's wallet, the check and the log for everybody, and what programs fetch."""

from munera.kernel.credentials.views.achievements import (
    change_achievement,
    describe_achievement,
    list_achievements,
    retire_achievement,
)
from munera.kernel.credentials.views.checking import check_credential, check_paper, check_shared
from munera.kernel.credentials.views.desk import (
    issue_credential,
    list_issued,
    show_desk,
    show_issued,
    withdraw_credential,
)
from munera.kernel.credentials.views.keys import (
    add_key,
    certify_key,
    list_issuer_keys,
    list_votes,
    request_certificate,
    revoke_key,
    rotate_key,
    vote_on_issuer,
)
from munera.kernel.credentials.views.log import add_checkpoint, show_checkpoint, show_log, show_proof, show_tile
from munera.kernel.credentials.views.offers import (
    ask_nonce,
    exchange_code,
    fetch_credential,
    offer_credential,
    show_authorization_server,
    show_credential_issuer,
    show_offer,
    show_type,
)
from munera.kernel.credentials.views.published import show_did, show_site_did, show_status_list
from munera.kernel.credentials.views.uploads import (
    download_award_template,
    download_upload_report,
    show_upload,
    upload_awards,
)
from munera.kernel.credentials.views.wallet import (
    download_credential,
    end_share,
    list_credentials,
    share_credential,
    show_credential,
)

__all__ = [
    "add_checkpoint",
    "add_key",
    "ask_nonce",
    "certify_key",
    "change_achievement",
    "check_credential",
    "check_paper",
    "check_shared",
    "describe_achievement",
    "download_award_template",
    "download_credential",
    "download_upload_report",
    "end_share",
    "exchange_code",
    "fetch_credential",
    "issue_credential",
    "list_achievements",
    "list_credentials",
    "list_issued",
    "list_issuer_keys",
    "list_votes",
    "offer_credential",
    "request_certificate",
    "retire_achievement",
    "revoke_key",
    "rotate_key",
    "share_credential",
    "show_authorization_server",
    "show_checkpoint",
    "show_credential",
    "show_credential_issuer",
    "show_desk",
    "show_did",
    "show_issued",
    "show_log",
    "show_offer",
    "show_proof",
    "show_site_did",
    "show_status_list",
    "show_tile",
    "show_type",
    "show_upload",
    "upload_awards",
    "vote_on_issuer",
    "withdraw_credential",
]
