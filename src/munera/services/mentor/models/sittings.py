"""When an examination was held, and in which forms."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.models import Person
from munera.services.mentor.models.blueprints import Blueprint, Examination, Question


class Sitting(models.Model):
    """One round of an examination on one day."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="sittings")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="sittings")
    year = models.PositiveSmallIntegerField(_("year"))
    round = models.PositiveSmallIntegerField(_("round"))
    held_on = models.DateField(_("held on"))
    # The rule by which the answers are marked, and its edition; empty until the first are.
    pass_rule = models.CharField(max_length=60, blank=True)
    pass_rule_version = models.CharField(max_length=60, blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["examination", "year", "round"], name="each_round_once_a_year"),
            models.CheckConstraint(condition=Q(round__gte=1), name="rounds_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"sitting {self.pk} of examination {self.examination_id}"

    def is_ahead(self, *, on: date) -> bool:
        return on < self.held_on


class Form(models.Model):
    """The questions of a sitting in the order in which they were asked; a sitting may have several."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="forms")
    code = models.SlugField(_("short name"), max_length=20)
    questions = models.ManyToManyField(Question, through="FormQuestion", related_name="forms")

    class Meta:
        ordering = ["sitting", "code"]
        constraints = [models.UniqueConstraint(fields=["sitting", "code"], name="code_names_one_form")]

    def __str__(self) -> str:
        return f"form {self.code} of sitting {self.sitting_id}"


class FormQuestion(models.Model):
    """A question and its place in a form, counted from 1."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="places")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="places")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["form", "place"]
        constraints = [
            models.UniqueConstraint(fields=["form", "place"], name="each_place_of_a_form_once"),
            models.UniqueConstraint(fields=["form", "question"], name="form_asks_a_question_once"),
            models.CheckConstraint(condition=Q(place__gte=1), name="places_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"place {self.place} of form {self.form_id}"
