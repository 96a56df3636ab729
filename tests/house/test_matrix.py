"""Who gets in where: each row of the matrix is asked for, and the matrix is held against the map of addresses."""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("room", "row"), [pytest.param(room, row, id=f"{row.method} {row.name}") for room, row in TABLE]
)
def test_each_person_gets_what_the_row_says(
    room: ModuleType, row: Row, sign_in: Callable[[Client, Person], None]
) -> None:
    scene = room.scene()
    answers: list[Expected] = []
    for person in scene.cast():
        client = Client()
        if person is not None:
            sign_in(client, person)
        answers.append(answer(ask(client, row, row.method, scene)))
    assert dict(zip(matrix.PEOPLE, answers, strict=True)) == dict(zip(matrix.PEOPLE, row.expected, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("room", "name"), sorted({(room.__name__.rpartition(".")[2], row.name) for room, row in TABLE})
)
def test_a_method_that_no_row_names_is_not_let_in(
    room: str, name: str, sign_in: Callable[[Client, Person], None]
) -> None:
    """A page that is only shown must say so (``@require_safe``): a POST would pass the guard against writing."""
    rows = [row for _, row in TABLE if row.name == name]
    module = next(found for found in ROOMS if found.__name__.endswith(f".{room}"))
    scene = module.scene()
    address = reverse(name, kwargs=rows[0].address_parts(scene)) if is_reversible(name) else None
    if address is None or not hasattr(resolve(address).func, "door"):
        return  # another's page: its makers answer for its methods
    client = Client()
    sign_in(client, scene.owner)
    let_in = [
        method
        for method in METHODS
        if method not in {row.method for row in rows} and client.generic(method, address).status_code != 405
    ]
    assert let_in == []


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
