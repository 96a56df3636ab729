"""Searches of an office that name people: noted, because the address of the page does not say whom it showed."""

from collections.abc import Sequence

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


def note_search(found: Sequence[Person], *, by: Person, office: Organisation | None) -> None:
    """Whoever looked for a worker, and whom they were shown; what was typed is not kept."""
    record_audit(
        "seasonal.workers.searched",
        by,
        by=by,
        on_behalf_of=office,
        details={"found": sorted(person.pk for person in found)},
    )
