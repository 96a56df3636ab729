"""Numbers as the reader's language writes them, and chances as people of a hundred."""

from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

FEWEST: Final = 5
MOST: Final = 95


def points(value: float) -> str:
    """With one decimal where it is needed, as the reader's language writes it; never "-0"."""
    rounded = round(abs(value), 1)
    return number_format(rounded, decimal_pos=0 if rounded == int(rounded) else 1, use_l10n=True)


def signed_points(value: float) -> str:
    """As ``points``, with the sign of arithmetic where something is missing."""
    return f"−{points(value)}" if round(value, 1) < 0 else points(value)


def percent(share: float) -> str:
    return _("%(percent)s %%") % {"percent": number_format(round(100 * share), use_l10n=True)}


def people(chance: float) -> int:
    """Of a hundred, whole, and never closer to none or to all than is told."""
    return min(max(round(100 * chance), FEWEST), MOST)


def in_people(chance: float) -> str:
    """How many of a hundred people, in words."""
    if round(100 * chance) < FEWEST:
        return _("fewer than %(count)s") % {"count": FEWEST}
    if round(100 * chance) > MOST:
        return _("more than %(count)s") % {"count": MOST}
    return _("about %(count)s") % {"count": people(chance)}


def plural_of(value: float) -> int:
    """For the choice of a plural: what is shown with a decimal takes the form of many."""
    rounded = round(abs(value), 1)
    return int(rounded) if rounded == int(rounded) else 2
