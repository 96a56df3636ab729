"""Courses, trainings and jobs that a public body shows to candidates: the list, and one by one."""

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.mentor import actions, forms, queries, rules
from munera.services.mentor.views import tables
from munera.services.mentor.views.asking import Asking, ask


@require_safe
@open_to_role(rules.CLERK)
def list_offers(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    form, today = forms.OfferSearchForm(request.GET), timezone.localdate()
    asked = form.cleaned_data if form.is_valid() else {}
    text, state = asked.get("q", ""), asked.get("state", "")
    offers = queries.offers_of(office, text=text, state=state, on=today)
    page = {
        "office": office,
        "form": form,
        "is_asked": bool(text or state),
        "offers": tables.offers_table(request.GET, offers, on=today),
    }
    return render(request, "mentor/list_offers.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    form = forms.OfferForm(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        actions.add_offer(office, actions.OfferText(**form.text), by=request.user)
        messages.success(request, _("It is entered. Candidates whom it suits are shown it from now on."))
        return redirect("mentor:list_offers", office.pk)
    asking = Asking(
        title=_("Add a course or job"),
        over=office.name,
        lead=_("Write in the language in which you read this site."),
        submit=_("Add it"),
        back=reverse("mentor:list_offers", args=[office.pk]),
    )
    return ask(request, form, asking)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def change_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    offer = get_object_or_404(queries.offers_run_by(request.user), pk=pk)
    form = forms.OfferForm(request.POST or None, office=offer.body, offer=offer)
    if request.method == "POST" and form.is_valid():
        actions.change_offer(offer, actions.OfferText(**form.text), by=request.user)
        messages.success(request, _("The changes are kept."))
        return redirect("mentor:list_offers", offer.body_id)
    return render(request, "mentor/change_offer.html", {"offer": offer, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def withdraw_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    offer = get_object_or_404(queries.offers_run_by(request.user), pk=pk)
    if request.method == "POST":
        actions.withdraw_offer(offer, by=request.user)
        messages.success(request, _("It is withdrawn. Candidates are not shown it any more."))
        return redirect("mentor:list_offers", offer.body_id)
    asking = Asking(
        title=_("Withdraw it?"),
        over=offer.name,
        lead=_("Candidates are not shown it any more. It stays in your list, and you can offer it again."),
        submit=_("Withdraw it"),
        back=reverse("mentor:change_offer", args=[offer.pk]),
        tone="danger",
    )
    return ask(request, django_forms.Form(), asking)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def offer_again(request: SignedInRequest, pk: int) -> HttpResponse:
    offer = get_object_or_404(queries.withdrawn_offers_run_by(request.user), pk=pk)
    if request.method == "POST":
        actions.offer_again(offer, by=request.user)
        if not offer.is_over(on=timezone.localdate()):
            messages.success(request, _("It is offered again. Candidates whom it suits are shown it from now on."))
            return redirect("mentor:list_offers", offer.body_id)
        messages.warning(
            request, _("It is offered again, but its days are past. Give later ones, and candidates see it.")
        )
        return redirect("mentor:change_offer", offer.pk)
    asking = Asking(
        title=_("Offer it again?"),
        over=offer.name,
        lead=_("It is shown to candidates as it was. You can change its words and days then."),
        submit=_("Offer it again"),
        back=reverse("mentor:list_offers", args=[offer.body_id]),
    )
    return ask(request, django_forms.Form(), asking)
