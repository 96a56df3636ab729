"""Panels for several demands at once: what goes into the engine, and what comes out of it, both as plain JSON.

The inputs are all that is reckoned with. Whoever has them can run them again, here or elsewhere, and gets the same.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from munera.engines.matching.assignment.assign import Objective, assign
from munera.engines.matching.assignment.model import Arcs, Assignment, Infeasible, Problem, loads
from munera.engines.matching.policy import policy
from munera.engines.matching.scoring import Score
from munera.services.evaluators.models import Demand, Round
from munera.services.evaluators.queries.decks import profiles_shown_to
from munera.services.evaluators.queries.fairness import lot
from munera.services.evaluators.queries.indexing import are_many
from munera.services.evaluators.queries.matching import scores_for_demand, taxonomy
from munera.services.evaluators.queries.ranking import best_for_demand

# A score as the engine of panels takes it: whole parts of a thousand of what the demand asks for.
PARTS: Final = 1000
# From so many demands on, an office takes two rounds: a page with more panels is read by nobody.
MOST_DEMANDS: Final = 60
# So many more than there are seats: the office has others to choose from, and somebody may decline.
SPARE: Final = 20
WAYS: Final[tuple[Objective, ...]] = ("balanced", "welfare", "floor")
"""Good in sum and nobody left far behind, which is the usual one; the greatest sum; the best for who has least."""
CHOSEN: Final = WAYS[0]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A round made ready: the inputs, and the scores by which each pair is explained."""

    inputs: Mapping[str, Any]
    scores: Mapping[tuple[int, int], Score]
    """By the numbers of the demand and the profile."""

    @property
    def sha256(self) -> str:
        return digest_of(self.inputs)


def digest_of(inputs: Mapping[str, Any]) -> str:
    written = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def prepared(round_: Round, demands: Sequence[Demand], *, objective: str, on: date) -> Prepared:
    """For each demand those who may evaluate it, without conflicts and blocks, and can come into question.

    There are as many seats as panels may have in all. Of the researchers for one demand only so many, the best of
    them, can ever be needed: if the others took all of these but one, that one is still there. So the best panels
    from these are the best there are.
    """
    enough = round_.most * len(demands) + SPARE
    scores: dict[tuple[int, int], Score] = {}
    arcs: list[tuple[int, int, int]] = []
    for demand in demands:
        for number, score in _best(demand, enough, on=on):
            scores[demand.pk, number] = score
            arcs.append((demand.pk, number, PARTS * score.total // score.possible))
    people = sorted({number for _demand, number, _score in arcs})
    place = {number: at for at, number in enumerate(people)}
    of_demand = {demand.pk: at for at, demand in enumerate(demands)}
    inputs = {
        "on": on.isoformat(),
        "objective": objective,
        "ways": list(WAYS),
        "fewest": round_.fewest,
        "most": round_.most,
        "load": round_.load,
        "demands": [demand.pk for demand in demands],
        "people": people,
        "arcs": sorted([of_demand[demand], place[number], score] for demand, number, score in arcs),
    }
    return Prepared(inputs, scores)


def _best(demand: Demand, most: int, *, on: date) -> list[tuple[int, Score]]:
    able = profiles_shown_to(demand)
    if are_many():
        able = able.filter(pk__in=best_for_demand(demand, able, most=most))
    found = scores_for_demand(demand, list(able), on=on)
    return sorted(found.items(), key=lambda one: (-one[1].total, -one[1].verified, lot(one[0])))[:most]


def versions() -> dict[str, str]:
    """By what a stored result was reckoned."""
    table = taxonomy()
    return {"policy": policy().version, "taxonomy": table.version, "taxonomy_sha256": table.digest}


def composed(inputs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What comes out, and what is in the way: one of the two is empty. The same inputs give the same, always."""
    problem = problem_of(inputs)
    try:
        found = {way: assign(problem, objective=way) for way in inputs["ways"]}
    except Infeasible as infeasible:
        return {}, _bottleneck(infeasible)
    best, proof = found[inputs["objective"]], found["welfare"].certificate
    return {
        "pairs": [[int(pair.demand), int(pair.person), pair.score] for pair in best.pairs],
        "welfare": best.welfare,
        "worst": best.worst,
        "bound": proof.bound,
        # Whoever doubts the bound multiplies and adds: ``assignment.certify`` tells how.
        "prices": {"demands": proof.demand_price.tolist(), "people": proof.person_price.tolist()},
        "ways": [_way(way, one) for way, one in found.items()],
    }, {}


def _way(way: str, found: Assignment) -> dict[str, Any]:
    return {"way": way, "welfare": found.welfare, "worst": found.worst}


def problem_of(inputs: Mapping[str, Any]) -> Problem:
    columns = np.array(inputs["arcs"], np.int64).reshape(-1, 3)
    return Problem(
        demands=tuple(map(str, inputs["demands"])),
        people=tuple(map(str, inputs["people"])),
        scores=Arcs(columns[:, 0], columns[:, 1], columns[:, 2]),
        demand_load=loads(len(inputs["demands"]), minimum=inputs["fewest"], maximum=inputs["most"]),
        person_load=loads(len(inputs["people"]), maximum=inputs["load"]),
    )


def _bottleneck(infeasible: Infeasible) -> dict[str, Any]:
    found = infeasible.bottleneck
    return {
        "demands": sorted(map(int, found.demands)),
        "people": sorted(map(int, found.people)),
        "needed": found.needed,
        "available": found.available,
        "relief": sorted([int(one.name), one.places] for one in infeasible.relief),
    }
