"""The keys with which organisations use the API."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


class ApiKey(models.Model):
    """A secret held by an organisation's program. Only its keyed digest is kept: lost means issued anew."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("name"), max_length=100)
    scopes = models.JSONField(default=list)
    # What a page shows, so that a key found in a file can be told from the others.
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    # The day is enough to see that a key is no longer used, and costs one write a day.
    last_used_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Those held today at its organisation; the door has read them beside the key.
    roles_held: frozenset[str] = frozenset()

    class Meta:
        ordering = ["organisation__name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(revoked_at=None),
                name="a_key_in_use_has_its_own_name",
            )
        ]

    def __str__(self) -> str:
        return f"API key {self.prefix} of organisation {self.organisation_id}"
