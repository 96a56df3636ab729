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
    TOKEN = "token", _("A credential was put into a wallet")
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


class UploadState(models.TextChoices):
    RECEIVED = "received", _("Being worked off")
    DONE = "done", _("Worked off")
    REFUSED = "refused", _("Could not be read")


class RowOutcome(models.TextChoices):
    """What became of one row of a file of awards."""

    ISSUED = "issued", _("Issued")
    KNOWN = "known", _("Issued before in this batch")
    NOBODY = "nobody", _("The row names nobody: give a number or an e-mail address")
    BAD_NUMBER = "bad-number", _("The number is not one of this kind")
    UNKNOWN = "unknown", _("Nobody with this e-mail address has an account")
    NAME_MISSING = "name-missing", _("The person is new here, so the row needs a name")
    NAME_DIFFERS = "name-differs", _("The number or address belongs to somebody of another name")
    BAD_DAY = "bad-day", _("The last day cannot be read, or has passed")


class Verdict(models.TextChoices):
    """The one answer of the page that checks a credential."""

    VALID = "valid", _("This credential is genuine and valid")
    FOREIGN = "foreign", _("The signature holds; the issuer is not in our register")
    WITHDRAWN = "withdrawn", _("The issuer has withdrawn this credential")
    EXPIRED = "expired", _("This credential is genuine, but its time is over")
    NOT_YET = "not-yet", _("This credential is not valid yet")
    UNSURE = "unsure", _("It could not be found out whether this credential is valid")
    FORGED = "forged", _("Do not rely on this: the checks failed")
    UNREADABLE = "unreadable", _("No credential could be read here")
