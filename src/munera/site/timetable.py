"""What is done by the clock. ``settings.MUNERA_JOBS`` names the function of each kind."""

from datetime import timedelta

from munera.kernel.jobs.choices import Due

TIMETABLE: tuple[Due, ...] = (
    Due("audit.seal", every=timedelta(minutes=1), waiting="munera.site.timed.unsealed_events"),
    Due(
        "credentials.publish-checkpoint",
        every=timedelta(seconds=5),
        waiting="munera.kernel.credentials.queries.leaves_to_sign",
    ),
    Due(
        "credentials.anchor-checkpoint",
        every=timedelta(minutes=5),
        waiting="munera.kernel.credentials.queries.checkpoints_to_anchor",
    ),
    Due(
        "credentials.ask-witnesses",
        every=timedelta(seconds=30),
        waiting="munera.kernel.credentials.queries.witnesses_to_ask",
    ),
    Due(
        "credentials.tell-of-ends",
        every=timedelta(hours=1),
        waiting="munera.kernel.credentials.queries.credentials_about_to_end",
    ),
    Due("messages.deliver", every=timedelta(seconds=5), waiting="munera.kernel.messages.queries.due_deliveries"),
    Due(
        "messages.tell-of-failures",
        every=timedelta(minutes=1),
        waiting="munera.kernel.messages.queries.untold_failures",
    ),
    Due("documents.sweep", every=timedelta(hours=1)),
    Due("jobs.prune", every=timedelta(hours=1)),
    Due("idempotency.purge", every=timedelta(hours=1), waiting="munera.kernel.idempotency.queries.old_answers"),
    Due("people.erase", every=timedelta(minutes=5), waiting="munera.flows.personal_data.waiting"),
    Due("people.discard-exports", every=timedelta(hours=1), waiting="munera.kernel.people.queries.stale_exports"),
    Due("site.forget-sessions", every=timedelta(days=1)),
    Due(
        "seasonal.assess-waiting",
        every=timedelta(hours=1),
        waiting="munera.services.seasonal.queries.awaiting_levy",
    ),
    Due(
        "seasonal.close-months",
        every=timedelta(hours=1),
        waiting="munera.services.seasonal.queries.unclosed_months",
    ),
    Due(
        "seasonal.discard-uploads",
        every=timedelta(hours=1),
        waiting="munera.services.seasonal.queries.stale_uploads",
    ),
    Due(
        "evaluators.expire-interests",
        every=timedelta(hours=1),
        waiting="munera.services.evaluators.queries.expired_interests",
    ),
    Due(
        "evaluators.make-index",
        every=timedelta(days=1),
        waiting="munera.services.evaluators.queries.profiles_to_index",
    ),
    Due(
        "evaluators.tell-of-news",
        every=timedelta(days=1),
        waiting="munera.services.evaluators.queries.people_with_searches",
    ),
    Due(
        "mentor.discard-results",
        every=timedelta(hours=1),
        waiting="munera.services.mentor.queries.stale_files",
    ),
)
