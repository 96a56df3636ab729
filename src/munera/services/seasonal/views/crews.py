"""Named crews: made, changed, and their names forgotten again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.views.employers import employer_page


@require_safe
@open_to_role(rules.EMPLOYER)
def show_crews(request: SignedInRequest, pk: int) -> HttpResponse:
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    return employer_page(
        request, "seasonal/show_crews.html", employer, section="crews", crews=queries.crews_of(employer)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def name_crew(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new crew."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    form = forms.NameCrewForm(request.POST or None, employer=employer)
    if request.method == "POST" and form.is_valid():
        crew = actions.name_crew(employer, by=request.user, **form.cleaned_data)
        messages.success(request, _("The crew %(name)s is kept.") % {"name": crew.name})
        return redirect("seasonal:show_crews", employer.pk)
    return employer_page(request, "seasonal/name_crew.html", employer, section="crews", form=form, crew=None)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def change_crew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name, other workers."""
    crew = get_object_or_404(queries.crews_shown(queries.employers_of(request.user)), pk=pk)
    initial = {"name": crew.name, "workers": [worker.pk for worker in crew.workers.all()]}
    form = forms.NameCrewForm(request.POST or None, employer=crew.employer, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.name_crew(crew.employer, by=request.user, crew=crew, **form.cleaned_data)
        messages.success(request, _("The crew %(name)s is kept.") % {"name": form.cleaned_data["name"]})
        return redirect("seasonal:show_crews", crew.employer_id)
    return employer_page(request, "seasonal/name_crew.html", crew.employer, section="crews", form=form, crew=crew)


@require_POST
@open_to_role(rules.EMPLOYER)
def remove_crew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Only the name is forgotten; the workers stay on the list, and every registered day stays as it is."""
    crew = get_object_or_404(queries.crews_shown(queries.employers_of(request.user)), pk=pk)
    actions.remove_crew(crew, by=request.user)
    messages.success(request, _("The crew %(name)s is removed; its workers stay on your list.") % {"name": crew.name})
    return redirect("seasonal:show_crews", crew.employer_id)
