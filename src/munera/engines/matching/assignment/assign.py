"""`assign`: who is given to whom."""

from munera.engines.matching.assignment.model import Assignment, Problem, Progress


def assign(problem: Problem, *, progress: Progress | None = None) -> Assignment:
    """The best assignment for this problem; `Infeasible`, with the smallest reason, where there is none."""
    # Compiled loops and solvers are loaded by whoever assigns, not by every process that knows how to ask.
    from munera.engines.matching.assignment import flow, infeasible  # noqa: PLC0415 - see the line above

    solved = flow.solve(problem, progress=progress)
    if solved.short:
        raise infeasible.explain(problem, solved)
    return Assignment.of(problem, solved.chosen, solved.certificate)
