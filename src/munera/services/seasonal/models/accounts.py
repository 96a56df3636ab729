"""Employers whose account a clerk opened at a service centre."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


class EmployerAccount(models.Model):
    """Somebody who employs as a natural person, known by their own number, and the consent they signed for it.

    The number stays with the person, sealed: an organisation's own number can be read by everyone it deals with.
    """

    employer = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    holder = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=200, blank=True)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    consent_signed_on = models.DateField(_("consent signed on"))
    # Where the signed paper is kept, and which words were on it.
    consent_kept_at = models.CharField(_("where the signed consent is kept"), max_length=100)
    text_version = models.CharField(max_length=40)
    text_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=15)

    def __str__(self) -> str:
        return f"account {self.pk} of organisation {self.employer_id}"


class ActingConsent(models.Model):
    """A further paper by which the holder lets a clerk act for them: the first one ran out, or a colleague takes over.

    The paper at the opening of the account stays with the account.
    """

    account = models.ForeignKey(EmployerAccount, on_delete=models.PROTECT, related_name="acting_consents")
    clerk = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    consent_signed_on = models.DateField(_("consent signed on"))
    consent_kept_at = models.CharField(_("where the signed consent is kept"), max_length=100)
    acts_until = models.DateField(_("acts until"))
    noted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"consent {self.pk} to acting, account {self.account_id}"
