"""What those who sat twice teach, told to the second person in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from munera.services.mentor.models import Release

DAYS_OF_A_MONTH = 365.25 / 12
DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class LearnedPage:
    """Sentences, then figures with their names; without figures nothing was learned or nothing could be checked."""

    sentences: list[str]
    figures: list[tuple[str, str]]
    digest: str


def learned_page(release: Release) -> LearnedPage | None:
    """None where reports were not made yet, or before anything was learned from anybody."""
    kept = release.learned
    if not kept:
        return None
    if kept["fault"]:
        return LearnedPage([_withheld(kept["fault"], kept["least"])], [], "")
    checked = kept["evaluation"]
    told = [
        _("The chance next time is learned from %(people)s people who failed this examination and sat it again.")
        % {"people": number_format(kept["people"], use_l10n=True)},
        _for_when(kept["next_on"], kept["years"]),
        _checked(checked["people"], checked["on"]) if checked else _not_checked(),
    ]
    return LearnedPage(told, _figures(checked) if checked else [], kept["digest"])


def _withheld(fault: str, least: int) -> str:
    if fault == "too-few":
        return _(
            "No chance after studying is told. It takes %(least)s people who failed and sat again, whom a national "
            "number in the files makes known, at sittings whose questions lie on one scale."
        ) % {"least": least}
    return _("No chance after studying is told: how those who sat again did shows no clear chance.")


def _for_when(next_on: str, years: float) -> str:
    if next_on:
        return _("It is told for the next sitting, on %(day)s.") % {
            "day": date_format(date.fromisoformat(next_on), "DATE_FORMAT")
        }
    months = max(1, round(years * DAYS_OF_A_YEAR / DAYS_OF_A_MONTH))
    return ngettext(
        "No later sitting is entered, so it is told for a try after %(months)s month: half of those who sat again "
        "waited no longer.",
        "No later sitting is entered, so it is told for a try after %(months)s months: half of those who sat again "
        "waited no longer.",
        months,
    ) % {"months": months}


def _checked(people: int, on: str) -> str:
    return _("It was checked on %(people)s people who sat again on %(day)s, from whom nothing was learned.") % {
        "people": number_format(people, use_l10n=True),
        "day": date_format(date.fromisoformat(on), "DATE_FORMAT"),
    }


def _not_checked() -> str:
    return _("It could not be checked yet on people from whom nothing was learned: that takes one more sitting.")


def _distance(checked: Mapping[str, float]) -> str:
    """Beside what so few people would show even if every chance were right."""
    found = _decimal(checked["calibration_error"], 3)
    if "error_by_chance" not in checked:
        return found
    return _("%(found)s (chance alone makes about %(expected)s)") % {
        "found": found,
        "expected": _decimal(checked["error_by_chance"], 3),
    }


def _figures(checked: dict[str, float]) -> list[tuple[str, str]]:
    return [
        (
            _("Order (AUC)"),
            _("%(best)s, likely %(low)s to %(high)s")
            % {
                "best": _decimal(checked["auc"], 2),
                "low": _decimal(checked["auc_low"], 2),
                "high": _decimal(checked["auc_high"], 2),
            },
        ),
        *([(_("Squared error (Brier)"), _squared(checked))] if "brier" in checked else []),
        (_("Distance (ECE)"), _distance(checked)),
        (_("Boldness (slope)"), _decimal(checked["slope"], 2)),
    ]


def _squared(checked: Mapping[str, float]) -> str:
    """Beside what the one chance that all had together would have made."""
    return _("%(found)s (the same chance for all makes %(expected)s)") % {
        "found": _decimal(checked["brier"], 3),
        "expected": _decimal(checked["brier"] / (1 - checked["skill"]), 3),
    }


def _decimal(value: float, places: int) -> str:
    """Rounded first: to be formatted, a number is cut off."""
    return str(number_format(round(value, places), decimal_pos=places, use_l10n=True))
