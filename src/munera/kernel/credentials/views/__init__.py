"""The pages: the log for everybody, and what programs fetch of it."""

from munera.kernel.credentials.views.log import add_checkpoint, show_checkpoint, show_log, show_proof, show_tile
from munera.kernel.credentials.views.published import show_did, show_site_did, show_status_list

__all__ = [
    "add_checkpoint",
    "show_checkpoint",
    "show_did",
    "show_log",
    "show_proof",
    "show_site_did",
    "show_status_list",
    "show_tile",
]
