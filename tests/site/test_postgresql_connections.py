"""A connection that was kept between two requests, and the server's end of it."""

import select
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL what it was asked"),
]


@pytest.fixture
def kept() -> Iterator[Any]:
    """A connection of its own, as one that waits for the next request."""
    own = connection.copy("own")
    own.ensure_connection()
    yield own
    own.close()


def last_asked(process: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [process])
        return str(cursor.fetchone()[0])


def test_one_that_stands_is_usable_without_a_question_to_the_server(kept: Any) -> None:
    with kept.cursor() as cursor:
        cursor.execute("SELECT 2")
    assert kept.is_usable()
    assert last_asked(kept.connection.info.backend_pid) == "SELECT 2"


def test_one_that_has_something_to_say_is_asked(kept: Any) -> None:
    with kept.cursor() as cursor:
        cursor.execute("LISTEN something")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY something")
    select.select([kept.connection.fileno()], [], [], 15)
    assert kept.is_usable()
    assert last_asked(kept.connection.info.backend_pid) == "SELECT 1"


def test_one_whose_server_has_gone_is_not(kept: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 15000)", [kept.connection.info.backend_pid])
    assert not kept.is_usable()
