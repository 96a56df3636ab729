"""Who gets in where: each row of the matrix is asked for, and the matrix is held against the map of addresses.

A room's scene is built once; what a row changes in it is undone before the next.
"""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation

from munera.kernel.access.doors.calls import forget_calls
from munera.kernel.people.models import Person
from munera.site.api import api
from tests.house import matrix
from tests.house.matrix import METHODS, Expected, Row

ROOMS: list[ModuleType] = [
    importlib.import_module(f"{matrix.__name__}.{found.name}") for found in pkgutil.iter_modules(matrix.__path__)
]
TABLE: list[tuple[ModuleType, Row]] = [(room, row) for room in ROOMS for row in room.ROWS]


def addresses(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = (), route: str = ""
) -> Iterator[tuple[str, object]]:
    """Each address of the site by its full name (by its route where it has none), with its view."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from addresses(entry.url_patterns, inner, route + str(entry.pattern))
        else:
            yield ":".join((*spaces, entry.name)) if entry.name else route + str(entry.pattern), entry.callback


def operations() -> Iterator[tuple[str, str]]:
    """Each operation of the API: the name of its address, and its method."""
    for router in api._get_bound_routers():
        for address in router.path_operations.values():
            for operation in address.operations:
                name = address.url_name or operation.view_func.__name__
                yield from ((f"{api.urls_namespace}:{name}", method) for method in operation.methods)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    site = dict(addresses(get_resolver().url_patterns))
    named = {row.name for _, row in TABLE}
    assert sorted(site.keys() - named) == [], "add these addresses to a file of tests/house/matrix/"
    assert sorted(named - site.keys()) == [], "these rows name no address of the site"


def test_every_api_operation_has_a_row() -> None:
    assert sorted(set(operations()) - {(row.name, row.method) for _, row in TABLE}) == []


every_room = pytest.mark.parametrize(
    "room", [pytest.param(room, id=room.__name__.rpartition(".")[2]) for room in ROOMS]
)


@pytest.mark.django_db
@every_room
def test_each_person_gets_what_the_row_says(room: ModuleType, sign_in: Callable[[Client, Person], None]) -> None:
    scene = room.scene()
    wrong: list[tuple[str, dict[str, Expected]]] = []
    for row in room.ROWS:
        with undone():
            answers = [answer(ask(visitor(person, sign_in), row, row.method, scene)) for person in scene.cast()]
        if tuple(answers) != row.expected:
            wrong.append((f"{row.method} {row.name}", dict(zip(matrix.PEOPLE, answers, strict=True))))
    assert wrong == []


@pytest.mark.django_db
@every_room
def test_a_method_that_no_row_names_is_not_let_in(room: ModuleType, sign_in: Callable[[Client, Person], None]) -> None:
    """A page that is only shown must say so (``@require_safe``): a POST would pass the guard against writing."""
    scene = room.scene()
    owner = visitor(scene.owner, sign_in)
    named = {(row.name, row.method) for row in room.ROWS}
    let_in: list[str] = []
    for row in {row.name: row for row in reversed(room.ROWS)}.values():
        address = reverse(row.name, kwargs=row.address_parts(scene)) if is_reversible(row.name) else None
        if address is None or not hasattr(resolve(address).func, "door"):
            continue  # another's page: its makers answer for its methods
        for method in METHODS:
            if (row.name, method) in named:
                continue
            with undone():
                if owner.generic(method, address).status_code != 405:
                    let_in.append(f"{method} {row.name}")
    assert let_in == []


@contextmanager
def undone() -> Iterator[None]:
    """Leaves the scene as it was, for the next row: its rows, how often somebody asked, and in which language."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
    forget_calls()
    translation.deactivate()


def visitor(person: Person | None, sign_in: Callable[[Client, Person], None]) -> Client:
    client = Client()
    if person is not None:
        sign_in(client, person)
    return client


def is_reversible(name: str) -> bool:
    """Addresses without a name are asked for by their route, which must then be a plain one."""
    return "/" not in name and "^" not in name


def ask(client: Client, row: Row, method: str, scene: matrix.Scene) -> HttpResponseBase:
    address = reverse(row.name, kwargs=row.address_parts(scene)) if is_reversible(row.name) else f"/{row.name}"
    body = row.body(scene)
    if method == "GET":
        return client.get(address, body, headers=dict(row.headers))
    if row.json:
        return client.generic(method, address, json.dumps(body), "application/json", headers=dict(row.headers))
    return client.post(address, body, headers=dict(row.headers))


def answer(response: HttpResponseBase) -> Expected:
    if response.status_code not in (302, 303):
        return response.status_code
    return "sign in" if response["Location"].startswith(reverse("account_login")) else "done"
