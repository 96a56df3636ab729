"""Everybody's claims in the engine, in front of this database: made at night, kept in a file, followed at each look.

To make it asks for everything that is known of everybody, which takes seconds. So a worker makes it each night, and
leaves it in a folder of this machine, from which each process maps it; where there is none, whoever looks first makes
it and leaves it for the others. Somebody who was erased is in no answer from then on, for who may be shown is asked of
the database, and is gone from the file by the next morning.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from munera.engines.matching import model as matching
from munera.engines.matching.kept import Kept
from munera.engines.matching.policy import policy
from munera.engines.matching.truth import Changes, Mark
from munera.kernel.people.models import Person
from munera.kernel.skills.queries import SkilledPeople, key_of, moment_of, person_of
from munera.services.evaluators.models import Profile
from munera.services.evaluators.queries.bodies import open_profiles
from munera.services.evaluators.queries.matching import engine_people, taxonomy

if TYPE_CHECKING:
    from munera.engines.matching.front import Front

FEW: Final = 2_000

_fronts: "dict[Kept, Front]" = {}


class Researchers:
    """Whose profile is open, as a truth of the engine: what is known of their skills, and what their profile says."""

    def __init__(self) -> None:
        self._skilled = SkilledPeople(lambda: Person.objects.filter(pk__in=Profile.objects.values("person")))

    def mark(self) -> Mark:
        return self._skilled.mark()

    def changes(self, since: Mark) -> Changes | None:
        skills, moment = self._skilled.changes(since), moment_of(since)
        if skills is None:
            return None
        own = Profile.objects.filter(Q(changed_at__gte=moment) | Q(opened_at__gte=moment))
        columns = ("person_id", "changed_at", "opened_at", "is_open")
        told = [(key_of(person), ("profile", *which)) for person, *which in own.values_list(*columns)]
        return Changes(skills.mark, [*skills.told, *told])

    def everybody(self) -> Iterable[str]:
        return map(key_of, _researchers().values_list("person_id", flat=True).order_by("person_id").iterator())

    def people(self, keys: Sequence[str], *, on: date) -> Iterable[matching.Person]:
        profiles = list(_researchers().filter(person__in=[person_of(key) for key in keys]))
        found = engine_people(profiles, on=on)
        return [replace(found[profile.pk], key=key_of(profile.person_id)) for profile in profiles]


def _researchers() -> QuerySet[Profile]:
    # With those whom the moderation hides for a while: who may be shown is asked of the database.
    return Profile.objects.filter(is_open=True, person__is_active=True)


def are_many() -> bool:
    """Whether scoring everybody at each look would keep a page waiting."""
    return open_profiles().count() > FEW


def profiles_to_index() -> QuerySet[Profile]:
    """Everybody whose profile is open, where they are so many that an index is needed."""
    return open_profiles() if are_many() else Profile.objects.none()


def make_index(*, on: date) -> int:
    """From the database alone, and into the file; says how many are in it."""
    made = _front(_kept())
    made.build(on=on)
    made.save()
    return len(made)


def front_of_researchers(*, on: date) -> "Front":
    """As everybody is now; it knows each by the number of the person."""
    kept = _kept()
    front = _fronts.get(kept) or _fronts.setdefault(kept, _front(kept))
    front.refresh(on=on, taxonomy=taxonomy())
    return front


def _front(kept: Kept) -> "Front":
    from munera.engines.matching.front import Front  # noqa: PLC0415  # numba starts in half a second: not in everybody's

    return Front(Researchers(), taxonomy(), policy(), kept=kept)


def _kept() -> Kept:
    """In a folder of this machine, under a name of this database."""
    database = settings.DATABASES["default"]
    said = f"{database.get('HOST', '')}\n{database['NAME']}"
    return Kept(Path(settings.HOME) / "indexes", hashlib.sha256(said.encode()).hexdigest()[:24])
