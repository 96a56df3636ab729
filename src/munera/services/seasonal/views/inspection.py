"""What a labour inspector opens in a field: who is registered here, since when, and what was known at a moment.

Lists show employers and numbers of people. Where a page names people, the look is noted.
"""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, notes_who_looked, open_to_role
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.models import Receipt
from munera.services.seasonal.views import inspected, tables


@require_safe
@open_to_role(rules.INSPECTOR)
def show_inspection(request: SignedInRequest) -> HttpResponse:
    """Which employers have people where, on a day and as known at a moment."""
    form = forms.InspectionForm(request.GET or None)
    on, at = form.day, form.moment
    found = queries.places_on(request.user, on, at=at, named=form.text("employer"), place=form.text("place"))
    page = {
        "form": form if form.is_bound else forms.InspectionForm(initial={"on": on}),
        "day": tables.day(on),
        "at": tables.moment(at),
        "people": sum(one.people for one in found),
        "table": inspected.places_table(request.GET, found, with_moment=_with_moment(form)),
    }
    return render(request, "seasonal/show_inspection.html", page)


@notes_who_looked("seasonal.employer.inspected", Organisation)
@require_safe
@open_to_role(rules.INSPECTOR)
def inspect_employer(request: SignedInRequest, pk: int) -> HttpResponse:
    """One employer's day: who is registered, who is not and why, each with its receipt."""
    employer = get_object_or_404(queries.employers_inspected_by(request.user), pk=pk)
    form = forms.MomentForm(request.GET or None)
    seen = queries.inspected(employer, form.day, at=form.moment)
    page = {
        "employer": employer,
        "form": form if form.is_bound else forms.MomentForm(initial={"on": form.day}),
        "seen": seen,
        "day": tables.day(form.day),
        "at": tables.moment(seen.at),
        "registered": inspected.registered_table(seen),
        "others": inspected.others_table(seen),
    }
    return render(request, "seasonal/inspect_employer.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.INSPECTOR)
def find_worker(request: SignedInRequest) -> HttpResponse:
    """By number straight to the person; by name to a choice of those who bear it."""
    form = forms.FindWorkerForm(request.POST or None)
    found: list[Person] | None = None
    if request.method == "POST" and form.is_valid():
        office = queries.offices_of(request.user, rules.INSPECTOR).first()
        who = form.cleaned_data["who"]
        if isinstance(who, str):
            found = list(queries.people_named(request.user, who)[: inspected.MOST_PEOPLE])
            actions.note_search(found, by=request.user, office=office)
        else:
            person = queries.person_numbered(request.user, who.plain, kinds=who.kinds)
            actions.note_search([person] if person else [], by=request.user, office=office)
            if person:
                return redirect("seasonal:inspect_person", person.pk)
            form.refuse()
    table = inspected.people_table(found) if found is not None else None
    return render(request, "seasonal/find_worker.html", {"form": form, "table": table})


@notes_who_looked("seasonal.person.inspected", Person)
@require_safe
@open_to_role(rules.INSPECTOR)
def inspect_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One worker: for whom they are registered today, and every entry there is."""
    person = get_object_or_404(queries.people_inspected_by(request.user), pk=pk)
    form = forms.MomentForm(request.GET or None)
    known = queries.days_of(request.user, person, at=form.moment)
    on_the_day = [one for one in known if one.engagement.on == form.day]
    page = {
        "person": person,
        "number": queries.masked_number_of(person),
        "form": form if form.is_bound else forms.MomentForm(initial={"on": form.day}),
        "day": tables.day(form.day),
        "at": tables.moment(form.moment),
        "standing": inspected.entries_of(one for one in on_the_day if one.is_registered),
        "not_standing": inspected.entries_of(one for one in on_the_day if not one.is_registered),
        "table": inspected.days_table(request.GET, known),
    }
    return render(request, "seasonal/inspect_person.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.INSPECTOR)
def find_receipt(request: SignedInRequest) -> HttpResponse:
    """A number read off a telephone: wrong in itself, unknown, or the way to what we gave it for."""
    form = forms.FindReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        receipt = queries.receipt_numbered(request.user, form.cleaned_data["number"])
        if receipt:
            return redirect("seasonal:inspect_receipt", receipt.pk)
        form.refuse()
    return render(request, "seasonal/find_receipt.html", {"form": form})


@notes_who_looked("seasonal.receipt.inspected", Receipt)
@require_safe
@open_to_role(rules.INSPECTOR)
def inspect_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was asked, when the button was pressed, sent and received, by which device, and how it was answered."""
    receipt = get_object_or_404(queries.receipts_inspected_by(request.user), pk=pk)
    address = reverse("seasonal:inspect_employer", args=[receipt.employer_id])
    page = {
        "receipt": receipt,
        "day": tables.day(receipt.on),
        "facts": inspected.facts_of(receipt),
        "answers": inspected.answers_table(receipt),
        "day_address": f"{address}?{urlencode({'on': receipt.on.isoformat()})}",
        "day_title": _("All entries of the day"),
    }
    return render(request, "seasonal/inspect_receipt.html", page)


def _with_moment(form: forms.InspectionForm) -> str:
    """Day and moment, to be kept on the way to an employer."""
    chosen = {name: form.data.get(name, "") for name in ("on", "at")} if form.is_bound else {}
    return urlencode({name: value for name, value in chosen.items() if value})
