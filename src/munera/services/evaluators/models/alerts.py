"""What somebody looks for again and again, what they were told of it, and invitations to look at a card."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.models import Person
from munera.services.evaluators.choices import Direction
from munera.services.evaluators.models.demands import Demand
from munera.services.evaluators.models.profiles import Profile


class SavedSearch(models.Model):
    """A researcher looks for demands, a manager for researchers; new ones come by letter once a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=10, choices=Direction)
    name = models.CharField(_("name of the search"), max_length=80)
    # Lists of codes; an empty one lets everything through.
    themes = models.JSONField(_("themes"), default=list, blank=True)
    kinds = models.JSONField(_("kinds of evaluation"), default=list, blank=True)
    methods = models.JSONField(_("methods"), default=list, blank=True)
    places = models.JSONField(_("places"), default=list, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "side", "name"], name="search_has_its_own_name"),
        ]

    def __str__(self) -> str:
        return f"search {self.pk} of person {self.person_id}"


class Told(models.Model):
    """A card that a search has told of; it is not told of again."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="told")
    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "demand"], condition=Q(demand__isnull=False), name="search_tells_of_a_demand_once"
            ),
            models.UniqueConstraint(
                fields=["search", "profile"], condition=Q(profile__isnull=False), name="search_tells_of_a_profile_once"
            ),
            models.CheckConstraint(
                condition=Q(demand=None, profile__isnull=False) | Q(demand__isnull=False, profile=None),
                name="search_tells_of_one_card",
            ),
        ]

    def __str__(self) -> str:
        return f"card told by search {self.search_id}"


class Invitation(models.Model):
    """A manager asks a researcher to look at a card. It is no answer to a card, and no answer is seen by it."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="invitations")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["demand", "profile"], name="researcher_is_invited_once")]

    def __str__(self) -> str:
        return f"invitation {self.pk} to demand {self.demand_id}"
