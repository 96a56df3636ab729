"""What the answers of all candidates of a sitting tell about its questions."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.models import Job
from munera.kernel.people.models import Person
from munera.services.mentor.choices import CurveModel, RunState
from munera.services.mentor.models.blueprints import Question
from munera.services.mentor.models.sittings import Sitting


class Calibration(models.Model):
    """One run of the engine over a sitting, written once: what went in, by which version, and what came out."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="calibrations")
    # Shared questions keep the parameters they had there: so marks of two sittings lie on one scale.
    anchored_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    model = models.CharField(_("kind of curve"), max_length=4, choices=CurveModel, default=CurveModel.TWO_PARAMETER)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    work = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    # Why it failed, and what the sentence about it names.
    fault = models.CharField(max_length=40, blank=True)
    said = models.JSONField(default=dict, blank=True)
    people = models.PositiveIntegerField(default=0)
    # Everything needed to reckon with it again, and its digest.
    parameters = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=40, blank=True)
    log_likelihood = models.FloatField(null=True, blank=True)
    converged = models.BooleanField(default=False)
    # Turn by turn: the log-likelihood and the largest change.
    trace = models.JSONField(default=list, blank=True)
    # Of the whole: reliability, the standard error at the mark to pass, and whether the curves fit.
    summary = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | (~Q(digest="") & Q(ended_at__isnull=False)),
                name="finished_calibration_has_parameters",
            ),
            models.UniqueConstraint(
                fields=["sitting"],
                condition=Q(state__in=[RunState.WAITING, RunState.RUNNING]),
                name="one_calibration_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"calibration {self.pk} of sitting {self.sitting_id}"


class QuestionStatistic(models.Model):
    """What one calibration found out about one question."""

    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="statistics")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="statistics")
    answers = models.PositiveIntegerField()
    # The mean of the points, of the most there are.
    easiness = models.FloatField(_("share of the points"))
    # Correlation of the points with those of all other questions.
    discrimination = models.FloatField(_("how well it tells apart"), null=True, blank=True)
    # None where too few answered for a curve.
    slope = models.FloatField(null=True, blank=True)
    slope_error = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    difficulty_error = models.FloatField(null=True, blank=True)
    # S-X2: statistic, degrees of freedom, chance of a worse one; infit and outfit.
    fit = models.JSONField(default=dict, blank=True)
    # By audited trait and group: the class of ETS, delta, its error, and how many were compared.
    bias = models.JSONField(default=dict, blank=True)
    # Against the calibration it is anchored on: how far the difficulty moved, and whether that is too far.
    drift = models.JSONField(default=dict, blank=True)
    # Option by option: how many chose it, and what they had on average in all other questions.
    chosen = models.JSONField(default=list, blank=True)
    # Groups of candidates by ability: where, how many, how many points of the most.
    observed = models.JSONField(default=list, blank=True)
    # What wants a look, by name: see ``queries.flags``.
    flags = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["calibration", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["calibration", "question"], name="question_is_told_of_once"),
        ]

    def __str__(self) -> str:
        return f"statistic of question {self.question_id} in calibration {self.calibration_id}"
