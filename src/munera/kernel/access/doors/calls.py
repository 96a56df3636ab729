"""How often each caller has called in this minute, over all processes of the site, without a write for each call.

A process counts for itself and tells the shared cache of every tenth call; then it learns what the others have told. So
what is known of a caller falls short by at most nine calls for each other process, and a write is saved nine times in
ten. Within one process the count is exact.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from django.core.cache import cache

TOLD_EVERY: Final = 10


@dataclass(slots=True)
class Minute:
    """What this process knows of one minute: its own calls not yet told, and all that anybody had told by then."""

    number: int
    untold: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    told: dict[str, int] = field(default_factory=dict)


_lock = Lock()
_now = Minute(0)


def counted(caller: str, *, minute: int) -> int:
    """Count one more; how many there are by now, as far as this process knows."""
    global _now  # noqa: PLW0603  # one minute at a time: what is over is forgotten whole
    with _lock:
        if _now.number != minute:
            _now = Minute(minute)
        this = _now
        this.untold[caller] += 1
        # The first is told at once, so that another process that begins now knows of it.
        if caller in this.told and this.untold[caller] < TOLD_EVERY:
            return this.told[caller] + this.untold[caller]
        news = this.untold.pop(caller)
    told = _tell(f"calls:{caller}:{minute}", news)
    with _lock:
        this.told[caller] = max(told, this.told.get(caller, 0))
        return this.told[caller] + this.untold[caller]


def _tell(counter: str, news: int) -> int:
    """Add to what all have told; the first of a minute begins the counter."""
    try:
        return cache.incr(counter, news)
    except ValueError:
        cache.add(counter, 0, timeout=120)
        return cache.incr(counter, news)


def forget_calls() -> None:
    """As if nobody had called: for tests, whose minutes are not over yet."""
    global _now  # noqa: PLW0603  # see above
    _now = Minute(0)
    cache.clear()
