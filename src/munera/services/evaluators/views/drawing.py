"""What a card shows: the words behind its codes."""

from collections.abc import Iterable
from dataclasses import dataclass

from munera.kernel.refusal import Sentence
from munera.kernel.skills.queries import in_words, skills_of
from munera.kernel.skills.queries.evidence import Told
from munera.services.evaluators import queries
from munera.services.evaluators.choices import Method, Theme, name_of_place
from munera.services.evaluators.models import Demand, Experience, Profile


@dataclass(frozen=True, slots=True)
class ProfileFace:
    """The public part of a profile. No address, no phone."""

    name: Sentence
    themes: list[Sentence]
    methods: list[Sentence]
    places: list[Sentence]
    skills: list[Told]
    experiences: list[Experience]


@dataclass(frozen=True, slots=True)
class DemandFace:
    """A demand as researchers see it."""

    theme: Sentence
    methods: list[Sentence]
    place: Sentence


def profile_face(profile: Profile, *, language: str) -> ProfileFace:
    return ProfileFace(
        name=profile.person.shown_name,
        themes=_labels(Theme, profile.themes),
        methods=_labels(Method, profile.methods),
        places=[name_of_place(code) for code in profile.places],
        skills=in_words(skills_of(profile.person), language=language),
        experiences=list(queries.experiences_of(profile)),
    )


def demand_face(demand: Demand) -> DemandFace:
    return DemandFace(
        theme=Theme(demand.theme).label,
        methods=_labels(Method, demand.methods),
        place=name_of_place(demand.place),
    )


def _labels(choices: type[Theme] | type[Method], codes: Iterable[str]) -> list[Sentence]:
    return [choices(code).label for code in codes]
