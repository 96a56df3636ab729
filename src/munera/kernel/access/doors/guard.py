"""Showing writes nothing: while a page is only shown, the databases take nothing but reading statements."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections
from django.http import HttpRequest

CACHE_TABLE = "munera_cache"

READING = frozenset(
    {
        *("select", "with", "values", "table", "explain", "pragma", "show"),
        *("declare", "fetch", "close"),
        *("begin", "commit", "rollback", "savepoint", "release"),
    }
)
# What a quoted name or text may say is no statement; comments may stand before one.
NOT_CODE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)
# A common table expression may hold the write, EXPLAIN ANALYZE runs it, and SELECT ... INTO makes a table.
WRITING = re.compile(r"\b(?:insert|update|delete|merge|replace\s+into|into|truncate|create|alter|drop)\b")
# The cache is no record of anything: what has expired may be swept out whenever somebody looks.
CACHE = re.compile(rf'\s*(?:insert\s+into|update|delete\s+from)\s+"?{CACHE_TABLE}"?\s[^;]*', re.IGNORECASE)
LOCKING = re.compile(r"\bfor\s+(?:no\s+key\s+)?update\b")


class PageWroteSomething(AssertionError):
    """A GET or HEAD tried to change the database: a fault of the page."""


def only_reads(sql: str) -> bool:
    """Whether the statement, on SQLite or PostgreSQL, leaves every row as it is.

    A lock on a row is no change, and neither is what the cache does with its own table.
    """
    if CACHE.fullmatch(sql):
        return True
    code = NOT_CODE.sub(" ", sql).lstrip("( \t\r\n").lower()
    head = re.match(r"[a-z]*", code)
    if head is None or head.group() not in READING:
        return False
    return not WRITING.search(LOCKING.sub(" ", code))


def _execute_reading(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not only_reads(sql):
        # The first words only: what follows may hold what people wrote.
        raise PageWroteSomething(" ".join(sql.split()[:3]))
    return execute(sql, params, many, context)


@contextmanager
def showing_only(request: HttpRequest) -> Iterator[None]:
    """Hold a GET or HEAD to reading, on every database of the site."""
    with ExitStack() as guards:
        if request.method in ("GET", "HEAD"):
            for connection in connections.all():
                guards.enter_context(connection.execute_wrapper(_execute_reading))
        yield
