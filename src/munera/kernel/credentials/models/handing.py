"""How a holder hands a credential on: by a link that ends, or into a wallet of their own."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.models.issued import Credential
from munera.kernel.sealing import unseal_block


class Share(models.Model):
    """A link to one credential, for whoever is given it, until it ends.

    The 128 bits of its address are kept as a digest to find it by, and sealed to show them to their holder again.
    """

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="shares")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # How often the page was shown; by whom is not noted.
    views = models.PositiveIntegerField(_("views"), default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="a_share_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"

    @property
    def token(self) -> str:
        return unseal_block(bytes(self.sealed)).decode()

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()


class Offer(models.Model):
    """A credential that waits to be fetched by its holder's wallet (OpenID4VCI 1.0, pre-authorised code).

    Codes and tokens are kept as digests. A code is taken once, and few wrong transaction codes end the offer.
    """

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="offers")
    # Its place in the address that the QR code holds.
    number = models.UUIDField(unique=True, editable=False)
    code = models.CharField(max_length=64, unique=True)
    # The offer as it is fetched holds the code itself.
    sealed = models.BinaryField()
    transaction_code = models.CharField(max_length=64)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    # Set when the code was taken: from then on the token counts.
    token = models.CharField(max_length=64, blank=True)
    token_until = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="a_token_is_of_one_offer"),
            models.CheckConstraint(
                condition=Q(token="", token_until=None) | (~Q(token="") & Q(token_until__isnull=False)),
                name="a_token_of_an_offer_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
