"""A worker takes the days of a year into their wallet: what the credential will say, and the button."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.people.models import Person
from munera.kernel.skills.queries import Named, named
from munera.services.seasonal import actions, queries
from munera.services.seasonal.views import ledger


@dataclass(frozen=True, slots=True)
class OfferPage:
    """What may be taken along, in words, and what of it lies in the wallet already."""

    offer: queries.Offer
    criterion: str
    skills: tuple[Named, ...]


@require_POST
@open_to_signed_in
def take_days_credential(request: SignedInRequest) -> HttpResponse:
    year, country = ledger.number(request.POST.get("year")), request.POST.get("country", "")
    credential = actions.take_days_credential(request.user, year=year, country=country, by=request.user)
    messages.success(request, _("The credential lies in your wallet. You decide to whom you show it."))
    return redirect("credentials:show_credential", credential.number)


def offer_pages(person: Person, *, year: int) -> list[OfferPage]:
    """For each country whose register certifies days of the year: one, for nearly everybody."""
    offers = queries.offers_of(person, year=year, at=timezone.now())
    return [OfferPage(offer, queries.criterion(), _skills(offer)) for offer in offers]


def _skills(offer: queries.Offer) -> tuple[Named, ...]:
    shown = queries.skills_shown_by(offer.counted)
    names = named(shown, language=get_language() or "en")
    return tuple(names[skill.pk] for skill in shown)
