"""Panels in words: why somebody sits where they sit, what was proven, and what is in the way where there are none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from munera.engines.matching.model import Evidence, Satisfaction
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import named
from munera.services.evaluators.models import Composition, Demand, Profile, Seat
from munera.services.evaluators.queries.composing import PARTS
from munera.services.evaluators.queries.reasons import ANSWERED, KNOWN, Reason, near_of, word_of


def reasons_of_seats(seats: Sequence[Seat], *, language: str) -> dict[int, list[Reason]]:
    """By the number of the seat, its stored reason in the reader's language: two questions, however many seats."""
    addresses = {
        address
        for seat in seats
        for line in seat.reason
        for address in (*line["wanted"], line["via"])
        if "://" in address
    }
    concepts = Concept.objects.filter(uri__in=addresses)
    words = {one.concept.uri: (one.label, one.language) for one in named(concepts, language=language).values()}
    return {seat.pk: [_reason(line, words) for line in seat.reason] for seat in seats}


def _reason(line: Mapping[str, Any], words: dict[str, tuple[str, str]]) -> Reason:
    wanted = line["wanted"][0]
    label, language = word_of(wanted, words)
    satisfaction = Satisfaction[line["satisfaction"].upper()]
    evidence = Evidence[line["evidence"].upper()] if line["evidence"] and not wanted.startswith("place:") else None
    via, via_language = ("", "") if line["via"] in ("", wanted) else word_of(line["via"], words)
    return Reason(
        label=label,
        language=language,
        answered=ANSWERED[satisfaction],
        is_met=satisfaction in (Satisfaction.MET, Satisfaction.NARROWER),
        is_missing=satisfaction is Satisfaction.MISSING,
        known=KNOWN[evidence] if evidence else "",
        is_verified=evidence is Evidence.VERIFIED,
        via=via,
        via_language=via_language,
        # Reasons of earlier rounds were stored without it.
        near=near_of(line.get("similarity", 0)) if via else 0,
        source=line["source"],
        must=line["must"],
        points=line["points"],
        possible=line["possible"],
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One way to compose the same round, in points of each panel."""

    way: str
    average: int
    weakest: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proven of panels: their sum, and the sum that none exceed."""

    points: int
    bound: int
    ways: tuple[Way, ...]

    @property
    def is_greatest(self) -> bool:
        return self.points == self.bound

    @property
    def given_up(self) -> int:
        return self.bound - self.points


def proof_of(composition: Composition) -> Proof:
    """In whole points of a hundred each; several researchers in a panel add up."""
    outcome, panels = composition.outcome, len(composition.inputs["demands"])
    return Proof(
        points=_points(outcome["welfare"]),
        bound=_points(outcome["bound"]),
        ways=tuple(
            Way(
                way["way"],
                average=_points(way["welfare"]) // panels,
                weakest=_points(way["worst"]),
                is_chosen=way["way"] == composition.inputs["objective"],
            )
            for way in outcome["ways"]
        ),
    )


def _points(score: int) -> int:
    return 100 * score // PARTS


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The smallest set of demands that cannot all have what they ask for."""

    demands: tuple[Demand, ...]
    profiles: tuple[Profile, ...]
    needed: int
    available: int
    missing: int


def obstacle_of(composition: Composition) -> Obstacle:
    found = composition.bottleneck
    demands = Demand.objects.filter(pk__in=found["demands"]).select_related("body").order_by("pk")
    profiles = Profile.objects.filter(pk__in=found["people"]).select_related("person").order_by("pk")
    return Obstacle(
        demands=tuple(demands),
        profiles=tuple(profiles),
        needed=found["needed"],
        available=found["available"],
        missing=sum(places for _demand, places in found["relief"]),
    )


def by_demand(demands: Iterable[Demand], seats: Sequence[Seat]) -> list[tuple[Demand, list[Seat]]]:
    """Each demand with its panel, empty where it has none."""
    return [(demand, [seat for seat in seats if seat.demand_id == demand.pk]) for demand in demands]
