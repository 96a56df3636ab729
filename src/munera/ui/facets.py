"""Filters of a list with counts, and a chip for each one ticked: what ``<c-facets>`` and ``<c-chips>`` draw.

    region = facet("region", _("Region"), {"eu": _("Europe")}, counts={"eu": 3}, query=request.GET)
    chips = chips_of([region])

Each answer is a link that ticks or unticks itself, so that a list narrows without a button and without script,
and every state has an address.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.http import QueryDict
from django.utils.functional import Promise

from munera.ui.addresses import toggled

Words: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class Option:
    """One answer, with how many rows it would show; ``query`` is the address that ticks or unticks it."""

    label: Words
    count: int
    is_ticked: bool
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A question with several answers; ``name`` is its name in the address."""

    name: str
    title: Words
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One ticked answer, and the address without it."""

    label: Words
    query: str


def facet(
    name: str, title: Words, labels: Mapping[str, Words], *, counts: Mapping[str, int], query: QueryDict
) -> Facet:
    """A facet from codes with their labels, how many rows bear each, and what the address holds now."""
    ticked = query.getlist(name)
    options = (
        Option(label, counts.get(code, 0), code in ticked, toggled(query, name, code))
        for code, label in labels.items()
        if counts.get(code) or code in ticked
    )
    return Facet(name, title, tuple(options))


def chips_of(facets: Iterable[Facet]) -> list[Chip]:
    """A removable chip for every ticked answer, in the order of the facets."""
    return [Chip(option.label, option.query) for facet in facets for option in facet.options if option.is_ticked]
