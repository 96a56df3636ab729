"""By lot, and yet good: no pair is certain, so that nobody can count on getting whom they want to get.

Where people might arrange to be given to each other, each pair may come about with a probability of ``cap`` at most. Of
all such lotteries this one has the greatest expected welfare: a flow in which a pair takes up to ``cap`` thousandths of
itself, with a proof like that of any flow. Then the lot is drawn along circles of the flow, so that every pair comes
about exactly as often as was said, and every load and quota holds each time (Budish, Che, Kojima and Milgrom,
"Designing Random Allocation Mechanisms", AER 2013).
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from munera.engines.matching.assignment import infeasible
from munera.engines.matching.assignment.assign import assign
from munera.engines.matching.assignment.flow import Market, bound_of, nobody, short_of, united
from munera.engines.matching.assignment.model import Arcs, Assignment, Certificate, Infeasible, Ints, Loads, Problem
from munera.engines.matching.assignment.network import Flow, Network
from munera.engines.matching.errors import Malformed

WHOLE: Final = 1000
"""Probabilities are parts of a thousand."""


@dataclass(frozen=True, slots=True, eq=False)
class Lottery:
    """How often each pair comes about, before the lot is drawn."""

    problem: Problem
    pairs: Arcs
    parts: Ints
    """The probability of each, in parts of a thousand."""
    bound: int
    """No lottery with this cap has a greater expected welfare, in thousandths."""
    certificate: Certificate
    """Of all assignments, without a lot."""
    flow: Flow

    @property
    def expected(self) -> int:
        """The expected welfare, in thousandths."""
        return int((self.pairs.score * self.parts).sum())

    def draw(self, *, seed: int) -> Assignment:
        """One assignment by lot, the same for the same seed; its bound is that of all assignments without a lot."""
        lot = np.random.default_rng(seed)
        drawn = _rounded(self.flow, lot)
        return Assignment.of(self.problem, drawn, self.certificate)


def lottery(problem: Problem, *, cap: int) -> Lottery:
    """The best lottery in which no pair comes about with more than ``cap`` parts of a thousand.

    `Infeasible` where there is none, with the smallest reason; its relief, in whole places, is enough.
    """
    if not 0 < cap <= WHOLE:
        raise Malformed(f"A cap is more than 0 and at most {WHOLE} parts of a thousand.")
    certain = assign(problem)  # whatever cannot be without a lot cannot be with one, and this says why
    scaled = _scaled(problem)
    network = Network.of(scaled)
    market = Market(scaled, network.group)
    places = int(problem.demand_load.maximum.max(initial=0)) * -(-WHOLE // cap)
    market.most = min(market.most, places + len(problem.people) // 50 + 12)
    arcs = market.best()
    while True:
        flow = network.solve(arcs, capacity=np.full(len(arcs.demand), cap, np.int64))
        missing = market.missing(flow)
        if not len(missing.arcs.demand):
            break
        arcs = united(problem, arcs, missing.arcs)
    if (reason := _in_the_way(scaled, flow, cap)) is not None:
        raise reason
    fixed = bound_of(network, flow.prices())
    used = flow.taken > 0
    return Lottery(
        problem=problem,
        pairs=Arcs(*(part[used] for part in arcs)),
        parts=flow.taken[used],
        bound=fixed + cap * (missing.bound - fixed),
        certificate=certain.certificate,
        flow=flow,
    )


def _scaled(problem: Problem) -> Problem:
    """A thousand parts for each place."""
    return replace(
        problem,
        demand_load=Loads(*(WHOLE * part for part in problem.demand_load)),
        person_load=Loads(*(WHOLE * part for part in problem.person_load)),
        quotas=tuple(
            replace(
                quota,
                minimum=WHOLE * quota.minimum,
                maximum=None if quota.maximum is None else WHOLE * quota.maximum,
            )
            for quota in problem.quotas
        ),
    )


def _in_the_way(scaled: Problem, flow: Flow, cap: int) -> Infeasible | None:
    """Why some minimum cannot be had under this cap; None where all can."""
    short = short_of(scaled, flow)
    if not short:
        return None
    found = infeasible.bottleneck(scaled, flow.prices(), flow.network.earned, cap=cap)
    # A minimum is lowered by whole places.
    relief = tuple(one._replace(places=-(-one.places // WHOLE)) for one in short)
    return Infeasible(replace(found, cap=cap), relief)


def _rounded(flow: Flow, lot: np.random.Generator) -> Arcs:
    """The flow in whole places. What flows into a node flows out of it, so whoever has a broken arc has another."""
    tail, head, _capacity, _cost, used = flow.whole
    flows = used.tolist()
    ends = list(zip(tail.tolist(), head.tolist(), strict=True))
    broken: dict[int, set[int]] = defaultdict(set)
    for arc, amount in enumerate(flows):
        if amount % WHOLE:
            for end in ends[arc]:
                broken[end].add(arc)
    for start in range(len(flows)):
        while flows[start] % WHOLE:
            circle = _circle(ends, broken, ends[start][0])
            _turn(flows, circle, lot)
            for arc, _ in circle:
                if flows[arc] % WHOLE == 0:
                    for end in ends[arc]:
                        broken[end].discard(arc)
    whole = np.array(flows[: len(flow.taken)], np.int64) == WHOLE
    return Arcs(*(part[whole] for part in flow.arcs)) if len(flow.taken) else nobody()


Step = tuple[int, int]
"""An arc, and 1 where it is gone along or -1 where it is gone against."""


def _circle(ends: list[tuple[int, int]], broken: dict[int, set[int]], start: int) -> list[Step]:
    """Along broken arcs until a node comes again; what is before that node is left out."""
    way: list[Step] = []
    at = {start: 0}
    node, last = start, -1
    while True:
        arc = min(arc for arc in broken[node] if arc != last)
        forward = ends[arc][0] == node
        way.append((arc, 1 if forward else -1))
        node, last = ends[arc][1 if forward else 0], arc
        if node in at:
            return way[at[node] :]
        at[node] = len(way)


def _turn(flows: list[int], circle: list[Step], lot: np.random.Generator) -> None:
    """Push as far as the first arc becomes whole, one way or the other, with the chances that keep what is expected."""
    ahead = min(-flows[arc] % WHOLE if way > 0 else flows[arc] % WHOLE for arc, way in circle)
    back = min(flows[arc] % WHOLE if way > 0 else -flows[arc] % WHOLE for arc, way in circle)
    push = ahead if int(lot.integers(ahead + back)) < back else -back
    for arc, way in circle:
        flows[arc] += way * push
