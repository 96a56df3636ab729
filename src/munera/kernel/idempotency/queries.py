"""Reading stored answers."""

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from munera.kernel.idempotency.models import StoredAnswer

KEPT_FOR: Final = timedelta(days=1)


def answer_stored(*, caller: str, key: str) -> StoredAnswer | None:
    """The answer given to this caller under this key, as long as it is replayed."""
    fresh = StoredAnswer.objects.filter(stored_at__gt=timezone.now() - KEPT_FOR)
    return fresh.filter(caller=caller, key=key).first()


def old_answers() -> QuerySet[StoredAnswer]:
    """Those that are no longer replayed."""
    return StoredAnswer.objects.filter(stored_at__lte=timezone.now() - KEPT_FOR)
