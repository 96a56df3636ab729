"""What the case library tells of a service: each room owns one ``CASE`` in its ``case.py``.

The words of the facets live here too, so that ten rooms sort themselves by the same ones. A word enters with the
first room that needs it; a house test refuses words that no room uses.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Sentence


class Audience(models.TextChoices):
    """For whom a service is."""

    EMPLOYERS = "employers", _("Employers")
    WORKERS = "workers", _("Workers")
    RESEARCHERS = "researchers", _("Researchers")
    CANDIDATES = "candidates", _("Candidates of examinations")
    PUBLIC_BODIES = "public-bodies", _("Public bodies")


class Capability(models.TextChoices):
    """What a service can do, in the words one would look for it."""

    REGISTER = "register", _("Register of work")
    LEVIES = "levies", _("Levies and payments")
    REASONS = "reasons", _("Decisions with reasons")
    DELEGATION = "delegation", _("Acting for another")
    MATCHING = "matching", _("Finding the right person")
    CREDENTIALS = "credentials", _("Credentials")
    EXAMINATIONS = "examinations", _("Examinations")


class Region(models.TextChoices):
    """Where the original comes from, by the regions of the United Nations' standard M49."""

    SOUTHERN_EUROPE = "southern-europe", _("Southern Europe")
    SOUTH_AMERICA = "south-america", _("South America")
    EASTERN_ASIA = "eastern-asia", _("Eastern Asia")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of how the service works here."""

    title: Sentence
    text: Sentence


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page of the service for people without an account; ``name`` is its URL name."""

    title: Sentence
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    """A figure reported for the original, and who reported it. Reported, not measured by us."""

    figure: Sentence
    meaning: Sentence
    source: str


@dataclass(frozen=True, slots=True)
class Criticism:
    """What was found wanting in the original, and by whom: a case that only praises teaches nothing."""

    text: Sentence
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """A service as the case library shows it.

    ``changed`` is what the original changed in its country; ``steps`` is how the service works here. ``entry`` is the
    URL name of the service's first page, ``languages`` the codes the service speaks (English always among them).
    ``holds_data_because`` is the purpose and the legal basis that the privacy page gives for this service, and
    ``public_pages`` are offered to those who have no account.
    """

    slug: str
    title: Sentence
    summary: Sentence
    for_whom: Sentence
    original: str
    country: Sentence
    institution: Sentence
    problem: Sentence
    changed: Sentence
    holds_data_because: Sentence
    entry: str
    region: Region
    audiences: tuple[Audience, ...]
    capabilities: tuple[Capability, ...]
    languages: tuple[str, ...]
    steps: tuple[Step, ...]
    results: tuple[Result, ...] = field(default=())
    care: Sentence = ""
    criticisms: tuple[Criticism, ...] = field(default=())
    public_pages: tuple[PublicPage, ...] = field(default=())
