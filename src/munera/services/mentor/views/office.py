"""The way in for those who work for an examining body, and one of its examinations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.mentor import actions, forms, queries, rules
from munera.services.mentor.views import tables
from munera.services.mentor.views.asking import Asking, ask


@require_safe
@open_to_role(rules.CLERK)
def start_office(request: SignedInRequest) -> HttpResponse:
    """To the office where the person works; who works in two finds the other there."""
    return redirect("mentor:show_office", queries.offices_of(request.user)[0].pk)


@require_safe
@open_to_role(rules.CLERK)
def show_office(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    page = {
        "office": office,
        "offices": queries.offices_of(request.user),
        "is_head": queries.offices_headed_by(request.user).exists(),
        "examinations": tables.examinations_table(request.GET, queries.examinations_of(office)),
    }
    return render(request, "mentor/show_office.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_examination(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    form = forms.ExaminationForm(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        text = actions.ExaminationText(**form.text)
        added = actions.add_examination(office, text, code=form.cleaned_data["code"], by=request.user)
        messages.success(request, _("The examination is entered. Now fill its blueprint."))
        return redirect("mentor:show_examination", added.pk)
    asking = Asking(
        title=_("Add an examination"),
        over=office.name,
        submit=_("Add it"),
        back=reverse("mentor:show_office", args=[office.pk]),
    )
    return ask(request, form, asking)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def change_examination(request: SignedInRequest, pk: int) -> HttpResponse:
    examination = get_object_or_404(queries.examinations_run_by(request.user), pk=pk)
    form = forms.ExaminationForm(request.POST or None, office=examination.body, examination=examination)
    if request.method == "POST" and form.is_valid():
        actions.change_examination(examination, actions.ExaminationText(**form.text), by=request.user)
        messages.success(request, _("The examination is changed."))
        return redirect("mentor:show_examination", examination.pk)
    asking = Asking(
        title=_("Change the examination"),
        over=examination.name,
        lead=_("Sittings that were marked keep the rule by which they were."),
        submit=_("Keep the changes"),
        back=reverse("mentor:show_examination", args=[examination.pk]),
    )
    return ask(request, form, asking)


@require_safe
@open_to_role(rules.CLERK)
def show_examination(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its rule, the editions of its blueprint, its sittings."""
    examination = get_object_or_404(queries.examinations_run_by(request.user), pk=pk)
    draft = queries.latest_edition(examination, published=False)
    page = {
        "examination": examination,
        "rule": queries.shown_rule(queries.rule_of_passing(examination.pass_rule)),
        "editions": tables.editions_table(request.GET, queries.editions_of(examination)),
        "sittings": tables.sittings_table(request.GET, queries.sittings_of(examination)),
        "draft": draft,
        "has_edition": queries.latest_edition(examination, published=True) is not None,
    }
    return render(request, "mentor/show_examination.html", page)


@require_POST
@open_to_role(rules.CLERK)
def begin_edition(request: SignedInRequest, pk: int) -> HttpResponse:
    examination = get_object_or_404(queries.examinations_run_by(request.user), pk=pk)
    begun = actions.begin_edition(examination, by=request.user)
    messages.success(request, _("The next edition is begun as a copy of the last."))
    return redirect("mentor:show_blueprint", begun.pk)


@require_safe
@open_to_role(rules.CLERK)
def list_units(request: SignedInRequest) -> HttpResponse:
    return render(request, "mentor/list_units.html", {"units": tables.units_table(request.GET, queries.units())})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_unit(request: SignedInRequest) -> HttpResponse:
    form = forms.UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.add_unit(code=said["code"], names=form.names, skill=said["skill"], by=request.user)
        messages.success(request, _("The unit is added."))
        return redirect("mentor:list_units")
    asking = Asking(title=_("Add a unit of competence"), submit=_("Add it"), back=reverse("mentor:list_units"))
    return ask(request, form, asking)
