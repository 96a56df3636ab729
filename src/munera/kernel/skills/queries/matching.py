"""The seam to the engine that ranks: what people can do as claims, and the classification as its taxonomy."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils import timezone

from munera.engines.matching import model as matching
from munera.engines.matching.taxonomy import Kinship, Neighbour, Taxonomy
from munera.kernel.skills.choices import ConceptKind, RelationKind, Standing
from munera.kernel.skills.models import Edition, Evidence, Nearness, Relation
from munera.kernel.skills.queries.classification import AT_ONCE, edition
from munera.kernel.skills.queries.evidence import standing_on

EVIDENCE: Final = {
    Standing.DECLARED.value: matching.Evidence.DECLARED,
    Standing.CHECKED.value: matching.Evidence.ATTESTED,
    Standing.ISSUER_VERIFIED.value: matching.Evidence.VERIFIED,
    Standing.REGISTRY_VERIFIED.value: matching.Evidence.VERIFIED,
}
BROADER: Final = RelationKind.BROADER.value


def matching_claims(
    people: Collection[int], *, on: date | None = None, skills: Collection[str] | None = None
) -> dict[int, tuple[matching.Claim, ...]]:
    """By the number of the person, every piece of evidence that stands on that day (today, if none is named).

    ``skills`` leaves out what the question at hand does not ask for: of many people, only what counts is read.
    """
    day = on or timezone.localdate()
    wanted = sorted(people)
    found: dict[int, list[matching.Claim]] = {number: [] for number in wanted}
    for start in range(0, len(wanted), AT_ONCE):
        rows = Evidence.objects.filter(standing_on(day), person__in=wanted[start : start + AT_ONCE])
        if skills is not None:
            rows = rows.filter(skill__uri__in=sorted(skills))
        columns = ("person_id", "skill__uri", "level", "standing", "valid_until", "recorded_at", "source", "reference")
        for person, skill, level, standing, valid_until, recorded_at, source, reference in rows.order_by(
            "person_id", "pk"
        ).values_list(*columns):
            claim = matching.Claim(
                skill,
                level or 0,
                EVIDENCE[standing],
                valid_until=valid_until,
                since=timezone.localdate(recorded_at),
                source=source,
                reference=reference,
            )
            found[person].append(claim)
    return {person: tuple(claims) for person, claims in found.items()}


def matching_taxonomy() -> Taxonomy:
    """Which skills stand in for which, by the classification as it is now; read once, until the next import."""
    newest = Edition.objects.order_by("-pk").values_list("pk", flat=True).first()
    classification = edition()
    if newest is None or classification is None:
        return Taxonomy("none", {})
    return _taxonomy(newest, classification.name, classification.version)


@lru_cache(maxsize=2)
def _taxonomy(number: int, name: str, version: str) -> Taxonomy:
    """``number`` is that of the newest import, of whatever kind: after each the table is another one."""
    broader, essential, optional = [], [], []
    occupations: dict[str, list[str]] = {}
    columns = ("source__uri", "source__kind", "kind", "target__uri")
    for source, source_kind, kind, target in Relation.objects.order_by("pk").values_list(*columns):
        if source_kind == ConceptKind.OCCUPATION_GROUP or (source_kind, kind) == (ConceptKind.OCCUPATION, BROADER):
            continue
        if source_kind == ConceptKind.OCCUPATION:
            occupations.setdefault(source, []).append(target)
        elif kind == BROADER:
            broader.append((source, target))
        elif kind == RelationKind.ESSENTIAL:
            essential.append((source, target))
        else:
            optional.append((source, target))
    called = f"{name} {version} ({number})"
    published = Taxonomy.from_relations(
        called,
        broader=broader,
        essential=essential,
        optional=optional,
        occupations=occupations.values(),
    )
    return _with_our_own(published, called)


def _with_our_own(published: Taxonomy, called: str) -> Taxonomy:
    """What this site says of pairs of skills, laid over what the classification says."""
    changes, without = [], []
    for wanted, offered, parts in Nearness.objects.values_list("wanted__uri", "offered__uri", "parts"):
        known = {each.skill: each for each in published.neighbours.get(wanted, ())}.get(offered)
        if parts:
            changes.append((wanted, Neighbour(offered, parts, known.kinship if known else Kinship.RELATED)))
        elif known:
            without.append((wanted, offered))
    return published.overlaid(called, changes, without=without) if changes or without else published
