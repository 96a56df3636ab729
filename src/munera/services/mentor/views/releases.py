"""Reports before anybody is shown one: made, read by a second person, released or sent back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.mentor import actions, forms, queries, rules
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.views import learning, samples, tables
from munera.services.mentor.views.asking import Asking, ask


@require_POST
@open_to_role(rules.CLERK)
def ask_for_reports(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = get_object_or_404(queries.sittings_run_by(request.user), pk=pk)
    actions.ask_for_reports(sitting, by=request.user)
    messages.success(request, _("The reports are being made. Then a second person looks at them."))
    return redirect("mentor:show_sitting", sitting.pk)


@require_safe
@open_to_role(rules.HEAD)
def list_releases(request: SignedInRequest) -> HttpResponse:
    releases = queries.releases_to_look_at(request.user)
    page = {
        "releases": tables.waiting_table(request.GET, releases),
        "waiting": queries.waiting_releases(request.user),
    }
    return render(request, "mentor/list_releases.html", page)


@require_safe
@open_to_role(rules.HEAD)
def show_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is about to be told: in numbers, and some reports word for word, without whose they are."""
    release = get_object_or_404(queries.releases_to_look_at(request.user), pk=pk)
    kept = queries.reports_kept_of(release)
    page = {
        "release": release,
        # Only the demo town keeps fewer than were made.
        "kept": kept,
        "are_fewer": release.state == ReleaseState.RELEASED and kept < release.numbers.get("reports", 0),
        "sitting": release.sitting,
        "examination": release.sitting.examination,
        "round": tables.round_name(release.sitting),
        "rule": queries.shown_rule(queries.rule_of(release.sitting)),
        "mark": tables.release_mark(release),
        "fault": queries.sentence_of_release(release),
        "learned": learning.learned_page(release),
        "withheld": samples.withheld_table(queries.withheld_in(release)),
        "samples": samples.read_aloud(queries.samples_of(release)),
        "is_waiting": release.state == ReleaseState.ASKED,
        "is_own": release.asked_by_id == request.user.pk,
    }
    return render(request, "mentor/show_release.html", page)


@require_POST
@open_to_role(rules.HEAD)
def release_reports(request: SignedInRequest, pk: int) -> HttpResponse:
    release = get_object_or_404(queries.releases_to_look_at(request.user), pk=pk)
    actions.release_reports(release, by=request.user)
    messages.success(request, _("The reports are released: each candidate finds their own from now on."))
    return redirect("mentor:show_release", release.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.HEAD)
def send_back_reports(request: SignedInRequest, pk: int) -> HttpResponse:
    release = get_object_or_404(queries.releases_to_look_at(request.user), pk=pk)
    form = forms.SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.send_back_reports(release, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("The reports are sent back. Nobody is shown them."))
        return redirect("mentor:list_releases")
    asking = Asking(
        title=_("Send the reports back"),
        over=release.sitting.examination.name,
        submit=_("Send them back"),
        back=reverse("mentor:show_release", args=[release.pk]),
        tone="danger",
    )
    return ask(request, form, asking)
