"""What the import contracts cannot see: keys between tables, doors on pages, rows in views."""

import ast
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, Model
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.tree import HOUSE, at, contracts, modules, parsed

# Pages that come with a package: their makers wrote the door, as the matrix shows for each.
DOORS_OF_OTHERS = (
    "allauth.",  # signing in must be open to those who have not yet
    "ninja.",  # the API checks its caller itself; tests/house/matrix asks every operation
    "django.views.",  # choosing a language
)


def kernel_order() -> list[str]:
    """Rooms of the kernel from the lowest up, as the import contract has them."""
    order = next(each for each in contracts() if each["name"].startswith("Kernel rooms"))["layers"]
    return [room.strip(" ()") for layer in reversed(order) for room in layer.split("|")]


def height(model: type[Model]) -> tuple[int, int]:
    """How high a table stands: packages of others below, then the kernel room by room, services, site."""
    match model.__module__.split("."):
        case ["munera", "kernel", room, *_]:
            return 1, kernel_order().index(room)
        case ["munera", "services", *_]:
            return 2, 0
        case ["munera", *_]:
            return 3, 0
    return 0, 0


def keys() -> Iterator[tuple[type[Model], Field[object, object]]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, Field) and isinstance(field.related_model, type) and not field.auto_created:
                yield model, field


def test_foreign_keys_point_down() -> None:
    rising = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in keys()
        if model.__module__.startswith("munera.")
        and model._meta.app_label != field.related_model._meta.app_label
        and height(field.related_model) >= height(model)
    ]
    assert rising == []


def test_the_keys_are_seen_at_all() -> None:
    assert any(model._meta.label == "organisations.Membership" and field.name == "person" for model, field in keys())


def pages(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns)
        else:
            yield entry


def test_every_page_has_a_door() -> None:
    open_to_the_street = [
        f"{page.pattern} ({page.callback.__module__})"
        for page in pages(get_resolver().url_patterns)
        if not hasattr(page.callback, "door") and not page.callback.__module__.startswith(DOORS_OF_OTHERS)
    ]
    assert open_to_the_street == []


def calls_of(name: str, where: str) -> list[str]:
    return [
        at(path, node)
        for path in modules(where)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == name
    ]


def test_pages_reach_rows_through_queries_and_actions() -> None:
    assert calls_of("objects", "views") == []


def test_endpoints_reach_rows_through_queries_and_actions() -> None:
    assert calls_of("objects", "api") == []


def test_the_pages_of_the_site_reach_rows_through_queries_and_actions() -> None:
    pages_of_site = [path for path in sorted((HOUSE / "site").rglob("*.py")) if "@open_to_" in path.read_text()]
    found = [
        at(path, node)
        for path in pages_of_site
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert pages_of_site
    assert found == []


def test_forms_do_not_save() -> None:
    assert calls_of("save", "forms") == []
