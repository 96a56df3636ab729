"""The classification (concepts, their words, how they relate), and the evidence of what a person can do."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.choices import (
    CheckAnswer,
    ConceptKind,
    LabelKind,
    LabelSource,
    LanguageLevel,
    Level,
    RelationKind,
    Standing,
)


class Edition(models.Model):
    """One import of a classification: which version, in which languages, and how much of it."""

    name = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    languages = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Concept(models.Model):
    """A skill, an occupation or a group of either, known by its URI."""

    uri = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, choices=ConceptKind)
    code = models.CharField(max_length=20, blank=True)
    # Languages are measured by their own levels.
    is_language = models.BooleanField(default=False)
    # False when a later edition no longer has it: what people can do stays, but nobody chooses it any more.
    is_current = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["kind"], name="concept_kind")]

    def __str__(self) -> str:
        return self.uri

    @property
    def levels(self) -> type[models.IntegerChoices]:
        """The scale on which this skill is measured."""
        return LanguageLevel if self.is_language else Level


class Label(models.Model):
    """A word for a concept in one language."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=15)
    kind = models.CharField(max_length=12, choices=LabelKind)
    source = models.CharField(max_length=8, choices=LabelSource)
    text = models.CharField(max_length=300)
    # Lower case, without accents, a blank before each word: by this it is found.
    folded = models.CharField(max_length=320)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "source"],
                condition=models.Q(kind=LabelKind.PREFERRED),
                name="one_preferred_label_per_language_and_source",
            )
        ]
        indexes = [models.Index(fields=["language", "source"], name="label_language")]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"


class Description(models.Model):
    """What a concept means, in one language."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="descriptions")
    language = models.CharField(max_length=15)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concept", "language"], name="one_description_per_language"),
        ]

    def __str__(self) -> str:
        return f"description of concept {self.concept_id} ({self.language})"


class Relation(models.Model):
    """How one concept stands to another."""

    source = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=10, choices=RelationKind)
    target = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="related_from")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "target"], name="each_relation_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Nearness(models.Model):
    """How much of one skill another one stands in for, where this site says otherwise than its classification."""

    wanted = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="stand_ins")
    offered = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="stands_in_for")
    # Parts of a thousand; at 0 it does not stand in at all, whatever the classification says.
    parts = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["wanted", "-parts", "offered"]
        constraints = [
            models.UniqueConstraint(fields=["wanted", "offered"], name="one_nearness_per_pair"),
            models.CheckConstraint(condition=models.Q(parts__lt=1000), name="nearness_below_the_whole"),
            models.CheckConstraint(condition=~models.Q(wanted=models.F("offered")), name="no_skill_is_near_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.offered_id} for {self.wanted_id}: {self.parts}"


class Evidence(models.Model):
    """One reason to believe that a person masters a skill. It is never changed, only voided or outlived."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evidence")
    # Found by the index of what stands, below; each further one makes a batch of credentials dearer.
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    standing = models.CharField(_("how it is known"), max_length=20, choices=Standing)
    # Who or what says so, for a person to read: the name of an issuer, a register, an organisation.
    source = models.CharField(_("source"), max_length=200, blank=True)
    # By what the room that recorded it finds it again: the identifier of a credential.
    reference = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    # A sentence of ours is kept as it stands in the code, whoever withdrew reads which language.
    void_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "person", "skill"],
                condition=models.Q(voided_at=None) & ~models.Q(reference=""),
                name="one_standing_evidence_per_reference",
            ),
            models.UniqueConstraint(
                fields=["person", "skill"],
                condition=models.Q(voided_at=None, standing=Standing.DECLARED),
                name="a_skill_is_declared_once",
            ),
            models.CheckConstraint(
                condition=models.Q(level=None) | models.Q(level__gte=1, level__lte=6), name="level_on_the_scale"
            ),
        ]
        indexes = [
            models.Index(fields=["skill", "person"], condition=models.Q(voided_at=None), name="evidence_of_skill"),
            # Of the few that were voided: who keeps a ranking asks each time for those of late.
            models.Index(fields=["voided_at"], condition=models.Q(voided_at__isnull=False), name="evidence_voided"),
        ]

    def __str__(self) -> str:
        return f"{self.standing} evidence {self.pk} of person {self.person_id}"

    @property
    def level_name(self) -> str:
        """The level in words, on the scale of the skill; nothing where none was stated."""
        return "" if self.level is None else str(self.skill.levels(self.level).label)

    @property
    def why_voided(self) -> str:
        """In the reader's language, where the words are ours."""
        return gettext(self.void_because) if self.void_because else ""

    @property
    def has_expired(self) -> bool:
        """The last day counts."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()


class CheckRequest(models.Model):
    """A person asks an organisation to look at a skill that they declare; nobody is looked at unasked."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_requests")
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="check_requests")
    remark = models.TextField(_("what can be looked at"), blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=CheckAnswer, blank=True)
    because = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill", "organisation"],
                condition=models.Q(answered_at=None),
                name="one_open_check_request",
            )
        ]

    def __str__(self) -> str:
        return f"check request {self.pk} of person {self.person_id}"

    @property
    def level_name(self) -> str:
        return "" if self.level is None else str(self.skill.levels(self.level).label)
