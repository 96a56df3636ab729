"""What a researcher shows of themselves. Skills and languages are the kernel's, with their evidence."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.documents.models import Document
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators.choices import Degree, EvaluationKind, InstitutionStanding, Theme


class Profile(models.Model):
    """A researcher who evaluates public policy. Their contacts are not here: those are the person's."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="evaluator_profile")
    headline = models.CharField(_("in one sentence"), max_length=160)
    about = models.TextField(_("about your work"), max_length=2000, blank=True)
    degree = models.CharField(_("highest degree"), max_length=12, choices=Degree)
    # As the researcher writes it, and which of our organisations it is, where it is one.
    institution_name = models.CharField(_("institution"), max_length=200)
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    institution_standing = models.CharField(
        max_length=8, choices=InstitutionStanding, default=InstitutionStanding.DECLARED
    )
    institution_checked_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Lists of codes: themes, methods, and places (states, or the whole country).
    themes = models.JSONField(_("themes"), default=list)
    methods = models.JSONField(_("methods"), default=list)
    places = models.JSONField(_("places"), default=list)
    available_from = models.DateField(_("available from"), null=True, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    cv_url = models.URLField(_("public CV"), blank=True)
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True)
    is_open = models.BooleanField(_("open to demands"), default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    # The words to which the researcher agreed when the profile was opened, and when.
    consent_version = models.CharField(max_length=20, blank=True)
    consent_digest = models.CharField(max_length=64, blank=True)
    consent_language = models.CharField(max_length=15, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    # Taken out of every deck by the moderation.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # How many have answered this card: those that few have seen come earlier among near equals.
    seen = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(consented_at__isnull=False, opened_at__isnull=False),
                name="open_profile_has_consent",
            ),
            models.CheckConstraint(
                condition=~Q(institution_standing=InstitutionStanding.CHECKED) | Q(institution__isnull=False),
                name="checked_institution_is_known",
            ),
            models.UniqueConstraint(fields=["orcid"], condition=~Q(orcid=""), name="orcid_names_one_profile"),
            models.CheckConstraint(
                condition=Q(hours_per_week=None) | Q(hours_per_week__gte=1, hours_per_week__lte=60),
                name="profile_hours_fit_a_week",
            ),
        ]
        indexes = [models.Index(fields=["is_open", "opened_at"], name="profile_open")]

    def __str__(self) -> str:
        # A number, not a name: what is printed by accident must not identify.
        return f"profile {self.pk} of person {self.person_id}"

    @property
    def is_in_decks(self) -> bool:
        return self.is_open and self.hidden_at is None

    @property
    def shown_institution(self) -> str:
        """By the name that was checked, where one was: beside it a name of one's own would pass for checked."""
        is_checked = self.institution is not None and self.institution_standing == InstitutionStanding.CHECKED
        return self.institution.name if is_checked and self.institution is not None else self.institution_name

    def is_available_on(self, day: date) -> bool:
        return self.available_from is None or self.available_from <= day


class Experience(models.Model):
    """An evaluation the researcher has worked on, with a paper or an address that shows it, where there is one."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="experiences")
    title = models.CharField(_("what was evaluated"), max_length=200)
    institution_name = models.CharField(_("for whom"), max_length=200, blank=True)
    kind = models.CharField(_("kind of evaluation"), max_length=10, choices=EvaluationKind)
    theme = models.CharField(_("theme"), max_length=2, choices=Theme)
    year = models.PositiveSmallIntegerField(_("year"))
    url = models.URLField(_("address of the evaluation"), blank=True)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Where it was read from: an ORCID record, or empty where the researcher wrote it.
    source = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(year__gte=1950, year__lte=2100), name="experience_year_is_plausible"),
            models.UniqueConstraint(fields=["profile", "title", "year"], name="experience_is_listed_once"),
        ]

    def __str__(self) -> str:
        return f"experience {self.pk} of profile {self.profile_id}"
