"""Organisations, membership with role and dates, and delegation from an organisation to somebody outside it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.choices import OrganisationKind, RegistrationKind
from munera.kernel.people.models import Person


class Organisation(models.Model):
    """A body that acts through people."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    country = models.CharField(_("country"), max_length=2)
    municipality = models.CharField(_("municipality"), max_length=100, blank=True)
    registration_kind = models.CharField(
        _("kind of registration number"), max_length=16, choices=RegistrationKind, blank=True
    )
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    # The body that runs this site: only here can somebody be made auditor or privacy officer of the whole site.
    runs_site = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["registration_kind", "registration_number"],
                condition=~models.Q(registration_number=""),
                name="registration_number_names_one_organisation",
            ),
            models.UniqueConstraint(
                fields=["runs_site"], condition=models.Q(runs_site=True), name="one_organisation_runs_the_site"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person holds a role in an organisation from a day, until a day or still."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=60)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "role", "starts_on"], name="one_membership"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of organisation {self.organisation_id} by person {self.person_id}"


class Delegation(models.Model):
    """``principal`` lets ``delegate`` act for it in one role, from a day until a day; both names are noted."""

    principal = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_held")
    role = models.CharField(_("role"), max_length=60)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["principal", "delegate", "role", "starts_on"], name="one_delegation"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="delegation_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for organisation {self.principal_id} by person {self.delegate_id}"
