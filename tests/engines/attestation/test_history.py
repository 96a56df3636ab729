"""A key counts where the log says so: between two leaves, whatever a document claims about its day."""

from datetime import UTC, datetime

import pytest

from munera.engines.attestation.errors import LogRefused
from munera.engines.attestation.history import KeyHistory
from munera.engines.attestation.keys import MemoryKey, PublicKey
from munera.engines.attestation.log.leaves import (
    AccreditationGranted,
    AccreditationWithdrawn,
    IssuerEvent,
    KeyAdded,
    KeyRevoked,
    KeyRotated,
)

TOWN, OTHER = "did:web:town.example", "did:web:other.example"
ORIGIN = "log.town.example"
DAY = datetime(2026, 5, 1, tzinfo=UTC)
FIRST, SECOND, THIRD = (MemoryKey.from_seed(bytes([number]) * 32).public for number in (1, 2, 3))


def added(position: int, key: PublicKey, name: str) -> tuple[int, IssuerEvent]:
    return position, KeyAdded(TOWN, f"{TOWN}#{name}", key, DAY)


def rotated(position: int, key: PublicKey, name: str, replaces: str) -> tuple[int, IssuerEvent]:
    return position, KeyRotated(TOWN, f"{TOWN}#{name}", key, f"{TOWN}#{replaces}", DAY)


def revoked(position: int, name: str, *, since: int | None = None) -> tuple[int, IssuerEvent]:
    return position, KeyRevoked(TOWN, f"{TOWN}#{name}", "stolen", DAY, since)


# Key one is added at 10 and replaced by key two at 20, which is revoked at 30.
ADDED, ROTATED, REVOKED = added(10, FIRST, "1"), rotated(20, SECOND, "2", "1"), revoked(30, "2")


def history(*events: tuple[int, IssuerEvent]) -> KeyHistory:
    return KeyHistory(events, origin=ORIGIN)


@pytest.mark.parametrize(
    ("key", "at", "word"),
    [
        (FIRST, 9, "key-not-added"),
        (FIRST, 11, "key-authorised"),
        (FIRST, 19, "key-authorised"),
        (FIRST, 21, "key-rotated"),
        (FIRST, None, "key-position-unknown"),
        (SECOND, 19, "key-not-added"),
        (SECOND, 29, "key-authorised"),
        (SECOND, 31, "key-revoked"),
        (SECOND, None, "key-revoked-today"),
        (THIRD, 11, "key-unknown-to-log"),
        (THIRD, None, "key-unknown-to-log"),
    ],
)
def test_a_key_counts_between_the_leaves_that_begin_and_end_it(key: PublicKey, at: int | None, word: str) -> None:
    standing = history(ADDED, ROTATED, REVOKED).standing(TOWN, key, at=at)
    assert standing.code == word
    assert history(ADDED, ROTATED, REVOKED).authorised(TOWN, key, at=at) == (word == "key-authorised")
    assert str(standing).endswith(".")


def test_a_key_that_stands_counts_today() -> None:
    assert history(ADDED).standing(TOWN, FIRST, at=None).code == "key-authorised-today"
    assert history(ADDED).authorised(TOWN, FIRST, at=None)


def test_a_key_of_one_issuer_is_nothing_to_another() -> None:
    assert history(ADDED).standing(OTHER, FIRST, at=11).code == "key-unknown-to-log"
    assert (history(ADDED).knows(TOWN), history(ADDED).knows(OTHER)) == (True, False)


def test_a_revocation_may_say_since_when_the_key_was_in_wrong_hands() -> None:
    stolen = history(ADDED, revoked(40, "1", since=15))
    assert stolen.authorised(TOWN, FIRST, at=14)
    assert [stolen.standing(TOWN, FIRST, at=at).code for at in (15, 39, 41)] == ["key-revoked"] * 3


def test_a_revocation_never_reaches_beyond_its_own_position() -> None:
    late = history(ADDED, revoked(40, "1", since=99))
    assert late.standing(TOWN, FIRST, at=41).code == "key-revoked"


def test_a_replaced_key_that_is_found_stolen_still_vouches_for_what_stood_before() -> None:
    found = history(ADDED, ROTATED, revoked(50, "1", since=15))
    assert found.authorised(TOWN, FIRST, at=14)
    assert found.standing(TOWN, FIRST, at=15).code == "key-revoked"
    assert found.authorised(TOWN, SECOND, at=51)
    assert found.standing(TOWN, FIRST, at=None).code == "key-revoked-today"


def test_the_keys_under_one_name_are_told_newest_first() -> None:
    same_name = history(ADDED, rotated(20, SECOND, "1", "1"))
    assert same_name.keys(TOWN, f"{TOWN}#1") == (SECOND, FIRST)
    assert same_name.keys(TOWN, f"{TOWN}#2") == ()


@pytest.mark.parametrize(
    "events",
    [
        (REVOKED,),
        (ROTATED,),
        (ADDED, ROTATED, REVOKED, revoked(40, "2")),
        (ADDED, ROTATED, added(40, FIRST, "3")),
        (ADDED, added(40, THIRD, "1")),
        (ADDED, ROTATED, rotated(40, THIRD, "3", "1")),
    ],
    ids=["ends nobody", "replaces nobody", "revoked twice", "brought back", "name taken", "replaced twice"],
)
def test_events_that_contradict_each_other_are_refused(events: tuple[tuple[int, IssuerEvent], ...]) -> None:
    with pytest.raises(LogRefused) as refused:
        history(*events)
    assert refused.value.code == "bad-event"


def test_events_out_of_order_are_refused() -> None:
    with pytest.raises(LogRefused) as refused:
        history(ROTATED, ADDED)
    assert refused.value.code in {"unordered-events", "bad-event"}
    with pytest.raises(LogRefused) as refused:
        history(ADDED, ADDED)
    assert refused.value.code == "unordered-events"


def test_accreditation_counts_from_one_leaf_to_the_next() -> None:
    granted = AccreditationGranted(TOWN, "courses", (OTHER,), DAY)
    withdrawn = AccreditationWithdrawn(TOWN, "courses", (OTHER,), "closed", DAY)
    decided = history((5, granted), ADDED, (40, withdrawn))
    assert [decided.was_accredited(TOWN, at=at) for at in (4, 6, 39, 41, None)] == [False, True, True, False, False]
    assert decided.was_accredited(OTHER, at=6) is None


def test_one_scope_of_two_may_be_withdrawn() -> None:
    scopes = [AccreditationGranted(TOWN, scope, (OTHER,), DAY) for scope in ("courses", "exams")]
    withdrawn = AccreditationWithdrawn(TOWN, "exams", (OTHER,), "closed", DAY)
    assert history(*enumerate([*scopes, withdrawn])).was_accredited(TOWN, at=None) is True
