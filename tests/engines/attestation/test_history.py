"""A key counts where the log says so: between two leaves, whatever a document claims about its day."""

import pytest

from munera.engines.attestation.errors import LogRefused
from munera.engines.attestation.history import IssuerEvent, KeyHistory
from munera.engines.attestation.keys import MemoryKey, PublicKey

TOWN, OTHER = "did:web:town.example", "did:web:other.example"
ORIGIN = "log.town.example"
FIRST, SECOND, THIRD = (MemoryKey.from_seed(bytes([number]) * 32).public for number in (1, 2, 3))
# Key one is added at 10 and replaced by key two at 20, which is revoked at 30.
ADDED = IssuerEvent(10, "key-added", TOWN, f"{TOWN}#1", FIRST)
ROTATED = IssuerEvent(20, "key-rotated", TOWN, f"{TOWN}#2", SECOND, replaces=f"{TOWN}#1")
REVOKED = IssuerEvent(30, "key-revoked", TOWN, f"{TOWN}#2")


def history(*events: IssuerEvent) -> KeyHistory:
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
    stolen = history(ADDED, IssuerEvent(40, "key-revoked", TOWN, f"{TOWN}#1", since=15))
    assert stolen.authorised(TOWN, FIRST, at=14)
    assert [stolen.standing(TOWN, FIRST, at=at).code for at in (15, 39, 41)] == ["key-revoked"] * 3


def test_a_revocation_never_reaches_beyond_its_own_position() -> None:
    late = history(ADDED, IssuerEvent(40, "key-revoked", TOWN, f"{TOWN}#1", since=99))
    assert late.standing(TOWN, FIRST, at=41).code == "key-revoked"


def test_a_replaced_key_that_is_found_stolen_still_vouches_for_what_stood_before() -> None:
    found = history(ADDED, ROTATED, IssuerEvent(50, "key-revoked", TOWN, f"{TOWN}#1", since=15))
    assert found.authorised(TOWN, FIRST, at=14)
    assert found.standing(TOWN, FIRST, at=15).code == "key-revoked"
    assert found.authorised(TOWN, SECOND, at=51)
    assert found.standing(TOWN, FIRST, at=None).code == "key-revoked-today"


def test_the_keys_under_one_name_are_told_newest_first() -> None:
    same_name = history(ADDED, IssuerEvent(20, "key-rotated", TOWN, f"{TOWN}#1", SECOND, replaces=f"{TOWN}#1"))
    assert same_name.keys(TOWN, f"{TOWN}#1") == (SECOND, FIRST)
    assert same_name.keys(TOWN, f"{TOWN}#2") == ()


@pytest.mark.parametrize(
    "events",
    [
        (REVOKED,),
        (ROTATED,),
        (IssuerEvent(10, "key-added", TOWN, f"{TOWN}#1"),),
        (ADDED, ROTATED, REVOKED, IssuerEvent(40, "key-revoked", TOWN, f"{TOWN}#2")),
        (ADDED, ROTATED, IssuerEvent(40, "key-added", TOWN, f"{TOWN}#3", FIRST)),
        (ADDED, IssuerEvent(40, "key-added", TOWN, f"{TOWN}#1", THIRD)),
        (ADDED, ROTATED, IssuerEvent(40, "key-rotated", TOWN, f"{TOWN}#3", THIRD, replaces=f"{TOWN}#1")),
    ],
    ids=["ends nobody", "replaces nobody", "no key", "revoked twice", "brought back", "name taken", "replaced twice"],
)
def test_events_that_contradict_each_other_are_refused(events: tuple[IssuerEvent, ...]) -> None:
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
    decided = history(
        IssuerEvent(5, "accreditation-granted", TOWN), ADDED, IssuerEvent(40, "accreditation-withdrawn", TOWN)
    )
    assert [decided.was_accredited(TOWN, at=at) for at in (4, 6, 39, 41, None)] == [False, True, True, False, False]
    assert decided.was_accredited(OTHER, at=6) is None
