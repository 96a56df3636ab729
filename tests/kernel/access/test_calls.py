"""Calls are counted exactly in one process, and over all processes with no more than nine missing from each other."""

from django.core.cache import cache

from munera.kernel.access.doors.calls import TOLD_EVERY, counted


def test_each_call_of_a_caller_counts_once_and_those_of_others_do_not() -> None:
    counts = [counted("key:1", minute=7) for _call in range(25)]

    assert counts == list(range(1, 26))
    assert counted("key:2", minute=7) == 1


def test_a_new_minute_begins_with_nothing() -> None:
    for _call in range(12):
        counted("key:1", minute=7)

    assert counted("key:1", minute=8) == 1


def test_what_another_process_has_told_is_learned_with_the_tenth_call() -> None:
    assert counted("key:1", minute=7) == 1
    cache.incr("calls:key:1:7", 500)

    counts = [counted("key:1", minute=7) for _call in range(TOLD_EVERY)]

    assert counts == [*range(2, TOLD_EVERY + 1), 500 + TOLD_EVERY + 1]


def test_what_was_told_before_this_process_began_counts_from_the_first_call() -> None:
    cache.set("calls:key:1:7", 500)

    assert counted("key:1", minute=7) == 501
