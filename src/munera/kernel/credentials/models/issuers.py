"""Who issues: an organisation, its keys, and the votes by which the others accredit it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.choices import KeyAlgorithm, Question
from munera.kernel.credentials.models.log import Leaf
from munera.kernel.organisations.models import Organisation


class Issuer(models.Model):
    """An organisation that certifies. It may issue while it is accredited and has a key."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="issuer")
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    did = models.CharField(max_length=300, unique=True)
    # As the register of schools or bodies knows it; shown before anything that a credential says of itself.
    register_number = models.CharField(_("number in the register"), max_length=60, blank=True)
    # It keeps a register by law: a skill that its word proves is verified in a register, the weightiest there is.
    is_register = models.BooleanField(_("keeps a public register"), default=False)
    accreditation = models.ForeignKey(Leaf, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Decided votes; those of an earlier round count no more.
    round = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_accredited(self) -> bool:
        return self.accreditation_id is not None

    @property
    def question(self) -> Question:
        """What a vote on this issuer is about now."""
        return Question.WITHDRAW if self.is_accredited else Question.GRANT


class IssuerKey(models.Model):
    """A key and its time, told in positions of the log: what was logged between its leaves is signed by right."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    # The fragment of its verification method: ``key-1``.
    kid = models.CharField(max_length=40)
    algorithm = models.CharField(_("algorithm"), max_length=8, choices=KeyAlgorithm)
    multikey = models.CharField(_("public key"), max_length=120, unique=True)
    # Under which name the key store holds the secret half.
    stored_as = models.CharField(max_length=120, unique=True)
    # Certificates from an authority in PEM, this key's first and without the authority's own; wallets may ask for them.
    chain = models.TextField(blank=True)
    added = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="+")
    # Replaced by another; what it had signed by then stays valid, and it is still found in the issuer's document.
    retired = models.OneToOneField(Leaf, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Stolen or lost; what was logged before stays valid, and nobody finds the key any more.
    revoked = models.OneToOneField(Leaf, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["issuer", "added"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "kid"], name="kid_names_one_key"),
            models.UniqueConstraint(
                fields=["issuer", "algorithm"],
                condition=models.Q(retired=None, revoked=None),
                name="one_standing_key_per_algorithm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kid} of issuer {self.issuer_id}"

    @property
    def is_standing(self) -> bool:
        return self.retired_id is None and self.revoked_id is None

    @property
    def verification_method(self) -> str:
        return f"{self.issuer.did}#{self.kid}"


class Vote(models.Model):
    """An accredited issuer's vote on another, in the round then open."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="votes")
    voter = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="votes_given")
    round = models.PositiveIntegerField()
    question = models.CharField(max_length=8, choices=Question)
    because = models.TextField(_("reason"), blank=True)
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "voter", "round"], name="one_vote_each_round"),
            models.CheckConstraint(condition=~models.Q(issuer=models.F("voter")), name="nobody_votes_on_oneself"),
        ]

    def __str__(self) -> str:
        return f"vote of issuer {self.voter_id} on issuer {self.issuer_id}"
