"""Do a write once and remember its answer, in one transaction: either both are there after a crash, or neither."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.idempotency import queries
from munera.kernel.idempotency.models import StoredAnswer
from munera.kernel.refusal import Refusal
from munera.kernel.sealing import seal, unseal


class StillUnderWay(Refusal):
    title = _("The same request is still being worked on")
    sentence = _("A request with this idempotency key has not been answered yet. Wait a moment and send it again.")


class KeyUsedForAnother(Refusal):
    status = 422
    title = _("The idempotency key belongs to another request")
    sentence = _("You sent this idempotency key before, with a different request. Use a new key for each new request.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the caller. ``is_replayed`` where it was given before."""

    status: int
    content: str
    headers: dict[str, str] = field(default_factory=dict)
    is_replayed: bool = False


@transaction.atomic
def answer_once(*, caller: str, key: str, fingerprint: str, work: Callable[[], Answer]) -> Answer:
    """The stored answer, if this was asked before; else that of ``work``, stored in the same transaction.

    Only what was done is stored. A refusal undoes whatever was begun and leaves no trace, so the caller may mend
    the cause and send the same key again.
    """
    _hold_alone(f"{caller}\x00{key}")
    stored = queries.answer_stored(caller=caller, key=key)
    if stored is not None:
        if stored.fingerprint != fingerprint:
            raise KeyUsedForAnother
        return Answer(stored.status, unseal(stored.sealed), stored.headers, is_replayed=True)
    answer = work()
    if answer.status >= 400:
        transaction.set_rollback(True)
        return answer
    StoredAnswer.objects.update_or_create(
        caller=caller,
        key=key,
        defaults={
            "fingerprint": fingerprint,
            "status": answer.status,
            "headers": answer.headers,
            "sealed": seal(answer.content),
            "stored_at": timezone.now(),
        },
    )
    return answer


def _hold_alone(name: str) -> None:
    """One request at a time per caller and key, until the transaction ends.

    PostgreSQL refuses the second at once. SQLite lets one transaction write at a time (they begin IMMEDIATE), so
    there the second has waited and finds the stored answer.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (held,) = cursor.fetchone()
    if not held:
        raise StillUnderWay


def forget_old_answers() -> int:
    """Remove the answers that are no longer replayed; returns how many."""
    return queries.old_answers().delete()[0]
