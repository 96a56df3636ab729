"""Handing in a file of results: the form with its template, how far it is, what is wrong with which row."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.mentor import actions, forms, queries, rules
from munera.services.mentor.choices import RowOutcome
from munera.services.mentor.models import ResultFile
from munera.services.mentor.views import tables
from munera.services.mentor.views.handing import as_csv, attached, attached_table


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def upload_results(request: SignedInRequest, pk: int) -> HttpResponse:
    of = get_object_or_404(queries.forms_run_by(request.user), pk=pk)
    form = forms.ResultFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        received = actions.receive_results(of, content=file.read(), name=file.name, by=request.user)
        return redirect("mentor:show_results", received.pk)
    page = {
        "of": of,
        "sitting": of.sitting,
        "examination": of.sitting.examination,
        "round": tables.round_name(of.sitting),
        "form": form,
        "columns": tables.columns_table(),
    }
    return render(request, "mentor/upload_results.html", page)


@require_safe
@open_to_role(rules.CLERK)
def download_results_template(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Our headings, then the questions of the form by their numbers."""
    of = get_object_or_404(queries.forms_run_by(request.user), pk=pk)
    headings = [str(each) for each in actions.RESULT_HEADINGS.values()]
    keys = [question.key for question in queries.questions_of(of)]
    return attached_table([headings + keys], kind=kind, name="munera-results")


@require_safe
@never_cache
@open_to_role(rules.CLERK)
def show_results(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is; then what became of the rows, those with a problem one by one."""
    file = get_object_or_404(queries.files_run_by(request.user), pk=pk)
    outcomes = queries.outcomes_of(file)
    sitting = file.form.sitting
    page = {
        "file": file,
        "sitting": sitting,
        "examination": sitting.examination,
        "round": tables.round_name(sitting),
        "fault": queries.sentence_of_file(file.fault, file.said),
        "earlier": queries.earlier_file(file),
        "outcomes": tables.outcomes_table(outcomes),
        "count": sum(outcomes.values()),
        "refused": outcomes.get(RowOutcome.REFUSED, 0),
        "problems": tables.problems_table(request.GET, queries.refused_rows(file)),
    }
    return render(request, "mentor/show_results.html", page)


@require_safe
@open_to_role(rules.CLERK)
def download_results_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every row that was not simply taken in, as a table for a spreadsheet."""
    file = get_object_or_404(queries.files_run_by(request.user), pk=pk)
    return attached(as_csv(_report(file)), "text/csv; charset=utf-8", f"munera-results-{file.pk}.csv")


def _report(file: ResultFile) -> Iterator[list[str]]:
    yield [_("Row"), _("Candidate number"), _("Answer"), _("Reason")]
    for row in queries.refused_rows(file).iterator(chunk_size=2_000):
        yield [str(row.number), row.masked, row.get_outcome_display(), queries.sentence_of_row(row.fault, row.said)]
