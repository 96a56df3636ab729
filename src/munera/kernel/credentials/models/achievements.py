"""What can be achieved: a course, an examination, a licence, with the skills that it proves."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.choices import AchievementKind
from munera.kernel.credentials.models.issuers import Issuer


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text in the language asked for, its main language, English, or whichever comes first."""
    return texts.get(language_found(texts, language), "")


def language_found(texts: dict[str, str], language: str | None = None) -> str:
    """In which language ``in_language`` answers; nothing where there is no text."""
    wanted = language or get_language() or "en"
    asked = (code for code in (wanted, wanted.partition("-")[0], "en") if texts.get(code))
    return next(asked, next(iter(texts), ""))


class Achievement(models.Model):
    """What an issuer certifies. A change holds for what is issued later; a credential keeps the words it was given."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="achievements")
    # Part of its address for ever: what it is called by programs.
    code = models.SlugField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40, choices=AchievementKind)
    # By language code; ``in_language`` chooses.
    names = models.JSONField(_("name"))
    descriptions = models.JSONField(_("description"))
    criteria = models.JSONField(_("what has to be done for it"))
    # European Qualifications Framework, 1 to 8.
    eqf_level = models.PositiveSmallIntegerField(_("EQF level"), null=True, blank=True)
    valid_for_days = models.PositiveIntegerField(_("valid for days"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["issuer", "code"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "code"], name="code_names_one_achievement"),
            models.CheckConstraint(
                condition=models.Q(eqf_level=None) | models.Q(eqf_level__gte=1, eqf_level__lte=8),
                name="eqf_has_eight_levels",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def description(self) -> str:
        return in_language(self.descriptions)

    @property
    def language_of_description(self) -> str:
        return language_found(self.descriptions)

    @property
    def criterion(self) -> str:
        """What has to be done for it, in the reader's language."""
        return in_language(self.criteria)

    @property
    def language_of_criterion(self) -> str:
        return language_found(self.criteria)

    @property
    def is_offered(self) -> bool:
        return self.retired_at is None


class AchievementSkill(models.Model):
    """A skill that the achievement proves, by its address in ESCO or another classification, and how well."""

    achievement = models.ForeignKey(Achievement, on_delete=models.CASCADE, related_name="skills")
    uri = models.CharField(max_length=200)
    # As it is printed in the credential, whatever becomes of the classification.
    label = models.CharField(max_length=300)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["achievement", "uri"], name="a_skill_once_per_achievement")]

    def __str__(self) -> str:
        return self.uri
