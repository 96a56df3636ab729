"""Every address of the site × who asks for it, and what each of them gets.

One file per room. It holds a scene, the same for each row, and a row per address and method:

    def scene() -> Scene:
        return Scene(signed_in=..., near_miss=..., owner=..., rows={"engagement": engagement})

    ROWS = [
        #                                  nobody     signed in  near miss  owner
        get("seasonal:show_engagement",    "sign in", 403,       404,       200,    at={"pk": "engagement"}),
        post("seasonal:cancel_engagement", "sign in", 403,       404,       "done", at={"pk": "engagement"},
             send={"reason": "rain"}),
    ]

*signed in* holds no role; the *near miss* holds the very role of the owner, but the row is somebody else's.
"sign in" is the way to the sign-in page, "done" a redirect to any other page, a number is a status.
``test_matrix.py`` fails on an address of the site that no row names, and on a method that no row names but is let in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Model

from munera.kernel.people.models import Person

Expected = int | Literal["sign in", "done"]
PEOPLE = ("nobody", "signed in", "near miss", "owner")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Scene:
    """Who plays which part in this room, and the owner's rows, by the names that ``at`` uses."""

    signed_in: Person
    near_miss: Person
    owner: Person
    rows: Mapping[str, Model | str | int] = field(default_factory=dict)

    def cast(self) -> tuple[Person | None, Person, Person, Person]:
        """In the order of the columns."""
        return (None, self.signed_in, self.near_miss, self.owner)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    method: str
    name: str
    expected: tuple[Expected, ...]
    at: Mapping[str, str]
    send: Mapping[str, Any] | Callable[[Scene], Mapping[str, Any]]
    headers: Mapping[str, str]
    json: bool

    def address_parts(self, scene: Scene) -> dict[str, Any]:
        """What the address holds: the number of a row of the scene, or the plain value under that name."""
        found = {part: scene.rows[key] for part, key in self.at.items()}
        return {part: row.pk if isinstance(row, Model) else row for part, row in found.items()}

    def body(self, scene: Scene) -> dict[str, Any]:
        return dict(self.send(scene) if callable(self.send) else self.send)


def _row(
    method: str,
    name: str,
    *expected: Expected,
    at: Mapping[str, str] | None = None,
    send: Mapping[str, Any] | Callable[[Scene], Mapping[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
    json: bool = False,
) -> Row:
    assert len(expected) == len(PEOPLE), f"{method} {name} needs a column for each of {PEOPLE}"
    return Row(method, name, expected, at or {}, send or {}, headers or {}, json)


def get(name: str, *expected: Expected, **details: Any) -> Row:
    """A page shown. ``send`` is the query string."""
    return _row("GET", name, *expected, **details)


def post(name: str, *expected: Expected, **details: Any) -> Row:
    """A form sent."""
    return _row("POST", name, *expected, **details)


def call(method: str, name: str, *expected: Expected, **details: Any) -> Row:
    """An API operation, asked for with a session. Every write carries an idempotency key."""
    headers = {"Idempotency-Key": "matrix"} if method not in ("GET", "HEAD") else {}
    return _row(method, name, *expected, json=method != "GET", **({"headers": headers} | details))


def public(name: str, **details: Any) -> Row:
    """A page that everyone may see."""
    return get(name, 200, 200, 200, 200, **details)
