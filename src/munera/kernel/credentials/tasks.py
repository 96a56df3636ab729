"""Timed work of this room: sign for new leaves, have that cosigned and anchored."""

from munera.kernel.credentials import actions, queries
from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with


# One attempt each: the timetable comes round again sooner than a second one would.
@runs_with(Policy(attempts=1))
def publish_checkpoint(progress: Progress) -> dict[str, int]:  # noqa: ARG001  # every kind of work takes its progress
    """Sign for the leaves that have come."""
    actions.make_key_of_site(queries.LOG_KEY)
    checkpoint = actions.publish_checkpoint()
    return {"size": checkpoint.size if checkpoint else 0}


@runs_with(Policy(attempts=1))
def ask_witnesses(progress: Progress) -> dict[str, str]:  # noqa: ARG001  # see above
    """Have the newest checkpoint cosigned."""
    return actions.ask_witnesses()


@runs_with(Policy(attempts=1))
def anchor_checkpoint(progress: Progress) -> dict[str, str]:  # noqa: ARG001  # see above
    """Show the newest checkpoint to somebody outside."""
    return actions.anchor_checkpoint()
