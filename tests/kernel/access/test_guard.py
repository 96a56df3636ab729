"""Showing writes nothing: what the guard lets through, and that it stops a page which writes."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from munera.kernel.access.doors import PageWroteSomething, open_to_everyone
from munera.kernel.access.doors.guard import only_reads
from munera.kernel.people.models import Person

READS = [
    "SELECT 1",
    "  select * from people_person where full_name = 'delete from x'",
    '(SELECT "updated", "insert" FROM t) UNION (SELECT 1, 2)',
    "-- insert into t\nSELECT 1",
    "/* update t set a = 1 */ SELECT 1",
    "WITH RECURSIVE tree AS (SELECT 1) SELECT * FROM tree",
    "SELECT * FROM t FOR UPDATE",
    "SELECT * FROM t FOR NO KEY UPDATE SKIP LOCKED",
    "SELECT last_update, updates FROM t",
    "SAVEPOINT s1",
    "RELEASE SAVEPOINT s1",
    "EXPLAIN QUERY PLAN SELECT 1",
    "PRAGMA table_info(t)",
    "DECLARE c NO SCROLL CURSOR FOR SELECT 1",
    'DELETE FROM "munera_cache" WHERE cache_key IN (%s)',
]
WRITES = [
    "INSERT INTO t VALUES (1)",
    "/* harmless */ INSERT INTO t VALUES (1)",
    "-- harmless\n  UPDATE t SET a = 1",
    "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
    "WITH new AS (SELECT 1) INSERT INTO t SELECT * FROM new",
    "EXPLAIN ANALYZE DELETE FROM t",
    "SELECT * INTO copy FROM t",
    "REPLACE INTO t VALUES (1)",
    "TRUNCATE t",
    "CREATE TABLE t (a int)",
    "SELECT 1; DELETE FROM t",
    "DELETE FROM munera_cache_of_another",
    "DELETE FROM munera_cache ; DELETE FROM t",
    "",
]


@pytest.mark.parametrize("sql", READS)
def test_a_reading_statement_passes(sql: str) -> None:
    assert only_reads(sql)


@pytest.mark.parametrize("sql", WRITES)
def test_a_writing_statement_does_not(sql: str) -> None:
    assert not only_reads(sql)


@open_to_everyone
def page_that_writes(request: HttpRequest) -> HttpResponse:
    Person.objects.create(full_name="planted")
    return HttpResponse("written")


def asked(method: str) -> HttpRequest:
    request = RequestFactory().generic(method, "/")
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_insert_planted_in_a_page_that_shows_is_caught(method: str) -> None:
    with pytest.raises(PageWroteSomething), transaction.atomic():
        page_that_writes(asked(method))
    assert not Person.objects.filter(full_name="planted").exists()


@pytest.mark.django_db
def test_a_post_may_write_and_the_guard_ends_with_the_page() -> None:
    with pytest.raises(PageWroteSomething), transaction.atomic():
        page_that_writes(asked("GET"))
    assert page_that_writes(asked("POST")).content == b"written"
    assert Person.objects.filter(full_name="planted").count() == 1


@pytest.mark.django_db
def test_what_the_guard_says_holds_no_values() -> None:
    @open_to_everyone
    def page(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_person SET full_name = 'Milica'")
        return HttpResponse()

    with pytest.raises(PageWroteSomething, match=r"^UPDATE people_person SET$"):
        page(asked("GET"))
