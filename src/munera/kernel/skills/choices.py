"""Kinds of concepts and labels, how well a skill is mastered, and how that is known."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

# Names of imports that lay something of the site's own over the classification.
LABELS: Final = "labels"
NEARNESS: Final = "nearness"


class ConceptKind(models.TextChoices):
    SKILL = "skill", _("Skill")
    SKILL_GROUP = "skill-group", _("Group of skills")
    OCCUPATION = "occupation", _("Occupation")
    OCCUPATION_GROUP = "occupation-group", _("Group of occupations")


class LabelKind(models.TextChoices):
    PREFERRED = "preferred", _("preferred")
    ALTERNATIVE = "alternative", _("alternative")
    # Found by, never shown: misspellings and words of old.
    HIDDEN = "hidden", _("hidden")


class LabelSource(models.TextChoices):
    """Whose words they are. Of two preferred labels in one language, the one further down is shown."""

    STARTER = "starter", _("our small classification")
    ESCO = "esco", _("the ESCO classification")
    OVERLAY = "overlay", _("added here")


class RelationKind(models.TextChoices):
    """Read from source to target: an occupation needs a skill, a skill has a broader one."""

    BROADER = "broader", _("broader")
    ESSENTIAL = "essential", _("essential")
    OPTIONAL = "optional", _("optional")


class Level(models.IntegerChoices):
    """How well a skill is mastered. A language is measured by ``LanguageLevel``."""

    BEGINNER = 1, _("Beginner: with help")
    BASIC = 2, _("Basic: simple tasks alone")
    INDEPENDENT = 3, _("Independent: usual tasks alone")
    ADVANCED = 4, _("Advanced: difficult tasks too")
    EXPERT = 5, _("Expert: teaches others")


class LanguageLevel(models.IntegerChoices):
    """The Common European Framework of Reference for Languages."""

    A1 = 1, _("A1: first words")
    A2 = 2, _("A2: simple everyday talk")
    B1 = 3, _("B1: gets along in most situations")
    B2 = 4, _("B2: talks and writes with ease")
    C1 = 5, _("C1: in study and at work")
    C2 = 6, _("C2: understands practically everything")


class CheckAnswer(models.TextChoices):
    """What became of a request to check a skill."""

    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("not confirmed")
    TAKEN_BACK = "taken-back", _("taken back")


class Standing(models.TextChoices):
    """How a skill is known; each weighs more than the one before."""

    DECLARED = "declared", _("Declared")
    CHECKED = "checked", _("Checked by a person")
    ISSUER_VERIFIED = "issuer-verified", _("Verified by its issuer")
    REGISTRY_VERIFIED = "registry-verified", _("Verified in a register")


VERIFIED: Final = (Standing.ISSUER_VERIFIED, Standing.REGISTRY_VERIFIED)
