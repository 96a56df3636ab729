"""Addresses that keep what the reader has chosen: filters, order and page live in the query string alone."""

from django.http import QueryDict


def with_changes(query: QueryDict, **changes: str | int | None) -> str:
    """The query string with some values set; ``None`` takes one away."""
    changed = query.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return changed.urlencode()


def toggled(query: QueryDict, name: str, value: str) -> str:
    """The query string with one of a name's several values added or taken away, and from the first page again."""
    changed = query.copy()
    values = changed.getlist(name)
    changed.setlist(name, [kept for kept in values if kept != value] if value in values else [*values, value])
    changed.pop("page", None)
    return changed.urlencode()
