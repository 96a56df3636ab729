"""My page: what is held about me, in which names and numbers, what I agreed to, and who looked."""

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.flows.personal_data import fates, looks_at
from munera.kernel.access import rules
from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.credentials.rules import ISSUER
from munera.kernel.organisations.queries import memberships_of
from munera.kernel.people import actions, queries
from munera.kernel.people.choices import ConsentPurpose
from munera.kernel.people.models import Consent, Person
from munera.kernel.people.rules import CONSENT_TEXTS
from munera.kernel.refusal import Sentence
from munera.kernel.skills.rules import ASSESSOR
from munera.site.audit.telling import Telling, told
from munera.site.people.forms import ContactForm, NameForm
from munera.site.roles import name_of_role
from munera.ui.tables import Column, build

LOOKS_SHOWN = 10
# Where the work of an office lies: what the link says, and the page.
DESKS: Final[dict[str, tuple[Sentence, str]]] = {
    rules.PRIVACY_OFFICER.code: (gettext_lazy("Requests to be forgotten"), "people:list_erasures"),
    rules.AUDITOR.code: (gettext_lazy("Audit"), "audit:list_events"),
    rules.ADMINISTRATOR.code: (gettext_lazy("API keys"), "access:list_keys"),
    ISSUER.code: (gettext_lazy("Issuing credentials"), "credentials:show_desk"),
    ASSESSOR.code: (gettext_lazy("Checks of skills that are asked for"), "skills:list_checks"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a person may agree to, with what they said to it last."""

    purpose: str
    title: Sentence
    text: Sentence
    last: Consent | None

    @property
    def stands(self) -> bool:
        return self.last is not None and self.last.withdrawn_at is None


def _offers(person: Person) -> list[Offer]:
    last: dict[str, Consent] = {}
    for consent in queries.consents_of(person):
        last.setdefault(consent.purpose, consent)
    return [
        Offer(purpose.value, purpose.label, CONSENT_TEXTS[purpose], last.get(purpose.value))
        for purpose in ConsentPurpose
    ]


@require_safe
@never_cache
@open_to_signed_in
def my_data(request: SignedInRequest) -> HttpResponse:
    person = request.user
    identifiers = [(found.get_kind_display(), queries.masked(found)) for found in queries.identifiers_of(person)]
    held = list(memberships_of(person, on=timezone.localdate()))
    roles = [(found.organisation.name, name_of_role(found.role)) for found in held]
    codes = {found.role for found in held}
    page = {
        "name": queries.name_for_language(person, get_language() or ""),
        "names": queries.names(person),
        "identifiers": identifiers,
        "roles": roles,
        "desks": [desk for role, desk in DESKS.items() if role in codes],
        "offers": _offers(person),
        "held": [fate for fate in fates(person) if fate.count],
        "looks": told(looks_at(person, most=LOOKS_SHOWN)),
    }
    return render(request, "people/my_data.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_signed_in
def edit_contact(request: SignedInRequest) -> HttpResponse:
    person = request.user
    now = {"full_name": person.full_name, "phone": person.phone, "language": person.language or "en"}
    form = ContactForm(request.POST or None, initial=now)
    if not form.is_valid():
        return render(request, "people/edit_contact.html", {"form": form})
    said = form.cleaned_data
    actions.change_contact(person, full_name=said["full_name"], phone=said["phone"], by=person)
    actions.choose_language(person, said["language"], by=person)
    messages.success(request, _("Saved."))
    return redirect("people:my_data")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_signed_in
def add_name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/add_name.html", {"form": form})
    actions.add_name(request.user, **form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("people:my_data")


@require_POST
@open_to_signed_in
def remove_name(request: SignedInRequest, pk: int) -> HttpResponse:
    name = get_object_or_404(queries.names(request.user), pk=pk)
    actions.remove_name(name, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("people:my_data")


@require_POST
@open_to_signed_in
def give_consent(request: SignedInRequest, purpose: str) -> HttpResponse:
    if purpose not in ConsentPurpose.values:
        raise Http404
    actions.give_consent(request.user, purpose, by=request.user)
    messages.success(request, _("You have agreed. You can take it back here at any time."))
    return redirect("people:my_data")


@require_POST
@open_to_signed_in
def withdraw_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(queries.consents_of(request.user), pk=pk)
    actions.withdraw_consent(consent, by=request.user)
    messages.success(request, _("You have taken your consent back."))
    return redirect("people:my_data")


@require_safe
@never_cache
@open_to_signed_in
def list_my_events(request: SignedInRequest) -> HttpResponse:
    """What the person did, and what others did to their records."""
    table = build(
        request.GET,
        Telling(queries.events_of(request.user)),
        caption=_("What was done, and by whom"),
        columns=(Column(_("What")), Column(_("When")), Column(_("Who")), Column(_("On behalf of"))),
        cells=lambda event: (event.what, event.at, event.who, event.on_behalf_of),
    )
    return render(request, "people/list_my_events.html", {"table": table})
