"""Kinds of achievements, what a vote is about, and what lies in the log."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class AchievementKind(models.TextChoices):
    """The words of Open Badges 3.0 (``achievementType``) that an administration needs."""

    COURSE = "Course", _("Course")
    CERTIFICATE = "Certificate", _("Certificate")
    ASSESSMENT = "Assessment", _("Examination")
    COMPETENCY = "Competency", _("Competence")
    LICENSE = "License", _("Licence")
    DIPLOMA = "Diploma", _("Diploma")
    APPRENTICESHIP = "ApprenticeshipCertificate", _("Apprenticeship")
    EXPERIENCE = "CommunityService", _("Work done")
    MICRO = "MicroCredential", _("Micro-credential")


class KeyAlgorithm(models.TextChoices):
    """The first signs every credential; the second is what European wallets ask for."""

    ED25519 = "Ed25519", _("Ed25519: for everybody")
    P256 = "P-256", _("P-256: for European wallets")


class RevocationReason(models.TextChoices):
    """Why a key is revoked; it stands in the public log, so it is one of these words."""

    COMPROMISED = "compromised", _("Somebody else has the key, or may have it")
    LOST = "lost", _("The key is lost")
    CLOSED = "closed", _("The issuer issues no more")


class Question(models.TextChoices):
    """What issuers vote on."""

    GRANT = "grant", _("Accredit")
    WITHDRAW = "withdraw", _("Withdraw the accreditation")


class LeafKind(models.TextChoices):
    CREDENTIAL = "credential", _("A credential was issued")
    CREDENTIAL_WITHDRAWN = "credential-withdrawn", _("A credential was withdrawn")
    KEY_ADDED = "key-added", _("A key was added")
    KEY_ROTATED = "key-rotated", _("A key was replaced")
    KEY_REVOKED = "key-revoked", _("A key was revoked")
    ACCREDITATION_GRANTED = "accreditation-granted", _("An issuer was accredited")
    ACCREDITATION_WITHDRAWN = "accreditation-withdrawn", _("An accreditation was withdrawn")


ISSUER_EVENTS: Final = (
    LeafKind.KEY_ADDED,
    LeafKind.KEY_ROTATED,
    LeafKind.KEY_REVOKED,
    LeafKind.ACCREDITATION_GRANTED,
    LeafKind.ACCREDITATION_WITHDRAWN,
)


class AnchorKind(models.TextChoices):
    TIMESTAMP = "rfc3161", _("Time stamp (RFC 3161)")
    CHAIN = "evm", _("Registry contract on a chain")
