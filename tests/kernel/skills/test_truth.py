"""The engine in front of the evidence in the database, held to the contract; and what transactions do to it."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from munera.engines.matching.index import Hit, Results
from munera.engines.matching.reading import demand_words
from munera.engines.matching.shards import merged
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Evidence
from munera.kernel.skills.queries import SkilledPeople, key_of, truth
from tests.engines.matching.front_contract import CASES, Case, front_of, is_true, named, scored
from tests.factories import people
from tests.factories.skills import declared, verified
from tests.kernel.skills.store import SkillStore
from tests.processes import Site


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_people_can_do_keeps_the_contract(case: Case, tmp_path: Path) -> None:
    case(SkillStore(), tmp_path / "parts")


@pytest.mark.django_db
def test_nobody_is_told_of_who_may_not_be_found() -> None:
    shown, hidden, bare = people.person("Ana"), people.person("Bojan"), people.person("Ceca")
    declared(shown)
    evidence = declared(hidden)
    told_of = SkilledPeople(lambda: Person.objects.exclude(pk=hidden.pk))
    before = told_of.mark()
    keys = [key_of(one.pk) for one in (shown, hidden, bare)]
    assert list(told_of.everybody()) == [keys[0]]
    assert [person.key for person in told_of.people(keys, on=timezone.localdate())] == [keys[0]]
    verified(hidden)
    verified(shown)
    changes = told_of.changes(before)
    assert changes is not None
    assert keys[0] in {key for key, _which in changes.told}
    assert keys[1] not in {key for key, _which in changes.told}
    assert Evidence.objects.filter(pk=evidence.pk).exists()


@pytest.mark.django_db
def test_a_mark_that_is_old_or_of_another_life_of_the_database_tells_nothing() -> None:
    told_of = SkilledPeople(Person.objects.all)
    declared(people.person("Ana"))
    mark = told_of.mark()
    assert told_of.changes(mark) is not None
    *moments, first, newest = mark
    assert told_of.changes((*moments, first, newest + 1)) is None
    assert told_of.changes((*moments, first + 1, newest)) is None
    now = timezone.now()
    for moved, is_known in ((timedelta(days=6), True), (timedelta(days=8), False), (timedelta(minutes=-5), False)):
        with time_machine.travel(now + moved, tick=False):
            assert (told_of.changes(mark) is not None) == is_known


@pytest.mark.django_db
def test_evidence_that_was_erased_does_not_look_like_a_database_put_back() -> None:
    told_of = SkilledPeople(Person.objects.all)
    declared(people.person("Ana"))
    newest = declared(people.person("Bojan"))
    mark = told_of.mark()
    newest.delete()
    assert told_of.changes(mark) is not None


@pytest.mark.django_db
def test_few_statements_tell_of_many() -> None:
    store = SkillStore()
    keys = list(store.truth.everybody())
    for some in (keys[:2], keys[:20]):
        with CaptureQueriesContext(connection) as captured:
            assert len(list(store.truth.people(some, on=store.on))) == len(some)
        assert len(captured) == 2


@pytest.mark.usefixtures("own_database")
def test_what_a_long_transaction_wrote_is_found_once_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the overlap: on PostgreSQL others write meanwhile, and their later numbers are told first."""
    monkeypatch.setattr(truth, "OVERLAP", timedelta(0))
    monkeypatch.setattr(truth, "BEHIND", 3)
    store = SkillStore()
    front, watched = front_of(store)
    assert is_true(front, store)
    written, looked = Signal(), Signal()
    one, other = store._standing()[:2]
    database = connections["default"]

    def write() -> None:
        connections["default"] = database.copy()
        try:
            with transaction.atomic():
                verified(one.person, uri=store.demands[0].requirements[2].skills[0], level=5)
                Evidence.objects.filter(pk=other.pk).update(voided_at=timezone.now())
                written.set()
                assert looked.wait(timeout=60)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert written.wait(timeout=60)
        try:
            made_meanwhile = front_of(store, of=2)[0]
            for _ in range(3):
                if connection.vendor == "postgresql":
                    store.learn()
                assert is_true(front, store)
                assert is_true(made_meanwhile, store)
        finally:
            looked.set()
        writing.result(timeout=60)
    assert is_true(front, store)
    assert is_true(made_meanwhile, store)
    if connection.vendor == "sqlite":
        # And then it is over: what was told is told no more. A server has transactions of others, who end when they do.
        for _ in range(3):
            front.refresh(on=store.on)
        assert front._state.told == frozenset()
    assert watched.listed == 1


def test_two_machines_hold_a_part_each_and_find_what_one_would(site: Site) -> None:
    store = SkillStore()
    (site.home / "demands.json").write_text(json.dumps([demand_words(demand) for demand in store.demands]))
    here, _watched = front_of(store, of=3, held=(1,))
    for _ in range(2):
        process = site.python("-m", "tests.kernel.skills.there", f"{site.home}")
        assert process.wait(timeout=120) == 0, site.logs()
        found = json.loads((site.home / f"{process.pid}.out").read_text())
        here.refresh(on=store.on)
        for demand, (hits, count, allowed) in zip(store.demands, found, strict=True):
            there = Results(tuple(Hit(*hit) for hit in hits), count, allowed)
            whole = scored(store.everybody(store.on), demand, store.taxonomy, on=store.on)
            assert merged([here.search(demand, k=5), there], 5) == replace(whole, hits=whole.hits[:5])
        # The second time it begins with what it kept.
        kept = sorted((site.home / "there").iterdir())
        assert [path.name.split(".")[1] for path in kept] == ["0", "2"]
        store.come()
        store.lose()
