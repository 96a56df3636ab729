"""Work in the background: interests that nobody answered."""

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.services.evaluators import actions


# One attempt: the timetable comes round again sooner than a second one would.
@runs_with(Policy(attempts=1))
def expire_interests(progress: Progress) -> dict[str, int]:
    expired = actions.expire_interests()
    progress.report(expired)
    return {"expired": expired}
