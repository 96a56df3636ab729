"""What was reported and waits for a decision, what was decided, and what is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from munera.services.evaluators.models import Demand, Profile, Report, Ruling


@dataclass(slots=True)
class Reported:
    """A card with the reports about it that nobody has answered."""

    card: Demand | Profile
    reports: list[Report] = field(default_factory=list)

    @property
    def is_demand(self) -> bool:
        return isinstance(self.card, Demand)

    @property
    def since(self) -> datetime:
        return min(report.reported_at for report in self.reports)


def open_reports() -> QuerySet[Report]:
    """Longest waiting first."""
    return (
        Report.objects.filter(rulings=None)
        .select_related("demand__body", "profile__person", "reported_by")
        .order_by("reported_at", "pk")
    )


def open_reports_about(card: Demand | Profile) -> QuerySet[Report]:
    about = {"demand": card} if isinstance(card, Demand) else {"profile": card}
    return open_reports().filter(**about)


def reported_cards() -> list[Reported]:
    """Each card once, with all that is open about it; the longest waiting first."""
    return _by_card(open_reports())


def _by_card(reports: Iterable[Report]) -> list[Reported]:
    found: dict[tuple[type, int], Reported] = {}
    for report in reports:
        card = report.demand or report.profile
        if card is not None:
            found.setdefault((type(card), card.pk), Reported(card)).reports.append(report)
    return list(found.values())


def demands_to_rule_on() -> QuerySet[Demand]:
    """Reported or hidden ones: about others there is nothing to decide."""
    return Demand.objects.filter(pk__in=_concerned("demand")).select_related("body", "manager")


def profiles_to_rule_on() -> QuerySet[Profile]:
    return Profile.objects.filter(pk__in=_concerned("profile")).select_related("person", "institution")


def _concerned(of: str) -> list[int]:
    reported = Report.objects.filter(rulings=None, **{f"{of}__isnull": False}).values_list(of, flat=True)
    model = Demand if of == "demand" else Profile
    return [*reported, *model.objects.exclude(hidden_at=None).values_list("pk", flat=True)]


def hidden_demands() -> QuerySet[Demand]:
    return Demand.objects.exclude(hidden_at=None).select_related("body").order_by("-hidden_at", "pk")


def hidden_profiles() -> QuerySet[Profile]:
    return Profile.objects.exclude(hidden_at=None).select_related("person").order_by("-hidden_at", "pk")


def rulings_on(card: Demand | Profile) -> QuerySet[Ruling]:
    """Newest first."""
    about = {"demand": card} if isinstance(card, Demand) else {"profile": card}
    return Ruling.objects.filter(**about).select_related("ruled_by")
