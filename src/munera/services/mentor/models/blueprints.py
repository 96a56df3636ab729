"""What is examined: an examination, its blueprint with subjects, topics and questions, and the units of competence."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.models import Achievement
from munera.kernel.credentials.models.achievements import in_language
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept


class CompetenceUnit(models.Model):
    """A unit of competence of a national scheme, such as one of Korea's NCS; several examinations may ask for it."""

    scheme = models.CharField(_("scheme"), max_length=20, default="NCS")
    code = models.CharField(_("code"), max_length=40)
    # By language code, as everywhere in this room; ``name`` chooses.
    names = models.JSONField(_("name"))
    # The skill of our classification that comes nearest: by it jobs and courses of other rooms are found.
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="code_names_one_competence_unit")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"

    @property
    def name(self) -> str:
        return in_language(self.names)


class Examination(models.Model):
    """What an examining body offers, sitting after sitting."""

    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(_("short name"), max_length=60)
    # In which it is held, and its names are written first.
    language = models.CharField(_("language"), max_length=15, default="en")
    names = models.JSONField(_("name"))
    # As the law calls it: "Industrial Engineer".
    level_names = models.JSONField(_("level"), default=dict, blank=True)
    qualification_code = models.CharField(_("number of the qualification"), max_length=40, blank=True)
    # What a pass earns, where the body issues credentials.
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The key of a rule of the engine; which edition of it holds, the day of the sitting tells.
    pass_rule = models.CharField(_("rule of passing"), max_length=60, blank=True)
    next_level = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["body", "code"]
        constraints = [models.UniqueConstraint(fields=["body", "code"], name="code_names_one_examination")]

    def __str__(self) -> str:
        return f"examination {self.code}"

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def level(self) -> str:
        return in_language(self.level_names)


class Blueprint(models.Model):
    """One edition of what an examination asks. Published, it stands as it is: sittings rest on it."""

    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="blueprints")
    version = models.PositiveSmallIntegerField(_("edition"))
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["examination", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["examination", "version"], name="each_edition_of_a_blueprint_once"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="somebody_publishes_a_blueprint",
            ),
        ]

    def __str__(self) -> str:
        return f"blueprint {self.version} of examination {self.examination_id}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Subject(models.Model):
    """A part of the examination that is marked by itself; a rule may ask for a minimum in each."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="subjects")
    code = models.SlugField(_("short name"), max_length=40)
    names = models.JSONField(_("name"))
    place = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        ordering = ["blueprint", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["blueprint", "code"], name="code_names_one_subject")]

    def __str__(self) -> str:
        return f"subject {self.code} of blueprint {self.blueprint_id}"

    @property
    def name(self) -> str:
        return in_language(self.names)


class Topic(models.Model):
    """A main item of a subject: what a candidate is told about, because a single question tells too little."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="topics")
    code = models.SlugField(_("short name"), max_length=40)
    names = models.JSONField(_("name"))
    place = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        ordering = ["subject", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["subject", "code"], name="code_names_one_topic")]

    def __str__(self) -> str:
        return f"topic {self.code} of subject {self.subject_id}"

    @property
    def key(self) -> str:
        """What the engine, and so a report, calls it."""
        return f"{self.subject.code}/{self.code}"

    @property
    def name(self) -> str:
        return in_language(self.names)


class Question(models.Model):
    """One question. ``key`` finds it again in the next edition; its words are kept only where it was made public."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="questions")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(_("number of the question"), max_length=40)
    units = models.ManyToManyField(CompetenceUnit, blank=True, related_name="questions")
    # Points run from 0 to ``categories - 1``; a question of multiple choice has two.
    categories = models.PositiveSmallIntegerField(_("steps of points"), default=2)
    # The options that are right, by number and separated by commas; empty where points are given by hand.
    right = models.CharField(_("right answer"), max_length=40, blank=True)
    options = models.PositiveSmallIntegerField(_("options to choose from"), default=4)
    # Found wrong after the sitting: everybody has the points.
    given_to_all = models.BooleanField(_("everybody has the points"), default=False)
    is_released = models.BooleanField(_("has been made public"), default=False)
    wording = models.TextField(_("words of the question"), blank=True)

    class Meta:
        ordering = ["topic__subject__place", "topic__place", "key"]
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "key"], name="key_names_one_question"),
            models.CheckConstraint(condition=Q(categories__gte=2, categories__lte=16), name="question_has_categories"),
            models.CheckConstraint(condition=Q(right="") | Q(categories=2), name="keyed_question_is_right_or_wrong"),
            models.CheckConstraint(
                condition=Q(is_released=True) | Q(wording=""), name="words_only_of_questions_made_public"
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk} of blueprint {self.blueprint_id}"

    @property
    def most(self) -> int:
        """The points of a full answer."""
        return self.categories - 1

    @property
    def right_options(self) -> frozenset[int]:
        return frozenset(int(option) for option in self.right.split(",") if option)
