"""What the pages of workers draw: the list with its states, and the limits of one."""

from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import queries
from munera.services.seasonal.models import Worker
from munera.ui.tables import Column, Link, Mark, Table, build


def workers_list(query: QueryDict, employer: Organisation, found: QuerySet[Worker], *, on: date) -> Table:
    """In as many questions for a hundred as for one."""
    standings = {one.worker.pk: one for one in queries.standings_of(employer, found, on, counts_the_day=True)}

    def cells(worker: Worker) -> tuple[object, ...]:
        standing = standings[worker.pk]
        left = standing.tightest
        return (
            Link(worker.shown_name, reverse("seasonal:show_worker", args=[worker.pk])),
            standing.number or None,
            worker.get_job_display(),
            worker.age_on(on),
            _state(employer, standing, on),
            left.used if left else None,
            Mark(str(left.left), "warning") if left and left.are_few else left.left if left else None,
        )

    return build(
        query,
        found,
        caption=gettext_lazy("Workers"),
        columns=(
            Column(gettext_lazy("Name"), sort="name"),
            Column(gettext_lazy("Number")),
            Column(gettext_lazy("Usual job"), sort="job"),
            Column(gettext_lazy("Age"), sort="born_on", numeric=True),
            Column(gettext_lazy("Papers")),
            Column(gettext_lazy("Days this year"), numeric=True),
            Column(gettext_lazy("Days left"), numeric=True),
        ),
        cells=cells,
        per_page=50,
    )


def limits_table(standing: queries.Standing) -> Table:
    """Each limit of the law with what is used of it and where it is written."""
    return build(
        QueryDict(),
        standing.limits,
        caption=gettext_lazy("Days this year, and how many are left"),
        columns=(
            Column(gettext_lazy("Limit")),
            Column(gettext_lazy("At most"), numeric=True),
            Column(gettext_lazy("Used"), numeric=True),
            Column(gettext_lazy("Left"), numeric=True),
            Column(gettext_lazy("Source")),
            Column(gettext_lazy("Checked at the source")),
        ),
        cells=lambda limit: (
            limit.name,
            limit.at_most,
            limit.used,
            Mark(str(limit.left), "warning") if limit.are_few else limit.left,
            limit.source,
            Mark(_("Yes"), "success") if limit.verified else Mark(_("Not yet"), "warning"),
        ),
    )


def _state(employer: Organisation, standing: queries.Standing, on: date) -> Mark | None:
    """Whether this worker can be registered; nothing to say of the most."""
    if standing.refusals:
        return Mark(_("Cannot be registered"), "danger")
    if queries.papers_matter(employer, standing.worker, on):
        return Mark(_("Under age, papers seen"), "success")
    return None
