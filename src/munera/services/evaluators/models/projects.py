"""What became of a match, and what the two sides say of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.models import Credential
from munera.kernel.people.models import Person
from munera.services.evaluators.choices import Direction, ProjectState
from munera.services.evaluators.models.interests import Match


class Project(models.Model):
    """An evaluation on which both sides agreed. One side proposes, the other agrees."""

    match = models.OneToOneField(Match, on_delete=models.CASCADE, related_name="project")
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=10, choices=ProjectState, default=ProjectState.PROPOSED)
    proposed_by = models.CharField(max_length=10, choices=Direction)
    proposed_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    evaluation_url = models.URLField(_("address of the evaluation"), blank=True)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ProjectState.AGREED, ProjectState.STARTED, ProjectState.FINISHED])
                | Q(agreed_at__isnull=False),
                name="project_goes_on_once_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.FINISHED)
                | (Q(started_on__isnull=False, finished_on__isnull=False) & ~Q(evaluation_url="")),
                name="finished_project_names_its_evaluation",
            ),
        ]

    def __str__(self) -> str:
        return f"project {self.pk} of match {self.match_id}"


class Feedback(models.Model):
    """What one side says of the other after the end; each sees the other's once both have spoken."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="feedback")
    side = models.CharField(max_length=10, choices=Direction)
    again = models.BooleanField(_("I would work with them again"))
    words = models.TextField(_("in a few words"), max_length=500, blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "side"], name="side_speaks_once")]

    def __str__(self) -> str:
        return f"feedback {self.pk} on project {self.project_id}"
