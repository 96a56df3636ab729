"""A sitting in numbers, and whether it was fair: nobody is told of in either."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.mentor import queries, rules
from munera.services.mentor.choices import AuditedTrait
from munera.services.mentor.models import Calibration
from munera.services.mentor.views import desk, tables
from munera.ui.charts import Chart, Kind, Series
from munera.ui.tables import Column, Table, build


@require_safe
@open_to_role(rules.CLERK)
def show_numbers(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = get_object_or_404(queries.sittings_run_by(request.user), pk=pk)
    numbers = queries.numbers_of(sitting)
    page = {
        "sitting": sitting,
        "examination": sitting.examination,
        "round": tables.round_name(sitting),
        "numbers": numbers,
        "marks": _marks(numbers) if numbers.bins else None,
        "subjects": _subjects(numbers) if numbers.subjects else None,
        "mean": desk.decimal(numbers.mean, 1 if numbers.bins else 0),
        "passed": desk.passed(numbers.standing),
        "fewest": queries.FEWEST,
        "fewest_exactly": queries.FEWEST_EXACTLY,
    }
    return render(request, "mentor/show_numbers.html", page)


@require_safe
@open_to_role(rules.CLERK)
def show_fairness(request: SignedInRequest, pk: int) -> HttpResponse:
    """The audit of the last calibration: who passed by group, and questions that groups do not find alike."""
    sitting = get_object_or_404(queries.sittings_run_by(request.user), pk=pk)
    calibration = queries.standing_calibration(sitting)
    page = {
        "sitting": sitting,
        "examination": sitting.examination,
        "round": tables.round_name(sitting),
        "calibration": calibration,
        "rates": _rates(calibration) if calibration else [],
        "biased": desk.biased_table(queries.biased_statistics(calibration)) if calibration else None,
        "fewest": queries.FEWEST,
    }
    return render(request, "mentor/show_fairness.html", page)


def _marks(numbers: queries.Numbers) -> Chart:
    last = len(numbers.bins) - 1
    labels = [
        _("%(low)s to %(high)s") % {"low": round(each.low), "high": round(each.high) - (0 if at == last else 1)}
        for at, each in enumerate(numbers.bins)
    ]
    words = ""
    if numbers.required is not None:
        words = _("The rule asks for %(required)s.") % {"required": desk.decimal(numbers.required, 1)}
    return Chart(
        name="marks",
        kind=Kind.BAR,
        title=_("How marks are spread"),
        labels=tuple(labels),
        series=(Series(_("Candidates"), tuple(each.people for each in numbers.bins)),),
        unit=_("candidates"),
        description=words,
    )


def _subjects(numbers: queries.Numbers) -> Table:
    return build(
        QueryDict(),
        list(numbers.subjects),
        caption=gettext_lazy("Subjects"),
        columns=(
            Column(gettext_lazy("Subject")),
            Column(gettext_lazy("Points on average"), numeric=True),
            Column(pgettext_lazy("points", "Of"), numeric=True),
            Column(gettext_lazy("Minimum"), numeric=True),
            Column(gettext_lazy("Below the minimum"), numeric=True),
        ),
        cells=lambda one: (
            one.subject.name,
            desk.decimal(one.mean, 1 if numbers.bins else 0),
            one.possible,
            one.minimum or None,
            _("Too few to show") if one.minimum and one.below is None else one.below,
        ),
    )


def _rates(calibration: Calibration) -> list[Table]:
    """A table for each trait that is known; groups that are too small stand together without a number."""
    told = calibration.summary.get("pass_rates", {})
    return [
        build(
            QueryDict(),
            rows,
            caption=AuditedTrait(trait).label,
            columns=(
                Column(gettext_lazy("Group")),
                Column(gettext_lazy("Candidates"), numeric=True),
                Column(pgettext_lazy("an examination", "Passed"), numeric=True),
            ),
            cells=lambda row: (
                desk.group_name(row["group"]) or _("Groups that are too small to tell of"),
                row["people"],
                desk.share(row["telling"], row["share"]),
            ),
        )
        for trait, rows in told.items()
    ]
