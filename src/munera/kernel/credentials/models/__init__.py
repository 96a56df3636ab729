"""Every table: who issues what, what was issued to whom, and the log of it."""

from munera.kernel.credentials.models.achievements import Achievement, AchievementSkill
from munera.kernel.credentials.models.handing import Offer, Share
from munera.kernel.credentials.models.issued import Batch, Credential, StatusList
from munera.kernel.credentials.models.issuers import Issuer, IssuerKey, Vote
from munera.kernel.credentials.models.log import Anchor, Checkpoint, Cosignature, Leaf, LogHead, Subtree
from munera.kernel.credentials.models.uploads import Upload, UploadRow
from munera.kernel.credentials.models.witnesses import WatchedLog, Witness

__all__ = [
    "Achievement",
    "AchievementSkill",
    "Anchor",
    "Batch",
    "Checkpoint",
    "Cosignature",
    "Credential",
    "Issuer",
    "IssuerKey",
    "Leaf",
    "LogHead",
    "Offer",
    "Share",
    "StatusList",
    "Subtree",
    "Upload",
    "UploadRow",
    "Vote",
    "WatchedLog",
    "Witness",
]
