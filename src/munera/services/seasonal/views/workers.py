"""The employer's list of workers, each of them, and the papers that were seen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.models import Worker
from munera.services.seasonal.views import people, tables
from munera.services.seasonal.views.employers import employer_page


@require_safe
@open_to_role(rules.EMPLOYER)
def show_workers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody on the list: usual job, age, papers, and the days left this year."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    search = forms.SearchForm(request.GET)
    found = queries.workers_found(employer, search.wanted())
    today = queries.today_of(employer, at=timezone.now())
    return employer_page(
        request,
        "seasonal/show_workers.html",
        employer,
        section="workers",
        search=search,
        wanted=search.wanted(),
        table=people.workers_list(request.GET, employer, found, on=today),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def enrol_worker(request: SignedInRequest, pk: int) -> HttpResponse:
    """Added, and told at once where the rules say something of this worker."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    form = forms.EnrolWorkerForm(request.POST or None, employer=employer)
    if request.method == "POST" and form.is_valid():
        worker = actions.enrol_worker(employer, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is on your list now.") % {"name": worker.shown_name})
        told = queries.standings_of(employer, [worker], form.today)[0]
        if told.refusals or told.warnings:
            return redirect("seasonal:show_worker", worker.pk)
        return redirect("seasonal:show_day", employer.pk)
    return employer_page(request, "seasonal/enrol_worker.html", employer, section="workers", form=form)


@require_safe
@open_to_role(rules.EMPLOYER)
def show_worker(request: SignedInRequest, pk: int) -> HttpResponse:
    """One worker: what the rules say, days towards each limit, papers, crews and days."""
    worker = get_object_or_404(queries.workers_shown(queries.employers_of(request.user)), pk=pk)
    papers = {
        "consent_seen_on": worker.consent_seen_on,
        "medical_finding_seen_on": worker.medical_finding_seen_on,
    }
    return _worker_page(request, worker, forms.PapersForm(worker=worker, initial=papers))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def change_worker(request: SignedInRequest, pk: int) -> HttpResponse:
    """The name was misspelt, the usual job is another one now, somebody has moved."""
    worker = get_object_or_404(queries.workers_shown(queries.employers_of(request.user)), pk=pk)
    written = {"name": worker.name, "job": worker.job, "municipality": worker.municipality}
    form = forms.ChangeWorkerForm(request.POST or None, initial=written)
    if request.method == "POST" and form.is_valid():
        actions.change_worker(worker, by=request.user, **form.cleaned_data)
        messages.success(request, _("The entry of %(name)s is changed.") % {"name": worker.shown_name})
        return redirect("seasonal:show_worker", worker.pk)
    return employer_page(
        request, "seasonal/change_worker.html", worker.employer, section="workers", worker=worker, form=form
    )


@require_POST
@open_to_role(rules.EMPLOYER)
def note_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    worker = get_object_or_404(queries.workers_shown(queries.employers_of(request.user)), pk=pk)
    form = forms.PapersForm(request.POST, worker=worker)
    if not form.is_valid():
        return _worker_page(request, worker, form)
    actions.note_papers(worker, by=request.user, **form.cleaned_data)
    messages.success(request, _("The papers of %(name)s are noted.") % {"name": worker.shown_name})
    return redirect("seasonal:show_worker", worker.pk)


def _worker_page(request: SignedInRequest, worker: Worker, form: forms.PapersForm) -> HttpResponse:
    employer = worker.employer
    today = queries.today_of(employer, at=timezone.now())
    [standing] = queries.standings_of(employer, [worker], today, counts_the_day=True)
    engagements = queries.days_of_worker(worker)
    return employer_page(
        request,
        "seasonal/show_worker.html",
        employer,
        section="workers",
        worker=worker,
        standing=standing,
        age=worker.age_on(today),
        crews=queries.crews_with(worker),
        papers_matter=queries.papers_matter(employer, worker, today),
        form=form,
        limits=people.limits_table(standing),
        days=tables.days_of_worker_table(request.GET, engagements),
    )
