"""The employer's list of workers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import actions, forms, queries, rules


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def enrol_worker(request: SignedInRequest, pk: int) -> HttpResponse:
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    form = forms.EnrolWorkerForm(request.POST or None, employer=employer)
    if request.method == "POST" and form.is_valid():
        worker = actions.enrol_worker(
            employer,
            kind=form.cleaned_data["kind"],
            number=form.cleaned_data["number"],
            name=form.cleaned_data["name"],
            job=form.cleaned_data["job"],
            by=request.user,
        )
        messages.success(request, _("%(name)s is on your list now.") % {"name": worker.shown_name})
        return redirect("seasonal:show_day", employer.pk)
    return render(request, "seasonal/enrol_worker.html", {"employer": employer, "form": form})
