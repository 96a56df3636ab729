"""Timed work of this room: reckon the days that waited for their rates, and close the months that have ended."""

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.services.seasonal import actions


# One attempt: the timetable comes round again sooner than a second one would.
@runs_with(Policy(attempts=1))
def assess_waiting(progress: Progress) -> dict[str, int]:
    assessed = actions.assess_waiting_engagements()
    progress.report(assessed)
    return {"assessed": assessed}


@runs_with(Policy(attempts=1))
def close_months(progress: Progress) -> dict[str, int]:
    closed = actions.close_ended_months()
    progress.report(closed)
    return {"closed": closed}
