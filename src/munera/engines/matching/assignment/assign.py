"""`assign`: who is given to whom."""

from typing import Literal

from munera.engines.matching.assignment.model import Assignment, Problem, Progress

Objective = Literal["welfare", "balanced", "floor"]
"""The greatest sum; fairer by exchanges, at once; or the greatest worst value and the greatest sum under it."""


def assign(problem: Problem, *, objective: Objective = "welfare", progress: Progress | None = None) -> Assignment:
    """The best assignment for this problem; `Infeasible`, with the smallest reason, where there is none.

    Whatever the objective, the certificate bounds the welfare, so that it shows what fairness costs. By lot: see
    ``randomised``.
    """
    # Compiled loops and solvers are loaded by whoever assigns, not by every process that knows how to ask.
    from munera.engines.matching.assignment import fair, flow, infeasible  # noqa: PLC0415 - see the line above

    solved = flow.solve(problem, progress=progress)
    if solved.short:
        raise infeasible.explain(problem, solved)
    if objective == "balanced":
        return Assignment.of(problem, fair.balanced(problem, solved), solved.certificate)
    if objective == "floor":
        found = fair.floor(problem, solved)
        return Assignment.of(problem, found.chosen, solved.certificate, worst_bound=found.bound)
    return Assignment.of(problem, solved.chosen, solved.certificate)
