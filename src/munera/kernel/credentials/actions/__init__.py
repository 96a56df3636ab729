"""Every write: issuers and keys, achievements, credentials, the log, and who watches it."""

from munera.kernel.credentials.actions.achievements import (
    ProvenSkill,
    change_achievement,
    describe_achievement,
    retire_achievement,
)
from munera.kernel.credentials.actions.anchoring import anchor_checkpoint
from munera.kernel.credentials.actions.awarding import Named, NotFound, find_holder
from munera.kernel.credentials.actions.handing import count_view, end_share, share_credential
from munera.kernel.credentials.actions.issuers import (
    accredit_founding_issuer,
    enter_issuer,
    note_register,
    vote_on_issuer,
)
from munera.kernel.credentials.actions.issuing import (
    Award,
    BatchReport,
    issue_credential,
    issue_credentials,
    open_batch,
)
from munera.kernel.credentials.actions.keys import OtherCertificate, add_key, certify_key, revoke_key, rotate_key
from munera.kernel.credentials.actions.log import append_leaf, append_leaves, make_key_of_site, publish_checkpoint
from munera.kernel.credentials.actions.offering import (
    NotTaken,
    credential_for,
    make_nonce,
    offer_credential,
    take_code,
)
from munera.kernel.credentials.actions.reading import HEADINGS, sentence_of
from munera.kernel.credentials.actions.replacing import replace_credential
from munera.kernel.credentials.actions.resealing import reseal_credentials
from munera.kernel.credentials.actions.telling import tell_of_ends
from munera.kernel.credentials.actions.tries import count_check
from munera.kernel.credentials.actions.uploading import receive_upload, work_off_upload
from munera.kernel.credentials.actions.withdrawing import withdraw_credential
from munera.kernel.credentials.actions.witnessing import add_witness, ask_witnesses, cosign_checkpoint, watch_log

__all__ = [
    "HEADINGS",
    "Award",
    "BatchReport",
    "Named",
    "NotFound",
    "NotTaken",
    "OtherCertificate",
    "ProvenSkill",
    "accredit_founding_issuer",
    "add_key",
    "add_witness",
    "anchor_checkpoint",
    "append_leaf",
    "append_leaves",
    "ask_witnesses",
    "certify_key",
    "change_achievement",
    "cosign_checkpoint",
    "count_check",
    "count_view",
    "credential_for",
    "describe_achievement",
    "end_share",
    "enter_issuer",
    "find_holder",
    "issue_credential",
    "issue_credentials",
    "make_key_of_site",
    "make_nonce",
    "note_register",
    "offer_credential",
    "open_batch",
    "publish_checkpoint",
    "receive_upload",
    "replace_credential",
    "reseal_credentials",
    "retire_achievement",
    "revoke_key",
    "rotate_key",
    "sentence_of",
    "share_credential",
    "take_code",
    "tell_of_ends",
    "vote_on_issuer",
    "watch_log",
    "withdraw_credential",
    "work_off_upload",
]
