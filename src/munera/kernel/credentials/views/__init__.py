"""The pages: a person's wallet, the check and the log for everybody, and what programs fetch."""

from munera.kernel.credentials.views.checking import check_credential, check_paper, check_shared
from munera.kernel.credentials.views.log import add_checkpoint, show_checkpoint, show_log, show_proof, show_tile
from munera.kernel.credentials.views.published import show_did, show_site_did, show_status_list
from munera.kernel.credentials.views.wallet import (
    download_credential,
    end_share,
    list_credentials,
    share_credential,
    show_credential,
)

__all__ = [
    "add_checkpoint",
    "check_credential",
    "check_paper",
    "check_shared",
    "download_credential",
    "end_share",
    "list_credentials",
    "share_credential",
    "show_checkpoint",
    "show_credential",
    "show_did",
    "show_log",
    "show_proof",
    "show_site_did",
    "show_status_list",
    "show_tile",
]
