"""Everybody's claims in an index of the engine: made at night, kept in a file, brought up to date at each look.

To make it asks for everything that is known of everybody, which takes seconds. So a worker makes it each night, and
leaves it in a file of this machine, from which each process maps it; where there is none, whoever looks first makes it
and leaves it for the others. At each look those are put in anew whose evidence, profile or work has changed since.
Somebody who was erased is in no answer from then on, for who may be shown is asked of the database, and is gone from
the file by the next morning.
"""

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from munera.engines.matching import model as matching
from munera.engines.matching.errors import BadSnapshot
from munera.engines.matching.index import Index
from munera.engines.matching.index.snapshot import open_index, save
from munera.engines.matching.policy import policy
from munera.kernel.skills.models import Evidence
from munera.services.evaluators.models import Profile
from munera.services.evaluators.queries.bodies import open_profiles
from munera.services.evaluators.queries.matching import engine_people, taxonomy

FEW: Final = 2_000
AT_ONCE: Final = 500
# What was written in a transaction that ended late is still found.
OVERLAP: Final = timedelta(minutes=2)
# An older file is not read: most of it would have to be put in anew.
LASTS: Final = timedelta(days=7)
ONE: Final = "profiles"


@dataclass(slots=True)
class _Held:
    index: Index
    looked_at: datetime
    newest_evidence: int
    table: str


_lock = threading.Lock()
_held: dict[str, _Held] = {}


def are_many() -> bool:
    """Whether scoring everybody at each look would keep a page waiting."""
    return open_profiles().count() > FEW


def profiles_to_index() -> QuerySet[Profile]:
    """Everybody whose profile is open, where they are so many that an index is needed."""
    return open_profiles() if are_many() else Profile.objects.none()


def make_index(*, on: date) -> int:
    """From the database alone, and into the file; says how many are in it."""
    made = _made(on=on)
    _keep(made)
    return len(made.index)


def index_of_profiles(*, on: date) -> Index:
    """As everybody is now. One thread at a time sees to it; searches beside that see somebody before or after."""
    with _lock:
        held = _held.get(ONE)
        if held is None or held.table != taxonomy().version or held.index.on > on:
            held = _held[ONE] = _kept(on=on) or _made_and_kept(on=on)
        now, newest = timezone.now(), _newest_evidence()
        changed = set(_changed_since(held.looked_at - OVERLAP, after=held.newest_evidence))
        for person in _people(changed, on=on):
            held.index.upsert(person)
        if held.index.on < on:
            held.index.advance(on, lambda keys: _people([int(key.partition(":")[2]) for key in keys], on=on))
        if held.index.is_due_for_merging:
            held.index = held.index.merged()
        held.looked_at, held.newest_evidence = now, newest
        return held.index


def _made(*, on: date) -> _Held:
    # Before anybody is asked for: what changes meanwhile is put in anew at the next look.
    now, newest, table = timezone.now(), _newest_evidence(), taxonomy()
    people = _people(open_profiles().values_list("pk", flat=True), on=on)
    return _Held(Index.build(people, table, policy(), on=on), now, newest, table.version)


def _made_and_kept(*, on: date) -> _Held:
    made = _made(on=on)
    _keep(made)
    return made


def _keep(made: _Held) -> None:
    """Under a name that says all by which it is read again; former files go, for whoever has mapped one keeps it."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    former = {path for path, _newest, _looked_at in _files()}
    looked_at = int(made.looked_at.timestamp() * 1_000_000)
    path = folder / f"{ONE}.{_fingerprint()}.{made.newest_evidence}.{looked_at}"
    save(made.index, path)
    path.chmod(0o600)
    for file in former - {path}:
        file.unlink(missing_ok=True)


def _kept(*, on: date) -> _Held | None:
    """The newest file that was made of this database, by this table and policy; None where it cannot be used."""
    ours = [each for each in _files() if each[0].name.startswith(f"{ONE}.{_fingerprint()}.")]
    if not ours:
        return None
    path, newest, looked_at = max(ours, key=lambda each: each[2])
    when = datetime.fromtimestamp(looked_at / 1_000_000, tz=UTC)
    # A database that was put back to an earlier day knows less than the file.
    if newest > _newest_evidence() or not timezone.now() - LASTS < when <= timezone.now():
        return None
    try:
        index = open_index(path, taxonomy())
    except (BadSnapshot, OSError):
        return None
    return None if index.on > on else _Held(index, when, newest, taxonomy().version)


def _files() -> list[tuple[Path, int, int]]:
    """Whole ones, each with the newest evidence in it and the moment before it was made."""
    parts = [(path, path.name.split(".")) for path in _folder().glob(f"{ONE}.*")]
    return [(path, int(words[2]), int(words[3])) for path, words in parts if len(words) == 4]


def _folder() -> Path:
    return Path(settings.HOME) / "indexes"


def _fingerprint() -> str:
    """Of the database, the table of skills and the policy."""
    database, table = settings.DATABASES["default"], taxonomy()
    said = (database.get("HOST", ""), database["NAME"], table.version, table.digest, policy().version)
    return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:24]


def _newest_evidence() -> int:
    return Evidence.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _changed_since(since: datetime, *, after: int) -> Iterable[int]:
    """The numbers of profiles of which anything that counts has changed."""
    evidence = Evidence.objects.filter(Q(pk__gt=after) | Q(voided_at__gte=since)).values("person")
    return open_profiles().filter(Q(changed_at__gte=since) | Q(person__in=evidence)).values_list("pk", flat=True)


def _people(numbers: Iterable[int], *, on: date) -> list[matching.Person]:
    wanted, found = sorted(numbers), list[matching.Person]()
    for start in range(0, len(wanted), AT_ONCE):
        profiles = list(Profile.objects.filter(pk__in=wanted[start : start + AT_ONCE]))
        found += engine_people(profiles, on=on).values()
    return found
