"""What the case library tells of a service: each room owns one ``CASE`` in its ``case.py``."""

from dataclasses import dataclass, field

from munera.kernel.refusal import Sentence


@dataclass(frozen=True, slots=True)
class Step:
    """One step of how the service works here."""

    title: Sentence
    text: Sentence


@dataclass(frozen=True, slots=True)
class Result:
    """A result reported for the original, with where it was reported."""

    figure: str
    meaning: Sentence
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """A service as the case library shows it.

    ``audiences``, ``capabilities`` and ``region`` are codes of the facets; ``entry`` is the URL name of the
    service's first page.
    """

    slug: str
    title: Sentence
    summary: Sentence
    for_whom: Sentence
    country: Sentence
    institution: str
    problem: Sentence
    changed: Sentence
    entry: str
    region: str
    audiences: tuple[str, ...]
    capabilities: tuple[str, ...]
    steps: tuple[Step, ...]
    results: tuple[Result, ...] = field(default=())
