"""Where an evaluation takes place: Brazil's states by ISO 3166-2, in the five regions of its statistical office.

The regions are those of IBGE since 1970, with Tocantins in the North since the constitution of 1988 (transitional
provisions, article 13).
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Sentence


class Region(models.TextChoices):
    NORTH = "N", _("North")
    NORTHEAST = "NE", _("Northeast")
    SOUTHEAST = "SE", _("Southeast")
    SOUTH = "S", _("South")
    CENTRE_WEST = "CO", _("Centre-West")


_STATES: Final[dict[Region, dict[str, str]]] = {
    Region.NORTH: {
        "BR-AC": "Acre",
        "BR-AP": "Amapá",
        "BR-AM": "Amazonas",
        "BR-PA": "Pará",
        "BR-RO": "Rondônia",
        "BR-RR": "Roraima",
        "BR-TO": "Tocantins",
    },
    Region.NORTHEAST: {
        "BR-AL": "Alagoas",
        "BR-BA": "Bahia",
        "BR-CE": "Ceará",
        "BR-MA": "Maranhão",
        "BR-PB": "Paraíba",
        "BR-PE": "Pernambuco",
        "BR-PI": "Piauí",
        "BR-RN": "Rio Grande do Norte",
        "BR-SE": "Sergipe",
    },
    Region.SOUTHEAST: {
        "BR-ES": "Espírito Santo",
        "BR-MG": "Minas Gerais",
        "BR-RJ": "Rio de Janeiro",
        "BR-SP": "São Paulo",
    },
    Region.SOUTH: {"BR-PR": "Paraná", "BR-RS": "Rio Grande do Sul", "BR-SC": "Santa Catarina"},
    Region.CENTRE_WEST: {
        "BR-DF": "Distrito Federal",
        "BR-GO": "Goiás",
        "BR-MT": "Mato Grosso",
        "BR-MS": "Mato Grosso do Sul",
    },
}

ANYWHERE: Final = "BR"
# Names that are the same in every language.
STATE_NAMES: Final = {code: name for states in _STATES.values() for code, name in states.items()}
REGION_OF: Final = {code: region for region, states in _STATES.items() for code in states}


def places_to_choose() -> list[tuple[str, Sentence]]:
    """The whole country first, then its states by name."""
    states: list[tuple[str, Sentence]] = sorted(STATE_NAMES.items(), key=lambda one: one[1])
    return [(ANYWHERE, _("Anywhere in Brazil, or from afar")), *states]


def name_of_place(code: str) -> Sentence:
    return STATE_NAMES.get(code, _("Anywhere in Brazil, or from afar"))


def places_around(code: str) -> frozenset[str]:
    """The states of the same region; of the whole country, all of them."""
    if code not in REGION_OF:
        return frozenset(STATE_NAMES)
    return frozenset(state for state, region in REGION_OF.items() if region == REGION_OF[code])
