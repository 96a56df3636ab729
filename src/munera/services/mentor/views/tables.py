"""The tables on the pages of the office."""

from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.services.mentor.models import Blueprint, CompetenceUnit, Examination, Sitting
from munera.ui.tables import Column, Link, Mark, Table, build

COUNT: Final = "attempt_count"


def examinations_table(query: QueryDict, examinations: QuerySet[Examination]) -> Table:
    return build(
        query,
        examinations,
        caption=gettext_lazy("Examinations"),
        columns=(
            Column(gettext_lazy("Examination")),
            Column(gettext_lazy("Level")),
            Column(gettext_lazy("Short name"), sort="code"),
            Column(gettext_lazy("Sittings"), numeric=True),
        ),
        cells=lambda one: (
            Link(one.name, reverse("mentor:show_examination", args=[one.pk])),
            one.level or None,
            one.code,
            one.sitting_count,
        ),
    )


def editions_table(query: QueryDict, editions: QuerySet[Blueprint]) -> Table:
    def cells(one: Blueprint) -> tuple[object, ...]:
        state = Mark(_("Published"), "success") if one.is_published else Mark(_("Draft"), "warning")
        label = _("Edition %(number)s") % {"number": one.version}
        questions: int = getattr(one, "question_count", 0)
        return Link(label, reverse("mentor:show_blueprint", args=[one.pk])), questions, state

    return build(
        query,
        editions,
        caption=gettext_lazy("Blueprint"),
        columns=(
            Column(gettext_lazy("Edition")),
            Column(gettext_lazy("Questions"), numeric=True),
            Column(gettext_lazy("State")),
        ),
        cells=cells,
    )


def round_name(sitting: Sitting) -> str:
    """As offices call it: year and round."""
    return _("%(year)s, round %(round)s") % {"year": sitting.year, "round": sitting.round}


def sittings_table(query: QueryDict, sittings: QuerySet[Sitting]) -> Table:
    return build(
        query,
        sittings,
        caption=gettext_lazy("Sittings"),
        columns=(
            Column(gettext_lazy("Round")),
            Column(gettext_lazy("Held on"), sort="held_on"),
            Column(gettext_lazy("Candidates"), numeric=True),
        ),
        cells=lambda one: (
            Link(round_name(one), reverse("mentor:show_sitting", args=[one.pk])),
            date_format(one.held_on, "DATE_FORMAT"),
            one.attempt_count,
        ),
    )


def units_table(query: QueryDict, units: QuerySet[CompetenceUnit]) -> Table:
    return build(
        query,
        units,
        caption=gettext_lazy("Units of competence"),
        columns=(
            Column(gettext_lazy("Code"), sort="code"),
            Column(gettext_lazy("Name")),
            Column(gettext_lazy("Questions"), numeric=True),
            Column(gettext_lazy("Skill of the classification")),
        ),
        cells=lambda one: (
            str(one),
            one.name,
            one.question_count,
            Mark(_("Tied"), "success") if one.skill_id else None,
        ),
        per_page=50,
    )
